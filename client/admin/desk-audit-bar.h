/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/admin/desk-audit-list.h"

G_BEGIN_DECLS

/* What is asked of the action log: days, person, action, kind, record. Signal "changed". Main
 * thread only. */
#define DESK_TYPE_AUDIT_BAR (desk_audit_bar_get_type ())
G_DECLARE_FINAL_TYPE (DeskAuditBar, desk_audit_bar, DESK, AUDIT_BAR, AdwBin)

GtkWidget *desk_audit_bar_new (DeskContext *context);
/* @filter is cleared first. */
void desk_audit_bar_read (DeskAuditBar *self, DeskAuditFilter *filter);

/* As if the person chose it; "changed" comes once. */

/* Both nullable. */
void desk_audit_bar_choose (DeskAuditBar *self, const char *actor, const char *action);
/* Days as on the wire, 2026-11-23, both included; either may be %NULL: no bound. */
void desk_audit_bar_choose_days (DeskAuditBar *self, const char *first, const char *last);
/* All of this record, whenever it was; %NULL: of any. */
void desk_audit_bar_choose_record (DeskAuditBar *self, CrmRecord *record);

G_END_DECLS
