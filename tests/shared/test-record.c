/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties out of field tables, and who is told of what. */
#include "shared/base/crm-text.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-user.h"
#include "tests/lib/crm-test.h"

#define ID "0198a3c2-0000-7000-8000-000000000001"

/* Counts notifications by property name. */
static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  GHashTable *counts = user_data;
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, pspec->name));

  g_hash_table_insert (counts, (gpointer) pspec->name, GUINT_TO_POINTER (count + 1));
}

static GHashTable *
count_notifies (gpointer record)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  g_signal_connect (record, "notify", G_CALLBACK (notify_cb), counts);
  return counts;
}

static guint
count_of (GHashTable *counts, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));
}

static void
test_new (void)
{
  guint n_kinds;
  const CrmKind *const *kinds = crm_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      CrmRecord *record = crm_record_new (kinds[i], ID);

      g_assert_true (crm_record_get_kind (record) == kinds[i]);
      g_assert_cmpstr (crm_record_get_id (record), ==, ID);
      g_assert_cmpint (crm_record_get_version (record), ==, 0);
      g_assert_cmpint (crm_record_get_state (record), ==, CRM_RECORD_SYNCED);
      g_assert_false (crm_record_is_loaded (record));
      for (guint j = 0; j < kinds[i]->n_fields; j++)
        g_assert_null (crm_record_get_text (record, j));
      g_assert_finalize_object (record);
    }
}

/* Every field of every kind by its property, there and back. */
static void
test_properties (void)
{
  guint n_kinds;
  const CrmKind *const *kinds = crm_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    for (guint j = 0; j < kinds[i]->n_fields; j++)
      {
        const CrmField *field = &kinds[i]->fields[j];
        g_autoptr (CrmRecord) record = crm_record_new (kinds[i], ID);
        g_autofree char *name = g_strdelimit (g_strdup (field->column), "_", '-');
        const char *text = field->type == CRM_FIELD_BOOLEAN ? "true" : "5";
        g_autoptr (GHashTable) counts = count_notifies (record);
        g_auto (GValue) value = G_VALUE_INIT;

        g_assert_true (crm_record_set_text (record, j, text));
        g_assert_cmpuint (count_of (counts, name), ==, 1);
        g_object_get_property (G_OBJECT (record), name, &value);
        crm_record_set_text (record, j, NULL);
        g_assert_cmpuint (count_of (counts, name), ==, 2);
        g_object_set_property (G_OBJECT (record), name, &value);
        g_assert_cmpuint (count_of (counts, name), ==, 3);
        g_assert_cmpstr (crm_record_get_text (record, j), ==, text);
        g_object_set_property (G_OBJECT (record), name, &value);
        g_assert_cmpuint (count_of (counts, name), ==, 3);
      }
}

static void
test_set_text (void)
{
  g_autoptr (CrmRecord) record = crm_record_new (&crm_customer_kind, ID);
  g_autoptr (GHashTable) counts = count_notifies (record);

  g_assert_true (crm_record_set_text (record, CRM_CUSTOMER_NOTE, "a"));
  g_assert_false (crm_record_set_text (record, CRM_CUSTOMER_NOTE, "a"));
  g_assert_true (crm_record_set_text (record, CRM_CUSTOMER_NOTE, ""));
  g_assert_null (crm_record_get_text (record, CRM_CUSTOMER_NOTE));
  g_assert_false (crm_record_set_text (record, CRM_CUSTOMER_NOTE, NULL));
  g_assert_cmpuint (count_of (counts, "note"), ==, 2);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 1);
}

static void
test_load (void)
{
  g_autoptr (CrmRecord) record = crm_record_new (&crm_customer_kind, ID);
  g_autoptr (GHashTable) counts = count_notifies (record);
  const char *values[CRM_CUSTOMER_N_FIELDS] = {
    [CRM_CUSTOMER_TYPE] = "person",
    [CRM_CUSTOMER_LAST_NAME] = "Иванов",
    [CRM_CUSTOMER_FIRST_NAME] = "Иван",
    [CRM_CUSTOMER_TAGS] = "[\"vip\",\"a\\\"b\"]",
  };
  g_auto (GStrv) tags = NULL;
  g_auto (GStrv) none = NULL;

  crm_record_load (record, 3, CRM_RECORD_MODIFIED, values);
  g_assert_cmpuint (count_of (counts, "last-name"), ==, 1);
  g_assert_cmpuint (count_of (counts, "display-name"), ==, 1);
  g_assert_cmpuint (count_of (counts, "address-line"), ==, 0);
  g_assert_cmpuint (count_of (counts, "version"), ==, 1);
  g_assert_cmpuint (count_of (counts, "state"), ==, 1);
  g_assert_cmpuint (count_of (counts, "loaded"), ==, 1);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 8);
  g_assert_true (crm_record_is_loaded (record));

  tags = crm_record_dup_list (record, CRM_CUSTOMER_TAGS);
  g_assert_cmpuint (g_strv_length (tags), ==, 2);
  g_assert_cmpstr (tags[1], ==, "a\"b");
  none = crm_record_dup_list (record, CRM_CUSTOMER_NOTE);
  g_assert_cmpuint (g_strv_length (none), ==, 0);

  /* The same again is no news, and only what changed is told. */
  g_hash_table_remove_all (counts);
  crm_record_load (record, 3, CRM_RECORD_MODIFIED, values);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 0);
  values[CRM_CUSTOMER_LAST_NAME] = NULL;
  crm_record_load (record, 4, CRM_RECORD_MODIFIED, values);
  g_assert_cmpuint (count_of (counts, "last-name"), ==, 1);
  g_assert_cmpuint (count_of (counts, "version"), ==, 1);
  g_assert_cmpuint (count_of (counts, "display-name"), ==, 1);
  g_assert_cmpuint (g_hash_table_size (counts), ==, 3);
}

static void
test_apply (void)
{
  g_autoptr (CrmRecord) record = crm_record_new (&crm_customer_kind, ID);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autoptr (GHashTable) counts = count_notifies (record);

  crm_record_set_text (record, CRM_CUSTOMER_NOTE, "old");
  crm_record_set_text (record, CRM_CUSTOMER_SOURCE, "site");
  g_hash_table_remove_all (counts);
  crm_field_set_put (set, CRM_CUSTOMER_NOTE, NULL);
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "Иванов");
  crm_record_apply (record, set);
  g_assert_null (crm_record_get_text (record, CRM_CUSTOMER_NOTE));
  g_assert_cmpstr (crm_record_get_text (record, CRM_CUSTOMER_LAST_NAME), ==, "Иванов");
  g_assert_cmpstr (crm_record_get_text (record, CRM_CUSTOMER_SOURCE), ==, "site");
  g_assert_cmpuint (g_hash_table_size (counts), ==, 3);
}

static void
test_copy (void)
{
  g_autoptr (CrmRecord) record = crm_record_new (&crm_contact_point_kind, ID);
  g_autoptr (CrmRecord) copy = NULL;

  crm_record_set_text (record, CRM_CONTACT_POINT_VALUE, "x");
  crm_record_set_text (record, CRM_CONTACT_POINT_PRIMARY, "true");
  crm_record_set_version (record, 9);
  crm_record_set_state (record, CRM_RECORD_REJECTED);
  copy = crm_record_copy (record);
  crm_record_set_text (record, CRM_CONTACT_POINT_VALUE, "y");

  g_assert_true (CRM_IS_CONTACT_POINT (copy));
  g_assert_cmpstr (crm_record_get_id (copy), ==, ID);
  g_assert_cmpstr (crm_record_get_text (copy, CRM_CONTACT_POINT_VALUE), ==, "x");
  g_assert_true (crm_record_get_boolean (copy, CRM_CONTACT_POINT_PRIMARY));
  g_assert_cmpint (crm_record_get_version (copy), ==, 9);
  g_assert_cmpint (crm_record_get_state (copy), ==, CRM_RECORD_REJECTED);
  g_assert_false (crm_record_is_loaded (copy));
}

static void
test_late_id (void)
{
  g_autoptr (CrmRecord) record = crm_record_new (&crm_customer_kind, NULL);
  g_autoptr (GHashTable) counts = count_notifies (record);

  g_assert_null (crm_record_get_id (record));
  crm_record_set_id (record, ID);
  g_assert_cmpstr (crm_record_get_id (record), ==, ID);
  g_assert_cmpuint (count_of (counts, "id"), ==, 1);
}

static void
test_common_properties (void)
{
  g_autoptr (CrmRecord) record = crm_record_new (&crm_customer_kind, ID);
  g_autoptr (GHashTable) counts = count_notifies (record);
  g_autofree char *id = NULL;
  gint64 version;
  CrmRecordState state;
  gboolean loaded;

  g_object_set (record, "version", (gint64) 5, "state", CRM_RECORD_CONFLICT, NULL);
  g_object_set (record, "version", (gint64) 5, "state", CRM_RECORD_CONFLICT, NULL);
  g_object_get (record, "id", &id, "version", &version, "state", &state, "loaded", &loaded, NULL);
  g_assert_cmpstr (id, ==, ID);
  g_assert_cmpint (version, ==, 5);
  g_assert_cmpint (state, ==, CRM_RECORD_CONFLICT);
  g_assert_false (loaded);
  g_assert_cmpuint (count_of (counts, "version"), ==, 1);
  g_assert_cmpuint (count_of (counts, "state"), ==, 1);
}

static char *
get_string (gpointer object, const char *name)
{
  char *text;

  g_object_get (object, name, &text, NULL);
  return text;
}

static void
test_customer (void)
{
  g_autoptr (CrmRecord) record = crm_record_new (&crm_customer_kind, ID);
  CrmCustomer *customer = CRM_CUSTOMER (record);
  g_autoptr (GHashTable) counts = count_notifies (record);
  g_autofree char *empty = get_string (customer, "display-name");
  g_autofree char *person = NULL;
  g_autofree char *company = NULL;
  g_autofree char *parts = NULL;
  g_autofree char *line = NULL;

  g_assert_cmpstr (empty, ==, "");
  crm_record_set_text (record, CRM_CUSTOMER_LAST_NAME, "Капелькин");
  crm_record_set_text (record, CRM_CUSTOMER_MIDDLE_NAME, "Ильич");
  person = get_string (customer, "display-name");
  g_assert_cmpstr (person, ==, "Капелькин Ильич");
  g_assert_false (crm_customer_is_company (customer));

  crm_record_set_text (record, CRM_CUSTOMER_TYPE, "company");
  crm_record_set_text (record, CRM_CUSTOMER_COMPANY_NAME, "ООО «Ромашка»");
  company = get_string (customer, "display-name");
  g_assert_cmpstr (company, ==, "ООО «Ромашка»");
  g_assert_true (crm_customer_is_company (customer));
  g_assert_cmpuint (count_of (counts, "display-name"), ==, 4);

  crm_record_set_text (record, CRM_CUSTOMER_ADDRESS_CITY, "Казань");
  crm_record_set_text (record, CRM_CUSTOMER_ADDRESS_HOUSE, "5");
  parts = get_string (customer, "address-line");
  g_assert_cmpstr (parts, ==, "Казань, 5");
  crm_record_set_text (record, CRM_CUSTOMER_ADDRESS_TEXT, "г. Казань, ул. Баумана, 5");
  line = get_string (customer, "address-line");
  g_assert_cmpstr (line, ==, "г. Казань, ул. Баумана, 5");
  g_assert_cmpuint (count_of (counts, "address-line"), ==, 3);
}

/* ООО «Хвоинка» stands at Х, a person's name as it is. */
static void
test_customer_sort_key (void)
{
  static const struct
  {
    const char *type;
    const char *name;
    const char *sorts_as;
  } cases[] = {
    { "company", "ООО «Хвоинка-Тест»", "Хвоинка-Тест" },
    { "company", "«ООО Хвоинка»", "Хвоинка" },
    { "company", "ИП Ёжиков А. А.", "Ежиков А А" },
    { "company", "ПАО\"Банк\"", "Банк" },
    { "company", "Ооо, Ромашка", "Ромашка" },
    { "company", "ООО", "ООО" },
    { "company", "Аорта", "Аорта" },
    { "company", "ООО ЗАО", "ЗАО" },
    { "person", "Ао Ли", "Ао Ли" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean is_company = g_str_equal (cases[i].type, "company");
      const char *values[CRM_CUSTOMER_N_FIELDS] = { [CRM_CUSTOMER_TYPE] = cases[i].type };
      g_autofree char *key = NULL;
      g_autofree char *expected = crm_text_sort_key (cases[i].sorts_as);

      values[is_company ? CRM_CUSTOMER_COMPANY_NAME : CRM_CUSTOMER_LAST_NAME] = cases[i].name;
      key = crm_customer_values_to_sort_key (values);
      g_assert_cmpstr (key, ==, expected);
    }
}

static void
test_customer_contacts (void)
{
  g_autoptr (CrmRecord) record = crm_record_new (&crm_customer_kind, ID);
  CrmCustomer *customer = CRM_CUSTOMER (record);
  g_autoptr (GHashTable) counts = count_notifies (record);
  g_autofree char *phone = NULL;

  g_assert_null (crm_customer_get_phone (customer));
  crm_customer_set_contacts (customer, "+79005550123", NULL);
  crm_customer_set_contacts (customer, "+79005550123", "a@b.ru");
  phone = get_string (customer, "phone");
  g_assert_cmpstr (phone, ==, "+79005550123");
  g_assert_cmpstr (crm_customer_get_email (customer), ==, "a@b.ru");
  g_assert_cmpuint (count_of (counts, "phone"), ==, 1);
  g_assert_cmpuint (count_of (counts, "email"), ==, 1);
}

static void
test_user (void)
{
  g_autoptr (CrmRecord) record = crm_record_new (&crm_user_kind, ID);

  g_assert_cmpstr (crm_user_get_name (CRM_USER (record)), ==, "");
  crm_record_set_text (record, CRM_USER_LOGIN, "anna");
  g_assert_cmpstr (crm_user_get_name (CRM_USER (record)), ==, "anna");
  crm_record_set_text (record, CRM_USER_NAME, "Анна К.");
  g_assert_cmpstr (crm_user_get_name (CRM_USER (record)), ==, "Анна К.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record/new", test_new);
  g_test_add_func ("/record/properties", test_properties);
  g_test_add_func ("/record/set-text", test_set_text);
  g_test_add_func ("/record/load", test_load);
  g_test_add_func ("/record/apply", test_apply);
  g_test_add_func ("/record/copy", test_copy);
  g_test_add_func ("/record/late-id", test_late_id);
  g_test_add_func ("/record/common-properties", test_common_properties);
  g_test_add_func ("/record/customer", test_customer);
  g_test_add_func ("/record/customer-sort-key", test_customer_sort_key);
  g_test_add_func ("/record/customer-contacts", test_customer_contacts);
  g_test_add_func ("/record/user", test_user);

  return g_test_run ();
}
