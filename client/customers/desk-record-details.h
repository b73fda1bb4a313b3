/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Shows all that is known of @record in a popover beside @at, which goes when it is closed. */
void desk_record_details_show (GtkWidget *at, DeskContext *context, CrmRecord *record);

G_END_DECLS
