/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Policies and what hangs on them: who sees them, what commands do to them, and that grandchildren
 * go where their customer and their policy go. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

typedef struct
{
  SyncFixture *sync;
  HubSession *anna; /* agents of one branch */
  HubSession *petr;
  HubSession *maria; /* their head */
  char *customer;    /* of Anna */
  char *policy;
  char *object;
  char *beneficiary;
  char *instalment;
} Fixture;

static void
assert_status (JsonNode *result, const char *status, const char *code)
{
  g_autofree char *text = json_to_string (result, FALSE);
  g_autofree char *got = crm_test_json_at (result, "status");
  g_autofree char *got_code = crm_test_json_at (result, "problem.code");

  if (g_strcmp0 (got, status) != 0 || g_strcmp0 (got_code, code) != 0)
    g_error ("expected %s %s, got %s", status, code != NULL ? code : "", text);
}

/* @rest: the other members of the command. */
static JsonNode *
run (Fixture *f, HubSession *who, const char *id, const char *kind, const char *rest)
{
  return sync_fixture_do (f->sync, who, NULL, "'kind':'%s','record':'%s',%s", kind, id, rest);
}

static void
assert_run (Fixture *f, const char *id, const char *kind, const char *rest)
{
  g_autoptr (JsonNode) result = run (f, f->anna, id, kind, rest);

  assert_status (result, "done", NULL);
}

/* Refused, with this code at this place. */
static void
assert_refused (Fixture *f,
                const char *id,
                const char *kind,
                const char *rest,
                const char *pointer,
                const char *code)
{
  g_autoptr (JsonNode) result = run (f, f->anna, id, kind, rest);

  assert_status (result, "rejected", "invalid");
  crm_test_assert_json_at (result, "problem.errors.0.pointer", pointer);
  crm_test_assert_json_at (result, "problem.errors.0.code", code);
}

static void
assert_ask (Fixture *f, const char *sql, const char *expected)
{
  g_autofree char *found = sync_fixture_ask (f->sync, "%s", sql);

  g_assert_cmpstr (found, ==, expected);
}

static void
add_all (Fixture *f)
{
  g_autofree char *policy = g_strdup_printf (
      "'set':{'customer':'%s','product':'kasko','number':'K-1','starts_on':'2026-11-01',"
      "'ends_on':'2027-10-31','premium_kopecks':6000000,'objects':['%s']}",
      f->customer, f->object);
  g_autofree char *object =
      g_strdup_printf ("'set':{'customer':'%s','type':'vehicle','plate':'a 123 bc 777',"
                       "'vin':'xta210990y2766389','make':'LADA','year':2019,'power_hp':'106'}",
                       f->customer);
  g_autofree char *beneficiary =
      g_strdup_printf ("'set':{'policy':'%s','insured_object':'%s','name':'Банк','share':'60'}",
                       f->policy, f->object);
  g_autofree char *instalment = g_strdup_printf (
      "'set':{'policy':'%s','no':1,'due_on':'2026-11-01','amount_kopecks':3000000}", f->policy);

  assert_run (f, f->object, "insured-object.create", object);
  assert_run (f, f->policy, "policy.create", policy);
  assert_run (f, f->beneficiary, "beneficiary.create", beneficiary);
  assert_run (f, f->instalment, "instalment.create", instalment);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  f->maria = sync_fixture_add_user (f->sync, "maria", "head", "Москва");
  f->customer = sync_fixture_create (f->sync, f->anna, "Капелькин");
  f->policy = crm_id_new ();
  f->object = crm_id_new ();
  f->beneficiary = crm_id_new ();
  f->instalment = crm_id_new ();
  add_all (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->petr);
  hub_session_unref (f->maria);
  g_free (f->customer);
  g_free (f->policy);
  g_free (f->object);
  g_free (f->beneficiary);
  g_free (f->instalment);
  sync_fixture_free (f->sync);
}

static void
assert_sees (Fixture *f, HubSession *who, gboolean sees)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, who);

  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "policy"), ==, sees);
  g_assert_cmpuint (sync_view_count (view, "insured-object"), ==, sees);
  g_assert_cmpuint (sync_view_count (view, "beneficiary"), ==, sees);
  g_assert_cmpuint (sync_view_count (view, "instalment"), ==, sees);
}

/* ---- tests --------------------------------------------------------------------------------- */

static void
test_feed (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);

  sync_view_pull (anna);
  g_assert_cmpstr (sync_view_get (anna, "policy", f->policy, "status"), ==, "draft");
  g_assert_cmpstr (sync_view_get (anna, "policy", f->policy, "agent"), ==, f->anna->user);
  g_assert_cmpstr (sync_view_get (anna, "insured-object", f->object, "plate"), ==, "А123ВС777");
  g_assert_cmpstr (sync_view_get (anna, "insured-object", f->object, "vin"), ==,
                   "XTA210990Y2766389");
  g_assert_cmpstr (sync_view_get (anna, "beneficiary", f->beneficiary, "policyholder"), ==,
                   f->customer);
  g_assert_cmpstr (sync_view_get (anna, "instalment", f->instalment, "status"), ==, "planned");
  assert_sees (f, f->maria, TRUE);
  assert_sees (f, f->petr, FALSE);
}

/* What hangs on a policy of a customer goes with him, and leaves nothing behind. */
static void
test_given (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);
  g_autofree char *args = g_strdup_printf ("'args':{'owner':'%s'}", f->petr->user);
  g_autoptr (JsonNode) late = NULL;

  sync_view_pull (anna);
  assert_run (f, f->customer, "customer.reassign", args);
  sync_view_pull (anna);
  g_assert_null (sync_view_find (anna, "policy", f->policy));
  g_assert_null (sync_view_find (anna, "insured-object", f->object));
  g_assert_null (sync_view_find (anna, "beneficiary", f->beneficiary));
  g_assert_null (sync_view_find (anna, "instalment", f->instalment));
  assert_sees (f, f->petr, TRUE);

  late = run (f, f->anna, f->instalment, "instalment.receive",
              "'args':{'amount_kopecks':100,'paid_on':'2026-11-02'}");
  assert_status (late, "rejected", "moved");
}

static void
test_rules (Fixture *f, gconstpointer data)
{
  g_autofree char *other = sync_fixture_create (f->sync, f->petr, "Лужина");
  g_autofree char *id = crm_id_new ();
  g_autofree char *foreign = g_strdup_printf ("'set':{'customer':'%s','product':'osago'}", other);
  g_autoptr (JsonNode) denied = run (f, f->anna, id, "policy.create", foreign);
  g_autoptr (JsonNode) strange = run (f, f->petr, f->policy, "policy.issue", "'args':{}");

  assert_status (denied, "rejected", "not-found");
  assert_status (strange, "rejected", "not-found");
  assert_refused (f, f->policy, "policy.update", "'base':1,'set':{'ends_on':'2026-10-31'}",
                  "/set/ends_on", "range");
  assert_refused (f, f->policy, "policy.update", "'base':1,'set':{'premium_kopecks':-1}",
                  "/set/premium_kopecks", "range");
  assert_refused (f, f->object, "insured-object.update", "'base':1,'set':{'vin':'XTA'}", "/set/vin",
                  "format");
  assert_refused (f, f->beneficiary, "beneficiary.update", "'base':1,'set':{'share':'33.333'}",
                  "/set/share", "range");
  assert_refused (f, f->instalment, "instalment.update", "'base':1,'set':{'amount_kopecks':-5}",
                  "/set/amount_kopecks", "range");
  assert_refused (f, f->beneficiary, "beneficiary.update",
                  "'base':1,'set':{'policyholder':'00000000-0000-7000-8000-000000000001'}",
                  "/set/policyholder", "read-only");
}

/* A policy is issued once, and only when somebody gets all of it. */
static void
test_issue (Fixture *f, gconstpointer data)
{
  g_autofree char *second = crm_id_new ();
  g_autofree char *rest =
      g_strdup_printf ("'set':{'policy':'%s','insured_object':'%s','customer':'%s','share':'40'}",
                       f->policy, f->object, f->customer);

  assert_refused (f, f->policy, "policy.issue", "'args':{}", "/set/status", "shares");
  assert_refused (f, f->policy, "policy.update", "'base':1,'set':{'status':'active'}",
                  "/set/status", "shares");
  assert_run (f, second, "beneficiary.create", rest);
  assert_run (f, f->policy, "policy.issue", "'args':{'issued_on':'2026-10-30'}");
  assert_ask (f, "select status || ' ' || issued_on from policy", "issued 2026-10-30");
  assert_refused (f, f->policy, "policy.issue", "'args':{}", "/set/status", "status");
  assert_ask (f, "select count(*) from history_event where action = 'issue'", "1");
}

static void
test_receive (Fixture *f, gconstpointer data)
{
  g_autofree char *second = crm_id_new ();
  g_autofree char *rest = g_strdup_printf (
      "'set':{'policy':'%s','no':2,'due_on':'2027-05-01','amount_kopecks':3000000}", f->policy);

  assert_run (f, second, "instalment.create", rest);
  assert_run (f, f->instalment, "instalment.receive",
              "'args':{'amount_kopecks':1000000,'paid_on':'2026-11-02','method':'cash'}");
  assert_ask (f, "select status || paid_kopecks || method from instalment where no = 1",
              "partial1000000cash");
  assert_refused (f, f->instalment, "instalment.receive", "'args':{'amount_kopecks':2000001}",
                  "/args/amount_kopecks", "range");
  assert_refused (f, f->instalment, "instalment.receive",
                  "'args':{'amount_kopecks':1,'method':'gold'}", "/args/method", "format");
  assert_refused (f, f->instalment, "instalment.receive", "'args':{}", "/args/amount_kopecks",
                  "required");
  assert_run (f, f->instalment, "instalment.receive",
              "'args':{'amount_kopecks':2000000,'paid_on':'2026-11-03','method':'card'}");
  assert_ask (f, "select status || paid_on from instalment where no = 1", "paid2026-11-03");

  assert_run (f, f->policy, "policy.cancel", "'args':{'reason':'продал машину'}");
  assert_ask (f, "select string_agg(status, ' ' order by no) from instalment", "paid cancelled");
  assert_ask (f, "select status from policy", "cancelled");
  assert_refused (f, second, "instalment.receive", "'args':{'amount_kopecks':1}", "/set/status",
                  "status");
}

/* The state of an instalment never depends on when somebody wrote it. */
static void
test_kept_status (Fixture *f, gconstpointer data)
{
  assert_run (f, f->instalment, "instalment.update", "'base':1,'set':{'status':'overdue'}");
  assert_ask (f, "select status from instalment", "planned");
  assert_run (f, f->instalment, "instalment.update", "'base':2,'set':{'paid_kopecks':3000000}");
  assert_ask (f, "select status from instalment", "paid");
}

#define ALIVE                                                                                      \
  "select (select count(*) from policy where not deleted)"                                         \
  " || ' ' || (select count(*) from insured_object where not deleted)"                             \
  " || ' ' || (select count(*) from beneficiary where not deleted)"                                \
  " || ' ' || (select count(*) from instalment where not deleted)"

/* What went with its policy or its customer comes back with it, and nothing else does. */
static void
test_gone (Fixture *f, gconstpointer data)
{
  g_autofree char *again =
      g_strdup_printf ("'set':{'customer':'%s','product':'kasko','number':'K-1'}", f->customer);

  assert_run (f, f->beneficiary, "beneficiary.delete", "'base':1");
  assert_run (f, f->policy, "policy.delete", "'base':1");
  assert_ask (f, ALIVE, "0 1 0 0");
  assert_run (f, f->policy, "policy.create", again);
  assert_ask (f, ALIVE, "1 1 0 1");
  assert_run (f, f->customer, "customer.delete", "'base':1");
  assert_ask (f, ALIVE, "0 0 0 0");
  assert_run (f, f->customer, "customer.create", "'set':{'type':'person','last_name':'Капелькин'}");
  assert_ask (f, ALIVE, "1 1 0 1");
  assert_sees (f, f->petr, FALSE);
}

/* A policy with all that hangs on it in one push, issued at its end. */
static void
test_one_push (Fixture *f, gconstpointer data)
{
  g_autofree char *policy = crm_id_new ();
  g_autofree char *person = crm_id_new ();
  g_autofree char *first = crm_id_new ();
  g_autofree char *next = crm_id_new ();
  g_autofree char *last = crm_id_new ();
  g_autofree char *commands = g_strdup_printf (
      "{'id':'%s','kind':'policy.create','record':'%s','set':{'customer':'%s','product':'life',"
      "'number':'L-1','starts_on':'2026-11-01','premium_kopecks':100}},"
      "{'id':'%s','kind':'beneficiary.create','record':'%s','set':{'policy':'%s','name':'Жена',"
      "'share':'100'}},"
      "{'id':'%s','kind':'policy.issue','record':'%s','args':{}}",
      first, policy, f->customer, next, person, policy, last, policy);
  g_autoptr (JsonNode) results = NULL;

  g_strdelimit (commands, "'", '"');
  results = sync_fixture_push (f->sync, f->anna, commands);
  crm_test_assert_json_at (results, "0.status", "done");
  crm_test_assert_json_at (results, "1.status", "done");
  crm_test_assert_json_at (results, "2.status", "done");
  assert_ask (f, "select status from policy where number = 'L-1'", "issued");
}

/* A query that has lost its condition gives what the feed gives. */
static void
test_row_security (Fixture *f, gconstpointer data)
{
  static const char *const tables[] = { "policy", "insured_object", "beneficiary", "instalment" };
  static const char format[] = "begin; set local role zontik_app; set local zontik.reach ="
                               " '3311111111311111111111111111';"
                               " set local zontik.owners = '{%s}'; select count(*) from %s";

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *nobody =
          sync_fixture_ask (f->sync, "begin; set local role zontik_app; select count(*) from %s",
                            tables[i]);
      g_autofree char *hers = sync_fixture_ask (f->sync, format, f->anna->user, tables[i]);
      g_autofree char *his = sync_fixture_ask (f->sync, format, f->petr->user, tables[i]);

      g_assert_cmpstr (nobody, ==, "0");
      g_assert_cmpstr (hers, ==, "1");
      g_assert_cmpstr (his, ==, "0");
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/policies/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("feed", test_feed);
  ADD ("given", test_given);
  ADD ("rules", test_rules);
  ADD ("issue", test_issue);
  ADD ("receive", test_receive);
  ADD ("kept-status", test_kept_status);
  ADD ("gone", test_gone);
  ADD ("one-push", test_one_push);
  ADD ("row-security", test_row_security);
  return g_test_run ();
}
