/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documents and bank accounts: what commands do to them, that nothing of their numbers leaves the
 * server, and what becomes of changes that come after a customer was given away. */

#define G_LOG_DOMAIN "test"

#include "server/customers/hub-demo.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-beneficiary.h"
#include "shared/customers/crm-card-rules.h"
#include "shared/customers/crm-document-rules.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-object-rules.h"
#include "shared/customers/crm-policy-rules.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-relation.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

/* In CI; the full size is ZONTIK_SUGGESTIONS=1000. */
#define N_SUGGESTIONS 60

typedef struct
{
  SyncFixture *sync;
  HubSession *anna; /* agents of one branch */
  HubSession *petr;
  HubSession *maria; /* their head */
  char *record;      /* a customer of Anna */
  char *passport;
  char *account;
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

/* No whole number is anywhere in @node. */
static void
assert_masked (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  g_assert_null (strstr (text, "123456"));
  g_assert_null (strstr (text, "654321"));
  g_assert_null (strstr (text, "40702810200000012345"));
}

static JsonNode *
edit (Fixture *f, HubSession *who, const char *id, const char *kind, int base, const char *rest)
{
  g_autoptr (JsonNode) node =
      sync_fixture_do (f->sync, who, NULL, "'kind':'%s','record':'%s','base':%d,%s", kind, id, base,
                       rest);

  assert_masked (node);
  return g_steal_pointer (&node);
}

#define DOCUMENT(f, who, base, rest)                                                               \
  edit (f, who, (f)->passport, "identity-document.update", base, rest)

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) document = NULL;
  g_autoptr (JsonNode) account = NULL;

  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  f->maria = sync_fixture_add_user (f->sync, "maria", "head", "Москва");
  f->record = sync_fixture_create (f->sync, f->anna, "Капелькин");
  f->passport = crm_id_new ();
  f->account = crm_id_new ();
  document = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'identity-document.create','record':'%s','set':{'customer':'%s','type':'passport',"
      "'series':'45 03','number':'123 456','issuer_code':'770001'}",
      f->passport, f->record);
  account = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'bank-account.create','record':'%s','set':{'customer':'%s','bic':'044525225',"
      "'account':'40702 810 2 0000 0012345','primary':true}",
      f->account, f->record);

  assert_status (document, "done", NULL);
  assert_status (account, "done", NULL);
  assert_masked (document);
  assert_masked (account);
  crm_test_assert_json_at (document, "record.number", "•••456");
  crm_test_assert_json_at (document, "record.issuer_code", "770-001");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->petr);
  hub_session_unref (f->maria);
  g_free (f->record);
  g_free (f->passport);
  g_free (f->account);
  sync_fixture_free (f->sync);
}

static JsonNode *
give (Fixture *f, HubSession *who, HubSession *to)
{
  return sync_fixture_do (f->sync, who, NULL,
                          "'kind':'customer.reassign','record':'%s','args':{'owner':'%s'}",
                          f->record, to->user);
}

static void
test_feed (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);
  g_autoptr (SyncView) petr = sync_view_new (f->sync, f->petr);
  g_autoptr (JsonNode) given = NULL;
  g_autofree char *stored = NULL;

  sync_view_pull (anna);
  sync_view_pull (petr);
  g_assert_cmpstr (sync_view_get (anna, "identity-document", f->passport, "series"), ==, "•503");
  g_assert_cmpstr (sync_view_get (anna, "identity-document", f->passport, "number"), ==, "•••456");
  g_assert_cmpstr (sync_view_get (anna, "bank-account", f->account, "account"), ==,
                   "•••••••••••••••••345");
  g_assert_null (sync_view_find (petr, "bank-account", f->account));
  stored = sync_fixture_ask (f->sync, "select series || number from identity_document");
  g_assert_cmpstr (stored, ==, "4503123456");

  given = give (f, f->anna, f->petr);
  assert_status (given, "done", NULL);
  sync_view_pull (anna);
  sync_view_pull (petr);
  g_assert_null (sync_view_find (anna, "identity-document", f->passport));
  g_assert_null (sync_view_find (anna, "bank-account", f->account));
  g_assert_nonnull (sync_view_find (petr, "identity-document", f->passport));
  g_assert_nonnull (sync_view_find (petr, "bank-account", f->account));
}

static void
test_rules (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) short_number = DOCUMENT (f, f->anna, 1, "'set':{'number':'12345'}");
  g_autoptr (JsonNode) key =
      edit (f, f->anna, f->account, "bank-account.update", 1, "'set':{'bic':'044525974'}");
  g_autoptr (JsonNode) masked = DOCUMENT (f, f->anna, 1, "'set':{'number':'•••456'}");
  g_autoptr (JsonNode) moved =
      DOCUMENT (f, f->anna, 1, "'set':{'customer':'00000000-0000-7000-8000-000000000001'}");

  assert_status (short_number, "rejected", "invalid");
  crm_test_assert_json_at (short_number, "problem.errors.0.code", "format");
  assert_status (key, "rejected", "invalid");
  crm_test_assert_json_at (key, "problem.errors.0.code", "checksum");
  assert_status (masked, "rejected", "invalid");
  crm_test_assert_json_at (masked, "problem.errors.0.code", "masked");
  crm_test_assert_json_at (masked, "problem.errors.0.pointer", "/set/number");
  assert_status (moved, "rejected", "invalid");
  crm_test_assert_json_at (moved, "problem.errors.0.code", "read-only");
}

/* What somebody saw masked he saw. */
static void
test_was_masked (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) first = DOCUMENT (f, f->maria, 1, "'set':{'issued_by':'ОВД'}");
  g_autoptr (JsonNode) number = DOCUMENT (f, f->maria, 2, "'set':{'number':'999456'}");
  g_autoptr (JsonNode) back = DOCUMENT (f, f->maria, 3, "'set':{'number':'123456'}");
  g_autoptr (JsonNode) mine = DOCUMENT (
      f, f->anna, 1,
      "'set':{'number':'654321'},'was':{'type':'passport','series':'•503','number':'•••456'}");
  g_autoptr (JsonNode) other =
      DOCUMENT (f, f->petr, 1, "'set':{'number':'111111'},'was':{'number':'•••456'}");
  g_autofree char *stored = sync_fixture_ask (f->sync, "select number from identity_document");

  assert_status (first, "done", NULL);
  assert_status (number, "done", NULL);
  assert_status (back, "done", NULL);
  assert_status (mine, "merged", NULL);
  assert_status (other, "rejected", "not-found");
  g_assert_cmpstr (stored, ==, "654321");
}

/* A conflict shows numbers masked, and yet one's own can be chosen. */
static void
test_clash (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) theirs = DOCUMENT (f, f->maria, 1, "'set':{'number':'777777'}");
  g_autoptr (JsonNode) mine = DOCUMENT (f, f->anna, 1, "'set':{'number':'654321'}");
  g_autofree char *conflict = sync_fixture_ask (f->sync, "select id from conflict");
  g_autofree char *groups = sync_fixture_ask (f->sync, "select groups from conflict");
  g_autofree char *history =
      sync_fixture_ask (f->sync, "select string_agg(changes::text, '') from history_event");
  g_autofree char *wrong_args =
      g_strdup_printf ("'set':{'number':'•••999'},'args':{'conflict':'%s'}", conflict);
  g_autofree char *args =
      g_strdup_printf ("'set':{'number':'•••321'},'args':{'conflict':'%s'}", conflict);
  g_autoptr (JsonNode) wrong = NULL;
  g_autoptr (JsonNode) chosen = NULL;
  g_autofree char *stored = NULL;
  g_autofree char *status = NULL;

  assert_status (theirs, "done", NULL);
  assert_status (mine, "conflict", NULL);
  crm_test_assert_json_at (mine, "conflicts.0.mine.number", "•••321");
  crm_test_assert_json_at (mine, "conflicts.0.theirs.number", "•••777");
  g_assert_null (strstr (groups, "654321"));
  g_assert_null (strstr (groups, "777777"));
  g_assert_null (strstr (history, "777777"));
  g_assert_nonnull (strstr (history, "•••777"));

  wrong = DOCUMENT (f, f->anna, 2, wrong_args);
  assert_status (wrong, "rejected", "invalid");
  chosen = DOCUMENT (f, f->anna, 2, args);
  assert_status (chosen, "done", NULL);
  stored = sync_fixture_ask (f->sync, "select number from identity_document");
  status = sync_fixture_ask (f->sync, "select status from conflict");
  g_assert_cmpstr (stored, ==, "654321");
  g_assert_cmpstr (status, ==, "resolved");
}

static void
test_with_customer (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) gone = edit (f, f->anna, f->account, "bank-account.delete", 1, "'args':{}");
  g_autoptr (JsonNode) removed = edit (f, f->anna, f->record, "customer.delete", 1, "'args':{}");
  g_autofree char *alive =
      sync_fixture_ask (f->sync, "select count(*) from identity_document where not deleted");
  g_autoptr (JsonNode) back = NULL;
  g_autofree char *left = NULL;

  assert_status (gone, "done", NULL);
  assert_status (removed, "done", NULL);
  g_assert_cmpstr (alive, ==, "0");
  back = sync_fixture_do (f->sync, f->anna, NULL,
                          "'kind':'customer.create','record':'%s','set':{'type':'person',"
                          "'last_name':'Капелькин'}",
                          f->record);
  assert_status (back, "done", NULL);
  left = sync_fixture_ask (f->sync, "select (select count(*) from identity_document where not "
                                    "deleted) || ' ' || (select count(*) from bank_account where "
                                    "not deleted)");
  g_assert_cmpstr (left, ==, "1 0");
}

/* ---- given away ---------------------------------------------------------------------------- */

static void
assert_open (Fixture *f, HubSession *who, guint n)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, who);

  sync_view_pull (view);
  g_assert_cmpuint (sync_view_count (view, "conflict"), ==, n);
}

static void
test_moved_edit (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) given = give (f, f->anna, f->petr);
  g_autoptr (JsonNode) late = edit (f, f->anna, f->record, "customer.update", 1,
                                    "'set':{'note':'просил скидку'},'was':{'note':null}");
  g_autoptr (JsonNode) number = DOCUMENT (f, f->anna, 1, "'set':{'number':'654321'}");
  g_autoptr (SyncView) petr = sync_view_new (f->sync, f->petr);
  g_autofree char *conflict = NULL;
  g_autofree char *of_number = NULL;
  g_autofree char *take = NULL;
  g_autofree char *stored = NULL;
  g_autoptr (JsonNode) taken = NULL;
  g_autoptr (JsonNode) dropped = NULL;

  assert_status (given, "done", NULL);
  assert_status (late, "rejected", "moved");
  assert_status (number, "rejected", "moved");
  crm_test_assert_json_at (late, "record", NULL);
  crm_test_assert_json_at (late, "conflicts", NULL);
  assert_open (f, f->anna, 0);
  assert_open (f, f->petr, 2);
  assert_open (f, f->maria, 2);

  sync_view_pull (petr);
  conflict = sync_fixture_ask (f->sync, "select id from conflict where record = '%s'", f->record);
  of_number =
      sync_fixture_ask (f->sync, "select id from conflict where record = '%s'", f->passport);
  g_assert_cmpstr (sync_view_get (petr, "conflict", conflict, "reason"), ==, "moved");
  g_assert_cmpstr (sync_view_get (petr, "conflict", conflict, "author"), ==, f->anna->user);
  g_assert_nonnull (strstr (sync_view_get (petr, "conflict", conflict, "groups"), "скидку"));
  g_assert_nonnull (strstr (sync_view_get (petr, "conflict", of_number, "groups"), "•••321"));

  take = g_strdup_printf ("'set':{'number':'•••321'},'args':{'conflict':'%s'}", of_number);
  taken = DOCUMENT (f, f->petr, 1, take);
  assert_status (taken, "done", NULL);
  stored = sync_fixture_ask (f->sync, "select number from identity_document");
  g_assert_cmpstr (stored, ==, "654321");
  g_free (take);
  take = g_strdup_printf ("'set':{},'args':{'conflict':'%s'}", conflict);
  dropped = edit (f, f->petr, f->record, "customer.update", 2, take);
  assert_status (dropped, "done", NULL);
}

/* What was to hang on a customer given away hangs on him once his new owner says so. */
static void
test_moved_child (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = crm_id_new ();
  g_autofree char *paper = crm_id_new ();
  g_autoptr (JsonNode) given = give (f, f->anna, f->petr);
  g_autoptr (JsonNode) late = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'contact-point.create','record':'%s','set':{'customer':'%s','type':'phone',"
      "'value':'+79005550199'}",
      phone, f->record);
  g_autoptr (JsonNode) late_paper = sync_fixture_do (
      f->sync, f->anna, NULL,
      "'kind':'identity-document.create','record':'%s','set':{'customer':'%s','type':'snils',"
      "'number':'112-233-445 95'}",
      paper, f->record);
  g_autofree char *of_phone = NULL;
  g_autofree char *of_paper = NULL;
  g_autofree char *take = NULL;
  g_autofree char *take_paper = NULL;
  g_autofree char *stored = NULL;
  g_autoptr (JsonNode) foreign = NULL;
  g_autoptr (JsonNode) taken = NULL;
  g_autoptr (JsonNode) taken_paper = NULL;

  assert_status (given, "done", NULL);
  assert_status (late, "rejected", "moved");
  assert_status (late_paper, "rejected", "moved");
  assert_open (f, f->petr, 2);

  of_phone = sync_fixture_ask (f->sync, "select id from conflict where record = '%s'", phone);
  of_paper = sync_fixture_ask (f->sync, "select id from conflict where record = '%s'", paper);
  take = g_strdup_printf ("'set':{'type':'phone','value':'+79005550199'},'args':{'conflict':'%s'}",
                          of_phone);
  take_paper =
      g_strdup_printf ("'set':{'type':'snils','number':'••••••••595'},'args':{'conflict':'%s'}",
                       of_paper);
  foreign = edit (f, f->anna, phone, "contact-point.update", 0, take);
  assert_status (foreign, "rejected", "invalid");
  taken = edit (f, f->petr, phone, "contact-point.update", 0, take);
  assert_status (taken, "done", NULL);
  taken_paper = edit (f, f->petr, paper, "identity-document.update", 0, take_paper);
  assert_status (taken_paper, "done", NULL);
  stored =
      sync_fixture_ask (f->sync,
                        "select p.owner || c.status || d.number from contact_point p, conflict "
                        "c, identity_document d where p.id = '%s' and c.id = '%s' and d.id = "
                        "'%s'",
                        phone, of_phone, paper);
  g_assert_true (g_str_has_prefix (stored, f->petr->user));
  g_assert_true (g_str_has_suffix (stored, "resolved11223344595"));
}

/* Deletions and orders too. */
static void
test_moved_act (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) given = give (f, f->anna, f->petr);
  g_autoptr (JsonNode) removal = edit (f, f->anna, f->record, "customer.delete", 1, "'args':{}");
  g_autoptr (JsonNode) order = give (f, f->anna, f->maria);
  g_autofree char *groups =
      sync_fixture_ask (f->sync, "select groups from conflict where groups::text like '%%owner%%'");

  assert_status (given, "done", NULL);
  assert_status (removal, "rejected", "moved");
  assert_status (order, "rejected", "moved");
  assert_open (f, f->petr, 2);
  g_assert_nonnull (strstr (groups, f->maria->user));
}

/* Every one of many late changes is there for the new owner, once, however often it is sent. */
static void
test_all_suggestions (Fixture *f, gconstpointer data)
{
  const char *asked = g_getenv ("ZONTIK_SUGGESTIONS");
  guint n = asked != NULL ? (guint) g_ascii_strtoull (asked, NULL, 10) : N_SUGGESTIONS;
  g_autoptr (JsonNode) given = give (f, f->anna, f->petr);
  g_autoptr (SyncView) petr = sync_view_new (f->sync, f->petr);
  GHashTableIter iter;
  gpointer record;
  guint n_found = 0;

  assert_status (given, "done", NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = crm_id_new ();
      g_autofree char *rest = g_strdup_printf ("'set':{'note':'заметка %u.'}", i);

      for (guint twice = 0; twice < 2; twice++)
        {
          g_autoptr (JsonNode) late =
              sync_fixture_do (f->sync, f->anna, id,
                               "'kind':'customer.update','record':'%s','base':1,%s", f->record,
                               rest);

          assert_status (late, "rejected", "moved");
        }
    }

  sync_view_pull (petr);
  g_assert_cmpuint (sync_view_count (petr, "conflict"), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *word = g_strdup_printf ("заметка %u.", i);

      g_hash_table_iter_init (&iter, petr->records);
      while (g_hash_table_iter_next (&iter, NULL, &record))
        for (guint k = 0; k < ((SyncRecord *) record)->kind->n_fields; k++)
          {
            const char *value = ((SyncRecord *) record)->values[k];

            n_found += strcmp (((SyncRecord *) record)->kind->name, "conflict") == 0 &&
                       value != NULL && strstr (value, word) != NULL;
          }
    }
  g_assert_cmpuint (n_found, ==, n);
}

/* ---- invented ones ------------------------------------------------------------------------- */

static void
check_documents (HubLoadCustomer *customer, CrmProblem *problem)
{
  for (guint i = 0; customer->documents != NULL && i < customer->documents->len; i++)
    {
      HubLoadDocument *document = &g_array_index (customer->documents, HubLoadDocument, i);
      const char *values[CRM_IDENTITY_DOCUMENT_N_FIELDS] = {
        [CRM_IDENTITY_DOCUMENT_CUSTOMER] = customer->id,
        [CRM_IDENTITY_DOCUMENT_TYPE] = document->type,
        [CRM_IDENTITY_DOCUMENT_SERIES] = document->series,
        [CRM_IDENTITY_DOCUMENT_NUMBER] = document->number,
        [CRM_IDENTITY_DOCUMENT_ISSUER_CODE] = document->issuer_code,
        [CRM_IDENTITY_DOCUMENT_ISSUED_ON] = document->issued_on,
      };

      crm_identity_document_check (values, problem);
      crm_identity_document_warn (values, problem);
    }
}

static void
check_accounts (HubLoadCustomer *customer, CrmProblem *problem)
{
  for (guint i = 0; customer->accounts != NULL && i < customer->accounts->len; i++)
    {
      HubLoadAccount *account = &g_array_index (customer->accounts, HubLoadAccount, i);
      const char *values[CRM_BANK_ACCOUNT_N_FIELDS] = {
        [CRM_BANK_ACCOUNT_CUSTOMER] = customer->id,
        [CRM_BANK_ACCOUNT_BIC] = account->bic,
        [CRM_BANK_ACCOUNT_ACCOUNT] = account->account,
        [CRM_BANK_ACCOUNT_CORRESPONDENT_ACCOUNT] = account->correspondent_account,
      };

      crm_bank_account_check (values, problem);
      crm_bank_account_warn (values, problem);
    }
}

/* Gives how many of them are policies. */
static guint
check_children (HubLoadCustomer *customer, CrmProblem *problem)
{
  guint n = 0;

  for (guint i = 0; customer->children != NULL && i < customer->children->len; i++)
    {
      HubLoadChild *child = customer->children->pdata[i];

      if (child->kind == &crm_policy_kind)
        crm_policy_check (child->values, problem);
      else if (child->kind == &crm_instalment_kind)
        crm_instalment_check (child->values, problem);
      else if (child->kind == &crm_beneficiary_kind)
        crm_beneficiary_check (child->values, problem);
      else if (child->kind == &crm_relation_kind)
        crm_relation_check (child->values, problem);
      else
        {
          g_assert_true (child->kind == &crm_insured_object_kind);
          crm_insured_object_check (child->values, problem);
          crm_insured_object_warn (child->values, problem);
        }
      n += child->kind == &crm_policy_kind;
    }
  return n;
}

/* What the demo shows is what people could have typed. */
static void
test_demo (void)
{
  static const HubDemoOwner owners[] = { { .id = "01980000-0000-7000-8000-000000000001" } };
  g_autoptr (GStringChunk) texts = g_string_chunk_new (4096);
  HubDemo demo;
  guint n_documents = 0;
  guint n_accounts = 0;
  guint n_policies = 0;

  hub_demo_init (&demo, 1, owners, G_N_ELEMENTS (owners));
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (HubLoadCustomer) customer = hub_demo_make (&demo, texts);
      g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);

      check_documents (customer, problem);
      check_accounts (customer, problem);
      n_policies += check_children (customer, problem);
      if (crm_problem_n_errors (problem) > 0)
        g_error ("%s: %s", crm_problem_get_error (problem, 0)->pointer,
                 crm_problem_get_error (problem, 0)->detail);
      n_documents += customer->documents != NULL ? customer->documents->len : 0;
      n_accounts += customer->accounts != NULL ? customer->accounts->len : 0;
    }
  g_assert_cmpuint (n_policies, >, 400);
  g_assert_cmpuint (n_documents, >, 100);
  g_assert_cmpuint (n_accounts, >, 20);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/papers/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/papers/demo", test_demo);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("feed", test_feed);
  ADD ("rules", test_rules);
  ADD ("was-masked", test_was_masked);
  ADD ("clash", test_clash);
  ADD ("with-customer", test_with_customer);
  ADD ("moved-edit", test_moved_edit);
  ADD ("moved-child", test_moved_child);
  ADD ("moved-act", test_moved_act);
  ADD ("all-suggestions", test_all_suggestions);
  return g_test_run ();
}
