/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many days before its date an instalment is due. */
#define CRM_INSTALMENT_DUE_DAYS 14

typedef enum
{
  CRM_INSTALMENT_PLANNED,
  CRM_INSTALMENT_DUE,
  CRM_INSTALMENT_OVERDUE, /* also when a part is paid */
  CRM_INSTALMENT_PARTIAL,
  CRM_INSTALMENT_PAID,
  CRM_INSTALMENT_CANCELLED,
} CrmInstalmentState;

/* What is kept of an instalment; the state follows from it and from what day it is. */
typedef struct
{
  const char *status; /* (nullable): only "cancelled" counts */
  const char *due_on;
  const char *paid_on; /* (nullable) */
  gint64 amount;       /* kopecks */
  gint64 paid;
} CrmInstalmentFacts;

/* What the strip of a policy shows; kopecks. */
typedef struct
{
  gint64 total; /* of those not cancelled */
  gint64 paid;
  gint64 due; /* rests of those due and overdue */
  gint64 overdue;
  int next; /* index of the first that is not paid; -1 */
} CrmInstalmentTotals;

CrmInstalmentState crm_instalment_get_state (const CrmInstalmentFacts *facts, const char *today);
/* "overdue": as in the record. */
const char *crm_instalment_state_get_name (CrmInstalmentState state);
gint64 crm_instalment_get_rest (const CrmInstalmentFacts *facts);
/* Days from @today to its date, negative when that is over; %FALSE when there is no date. */
gboolean crm_instalment_get_days (const CrmInstalmentFacts *facts, const char *today, int *days);
/* Whether it was paid in full on its day at the latest. */
gboolean crm_instalment_was_in_time (const CrmInstalmentFacts *facts);
void crm_instalment_add_up (const CrmInstalmentFacts *facts,
                            guint n,
                            const char *today,
                            CrmInstalmentTotals *totals);

G_END_DECLS
