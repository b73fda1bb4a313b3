/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* One line of a card's history: who changed what, when. Written by the server only. */
typedef enum
{
  CRM_HISTORY_EVENT_CUSTOMER,
  CRM_HISTORY_EVENT_RECORD_KIND,
  CRM_HISTORY_EVENT_RECORD,
  CRM_HISTORY_EVENT_ACTION,  /* create, update, delete, restore, reassign */
  CRM_HISTORY_EVENT_ACTOR,   /* user */
  CRM_HISTORY_EVENT_AT,      /* server's time, the order */
  CRM_HISTORY_EVENT_DONE_AT, /* when the person did it */
  CRM_HISTORY_EVENT_CHANGES, /* {"last_name":{"was":…,"now":…}} */
  CRM_HISTORY_EVENT_N_FIELDS,
} CrmHistoryEventField;

#define CRM_TYPE_HISTORY_EVENT (crm_history_event_get_type ())
G_DECLARE_FINAL_TYPE (CrmHistoryEvent, crm_history_event, CRM, HISTORY_EVENT, CrmRecord)

extern const CrmKind crm_history_event_kind;

G_END_DECLS
