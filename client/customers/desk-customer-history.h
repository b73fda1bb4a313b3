/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The history of one client as lines for DeskTimelineView: the server's history events and, at the
 * end, the creation. A GListModel of DeskTimelineItem, newest first. Main thread only. */
#define DESK_TYPE_CUSTOMER_HISTORY (desk_customer_history_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerHistory, desk_customer_history, DESK, CUSTOMER_HISTORY, GObject)

DeskCustomerHistory *desk_customer_history_new (DeskContext *context);
/* @record (nullable) */
void desk_customer_history_set_record (DeskCustomerHistory *self, CrmRecord *record);

G_END_DECLS
