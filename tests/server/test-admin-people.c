/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices, passwords and customers of other people, and the work that goes on after the answer. */

#include <string.h>

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/admin-fixture.h"

#define N_CUSTOMERS 450

static void
test_sessions (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (RawAnswer) own = NULL;
  g_autoptr (JsonNode) list = NULL;
  g_autoptr (JsonNode) ended = NULL;
  g_autoptr (RawAnswer) after = NULL;
  g_autofree char *session = NULL;
  g_autofree char *request = NULL;
  g_autofree char *event = NULL;

  if (self == NULL)
    return;
  own = admin_fixture_call (self, "ann", "GET", "/sessions", NULL);
  g_assert_cmpuint (own->status, ==, 200);
  list = admin_fixture_do (self, "root", "GET /admin/user/$ann/sessions", NULL, 200);
  session = crm_test_json_at (list, "sessions.0.id");
  g_assert_nonnull (session);
  /* The other's session is not ended in the name of somebody else. */
  request = g_strconcat ("DELETE /admin/user/$bob/sessions/", session, NULL);
  g_clear_pointer (&list, json_node_unref);
  list = admin_fixture_do (self, "root", request, NULL, 404);
  g_free (request);
  request = g_strconcat ("DELETE /admin/user/$ann/sessions/", session, NULL);
  ended = admin_fixture_do (self, "root", request, NULL, 204);
  after = admin_fixture_call (self, "ann", "GET", "/sessions", NULL);
  g_assert_cmpuint (after->status, ==, 401);
  event = admin_fixture_ask (self, "select actor || ' ' || record from audit_event where action ="
                                   " 'session-ended'");
  g_clear_pointer (&request, g_free);
  request = admin_fixture_expand (self, "$root $ann");
  g_assert_cmpstr (event, ==, request);
}

static void
test_all_sessions (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (RawAnswer) before = NULL;
  g_autoptr (JsonNode) denied = NULL;
  g_autoptr (JsonNode) none = NULL;
  g_autoptr (RawAnswer) after = NULL;

  if (self == NULL)
    return;
  before = admin_fixture_call (self, "ann", "GET", "/sessions", NULL);
  g_assert_cmpuint (before->status, ==, 200);
  /* A head has no right on devices but his own: they are not there for him. */
  denied = admin_fixture_do (self, "north-head", "DELETE /admin/user/$ann/sessions/all", NULL, 404);
  none = admin_fixture_do (self, "root", "DELETE /admin/user/$ann/sessions/all", NULL, 204);
  after = admin_fixture_call (self, "ann", "GET", "/sessions", NULL);
  g_assert_cmpuint (after->status, ==, 401);
}

static void
test_password (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (RawAnswer) before = NULL;
  g_autoptr (RawAnswer) after = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (JsonNode) own = NULL;
  g_autoptr (JsonNode) nobody = NULL;
  g_autofree char *password = NULL;
  g_autofree char *device = crm_id_new ();
  g_autofree char *token = NULL;
  g_autofree char *leak = NULL;
  g_autofree char *sql = NULL;

  if (self == NULL)
    return;
  before = admin_fixture_call (self, "ann", "GET", "/sessions", NULL);
  g_assert_cmpuint (before->status, ==, 200);
  answer = admin_fixture_do (self, "root", "POST /admin/user/$ann/password", "{}", 200);
  password = crm_test_json_at (answer, "password");
  g_assert_cmpuint (strlen (password), ==, 19);
  after = admin_fixture_call (self, "ann", "GET", "/sessions", NULL);
  g_assert_cmpuint (after->status, ==, 401);
  token = raw_sign_in (temp_hub_get_port (self->hub), "ann", password, device);
  g_assert_nonnull (token);

  own = admin_fixture_do (self, "root", "POST /admin/user/$root/password", "{}", 400);
  crm_test_assert_json_at (own, "errors.0.code", "self");
  nobody = admin_fixture_do (self, "root", "POST /admin/user/$nobody/password", "{}", 404);
  sql = g_strdup_printf (
      "select count(*) from audit_event where action = 'password' and record = '$ann'"
      " and details::text not like '%%%s%%'",
      password);
  leak = admin_fixture_ask (self, sql);
  g_assert_cmpstr (leak, ==, "1");
}

/* Who may not reset passwords keeps no thread busy with one. */
static void
test_password_denied (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (JsonNode) denied = NULL;
  g_autoptr (JsonNode) nobody = NULL;
  g_autoptr (RawAnswer) metrics = NULL;

  if (self == NULL)
    return;
  denied = admin_fixture_do (self, "ann", "POST /admin/user/$abel/password", "{}", 403);
  nobody = admin_fixture_do (self, "root", "POST /admin/user/$nobody/password", "{}", 404);
  metrics = raw_call (temp_hub_get_port (self->hub), "GET", "//metrics", NULL, NULL);
  g_byte_array_append (metrics->body, (const guint8 *) "", 1);
  g_assert_nonnull (
      strstr ((const char *) metrics->body->data, "zontik_password_hashes_total 0\n"));
}

static void
test_totp_reset (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (JsonNode) none = NULL;
  g_autoptr (JsonNode) self_reset = NULL;
  g_autofree char *left = NULL;
  g_autofree char *events = NULL;

  if (self == NULL)
    return;
  g_free (admin_fixture_ask (self, "insert into user_totp (user_id, secret, confirmed_at) values"
                                   " ('$ann', '\\x00', now())"));
  none = admin_fixture_do (self, "root", "POST /admin/user/$ann/totp-reset", "{}", 204);
  self_reset = admin_fixture_do (self, "root", "POST /admin/user/$root/totp-reset", "{}", 400);
  left = admin_fixture_ask (self, "select count(*) from user_totp");
  g_assert_cmpstr (left, ==, "0");
  events = admin_fixture_ask (self, "select count(*) from audit_event where action = 'totp' and"
                                    " record = '$ann' and actor = '$root'");
  g_assert_cmpstr (events, ==, "1");
}

static guint
count_sessions (AdminFixture *self, const char *who, const char *request)
{
  g_autoptr (JsonNode) node = admin_fixture_do (self, who, request, NULL, 200);

  return json_array_get_length (
      json_object_get_array_member (json_node_get_object (node), "sessions"));
}

static void
test_list_all_sessions (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  admin_fixture_get_token (self, "ann");
  admin_fixture_get_token (self, "bob");
  admin_fixture_get_token (self, "north-head");
  g_assert_cmpuint (count_sessions (self, "root", "GET /admin/sessions"), ==, 4);
  g_assert_cmpuint (count_sessions (self, "root", "GET /admin/user/$bob/sessions"), ==, 1);
  /* A head has the right on his own alone. */
  g_assert_cmpuint (count_sessions (self, "north-head", "GET /admin/sessions"), ==, 1);
}

/* Who stands in for somebody has his customers, not his account. */
static void
test_stand_in (void)
{
  static const char *const requests[] = {
    "GET /admin/user/$abel/sessions",
    "DELETE /admin/user/$abel/sessions/all",
    "POST /admin/user/$abel/hand-over",
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (JsonNode) deputy = NULL;

  if (self == NULL)
    return;
  deputy = admin_fixture_do (self, "root", "POST /admin/deputy",
                             "{\"id\":\"$d\",\"set\":{\"absent\":\"$abel\",\"deputy\":\"$ann\","
                             "\"ends_on\":\"$today+3\"}}",
                             201);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (JsonNode) answer =
          admin_fixture_do (self, "ann", requests[i], "{\"to\":\"$ann\"}", 404);
    }
}

/* ---- told at once ---------------------------------------------------------------------------- */

static RawClient *
open_socket (AdminFixture *self, const char *who)
{
  RawClient *live = raw_client_new (temp_hub_get_port (self->hub));
  guint status;

  g_assert_true (raw_client_upgrade (live, admin_fixture_get_token (self, who), &status));
  return live;
}

static void
expect_text (RawClient *live, const char *expected)
{
  g_autofree char *text = raw_client_read_text (live, 20, NULL);
  g_autoptr (JsonNode) node = NULL;

  g_assert_nonnull (text);
  node = crm_test_json (text);
  crm_test_assert_json (node, expected);
}

/* A change of what somebody may do comes to his desktop by itself. */
static void
test_told_at_once (void)
{
  static const struct
  {
    const char *request;
    const char *body;
    guint status;
  } acts[] = {
    { "PATCH /admin/user/$ann", "{\"base\":1,\"set\":{\"role\":\"adjuster\"}}", 200 },
    { "PATCH /admin/role/$role-adjuster",
      "{\"base\":1,\"set\":{\"rights\":{\"customer\":{\"see\":\"own\"}}}}", 200 },
    { "POST /admin/right-exception",
      "{\"id\":\"$e\",\"open\":true,\"set\":{\"user\":\"$ann\",\"subject\":\"customer\","
      "\"action\":\"see\",\"scope\":\"all\"}}",
      201 },
    { "POST /admin/deputy",
      "{\"id\":\"$d\",\"set\":{\"absent\":\"$abel\",\"deputy\":\"$ann\","
      "\"ends_on\":\"$today+3\"}}",
      201 },
    { "POST /admin/share",
      "{\"id\":\"$s\",\"set\":{\"customer\":\"$bob-customer\",\"user\":\"$ann\"}}", 201 },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (RawClient) live = NULL;

  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_autoptr (JsonNode) answer = NULL;

      g_clear_pointer (&live, raw_client_free);
      live = open_socket (self, "ann");
      answer = admin_fixture_do (self, "root", acts[i].request, acts[i].body, acts[i].status);
      expect_text (live, "{\"type\":\"changes\"}");
    }
}

static void
test_disabled_at_once (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (RawClient) live = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (RawAnswer) after = NULL;
  g_autoptr (JsonNode) problem = NULL;
  g_autofree char *text = NULL;

  if (self == NULL)
    return;
  live = open_socket (self, "ann");
  answer = admin_fixture_do (self, "root", "PATCH /admin/user/$ann",
                             "{\"base\":1,\"set\":{\"active\":false}}", 200);
  do
    {
      g_free (text);
      text = raw_client_read_text (live, 20, NULL);
      g_assert_nonnull (text);
    }
  while (strstr (text, "signed-out") == NULL);
  g_assert_nonnull (strstr (text, "\"wipe\":true"));
  after = admin_fixture_call (self, "ann", "GET", "/sessions", NULL);
  raw_answer_assert_problem (after, 401, "unauthenticated");
  problem = raw_answer_parse (after);
  crm_test_assert_json_at (problem, "wipe", "true");
}

/* ---- hand-over ------------------------------------------------------------------------------ */

static void
add_customers (AdminFixture *self, guint n)
{
  g_autofree char *sql = g_strdup_printf (
      "with made as (insert into customer (id, ver, type, last_name, owner, branch)"
      " select gen_random_uuid(), sync_ver(), 'person', 'Капелькин', '$ann', '$north'"
      " from generate_series(1, %u) returning id)"
      " insert into contact_point (id, ver, customer, type, value, owner, branch)"
      " select gen_random_uuid(), sync_ver(), id, 'phone', '+79005550123', '$ann', '$north' from"
      " made",
      n);

  g_free (admin_fixture_ask (self, sql));
}

static void
wait_for (AdminFixture *self, const char *sql, const char *expected)
{
  g_autofree char *value = NULL;

  do
    {
      g_free (value);
      value = admin_fixture_ask (self, sql);
    }
  while (g_strcmp0 (value, expected) != 0);
}

static void
test_hand_over (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (RawClient) live = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (JsonNode) state = NULL;
  g_autoptr (JsonNode) foreign = NULL;
  g_autoptr (JsonNode) progress = NULL;
  g_autofree char *job = NULL;
  g_autofree char *request = NULL;
  guint status;

  if (self == NULL)
    return;
  add_customers (self, N_CUSTOMERS);
  g_clear_pointer (&state, json_node_unref);
  live = raw_client_new (temp_hub_get_port (self->hub));
  g_assert_true (raw_client_upgrade (live, admin_fixture_get_token (self, "root"), &status));
  answer = admin_fixture_do (self, "root", "POST /admin/user/$ann/hand-over",
                             "{\"to\":\"$abel\",\"reason\":\"Уволилась\"}", 202);
  job = crm_test_json_at (answer, "job");
  g_hash_table_insert (self->ids, g_strdup ("job"), g_strdup (job));
  wait_for (self, "select state from job where id = '$job'", "done");
  wait_for (self, "select count(*) from customer where owner = '$ann'", "0");
  wait_for (self, "select count(*) from contact_point where owner = '$ann'", "0");
  state = admin_fixture_do (self, "root", "GET /admin/job/$job", NULL, 200);
  crm_test_assert_json_at (state, "state", "done");
  crm_test_assert_json_at (state, "done", G_STRINGIFY (451));
  crm_test_assert_json_at (state, "total", G_STRINGIFY (451));
  crm_test_assert_json_at (state, "reason", "Уволилась");
  /* Not a word to those whom it does not concern. */
  foreign = admin_fixture_do (self, "south-head", "GET /admin/job/$job", NULL, 404);

  do
    {
      g_autofree char *text = raw_client_read_text (live, 20, NULL);

      g_assert_nonnull (text);
      g_clear_pointer (&progress, json_node_unref);
      progress = crm_test_json (text);
      g_free (request);
      request = crm_test_json_at (progress, "state");
    }
  while (g_strcmp0 (request, "done") != 0);
  crm_test_assert_json_at (progress, "type", "job-progress");
  crm_test_assert_json_at (progress, "job", job);
  crm_test_assert_json_at (progress, "done", G_STRINGIFY (451));
}

static void
test_hand_over_refused (void)
{
  static const struct
  {
    const char *who;
    const char *request;
    const char *body;
    guint status;
    const char *pointer;
    const char *code;
  } cases[] = {
    { "mark", "POST /admin/user/$ann/hand-over", "{\"to\":\"$abel\"}", 403, NULL, "denied" },
    { "root", "POST /admin/user/$nobody/hand-over", "{\"to\":\"$abel\"}", 404, NULL, "not-found" },
    { "south-head", "POST /admin/user/$ann/hand-over", "{\"to\":\"$bob\"}", 404, NULL,
      "not-found" },
    { "south-head", "POST /admin/user/$bob/hand-over", "{\"to\":\"$ann\"}", 400, "/to", "unknown" },
    { "south-head", "POST /admin/user/$bob/hand-over", "{\"to\":\"$nobody\"}", 400, "/to",
      "unknown" },
    { "root", "POST /admin/user/$ann/hand-over", "{\"to\":\"$ann\"}", 400, "/to", "same" },
    { "root", "POST /admin/user/$ann/hand-over", "{}", 400, "/to", "format" },
    { "root", "POST /admin/user/$ann/hand-over", "{\"to\":\"$abel\",\"reason\":5}", 400, "/reason",
      "type" },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  for (guint i = 0; self != NULL && i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) answer =
          admin_fixture_do (self, cases[i].who, cases[i].request, cases[i].body, cases[i].status);

      if (cases[i].pointer != NULL)
        crm_test_assert_json_at (answer, "errors.0.pointer", cases[i].pointer);
      crm_test_assert_json_at (answer, cases[i].pointer != NULL ? "errors.0.code" : "code",
                               cases[i].code);
    }
}

/* The server dies in the middle; the next one goes on where it was, and nothing is moved twice. */
static void
test_resume (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autofree char *history = NULL;

  if (self == NULL)
    return;
  add_customers (self, N_CUSTOMERS);
  temp_hub_kill (self->hub);
  g_free (admin_fixture_ask (
      self, "insert into job (id, kind, actor, person, receiver, reason, done, total) values"
            " ('$job', 'hand-over', '$root', '$ann', '$abel', 'Уволилась', 1, 451)"));
  g_free (admin_fixture_ask (
      self, "update customer set owner = '$abel', ver = sync_ver() where id = '$ann-customer'"));
  temp_hub_start (self->hub);
  wait_for (self, "select state from job where id = '$job'", "done");
  wait_for (self, "select count(*) from customer where owner = '$ann'", "0");
  wait_for (self, "select done from job where id = '$job'", "451");
  history =
      admin_fixture_ask (self,
                         "select count(*) || ' ' || count(distinct customer) from history_event"
                         " where action = 'reassign' and actor = '$root'");
  g_assert_cmpstr (history, ==, "450 450");
}

/* Whoever receives them stopped working here. */
static void
test_failed_job (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  temp_hub_kill (self->hub);
  g_free (admin_fixture_ask (
      self, "insert into job (id, kind, actor, person, receiver) values"
            " ('$job', 'hand-over', '$root', '$ann', '$abel');"
            "update app_user set active = false, ver = sync_ver() where id = '$abel'"));
  temp_hub_start (self->hub);
  wait_for (self, "select state from job where id = '$job'", "failed");
  wait_for (self, "select count(*) from customer where owner = '$ann'", "1");
}

/* Somebody goes to another branch with his customers and exceptions. */
static void
test_move_branch (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (JsonNode) exception = NULL;
  g_autoptr (JsonNode) moved = NULL;
  g_autofree char *job = NULL;

  if (self == NULL)
    return;
  add_customers (self, 5);
  exception = admin_fixture_do (
      self, "root", "POST /admin/right-exception",
      "{\"id\":\"$e\",\"open\":true,\"set\":{\"user\":\"$ann\",\"subject\":\"customer\","
      "\"action\":\"export\",\"scope\":\"own\"}}",
      201);
  moved = admin_fixture_do (self, "root", "PATCH /admin/user/$ann",
                            "{\"base\":1,\"set\":{\"branch\":\"$south\"}}", 200);
  job = crm_test_json_at (moved, "job");
  g_assert_nonnull (job);
  g_hash_table_insert (self->ids, g_strdup ("job"), g_strdup (job));
  wait_for (self, "select state from job where id = '$job'", "done");
  wait_for (self, "select count(*) from customer where owner = '$ann' and branch = '$south'", "6");
  wait_for (self, "select branch from right_exception where id = '$e'",
            admin_fixture_get_id (self, "south"));
  wait_for (self, "select count(*) from sync_exit where level = 'b' and scope = '$north'", "7");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/admin-people/sessions", test_sessions);
  g_test_add_func ("/admin-people/all-sessions", test_all_sessions);
  g_test_add_func ("/admin-people/password", test_password);
  g_test_add_func ("/admin-people/password-denied", test_password_denied);
  g_test_add_func ("/admin-people/totp-reset", test_totp_reset);
  g_test_add_func ("/admin-people/list-all-sessions", test_list_all_sessions);
  g_test_add_func ("/admin-people/stand-in", test_stand_in);
  g_test_add_func ("/admin-people/told-at-once", test_told_at_once);
  g_test_add_func ("/admin-people/disabled-at-once", test_disabled_at_once);
  g_test_add_func ("/admin-people/hand-over", test_hand_over);
  g_test_add_func ("/admin-people/hand-over-refused", test_hand_over_refused);
  g_test_add_func ("/admin-people/resume", test_resume);
  g_test_add_func ("/admin-people/failed-job", test_failed_job);
  g_test_add_func ("/admin-people/move-branch", test_move_branch);
  return g_test_run ();
}
