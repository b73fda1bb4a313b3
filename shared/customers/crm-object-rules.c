/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of an insured object. Vehicles come from everywhere, so odd numbers of theirs are
 * told and kept; only what cannot be such a number is refused. Pure. */
#include "shared/customers/crm-object-rules.h"

#include <string.h>

#include "shared/customers/crm-identifier.h"
#include "shared/customers/crm-insured-object.h"

#define FIRST_YEAR 1880
#define LAST_YEAR  2200

static const struct
{
  guint field;
  const char *pointer;
  CrmIdentifierKind kind;
  gboolean is_strict;
} numbers[] = {
  { CRM_INSURED_OBJECT_VIN, "/set/vin", CRM_IDENTIFIER_VIN, TRUE },
  { CRM_INSURED_OBJECT_BODY_NUMBER, "/set/body_number", CRM_IDENTIFIER_BODY_NUMBER, FALSE },
  { CRM_INSURED_OBJECT_PLATE, "/set/plate", CRM_IDENTIFIER_PLATE, FALSE },
  { CRM_INSURED_OBJECT_CADASTRAL_NUMBER, "/set/cadastral_number", CRM_IDENTIFIER_CADASTRAL, TRUE },
};

/* One of these says which object is meant. */
static const guint names[] = {
  CRM_INSURED_OBJECT_TITLE,   CRM_INSURED_OBJECT_VIN,    CRM_INSURED_OBJECT_BODY_NUMBER,
  CRM_INSURED_OBJECT_PLATE,   CRM_INSURED_OBJECT_MAKE,   CRM_INSURED_OBJECT_CADASTRAL_NUMBER,
  CRM_INSURED_OBJECT_ADDRESS, CRM_INSURED_OBJECT_PERSON,
};

void
crm_insured_object_normalise_set (CrmFieldSet *set)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *text = crm_field_set_get (set, numbers[i].field);
      g_autofree char *normal = NULL;

      if (text == NULL)
        continue;
      crm_identifier_check (numbers[i].kind, text, NULL, &normal, NULL);
      crm_field_set_put (set, numbers[i].field, normal);
    }
}

static gboolean
has_name (const char *const *values)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (values[names[i]] != NULL)
      return TRUE;
  return FALSE;
}

static void
check_numbers (const char *const *values, gboolean is_strict, CrmProblem *problem)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *text = values[numbers[i].field];
      const char *code = NULL;
      CrmSeverity severity;

      if (text == NULL)
        continue;
      severity = crm_identifier_check (numbers[i].kind, text, NULL, NULL, &code);
      if (severity == CRM_SEVERITY_OK ||
          is_strict != (severity == CRM_SEVERITY_ERROR && numbers[i].is_strict))
        continue;
      crm_problem_add (problem, numbers[i].pointer, code, "%s",
                       crm_identifier_get_form (numbers[i].kind));
    }
}

/**
 * crm_insured_object_check:
 * @values: (array): canonical values of the whole object
 * @problem: takes what is wrong
 */
void
crm_insured_object_check (const char *const *values, CrmProblem *problem)
{
  const char *year = values[CRM_INSURED_OBJECT_YEAR];
  const char *power = values[CRM_INSURED_OBJECT_POWER_HP];

  if (values[CRM_INSURED_OBJECT_CUSTOMER] == NULL)
    crm_problem_add (problem, "/set/customer", "required", "whose is it");
  if (values[CRM_INSURED_OBJECT_TYPE] == NULL)
    crm_problem_add (problem, "/set/type", "required", "what is it");
  if (!has_name (values))
    crm_problem_add (problem, "/set/title", "required", "it may not be empty");
  if (year != NULL && (g_ascii_strtoll (year, NULL, 10) < FIRST_YEAR ||
                       g_ascii_strtoll (year, NULL, 10) > LAST_YEAR))
    crm_problem_add (problem, "/set/year", "range", "it is no year of make");
  if (power != NULL && *power == '-')
    crm_problem_add (problem, "/set/power_hp", "range", "it is less than nothing");
  check_numbers (values, TRUE, problem);
}

/**
 * crm_insured_object_warn:
 * @values: (array): canonical values of the whole object
 * @warnings: takes what is unusual
 */
void
crm_insured_object_warn (const char *const *values, CrmProblem *warnings)
{
  check_numbers (values, FALSE, warnings);
}
