/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One's own account on a whole server: password, second factor, devices. */

#include <liboath/oath.h>
#include <string.h>

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"
#include "tests/lib/temp-postgres.h"

#define PASSWORD     "correct horse"
#define NEW_PASSWORD "battery staple 77"

typedef struct
{
  TempHub *hub; /* (owned) */
  guint16 port;
} Fixture;

static char *
query (const Fixture *fixture, const char *sql)
{
  return temp_postgres_query (temp_hub_get_conninfo (fixture->hub), sql);
}

static char *
add_person (const Fixture *fixture, const char *login)
{
  return temp_hub_add_user (fixture->hub, login, PASSWORD, "agent", "Москва");
}

static char *
sign_in_here (const Fixture *fixture, const char *login)
{
  g_autofree char *device = crm_id_new ();

  return raw_sign_in (fixture->port, login, PASSWORD, device);
}

static RawAnswer *
try_sign_in (const Fixture *fixture,
             const char *login,
             const char *password,
             const char *device,
             const char *code)
{
  g_autofree char *totp = code != NULL ? g_strdup_printf (",\"totp\":\"%s\"", code) : g_strdup ("");
  g_autofree char *body =
      g_strdup_printf ("{\"login\":\"%s\",\"password\":\"%s\",\"device\":{\"id\":\"%s\","
                       "\"name\":\"Laptop\",\"platform\":\"Debian 12\"}%s}",
                       login, password, device, totp);

  return raw_call (fixture->port, "POST", "/sessions", NULL, body);
}

static RawAnswer *
call (const Fixture *fixture,
      const char *method,
      const char *path,
      const char *token,
      const char *body)
{
  return raw_call (fixture->port, method, path, token, body);
}

static guint
get_status (const Fixture *fixture, const char *token)
{
  g_autoptr (RawAnswer) answer = call (fixture, "GET", "/sessions", token, NULL);

  return answer->status;
}

/* The one thing that is wrong with the body. */
static void
assert_wrong (RawAnswer *answer, const char *pointer, const char *code)
{
  g_autoptr (JsonNode) node = raw_answer_parse (answer);

  raw_answer_assert_problem (answer, 400, "invalid");
  crm_test_assert_json_at (node, "errors.0.pointer", pointer);
  crm_test_assert_json_at (node, "errors.0.code", code);
}

static void
assert_reason (RawAnswer *answer, guint status, const char *code, const char *reason)
{
  g_autoptr (JsonNode) node = raw_answer_parse (answer);

  raw_answer_assert_problem (answer, status, code);
  if (reason != NULL)
    crm_test_assert_json_at (node, "reason", reason);
  else
    g_assert_false (json_object_has_member (json_node_get_object (node), "reason"));
}

static void
assert_wipe (const Fixture *fixture, const char *token, gboolean wipe)
{
  g_autoptr (RawAnswer) answer = call (fixture, "GET", "/sessions", token, NULL);
  g_autoptr (JsonNode) node = raw_answer_parse (answer);

  raw_answer_assert_problem (answer, 401, "unauthenticated");
  g_assert_cmpstr (raw_answer_get_header (answer, "www-authenticate"), ==, "Bearer");
  g_assert_cmpint (json_object_has_member (json_node_get_object (node), "wipe"), ==, wipe);
  if (wipe)
    crm_test_assert_json_at (node, "wipe", "true");
}

/* Who one is */

static void
test_me (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "anna");
  g_autofree char *token = sign_in_here (fixture, "anna");
  g_autoptr (RawAnswer) answer = call (fixture, "GET", "/me", token, NULL);
  g_autoptr (JsonNode) node = raw_answer_parse (answer);
  g_autofree char *time = crm_test_json_at (node, "server_time");

  g_assert_cmpuint (answer->status, ==, 200);
  crm_test_assert_json_at (node, "user.id", id);
  crm_test_assert_json_at (node, "user.login", "anna");
  crm_test_assert_json_at (node, "rights.customer.see", "own");
  crm_test_assert_json_at (node, "user.permissions.customer.see", "own");
  crm_test_assert_json_at (node, "lease_days", "14");
  crm_test_assert_json_at (node, "must_change_password", "false");
  crm_test_assert_json_at (node, "totp", "false");
  g_assert_cmpuint (strlen (time), ==, strlen ("2026-01-01T00:00:00.000000Z"));
}

/* An exception of today is in the matrix at once. */
static void
test_me_exception (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "alisa");
  g_autofree char *token = sign_in_here (fixture, "alisa");
  g_autofree char *sql =
      g_strdup_printf ("insert into right_exception (id, ver, user_id, subject, action, scope, "
                       "starts_on) values (gen_random_uuid(), sync_ver(), '%s', 'customer', 'see',"
                       " 'branch', current_date - 1)",
                       id);
  g_autoptr (RawAnswer) answer = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_free (query (fixture, sql));
  answer = call (fixture, "GET", "/me", token, NULL);
  node = raw_answer_parse (answer);
  crm_test_assert_json_at (node, "rights.customer.see", "branch");
}

/* Passwords */

static void
test_password_rules (gconstpointer data)
{
  static const struct
  {
    const char *password;
    const char *code;
  } cases[] = {
    { "короткий", "too-short" },
    { "qwertyuiop", "common" },
    { "йцукенгшщз", "common" },
    { "Password123!", "common" },
    { "P4ssw0rd2024", "common" },
    { "aaaaaaaaaaaaa", "common" },
    { "12345678901", "common" },
    { "basketball", "common" },
    { "boris-boris-1", "contains-login" },
    { "a\\u0007bcdefghijk", "format" },
    { PASSWORD, "same" },
  };
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "boris");
  g_autofree char *token = sign_in_here (fixture, "boris");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body =
          g_strdup_printf ("{\"old\":\"" PASSWORD "\",\"new\":\"%s\"}", cases[i].password);
      g_autoptr (RawAnswer) answer = call (fixture, "POST", "/me/password", token, body);

      g_test_message ("%s", cases[i].password);
      assert_wrong (answer, "/new", cases[i].code);
    }
}

static void
test_password (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "clara");
  g_autofree char *token = sign_in_here (fixture, "clara");
  g_autofree char *other = sign_in_here (fixture, "clara");
  g_autofree char *device = crm_id_new ();
  g_autoptr (RawClient) socket = raw_client_new (fixture->port);
  g_autoptr (RawAnswer) wrong = NULL;
  g_autoptr (RawAnswer) done = NULL;
  g_autoptr (RawAnswer) old = NULL;
  g_autoptr (RawAnswer) fresh = NULL;
  g_autofree char *text = NULL;
  guint status;

  g_assert_true (raw_client_upgrade (socket, other, &status));
  wrong = call (fixture, "POST", "/me/password", token,
                "{\"old\":\"not it\",\"new\":\"" NEW_PASSWORD "\"}");
  assert_wrong (wrong, "/old", "wrong");
  done = call (fixture, "POST", "/me/password", token,
               "{\"old\":\"" PASSWORD "\",\"new\":\"" NEW_PASSWORD "\"}");
  g_assert_cmpuint (done->status, ==, 204);

  text = raw_client_read_text (socket, 20, NULL);
  g_assert_cmpstr (text, ==, "{\"type\":\"signed-out\",\"wipe\":false}");
  g_assert_cmpuint (get_status (fixture, token), ==, 200);
  assert_wipe (fixture, other, FALSE);
  old = try_sign_in (fixture, "clara", PASSWORD, device, NULL);
  raw_answer_assert_problem (old, 401, "unauthenticated");
  fresh = try_sign_in (fixture, "clara", NEW_PASSWORD, device, NULL);
  g_assert_cmpuint (fresh->status, ==, 201);
  g_free (query (fixture, "delete from sign_in_try"));
}

/* Whoever has taken the device does not find the password out there either. */
static void
test_password_guesses (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "dora");
  g_autofree char *token = sign_in_here (fixture, "dora");
  g_autoptr (RawAnswer) held = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (RawAnswer) wrong = call (fixture, "POST", "/me/password", token,
                                          "{\"old\":\"not it\",\"new\":\"" NEW_PASSWORD "\"}");

      assert_wrong (wrong, "/old", "wrong");
    }
  held = call (fixture, "POST", "/me/password", token,
               "{\"old\":\"" PASSWORD "\",\"new\":\"" NEW_PASSWORD "\"}");
  raw_answer_assert_problem (held, 429, "too-many");
  g_assert_nonnull (raw_answer_get_header (held, "retry-after"));
  g_free (query (fixture, "delete from sign_in_try"));
}

static void
test_must_change (gconstpointer data)
{
  static const char *const others[][2] = { { "GET", "/changes" },
                                           { "GET", "/sessions" },
                                           { "POST", "/commands" },
                                           { "POST", "/me/totp" },
                                           { "DELETE", "/sessions/others" } };
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "emma");
  g_autofree char *device = crm_id_new ();
  g_autoptr (RawAnswer) first = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *token = NULL;
  g_autoptr (RawClient) socket = raw_client_new (fixture->port);
  g_autoptr (RawAnswer) me = NULL;
  g_autoptr (RawAnswer) done = NULL;
  guint status = 0;

  g_free (query (fixture, "update app_user set must_change_password = true where login = 'emma'"));
  first = try_sign_in (fixture, "emma", PASSWORD, device, NULL);
  node = raw_answer_parse (first);
  token = crm_test_json_at (node, "token");
  crm_test_assert_json_at (node, "must_change_password", "true");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (RawAnswer) answer = call (fixture, others[i][0], others[i][1], token, NULL);

      raw_answer_assert_problem (answer, 403, "denied");
      if (i + 1 < G_N_ELEMENTS (others))
        assert_reason (answer, 403, "denied", "must-change-password");
    }
  g_assert_false (raw_client_upgrade (socket, token, &status));
  g_assert_cmpuint (status, ==, 403);
  me = call (fixture, "GET", "/me", token, NULL);
  g_assert_cmpuint (me->status, ==, 200);

  done = call (fixture, "POST", "/me/password", token,
               "{\"old\":\"" PASSWORD "\",\"new\":\"" NEW_PASSWORD "\"}");
  g_assert_cmpuint (done->status, ==, 204);
  g_assert_cmpuint (get_status (fixture, token), ==, 200);
}

/* It may also leave. */
static void
test_must_change_leaves (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "emil");
  g_autofree char *token = NULL;
  g_autoptr (RawAnswer) left = NULL;

  g_free (query (fixture, "update app_user set must_change_password = true where login = 'emil'"));
  token = sign_in_here (fixture, "emil");
  left = call (fixture, "DELETE", "/sessions/current", token, NULL);
  g_assert_cmpuint (left->status, ==, 204);
}

/* The second factor */

typedef struct
{
  char *bytes; /* of liboath */
  size_t size;
  time_t made; /* what codes are counted from, so that the seconds that pass change nothing */
} Secret;

static void
secret_clear (Secret *secret)
{
  free (secret->bytes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Secret, secret_clear)

/* (transfer full): what a program for it shows @offset seconds after the secret was made. */
static char *
make_code (const Secret *secret, int offset)
{
  char code[7] = "";

  g_assert_cmpint (oath_totp_generate (secret->bytes, secret->size, secret->made + offset, 30, 0, 6,
                                       code),
                   ==, OATH_OK);
  return g_strdup (code);
}

static void
begin_totp (const Fixture *fixture, const char *token, Secret *secret)
{
  g_autoptr (RawAnswer) answer = call (fixture, "POST", "/me/totp", token, "{}");
  g_autoptr (JsonNode) node = raw_answer_parse (answer);
  g_autofree char *text = crm_test_json_at (node, "secret");
  g_autofree char *uri = crm_test_json_at (node, "uri");

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_nonnull (strstr (uri, text));
  g_assert_true (g_str_has_prefix (uri, "otpauth://totp/Zontik:"));
  g_assert_cmpint (oath_base32_decode (text, strlen (text), &secret->bytes, &secret->size), ==,
                   OATH_OK);
  g_assert_cmpuint (secret->size, ==, 20);
  secret->made = (time_t) (g_get_real_time () / G_USEC_PER_SEC);
}

static RawAnswer *
send_code (const Fixture *fixture,
           const char *method,
           const char *path,
           const char *token,
           const char *code)
{
  g_autofree char *body = g_strdup_printf ("{\"code\":\"%s\",\"password\":\"" PASSWORD "\"}", code);

  return call (fixture, method, path, token, body);
}

/* (transfer full): one of the recovery codes. */
static char *
switch_on (const Fixture *fixture, const char *token, Secret *secret)
{
  g_autofree char *code = NULL;
  g_autoptr (RawAnswer) answer = NULL;
  g_autoptr (JsonNode) node = NULL;

  begin_totp (fixture, token, secret);
  code = make_code (secret, 0);
  answer = send_code (fixture, "POST", "/me/totp/confirm", token, code);
  g_assert_cmpuint (answer->status, ==, 200);
  node = raw_answer_parse (answer);
  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (json_node_get_object (node),
                                                      "recovery_codes")),
                    ==, 10);
  return crm_test_json_at (node, "recovery_codes.3");
}

static void
assert_sign_in (const Fixture *fixture,
                const char *login,
                const char *device,
                const char *code,
                guint status)
{
  g_autoptr (RawAnswer) answer = try_sign_in (fixture, login, PASSWORD, device, code);

  if (status == 201)
    g_assert_cmpuint (answer->status, ==, 201);
  else
    assert_reason (answer, status, "unauthenticated", "totp");
}

static void
test_totp (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "greta");
  g_autofree char *token = sign_in_here (fixture, "greta");
  g_autofree char *device = crm_id_new ();
  g_auto (Secret) secret = { NULL, 0 };
  g_autofree char *recovery = switch_on (fixture, token, &secret);
  g_autofree char *used = make_code (&secret, 0);
  g_autofree char *next = make_code (&secret, 30);
  g_autofree char *far = make_code (&secret, 300);
  g_autoptr (RawAnswer) wrong = NULL;

  assert_sign_in (fixture, "greta", device, NULL, 401);
  assert_sign_in (fixture, "greta", device, far, 401);
  /* What confirmed it was used with that. */
  assert_sign_in (fixture, "greta", device, used, 401);
  assert_sign_in (fixture, "greta", device, next, 201);
  assert_sign_in (fixture, "greta", device, next, 401);
  assert_sign_in (fixture, "greta", device, recovery, 201);
  assert_sign_in (fixture, "greta", device, recovery, 401);

  /* The code says nothing before the password is right. */
  wrong = try_sign_in (fixture, "greta", "wrong", device, next);
  assert_reason (wrong, 401, "unauthenticated", NULL);
  g_free (query (fixture, "delete from sign_in_try"));
}

/* In the database nothing is of use to a thief. */
static void
test_totp_is_sealed (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "heidi");
  g_autofree char *token = sign_in_here (fixture, "heidi");
  g_auto (Secret) secret = { NULL, 0 };
  g_autofree char *recovery = switch_on (fixture, token, &secret);
  g_autoptr (GString) hex = g_string_new (NULL);
  g_autofree char *stored = NULL;

  for (gsize i = 0; i < secret.size; i++)
    g_string_append_printf (hex, "%02x", (guint8) secret.bytes[i]);
  stored = query (fixture, "select string_agg(t::text, ' ') || string_agg(r::text, ' ') "
                           "from user_totp t join user_recovery_code r using (user_id)");
  g_assert_null (strstr (stored, hex->str));
  g_assert_null (strstr (stored, recovery));
}

static void
test_totp_off (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "ivan");
  g_autofree char *token = sign_in_here (fixture, "ivan");
  g_autofree char *device = crm_id_new ();
  g_auto (Secret) secret = { NULL, 0 };
  g_autofree char *recovery = switch_on (fixture, token, &secret);
  g_autoptr (RawAnswer) again = call (fixture, "POST", "/me/totp", token, "{}");
  g_autoptr (RawAnswer) bad_code = send_code (fixture, "DELETE", "/me/totp", token, "000000");
  g_autoptr (RawAnswer) bad_password =
      call (fixture, "DELETE", "/me/totp", token, "{\"password\":\"wrong\",\"code\":\"000000\"}");
  g_autoptr (RawAnswer) done = NULL;
  g_autoptr (RawAnswer) nothing = NULL;
  g_autofree char *left = NULL;

  raw_answer_assert_problem (again, 409, "conflict");
  assert_wrong (bad_code, "/code", "wrong");
  assert_wrong (bad_password, "/password", "wrong");
  done = send_code (fixture, "DELETE", "/me/totp", token, recovery);
  g_assert_cmpuint (done->status, ==, 204);
  nothing = send_code (fixture, "DELETE", "/me/totp", token, recovery);
  raw_answer_assert_problem (nothing, 409, "conflict");
  assert_sign_in (fixture, "ivan", device, NULL, 201);
  left = query (fixture, "select count(*) from user_recovery_code r join app_user u "
                         "on u.id = r.user_id where u.login = 'ivan'");
  g_assert_cmpstr (left, ==, "0");
}

/* A secret that was only shown locks nobody out. */
static void
test_totp_unconfirmed (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "judith");
  g_autofree char *token = sign_in_here (fixture, "judith");
  g_autofree char *device = crm_id_new ();
  g_auto (Secret) first = { NULL, 0 };
  g_auto (Secret) second = { NULL, 0 };
  g_autofree char *old_code = NULL;
  g_autoptr (RawAnswer) early = send_code (fixture, "POST", "/me/totp/confirm", token, "123456");
  g_autoptr (RawAnswer) old = NULL;

  raw_answer_assert_problem (early, 409, "conflict");
  begin_totp (fixture, token, &first);
  assert_sign_in (fixture, "judith", device, NULL, 201);
  begin_totp (fixture, token, &second);
  old_code = make_code (&first, 0);
  old = send_code (fixture, "POST", "/me/totp/confirm", token, old_code);
  assert_wrong (old, "/code", "wrong");
}

/* Who knows the password guesses codes no faster than passwords, and asking in between without a
 * code does not help. */
static void
test_totp_guesses (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "karl");
  g_autofree char *token = sign_in_here (fixture, "karl");
  g_autofree char *device = crm_id_new ();
  g_auto (Secret) secret = { NULL, 0 };
  g_autofree char *recovery = switch_on (fixture, token, &secret);
  g_autoptr (RawAnswer) held = NULL;

  for (guint i = 0; i < 5; i++)
    {
      assert_sign_in (fixture, "karl", device, "000000", 401);
      if (i < 4)
        assert_sign_in (fixture, "karl", device, NULL, 401);
    }
  held = try_sign_in (fixture, "karl", PASSWORD, device, recovery);
  raw_answer_assert_problem (held, 429, "too-many");
  g_free (query (fixture, "delete from sign_in_try"));
}

/* Devices */

static char *
find_other (const Fixture *fixture, const char *token)
{
  g_autoptr (RawAnswer) list = call (fixture, "GET", "/sessions", token, NULL);
  g_autoptr (JsonNode) node = raw_answer_parse (list);
  g_autofree char *is_current = crm_test_json_at (node, "sessions.0.current");

  return crm_test_json_at (node,
                           strcmp (is_current, "true") == 0 ? "sessions.1.id" : "sessions.0.id");
}

static void
test_platform (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "lena");
  g_autofree char *device = crm_id_new ();
  g_autoptr (RawAnswer) first = try_sign_in (fixture, "lena", PASSWORD, device, NULL);
  g_autoptr (JsonNode) node = raw_answer_parse (first);
  g_autofree char *token = crm_test_json_at (node, "token");
  g_autoptr (RawAnswer) list = call (fixture, "GET", "/sessions", token, NULL);
  g_autoptr (JsonNode) devices = raw_answer_parse (list);

  crm_test_assert_json_at (devices, "sessions.0.device.platform", "Debian 12");
}

/* A lost device is told at once, and again whenever it comes. */
static void
test_wipe (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "mark");
  g_autofree char *token = sign_in_here (fixture, "mark");
  g_autofree char *lost = sign_in_here (fixture, "mark");
  g_autofree char *session = find_other (fixture, token);
  g_autofree char *path = g_strconcat ("/sessions/", session, NULL);
  g_autoptr (RawClient) socket = raw_client_new (fixture->port);
  g_autoptr (RawAnswer) ended = NULL;
  g_autofree char *text = NULL;
  g_autofree char *told = NULL;
  guint status;

  g_assert_true (raw_client_upgrade (socket, lost, &status));
  ended = call (fixture, "DELETE", path, token, NULL);
  g_assert_cmpuint (ended->status, ==, 204);
  text = raw_client_read_text (socket, 20, NULL);
  g_assert_cmpstr (text, ==, "{\"type\":\"signed-out\",\"wipe\":true}");
  assert_wipe (fixture, lost, TRUE);
  temp_hub_kill (fixture->hub);
  temp_hub_start (fixture->hub);
  assert_wipe (fixture, lost, TRUE);
  g_assert_cmpuint (get_status (fixture, token), ==, 200);
  told = query (fixture, "select count(*) from audit_event e join app_user u on u.id = e.actor "
                         "where e.action = 'device-wipe' and u.login = 'mark'");
  g_assert_cmpstr (told, ==, "1");
}

static void
test_end_without_wipe (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "nina");
  g_autofree char *token = sign_in_here (fixture, "nina");
  g_autofree char *second = sign_in_here (fixture, "nina");
  g_autofree char *session = find_other (fixture, token);
  g_autofree char *path = g_strconcat ("/sessions/", session, "?wipe=false", NULL);
  g_autoptr (RawAnswer) ended = call (fixture, "DELETE", path, token, NULL);
  g_autoptr (RawAnswer) left = call (fixture, "DELETE", "/sessions/current", token, NULL);

  g_assert_cmpuint (ended->status, ==, 204);
  assert_wipe (fixture, second, FALSE);
  g_assert_cmpuint (left->status, ==, 204);
  assert_wipe (fixture, token, FALSE);
}

static void
test_others (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "olga");
  g_autofree char *token = sign_in_here (fixture, "olga");
  g_autofree char *second = sign_in_here (fixture, "olga");
  g_autofree char *third = sign_in_here (fixture, "olga");
  g_autoptr (RawAnswer) ended = call (fixture, "DELETE", "/sessions/others", token, NULL);
  g_autoptr (RawAnswer) again = call (fixture, "DELETE", "/sessions/others", token, NULL);

  g_assert_cmpuint (ended->status, ==, 204);
  g_assert_cmpuint (again->status, ==, 204);
  assert_wipe (fixture, second, TRUE);
  assert_wipe (fixture, third, TRUE);
  g_assert_cmpuint (get_status (fixture, token), ==, 200);
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

/* A disabled person's devices wipe themselves; enabled again, he begins anew. */
static void
test_disabled (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *id = add_person (fixture, "paul");
  g_autofree char *token = sign_in_here (fixture, "paul");
  g_autofree char *fresh = NULL;
  Waiting waiting = { fixture, token };

  g_free (query (fixture, "update app_user set active = false where login = 'paul'; "
                          "select pg_notify('zontik-auth', 'look')"));
  crm_test_wait_until (is_refused, &waiting, 5000);
  assert_wipe (fixture, token, TRUE);
  g_free (query (fixture, "update app_user set active = true where login = 'paul'"));
  assert_wipe (fixture, token, TRUE);
  fresh = sign_in_here (fixture, "paul");
  g_assert_cmpuint (get_status (fixture, fresh), ==, 200);
}

/* All of it is written down, and nothing in it helps a thief. */
static void
test_audit (gconstpointer data)
{
  const Fixture *fixture = data;
  g_autofree char *actions = NULL;
  g_autofree char *secrets = NULL;

  actions = query (fixture, "select string_agg(distinct action, ' ' order by action) "
                            "from audit_event");
  g_assert_cmpstr (actions, ==,
                   "device-wipe password session-ended sign-in sign-in-failed sign-out totp");
  secrets = query (fixture, "select count(*) from audit_event where details::text like "
                            "'%correct horse%' or details::text like '%battery staple%'");
  g_assert_cmpstr (secrets, ==, "0");
}

typedef struct
{
  const char *path;
  GTestDataFunc func;
} Case;

static const Case cases[] = {
  { "/account/me", test_me },
  { "/account/me/exception", test_me_exception },
  { "/account/password/rules", test_password_rules },
  { "/account/password/change", test_password },
  { "/account/password/guesses", test_password_guesses },
  { "/account/must-change", test_must_change },
  { "/account/must-change/leaves", test_must_change_leaves },
  { "/account/totp/sign-in", test_totp },
  { "/account/totp/sealed", test_totp_is_sealed },
  { "/account/totp/off", test_totp_off },
  { "/account/totp/unconfirmed", test_totp_unconfirmed },
  { "/account/totp/guesses", test_totp_guesses },
  { "/account/devices/platform", test_platform },
  { "/account/devices/wipe", test_wipe },
  { "/account/devices/no-wipe", test_end_without_wipe },
  { "/account/devices/others", test_others },
  { "/account/devices/disabled", test_disabled },
  { "/account/audit/all", test_audit },
};

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
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &fixture, cases[i].func);
  result = g_test_run ();
  temp_hub_free (fixture.hub);
  return result;
}
