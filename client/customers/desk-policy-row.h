/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "client/ui/desk-record-set.h"
#include "shared/customers/crm-policy.h"

G_BEGIN_DECLS

/* A policy in a list: product, number, term and premium in one line, its details below when it is
 * open. Enter, Space or a click opens and closes it, Right opens, Left closes, the menu key shows
 * what can be done. Property "open". Main thread only. */
#define DESK_TYPE_POLICY_ROW (desk_policy_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskPolicyRow, desk_policy_row, DESK, POLICY_ROW, GtkListBoxRow)

/* @objects: all insured objects of the client. */
GtkWidget *desk_policy_row_new (DeskContext *context, CrmRecord *policy, DeskRecordSet *objects);
CrmRecord *desk_policy_row_get_policy (DeskPolicyRow *self);
gboolean desk_policy_row_is_open (DeskPolicyRow *self);
void desk_policy_row_set_open (DeskPolicyRow *self, gboolean open);

G_END_DECLS
