/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bank details look like. The key is the ninth digit of an account and depends on the bank, so
 * a number that was mistyped or belongs to another bank is found. Pure. */
#include "shared/customers/crm-account-rules.h"

#include <string.h>

#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-bank-account.h"

#define ACCOUNT_LENGTH 20
#define BIC_LENGTH     9

/* The currency letter that may stand at the sixth place, each with its digit. */
static const char letters[] = "ABCEHKMPTX";

static gboolean
is_digits (const char *text, gsize length)
{
  return strlen (text) == length && strspn (text, "0123456789") == length;
}

static gboolean
is_account (const char *text)
{
  return strlen (text) == ACCOUNT_LENGTH && strspn (text, "0123456789") >= 5 && text[0] != '0' &&
         (g_ascii_isdigit (text[5]) || strchr (letters, text[5]) != NULL) &&
         strspn (text + 6, "0123456789") == ACCOUNT_LENGTH - 6;
}

/* Accounts in the Bank of Russia itself, those of banks among them. */
static gboolean
is_central (const char *account, const char *bic)
{
  return strncmp (account, "301", 3) == 0 || strncmp (bic + 6, "00", 2) == 0;
}

static int
get_digit (char c)
{
  return g_ascii_isdigit (c) ? c - '0' : (int) (strchr (letters, c) - letters);
}

/**
 * crm_account_key_is_valid:
 * @account: (nullable): 20 characters
 * @bic: (nullable): 9 digits
 *
 * Returns: whether the key of the account is that of this bank
 */
gboolean
crm_account_key_is_valid (const char *account, const char *bic)
{
  static const int weights[] = { 7, 1, 3 };
  char text[3 + ACCOUNT_LENGTH + 1];
  int sum = 0;

  if (account == NULL || bic == NULL || !is_account (account) || !is_digits (bic, BIC_LENGTH))
    return FALSE;

  if (is_central (account, bic))
    g_snprintf (text, sizeof text, "0%.2s%s", bic + 4, account);
  else
    g_snprintf (text, sizeof text, "%s%s", bic + 6, account);
  for (guint i = 0; text[i] != '\0'; i++)
    sum += get_digit (text[i]) * weights[i % G_N_ELEMENTS (weights)] % 10;
  return sum % 10 == 0;
}

static void
check_account (const char *account,
               const char *bic,
               gboolean has_bic,
               const char *pointer,
               CrmProblem *problem)
{
  if (account == NULL || crm_text_is_masked (account))
    return;

  if (!is_account (account))
    crm_problem_add (problem, pointer, "format", "20 digits are expected");
  else if (has_bic && !crm_account_key_is_valid (account, bic))
    crm_problem_add (problem, pointer, "checksum", "the number is not of this bank");
}

/**
 * crm_bank_account_check:
 * @values: (array): canonical values of the whole account
 * @problem: takes what is wrong
 */
void
crm_bank_account_check (const char *const *values, CrmProblem *problem)
{
  const char *bic = values[CRM_BANK_ACCOUNT_BIC];
  gboolean has_bic = bic != NULL && is_digits (bic, BIC_LENGTH);

  if (values[CRM_BANK_ACCOUNT_CUSTOMER] == NULL)
    crm_problem_add (problem, "/set/customer", "required", "whose is it");
  if (bic == NULL)
    crm_problem_add (problem, "/set/bic", "required", "it may not be empty");
  else if (!has_bic)
    crm_problem_add (problem, "/set/bic", "format", "%d digits are expected", BIC_LENGTH);
  if (values[CRM_BANK_ACCOUNT_ACCOUNT] == NULL)
    crm_problem_add (problem, "/set/account", "required", "it may not be empty");

  check_account (values[CRM_BANK_ACCOUNT_ACCOUNT], bic, has_bic, "/set/account", problem);
  check_account (values[CRM_BANK_ACCOUNT_CORRESPONDENT_ACCOUNT], bic, has_bic,
                 "/set/correspondent_account", problem);
}

/* Accounts at the Bank of Russia itself have no correspondent account. */
static void
warn_correspondent (const char *account, const char *bic, CrmProblem *warnings)
{
  const char *pointer = "/set/correspondent_account";
  gboolean is_unit = strncmp (bic + 6, "00", 2) == 0 && bic[8] <= '2';

  if (account == NULL && !is_unit)
    crm_problem_add (warnings, pointer, "required", "banks have one");
  else if (account != NULL && strncmp (account, "301", 3) != 0)
    crm_problem_add (warnings, pointer, "prefix", "it usually begins with 301");
  else if (account != NULL && !g_str_has_suffix (account, bic + 6))
    crm_problem_add (warnings, pointer, "suffix", "it usually ends as the BIC does");
}

/**
 * crm_bank_account_warn:
 * @values: (array): canonical values of the whole account
 * @warnings: takes what is unusual
 */
void
crm_bank_account_warn (const char *const *values, CrmProblem *warnings)
{
  const char *bic = values[CRM_BANK_ACCOUNT_BIC];

  if (bic == NULL || !is_digits (bic, BIC_LENGTH))
    return;
  if (bic[0] != '0' || bic[1] > '4')
    crm_problem_add (warnings, "/set/bic", "prefix", "it usually begins with 04");
  warn_correspondent (values[CRM_BANK_ACCOUNT_CORRESPONDENT_ACCOUNT], bic, warnings);
}

static void
tidy_field (CrmFieldSet *set, guint field)
{
  const char *text = crm_field_set_get (set, field);
  GString *tidied;

  if (text == NULL || crm_text_is_masked (text))
    return;

  tidied = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)) && *p != '-')
      g_string_append_unichar (tidied, g_unichar_toupper (g_utf8_get_char (p)));
  crm_field_set_put (set, field, tidied->len > 0 ? tidied->str : NULL);
  g_string_free (tidied, TRUE);
}

/**
 * crm_bank_account_normalise_set:
 * @set: a set of a bank account that nobody else has yet
 */
void
crm_bank_account_normalise_set (CrmFieldSet *set)
{
  tidy_field (set, CRM_BANK_ACCOUNT_BIC);
  tidy_field (set, CRM_BANK_ACCOUNT_ACCOUNT);
  tidy_field (set, CRM_BANK_ACCOUNT_CORRESPONDENT_ACCOUNT);
}
