/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much speaks for two cards being one. Points are added; a contradiction also caps them,
 * because a family shares its phones, its address and its cars, and twins even their birthday.
 * Pure. */
#include "shared/customers/crm-duplicate.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "shared/customers/crm-duplicate-private.h"
#include "shared/customers/crm-name.h"

#define BIT(reason) (1u << (reason))

/* The one place where the weights stand. */
static const CrmDuplicateRule rules[] = {
  [CRM_DUPLICATE_NAME] = { "name", 45, 0, N_ ("the same name") },
  [CRM_DUPLICATE_NAME_SHORT] = { "name-short", 40, 0, N_ ("the same first and last name") },
  [CRM_DUPLICATE_NAME_NEAR] = { "name-near", 40, 0, N_ ("almost the same name") },
  [CRM_DUPLICATE_NAME_NEAR_SHORT] = { "name-near-short", 30, 0,
                                      N_ ("almost the same first and last name") },
  [CRM_DUPLICATE_NAME_INITIALS] = { "name-initials", 25, 0, N_ ("the same initials") },
  [CRM_DUPLICATE_NAME_LAST_ONLY] = { "name-last-only", 15, 0, N_ ("the same last name") },
  [CRM_DUPLICATE_NAME_MARRIED] = { "name-married", 15, 0, N_ ("another last name") },
  [CRM_DUPLICATE_NAME_DIFFERENT] = { "name-different", -45, 60, N_ ("another name") },
  [CRM_DUPLICATE_MIDDLE_DIFFERENT] = { "middle-different", -30, 65, N_ ("another patronymic") },
  [CRM_DUPLICATE_SEX_DIFFERENT] = { "sex-different", -30, 40, N_ ("another sex") },
  [CRM_DUPLICATE_BIRTH_DATE] = { "birth-date", 40, 0, N_ ("the same birth date") },
  [CRM_DUPLICATE_BIRTH_DATE_NEAR] = { "birth-date-near", 22, 0, N_ ("almost the same birth date") },
  [CRM_DUPLICATE_BIRTH_DATE_DIFFERENT] = { "birth-date-different", -45, 60,
                                           N_ ("another birth date") },
  [CRM_DUPLICATE_COMPANY_NAME] = { "company-name", 45, 0, N_ ("the same company name") },
  [CRM_DUPLICATE_COMPANY_NAME_NEAR] = { "company-name-near", 30, 0,
                                        N_ ("almost the same company name") },
  [CRM_DUPLICATE_COMPANY_NAME_DIFFERENT] = { "company-name-different", -30, 0,
                                             N_ ("another company name") },
  [CRM_DUPLICATE_INN] = { "inn", 60, 0, N_ ("the same INN") },
  [CRM_DUPLICATE_INN_DIFFERENT] = { "inn-different", -50, 60, N_ ("another INN") },
  [CRM_DUPLICATE_KPP] = { "kpp", 20, 0, N_ ("the same KPP") },
  [CRM_DUPLICATE_KPP_DIFFERENT] = { "kpp-different", -15, 0, N_ ("another KPP") },
  [CRM_DUPLICATE_DOCUMENT] = { "document", 60, 0, N_ ("the same document") },
  /* Passports are changed, so this says little. */
  [CRM_DUPLICATE_DOCUMENT_DIFFERENT] = { "document-different", -10, 0,
                                         N_ ("another document of the same type") },
  [CRM_DUPLICATE_PHONE] = { "phone", 30, 0, N_ ("the same phone") },
  [CRM_DUPLICATE_EMAIL] = { "email", 30, 0, N_ ("the same e-mail address") },
  [CRM_DUPLICATE_VIN] = { "vin", 20, 0, N_ ("the same vehicle") },
  [CRM_DUPLICATE_ADDRESS] = { "address", 10, 0, N_ ("the same address") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (rules) == CRM_DUPLICATE_N_REASONS);

/* These are given to one person only, so they outweigh what contradicts them. */
#define PROOFS (BIT (CRM_DUPLICATE_DOCUMENT) | BIT (CRM_DUPLICATE_INN))

const CrmDuplicateRule *
crm_duplicate_get_rules (void)
{
  return rules;
}

/* ---- what agrees --------------------------------------------------------------------------- */

/* Both sorted. */
static gboolean
share_one (char **a, char **b)
{
  while (*a != NULL && *b != NULL)
    {
      int order = strcmp (*a, *b);

      if (order == 0)
        return TRUE;
      if (order < 0)
        a++;
      else
        b++;
    }
  return FALSE;
}

/* Whether both have a paper of one type, by what stands before the colon. */
static gboolean
share_type (char **a, char **b)
{
  for (guint i = 0; a[i] != NULL; i++)
    for (guint k = 0; b[k] != NULL; k++)
      {
        gsize length = strcspn (a[i], ":");

        if (a[i][length] == ':' && strncmp (a[i], b[k], length + 1) == 0)
          return TRUE;
      }
  return FALSE;
}

static guint32
judge_names (const CrmDuplicateCard *a,
             const char *b_last,
             const char *b_first,
             const char *b_middle)
{
  CrmNameMatch last = crm_name_match (a->last, b_last, FALSE);
  CrmNameMatch first = crm_name_match (a->first, b_first, TRUE);
  CrmNameMatch middle = crm_name_match (a->middle, b_middle, FALSE);
  CrmNameMatch worst = MIN (last, first);

  if (first == CRM_NAME_DIFFERENT)
    return BIT (CRM_DUPLICATE_NAME_DIFFERENT) |
           (last >= CRM_NAME_PART ? BIT (CRM_DUPLICATE_NAME_LAST_ONLY) : 0);
  if (last == CRM_NAME_DIFFERENT)
    return first >= CRM_NAME_NEAR && middle >= CRM_NAME_NEAR ? BIT (CRM_DUPLICATE_NAME_MARRIED)
                                                             : BIT (CRM_DUPLICATE_NAME_DIFFERENT);
  if (last == CRM_NAME_UNKNOWN)
    return 0;
  if (first == CRM_NAME_UNKNOWN)
    return BIT (CRM_DUPLICATE_NAME_LAST_ONLY);
  if (middle == CRM_NAME_DIFFERENT)
    return BIT (CRM_DUPLICATE_NAME_NEAR_SHORT) | BIT (CRM_DUPLICATE_MIDDLE_DIFFERENT);
  if (worst == CRM_NAME_INITIAL)
    return BIT (CRM_DUPLICATE_NAME_INITIALS);
  if (worst == CRM_NAME_SAME && middle == CRM_NAME_SAME)
    return BIT (CRM_DUPLICATE_NAME);
  if (worst == CRM_NAME_SAME && middle < CRM_NAME_NEAR)
    return BIT (CRM_DUPLICATE_NAME_SHORT);
  return middle >= CRM_NAME_NEAR ? BIT (CRM_DUPLICATE_NAME_NEAR)
                                 : BIT (CRM_DUPLICATE_NAME_NEAR_SHORT);
}

/* The last name may stand in the field of the first. */
static guint32
find_name_reasons (const CrmDuplicateCard *a, const CrmDuplicateCard *b)
{
  guint32 found = judge_names (a, b->last, b->first, b->middle);
  guint32 swapped;

  if ((found & BIT (CRM_DUPLICATE_NAME_DIFFERENT)) == 0)
    return found;

  swapped = judge_names (a, b->first, b->last, b->middle);
  return swapped == BIT (CRM_DUPLICATE_NAME) || swapped == BIT (CRM_DUPLICATE_NAME_SHORT) ? swapped
                                                                                          : found;
}

/* One digit, or two neighbours changed about, or day and month. */
static gboolean
is_mistyped_date (const char *a, const char *b)
{
  guint n_wrong = 0;

  for (guint i = 0; a[i] != '\0' && b[i] != '\0'; i++)
    n_wrong += a[i] != b[i];
  if (n_wrong == 1)
    return TRUE;
  for (guint i = 0; n_wrong == 2 && a[i + 1] != '\0'; i++)
    if (a[i] != b[i] && a[i] == b[i + 1] && a[i + 1] == b[i])
      return TRUE;
  return strncmp (a, b, 5) == 0 && strncmp (a + 5, b + 8, 2) == 0 && strncmp (a + 8, b + 5, 2) == 0;
}

static guint32
find_person_reasons (const CrmDuplicateCard *a, const CrmDuplicateCard *b)
{
  guint32 found = find_name_reasons (a, b);
  gboolean have_dates = strlen (a->birth_date) == 10 && strlen (b->birth_date) == 10;

  if (a->sex != 0 && b->sex != 0 && a->sex != b->sex)
    found |= BIT (CRM_DUPLICATE_SEX_DIFFERENT);
  if (!have_dates)
    return found;
  if (strcmp (a->birth_date, b->birth_date) == 0)
    return found | BIT (CRM_DUPLICATE_BIRTH_DATE);
  return found | (is_mistyped_date (a->birth_date, b->birth_date)
                      ? BIT (CRM_DUPLICATE_BIRTH_DATE_NEAR)
                      : BIT (CRM_DUPLICATE_BIRTH_DATE_DIFFERENT));
}

static guint32
find_company_reasons (const CrmDuplicateCard *a, const CrmDuplicateCard *b)
{
  guint32 found = 0;

  switch (crm_name_match (a->company, b->company, FALSE))
    {
    case CRM_NAME_SAME:
      found = BIT (CRM_DUPLICATE_COMPANY_NAME);
      break;
    case CRM_NAME_NEAR:
    case CRM_NAME_PART:
      found = BIT (CRM_DUPLICATE_COMPANY_NAME_NEAR);
      break;
    case CRM_NAME_DIFFERENT:
      found = BIT (CRM_DUPLICATE_COMPANY_NAME_DIFFERENT);
      break;
    default:
      break;
    }
  if (*a->kpp != '\0' && *b->kpp != '\0')
    found |=
        strcmp (a->kpp, b->kpp) == 0 ? BIT (CRM_DUPLICATE_KPP) : BIT (CRM_DUPLICATE_KPP_DIFFERENT);
  return found;
}

static guint32
find_common_reasons (const CrmDuplicateCard *a, const CrmDuplicateCard *b)
{
  guint32 found = 0;

  if (share_one (a->phones, b->phones))
    found |= BIT (CRM_DUPLICATE_PHONE);
  if (share_one (a->emails, b->emails))
    found |= BIT (CRM_DUPLICATE_EMAIL);
  if (share_one (a->vins, b->vins))
    found |= BIT (CRM_DUPLICATE_VIN);
  if (share_one (a->documents, b->documents))
    found |= BIT (CRM_DUPLICATE_DOCUMENT);
  else if (share_type (a->documents, b->documents))
    found |= BIT (CRM_DUPLICATE_DOCUMENT_DIFFERENT);
  if (*a->inn != '\0' && *b->inn != '\0')
    found |=
        strcmp (a->inn, b->inn) == 0 ? BIT (CRM_DUPLICATE_INN) : BIT (CRM_DUPLICATE_INN_DIFFERENT);
  if (*a->address != '\0' && strcmp (a->address, b->address) == 0)
    found |= BIT (CRM_DUPLICATE_ADDRESS);
  return found;
}

/* ---- the verdict --------------------------------------------------------------------------- */

/* Beside a proof what contradicts weighs half: it is a nickname, or a mistake. */
static guint
add_up (guint32 reasons)
{
  gboolean is_proved = (reasons & PROOFS) != 0;
  int sum = 0, cap = 100;

  for (guint i = 0; i < CRM_DUPLICATE_N_REASONS; i++)
    if ((reasons & BIT (i)) != 0)
      {
        gboolean is_against = rules[i].points < 0;

        sum += is_proved && is_against ? rules[i].points / 2 : rules[i].points;
        if (rules[i].cap > 0 && !is_proved)
          cap = MIN (cap, rules[i].cap);
      }
  return (guint) CLAMP (sum, 0, cap);
}

/**
 * crm_duplicate_compare:
 * @a: a card
 * @b: another
 * @reasons: (out) (optional): what agrees and what does not
 *
 * A person and a company are never one.
 *
 * Returns: 0 to 100
 */
guint
crm_duplicate_compare (const CrmDuplicateCard *a, const CrmDuplicateCard *b, guint32 *reasons)
{
  guint32 found = 0;

  if (a->is_company == b->is_company)
    found = find_common_reasons (a, b) |
            (a->is_company ? find_company_reasons (a, b) : find_person_reasons (a, b));
  if (reasons != NULL)
    *reasons = found;
  return add_up (found);
}

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  const CrmDuplicateRule *first = *(const CrmDuplicateRule *const *) a;
  const CrmDuplicateRule *second = *(const CrmDuplicateRule *const *) b;
  int order = ABS (second->points) - ABS (first->points);

  return order != 0 ? order : (int) (first - second);
}

/**
 * crm_duplicate_list_reasons:
 * @reasons: bits
 *
 * Returns: (transfer container) (array zero-terminated=1): their codes
 */
const char **
crm_duplicate_list_reasons (guint32 reasons)
{
  const CrmDuplicateRule *found[CRM_DUPLICATE_N_REASONS];
  const char **codes;
  guint n = 0;

  for (guint i = 0; i < CRM_DUPLICATE_N_REASONS; i++)
    if ((reasons & BIT (i)) != 0)
      found[n++] = &rules[i];
  qsort (found, n, sizeof found[0], compare_weights);

  codes = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    codes[i] = found[i]->code;
  return codes;
}
