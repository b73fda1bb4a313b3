/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/customers/desk-bulk-plan.h"

G_BEGIN_DECLS

/* An act on many clients: what it would do, then what became of each. Signal "applied". */
#define DESK_TYPE_BULK_WINDOW (desk_bulk_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskBulkWindow, desk_bulk_window, DESK, BULK_WINDOW, AdwWindow)

/* @records (element-type CrmCustomer); @owner (nullable): to hand them over to; else tags and
 * fields are edited. */
GtkWidget *
desk_bulk_window_new (GtkWidget *from, DeskContext *context, GPtrArray *records, const char *owner);
/* For tests: as if typed and clicked. */
void desk_bulk_window_choose (DeskBulkWindow *self, DeskBulkAct act, const char *value);
void desk_bulk_window_apply (DeskBulkWindow *self);
gboolean desk_bulk_window_is_applied (DeskBulkWindow *self);

G_END_DECLS
