/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical values, field sets, and that the field tables are sound. */
#include <string.h>

#include "shared/codec/crm-field.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/protocol/crm-problem.h"
#include "tests/lib/crm-test.h"

static const char *const words[] = { "red", "blue", NULL };

typedef struct
{
  const char *name;
  CrmFieldType type;
  const char *text;
  const char *expected; /* %NULL: empty */
  gboolean bad;
} ValueCase;

static const ValueCase values[] = {
  { "text", CRM_FIELD_TEXT, "Иванов", "Иванов" },
  { "text-trim", CRM_FIELD_TEXT, "  a b \n", "a b" },
  { "text-blank", CRM_FIELD_TEXT, "  \n ", NULL },
  { "text-empty", CRM_FIELD_TEXT, "", NULL },
  { "text-null", CRM_FIELD_TEXT, NULL, NULL },
  { "text-lines", CRM_FIELD_TEXT, "a\r\nb\rc\td", "a\nb\nc\td" },
  { "text-composed", CRM_FIELD_TEXT, "и\314\206", "й" },
  { "text-10", CRM_FIELD_TEXT, "яяяяяяяяяя", "яяяяяяяяяя" },
  { "text-11", CRM_FIELD_TEXT, "яяяяяяяяяяя", .bad = TRUE },
  { "text-control", CRM_FIELD_TEXT, "a\001", .bad = TRUE },
  { "text-del", CRM_FIELD_TEXT, "a\177", .bad = TRUE },
  { "text-c1", CRM_FIELD_TEXT, "a\302\205", .bad = TRUE },
  { "text-not-utf8", CRM_FIELD_TEXT, "a\377", .bad = TRUE },
  { "id", CRM_FIELD_ID, "0198A3C2-0000-7000-8000-000000000000",
    "0198a3c2-0000-7000-8000-000000000000" },
  { "id-bad", CRM_FIELD_ID, "0198a3c2", .bad = TRUE },
  { "enum", CRM_FIELD_ENUM, "blue", "blue" },
  { "enum-bad", CRM_FIELD_ENUM, "Blue", .bad = TRUE },
  { "date", CRM_FIELD_DATE, "2026-11-22", "2026-11-22" },
  { "date-bad", CRM_FIELD_DATE, "22.11.2026", .bad = TRUE },
  { "time", CRM_FIELD_TIME, "2026-11-22T12:00:00+03:00", "2026-11-22T09:00:00.000000Z" },
  { "time-bad", CRM_FIELD_TIME, "now", .bad = TRUE },
  { "decimal", CRM_FIELD_DECIMAL, "0.95", "0.95" },
  { "decimal-zeros", CRM_FIELD_DECIMAL, "+007.50", "7.5" },
  { "decimal-whole", CRM_FIELD_DECIMAL, "100", "100" },
  { "decimal-minus", CRM_FIELD_DECIMAL, "-0.10", "-0.1" },
  { "decimal-no-minus", CRM_FIELD_DECIMAL, "-0.00", "0" },
  { "decimal-comma", CRM_FIELD_DECIMAL, "0,95", .bad = TRUE },
  { "decimal-exponent", CRM_FIELD_DECIMAL, "1e5", .bad = TRUE },
  { "decimal-dot", CRM_FIELD_DECIMAL, "1.", .bad = TRUE },
  { "decimal-no-whole", CRM_FIELD_DECIMAL, ".5", .bad = TRUE },
  { "decimal-long", CRM_FIELD_DECIMAL, "1234567890123456789012345678901", .bad = TRUE },
  { "integer", CRM_FIELD_INTEGER, "-42", "-42" },
  { "integer-zeros", CRM_FIELD_INTEGER, "007", "7" },
  { "integer-large", CRM_FIELD_INTEGER, "9223372036854775808", .bad = TRUE },
  { "integer-space", CRM_FIELD_INTEGER, " 1", .bad = TRUE },
  { "boolean", CRM_FIELD_BOOLEAN, "true", "true" },
  { "boolean-pg", CRM_FIELD_BOOLEAN, "t", "true" },
  { "boolean-sqlite", CRM_FIELD_BOOLEAN, "1", "true" },
  { "boolean-false", CRM_FIELD_BOOLEAN, "false", NULL },
  { "boolean-bad", CRM_FIELD_BOOLEAN, "yes", .bad = TRUE },
  { "list", CRM_FIELD_LIST, " [ \"a\" , \"b\" ] ", "[\"a\",\"b\"]" },
  { "list-clean", CRM_FIELD_LIST, "[\" a \",\"\",\"a\"]", "[\"a\"]" },
  { "list-empty", CRM_FIELD_LIST, "[]", NULL },
  { "list-number", CRM_FIELD_LIST, "[1]", .bad = TRUE },
  { "list-object", CRM_FIELD_LIST, "{}", .bad = TRUE },
  { "list-broken", CRM_FIELD_LIST, "[", .bad = TRUE },
  { "list-long-item", CRM_FIELD_LIST, "[\"12345678901\"]", .bad = TRUE },
  { "object", CRM_FIELD_OBJECT, "{\"b\": 1, \"a\": {}}", "{\"a\":{},\"b\":1}" },
  { "object-empty", CRM_FIELD_OBJECT, "{}", NULL },
  { "object-list", CRM_FIELD_OBJECT, "[]", .bad = TRUE },
};

static void
test_canonical (gconstpointer data)
{
  const ValueCase *row = data;
  const CrmField field = { .name = "x", .type = row->type, .max_length = 10, .values = words };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  if (!crm_field_canonical (&field, row->text, &text, &error))
    {
      g_assert_true (row->bad);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
      g_assert_null (text);
      return;
    }

  g_assert_false (row->bad);
  g_assert_cmpstr (text, ==, row->expected);
  g_assert_true (crm_field_canonical (&field, text, &again, NULL));
  g_assert_cmpstr (again, ==, text);
}

static void
test_list_limit (void)
{
  const CrmField field = { .name = "x", .type = CRM_FIELD_LIST };
  g_autoptr (GString) text = g_string_new ("[\"0\"");
  g_autofree char *canonical = NULL;

  for (guint i = 1; i < 101; i++)
    g_string_append_printf (text, ",\"%u\"", i);
  g_string_append_c (text, ']');
  g_assert_false (crm_field_canonical (&field, text->str, &canonical, NULL));
}

static void
test_set (void)
{
  CrmFieldSet *set = crm_field_set_new (&crm_customer_kind);

  g_assert_true (crm_field_set_get_kind (set) == &crm_customer_kind);
  g_assert_cmpuint (crm_field_set_size (set), ==, 0);
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "a");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "b");
  crm_field_set_put (set, CRM_CUSTOMER_CHANGED_AT, NULL);
  g_assert_cmpuint (crm_field_set_size (set), ==, 2);
  g_assert_true (crm_field_set_has (set, CRM_CUSTOMER_CHANGED_AT));
  g_assert_null (crm_field_set_get (set, CRM_CUSTOMER_CHANGED_AT));
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_LAST_NAME), ==, "b");
  g_assert_false (crm_field_set_has (set, CRM_CUSTOMER_NOTE));
  crm_field_set_remove (set, CRM_CUSTOMER_LAST_NAME);
  g_assert_false (crm_field_set_has (set, CRM_CUSTOMER_LAST_NAME));
  g_assert_cmpuint (crm_field_set_size (set), ==, 1);

  g_assert_true (crm_field_set_ref (set) == set);
  crm_field_set_unref (set);
  crm_field_set_unref (set);
}

static void
test_kind_table (const CrmKind *kind)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) columns = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (kind->n_fields, <=, CRM_MAX_FIELDS);
  g_assert_true (crm_kind_find (kind->name) == kind);
  g_assert_cmpint (kind->root, <, (int) kind->n_fields);
  if (kind->root >= 0)
    g_assert_cmpint (kind->fields[kind->root].type, ==, CRM_FIELD_ID);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      const CrmField *field = &kind->fields[i];

      g_assert_nonnull (field->name);
      g_assert_nonnull (field->column);
      g_assert_true (g_hash_table_add (names, (gpointer) field->name));
      g_assert_true (g_hash_table_add (columns, (gpointer) field->column));
      g_assert_true (strspn (field->column, "abcdefghijklmnopqrstuvwxyz_") ==
                     strlen (field->column));
      g_assert_cmpint (crm_kind_find_field (kind, field->name), ==, i);
      g_assert_true ((field->group == NULL) == ((field->flags & CRM_FIELD_READ_ONLY) != 0));
      g_assert_true ((field->type == CRM_FIELD_ENUM) == (field->values != NULL));
    }
}

/* Members of one parent must stand together, and a parent is no field itself. */
static void
test_parents (const CrmKind *kind)
{
  g_autoptr (GHashTable) closed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *open = NULL;

  for (guint i = 0; i < kind->n_fields; i++)
    {
      const char *dot = strchr (kind->fields[i].name, '.');
      g_autofree char *parent =
          dot != NULL ? g_strndup (kind->fields[i].name, dot - kind->fields[i].name) : NULL;

      if (g_strcmp0 (parent, open) == 0)
        continue;
      if (open != NULL)
        g_hash_table_add (closed, g_steal_pointer (&open));
      g_assert_false (parent != NULL && g_hash_table_contains (closed, parent));
      if (parent != NULL)
        g_assert_cmpint (crm_kind_find_field (kind, parent), ==, -1);
      g_free (open);
      open = g_steal_pointer (&parent);
    }
}

static void
test_kinds (void)
{
  static const char *const order[] = {
    "branch",       "role",           "user",          "right-exception",
    "deputy",       "customer",       "contact-point", "identity-document",
    "bank-account", "share",          "conflict",      "history-event",
    "policy",       "insured-object", "beneficiary",   "instalment",
    "relation",     "consent",        "consent-text",  "attachment",
    "duplicate",    "merge",          "offer",         "offer-rule",
    "saved-view",   "note",           "task",          "product",
  };
  guint n_kinds;
  const CrmKind *const *kinds = crm_kinds (&n_kinds);

  g_assert_cmpuint (n_kinds, ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < n_kinds; i++)
    {
      g_assert_cmpstr (kinds[i]->name, ==, order[i]);
      test_kind_table (kinds[i]);
      test_parents (kinds[i]);
    }

  g_assert_null (crm_kind_find ("unicorn"));
  g_assert_null (crm_kind_find (NULL));
  g_assert_cmpint (crm_kind_find_field (&crm_customer_kind, "address"), ==, -1);
  g_assert_true (crm_field_group_is_strict (&crm_customer_kind, "owner"));
  g_assert_false (crm_field_group_is_strict (&crm_customer_kind, "name"));
  g_assert_false (crm_field_group_is_strict (&crm_customer_kind, NULL));
}

static void
test_read_fields (void)
{
  g_autoptr (JsonNode) node =
      crm_test_json ("{\"last_name\":\" Иванов \",\"note\":null,\"tags\":[\"a\",\"b\"],"
                     "\"address\":{\"city\":\"Казань\",\"flat\":null}}");
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmFieldSet) set =
      crm_json_read_fields (&crm_customer_kind, json_node_get_object (node), "/set", problem);
  g_autoptr (JsonNode) back = json_node_alloc ();

  g_assert_cmpuint (crm_problem_n_errors (problem), ==, 0);
  g_assert_cmpuint (crm_field_set_size (set), ==, 5);
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_LAST_NAME), ==, "Иванов");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_TAGS), ==, "[\"a\",\"b\"]");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CUSTOMER_ADDRESS_CITY), ==, "Казань");
  g_assert_true (crm_field_set_has (set, CRM_CUSTOMER_ADDRESS_FLAT));

  json_node_init (back, JSON_NODE_OBJECT);
  json_node_take_object (back, crm_json_write_set (set));
  crm_test_assert_json (back, "{\"last_name\":\"Иванов\",\"note\":null,\"tags\":[\"a\",\"b\"],"
                              "\"address\":{\"city\":\"Казань\",\"flat\":null}}");
}

static void
test_clear_parent (void)
{
  g_autoptr (JsonNode) node = crm_test_json ("{\"address\":null}");
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmFieldSet) set =
      crm_json_read_fields (&crm_customer_kind, json_node_get_object (node), "/set", problem);

  g_assert_cmpuint (crm_field_set_size (set), ==, 7);
  g_assert_true (crm_field_set_has (set, CRM_CUSTOMER_ADDRESS_TEXT));
}

typedef struct
{
  const char *name;
  const char *text;
  const char *pointer;
  const char *code;
} ErrorCase;

static const ErrorCase wrong[] = {
  { "unknown", "{\"colour\":\"red\"}", "/set/colour", "unknown" },
  { "unknown-inner", "{\"address\":{\"planet\":\"x\"}}", "/set/address/planet", "unknown" },
  { "dotted", "{\"address.city\":\"x\"}", "/set/address.city", "unknown" },
  { "escaped", "{\"a/b~c\":1}", "/set/a~1b~0c", "unknown" },
  { "type", "{\"last_name\":5}", "/set/last_name", "type" },
  { "type-list", "{\"tags\":\"a\"}", "/set/tags", "type" },
  { "type-list-item", "{\"tags\":[1]}", "/set/tags", "format" },
  { "type-parent", "{\"address\":\"x\"}", "/set/address", "type" },
  { "type-inner", "{\"address\":{\"city\":[]}}", "/set/address/city", "type" },
  { "date", "{\"birth_date\":\"31.12.1999\"}", "/set/birth_date", "format" },
  { "id", "{\"owner\":\"me\"}", "/set/owner", "format" },
  { "enum", "{\"sex\":\"robot\"}", "/set/sex", "format" },
  { "length", "{\"inn\":\"1234567890123\"}", "/set/inn", "length" },
};

static void
test_wrong_field (gconstpointer data)
{
  const ErrorCase *row = data;
  g_autoptr (JsonNode) node = crm_test_json (row->text);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmFieldSet) set =
      crm_json_read_fields (&crm_customer_kind, json_node_get_object (node), "/set", problem);

  g_assert_cmpuint (crm_field_set_size (set), ==, 0);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, 1);
  g_assert_cmpstr (crm_problem_get_error (problem, 0)->pointer, ==, row->pointer);
  g_assert_cmpstr (crm_problem_get_error (problem, 0)->code, ==, row->code);
}

static void
test_write_values (void)
{
  const char *texts[CRM_CONTACT_POINT_N_FIELDS] = {
    [CRM_CONTACT_POINT_TYPE] = "phone",
    [CRM_CONTACT_POINT_VALUE] = "+79005550123",
    [CRM_CONTACT_POINT_PRIMARY] = "true",
  };
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, crm_json_write_values (&crm_contact_point_kind, texts));
  crm_test_assert_json (node, "{\"type\":\"phone\",\"value\":\"+79005550123\",\"primary\":true}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  crm_test_add_cases ("/field/canonical", values, sizeof values[0], G_N_ELEMENTS (values),
                      test_canonical);
  g_test_add_func ("/field/list-limit", test_list_limit);
  g_test_add_func ("/field/set", test_set);
  g_test_add_func ("/field/kinds", test_kinds);
  g_test_add_func ("/field/read", test_read_fields);
  g_test_add_func ("/field/clear-parent", test_clear_parent);
  crm_test_add_cases ("/field/wrong", wrong, sizeof wrong[0], G_N_ELEMENTS (wrong),
                      test_wrong_field);
  g_test_add_func ("/field/write-values", test_write_values);

  return g_test_run ();
}
