/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/admin/hub-admin-call.h"

G_BEGIN_DECLS

/* What somebody looks for in the audit. Plain struct. */
typedef enum
{
  HUB_AUDIT_FILTER_FROM,
  HUB_AUDIT_FILTER_TO,
  HUB_AUDIT_FILTER_ACTOR,
  HUB_AUDIT_FILTER_ACTION,
  HUB_AUDIT_FILTER_KIND,
  HUB_AUDIT_FILTER_RECORD,
  HUB_AUDIT_FILTER_N,
} HubAuditFilterField;

typedef struct
{
  char *values[HUB_AUDIT_FILTER_N]; /* (owned) (nullable) */
  gint64 ver;                       /* the page lies before this place */
  char id[CRM_ID_LENGTH + 1];
  guint limit;
} HubAuditFilter;

/* Columns of admin/list-audit*. */
enum
{
  HUB_AUDIT_COLUMN_VER,
  HUB_AUDIT_COLUMN_ID,
  HUB_AUDIT_COLUMN_AT,
  HUB_AUDIT_COLUMN_DONE_AT,
  HUB_AUDIT_COLUMN_IS_OFFLINE,
  HUB_AUDIT_COLUMN_ACTOR,
  HUB_AUDIT_COLUMN_ACTOR_NAME,
  HUB_AUDIT_COLUMN_DEVICE,
  HUB_AUDIT_COLUMN_ACTION,
  HUB_AUDIT_COLUMN_KIND,
  HUB_AUDIT_COLUMN_RECORD,
  HUB_AUDIT_COLUMN_STATUS,
  HUB_AUDIT_COLUMN_PROBLEM,
  HUB_AUDIT_COLUMN_VERSION,
  HUB_AUDIT_COLUMN_CHANGED,
  HUB_AUDIT_COLUMN_DETAILS,
  HUB_AUDIT_N_COLUMNS,
};

/* From the query of the request; what is wrong goes to @problem. */
void hub_audit_filter_read (HubAuditFilter *self,
                            HubExchange *exchange,
                            guint max_limit,
                            CrmProblem *problem);
void hub_audit_filter_clear (HubAuditFilter *self);
/* Behind the last of @rows. */
void hub_audit_filter_advance (HubAuditFilter *self, HubDbRows *rows);
/* (transfer full): where the next page begins; signed, of this person and this filter alone. */
char *hub_audit_filter_dup_cursor (HubAuditFilter *self, GBytes *secret, const char *user);
/* The page, in the scope of the rights of @call for its action. */
HubDbRows *hub_audit_filter_select (HubAuditFilter *self, HubAdminCall *call, GError **error);
/* (transfer full): a JSON object of the filter, for the log. */
char *hub_audit_filter_describe (HubAuditFilter *self);

G_END_DECLS
