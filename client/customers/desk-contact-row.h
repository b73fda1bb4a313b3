/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "client/ui/desk-field-row.h"
#include "shared/customers/crm-contact-point.h"

G_BEGIN_DECLS

/* One way to reach a client: its field row with a link to call or write and a menu. An object
 * beside the widget: the row is desk_contact_row_get_row(). Owned by the group of contacts; main
 * thread. */
#define DESK_TYPE_CONTACT_ROW (desk_contact_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskContactRow, desk_contact_row, DESK, CONTACT_ROW, GObject)

DeskContactRow *desk_contact_row_new (DeskContext *context, CrmRecord *contact);
/* Whether there are more of its type: only then it matters which one is the main one. */
void desk_contact_row_set_has_others (DeskContactRow *self, gboolean has_others);
DeskFieldRow *desk_contact_row_get_row (DeskContactRow *self);
CrmRecord *desk_contact_row_get_contact (DeskContactRow *self);
void desk_contact_row_leave (DeskContactRow *self);
/* "call-start-symbolic" for a phone; Not freed. */
const char *desk_contact_type_icon (const char *type);
/* Signal "made-main": the menu asks that this becomes the main contact of its type. */

G_END_DECLS
