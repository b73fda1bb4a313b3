/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long papers are good. Pure. */
#include "shared/customers/crm-document-expiry.h"

#include <string.h>

#include "shared/base/crm-date.h"

#define DAYS_TO_CHANGE 90
#define LICENCE_YEARS  10

/* Ages at which a passport is changed. */
static const int passport_ages[] = { 20, 45 };

/* The 90th day after the first birthday of these that came after the passport was given. */
static char *
find_passport_end (const CrmPaperDates *paper)
{
  int issued, birthday;

  if (!crm_date_to_days (paper->issued_on, &issued))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (passport_ages); i++)
    {
      g_autofree char *date = crm_date_add_years (paper->birth_date, passport_ages[i]);

      if (crm_date_to_days (date, &birthday) && issued < birthday)
        return crm_date_from_days (birthday + DAYS_TO_CHANGE);
    }
  return NULL;
}

/**
 * crm_document_dup_expiry:
 * @paper: what is known of it
 *
 * Returns: (transfer full) (nullable): the last day on which it is good
 */
char *
crm_document_dup_expiry (const CrmPaperDates *paper)
{
  if (paper->valid_to != NULL)
    return g_strdup (paper->valid_to);
  if (g_strcmp0 (paper->type, "passport") == 0)
    return find_passport_end (paper);
  if (g_strcmp0 (paper->type, "driving-licence") == 0)
    return crm_date_add_years (paper->issued_on, LICENCE_YEARS);
  return NULL;
}
