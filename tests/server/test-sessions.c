/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in and out, on a whole server. */

#include <string.h>

#include "server/auth/hub-sign-in.h"
#include "server/auth/hub-token.h"
#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"
#include "tests/lib/temp-postgres.h"

#define PASSWORD "correct horse"

typedef struct
{
  TempHub *hub; /* (owned) */
  guint16 port;
} Fixture;

static RawAnswer *
try_sign_in (const Fixture *fixture, const char *login, const char *password, const char *device)
{
  g_autofree char *body = g_strdup_printf ("{\"login\":\"%s\",\"password\":\"%s\","
                                           "\"device\":{\"id\":\"%s\",\"name\":\"Laptop\"}}",
                                           login, password, device);

  return raw_call (fixture->port, "POST", "/sessions", NULL, body);
}

static guint
get_status (const Fixture *fixture, const char *token)
{
  g_autoptr (RawAnswer) answer = raw_call (fixture->port, "GET", "/sessions", token, NULL);

  return answer->status;
}

static void
test_sign_in (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "anna", PASSWORD, "agent", "Москва");
  g_autofree char *device = crm_id_new ();
  g_autoptr (RawAnswer) answer = try_sign_in (fixture, "Anna", PASSWORD, device);
  g_autoptr (JsonNode) node = raw_answer_parse (answer);
  g_autofree char *token = crm_test_json_at (node, "token");
  g_autofree char *epoch = crm_test_json_at (node, "epoch");
  g_autofree char *branch = crm_test_json_at (node, "user.branch");

  g_assert_cmpuint (answer->status, ==, 201);
  crm_test_assert_json_at (node, "user.id", id);
  crm_test_assert_json_at (node, "user.name", "anna");
  crm_test_assert_json_at (node, "user.role", "agent");
  crm_test_assert_json_at (node, "user.login", "anna");
  crm_test_assert_json_at (node, "user.permissions.customer.see", "own");
  crm_test_assert_json_at (node, "lease_days", "14");
  crm_test_assert_json_at (node, "must_change_password", "false");
  g_assert_true (crm_id_is_valid (branch));
  g_assert_nonnull (epoch);
  g_assert_cmpuint (get_status (fixture, token), ==, 200);
}

/* What the database has is of no use to a thief. */
static void
test_token_is_hashed (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "hashed", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autofree char *token = raw_sign_in (fixture->port, "hashed", PASSWORD, device);
  g_autofree char *stored =
      temp_postgres_query (temp_hub_get_conninfo (fixture->hub),
                           "select string_agg(s::text, ' ') || string_agg(u::text, ' ') "
                           "from session s join app_user u on u.id = s.user_id");

  g_assert_null (strstr (stored, token));
  g_assert_null (strstr (stored, PASSWORD));
  g_assert_nonnull (strstr (stored, "$argon2id$"));
}

static void
test_list_and_end (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "boris", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autofree char *other_device = crm_id_new ();
  g_autofree char *token = raw_sign_in (fixture->port, "boris", PASSWORD, device);
  g_autofree char *other = raw_sign_in (fixture->port, "boris", PASSWORD, other_device);
  g_autoptr (RawAnswer) list = raw_call (fixture->port, "GET", "/sessions", token, NULL);
  g_autoptr (JsonNode) node = raw_answer_parse (list);
  g_autofree char *first = crm_test_json_at (node, "sessions.0.id");
  g_autofree char *path = g_strconcat ("/sessions/", first, NULL);
  g_autoptr (RawAnswer) ended = NULL;
  g_autoptr (RawAnswer) again = NULL;

  crm_test_assert_json_at (node, "sessions.0.device.id", other_device);
  crm_test_assert_json_at (node, "sessions.0.device.name", "Test");
  crm_test_assert_json_at (node, "sessions.0.current", "false");
  crm_test_assert_json_at (node, "sessions.1.device.id", device);
  crm_test_assert_json_at (node, "sessions.1.current", "true");
  g_assert_cmpuint (get_status (fixture, other), ==, 200);

  ended = raw_call (fixture->port, "DELETE", path, token, NULL);
  g_assert_cmpuint (ended->status, ==, 204);
  g_assert_cmpuint (get_status (fixture, other), ==, 401);
  g_assert_cmpuint (get_status (fixture, token), ==, 200);
  again = raw_call (fixture->port, "DELETE", path, token, NULL);
  raw_answer_assert_problem (again, 404, "not-found");
}

static void
test_sign_out (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "clara", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autofree char *token = raw_sign_in (fixture->port, "clara", PASSWORD, device);
  g_autoptr (RawClient) client = raw_client_new (fixture->port);
  g_autoptr (RawAnswer) before = raw_client_call (client, "GET", "/sessions", token, NULL);
  g_autoptr (RawAnswer) ended =
      raw_client_call (client, "DELETE", "/sessions/current", token, NULL);
  g_autoptr (RawAnswer) after = raw_client_call (client, "GET", "/sessions", token, NULL);

  g_assert_cmpuint (before->status, ==, 200);
  g_assert_cmpuint (ended->status, ==, 204);
  raw_answer_assert_problem (after, 401, "unauthenticated");
}

/* Somebody else's session looks as if it were not there. */
static void
test_end_of_others (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *one = temp_hub_add_user (fixture->hub, "one", PASSWORD, "administrator", NULL);
  g_autofree char *two = temp_hub_add_user (fixture->hub, "two", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autofree char *token = raw_sign_in (fixture->port, "one", PASSWORD, device);
  g_autofree char *other = raw_sign_in (fixture->port, "two", PASSWORD, device);
  g_autoptr (RawAnswer) list = raw_call (fixture->port, "GET", "/sessions", other, NULL);
  g_autoptr (JsonNode) node = raw_answer_parse (list);
  g_autofree char *id = crm_test_json_at (node, "sessions.0.id");
  g_autofree char *path = g_strconcat ("/sessions/", id, NULL);
  g_autoptr (RawAnswer) answer = raw_call (fixture->port, "DELETE", path, token, NULL);
  g_autoptr (RawAnswer) nonsense =
      raw_call (fixture->port, "DELETE", "/sessions/nonsense", token, NULL);

  raw_answer_assert_problem (answer, 404, "not-found");
  raw_answer_assert_problem (nonsense, 404, "not-found");
  g_assert_cmpuint (get_status (fixture, other), ==, 200);
}

static void
test_bad_tokens (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autoptr (GBytes) secret = g_bytes_new_static ("12345678901234567890123456789012", 32);
  guint8 hash[HUB_TOKEN_HASH_BYTES];
  g_autofree char *foreign = hub_token_new (secret, hash);
  const char *const tokens[] = { "", "x", "AAAA", "../../etc/passwd", "' or 1=1 --", foreign };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (RawAnswer) answer = raw_call (fixture->port, "GET", "/sessions", tokens[i], NULL);

      raw_answer_assert_problem (answer, 401, "unauthenticated");
      g_assert_cmpstr (raw_answer_get_header (answer, "www-authenticate"), ==, "Bearer");
    }
}

static void
test_token (void)
{
  g_autoptr (GBytes) secret = g_bytes_new_static ("12345678901234567890123456789012", 32);
  g_autoptr (GBytes) other = g_bytes_new_static ("2234567890123456789012345678901x", 32);
  guint8 hash[HUB_TOKEN_HASH_BYTES], again[HUB_TOKEN_HASH_BYTES];
  g_autofree char *token = hub_token_new (secret, hash);
  g_autofree char *second = hub_token_new (secret, again);

  g_assert_cmpstr (token, !=, second);
  g_assert_true (hub_token_read (secret, token, again));
  g_assert_cmpmem (hash, sizeof hash, again, sizeof again);
  g_assert_false (hub_token_read (other, token, again));
  token[5] = token[5] == 'A' ? 'B' : 'A';
  g_assert_false (hub_token_read (secret, token, again));
}

static void
test_expired (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "dora", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autofree char *token = raw_sign_in (fixture->port, "dora", PASSWORD, device);

  g_free (temp_postgres_query (temp_hub_get_conninfo (fixture->hub),
                               "update session set expires_at = now() - interval '1 second' "
                               "where user_id = (select id from app_user where login = 'dora')"));
  g_assert_cmpuint (get_status (fixture, token), ==, 401);
}

/* A use after a long time makes the session live on. */
static void
test_slides (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "emma", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autofree char *token = raw_sign_in (fixture->port, "emma", PASSWORD, device);
  const char *conninfo = temp_hub_get_conninfo (fixture->hub);
  g_autofree char *days = NULL;

  g_free (temp_postgres_query (conninfo, "update session set expires_at = now() + interval '1 day',"
                                         " seen_at = now() - interval '2 days' where user_id = "
                                         "(select id from app_user where login = 'emma')"));
  g_assert_cmpuint (get_status (fixture, token), ==, 200);
  days = temp_postgres_query (conninfo, "select round(extract(epoch from expires_at - now()) / "
                                        "86400) from session where user_id = "
                                        "(select id from app_user where login = 'emma')");
  g_assert_cmpstr (days, ==, "30");
}

/* A wrong login, a wrong password, a disabled person: one answer. */
static void
test_refusals_are_alike (gconstpointer data)
{
  const Fixture *fixture = data;
  static const char *const logins[] = { "frank", "nobody", "gone" };
  g_autofree char *frank = temp_hub_add_user (fixture->hub, "frank", PASSWORD, "agent", NULL);
  g_autofree char *gone = temp_hub_add_user (fixture->hub, "gone", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autofree char *expected = NULL;

  temp_hub_disable_user (fixture->hub, "gone");
  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    {
      const char *password = i == 2 ? PASSWORD : "wrong";
      g_autoptr (RawAnswer) answer = try_sign_in (fixture, logins[i], password, device);
      g_autoptr (JsonNode) node = raw_answer_parse (answer);
      g_autofree char *text = NULL;

      raw_answer_assert_problem (answer, 401, "unauthenticated");
      json_object_remove_member (json_node_get_object (node), "correlation_id");
      text = json_to_string (node, FALSE);
      if (expected == NULL)
        expected = g_strdup (text);
      g_assert_cmpstr (text, ==, expected);
    }
  g_free (temp_postgres_query (temp_hub_get_conninfo (fixture->hub), "delete from sign_in_try"));
}

/* What has to be waited grows with the failures, up to a quarter of an hour. */
static void
test_delays (gconstpointer data)
{
  static const struct
  {
    int failures;
    int seconds;
  } cases[] = { { 5, 10 },   { 6, 20 },   { 7, 40 },   { 8, 80 },   { 9, 160 },
                { 10, 320 }, { 11, 640 }, { 12, 900 }, { 13, 900 }, { 1000000, 900 } };
  const Fixture *fixture = data;
  const char *conninfo = temp_hub_get_conninfo (fixture->hub);
  g_autofree char *device = crm_id_new ();
  g_autoptr (RawAnswer) first = try_sign_in (fixture, "late", "wrong", device);
  g_autoptr (RawAnswer) after = NULL;

  raw_answer_assert_problem (first, 401, "unauthenticated");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sql =
          g_strdup_printf ("update sign_in_try set last_at = now(), failures = %d",
                           cases[i].failures);
      g_autoptr (RawAnswer) held = NULL;
      int wait;

      g_free (temp_postgres_query (conninfo, sql));
      held = try_sign_in (fixture, "late", "wrong", device);
      raw_answer_assert_problem (held, 429, "too-many");
      wait = atoi (raw_answer_get_header (held, "retry-after"));
      g_assert_cmpint (wait, <=, cases[i].seconds);
      g_assert_cmpint (wait, >, cases[i].seconds / 2);
    }
  /* A quiet hour later nothing is left of it. */
  g_free (temp_postgres_query (conninfo, "update sign_in_try set last_at = now() - "
                                         "interval '61 minutes'"));
  after = try_sign_in (fixture, "late", "wrong", device);
  raw_answer_assert_problem (after, 401, "unauthenticated");
  g_free (temp_postgres_query (conninfo, "delete from sign_in_try"));
}

/* Five failures of a login hold back every device that is not known, not the ones that are. */
static void
test_throttled_login (gconstpointer data)
{
  const Fixture *fixture = data;
  const char *conninfo = temp_hub_get_conninfo (fixture->hub);
  g_autofree char *id = temp_hub_add_user (fixture->hub, "greta", PASSWORD, "agent", NULL);
  g_autofree char *known = crm_id_new ();
  g_autofree char *strange = crm_id_new ();
  g_autofree char *token = raw_sign_in (fixture->port, "greta", PASSWORD, known);
  g_autoptr (RawAnswer) held = NULL;
  g_autoptr (RawAnswer) at_home = NULL;
  g_autoptr (RawAnswer) later = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (RawAnswer) answer = try_sign_in (fixture, "greta", "wrong", strange);

      raw_answer_assert_problem (answer, 401, "unauthenticated");
    }
  held = try_sign_in (fixture, "greta", PASSWORD, strange);
  raw_answer_assert_problem (held, 429, "too-many");
  g_assert_cmpint (atoi (raw_answer_get_header (held, "retry-after")), >, 0);
  g_assert_cmpint (atoi (raw_answer_get_header (held, "retry-after")), <=, 10);

  at_home = try_sign_in (fixture, "greta", PASSWORD, known);
  g_assert_cmpuint (at_home->status, ==, 201);

  g_free (temp_postgres_query (conninfo, "update sign_in_try "
                                         "set last_at = last_at - interval '11 seconds'"));
  later = try_sign_in (fixture, "greta", PASSWORD, strange);
  g_assert_cmpuint (later->status, ==, 201);
  g_free (temp_postgres_query (conninfo, "delete from sign_in_try"));
}

/* One address that tries many logins. */
static void
test_throttled_address (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "heidi", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autoptr (RawAnswer) held = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *login = g_strdup_printf ("guess-%u", i);
      g_autoptr (RawAnswer) answer = try_sign_in (fixture, login, "wrong", device);

      raw_answer_assert_problem (answer, 401, "unauthenticated");
    }
  held = try_sign_in (fixture, "heidi", PASSWORD, device);
  raw_answer_assert_problem (held, 429, "too-many");
  g_free (temp_postgres_query (temp_hub_get_conninfo (fixture->hub), "delete from sign_in_try"));
}

static RawClient *
send_sign_in (const Fixture *fixture, const char *login, const char *password)
{
  g_autofree char *device = crm_id_new ();
  g_autofree char *body = g_strdup_printf ("{\"login\":\"%s\",\"password\":\"%s\","
                                           "\"device\":{\"id\":\"%s\",\"name\":\"Laptop\"}}",
                                           login, password, device);
  g_autofree char *request = g_strdup_printf ("POST /api/v1/sessions HTTP/1.1\r\n"
                                              "Host: 127.0.0.1\r\nContent-Length: %zu\r\n\r\n%s",
                                              strlen (body), body);
  RawClient *client = raw_client_new (fixture->port);

  g_assert_true (raw_client_send (client, request, -1));
  return client;
}

/* Guesses that come all at once are counted as if they had come one by one. */
static void
test_throttled_burst (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "burst", PASSWORD, "agent", NULL);
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);
  g_autofree char *device = crm_id_new ();
  g_autoptr (RawAnswer) held = NULL;
  guint n_wrong = 0, n_held = 0;

  for (guint i = 0; i < 20; i++)
    g_ptr_array_add (clients, send_sign_in (fixture, "burst", "wrong"));
  for (guint i = 0; i < clients->len; i++)
    {
      g_autoptr (RawAnswer) answer = raw_client_read (clients->pdata[i], 60);

      n_wrong += answer->status == 401;
      n_held += answer->status == 429;
    }
  g_assert_cmpuint (n_wrong, ==, 5);
  g_assert_cmpuint (n_held, ==, 15);
  held = try_sign_in (fixture, "burst", PASSWORD, device);
  raw_answer_assert_problem (held, 429, "too-many");
  g_free (temp_postgres_query (temp_hub_get_conninfo (fixture->hub), "delete from sign_in_try"));
}

/* Waits, with the table locked against new sessions, until one wants to begin; then changes the
 * password of which it was told. */
static gpointer
change_password_thread (gpointer data)
{
  return temp_postgres_query (
      temp_hub_get_conninfo (data),
      "do $$ begin lock table session in exclusive mode; "
      "loop exit when exists (select from pg_locks where relation = 'session'::regclass "
      "                       and not granted); perform pg_sleep(0.005); end loop; "
      "update app_user set password_hash = 'another' where login = 'leo'; "
      "update session set ended_at = now() where ended_at is null "
      "  and user_id = (select id from app_user where login = 'leo'); end $$");
}

static gboolean
is_locked (gpointer data)
{
  g_autofree char *n = temp_postgres_query (
      temp_hub_get_conninfo (data),
      "select count(*) from pg_locks where relation = 'session'::regclass and granted "
      "and mode = 'ExclusiveLock'");

  return strcmp (n, "1") == 0;
}

/* The old password was found right a moment before it was changed. */
static void
test_password_changed_meanwhile (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "leo", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  GThread *thread = g_thread_new ("password", change_password_thread, fixture->hub);
  g_autoptr (RawAnswer) answer = NULL;

  crm_test_wait_until (is_locked, fixture->hub, 5000);
  answer = try_sign_in (fixture, "leo", PASSWORD, device);
  g_free (g_thread_join (thread));
  raw_answer_assert_problem (answer, 401, "unauthenticated");
}

typedef struct
{
  const Fixture *fixture;
  const char *token;
} Waiting;

static gboolean
is_refused (gpointer data)
{
  Waiting *waiting = data;

  return get_status (waiting->fixture, waiting->token) == 401;
}

/* Another process disables somebody, or changes a password: over in seconds, without a word to us.
 */
static void
test_ended_elsewhere (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *ivan = temp_hub_add_user (fixture->hub, "ivan", PASSWORD, "agent", NULL);
  g_autofree char *judith = temp_hub_add_user (fixture->hub, "judith", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autofree char *first = raw_sign_in (fixture->port, "ivan", PASSWORD, device);
  g_autofree char *second = raw_sign_in (fixture->port, "judith", PASSWORD, device);
  Waiting disabled = { fixture, first };
  Waiting changed = { fixture, second };
  g_autofree char *third = NULL;

  g_assert_cmpuint (get_status (fixture, first), ==, 200);
  g_assert_cmpuint (get_status (fixture, second), ==, 200);
  temp_hub_disable_user (fixture->hub, "ivan");
  temp_hub_set_password (fixture->hub, "judith", "another one");
  crm_test_wait_until (is_refused, &disabled, 5000);
  crm_test_wait_until (is_refused, &changed, 5000);
  third = raw_sign_in (fixture->port, "judith", "another one", device);
  g_assert_cmpuint (get_status (fixture, third), ==, 200);
}

static void
test_survives_restart (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = temp_hub_add_user (fixture->hub, "karl", PASSWORD, "agent", NULL);
  g_autofree char *device = crm_id_new ();
  g_autofree char *token = raw_sign_in (fixture->port, "karl", PASSWORD, device);

  temp_hub_kill (fixture->hub);
  temp_hub_start (fixture->hub);
  g_assert_cmpuint (get_status (fixture, token), ==, 200);
}

int
main (int argc, char **argv)
{
  Fixture fixture = { NULL, 0 };
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sessions/token", test_token);
  fixture.hub = temp_hub_new ();
  if (fixture.hub == NULL)
    return g_test_run ();
  fixture.port = temp_hub_get_port (fixture.hub);
  g_test_add_data_func ("/sessions/sign-in", &fixture, test_sign_in);
  g_test_add_data_func ("/sessions/hashed", &fixture, test_token_is_hashed);
  g_test_add_data_func ("/sessions/list-and-end", &fixture, test_list_and_end);
  g_test_add_data_func ("/sessions/sign-out", &fixture, test_sign_out);
  g_test_add_data_func ("/sessions/others", &fixture, test_end_of_others);
  g_test_add_data_func ("/sessions/bad-tokens", &fixture, test_bad_tokens);
  g_test_add_data_func ("/sessions/expired", &fixture, test_expired);
  g_test_add_data_func ("/sessions/slides", &fixture, test_slides);
  g_test_add_data_func ("/sessions/delays", &fixture, test_delays);
  g_test_add_data_func ("/sessions/alike", &fixture, test_refusals_are_alike);
  g_test_add_data_func ("/sessions/throttled/login", &fixture, test_throttled_login);
  g_test_add_data_func ("/sessions/throttled/address", &fixture, test_throttled_address);
  g_test_add_data_func ("/sessions/throttled/burst", &fixture, test_throttled_burst);
  g_test_add_data_func ("/sessions/password-changed", &fixture, test_password_changed_meanwhile);
  g_test_add_data_func ("/sessions/ended-elsewhere", &fixture, test_ended_elsewhere);
  g_test_add_data_func ("/sessions/restart", &fixture, test_survives_restart);
  result = g_test_run ();
  temp_hub_free (fixture.hub);
  return result;
}
