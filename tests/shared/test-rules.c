/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer and a contact point must be. */
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"

static void
test_inn (void)
{
  static const char *const good[] = { "7707083893", "7736050003", "500100732259", "7830002293" };
  static const char *const bad[] = { "7707083894",  "500100732250", "500100732258",
                                     "0000000000",  "000000000000", "770708389",
                                     "77070838931", "77070838a3",   "",
                                     "٧٧٠٧٠٨٣٨٩٣" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (crm_inn_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (crm_inn_is_valid (bad[i]));
  g_assert_false (crm_inn_is_valid (NULL));
}

static void
test_ogrn (void)
{
  static const char *const good[] = { "1027700132195", "1027739609391", "304500116000157" };
  static const char *const bad[] = { "1027700132196", "304500116000158", "0000000000000",
                                     "102770013219",  "10277001321955",  "" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (crm_ogrn_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (crm_ogrn_is_valid (bad[i]));
  g_assert_false (crm_ogrn_is_valid (NULL));
}

/* One wrong digit is always found. */
static void
test_inn_one_digit (void)
{
  static const char *const good[] = { "7707083893", "500100732259" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    for (guint at = 0; good[i][at] != '\0'; at++)
      {
        guint accepted = 0;

        for (char digit = '0'; digit <= '9'; digit++)
          {
            g_autofree char *text = g_strdup (good[i]);

            text[at] = digit;
            accepted += crm_inn_is_valid (text);
          }
        /* The sum is taken by 11 and then by 10, so one other digit may pass. */
        g_assert_cmpuint (accepted, >=, 1);
        g_assert_cmpuint (accepted, <=, 2);
      }
}

typedef struct
{
  const char *name;
  const char *values[CRM_CUSTOMER_N_FIELDS];
  gboolean has_phone;
  const char *pointer; /* %NULL: it is good */
  const char *code;
} CustomerCase;

#define PERSON  [CRM_CUSTOMER_TYPE] = "person", [CRM_CUSTOMER_LAST_NAME] = "Иванов"
#define COMPANY [CRM_CUSTOMER_TYPE] = "company", [CRM_CUSTOMER_COMPANY_NAME] = "ООО «Ромашка»"

static const CustomerCase customers[] = {
  { "person", { PERSON } },
  { "person-phone", { [CRM_CUSTOMER_TYPE] = "person" }, .has_phone = TRUE },
  { "company", { COMPANY } },
  { "company-all",
    { COMPANY, [CRM_CUSTOMER_INN] = "7707083893", [CRM_CUSTOMER_KPP] = "773601001",
      [CRM_CUSTOMER_OGRN] = "1027700132195" } },
  { "trader",
    { PERSON, [CRM_CUSTOMER_INN] = "500100732259", [CRM_CUSTOMER_OGRN] = "304500116000157" } },
  { "kpp-letters", { COMPANY, [CRM_CUSTOMER_KPP] = "7736AZ001" } },
  { "no-type", { [CRM_CUSTOMER_LAST_NAME] = "x" }, .pointer = "/set/type", .code = "required" },
  { "nobody", { [CRM_CUSTOMER_TYPE] = "person" }, .pointer = "/set/last_name", .code = "required" },
  { "only-first-name",
    { [CRM_CUSTOMER_TYPE] = "person", [CRM_CUSTOMER_FIRST_NAME] = "Иван" },
    .pointer = "/set/last_name",
    .code = "required" },
  { "nameless-company",
    { [CRM_CUSTOMER_TYPE] = "company", [CRM_CUSTOMER_LAST_NAME] = "x" },
    .has_phone = TRUE,
    .pointer = "/set/company_name",
    .code = "required" },
  { "inn-of-company",
    { PERSON, [CRM_CUSTOMER_INN] = "7707083893" },
    .pointer = "/set/inn",
    .code = "format" },
  { "inn-letters",
    { COMPANY, [CRM_CUSTOMER_INN] = "77070838x3" },
    .pointer = "/set/inn",
    .code = "format" },
  { "inn-check",
    { COMPANY, [CRM_CUSTOMER_INN] = "7707083894" },
    .pointer = "/set/inn",
    .code = "checksum" },
  { "kpp-person",
    { PERSON, [CRM_CUSTOMER_KPP] = "773601001" },
    .pointer = "/set/kpp",
    .code = "not-applicable" },
  { "kpp-short",
    { COMPANY, [CRM_CUSTOMER_KPP] = "77360100" },
    .pointer = "/set/kpp",
    .code = "format" },
  { "kpp-letters-wrong",
    { COMPANY, [CRM_CUSTOMER_KPP] = "77A601001" },
    .pointer = "/set/kpp",
    .code = "format" },
  { "kpp-empty-tail",
    { COMPANY, [CRM_CUSTOMER_KPP] = "7" },
    .pointer = "/set/kpp",
    .code = "format" },
  { "ogrn-check",
    { COMPANY, [CRM_CUSTOMER_OGRN] = "1027700132196" },
    .pointer = "/set/ogrn",
    .code = "checksum" },
  { "ogrn-length",
    { COMPANY, [CRM_CUSTOMER_OGRN] = "304500116000157" },
    .pointer = "/set/ogrn",
    .code = "format" },
  { "future",
    { PERSON, [CRM_CUSTOMER_BIRTH_DATE] = "2199-01-01" },
    .pointer = "/set/birth_date",
    .code = "range" },
  { "born", { PERSON, [CRM_CUSTOMER_BIRTH_DATE] = "1980-01-01" } },
};

static void
test_customer (gconstpointer data)
{
  const CustomerCase *row = data;
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);

  crm_customer_check (row->values, row->has_phone, problem);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, row->pointer != NULL ? 1 : 0);
  if (row->pointer != NULL)
    {
      g_assert_cmpstr (crm_problem_get_error (problem, 0)->pointer, ==, row->pointer);
      g_assert_cmpstr (crm_problem_get_error (problem, 0)->code, ==, row->code);
    }
}

typedef struct
{
  const char *name;
  const char *type;
  const char *typed;
  const char *normal; /* after normalising */
  const char *code;   /* %NULL: it is good */
} ContactCase;

static const ContactCase contacts[] = {
  { "phone", "phone", "8 900 555-01-23", "+79005550123", NULL },
  { "phone-bad", "phone", "12345", "12345", "format" },
  { "email", "email", "Ivan.Petrov@Mail.RU", "Ivan.Petrov@mail.ru", NULL },
  { "email-cyrillic", "email", "иван@почта.рф", "иван@почта.рф", NULL },
  { "email-no-at", "email", "ivan.mail.ru", "ivan.mail.ru", "format" },
  { "email-two", "email", "a@b@c.ru", "a@b@c.ru", "format" },
  { "email-no-dot", "email", "a@b", "a@b", "format" },
  { "email-dot-end", "email", "a@b.", "a@b.", "format" },
  { "email-dot-start", "email", "a@.ru", "a@.ru", "format" },
  { "email-space", "email", "a b@c.ru", "a b@c.ru", "format" },
  { "email-name", "email", "Ivan <a@b.ru>", "Ivan <a@b.ru>", "format" },
  { "messenger", "messenger", "@ivan", "@ivan", NULL },
  { "other", "other", "окно слева", "окно слева", NULL },
  { "empty", "other", NULL, NULL, "required" },
};

static void
test_contact (gconstpointer data)
{
  const ContactCase *row = data;
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_contact_point_kind);
  const char *values[CRM_CONTACT_POINT_N_FIELDS] = { NULL };

  crm_field_set_put (set, CRM_CONTACT_POINT_VALUE, row->typed);
  crm_contact_point_normalise_set (set, row->type);
  g_assert_cmpstr (crm_field_set_get (set, CRM_CONTACT_POINT_VALUE), ==, row->normal);

  values[CRM_CONTACT_POINT_CUSTOMER] = "0198a3c2-0000-7000-8000-000000000001";
  values[CRM_CONTACT_POINT_TYPE] = row->type;
  values[CRM_CONTACT_POINT_VALUE] = row->normal;
  crm_contact_point_check (values, problem);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, row->code != NULL ? 1 : 0);
  if (row->code != NULL)
    g_assert_cmpstr (crm_problem_find (problem, "/set/value")->code, ==, row->code);
}

/* The type in the set counts more than that of the record. */
static void
test_contact_type_of_set (void)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_contact_point_kind);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  const char *values[CRM_CONTACT_POINT_N_FIELDS] = { NULL };

  crm_field_set_put (set, CRM_CONTACT_POINT_VALUE, "89005550123");
  crm_field_set_put (set, CRM_CONTACT_POINT_TYPE, "messenger");
  crm_contact_point_normalise_set (set, "phone");
  g_assert_cmpstr (crm_field_set_get (set, CRM_CONTACT_POINT_VALUE), ==, "89005550123");

  crm_contact_point_check (values, problem);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rules/inn", test_inn);
  g_test_add_func ("/rules/inn-one-digit", test_inn_one_digit);
  g_test_add_func ("/rules/ogrn", test_ogrn);
  crm_test_add_cases ("/rules/customer", customers, sizeof customers[0], G_N_ELEMENTS (customers),
                      test_customer);
  crm_test_add_cases ("/rules/contact", contacts, sizeof contacts[0], G_N_ELEMENTS (contacts),
                      test_contact);
  g_test_add_func ("/rules/contact-type-of-set", test_contact_type_of_set);

  return g_test_run ();
}
