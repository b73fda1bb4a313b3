/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words about the end of documents. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-paper-expiry.h"

#include <glib/gi18n.h>

#include "shared/base/crm-date.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-document-expiry.h"
#include "shared/customers/crm-identity-document.h"

/* As the server's task about it. */
#define SOON_DAYS 30

DeskPaperExpiry
desk_paper_describe_expiry (CrmRecord *paper, CrmRecord *customer, gint64 now, char **word)
{
  const CrmPaperDates dates = {
    .type = crm_record_get_text (paper, CRM_IDENTITY_DOCUMENT_TYPE),
    .birth_date = crm_record_get_text (customer, CRM_CUSTOMER_BIRTH_DATE),
    .issued_on = crm_record_get_text (paper, CRM_IDENTITY_DOCUMENT_ISSUED_ON),
    .valid_to = crm_record_get_text (paper, CRM_IDENTITY_DOCUMENT_VALID_TO),
  };
  g_autofree char *end = crm_document_dup_expiry (&dates);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);
  g_autofree char *today = g_date_time_format (time, "%Y-%m-%d");
  int last = 0, first = 0, left;

  *word = NULL;
  if (end == NULL || !crm_date_to_days (end, &last) || !crm_date_to_days (today, &first))
    return DESK_PAPER_GOOD;
  left = last - first;
  if (left > SOON_DAYS)
    return DESK_PAPER_GOOD;
  if (left < 0)
    {
      *word = g_strdup (_ ("expired"));
      return DESK_PAPER_ENDED;
    }
  *word = left == 0 ? g_strdup (_ ("last day"))
                    : g_strdup_printf (ngettext ("%d day", "%d days", (gulong) left), left);
  return DESK_PAPER_ENDS;
}
