/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One relation as it is seen from one of the two cards: avatar, name and what that person is. Enter
 * opens the card of the other. */
#define DESK_TYPE_RELATION_ROW (desk_relation_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskRelationRow, desk_relation_row, DESK, RELATION_ROW, GtkListBoxRow)

/* @customer: id of the client on whose card it is. */
GtkWidget *desk_relation_row_new (DeskContext *context, CrmRecord *relation, const char *customer);
CrmRecord *desk_relation_row_get_relation (DeskRelationRow *self);
/* Goes to the card of the other, when there is one to see. */
void desk_relation_row_open (DeskRelationRow *self);

G_END_DECLS
