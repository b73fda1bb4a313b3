/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How far acts of administration reach: no longer than the right of who does them, back again as it
 * was, never round in a circle, and nothing of another branch. */

#include <string.h>

#include "server/admin/hub-admin-denied.h"
#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/admin-fixture.h"

/* ---- as long as one has it oneself --------------------------------------------------------- */

#define GIVE(id, until)                                                                            \
  "{\"id\":\"" id "\"," until "\"subject\":\"role\",\"action\":\"edit\",\"scope\":\"all\"}}"
#define OPEN      "\"open\":true,\"set\":{\"user\":\"$ann\","
#define LAST(day) "\"set\":{\"user\":\"$ann\",\"ends_on\":\"" day "\","

static void
test_lasting (void)
{
  static const AdminCase cases[] = {
    { NULL, "north-head", "POST /admin/right-exception", GIVE ("$e", OPEN), 400, "/set/ends_on",
      "outlasts" },
    { NULL, "north-head", "POST /admin/right-exception", GIVE ("$e", LAST ("$today+6")), 400,
      "/set/ends_on", "outlasts" },
    { NULL, "north-head", "POST /admin/right-exception", GIVE ("$e", LAST ("$today+5")), 201, NULL,
      NULL },
    /* What a role gives, it gives for ever. */
    { NULL, "north-head", "PATCH /admin/role/$role-agent",
      "{\"base\":1,\"set\":{\"rights\":{\"role\":{\"see\":\"all\",\"edit\":\"all\"}}}}", 400,
      "/set/rights", "denied" },
    /* An administrator is who decides. */
    { NULL, "root", "POST /admin/right-exception",
      "{\"id\":\"$f\",\"open\":true,\"set\":{\"user\":\"$abel\",\"subject\":\"role\","
      "\"action\":\"edit\",\"scope\":\"all\"}}",
      201, NULL, NULL },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  g_free (admin_fixture_ask (
      self, "insert into right_exception (id, ver, owner, branch, user_id, subject, action, scope,"
            " starts_on) select gen_random_uuid(), sync_ver(), '$north-head', '$north',"
            " '$north-head', 'right-exception', a, 'branch', '2020-01-01' from"
            " unnest('{see,create,delete}'::text[]) as t (a)"));
  g_free (admin_fixture_ask (
      self, "insert into right_exception (id, ver, owner, branch, user_id, subject, action, scope,"
            " starts_on, ends_on) select gen_random_uuid(), sync_ver(), '$north-head', '$north',"
            " '$north-head', 'role', a, 'all', '2020-01-01', '$today+5' from"
            " unnest('{see,edit}'::text[]) as t (a)"));
  admin_fixture_run (self, cases, G_N_ELEMENTS (cases));
}

/* The end of what takes something away gives it back. */
static void
test_giving_back (void)
{
  static const AdminCase cases[] = {
    { NULL, "ann", "DELETE /admin/right-exception/$narrow", NULL, 400, "/set/scope", "denied" },
    { NULL, "ann", "DELETE /admin/right-exception/$wide", NULL, 200, NULL, NULL },
    { NULL, "root", "DELETE /admin/right-exception/$narrow", NULL, 200, NULL, NULL },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  g_free (admin_fixture_ask (
      self, "insert into right_exception (id, ver, owner, branch, user_id, subject, action, scope,"
            " starts_on) values ('$narrow', sync_ver(), '$north-head', '$north', '$north-head',"
            " 'customer', 'see', 'own', '2020-01-01'), ('$wide', sync_ver(), '$abel', '$north',"
            " '$abel', 'customer', 'see', 'branch', '2020-01-01'), (gen_random_uuid(), sync_ver(),"
            " '$ann', '$north', '$ann', 'right-exception', 'see', 'branch', '2020-01-01'),"
            " (gen_random_uuid(), sync_ver(), '$ann', '$north', '$ann', 'right-exception',"
            " 'delete', 'branch', '2020-01-01')"));
  admin_fixture_run (self, cases, G_N_ELEMENTS (cases));
}

/* ---- back again ---------------------------------------------------------------------------- */

#define WEST   "{\"id\":\"$b\",\"set\":{\"name\":\"Запад\",\"parent\":\"$parent\"}}"
#define PARENT "{\"id\":\"$parent\",\"set\":{\"name\":\"Даль\"}}"
#define EXCEPTION                                                                                  \
  "{\"id\":\"$e\",\"open\":true,\"set\":{\"user\":\"$ann\",\"subject\":\"customer\","              \
  "\"action\":\"export\",\"scope\":\"own\",\"starts_on\":\"2020-01-01\"}}"
#define DEPUTY                                                                                     \
  "{\"id\":\"$d\",\"set\":{\"absent\":\"$ann\",\"deputy\":\"$abel\",\"starts_on\":\"$today\","     \
  "\"ends_on\":\"$today+3\"}}"
#define SHARE "{\"id\":\"$s\",\"set\":{\"customer\":\"$ann-customer\",\"user\":\"$bob\"}}"

/* What was deleted comes back under its own id, as it was and if it may be now. */
static void
test_undo (void)
{
  static const AdminCase cases[] = {
    { NULL, "root", "POST /admin/branch", PARENT, 201, NULL, NULL },
    { NULL, "root", "POST /admin/branch", WEST, 201, NULL, NULL },
    { NULL, "root", "DELETE /admin/branch/$b", NULL, 200, NULL, NULL },
    { NULL, "root", "POST /admin/branch", "{\"id\":\"$b\",\"set\":{\"name\":\"Восток\"}}", 409,
      NULL, "conflict" },
    { NULL, "ann", "POST /admin/branch", WEST, 403, NULL, "denied" },
    { NULL, "root", "POST /admin/branch", WEST, 201, NULL, NULL },
    { NULL, "root", "POST /admin/branch", WEST, 200, NULL, NULL },
    { NULL, "root", "PATCH /admin/branch/$b", "{\"base\":3,\"set\":{\"time_zone\":\"Asia/Omsk\"}}",
      200, NULL, NULL },
    { NULL, "root", "DELETE /admin/branch/$b", "{\"base\":4}", 200, NULL, NULL },
    { NULL, "root", "DELETE /admin/branch/$parent", NULL, 200, NULL, NULL },
    /* What it hung on is gone meanwhile. */
    { NULL, "root", "POST /admin/branch", WEST, 400, "/set/parent", "unknown" },
    { NULL, "root", "POST /admin/right-exception", EXCEPTION, 201, NULL, NULL },
    { NULL, "root", "DELETE /admin/right-exception/$e", NULL, 200, NULL, NULL },
    { NULL, "root", "POST /admin/right-exception", EXCEPTION, 201, NULL, NULL },
    { NULL, "north-head", "POST /admin/deputy", DEPUTY, 201, NULL, NULL },
    { NULL, "north-head", "DELETE /admin/deputy/$d", NULL, 200, NULL, NULL },
    { NULL, "south-head", "POST /admin/deputy", DEPUTY, 409, NULL, "conflict" },
    { NULL, "north-head", "POST /admin/deputy", DEPUTY, 201, NULL, NULL },
    { NULL, "north-head", "POST /admin/share", SHARE, 201, NULL, NULL },
    { NULL, "north-head", "DELETE /admin/share/$s", NULL, 200, NULL, NULL },
    { NULL, "north-head", "POST /admin/share", SHARE, 201, NULL, NULL },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autofree char *rows = NULL;
  g_autofree char *events = NULL;

  if (self == NULL)
    return;
  admin_fixture_run (self, cases, G_N_ELEMENTS (cases));
  rows = admin_fixture_ask (
      self, "select string_agg(rev || ' ' || deleted, ', ') from (select rev, deleted from"
            " right_exception where id = '$e' union all select rev, deleted from deputy where"
            " id = '$d' union all select rev, deleted from share where id = '$s') as x");
  g_assert_cmpstr (rows, ==, "3 false, 3 false, 3 false");
  events = admin_fixture_ask (self, "select string_agg(action || coalesce(details -> 'set' ->>"
                                    " 'name', ''), ' ' order by ver, id) from audit_event where"
                                    " record = '$b'");
  g_assert_cmpstr (events, ==, "createЗапад deleteЗапад restoreЗапад update deleteЗапад");
}

/* ---- hand-overs ---------------------------------------------------------------------------- */

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

/* While a job runs (here it cannot take a step) nobody begins the opposite, nor the same. */
static void
test_opposite_hand_overs (void)
{
  static const AdminCase cases[] = {
    { NULL, "root", "POST /admin/user/$ann/hand-over", "{\"to\":\"$abel\"}", 202, NULL, NULL },
    { NULL, "root", "POST /admin/user/$ann/hand-over", "{\"to\":\"$bob\"}", 400, "", "busy" },
    { NULL, "root", "POST /admin/user/$abel/hand-over", "{\"to\":\"$ann\"}", 400, "/to", "busy" },
    { NULL, "root", "POST /admin/user/$bob/hand-over", "{\"to\":\"$ann\"}", 400, "/to", "busy" },
    { NULL, "root", "POST /admin/user/$abel/hand-over", "{\"to\":\"$bob\"}", 202, NULL, NULL },
    { NULL, "root", "POST /admin/user/$bob/hand-over", "{\"to\":\"$ann\"}", 400, "/to", "busy" },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  g_free (admin_fixture_ask (
      self, "create function hold_job() returns trigger language plpgsql as 'begin raise"
            " exception ''held''; end';"
            "create trigger hold before update on job for each row execute function hold_job()"));
  admin_fixture_run (self, cases, G_N_ELEMENTS (cases));
  g_free (admin_fixture_ask (self, "drop trigger hold on job"));
  temp_hub_stop (self->hub);
  temp_hub_start (self->hub);
  wait_for (self, "select count(*) from job where state = 'done'", "2");
  wait_for (self, "select count(*) from customer where owner = '$ann'", "0");
}

/* ---- the audit ----------------------------------------------------------------------------- */

static void
assert_audit (AdminFixture *self, const char *who, const char *query, guint n_events)
{
  g_autofree char *request = g_strconcat ("GET /admin/audit?", query, NULL);
  g_autoptr (JsonNode) node = admin_fixture_do (self, who, request, NULL, 200);

  g_test_message ("%s %s", who, query);
  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (json_node_get_object (node), "events")),
                    ==, n_events);
}

/* Somebody of one branch works for a while on customers of another: whose they are sees it. */
static void
test_foreign_records (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (JsonNode) pushed = NULL;
  g_autoptr (JsonNode) excepted = NULL;

  if (self == NULL)
    return;
  g_free (admin_fixture_ask (
      self, "insert into right_exception (id, ver, owner, branch, user_id, subject, action, scope,"
            " starts_on) select gen_random_uuid(), sync_ver(), '$abel', '$north', '$abel', s, a,"
            " 'all', '2020-01-01' from (values ('customer', 'see'), ('customer', 'edit'),"
            " ('contact-point', 'see'), ('contact-point', 'edit'), ('right-exception', 'see'),"
            " ('right-exception', 'create')) as t (s, a)"));
  pushed = admin_fixture_do (
      self, "abel", "POST /commands",
      "{\"commands\":[{\"id\":\"$c1\",\"kind\":\"customer.update\",\"record\":\"$bob-customer\","
      "\"base\":1,\"set\":{\"note\":\"x\"}},{\"id\":\"$c2\",\"kind\":\"contact-point.update\","
      "\"record\":\"$bob-customer-phone\",\"base\":1,\"set\":{\"label\":\"x\"}},{\"id\":\"$c3\","
      "\"kind\":\"customer.update\",\"record\":\"$ann-customer\",\"base\":1,\"set\":{\"note\":"
      "\"x\"}}]}",
      200);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("results.%u.status", i);

      crm_test_assert_json_at (pushed, path, "done");
    }
  excepted = admin_fixture_do (
      self, "abel", "POST /admin/right-exception",
      "{\"id\":\"$e\",\"open\":true,\"set\":{\"user\":\"$bob\",\"subject\":\"customer\","
      "\"action\":\"see\",\"scope\":\"own\"}}",
      201);

  assert_audit (self, "boss", "actor=$abel&action=update", 3);
  assert_audit (self, "boss", "record=$e", 1);
  assert_audit (self, "north-head", "actor=$abel&action=update", 1);
  assert_audit (self, "north-head", "actor=$abel&kind=right-exception", 0);
  assert_audit (self, "north-head", "record=$bob-customer", 0);
  assert_audit (self, "north-head", "record=$bob-customer-phone", 0);
  assert_audit (self, "north-head", "record=$e", 0);
  assert_audit (self, "north-head", "kind=customer", 1);
  /* What is about nobody's record, as signing in, is of who did it. */
  assert_audit (self, "north-head", "actor=$abel&action=sign-in", 1);
}

/* ---- denials ------------------------------------------------------------------------------- */

/* The first at once, all others of the while in one line. */
static void
test_denials (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (HubDbPool) pool = NULL;
  g_autofree char *lines = NULL;
  HubContext context = { NULL };
  HubSession *session = NULL;
  HubAdminDenials *denials = NULL;

  if (self == NULL)
    return;
  pool = hub_db_pool_new (temp_hub_get_conninfo (self->hub), 1, 100);
  context.pool = pool;
  session = hub_session_new ();
  session->id = crm_id_new ();
  session->user = g_strdup (admin_fixture_get_id (self, "ann"));
  session->device = crm_id_new ();
  denials = hub_admin_denials_new (&context, 100);
  for (guint i = 0; i < 50; i++)
    hub_admin_denials_add (denials, session, "branch", CRM_ACTION_CREATE);
  hub_admin_denials_add (denials, session, "branch", CRM_ACTION_DELETE);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      g_free (lines);
      lines = admin_fixture_ask (
          self, "select string_agg(details::text, ' ' order by ver, id) from audit_event"
                " where action = 'denied' and actor = '$ann' and kind = 'branch'");
    }
  while (strstr (lines != NULL ? lines : "", "count") == NULL);
  g_assert_cmpstr (lines, ==,
                   "{\"action\":\"create\"} {\"action\":\"delete\"} "
                   "{\"action\":\"create\",\"count\":\"49\"}");
  hub_admin_denials_close (denials);
  hub_db_pool_close (pool);
  crm_test_drain ();
  hub_session_unref (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/admin-bounds/lasting", test_lasting);
  g_test_add_func ("/admin-bounds/giving-back", test_giving_back);
  g_test_add_func ("/admin-bounds/undo", test_undo);
  g_test_add_func ("/admin-bounds/opposite-hand-overs", test_opposite_hand_overs);
  g_test_add_func ("/admin-bounds/foreign-records", test_foreign_records);
  g_test_add_func ("/admin-bounds/denials", test_denials);
  return g_test_run ();
}
