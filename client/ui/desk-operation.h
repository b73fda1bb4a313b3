/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/store/desk-outbox.h"

G_BEGIN_DECLS

/* One thing that was done in a window, however many records it changed: what, when, how many, and
 * what became of it. Property "state-serial" changes when that does. Main thread only. */
#define DESK_TYPE_OPERATION (desk_operation_get_type ())
G_DECLARE_FINAL_TYPE (DeskOperation, desk_operation, DESK, OPERATION, GObject)

typedef enum
{
  DESK_OPERATION_SENT,    /* the server has all of it */
  DESK_OPERATION_WAITING, /* some waits to be sent or to be answered */
  DESK_OPERATION_REFUSED, /* some was not accepted, or is to be decided */
  DESK_OPERATION_UNDONE,
} DeskOperationState;

DeskOperation *desk_operation_new (const char *text);
const char *desk_operation_get_text (DeskOperation *self);
gint64 desk_operation_get_time (DeskOperation *self);
guint desk_operation_get_count (DeskOperation *self);
DeskOperationState desk_operation_get_state (DeskOperation *self);
/* How many of its commands wait, and how many were refused. */
guint desk_operation_get_waiting (DeskOperation *self);
guint desk_operation_get_refused (DeskOperation *self);
/* Its commands (element-type utf8): they are others after a redo. */
void desk_operation_set_ids (DeskOperation *self, GPtrArray *ids);
void desk_operation_set_text (DeskOperation *self, const char *text);
void desk_operation_set_undone (DeskOperation *self, gboolean undone);
/* Looks at what the outbox has of each; (element-type DeskOperation). */
void desk_operations_refresh (GListModel *operations, DeskOutbox *outbox);

G_END_DECLS
