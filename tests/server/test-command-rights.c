/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every command of every role on every field of every kind, on records of his own, of his branch
 * and of elsewhere: what the matrix in the database does not allow is refused and leaves no trace,
 * and nobody learns from an answer whether a record exists that he does not see. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "shared/codec/crm-field.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

static const char *const roles[] = { "agent", "adjuster", "marketer",     "accountant",
                                     "head",  "director", "administrator" };
static const char *const kinds[] = { "customer", "contact-point", "identity-document",
                                     "bank-account" };

/* Where a record is, as seen by whoever asks. */
typedef enum
{
  OWN,
  BRANCH,
  ELSEWHERE,
  N_PLACES,
} Place;

static const char *const places[] = { "own", "branch", "elsewhere" };

typedef struct
{
  SyncFixture *sync;
  HubSession *people[G_N_ELEMENTS (roles)];
  HubSession *colleague; /* of their branch */
  HubSession *stranger;
  char *customers[G_N_ELEMENTS (roles)][N_PLACES]; /* of the person himself, and of these two */
  char *records[G_N_ELEMENTS (roles)][N_PLACES][G_N_ELEMENTS (kinds)];
} Fixture;

static const char *const child_values[] = {
  [1] = "'type':'email','value':'a@example.org'",
  [2] = "'type':'other','number':'12345'",
  [3] = "'bic':'044525225','account':'40702810200000012345'",
};

/* Made past the rights. */
static void
insert_customer (Fixture *f, const char *id, HubSession *owner)
{
  sync_fixture_sql (f->sync,
                    "insert into customer (id, ver, type, last_name, owner, branch) select '%s', "
                    "sync_ver(), 'person', 'Тестов', id, branch from app_user where id = '%s'",
                    id, owner->user);
}

static void
insert_children (Fixture *f, char **records, const char *customer)
{
  sync_fixture_sql (f->sync,
                    "insert into contact_point (id, ver, owner, branch, customer, type, value) "
                    "select '%s', ver, owner, branch, id, 'email', 'b@example.org' from customer "
                    "where id = '%s'",
                    records[1], customer);
  sync_fixture_sql (
      f->sync,
      "insert into identity_document (id, ver, owner, branch, customer, type, number) "
      "select '%s', ver, owner, branch, id, 'other', '67890' from customer where id = "
      "'%s'",
      records[2], customer);
  sync_fixture_sql (f->sync,
                    "insert into bank_account (id, ver, owner, branch, customer, bic, account) "
                    "select '%s', ver, owner, branch, id, '044525225', '40702810200000012345' from "
                    "customer where id = '%s'",
                    records[3], customer);
}

static void
add_records (Fixture *f, guint role, Place place)
{
  HubSession *owner = place == OWN ? f->people[role] : place == BRANCH ? f->colleague : f->stranger;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    f->records[role][place][i] = crm_id_new ();
  f->customers[role][place] = g_strdup (f->records[role][place][0]);
  insert_customer (f, f->customers[role][place], owner);
  insert_children (f, f->records[role][place], f->customers[role][place]);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->colleague = sync_fixture_add_user (f->sync, "colleague", "agent", "Москва");
  f->stranger = sync_fixture_add_user (f->sync, "stranger", "agent", "Казань");
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      f->people[i] = sync_fixture_add_user (f->sync, roles[i], roles[i], "Москва");
      for (guint place = 0; place < N_PLACES; place++)
        add_records (f, i, place);
    }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->colleague);
  hub_session_unref (f->stranger);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      hub_session_unref (f->people[i]);
      for (guint place = 0; place < N_PLACES; place++)
        {
          g_free (f->customers[i][place]);
          for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
            g_free (f->records[i][place][k]);
        }
    }
  sync_fixture_free (f->sync);
}

/* What the matrix says, read with other eyes than the server's: the place is within the scope. */
static gboolean
is_within (Fixture *f, guint role, const char *kind, const char *action, Place place)
{
  g_autofree char *scope =
      sync_fixture_ask (f->sync,
                        "select coalesce(rights->'%s'->>'%s', 'none') from role where code = '%s'",
                        kind, action, roles[role]);

  if (strcmp (scope, "all") == 0)
    return TRUE;
  if (strcmp (scope, "branch") == 0)
    return place != ELSEWHERE;
  return strcmp (scope, "own") == 0 && place == OWN;
}

static gboolean
is_seen (Fixture *f, guint role, const char *kind, Place place)
{
  return is_within (f, role, "customer", "see", place) && is_within (f, role, kind, "see", place);
}

static char *
read_state (Fixture *f, const char *kind, const char *id)
{
  g_autofree char *table = g_strdelimit (g_strdup (kind), "-", '_');

  return sync_fixture_ask (f->sync, "select md5(t::text) from %s t where id = '%s'", table, id);
}

static const char *
find_sample (const CrmField *field)
{
  static const struct
  {
    const char *name;
    const char *json;
  } samples[] = {
    { "tags", "['vip']" },    { "inn", "'500100732259'" },
    { "sex", "'male'" },      { "birth_date", "'1980-01-01'" },
    { "bic", "'044525225'" }, { "account", "'40702810200000012345'" },
    { "kpp", "'773601001'" }, { "ogrn", "'304500116000157'" },
    { "value", "'c@d.ru'" },  { "correspondent_account", "'30101810400000000225'" },
    { "status", "'client'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (strcmp (samples[i].name, field->name) == 0)
      return samples[i].json;
  switch (field->type)
    {
    case CRM_FIELD_ID:
      return "'00000000-0000-7000-8000-000000000001'";
    case CRM_FIELD_ENUM:
      return "'other'";
    case CRM_FIELD_DATE:
      return "'2020-01-01'";
    case CRM_FIELD_TIME:
      return "'2020-01-01T00:00:00.000000Z'";
    case CRM_FIELD_BOOLEAN:
      return "true";
    default:
      return "'текст 1'";
    }
}

static JsonNode *
set_field (Fixture *f, HubSession *who, const char *kind, const char *id, const CrmField *field)
{
  g_auto (GStrv) path = g_strsplit (field->name, ".", 2);
  g_autofree char *inner = path[1] != NULL
                               ? g_strdup_printf ("{'%s':%s}", path[1], find_sample (field))
                               : g_strdup (find_sample (field));

  return sync_fixture_do (f->sync, who, NULL,
                          "'kind':'%s.update','record':'%s','base':9,'set':{'%s':%s}", kind, id,
                          path[0], inner);
}

/* "done", or the code of the refusal. */
static char *
get_verdict (JsonNode *result)
{
  g_autofree char *status = crm_test_json_at (result, "status");
  char *code = crm_test_json_at (result, "problem.code");

  return code != NULL ? code : g_steal_pointer (&status);
}

static void
assert_verdict (const char *got, const char *expected, const char *what)
{
  if (g_strcmp0 (got, expected) != 0)
    g_error ("%s: expected %s, got %s", what, expected, got);
}

static const char *
expect_edit (Fixture *f, guint role, const char *kind, Place place, const CrmField *field)
{
  gboolean gives = strcmp (field->name, "owner") == 0;

  if ((field->flags & (CRM_FIELD_READ_ONLY | CRM_FIELD_FIXED)) != 0)
    return "invalid";
  if (!is_seen (f, role, kind, place))
    return "not-found";
  if (!gives && !is_within (f, role, kind, "edit", place))
    return "denied";
  return NULL; /* it is up to the rules */
}

static void
try_field (Fixture *f, guint role, guint kind, Place place, const CrmField *field)
{
  const char *id = f->records[role][place][kind];
  const char *expected = expect_edit (f, role, kinds[kind], place, field);
  g_autofree char *what =
      g_strdup_printf ("%s sets %s.%s, %s", roles[role], kinds[kind], field->name, places[place]);
  g_autofree char *before = read_state (f, kinds[kind], id);
  g_autoptr (JsonNode) result = set_field (f, f->people[role], kinds[kind], id, field);
  g_autofree char *after = read_state (f, kinds[kind], id);
  g_autofree char *verdict = get_verdict (result);

  if (expected != NULL)
    {
      assert_verdict (verdict, expected, what);
      g_assert_cmpstr (before, ==, after);
    }
  else if (strcmp (verdict, "not-found") == 0 ||
           (strcmp (verdict, "denied") == 0 && strcmp (field->name, "owner") != 0))
    g_error ("%s: %s, though it is allowed", what, verdict);
}

static void
test_fields (Fixture *f, gconstpointer data)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      const CrmKind *table = crm_kind_find (kinds[kind]);

      for (guint role = 0; role < G_N_ELEMENTS (roles); role++)
        for (guint place = 0; place < N_PLACES; place++)
          for (guint i = 0; i < table->n_fields; i++)
            try_field (f, role, kind, place, &table->fields[i]);
    }
}

/* ---- create and delete --------------------------------------------------------------------- */

static const char *
expect_act (Fixture *f, guint role, guint kind, Place place, const char *action)
{
  if (!is_seen (f, role, kinds[kind], place))
    return "not-found";
  return is_within (f, role, kinds[kind], action, place) ? "done" : "denied";
}

static void
try_create (Fixture *f, guint role, guint kind, Place place)
{
  const char *expected = is_within (f, role, "customer", "see", place)
                             ? is_within (f, role, kinds[kind], "create", place) ? "done" : "denied"
                             : "not-found";
  g_autofree char *what =
      g_strdup_printf ("%s creates %s, %s", roles[role], kinds[kind], places[place]);
  g_autofree char *id = crm_id_new ();
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->people[role], NULL,
                       "'kind':'%s.create','record':'%s','set':{'customer':'%s',%s}", kinds[kind],
                       id, f->customers[role][place], child_values[kind]);
  g_autofree char *verdict = get_verdict (result);

  assert_verdict (verdict, expected, what);
}

static void
try_delete (Fixture *f, guint role, guint kind, Place place)
{
  const char *id = f->records[role][place][kind];
  const char *expected = expect_act (f, role, kind, place, "delete");
  g_autofree char *what =
      g_strdup_printf ("%s deletes %s, %s", roles[role], kinds[kind], places[place]);
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->people[role], NULL, "'kind':'%s.delete','record':'%s','base':1",
                       kinds[kind], id);
  g_autofree char *verdict = get_verdict (result);

  assert_verdict (verdict, expected, what);
}

static void
test_acts (Fixture *f, gconstpointer data)
{
  for (guint role = 0; role < G_N_ELEMENTS (roles); role++)
    for (guint place = 0; place < N_PLACES; place++)
      {
        for (guint kind = 1; kind < G_N_ELEMENTS (kinds); kind++)
          try_create (f, role, kind, place);
        for (guint kind = G_N_ELEMENTS (kinds); kind-- > 0;)
          try_delete (f, role, kind, place);
      }
}

/* A customer is made by whoever may, for whom he may. */
static void
test_new_customers (Fixture *f, gconstpointer data)
{
  for (guint role = 0; role < G_N_ELEMENTS (roles); role++)
    for (guint place = 0; place < N_PLACES; place++)
      {
        HubSession *owner = place == OWN      ? f->people[role]
                            : place == BRANCH ? f->colleague
                                              : f->stranger;
        g_autofree char *id = crm_id_new ();
        g_autofree char *what =
            g_strdup_printf ("%s makes a customer, %s", roles[role], places[place]);
        g_autoptr (JsonNode) result = sync_fixture_do (
            f->sync, f->people[role], NULL,
            "'kind':'customer.create','record':'%s','set':{'type':'person','last_name':'Новый',"
            "'owner':'%s'}",
            id, owner->user);
        g_autofree char *verdict = get_verdict (result);

        assert_verdict (verdict,
                        is_within (f, role, "customer", "create", place) ? "done" : "denied", what);
      }
}

static void
test_reassign (Fixture *f, gconstpointer data)
{
  for (guint role = 0; role < G_N_ELEMENTS (roles); role++)
    for (guint place = 0; place < N_PLACES; place++)
      {
        g_autofree char *what = g_strdup_printf ("%s gives away, %s", roles[role], places[place]);
        g_autoptr (JsonNode) result =
            sync_fixture_do (f->sync, f->people[role], NULL,
                             "'kind':'customer.reassign','record':'%s','args':{'owner':'%s'}",
                             f->customers[role][place], f->people[role]->user);
        g_autofree char *verdict = get_verdict (result);

        assert_verdict (verdict, expect_act (f, role, 0, place, "reassign"), what);
      }
}

/* Who may neither change a customer nor give it away leaves nothing in the way of those who may. */
static void
test_wanting (Fixture *f, gconstpointer data)
{
  guint marketer = 2;
  const char *customer = f->customers[marketer][ELSEWHERE];
  g_autofree char *conflicts = NULL;

  g_assert_cmpstr (roles[marketer], ==, "marketer");
  for (guint is_deleted = 0; is_deleted < 2; is_deleted++)
    {
      g_autoptr (JsonNode) result = NULL;

      sync_fixture_sql (f->sync,
                        "update customer set rev = 5, deleted = %s, revs ="
                        " '{\"owner\":[5,\"%s\",\"%s\",\"2026-01-01T00:00:00Z\"]}' where id = '%s'",
                        is_deleted ? "true" : "false", f->stranger->device, f->stranger->user,
                        customer);
      result = sync_fixture_do (f->sync, f->people[marketer], NULL,
                                "'kind':'customer.update','record':'%s','base':1,'set':{'owner':"
                                "'%s'}",
                                customer, f->people[marketer]->user);
      crm_test_assert_json_at (result, "problem.code", "denied");
    }
  conflicts = sync_fixture_ask (f->sync, "select count(*) from conflict");
  g_assert_cmpstr (conflicts, ==, "0");
}

/* ---- what answers tell --------------------------------------------------------------------- */

/* The answer without what names the record or the command. */
static char *
strip (JsonNode *result, const char *id)
{
  g_autoptr (JsonNode) copy = json_node_copy (result);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  json_object_remove_member (json_node_get_object (copy), "id");
  text = json_to_string (copy, FALSE);
  parts = g_strsplit (text, id, -1);
  return g_strjoinv ("ID", parts);
}

static char *
answer_to (Fixture *f, HubSession *who, const char *verb, const char *kind, const char *id)
{
  g_autoptr (JsonNode) result = NULL;

  if (strcmp (verb, "update") == 0)
    result =
        sync_fixture_do (f->sync, who, NULL,
                         "'kind':'%s.update','record':'%s','base':1,'set':{'%s':'x1'}", kind, id,
                         strcmp (kind, "customer") == 0            ? "note"
                         : strcmp (kind, "contact-point") == 0     ? "label"
                         : strcmp (kind, "identity-document") == 0 ? "issued_by"
                                                                   : "recipient");
  else if (strcmp (verb, "delete") == 0)
    result =
        sync_fixture_do (f->sync, who, NULL, "'kind':'%s.delete','record':'%s','base':1", kind, id);
  else
    result = sync_fixture_do (f->sync, who, NULL,
                              "'kind':'contact-point.create','record':'%s','set':{'customer':'%s',"
                              "'type':'email','value':'a@b.ru'}",
                              "0198a3c2-0000-7000-8000-00000000ffff", id);
  return strip (result, id);
}

static void
test_existence (Fixture *f, gconstpointer data)
{
  static const char *const verbs[] = { "update", "delete", "create" };

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
      {
        g_autofree char *nowhere = crm_id_new ();
        const char *foreign = strcmp (verbs[i], "create") == 0 ? f->customers[0][ELSEWHERE]
                                                               : f->records[0][ELSEWHERE][kind];
        g_autofree char *of_foreign = answer_to (f, f->people[0], verbs[i], kinds[kind], foreign);
        g_autofree char *of_nothing = answer_to (f, f->people[0], verbs[i], kinds[kind], nowhere);

        g_assert_cmpstr (of_foreign, ==, of_nothing);
        g_assert_nonnull (strstr (of_foreign, "not-found"));
      }
}

/* Whoever is only shown a customer sees it, and may change nothing. */
static void
test_shared (Fixture *f, gconstpointer data)
{
  const char *customer = f->customers[0][ELSEWHERE];
  g_autoptr (JsonNode) edit = NULL;
  g_autoptr (JsonNode) removal = NULL;
  g_autoptr (JsonNode) child = NULL;
  g_autofree char *phone = crm_id_new ();

  sync_fixture_sql (f->sync,
                    "insert into share (id, ver, owner, branch, customer, user_id) select "
                    "gen_random_uuid(), sync_ver(), owner, branch, id, '%s' from customer where id "
                    "= '%s'",
                    f->people[0]->user, customer);
  edit = sync_fixture_do (f->sync, f->people[0], NULL,
                          "'kind':'customer.update','record':'%s','base':1,'set':{'note':'x'}",
                          customer);
  removal = sync_fixture_do (f->sync, f->people[0], NULL,
                             "'kind':'customer.delete','record':'%s','base':1", customer);
  child = sync_fixture_do (f->sync, f->people[0], NULL,
                           "'kind':'contact-point.create','record':'%s','set':{'customer':'%s',"
                           "'type':'email','value':'a@b.ru'}",
                           phone, customer);
  crm_test_assert_json_at (edit, "problem.code", "denied");
  crm_test_assert_json_at (removal, "problem.code", "denied");
  crm_test_assert_json_at (child, "problem.code", "denied");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/command-rights/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("fields", test_fields);
  ADD ("acts", test_acts);
  ADD ("new-customers", test_new_customers);
  ADD ("wanting", test_wanting);
  ADD ("reassign", test_reassign);
  ADD ("existence", test_existence);
  ADD ("shared", test_shared);
  return g_test_run ();
}
