/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "client/ui/desk-record-set.h"

G_BEGIN_DECLS

/* An insured object on the card: a line that says what it is and where it is insured, and the rows
 * of its fields, shown when it is open and edited in place. An object beside the widgets. Owned by
 * the block; main thread. */
#define DESK_TYPE_OBJECT_ROW (desk_object_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskObjectRow, desk_object_row, DESK, OBJECT_ROW, GObject)

/* @policies: all of the client. */
DeskObjectRow *
desk_object_row_new (DeskContext *context, CrmRecord *object, DeskRecordSet *policies);
CrmRecord *desk_object_row_get_object (DeskObjectRow *self);
/* 0 is the line, then the fields; %NULL behind the last. */
GtkListBoxRow *desk_object_row_get_row (DeskObjectRow *self, guint index);
gboolean desk_object_row_is_open (DeskObjectRow *self);
void desk_object_row_set_open (DeskObjectRow *self, gboolean open);
/* Saves what is being typed. */
void desk_object_row_leave (DeskObjectRow *self);
/* With undo. */
void desk_object_row_remove (DeskObjectRow *self);

G_END_DECLS
