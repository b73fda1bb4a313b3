/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/customers/desk-customers-views.h"

G_BEGIN_DECLS

/* Asks for the name of a view and who may see it. Signal "chosen" (name, sharing). */
#define DESK_TYPE_VIEW_DIALOG (desk_view_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DeskViewDialog, desk_view_dialog, DESK, VIEW_DIALOG, AdwMessageDialog)

/* @record (nullable): one that is there already. */
GtkWidget *desk_view_dialog_new (GtkWidget *from, DeskCustomersViews *views, CrmRecord *record);

G_END_DECLS
