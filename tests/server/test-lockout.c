/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Guessing against a whole server: what it costs to ask for somebody who does not exist, and who
 * gets in while others guess. */

#include <string.h>

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"
#include "tests/lib/temp-postgres.h"

#define PASSWORD "correct horse"
/* Of looking for the number of statements of a sign-in. */
#define MAX_ROUNDS 10
#define MAX_COST   32

typedef struct
{
  TempHub *hub; /* (owned) */
  guint16 port;
} Fixture;

static void
forget (const Fixture *fixture)
{
  g_free (temp_postgres_query (temp_hub_get_conninfo (fixture->hub), "delete from sign_in_try"));
}

static char *
make_body (const char *login, const char *password, const char *device)
{
  return g_strdup_printf ("{\"login\":\"%s\",\"password\":\"%s\","
                          "\"device\":{\"id\":\"%s\",\"name\":\"Laptop\"}}",
                          login, password, device);
}

static guint
sign_in (const Fixture *fixture, const char *login, const char *password, const char *device)
{
  g_autofree char *body = make_body (login, password, device);
  g_autoptr (RawAnswer) answer = raw_call (fixture->port, "POST", "/sessions", NULL, body);

  return answer->status;
}

/* Passwords that were compared with a hash so far. */
static guint64
count_checks (const Fixture *fixture)
{
  static const char name[] = "\nzontik_password_checks_total ";
  g_autoptr (RawAnswer) answer = raw_call (fixture->port, "GET", "//metrics", NULL, NULL);
  g_autofree char *text = g_strndup ((char *) answer->body->data, answer->body->len);
  const char *found = strstr (text, name);

  g_assert_nonnull (found);
  return g_ascii_strtoull (found + strlen (name), NULL, 10);
}

typedef struct
{
  guint64 checks;
  guint64 statements;
} Cost;

static Cost
measure_once (const Fixture *fixture, const char *login)
{
  g_autofree char *device = crm_id_new ();
  Cost before = { count_checks (fixture), temp_hub_count_statements (fixture->hub) };
  Cost cost;

  g_assert_cmpuint (sign_in (fixture, login, "wrong", device), ==, 401);
  cost.statements = temp_hub_count_statements (fixture->hub) - before.statements;
  cost.checks = count_checks (fixture) - before.checks;
  forget (fixture);
  return cost;
}

/* What the server does by itself falls into some tries and not into others, also what it does
 * because of a try: what most of them cost is right. */
static guint
get_usual (const guint seen[MAX_COST])
{
  guint usual = 0;

  for (guint i = 0; i < MAX_COST; i++)
    if (seen[i] > seen[usual])
      usual = i;
  return usual;
}

static void
measure (const Fixture *fixture, const char *login, guint seen[MAX_COST])
{
  for (guint i = 0; i < 3; i++)
    {
      Cost cost = measure_once (fixture, login);

      g_assert_cmpuint (cost.checks, ==, 1);
      g_assert_cmpuint (cost.statements, >, 0);
      seen[MIN (cost.statements, MAX_COST - 1)]++;
    }
}

/* Somebody who exists, somebody who does not, somebody disabled, somebody with a second factor: one
 * hash and the same statements. */
static void
test_equal_work (gconstpointer data)
{
  static const char *const logins[] = { "anna", "nobody", "gone", "twice" };
  const Fixture *fixture = data;
  const char *conninfo = temp_hub_get_conninfo (fixture->hub);
  guint seen[G_N_ELEMENTS (logins)][MAX_COST] = { { 0 } };
  gboolean is_equal = FALSE;

  g_free (temp_hub_add_user (fixture->hub, "anna", PASSWORD, "agent", NULL));
  g_free (temp_hub_add_user (fixture->hub, "gone", PASSWORD, "agent", NULL));
  g_free (temp_hub_add_user (fixture->hub, "twice", PASSWORD, "agent", NULL));
  temp_hub_disable_user (fixture->hub, "gone");
  g_free (temp_postgres_query (conninfo,
                               "insert into user_totp (user_id, secret, confirmed_at) select id, "
                               "'x', now() from app_user where login = 'twice'"));
  for (guint round = 0; round < MAX_ROUNDS && !is_equal; round++)
    {
      is_equal = TRUE;
      for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
        {
          measure (fixture, logins[i], seen[i]);
          is_equal = is_equal && get_usual (seen[i]) == get_usual (seen[0]);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    g_assert_cmpuint (get_usual (seen[i]), ==, get_usual (seen[0]));
}

/* A try that is held back costs no hash. */
static void
test_held_back (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *device = crm_id_new ();
  guint64 before;

  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (sign_in (fixture, "unknown", "wrong", device), ==, 401);
  before = count_checks (fixture);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (sign_in (fixture, "unknown", "wrong", device), ==, 429);
  g_assert_cmpuint (count_checks (fixture), ==, before);
  forget (fixture);
}

static RawClient *
send_guess (const Fixture *fixture, const char *login)
{
  g_autofree char *device = crm_id_new ();
  g_autofree char *body = make_body (login, "wrong", device);
  g_autofree char *request = g_strdup_printf ("POST /api/v1/sessions HTTP/1.1\r\n"
                                              "Host: 127.0.0.1\r\nContent-Length: %zu\r\n\r\n%s",
                                              strlen (body), body);
  RawClient *client = raw_client_new (fixture->port);

  g_assert_true (raw_client_send (client, request, -1));
  return client;
}

/* More guesses than the queue for hashes takes, for as many logins: strangers are sent away, nobody
 * waits for long, and whoever has a device that is known gets in at the first try. */
static void
test_flood (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *device = crm_id_new ();
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);
  guint n_wrong = 0, n_held = 0, n_full = 0;
  guint64 before;

  g_free (temp_hub_add_user (fixture->hub, "boris", PASSWORD, "agent", NULL));
  g_assert_cmpuint (sign_in (fixture, "boris", PASSWORD, device), ==, 201);
  before = count_checks (fixture);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *login = g_strdup_printf ("guess-%u", i / 2);

      g_ptr_array_add (clients, send_guess (fixture, i % 2 == 0 ? "boris" : login));
    }
  g_assert_cmpuint (sign_in (fixture, "boris", PASSWORD, device), ==, 201);
  for (guint i = 0; i < clients->len; i++)
    {
      g_autoptr (RawAnswer) answer = raw_client_read (clients->pdata[i], 60);

      if (answer->status == 429 || answer->status == 503)
        g_assert_nonnull (raw_answer_get_header (answer, "retry-after"));
      n_wrong += answer->status == 401;
      n_held += answer->status == 429;
      n_full += answer->status == 503;
    }
  g_test_message ("%u wrong, %u held back, %u sent away", n_wrong, n_held, n_full);
  g_assert_cmpuint (n_wrong + n_held + n_full, ==, clients->len);
  /* Of the login that exists five, and of the others what the queue takes until the address is
   * held back. */
  g_assert_cmpuint (n_wrong, <=, 5 + 100);
  g_assert_cmpuint (n_held + n_full, >=, 95);
  g_assert_cmpuint (count_checks (fixture) - before, ==, n_wrong + 1);
  g_assert_cmpuint (sign_in (fixture, "boris", PASSWORD, device), ==, 201);
  forget (fixture);
}

/* A device that was told to wipe itself is not a device of its owner any more. */
static void
test_lost_device (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *home = crm_id_new ();
  g_autofree char *lost = crm_id_new ();
  g_autofree char *sql = NULL;

  g_free (temp_hub_add_user (fixture->hub, "clara", PASSWORD, "agent", NULL));
  g_assert_cmpuint (sign_in (fixture, "clara", PASSWORD, home), ==, 201);
  g_assert_cmpuint (sign_in (fixture, "clara", PASSWORD, lost), ==, 201);
  sql = g_strdup_printf ("update session set ended_at = now(), wipe = true where device = '%s'",
                         lost);
  g_free (temp_postgres_query (temp_hub_get_conninfo (fixture->hub), sql));
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (sign_in (fixture, "clara", "wrong", lost), ==, 401);
  g_assert_cmpuint (sign_in (fixture, "clara", PASSWORD, lost), ==, 429);
  g_assert_cmpuint (sign_in (fixture, "clara", PASSWORD, home), ==, 201);
  forget (fixture);
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
  g_test_add_data_func ("/lockout/equal-work", &fixture, test_equal_work);
  g_test_add_data_func ("/lockout/held-back", &fixture, test_held_back);
  g_test_add_data_func ("/lockout/flood", &fixture, test_flood);
  g_test_add_data_func ("/lockout/lost-device", &fixture, test_lost_device);
  result = g_test_run ();
  temp_hub_free (fixture.hub);
  return result;
}
