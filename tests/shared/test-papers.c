/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What documents and bank details must be, and how their numbers are hidden. */
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-document-rules.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/lib/crm-test.h"

#define CUSTOMER "0198a3c2-0000-7000-8000-000000000001"

static void
test_mask (void)
{
  static const char *const cases[][2] = {
    { "4503123456", "•••••••456" }, { "123", "•••" }, { "1", "•" }, { "", "" },
    { "II-МЮ", "••-МЮ" },           { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *masked = crm_text_mask (cases[i][0]);

      g_assert_cmpstr (masked, ==, cases[i][1]);
      g_assert_cmpint (crm_text_is_masked (masked), ==,
                       cases[i][0] != NULL && *cases[i][0] != '\0');
      g_assert_false (crm_text_is_masked (cases[i][0]));
    }
  g_assert_true (crm_kind_has_masked (&crm_identity_document_kind));
}

static void
test_snils (void)
{
  static const char *const good[] = { "11223344595", "08765430300", "00100199800", "00100199877" };
  static const char *const bad[] = {
    "11223344596", "1122334459", "112233445950", "112-233-445 95", "00000000000", "00100199900", ""
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (crm_snils_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (crm_snils_is_valid (bad[i]));
  g_assert_false (crm_snils_is_valid (NULL));
}

static void
test_key (void)
{
  static const char *const good[][2] = {
    { "30101810400000000225", "044525225" }, { "30101810145250000974", "044525974" },
    { "30101810700000000187", "044525187" }, { "30101810200000000593", "044525593" },
    { "40702810200000012345", "044525225" }, { "40802810900000067890", "044525974" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (crm_account_key_is_valid (good[i][0], good[i][1]));
      for (guint at = 0; at < 20; at++)
        {
          guint accepted = 0;

          /* The first digits say whose account it is, and so how the sum is made. */
          if (at < 3)
            continue;
          for (char digit = '0'; digit <= '9'; digit++)
            {
              g_autofree char *text = g_strdup (good[i][0]);

              text[at] = digit;
              accepted += crm_account_key_is_valid (text, good[i][1]);
            }
          g_assert_cmpuint (accepted, ==, 1);
        }
    }
  g_assert_false (crm_account_key_is_valid ("40702810200000012346", "044525225"));
  g_assert_false (crm_account_key_is_valid ("40702810200000012345", "044525974"));
  g_assert_false (crm_account_key_is_valid ("407028I0200000012345", "044525225"));
  g_assert_false (crm_account_key_is_valid (NULL, "044525225"));
}

typedef struct
{
  const char *name;
  const char *type;
  const char *series; /* as typed */
  const char *number;
  const char *series_kept;
  const char *number_kept;
  const char *code; /* %NULL: it is good */
  const char *warning;
} PaperCase;

static const PaperCase papers[] = {
  { "passport", "passport", "45 03", "123 456", "4503", "123456" },
  { "passport-in-one", "passport", NULL, "4503 № 123456", "4503", "123456" },
  { "passport-short", "passport", "4503", "12345", "4503", "12345", "format" },
  { "passport-letters", "passport", "45О3", "123456", "45О3", "123456", "format" },
  { "passport-no-series", "passport", NULL, "123456", NULL, "123456", "required" },
  { "passport-masked", "passport", "•503", "•••456", "•503", "•••456" },
  { "foreign-passport", "foreign-passport", "71", "1234567", "71", "1234567" },
  { "foreign-passport-long", "foreign-passport", "71", "12345678", "71", "12345678", "format" },
  { "licence", "driving-licence", "77 ah", "123456", "77АН", "123456" },
  { "licence-digits", "driving-licence", NULL, "9900123456", "9900", "123456" },
  { "licence-foreign", "driving-licence", NULL, "D1234567", NULL, "D1234567", NULL, "format" },
  { "certificate", "birth-certificate", "ii-мю", "123456", "II-МЮ", "123456" },
  { "certificate-plain", "birth-certificate", "IV АК", "123456", "IV-АК", "123456" },
  { "certificate-latin", "birth-certificate", "VIC", "123456", "V-IС", "123456", NULL, "format" },
  { "certificate-odd", "birth-certificate", "12", "1234", "-12", "1234", NULL, "format" },
  { "snils", "snils", NULL, "112-233-445 95", NULL, "11223344595" },
  { "snils-wrong", "snils", NULL, "112-233-445 96", NULL, "11223344596", "checksum" },
  { "snils-short", "snils", NULL, "112", NULL, "112", "format" },
  { "other", "other", "AB", "12-34 x", "AB", "12-34 x" },
  { "other-empty", "other", NULL, NULL, NULL, NULL, "required" },
};

static void
test_paper (gconstpointer data)
{
  const PaperCase *row = data;
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmProblem) warnings = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_identity_document_kind);
  const char *values[CRM_IDENTITY_DOCUMENT_N_FIELDS] = { NULL };

  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_SERIES, row->series);
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_NUMBER, row->number);
  crm_identity_document_normalise_set (set, row->type);
  values[CRM_IDENTITY_DOCUMENT_CUSTOMER] = CUSTOMER;
  values[CRM_IDENTITY_DOCUMENT_TYPE] = row->type;
  values[CRM_IDENTITY_DOCUMENT_SERIES] = crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_SERIES);
  values[CRM_IDENTITY_DOCUMENT_NUMBER] = crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_NUMBER);
  g_assert_cmpstr (values[CRM_IDENTITY_DOCUMENT_SERIES], ==, row->series_kept);
  g_assert_cmpstr (values[CRM_IDENTITY_DOCUMENT_NUMBER], ==, row->number_kept);

  crm_identity_document_check (values, problem);
  crm_identity_document_warn (values, warnings);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, row->code != NULL ? 1 : 0);
  g_assert_cmpuint (crm_problem_n_errors (warnings), ==, row->warning != NULL ? 1 : 0);
  if (row->code != NULL)
    g_assert_cmpstr (crm_problem_get_error (problem, 0)->code, ==, row->code);
  if (row->warning != NULL)
    g_assert_cmpstr (crm_problem_get_error (warnings, 0)->code, ==, row->warning);
}

static void
test_issue (void)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_identity_document_kind);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmProblem) warnings = crm_problem_new (CRM_ERROR_INVALID, NULL);
  const char *values[CRM_IDENTITY_DOCUMENT_N_FIELDS] = {
    [CRM_IDENTITY_DOCUMENT_CUSTOMER] = CUSTOMER,
    [CRM_IDENTITY_DOCUMENT_TYPE] = "passport",
    [CRM_IDENTITY_DOCUMENT_SERIES] = "4503",
    [CRM_IDENTITY_DOCUMENT_NUMBER] = "123456",
    [CRM_IDENTITY_DOCUMENT_ISSUER_CODE] = "77-01",
    [CRM_IDENTITY_DOCUMENT_ISSUED_ON] = "2199-01-01",
    [CRM_IDENTITY_DOCUMENT_VALID_TO] = "2010-01-01",
  };

  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_ISSUER_CODE, "770 001");
  crm_identity_document_normalise_set (set, NULL);
  g_assert_cmpstr (crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_ISSUER_CODE), ==, "770-001");

  crm_identity_document_check (values, problem);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, 2);
  g_assert_nonnull (crm_problem_find (problem, "/set/issued_on"));
  g_assert_nonnull (crm_problem_find (problem, "/set/valid_to"));
  crm_identity_document_warn (values, warnings);
  g_assert_nonnull (crm_problem_find (warnings, "/set/issuer_code"));
  g_assert_cmpstr (crm_problem_find (warnings, "/set/valid_to")->code, ==, "expired");
}

typedef struct
{
  const char *name;
  const char *bic;
  const char *account;
  const char *correspondent;
  const char *pointer; /* %NULL: it is good */
  const char *code;
  const char *warning; /* its pointer */
} AccountCase;

#define CORRESPONDENT "/set/correspondent_account"

static const AccountCase accounts[] = {
  { "good", "044525225", "40702 810 2 0000 0012345", "30101810400000000225" },
  { "masked", "044525225", "•••••••••••••••••345", "30101810400000000225" },
  { "bic-spaces", "04 4525 225", "40702810200000012345", "30101810400000000225" },
  { "bic-short", "04452522", "40702810200000012345", NULL, "/set/bic", "format" },
  { "no-bic", NULL, "40702810200000012345", NULL, "/set/bic", "required" },
  { "no-account", "044525225", NULL, "30101810400000000225", "/set/account", "required" },
  { "key", "044525225", "40702810200000012346", "30101810400000000225", "/set/account",
    "checksum" },
  { "short", "044525225", "4070281020000001234", "30101810400000000225", "/set/account", "format" },
  { "other-bank", "044525225", "40702810200000012345", "30101810145250000974",
    .warning = CORRESPONDENT },
  { "correspondent-key", "044525225", "40702810200000012345", "30101810500000000225", CORRESPONDENT,
    "checksum" },
  { "no-correspondent", "044525225", "40702810200000012345", .warning = CORRESPONDENT },
};

static void
test_account (gconstpointer data)
{
  const AccountCase *row = data;
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmProblem) warnings = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_bank_account_kind);
  const char *values[CRM_BANK_ACCOUNT_N_FIELDS] = { NULL };

  crm_field_set_put (set, CRM_BANK_ACCOUNT_BIC, row->bic);
  crm_field_set_put (set, CRM_BANK_ACCOUNT_ACCOUNT, row->account);
  crm_field_set_put (set, CRM_BANK_ACCOUNT_CORRESPONDENT_ACCOUNT, row->correspondent);
  crm_bank_account_normalise_set (set);
  for (guint i = 0; i < CRM_BANK_ACCOUNT_N_FIELDS; i++)
    values[i] = crm_field_set_get (set, i);
  values[CRM_BANK_ACCOUNT_CUSTOMER] = CUSTOMER;

  crm_bank_account_check (values, problem);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, row->pointer != NULL ? 1 : 0);
  if (row->pointer != NULL)
    {
      g_assert_cmpstr (crm_problem_get_error (problem, 0)->pointer, ==, row->pointer);
      g_assert_cmpstr (crm_problem_get_error (problem, 0)->code, ==, row->code);
      return;
    }
  crm_bank_account_warn (values, warnings);
  g_assert_cmpuint (crm_problem_n_errors (warnings), ==, row->warning != NULL ? 1 : 0);
  if (row->warning != NULL)
    g_assert_nonnull (crm_problem_find (warnings, row->warning));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/papers/mask", test_mask);
  g_test_add_func ("/papers/snils", test_snils);
  g_test_add_func ("/papers/key", test_key);
  crm_test_add_cases ("/papers/document", papers, sizeof papers[0], G_N_ELEMENTS (papers),
                      test_paper);
  g_test_add_func ("/papers/issue", test_issue);
  crm_test_add_cases ("/papers/account", accounts, sizeof accounts[0], G_N_ELEMENTS (accounts),
                      test_account);

  return g_test_run ();
}
