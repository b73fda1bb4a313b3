/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in and out: what the screen is told, what the account keeps. With a real Secret Service:
 * run inside tests/store/with-keyring.sh. */

#include "client/sync/desk-http-transport.h"
#include "client/sync/desk-pin.h"
#include "client/sync/desk-sign-in.h"
#include "tests/lib/crm-test.h"
#include "tests/sync/soup-peer.h"

#define DEADLINE 30000
#define SESSION                                                                                    \
  "{\"token\":\"t0ken\",\"expires_at\":\"2027-01-01T00:00:00.000000Z\",\"epoch\":\"7\",\"user\":{" \
  "\"id\":\"01980000-0000-7000-8000-000000000001\",\"name\":\"Anna\",\"role\":\"agent\","          \
  "\"branch\":\"01980000-0000-7000-8000-000000000002\",\"permissions\":[]}}"

static gboolean
sign_in (DeskAccount *account,
         const char *server,
         const char *accept,
         DeskSignInTrouble *trouble,
         GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  desk_sign_in_async (account,
                      &(DeskSignInForm){
                          .server = server,
                          .login = "anna",
                          .password = "pass",
                          .fingerprint = accept,
                      },
                      NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_sign_in_finish (result, trouble, error);
}

static char *
dup_token (DeskAccount *account)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *token;

  desk_account_load_token_async (account, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  token = desk_account_load_token_finish (account, result, &error);
  g_assert_no_error (error);
  return token;
}

/* First the fingerprint is shown, then it is agreed to, then it is expected. */
static void
test_first_time (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskAccount) account = desk_account_new ("first-time");
  g_autoptr (DeskAccount) again = NULL;
  g_auto (DeskSignInTrouble) trouble = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) sent = NULL;
  g_autofree char *token = NULL;

  soup_peer_answer (peer, 201, "application/json", SESSION);
  g_assert_false (sign_in (account, peer->url, NULL, &trouble, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CERTIFICATE);
  g_clear_error (&error);
  g_assert_cmpstr (trouble.fingerprint, ==, peer->fingerprint);
  g_assert_false (trouble.changed);
  g_assert_cmpuint (peer->n_requests, ==, 0);
  g_assert_null (desk_account_get_user_id (account));

  g_assert_true (sign_in (account, peer->url, trouble.fingerprint, NULL, &error));
  g_assert_no_error (error);
  sent = crm_test_json (peer->request_body);
  crm_test_assert_json_at (sent, "login", "anna");
  crm_test_assert_json_at (sent, "password", "pass");
  crm_test_assert_json_at (sent, "device.id", desk_account_get_device_id (account));
  g_assert_null (peer->token);
  g_assert_cmpstr (desk_account_get_server (account), ==, peer->url);
  g_assert_cmpstr (desk_account_get_fingerprint (account), ==, peer->fingerprint);
  g_assert_cmpstr (desk_account_get_user_name (account), ==, "Anna");
  g_assert_cmpstr (desk_account_get_role (account), ==, "agent");
  g_assert_cmpstr (desk_account_get_branch (account), ==, "01980000-0000-7000-8000-000000000002");
  g_assert_cmpstr (desk_account_get_epoch (account), ==, "7");
  g_assert_cmpstr (desk_account_get_login (account), ==, "anna");
  token = dup_token (account);
  g_assert_cmpstr (token, ==, "t0ken");

  again = desk_account_new ("first-time");
  g_assert_cmpstr (desk_account_get_fingerprint (again), ==, peer->fingerprint);
  g_assert_true (sign_in (again, peer->url, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* Where no Secret Service answers the token lives as long as the program. */
static void
test_without_keyring (void)
{
  g_autoptr (SoupPeer) peer = NULL;
  g_autoptr (DeskAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  if (!g_test_subprocess ())
    {
      g_autofree char *bus = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));

      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      if (bus != NULL)
        g_setenv ("DBUS_SESSION_BUS_ADDRESS", bus, TRUE);
      g_test_trap_assert_passed ();
      return;
    }

  peer = soup_peer_new ();
  account = desk_account_new ("without-keyring");
  soup_peer_answer (peer, 201, "application/json", SESSION);
  g_assert_true (sign_in (account, peer->url, peer->fingerprint, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (desk_account_get_user_name (account), ==, "Anna");
  token = dup_token (account);
  g_assert_cmpstr (token, ==, "t0ken");
}

/* The second try takes up the TLS session of the first, and no certificate is shown in it. */
static void
test_wrong_password_first (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskAccount) account = desk_account_new ("wrong-first");
  g_autoptr (GError) error = NULL;

  soup_peer_answer (peer, 401, "application/problem+json",
                    "{\"status\":401,\"code\":\"unauthenticated\"}");
  g_assert_false (sign_in (account, peer->url, peer->fingerprint, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);
  g_clear_error (&error);
  soup_peer_answer (peer, 201, "application/json", SESSION);
  g_assert_true (sign_in (account, peer->url, peer->fingerprint, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (desk_pin_equal (desk_account_get_fingerprint (account), peer->fingerprint));
}

/* The pinned certificate was replaced: refused, and said so. */
static void
test_changed_certificate (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskAccount) account = desk_account_new ("changed");
  g_auto (DeskSignInTrouble) trouble = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *other = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "other", -1);

  soup_peer_answer (peer, 201, "application/json", SESSION);
  g_assert_true (desk_account_set (account, "server", peer->url, NULL));
  g_assert_true (desk_account_set (account, "fingerprint", other, NULL));
  g_assert_false (sign_in (account, peer->url, NULL, &trouble, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CERTIFICATE);
  g_assert_true (trouble.changed);
  g_assert_cmpstr (trouble.fingerprint, ==, peer->fingerprint);
  g_assert_cmpuint (peer->n_requests, ==, 0);
  g_assert_cmpstr (desk_account_get_fingerprint (account), ==, other);
}

typedef struct
{
  const char *name;
  guint status;
  const char *body;
  const char *header;
  CrmError code;
  guint wait;
} Failure;

static const Failure failures[] = {
  { .name = "password",
    .status = 401,
    .body = "{\"status\":401,\"code\":\"unauthenticated\"}",
    .code = CRM_ERROR_UNAUTHENTICATED },
  { .name = "too-many",
    .status = 429,
    .body = "{\"status\":429,\"code\":\"too-many\"}",
    .header = "Retry-After: 40",
    .code = CRM_ERROR_TOO_MANY,
    .wait = 40 },
  { .name = "busy",
    .status = 503,
    .body = "{\"status\":503,\"code\":\"unavailable\"}",
    .code = CRM_ERROR_UNAVAILABLE },
  { .name = "no-token",
    .status = 201,
    .body = "{\"user\":{\"id\":\"x\"}}",
    .code = CRM_ERROR_INVALID },
  { .name = "no-user", .status = 201, .body = "{\"token\":\"x\"}", .code = CRM_ERROR_INVALID },
  { .name = "no-object", .status = 201, .body = "[]", .code = CRM_ERROR_INVALID },
  { .name = "no-json", .status = 201, .body = "{", .code = CRM_ERROR_OFFLINE },
};

static void
test_failure (gconstpointer data)
{
  const Failure *c = data;
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskAccount) account = desk_account_new (c->name);
  g_auto (DeskSignInTrouble) trouble = { 0 };
  g_autoptr (GError) error = NULL;

  soup_peer_answer (peer, c->status,
                    c->status < 300 ? "application/json" : "application/problem+json", c->body);
  peer->header = c->header;
  g_assert_false (sign_in (account, peer->url, peer->fingerprint, &trouble, &error));
  g_assert_error (error, CRM_ERROR, (int) c->code);
  g_assert_cmpuint (trouble.wait, ==, c->wait);
  g_assert_null (desk_account_get_user_id (account));
}

static void
test_unreachable (void)
{
  g_autoptr (DeskAccount) account = desk_account_new ("unreachable");
  g_autoptr (GError) error = NULL;

  g_assert_false (sign_in (account, "127.0.0.1:1", NULL, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_OFFLINE);
}

static void
test_addresses (void)
{
  const struct
  {
    const char *typed;
    const char *expected;
  } cases[] = {
    { "crm.example.org", "https://crm.example.org" },
    { " crm.example.org:8443 ", "https://crm.example.org:8443" },
    { "https://crm.example.org:8443/", "https://crm.example.org:8443" },
    { "https://crm.example.org/some/path?x=y#z", "https://crm.example.org" },
    { "127.0.0.1:8443", "https://127.0.0.1:8443" },
    { "[::1]:8443", "https://[::1]:8443" },
    { "http://crm.example.org", NULL },
    { "https://anna:pass@crm.example.org", NULL },
    { "crm example org", NULL },
    { "https://", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = desk_sign_in_parse_server (cases[i].typed, &error);

      g_assert_cmpstr (address, ==, cases[i].expected);
      if (cases[i].expected == NULL)
        g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
    }
}

static void
sign_out (DeskAccount *account, DeskTransport *transport)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_sign_out_async (account, transport, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  g_assert_true (desk_sign_out_finish (result, &error));
  g_assert_no_error (error);
}

static void
test_sign_out (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskAccount) account = desk_account_new ("sign-out");
  g_autoptr (DeskTransport) transport = desk_http_transport_new (account);
  g_autofree char *token = NULL;

  soup_peer_answer (peer, 201, "application/json", SESSION);
  g_assert_true (sign_in (account, peer->url, peer->fingerprint, NULL, NULL));
  desk_transport_set_token (transport, "t0ken");
  soup_peer_answer (peer, 204, NULL, NULL);
  sign_out (account, transport);
  g_assert_cmpstr (peer->method, ==, "DELETE");
  g_assert_cmpstr (peer->path, ==, "/api/v1/sessions/current");
  g_assert_cmpstr (peer->token, ==, "Bearer t0ken");
  g_assert_false (desk_transport_has_token (transport));
  token = dup_token (account);
  g_assert_null (token);
}

/* Without a server the person leaves all the same. */
static void
test_sign_out_offline (void)
{
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (DeskAccount) account = desk_account_new ("sign-out-offline");
  g_autoptr (DeskTransport) transport = desk_http_transport_new (account);
  g_autofree char *token = NULL;

  soup_peer_answer (peer, 201, "application/json", SESSION);
  g_assert_true (sign_in (account, peer->url, peer->fingerprint, NULL, NULL));
  soup_peer_stop (peer);
  sign_out (account, transport);
  token = dup_token (account);
  g_assert_null (token);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrmTestDir) home = crm_test_make_dir ();

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign-in/addresses", test_addresses);
  g_test_add_func ("/sign-in/first-time", test_first_time);
  g_test_add_func ("/sign-in/without-keyring", test_without_keyring);
  g_test_add_func ("/sign-in/wrong-password-first", test_wrong_password_first);
  g_test_add_func ("/sign-in/changed-certificate", test_changed_certificate);
  crm_test_add_cases ("/sign-in/failure", failures, sizeof failures[0], G_N_ELEMENTS (failures),
                      test_failure);
  g_test_add_func ("/sign-in/unreachable", test_unreachable);
  g_test_add_func ("/sign-in/sign-out", test_sign_out);
  g_test_add_func ("/sign-in/sign-out-offline", test_sign_out_offline);
  return g_test_run ();
}
