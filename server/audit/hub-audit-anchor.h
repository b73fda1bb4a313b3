/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/audit/hub-audit-seal.h"

G_BEGIN_DECLS

/* The last seal of each epoch in a file outside of the database: who cuts off the end of the audit
 * would have to cut it here too. Blocking; small files. */

/* One line of it. Plain value. */
typedef struct
{
  gint64 epoch;
  gint64 n;
  char hash[HUB_AUDIT_HASH_TEXT];
} HubAuditAnchor;

/* In the data folder @dir. */
char *hub_audit_anchor_get_path (const char *dir);
/* (transfer full) (element-type HubAuditAnchor): in the order of the epochs; empty when there is no
 * file. CRM_ERROR_CORRUPT for one that is something else. */
GArray *hub_audit_anchor_read (const char *path, GError **error);
/* Notes the end of the chain. %FALSE with CRM_ERROR_CORRUPT, and nothing is written, when it lies
 * before the one noted: the audit was cut. */
gboolean hub_audit_anchor_note (const char *path, const HubAuditEnd *end, GError **error);
/* The anchors that are not in the database. #HubDbWork for a #HubAuditAnchors. */
typedef struct
{
  GArray *anchors; /* (element-type HubAuditAnchor) */
  char *what;      /* (owned) (nullable): what is wrong, in words */
} HubAuditAnchors;

gboolean hub_audit_anchor_verify_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
