/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What papers of a person look like. A foreign driving licence or an old birth certificate may look
 * different from ours, so about these there are warnings only. Pure. */
#include "shared/customers/crm-document-rules.h"

#include <string.h>

#include "shared/base/crm-lookalike.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-identifier.h"
#include "shared/customers/crm-identity-document.h"

#define SECONDS_PER_DAY     86400
#define FIRST_CHECKED_SNILS "001001999"

/* How a paper is written; lengths of 0 are free. */
typedef struct
{
  const char *type;
  gsize series; /* characters of its series */
  gsize number;
  gboolean is_strict; /* digits and nothing else, or it is no such paper */
  gboolean is_lettered;
  CrmIdentifierKind kind;
} Form;

static const Form forms[] = {
  { "passport", 4, 6, TRUE, FALSE, CRM_IDENTIFIER_PASSPORT },
  { "foreign-passport", 2, 7, TRUE, FALSE, CRM_IDENTIFIER_FOREIGN_PASSPORT },
  { "driving-licence", 4, 6, FALSE, TRUE, CRM_IDENTIFIER_DRIVING_LICENCE },
  { "birth-certificate", 0, 6, FALSE, FALSE, CRM_IDENTIFIER_BIRTH_CERTIFICATE },
  { "snils", 0, 11, TRUE, FALSE, CRM_IDENTIFIER_SNILS },
  { "inn", 0, 12, TRUE, FALSE, CRM_IDENTIFIER_INN_PERSON },
  { "vehicle-certificate", 4, 6, FALSE, TRUE, CRM_IDENTIFIER_VEHICLE_CERTIFICATE },
  { "vehicle-passport", 4, 6, FALSE, TRUE, CRM_IDENTIFIER_VEHICLE_PASSPORT },
  { "e-vehicle-passport", 0, 15, FALSE, FALSE, CRM_IDENTIFIER_E_VEHICLE_PASSPORT },
  { "oms", 0, 16, FALSE, FALSE, CRM_IDENTIFIER_OMS },
};

static const Form *
find_form (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_strcmp0 (forms[i].type, type) == 0)
      return &forms[i];
  return NULL;
}

static gboolean
is_digits (const char *text, gsize length)
{
  return text != NULL && strlen (text) == length && strspn (text, "0123456789") == length;
}

/**
 * crm_snils_is_valid:
 * @snils: (nullable): text
 *
 * Returns: whether it is a number of the pension fund with a right control number
 */
gboolean
crm_snils_is_valid (const char *snils)
{
  int sum = 0;

  if (!is_digits (snils, 11) || strspn (snils, "0") == 11)
    return FALSE;
  if (strncmp (snils, FIRST_CHECKED_SNILS, strlen (FIRST_CHECKED_SNILS)) < 0)
    return TRUE;

  for (int i = 0; i < 9; i++)
    sum += (snils[i] - '0') * (9 - i);
  return sum % 101 % 100 == (snils[9] - '0') * 10 + (snils[10] - '0');
}

static void
check_strict (const Form *form, const char *series, const char *number, CrmProblem *problem)
{
  if (form->series > 0 && series == NULL)
    crm_problem_add (problem, "/set/series", "required", "it may not be empty");
  else if (form->series > 0 && !crm_text_is_masked (series) && !is_digits (series, form->series))
    crm_problem_add (problem, "/set/series", "format", "%d digits are expected",
                     (int) form->series);

  if (number == NULL || crm_text_is_masked (number))
    return;
  if (!is_digits (number, form->number))
    crm_problem_add (problem, "/set/number", "format", "%d digits are expected",
                     (int) form->number);
  else if (form->series == 0 &&
           crm_identifier_check (form->kind, number, NULL, NULL, NULL) == CRM_SEVERITY_ERROR)
    crm_problem_add (problem, "/set/number", "checksum", "the control number is wrong");
}

/* A day of slack, because the two sides may be in different time zones. */
static void
check_dates (const char *issued_on, const char *valid_to, CrmProblem *problem)
{
  g_autofree char *tomorrow =
      crm_time_to_string (crm_time_now () + (gint64) SECONDS_PER_DAY * G_USEC_PER_SEC);

  if (issued_on != NULL && strncmp (issued_on, tomorrow, strlen ("YYYY-MM-DD")) > 0)
    crm_problem_add (problem, "/set/issued_on", "range", "it is in the future");
  if (issued_on != NULL && valid_to != NULL && strcmp (valid_to, issued_on) < 0)
    crm_problem_add (problem, "/set/valid_to", "range", "it ends before it was issued");
}

/**
 * crm_identity_document_check:
 * @values: (array): canonical values of the whole document
 * @problem: takes what is wrong
 */
void
crm_identity_document_check (const char *const *values, CrmProblem *problem)
{
  const char *number = values[CRM_IDENTITY_DOCUMENT_NUMBER];
  const Form *form = find_form (values[CRM_IDENTITY_DOCUMENT_TYPE]);

  if (values[CRM_IDENTITY_DOCUMENT_CUSTOMER] == NULL)
    crm_problem_add (problem, "/set/customer", "required", "whose is it");
  if (values[CRM_IDENTITY_DOCUMENT_TYPE] == NULL)
    crm_problem_add (problem, "/set/type", "required", "what paper is it");
  if (number == NULL)
    crm_problem_add (problem, "/set/number", "required", "it may not be empty");
  if (form != NULL && form->is_strict)
    check_strict (form, values[CRM_IDENTITY_DOCUMENT_SERIES], number, problem);
  check_dates (values[CRM_IDENTITY_DOCUMENT_ISSUED_ON], values[CRM_IDENTITY_DOCUMENT_VALID_TO],
               problem);
}

/* ---- what is unusual ----------------------------------------------------------------------- */

static void
warn_number (const char *type, const char *series, const char *number, CrmProblem *warnings)
{
  const Form *form = find_form (type);
  g_autofree char *whole = NULL;
  const char *code = NULL;

  if (form == NULL || form->is_strict || number == NULL || crm_text_is_masked (series) ||
      crm_text_is_masked (number))
    return;

  whole = g_strconcat (series != NULL ? series : "", number, NULL);
  if (crm_identifier_check (form->kind, whole, NULL, NULL, &code) == CRM_SEVERITY_WARNING)
    crm_problem_add (warnings, "/set/number", code, "%s", crm_identifier_get_form (form->kind));
}

/**
 * crm_identity_document_warn:
 * @values: (array): canonical values of the whole document
 * @warnings: takes what is unusual
 */
void
crm_identity_document_warn (const char *const *values, CrmProblem *warnings)
{
  const char *type = values[CRM_IDENTITY_DOCUMENT_TYPE];
  const char *code = values[CRM_IDENTITY_DOCUMENT_ISSUER_CODE];
  const char *valid_to = values[CRM_IDENTITY_DOCUMENT_VALID_TO];
  g_autofree char *now = crm_time_to_string (crm_time_now ());

  warn_number (type, values[CRM_IDENTITY_DOCUMENT_SERIES], values[CRM_IDENTITY_DOCUMENT_NUMBER],
               warnings);
  if (g_strcmp0 (type, "passport") == 0 && code != NULL &&
      !g_regex_match_simple ("^[0-9]{3}-[0-9]{3}$", code, 0, 0))
    crm_problem_add (warnings, "/set/issuer_code", "format", "three digits, a dash, three digits");
  if (valid_to != NULL && strncmp (valid_to, now, strlen ("YYYY-MM-DD")) < 0)
    crm_problem_add (warnings, "/set/valid_to", "expired", "it is not valid any more");
}

/* ---- one way to write it ------------------------------------------------------------------- */

/* «ii-мю», «II МЮ»: the Roman number stays Latin, the two letters behind it are Cyrillic. */
static char *
tidy_certificate (const char *series)
{
  g_autofree char *text = crm_lookalike_tidy (series, CRM_TIDY_DASHES);
  gsize roman = strspn (text, "IVXLC");
  g_autofree char *letters = NULL;

  /* «ІС» typed as IC: the last two characters are the letters. */
  if (g_utf8_strlen (text + roman, -1) < 2 && roman > 2)
    roman = strlen (text) - 2;
  letters = crm_lookalike_tidy (text + roman, CRM_TIDY_CYRILLIC);
  return g_strdup_printf ("%.*s-%s", (int) roman, text, letters);
}

/* The papers of a vehicle and its driver have Cyrillic letters only. */
static CrmTidyFlags
get_tidy (const char *type)
{
  const Form *form = find_form (type);

  return form != NULL && form->is_lettered ? CRM_TIDY_DASHES | CRM_TIDY_CYRILLIC : CRM_TIDY_DASHES;
}

static char *
tidy_series (const char *type, const char *series)
{
  if (g_strcmp0 (type, "birth-certificate") == 0)
    return tidy_certificate (series);
  return crm_lookalike_tidy (series, get_tidy (type));
}

static void
put_tidied (CrmFieldSet *set, guint field, char *tidied)
{
  crm_field_set_put (set, field, *tidied != '\0' ? tidied : NULL);
  g_free (tidied);
}

/* Series and number written in one. */
static void
part_number (CrmFieldSet *set, const Form *form)
{
  const char *number = crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_NUMBER);
  g_autofree char *series = NULL;
  g_autofree char *rest = NULL;

  if (form == NULL || form->series == 0 || number == NULL ||
      crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_SERIES) != NULL ||
      g_utf8_strlen (number, -1) != (glong) (form->series + form->number))
    return;

  series = g_utf8_substring (number, 0, (glong) form->series);
  rest = g_utf8_substring (number, (glong) form->series, -1);
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_SERIES, series);
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_NUMBER, rest);
}

/* 770001 is 770-001. */
static void
normalise_issuer (CrmFieldSet *set)
{
  const char *code = crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_ISSUER_CODE);
  g_autofree char *digits = code != NULL ? crm_lookalike_tidy (code, CRM_TIDY_DASHES) : NULL;

  if (is_digits (digits, 6))
    {
      g_autofree char *dashed = g_strdup_printf ("%.3s-%s", digits, digits + 3);

      crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_ISSUER_CODE, dashed);
    }
}

/**
 * crm_identity_document_normalise_set:
 * @set: a set of an identity document that nobody else has yet
 * @type: (nullable): type of the document, if the set does not say
 *
 * What cannot be normalised is left for crm_identity_document_check() to refuse.
 */
void
crm_identity_document_normalise_set (CrmFieldSet *set, const char *type)
{
  const char *series = crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_SERIES);
  const char *number = crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_NUMBER);

  if (crm_field_set_has (set, CRM_IDENTITY_DOCUMENT_TYPE))
    type = crm_field_set_get (set, CRM_IDENTITY_DOCUMENT_TYPE);
  normalise_issuer (set);
  if (find_form (type) == NULL)
    return;

  if (series != NULL && !crm_text_is_masked (series))
    put_tidied (set, CRM_IDENTITY_DOCUMENT_SERIES, tidy_series (type, series));
  if (number != NULL && !crm_text_is_masked (number))
    {
      put_tidied (set, CRM_IDENTITY_DOCUMENT_NUMBER, crm_lookalike_tidy (number, get_tidy (type)));
      part_number (set, find_form (type));
    }
}
