/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Live sockets: who may have one, who is told what, and what a hostile one gets. */

#include <string.h>

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"
#include "tests/lib/temp-postgres.h"

#define PASSWORD   "correct horse"
#define CHANGES    "{\"type\":\"changes\"}"
#define SIGNED_OUT "{\"type\":\"signed-out\",\"wipe\":false}"
#define WIPED      "{\"type\":\"signed-out\",\"wipe\":true}"

typedef struct
{
  TempHub *hub; /* (owned) */
  guint16 port;
} Fixture;

static char *
make_token (const Fixture *fixture, const char *login, const char *role, const char *branch)
{
  g_autofree char *device = crm_id_new ();

  g_free (temp_hub_add_user (fixture->hub, login, PASSWORD, role, branch));
  return raw_sign_in (fixture->port, login, PASSWORD, device);
}

static RawClient *
open_socket (const Fixture *fixture, const char *token)
{
  RawClient *client = raw_client_new (fixture->port);
  guint status = 0;

  g_assert_true (raw_client_upgrade (client, token, &status));
  return client;
}

static void
notify (const Fixture *fixture, const char *text)
{
  g_autofree char *sql = g_strdup_printf ("select pg_notify('zontik', '%s')", text);

  g_free (temp_postgres_query (temp_hub_get_conninfo (fixture->hub), sql));
}

static void
expect (RawClient *client, const char *text)
{
  g_autofree char *got = raw_client_read_text (client, 20, NULL);

  g_assert_cmpstr (got, ==, text);
}

static gboolean
is_alone (gpointer data)
{
  return temp_hub_count_connections (((Fixture *) data)->hub) == 0;
}

static void
test_strangers (gconstpointer data)
{
  const Fixture *fixture = data;
  static const char *const tokens[] = { NULL, "nonsense" };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (RawClient) client = raw_client_new (fixture->port);
      guint status = 0;

      g_assert_false (raw_client_upgrade (client, tokens[i], &status));
      g_assert_cmpuint (status, ==, 401);
    }
}

static void
test_not_a_socket (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "plain", "agent", NULL);
  g_autoptr (RawAnswer) answer = raw_call (fixture->port, "GET", "/live", token, NULL);

  raw_answer_assert_problem (answer, 400, "invalid");
}

/* A push of one person wakes another who may see the record. */
static void
test_push_tickles (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *agent = make_token (fixture, "agent", "agent", "Север");
  g_autofree char *head = make_token (fixture, "head", "head", "Север");
  g_autoptr (RawClient) client = open_socket (fixture, head);
  g_autofree char *command = crm_id_new ();
  g_autofree char *record = crm_id_new ();
  g_autofree char *body =
      g_strdup_printf ("{\"commands\":[{\"id\":\"%s\",\"at\":\"2026-01-01T00:00:00.000000Z\","
                       "\"kind\":\"customer.create\",\"record\":\"%s\","
                       "\"set\":{\"type\":\"person\",\"last_name\":\"Ли\"}}]}",
                       command, record);
  g_autoptr (RawAnswer) answer = raw_call (fixture->port, "POST", "/commands", agent, body);

  g_assert_cmpuint (answer->status, ==, 200);
  expect (client, CHANGES);
}

/* After its pull the server knows what concerns a session; before it everything does. */
static void
pull (const Fixture *fixture, const char *token)
{
  g_autoptr (RawAnswer) answer = raw_call (fixture->port, "GET", "/changes", token, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
}

/* A promoted person is told of the branch without a new connection. */
static void
test_promoted (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "petra", "agent", "Запад");
  g_autoptr (RawClient) client = open_socket (fixture, token);
  g_autofree char *branch = temp_postgres_query (temp_hub_get_conninfo (fixture->hub),
                                                 "select id from branch where name = 'Запад'");
  g_autofree char *news = g_strconcat ("b ", branch, NULL);
  g_autofree char *unexpected = NULL;

  pull (fixture, token);
  notify (fixture, news);
  unexpected = raw_client_read_text (client, 1, NULL);
  g_assert_null (unexpected);

  g_free (temp_postgres_query (
      temp_hub_get_conninfo (fixture->hub),
      "update app_user set role = 'head', ver = sync_ver () where login = 'petra'"));
  notify (fixture, "all");
  expect (client, CHANGES);
  pull (fixture, token);
  notify (fixture, news);
  expect (client, CHANGES);
}

/* Another process says whom it concerns. */
static void
test_scopes (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *device = crm_id_new ();
  g_autofree char *id = temp_hub_add_user (fixture->hub, "lena", PASSWORD, "agent", "Юг");
  g_autofree char *lena = raw_sign_in (fixture->port, "lena", PASSWORD, device);
  g_autofree char *other = make_token (fixture, "mark", "agent", "Юг");
  g_autofree char *director = make_token (fixture, "nina", "director", NULL);
  g_autoptr (RawClient) hers = open_socket (fixture, lena);
  g_autoptr (RawClient) others = open_socket (fixture, other);
  g_autoptr (RawClient) all = open_socket (fixture, director);
  g_autofree char *mine = g_strconcat ("o ", id, NULL);
  g_autofree char *unexpected = NULL;

  pull (fixture, lena);
  pull (fixture, other);
  pull (fixture, director);
  notify (fixture, mine);
  expect (hers, CHANGES);
  expect (all, CHANGES);
  unexpected = raw_client_read_text (others, 1, NULL);
  g_assert_null (unexpected);
  notify (fixture, "all");
  expect (hers, CHANGES);
}

/* A storm of news becomes a handful of tickles, and the last of them comes after the last news. */
static void
test_coalesced (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "olga", "director", NULL);
  g_autoptr (RawClient) client = open_socket (fixture, token);
  g_autofree char *text = NULL;
  gint64 began = g_get_monotonic_time ();
  guint n = 0;
  gint64 steps;

  for (guint i = 0; i < 200; i++)
    notify (fixture, "all");
  steps = (g_get_monotonic_time () - began) / (100 * G_TIME_SPAN_MILLISECOND);
  while ((text = raw_client_read_text (client, 2, NULL)) != NULL)
    {
      g_assert_cmpstr (text, ==, CHANGES);
      g_clear_pointer (&text, g_free);
      n++;
    }
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpint (n, <=, steps + 3);
}

static void
test_signed_out (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "paul", "agent", NULL);
  g_autoptr (RawClient) client = open_socket (fixture, token);
  g_autoptr (RawAnswer) ended =
      raw_call (fixture->port, "DELETE", "/sessions/current", token, NULL);
  g_autofree char *end = NULL;
  guint code = 0;

  g_assert_cmpuint (ended->status, ==, 204);
  expect (client, SIGNED_OUT);
  end = raw_client_read_text (client, 20, &code);
  g_assert_null (end);
  g_assert_cmpuint (code, ==, 1000);
}

static void
test_disabled (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "rita", "agent", NULL);
  g_autoptr (RawClient) client = open_socket (fixture, token);

  temp_hub_disable_user (fixture->hub, "rita");
  expect (client, WIPED);
}

/* A message that never ends, in small fragments: libsoup 3.2 would collect them all. */
static void
test_fragments (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "sara", "agent", NULL);
  g_autoptr (RawClient) client = open_socket (fixture, token);
  g_autofree char *part = g_strnfill (1000, 'x');
  gint64 before = raw_get_resident ();
  guint i = 0;

  if (raw_client_send_frame (client, 0x01, part, 1000))
    while (i < 300000 && raw_client_send_frame (client, 0x00, part, 1000))
      i++;
  g_assert_cmpuint (i, <, 10000);
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
  g_assert_cmpint (raw_get_resident () - before, <, 8 * 1000 * 1000);
}

static void
test_pings (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "tina", "agent", NULL);
  g_autoptr (RawClient) client = open_socket (fixture, token);
  guint i = 0;

  while (i < 100000 && raw_client_send_frame (client, 0x89, "x", 1))
    i++;
  g_assert_cmpuint (i, <, 100000);
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
}

static void
test_large_frame (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "ulla", "agent", NULL);
  g_autoptr (RawClient) client = open_socket (fixture, token);
  g_autofree char *part = g_strnfill (2000, 'x');

  raw_client_send_frame (client, 0x81, part, 2000);
  g_assert_cmpint (raw_client_wait_closed (client, 10), >=, 0);
}

/* Nothing is kept of sockets that came and went. */
static void
test_come_and_go (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "vera", "agent", NULL);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (RawClient) client = open_socket (fixture, token);

      if (i % 2 == 0)
        raw_client_send_frame (client, 0x88, "\x03\xe8", 2);
    }
  crm_test_wait_until (is_alone, (gpointer) data, 20000);
}

static void
test_server_ends (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *token = make_token (fixture, "willi", "agent", NULL);
  g_autoptr (RawClient) client = open_socket (fixture, token);
  g_autofree char *text = NULL;
  guint code = 0;

  temp_hub_stop (fixture->hub);
  text = raw_client_read_text (client, 20, &code);
  g_assert_null (text);
  g_assert_cmpuint (code, ==, 1012);
  temp_hub_start (fixture->hub);
}

int
main (int argc, char **argv)
{
  Fixture fixture = { NULL, 0 };
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture.hub = temp_hub_new ();
  if (fixture.hub == NULL)
    return g_test_run ();
  fixture.port = temp_hub_get_port (fixture.hub);
  g_test_add_data_func ("/live/strangers", &fixture, test_strangers);
  g_test_add_data_func ("/live/not-a-socket", &fixture, test_not_a_socket);
  g_test_add_data_func ("/live/push", &fixture, test_push_tickles);
  g_test_add_data_func ("/live/scopes", &fixture, test_scopes);
  g_test_add_data_func ("/live/promoted", &fixture, test_promoted);
  g_test_add_data_func ("/live/coalesced", &fixture, test_coalesced);
  g_test_add_data_func ("/live/signed-out", &fixture, test_signed_out);
  g_test_add_data_func ("/live/disabled", &fixture, test_disabled);
  g_test_add_data_func ("/live/fragments", &fixture, test_fragments);
  g_test_add_data_func ("/live/pings", &fixture, test_pings);
  g_test_add_data_func ("/live/large-frame", &fixture, test_large_frame);
  g_test_add_data_func ("/live/come-and-go", &fixture, test_come_and_go);
  g_test_add_data_func ("/live/server-ends", &fixture, test_server_ends);
  result = g_test_run ();
  temp_hub_free (fixture.hub);
  return result;
}
