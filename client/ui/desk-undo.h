/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "client/ui/desk-operation.h"

G_BEGIN_DECLS

/* What can be taken back in one window, newest first, and what was taken back. Undoing discards the
 * commands that were not sent yet; for the others it submits their inverse. Main thread only.
 * Properties "can-undo", "can-redo". */
#define DESK_TYPE_UNDO (desk_undo_get_type ())
G_DECLARE_FINAL_TYPE (DeskUndo, desk_undo, DESK, UNDO, GObject)

DeskUndo *desk_undo_new (DeskContext *context);
/* @ids (element-type utf8): of the commands just submitted; @inverse (element-type CrmCommand)
 * (nullable): what to submit when they are already on their way. Both are copied or referenced. */
void desk_undo_push (DeskUndo *self, const char *text, GPtrArray *ids, GPtrArray *inverse);
/* The newest act joins the one before it, if that is still offered and both can be taken back in
 * the same way: from then on they are one. (transfer full) (nullable): what to say of them
 * together. */
char *desk_undo_merge (DeskUndo *self);
/* Nothing is offered any more; Ctrl+Z still takes it back. */
void desk_undo_withdraw (DeskUndo *self);
gboolean desk_undo_can_undo (DeskUndo *self);
gboolean desk_undo_can_redo (DeskUndo *self);
/* Takes back the newest act; %FALSE when there is none. */
gboolean desk_undo_undo (DeskUndo *self);
gboolean desk_undo_redo (DeskUndo *self);
/* (element-type DeskOperation) (transfer none): all that was done, newest first. */
GListModel *desk_undo_get_operations (DeskUndo *self);
/* One of them, whatever was done since. */
gboolean desk_undo_can_take_back (DeskUndo *self, DeskOperation *operation);
gboolean desk_undo_take_back (DeskUndo *self, DeskOperation *operation);
/* Signal "undone" (text), "redone" (text), "failed" (GError). */

/* A toplevel that has an undo stack and shows toasts. */
#define DESK_TYPE_UNDO_HOST (desk_undo_host_get_type ())
G_DECLARE_INTERFACE (DeskUndoHost, desk_undo_host, DESK, UNDO_HOST, GtkWidget)

struct _DeskUndoHostInterface
{
  GTypeInterface parent_iface;

  DeskUndo *(*get_undo) (DeskUndoHost *self);
  void (*show_undo_toast) (DeskUndoHost *self, const char *text);
};

/* After an act was submitted: shows @toast_text («Клиент удалён») with «Отменить» for 5 seconds in
 * the window of @from, Ctrl+Z does the same. While one is shown the next joins it. */
void desk_undo_offer (GtkWidget *from,
                      const char *toast_text,
                      GPtrArray *command_ids_to_discard,
                      GPtrArray *inverse_commands);

G_END_DECLS
