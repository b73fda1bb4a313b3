/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding customers: Russian letters, the other layout, ends of phones, marks, and text that tries
 * to be a query. */

#include "shared/customers/crm-identity-document.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-policy.h"
#include "tests/store/store-fixture.h"

#include <string.h>

static const char ivan[] = "01980000-0000-7000-8000-000000000001";
static const char anna[] = "01980000-0000-7000-8000-000000000002";
static const char fyodor[] = "01980000-0000-7000-8000-000000000003";

static void
fill (Store *store)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  change_customer (writer, ivan, 1, "Капелькин", "Семён");
  change_customer (writer, anna, 1, "Иванова-Петрова", "Анна");
  change_customer (writer, fyodor, 1, "Ёлкин", "Фёдор");
  change_contact (writer, "01980000-0000-7000-8000-000000000011", ivan, "phone", "+79005550123");
  change_contact (writer, "01980000-0000-7000-8000-000000000012", anna, "email",
                  "anna.petrova@example.org");
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
}

typedef struct
{
  const char *name;
  const char *text;
  const char *found;
} Case;

static const Case cases[] = {
  { "all-in-order", "", "Ёлкин Фёдор, Иванова-Петрова Анна, Капелькин Семён" },
  { "prefix", "кап", "Капелькин Семён" },
  { "one-letter", "к", "Капелькин Семён" },
  { "case", "КАПЕЛЬ", "Капелькин Семён" },
  { "yo-typed", "фёд", "Ёлкин Фёдор" },
  { "yo-not-typed", "федор", "Ёлкин Фёдор" },
  { "yo-first", "елк", "Ёлкин Фёдор" },
  { "two-words", "сем кап", "Капелькин Семён" },
  { "second-part", "петрова", "Иванова-Петрова Анна" },
  { "wrong-layout", "rfgtkm", "Капелькин Семён" },
  { "phone-start", "900555", "Капелькин Семён" },
  { "phone-as-written", "8 (900) 555-01-23", "Капелькин Семён" },
  { "phone-plus", "+7900555", "Капелькин Семён" },
  { "phone-end", "0123", "Капелькин Семён" },
  { "phone-middle", "5550", "" },
  { "email", "anna.pet", "Иванова-Петрова Анна" },
  { "nothing", "щщщ", "" },
  { "typo-wrong", "капелбкин", "Капелькин Семён" },
  { "typo-missing", "капельин", "Капелькин Семён" },
  { "typo-more", "каппелькин", "Капелькин Семён" },
  { "typo-turned", "кпаелькин", "Капелькин Семён" },
  { "typo-first", "гапелькин", "Капелькин Семён" },
  { "typo-while-typing", "капилькин", "Капелькин Семён" },
  { "typo-two-words", "семен капелкин", "Капелькин Семён" },
  { "typo-short", "симе", "" },
  { "typo-twice", "кабелбкин", "" },
  { "latin-r", "r", "Капелькин Семён" },
  { "latin-o", "o", "Иванова-Петрова Анна" },
  { "only-signs", "\"*()-+:^", "Ёлкин Фёдор, Иванова-Петрова Анна, Капелькин Семён" },
  { "injection", "кап\" OR \"анна", "" },
  { "operators", "кап OR анна", "" },
  { "near", "NEAR(кап сем)", "" },
  { "column", "text:кап", "" },
  { "quote", "'; DROP TABLE customer; --", "" },
  { "percent", "%", "Ёлкин Фёдор, Иванова-Петрова Анна, Капелькин Семён" },
};

static void
test_found (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (Store) store = store_new ();
  g_autofree char *found = NULL;

  fill (store);
  found = store_search (store, test->text);
  g_assert_cmpstr (found, ==, test->found);
}

/* What is changed here is found at once by its new words and not by the old ones. */
static void
test_follows_edits (void)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *by_new = NULL;
  g_autofree char *by_old = NULL;
  g_autofree char *by_phone = NULL;

  fill (store);
  store_submit (store, command_edit (ivan, 1, "Ручейков", "Капелькин"));
  store_submit (store,
                command_contact ("01980000-0000-7000-8000-000000000013", ivan, "+79161112233"));
  by_new = store_search (store, "ручей");
  by_old = store_search (store, "капель");
  by_phone = store_search (store, "2233");
  g_assert_cmpstr (by_new, ==, "Ручейков Семён");
  g_assert_cmpstr (by_old, ==, "");
  g_assert_cmpstr (by_phone, ==, "Ручейков Семён");
  store_assert_index (store);
}

static void
test_conditions (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) people = desk_query_where (all, CRM_CUSTOMER_TYPE, "person");
  g_autoptr (DeskQuery) companies = desk_query_where (all, CRM_CUSTOMER_TYPE, "company");
  g_autoptr (DeskQuery) named = desk_query_where (all, CRM_CUSTOMER_LAST_NAME, "Ёлкин");
  g_autoptr (DeskQuery) both = desk_query_search (people, "анна");
  g_autoptr (DeskQuery) none = desk_query_where (both, CRM_CUSTOMER_FIRST_NAME, NULL);
  g_autoptr (DeskQuery) same = desk_query_search (people, "анна");

  fill (store);
  g_assert_cmpint (store_count (store, all), ==, 3);
  g_assert_cmpint (store_count (store, people), ==, 3);
  g_assert_cmpint (store_count (store, companies), ==, 0);
  g_assert_cmpint (store_count (store, named), ==, 1);
  g_assert_cmpint (store_count (store, both), ==, 1);
  g_assert_cmpint (store_count (store, none), ==, 0);
  g_assert_true (desk_query_equal (both, same));
  g_assert_false (desk_query_equal (both, none));
}

static void
test_order (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query = desk_query_order (all, CRM_CUSTOMER_FIRST_NAME, TRUE);
  g_autoptr (DeskRecordList) list = NULL;
  g_autoptr (CrmRecord) first = NULL;

  fill (store);
  list = desk_record_list_new (store->database, query);
  while (!desk_record_list_is_complete (list))
    g_main_context_iteration (NULL, TRUE);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  while (!crm_record_is_loaded (first))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (crm_record_get_id (first), ==, fyodor);
  g_assert_cmpuint (desk_record_list_find (list, first), ==, 0);
}

static void
test_contacts (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (CrmRecord) record = NULL;

  fill (store);
  record = desk_database_ref_record (store->database, &crm_customer_kind, ivan);
  while (!crm_record_is_loaded (record))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (crm_customer_get_phone (CRM_CUSTOMER (record)), ==, "+79005550123");
  store_pull_gone (store, &crm_contact_point_kind, "01980000-0000-7000-8000-000000000011",
                   CRM_CHANGE_DELETED);
  g_assert_null (crm_customer_get_phone (CRM_CUSTOMER (record)));
}

static void
write_row (CrmChangeWriter *writer,
           const CrmKind *kind,
           const char *id,
           const guint *fields,
           const char *const *values)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = kind, .version = 1 };

  crm_id_to_bytes (id, change.id);
  for (guint i = 0; values[i] != NULL; i++)
    {
      change.values[fields[i]] = values[i];
      change.lengths[fields[i]] = (int) strlen (values[i]);
    }
  crm_change_writer_add (writer, &change);
}

static const Case number_cases[] = {
  { "policy", "0001234567", "Капелькин Семён" },
  { "policy-series", "ХХХ 0001234567", "Капелькин Семён" },
  { "policy-begins", "000123", "Капелькин Семён" },
  { "plate", "а123вс77", "Ёлкин Фёдор" },
  { "plate-apart", "А 123 ВС 77", "Ёлкин Фёдор" },
  { "plate-latin", "a123bc", "Ёлкин Фёдор" },
  { "vin", "XTA21099043584321", "Ёлкин Фёдор" },
  { "vin-begins", "xta21099", "Ёлкин Фёдор" },
  { "policy-end", "4567", "Капелькин Семён" },
  { "policy-longer-end", "34567", "Капелькин Семён" },
  { "policy-no-end", "94567", "" },
  { "policy-middle", "3456", "" },
  { "vin-end", "4321", "Ёлкин Фёдор" },
  { "vin-longer-end", "3584321", "Ёлкин Фёдор" },
  { "vin-end-with-letters", "99043584321", "Ёлкин Фёдор" },
  { "paper", "4509 123456", "Иванова-Петрова Анна" },
  { "paper-other-hidden", "9509 999456", "Иванова-Петрова Анна" },
  { "paper-wrong-series", "4511 123456", "" },
  { "paper-wrong-end", "4509 123457", "" },
  { "paper-longer", "4509 1234456", "" },
  { "paper-short", "123456", "" },
  { "paper-as-shown", "•••456", "Иванова-Петрова Анна" },
  { "paper-with-asterisks", "***456", "Иванова-Петрова Анна" },
  { "paper-series-hidden", "77 7654321", "Ёлкин Фёдор" },
  { "paper-no-series", "112-233-445 95", "Капелькин Семён" },
  { "paper-is-a-phone", "8 912 233 44 595", "" },
  { "nobody", "9999999", "" },
};

static void
write_paper (CrmChangeWriter *writer,
             const char *id,
             const char *customer,
             const char *series,
             const char *number)
{
  static const guint fields[] = { CRM_IDENTITY_DOCUMENT_CUSTOMER, CRM_IDENTITY_DOCUMENT_NUMBER,
                                  CRM_IDENTITY_DOCUMENT_SERIES };
  const char *const values[] = { customer, number, series, NULL };

  write_row (writer, &crm_identity_document_kind, id, fields, values);
}

/* Whose policy, car and paper it is. */
static void
test_numbers (void)
{
  static const guint policy_fields[] = { CRM_POLICY_CUSTOMER, CRM_POLICY_SERIES,
                                         CRM_POLICY_NUMBER };
  static const guint object_fields[] = { CRM_INSURED_OBJECT_CUSTOMER, CRM_INSURED_OBJECT_VIN,
                                         CRM_INSURED_OBJECT_PLATE };
  static const char *const policy[] = { ivan, "ХХХ", "0001234567", NULL };
  static const char *const object[] = { fyodor, "XTA21099043584321", "А123ВС77", NULL };
  g_autoptr (Store) store = store_new ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  fill (store);
  write_row (writer, &crm_policy_kind, "01980000-0000-7000-8000-000000000021", policy_fields,
             policy);
  write_row (writer, &crm_insured_object_kind, "01980000-0000-7000-8000-000000000022",
             object_fields, object);
  write_paper (writer, "01980000-0000-7000-8000-000000000023", anna, "•509", "•••456");
  write_paper (writer, "01980000-0000-7000-8000-000000000024", fyodor, "••", "••••321");
  write_paper (writer, "01980000-0000-7000-8000-000000000025", ivan, NULL, "••••••••595");
  change_cursor (writer, "more", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  for (guint i = 0; i < G_N_ELEMENTS (number_cases); i++)
    {
      g_autofree char *found = store_search (store, number_cases[i].text);

      g_assert_cmpstr (found, ==, number_cases[i].found);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/search/found", cases, sizeof cases[0], G_N_ELEMENTS (cases), test_found);
  g_test_add_func ("/search/follows-edits", test_follows_edits);
  g_test_add_func ("/search/conditions", test_conditions);
  g_test_add_func ("/search/order", test_order);
  g_test_add_func ("/search/contacts", test_contacts);
  g_test_add_func ("/search/numbers", test_numbers);
  return g_test_run ();
}
