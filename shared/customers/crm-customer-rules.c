/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a customer and a contact point must be. Pure: the same verdict offline and on the server. */
#include "shared/customers/crm-customer-rules.h"

#include <string.h>

#include "shared/base/crm-phone.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"

#define SECONDS_PER_DAY 86400

static gboolean
is_digits (const char *text, gsize length)
{
  return strlen (text) == length && strspn (text, "0123456789") == length;
}

static int
weighted_digit (const char *digits, const int *weights, guint n)
{
  int sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (digits[i] - '0') * weights[i];

  return sum % 11 % 10;
}

/**
 * crm_inn_is_valid:
 * @inn: (nullable): text
 *
 * Returns: whether it is a taxpayer's number with right check digits
 */
gboolean
crm_inn_is_valid (const char *inn)
{
  static const int company[] = { 2, 4, 10, 3, 5, 9, 4, 6, 8 };
  static const int person_first[] = { 7, 2, 4, 10, 3, 5, 9, 4, 6, 8 };
  static const int person_second[] = { 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8 };

  if (inn == NULL || strspn (inn, "0") == strlen (inn))
    return FALSE;

  if (is_digits (inn, 10))
    return weighted_digit (inn, company, 9) == inn[9] - '0';

  return is_digits (inn, 12) && weighted_digit (inn, person_first, 10) == inn[10] - '0' &&
         weighted_digit (inn, person_second, 11) == inn[11] - '0';
}

/**
 * crm_ogrn_is_valid:
 * @ogrn: (nullable): text
 *
 * Returns: whether it is a number of the state register with a right check digit
 */
gboolean
crm_ogrn_is_valid (const char *ogrn)
{
  gsize length = ogrn != NULL ? strlen (ogrn) : 0;
  int modulus = length == 13 ? 11 : 13;
  int rest = 0;

  if ((length != 13 && length != 15) || !is_digits (ogrn, length) || strspn (ogrn, "0") == length)
    return FALSE;

  for (gsize i = 0; i < length - 1; i++)
    rest = (rest * 10 + (ogrn[i] - '0')) % modulus;

  return rest % 10 == ogrn[length - 1] - '0';
}

static void
check_names (const char *const *values,
             gboolean is_company,
             gboolean has_phone,
             CrmProblem *problem)
{
  if (is_company && values[CRM_CUSTOMER_COMPANY_NAME] == NULL)
    crm_problem_add (problem, "/set/company_name", "required", "a company needs a name");
  if (!is_company && values[CRM_CUSTOMER_LAST_NAME] == NULL && !has_phone)
    crm_problem_add (problem, "/set/last_name", "required",
                     "a person needs a last name or a phone");
}

/* A company's number has 10 digits; a person's, and that of a sole trader, 12. */
static void
check_inn (const char *inn, gboolean is_company, CrmProblem *problem)
{
  gsize expected = is_company ? 10 : 12;

  if (inn == NULL)
    return;

  if (!is_digits (inn, expected))
    crm_problem_add (problem, "/set/inn", "format", "%d digits are expected", (int) expected);
  else if (!crm_inn_is_valid (inn))
    crm_problem_add (problem, "/set/inn", "checksum", "the check digits are wrong");
}

static void
check_kpp (const char *kpp, gboolean is_company, CrmProblem *problem)
{
  gboolean good = kpp != NULL && strlen (kpp) == 9 && strspn (kpp, "0123456789") >= 4 &&
                  strspn (kpp + 4, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 &&
                  strspn (kpp + 6, "0123456789") == 3;

  if (kpp == NULL)
    return;

  if (!is_company)
    crm_problem_add (problem, "/set/kpp", "not-applicable", "only a company has it");
  else if (!good)
    crm_problem_add (problem, "/set/kpp", "format", "9 characters are expected");
}

static void
check_ogrn (const char *ogrn, gboolean is_company, CrmProblem *problem)
{
  gsize expected = is_company ? 13 : 15;

  if (ogrn == NULL)
    return;

  if (!is_digits (ogrn, expected))
    crm_problem_add (problem, "/set/ogrn", "format", "%d digits are expected", (int) expected);
  else if (!crm_ogrn_is_valid (ogrn))
    crm_problem_add (problem, "/set/ogrn", "checksum", "the check digit is wrong");
}

/* A day of slack, because the two sides may be in different time zones. */
static void
check_birth_date (const char *date, CrmProblem *problem)
{
  g_autofree char *tomorrow =
      crm_time_to_string (crm_time_now () + (gint64) SECONDS_PER_DAY * G_USEC_PER_SEC);

  if (date != NULL && strncmp (date, tomorrow, strlen ("YYYY-MM-DD")) > 0)
    crm_problem_add (problem, "/set/birth_date", "range", "it is in the future");
}

/**
 * crm_customer_check:
 * @values: (array): canonical values of the whole customer
 * @has_phone: whether it has a contact point of type phone
 * @problem: takes what is wrong
 */
void
crm_customer_check (const char *const *values, gboolean has_phone, CrmProblem *problem)
{
  const char *type = values[CRM_CUSTOMER_TYPE];
  gboolean is_company = g_strcmp0 (type, "company") == 0;

  if (type == NULL)
    {
      crm_problem_add (problem, "/set/type", "required", "person or company");
      return;
    }

  check_names (values, is_company, has_phone, problem);
  check_inn (values[CRM_CUSTOMER_INN], is_company, problem);
  check_kpp (values[CRM_CUSTOMER_KPP], is_company, problem);
  check_ogrn (values[CRM_CUSTOMER_OGRN], is_company, problem);
  check_birth_date (values[CRM_CUSTOMER_BIRTH_DATE], problem);
}

/* One @, something before it, a dotted name after it, no spaces: more is the mail server's trade.
 */
static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');
  const char *dot = at != NULL ? strrchr (at, '.') : NULL;

  if (at == NULL || at == text || strchr (at + 1, '@') != NULL || strlen (text) > 254)
    return FALSE;
  if (dot == NULL || dot == at + 1 || dot[1] == '\0' || at[1] == '.')
    return FALSE;

  return strpbrk (text, " \t\n\"<>(),;:\\") == NULL && strstr (text, "..") == NULL;
}

static gboolean
is_canonical_phone (const char *value)
{
  g_autofree char *canonical = crm_phone_normalise (value);

  return g_strcmp0 (canonical, value) == 0;
}

/**
 * crm_contact_point_check:
 * @values: (array): canonical values of the whole contact point
 * @problem: takes what is wrong
 */
void
crm_contact_point_check (const char *const *values, CrmProblem *problem)
{
  const char *type = values[CRM_CONTACT_POINT_TYPE];
  const char *value = values[CRM_CONTACT_POINT_VALUE];

  if (values[CRM_CONTACT_POINT_CUSTOMER] == NULL)
    crm_problem_add (problem, "/set/customer", "required", "whose is it");
  if (type == NULL)
    crm_problem_add (problem, "/set/type", "required", "phone, email, messenger or other");

  if (value == NULL)
    crm_problem_add (problem, "/set/value", "required", "it may not be empty");
  else if (g_strcmp0 (type, "phone") == 0 && !is_canonical_phone (value))
    crm_problem_add (problem, "/set/value", "format", "not a phone number");
  else if (g_strcmp0 (type, "email") == 0 && !is_email (value))
    crm_problem_add (problem, "/set/value", "format", "not an e-mail address");
}

/* Everything after the @ is case-insensitive (RFC 5321, 2.4). */
static char *
normalise_email (const char *value)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (value));
  char *at = strrchr (trimmed, '@');

  for (; at != NULL && *at != '\0'; at++)
    *at = g_ascii_tolower (*at);

  return g_steal_pointer (&trimmed);
}

/**
 * crm_contact_point_normalise_set:
 * @set: a set of a contact point that nobody else has yet
 * @type: (nullable): type of the contact point, if the set does not say
 *
 * What cannot be normalised is left for crm_contact_point_check() to refuse.
 */
void
crm_contact_point_normalise_set (CrmFieldSet *set, const char *type)
{
  const char *value = crm_field_set_get (set, CRM_CONTACT_POINT_VALUE);
  g_autofree char *canonical = NULL;

  if (crm_field_set_has (set, CRM_CONTACT_POINT_TYPE))
    type = crm_field_set_get (set, CRM_CONTACT_POINT_TYPE);
  if (value == NULL)
    return;

  if (g_strcmp0 (type, "phone") == 0)
    canonical = crm_phone_normalise (value);
  else if (g_strcmp0 (type, "email") == 0)
    canonical = normalise_email (value);

  if (canonical != NULL)
    crm_field_set_put (set, CRM_CONTACT_POINT_VALUE, canonical);
}
