/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client/customers/desk-history-item.h"

G_BEGIN_DECLS

/* Everything that happened with one client as lines for DeskTimelineView. A GListModel of
 * DeskHistoryItem, newest first; a line is made when it is asked for. Signal "answered": the first
 * lines are there, and again when all are. Main thread only. */
#define DESK_TYPE_CUSTOMER_HISTORY (desk_customer_history_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerHistory, desk_customer_history, DESK, CUSTOMER_HISTORY, GObject)

DeskCustomerHistory *desk_customer_history_new (DeskContext *context);
/* @record (nullable) */
void desk_customer_history_set_record (DeskCustomerHistory *self, CrmRecord *record);
/* Only these: bits of DeskTimelineGroup. */
void desk_customer_history_set_groups (DeskCustomerHistory *self, guint groups);
/* (nullable) (transfer none): where the lines come from. */
DeskTimeline *desk_customer_history_get_timeline (DeskCustomerHistory *self);

G_END_DECLS
