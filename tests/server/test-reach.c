/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who sees what: every role and kind, then what begins and ends with deputies, shares, exceptions
 * and roles; rights that cannot be told; and the second belt under all of it. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "shared/record/crm-role.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

typedef struct
{
  SyncFixture *sync;
  HubSession *mark; /* agent, Москва */
  HubSession *olga; /* agent, Москва */
  HubSession *vera; /* agent, Казань */
  char *of_mark;    /* their customers */
  char *of_olga;
  char *of_vera;
} Fixture;

/* A customer with one row of each kind that hangs on it. */
static char *
add_customer (Fixture *f, HubSession *owner)
{
  char *id = crm_id_new ();

  sync_fixture_sql (
      f->sync,
      "insert into customer (id, ver, owner, branch, type, last_name)"
      " select '%s', sync_ver (), id, branch, 'person', 'Клиент' from app_user where id = '%s';"
      "select test_add ('%s')",
      id, owner->user, id);
  return id;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  sync_fixture_sql (
      f->sync,
      "create table test_day (day date not null); insert into test_day values ('2026-11-23');"
      "grant select on test_day to zontik_app;"
      "create or replace function app_now () returns timestamptz language sql stable as"
      " $$ select day + interval '12 hours' from test_day $$;"
      "create function test_add (c uuid) returns void language sql as $$"
      " insert into contact_point (id, ver, owner, branch, customer, type, value)"
      "  select gen_random_uuid (), sync_ver (), owner, branch, id, 'phone', '+79005550123'"
      "  from customer where id = c;"
      " insert into identity_document (id, ver, owner, branch, customer, type, number)"
      "  select gen_random_uuid (), sync_ver (), owner, branch, id, 'passport', '4509123456'"
      "  from customer where id = c;"
      " insert into bank_account (id, ver, owner, branch, customer, account)"
      "  select gen_random_uuid (), sync_ver (), owner, branch, id, '40817810000000000001'"
      "  from customer where id = c;"
      " insert into history_event (id, ver, owner, branch, customer, record_kind, record, action,"
      "  at, done_at) select gen_random_uuid (), sync_ver (), owner, branch, id, 'customer', id,"
      "  'update', now (), now () from customer where id = c;"
      " insert into conflict (id, ver, owner, branch, customer, record_kind, record, command,"
      "  author, done_at, reason, groups) select gen_random_uuid (), sync_ver (), owner, branch, "
      "id,"
      "  'customer', id, gen_random_uuid (), owner, now (), 'edit', '{}' from customer where id = "
      "c;"
      " insert into share (id, ver, owner, branch, customer, user_id)"
      "  select gen_random_uuid (), sync_ver (), owner, branch, id, gen_random_uuid ()"
      "  from customer where id = c $$");
  f->mark = sync_fixture_add_user (f->sync, "mark", "agent", "Москва");
  f->olga = sync_fixture_add_user (f->sync, "olga", "agent", "Москва");
  f->vera = sync_fixture_add_user (f->sync, "vera", "agent", "Казань");
  f->of_mark = add_customer (f, f->mark);
  f->of_olga = add_customer (f, f->olga);
  f->of_vera = add_customer (f, f->vera);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->mark);
  hub_session_unref (f->olga);
  hub_session_unref (f->vera);
  g_free (f->of_mark);
  g_free (f->of_olga);
  g_free (f->of_vera);
  sync_fixture_free (f->sync);
}

static void
set_day (Fixture *f, const char *day)
{
  sync_fixture_sql (f->sync, "update test_day set day = '%s'", day);
}

static gboolean
has (SyncView *view, const char *customer)
{
  return sync_view_find (view, "customer", customer) != NULL;
}

/* ---- the matrix ---------------------------------------------------------------------------- */

static const char *const kind_names[] = { "user",
                                          "branch",
                                          "customer",
                                          "contact-point",
                                          "conflict",
                                          "history-event",
                                          "identity-document",
                                          "bank-account",
                                          "role",
                                          "right-exception",
                                          "deputy",
                                          "share" };

/* For each kind n(one), o(wn), b(ranch), a(ll). */
static const struct
{
  const char *role;
  const char *levels;
} matrix[] = {
  { "agent", "aaooooooaoao" },         { "adjuster", "aaooooooaoao" },
  { "marketer", "aaaannnnaoan" },      { "accountant", "aaaananaaoan" },
  { "head", "aabbbbbbabab" },          { "director", "aaaaaaaaaaaa" },
  { "administrator", "aaaaaaaaaaaa" },
};

/* One row of the kind for himself, one for a colleague, one far away: a level is how many. */
static guint
count_expected (Fixture *f, const char *kind, char level)
{
  g_autofree char *all = NULL;

  if (strcmp (kind, "right-exception") != 0 && strcmp (kind, "customer") != 0 &&
      (crm_kind_find (kind)->root < 0))
    {
      all = sync_fixture_ask (f->sync, "select count (*) from %s", crm_kind_find (kind)->table);
      return level == 'a' ? g_ascii_strtoull (all, NULL, 10) : 0;
    }
  return level == 'n' ? 0 : level == 'o' ? 1 : level == 'b' ? 2 : 3;
}

static void
test_matrix (Fixture *f, gconstpointer data)
{
  sync_fixture_sql (f->sync,
                    "insert into right_exception (id, ver, owner, branch, user_id, subject, action,"
                    " scope, starts_on) select gen_random_uuid (), sync_ver (), id, branch, id,"
                    " 'audit', 'see', 'none', '2020-01-01' from app_user");
  sync_fixture_sql (f->sync,
                    "insert into deputy (id, ver, absent, deputy, starts_on, ends_on) values"
                    " (gen_random_uuid (), sync_ver (), '%s', '%s', '2020-01-01', '2020-01-02')",
                    f->vera->user, f->olga->user);

  for (guint i = 0; i < G_N_ELEMENTS (matrix); i++)
    {
      g_autoptr (SyncView) view = sync_view_new (f->sync, f->mark);

      sync_fixture_sql (f->sync,
                        "update app_user set role = '%s', ver = sync_ver () where id = '%s'",
                        matrix[i].role, f->mark->user);
      sync_view_pull (view);
      for (guint kind = 0; kind < G_N_ELEMENTS (kind_names); kind++)
        {
          guint expected = count_expected (f, kind_names[kind], matrix[i].levels[kind]);

          if (sync_view_count (view, kind_names[kind]) != expected)
            g_error ("%s sees %u of %s, not %u", matrix[i].role,
                     sync_view_count (view, kind_names[kind]), kind_names[kind], expected);
        }
    }
}

/* One text for one meaning: it goes into digests. */
static void
test_canonical_roles (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (matrix); i++)
    {
      g_autofree char *text =
          sync_fixture_ask (f->sync, "select rights from role where code = '%s'", matrix[i].role);
      g_autofree char *canonical = NULL;

      g_assert_true (
          crm_field_canonical (&crm_role_kind.fields[CRM_ROLE_RIGHTS], text, &canonical, NULL));
      g_assert_cmpstr (text, ==, canonical);
    }
}

/* ---- what begins and ends ------------------------------------------------------------------ */

static void
test_deputy (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->mark);

  sync_fixture_sql (f->sync,
                    "insert into deputy (id, ver, absent, deputy, starts_on, ends_on) values"
                    " (gen_random_uuid (), sync_ver (), '%s', '%s', '2026-11-24', '2026-11-25')",
                    f->vera->user, f->mark->user);
  sync_view_pull (view);
  g_assert_false (has (view, f->of_vera));

  set_day (f, "2026-11-24");
  sync_view_pull (view);
  g_assert_true (has (view, f->of_vera));
  g_assert_cmpuint (sync_view_count (view, "identity-document"), ==, 2);
  set_day (f, "2026-11-25");
  sync_view_pull (view);
  g_assert_true (has (view, f->of_vera));
  g_assert_cmpuint (view->n_gone, ==, 0);

  set_day (f, "2026-11-26");
  sync_view_pull (view);
  g_assert_false (has (view, f->of_vera));
  g_assert_true (has (view, f->of_mark));
  g_assert_cmpuint (sync_view_count (view, "identity-document"), ==, 1);
  g_assert_cmpuint (view->n_gone, ==, 1);
  g_assert_cmpstr (view->reason, ==, "deputy-ended");
}

static void
add_share (Fixture *f, const char *customer, HubSession *to, const char *ends_on)
{
  sync_fixture_sql (f->sync,
                    "insert into share (id, ver, owner, branch, customer, user_id, ends_on)"
                    " select gen_random_uuid (), sync_ver (), owner, branch, id, '%s', %s"
                    " from customer where id = '%s'",
                    to->user, ends_on, customer);
  sync_fixture_sql (f->sync, "update customer set ver = sync_ver () where id = '%s'", customer);
  sync_fixture_sql (f->sync, "update contact_point set ver = sync_ver () where customer = '%s'",
                    customer);
  sync_fixture_sql (f->sync, "update bank_account set ver = sync_ver () where customer = '%s'",
                    customer);
}

static void
test_share (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->mark);
  g_autoptr (SyncView) head = NULL;
  g_autoptr (SyncView) fresh = sync_view_new (f->sync, f->mark);
  HubSession *boss = sync_fixture_add_user (f->sync, "boss", "head", "Москва");

  head = sync_view_new (f->sync, boss);
  sync_view_pull (view);
  sync_view_pull (head);
  add_share (f, f->of_vera, f->mark, "null");
  sync_view_pull (view);
  sync_view_pull (head);
  sync_view_pull (fresh);
  g_assert_true (has (view, f->of_vera));
  g_assert_true (has (fresh, f->of_vera));
  g_assert_cmpuint (sync_view_count (view, "bank-account"), ==, 2);
  g_assert_cmpuint (sync_view_count (fresh, "identity-document"), ==, 2);
  g_assert_false (has (head, f->of_vera));

  sync_fixture_sql (f->sync,
                    "update share set deleted = true, ver = sync_ver () where user_id = '%s';"
                    "insert into sync_exit (level, scope, id, ver, kind, reason)"
                    " values ('s', '%s', '%s', sync_ver (), 3, 'share-ended')",
                    f->mark->user, f->mark->user, f->of_vera);
  sync_view_pull (view);
  sync_view_pull (fresh);
  g_assert_false (has (view, f->of_vera));
  g_assert_false (has (fresh, f->of_vera));
  g_assert_cmpuint (sync_view_count (view, "bank-account"), ==, 1);
  g_assert_cmpuint (view->n_gone, ==, 1);
  g_assert_cmpstr (view->reason, ==, "share-ended");
  hub_session_unref (boss);
}

static void
test_share_runs_out (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->mark);

  add_share (f, f->of_vera, f->mark, "'2026-11-24'");
  sync_view_pull (view);
  set_day (f, "2026-11-24");
  sync_view_pull (view);
  g_assert_true (has (view, f->of_vera));
  set_day (f, "2026-12-31");
  sync_view_pull (view);
  g_assert_false (has (view, f->of_vera));
  g_assert_cmpuint (view->n_gone, ==, 1);
  g_assert_cmpstr (view->reason, ==, "share-ended");
  /* Only once. */
  sync_view_pull (view);
  set_day (f, "2027-01-01");
  sync_view_pull (view);
  g_assert_cmpuint (view->n_gone, ==, 1);
}

static void
add_exception (Fixture *f, HubSession *of, const char *subject, const char *scope, const char *days)
{
  sync_fixture_sql (
      f->sync,
      "insert into right_exception (id, ver, owner, branch, user_id, subject, action,"
      " scope, starts_on, ends_on) select gen_random_uuid (), sync_ver (), id, branch,"
      " id, '%s', 'see', '%s', %s from app_user where id = '%s'",
      subject, scope, days, of->user);
}

/* The customer stays, some of what hangs on it goes; and comes back with what tells of such, alone.
 */
static void
assert_mark (Fixture *f, HubSession *of, const char *expected)
{
  g_autofree char *mark =
      sync_fixture_ask (f->sync, "select has_extras from app_user where id = '%s'", of->user);

  g_assert_cmpstr (mark, ==, expected);
}

/* Nobody may overlook what begins later. */
static void
test_mark (Fixture *f, gconstpointer data)
{
  assert_mark (f, f->mark, "f");
  assert_mark (f, f->olga, "f");
  assert_mark (f, f->vera, "f");

  add_exception (f, f->mark, "identity-document", "none", "'2026-12-24', '2026-12-24'");
  sync_fixture_sql (f->sync,
                    "insert into deputy (id, ver, absent, deputy, starts_on, ends_on) values"
                    " (gen_random_uuid (), sync_ver (), '%s', '%s', '2026-12-24', '2026-12-25');"
                    "insert into share (id, ver, customer, user_id, deleted) values"
                    " (gen_random_uuid (), sync_ver (), '%s', '%s', true)",
                    f->mark->user, f->olga->user, f->of_mark, f->vera->user);
  assert_mark (f, f->mark, "t");
  assert_mark (f, f->olga, "t");
  assert_mark (f, f->vera, "f");

  sync_fixture_sql (f->sync, "update share set deleted = false where user_id = '%s'",
                    f->vera->user);
  assert_mark (f, f->vera, "t");
}

static void
test_exception (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->mark);
  guint n_before;

  sync_view_pull (view);
  add_exception (f, f->mark, "identity-document", "none", "'2026-11-24', '2026-11-24'");
  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "identity-document"), ==, 1);

  set_day (f, "2026-11-24");
  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "identity-document"), ==, 0);
  g_assert_cmpuint (sync_view_count (view, "bank-account"), ==, 1);
  g_assert_true (has (view, f->of_mark));
  g_assert_cmpuint (view->n_gone, ==, 1);
  g_assert_cmpstr (view->reason, ==, "role-changed");

  set_day (f, "2026-11-25");
  n_before = view->n_rows;
  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "identity-document"), ==, 1);
  g_assert_cmpuint (view->n_rows - n_before, ==, 3);
}

/* Documents are seen less far than customers: they go alone when the customer goes to another. */
static void
test_narrow (Fixture *f, gconstpointer data)
{
  HubSession *boss = sync_fixture_add_user (f->sync, "boss", "director", NULL);
  g_autoptr (SyncView) view = NULL;
  g_autofree char *mine = NULL;
  g_autoptr (JsonNode) given = NULL;

  sync_fixture_sql (f->sync,
                    "update role set rights = jsonb_set (rights::jsonb, '{identity-document,see}',"
                    " '\"own\"')::text::json, ver = sync_ver () where code = 'director'");
  mine = add_customer (f, boss);
  view = sync_view_new (f->sync, boss);
  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "customer"), ==, 4);
  g_assert_cmpuint (sync_view_count (view, "identity-document"), ==, 1);

  given = sync_fixture_do (f->sync, boss, NULL,
                           "'kind':'customer.reassign','record':'%s','args':{'owner':'%s'}", mine,
                           f->vera->user);
  crm_test_assert_json_at (given, "status", "done");
  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "customer"), ==, 4);
  g_assert_cmpuint (sync_view_count (view, "identity-document"), ==, 0);
  g_assert_cmpuint (sync_view_count (view, "bank-account"), ==, 4);
  g_assert_cmpuint (view->n_gone, ==, 1);
  hub_session_unref (boss);
}

static void
give (Fixture *f, const char *customer, HubSession *to)
{
  g_autofree char *login = crm_id_new ();
  HubSession *boss = sync_fixture_add_user (f->sync, login, "director", NULL);
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, boss, NULL,
                       "'kind':'customer.reassign','record':'%s','args':{'owner':'%s'}", customer,
                       to->user);

  crm_test_assert_json_at (result, "status", "done");
  hub_session_unref (boss);
}

static void
test_there_and_back (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->mark);

  sync_view_pull (view);
  give (f, f->of_mark, f->vera);
  give (f, f->of_mark, f->mark);
  sync_view_pull (view);
  g_assert_true (has (view, f->of_mark));
  g_assert_cmpuint (view->n_gone, ==, 0);
  give (f, f->of_mark, f->vera);
  sync_view_pull (view);
  g_assert_false (has (view, f->of_mark));
  g_assert_cmpstr (view->reason, ==, "reassigned");
}

/* ---- what tells of other records ----------------------------------------------------------- */

static const char *
get_told (SyncView *view, const char *kind, const char *id)
{
  const char *text =
      sync_view_get (view, kind, id, strcmp (kind, "conflict") == 0 ? "groups" : "changes");

  return text != NULL ? text : "{}";
}

/* Who sees the history but not the documents learns that there was something, not what. */
static void
test_told_of_unseen (Fixture *f, gconstpointer data)
{
  HubSession *money = sync_fixture_add_user (f->sync, "money", "accountant", "Казань");
  g_autoptr (SyncView) view = sync_view_new (f->sync, money);
  g_autofree char *id = crm_id_new ();

  sync_fixture_sql (
      f->sync,
      "update role set ver = sync_ver (), rights = (rights::jsonb ||"
      " '{\"conflict\":{\"see\":\"all\"}}')::json where code = 'accountant';"
      "insert into history_event (id, ver, owner, branch, customer, record_kind, record, action,"
      " at, done_at, changes) select '%s', sync_ver (), d.owner, d.branch, d.customer,"
      " 'identity-document', d.id, 'update', now (), now (), '{\"issued_by\":{\"now\":\"X\"}}'"
      " from identity_document d where d.customer = '%s';"
      "insert into conflict (id, ver, owner, branch, customer, record_kind, record, command, "
      "author,"
      " done_at, reason, groups) select '%s', sync_ver (), d.owner, d.branch, d.customer,"
      " 'identity-document', d.id, d.id, d.owner, now (), 'fields', '{\"issue\":{}}'"
      " from identity_document d where d.customer = '%s'",
      id, f->of_mark, id, f->of_mark);
  sync_view_pull (view);
  g_assert_nonnull (sync_view_find (view, "history-event", id));
  g_assert_cmpstr (get_told (view, "history-event", id), ==, "{}");
  g_assert_cmpstr (get_told (view, "conflict", id), ==, "{}");

  /* It comes with the right to see documents, and goes with it. */
  sync_fixture_sql (f->sync,
                    "insert into right_exception (id, ver, user_id, subject, action, scope,"
                    " starts_on, ends_on) values (gen_random_uuid (), sync_ver (), '%s',"
                    " 'identity-document', 'see', 'all', '2026-11-23', '2026-11-24')",
                    money->user);
  sync_view_pull (view);
  g_assert_cmpstr (get_told (view, "history-event", id), ==, "{\"issued_by\":{\"now\":\"X\"}}");
  g_assert_cmpstr (get_told (view, "conflict", id), ==, "{\"issue\":{}}");
  set_day (f, "2026-11-25");
  sync_view_pull (view);
  g_assert_cmpstr (get_told (view, "history-event", id), ==, "{}");
  g_assert_cmpstr (get_told (view, "conflict", id), ==, "{}");
  hub_session_unref (money);
}

/* ---- rights that cannot be told ------------------------------------------------------------ */

static const char *const breakages[][2] = {
  { "update app_user set role = 'pilot'", "update app_user set role = 'agent'" },
  { "update role set rights = '[]', ver = ver + 1 where code = 'agent'", NULL },
  { "update role set rights = '{\"customer\":{\"see\":\"everything\"}}', ver = ver + 1", NULL },
  { "update role set rights = '{\"customer\":{\"watch\":\"all\"}}', ver = ver + 1", NULL },
  { "update role set deleted = true where code = 'agent'",
    "update role set deleted = false where code = 'agent'" },
};

/* Neither an answer nor an eviction; when they can be told again all goes on. */
static void
test_broken (Fixture *f, gconstpointer data)
{
  g_autofree char *rights =
      sync_fixture_ask (f->sync, "select rights from role where code = 'agent'");
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->mark);

  sync_view_pull (view);
  for (guint i = 0; i < G_N_ELEMENTS (breakages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) root = NULL;
      g_autoptr (GError) denied = NULL;
      gboolean is_end = FALSE;

      g_test_expect_message ("hub-sync", G_LOG_LEVEL_WARNING, "*");
      g_test_expect_message ("hub-sync", G_LOG_LEVEL_WARNING, "*");
      sync_fixture_sql (f->sync, "%s", breakages[i][0]);
      g_assert_false (sync_view_pull_page (view, 100, &is_end, &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
      root = sync_fixture_try_push (f->sync, f->mark, "{\"commands\":[]}", &denied);
      g_assert_null (root);
      g_assert_error (denied, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
      g_test_assert_expected_messages ();
      if (breakages[i][1] != NULL)
        sync_fixture_sql (f->sync, "%s", breakages[i][1]);
      else
        sync_fixture_sql (f->sync,
                          "update role set rights = '%s', ver = ver + 1 where code = 'agent'",
                          rights);
    }
  sync_view_pull (view);
  g_assert_cmpuint (view->n_gone, ==, 0);
  g_assert_true (has (view, f->of_mark));
}

/* ---- row security -------------------------------------------------------------------------- */

static const char *const tables[] = {
  "customer",     "contact_point",   "conflict", "history_event", "identity_document",
  "bank_account", "right_exception", "share",    "orphan_change"
};

/* A query of the feed that has lost its condition gives what the feed gives. */
static void
assert_same_without_condition (Fixture *f, HubSession *session, const char *settings)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, session);

  sync_view_pull (view);
  for (guint i = 2; i < G_N_ELEMENTS (kind_names); i++)
    {
      const CrmKind *kind = crm_kind_find (kind_names[i]);
      g_autofree char *n = NULL;

      if (strcmp (kind->name, "role") == 0 || strcmp (kind->name, "deputy") == 0)
        continue;
      n = sync_fixture_ask (f->sync,
                            "begin; set local role zontik_app; %s; select count (*) from %s",
                            settings, kind->table);
      g_assert_cmpuint (g_ascii_strtoull (n, NULL, 10), ==, sync_view_count (view, kind->name));
    }
}

static void
test_row_security (Fixture *f, gconstpointer data)
{
  g_autofree char *agent =
      g_strdup_printf ("set local zontik.reach = '331111113131'; set local zontik.owners = '{%s}'",
                       f->mark->user);
  g_autofree char *branch =
      sync_fixture_ask (f->sync, "select id from branch where name = 'Москва'");
  HubSession *boss = sync_fixture_add_user (f->sync, "boss", "head", "Москва");
  g_autofree char *head = g_strdup_printf ("set local zontik.reach = '332222223232';"
                                           " set local zontik.owners = '{%s}';"
                                           " set local zontik.branch = '%s'",
                                           boss->user, branch);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *n =
          sync_fixture_ask (f->sync, "begin; set local role zontik_app; select count (*) from %s",
                            tables[i]);
      g_autofree char *n_changed = sync_fixture_ask (
          f->sync,
          "begin; set local role zontik_app; with x as (update %s set ver = ver returning 1)"
          " select count (*) from x",
          strcmp (tables[i], "orphan_change") == 0 ? "customer" : tables[i]);
      g_autofree char *n_deleted = sync_fixture_ask (
          f->sync,
          "begin; set local role zontik_app; %s; with x as (delete from %s returning 1)"
          " select count (*) from x",
          agent, tables[i]);

      g_assert_cmpstr (n, ==, "0");
      g_assert_cmpstr (n_changed, ==, "0");
      /* Whoever reads for a person writes nothing, not even what is his. */
      g_assert_cmpstr (n_deleted, ==, "0");
    }
  assert_same_without_condition (f, f->mark, agent);
  assert_same_without_condition (f, boss, head);
  hub_session_unref (boss);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/reach/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("matrix", test_matrix);
  ADD ("canonical-roles", test_canonical_roles);
  ADD ("deputy", test_deputy);
  ADD ("share", test_share);
  ADD ("share-runs-out", test_share_runs_out);
  ADD ("exception", test_exception);
  ADD ("mark", test_mark);
  ADD ("narrow", test_narrow);
  ADD ("there-and-back", test_there_and_back);
  ADD ("told-of-unseen", test_told_of_unseen);
  ADD ("broken", test_broken);
  ADD ("row-security", test_row_security);
  return g_test_run ();
}
