/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/app/desk-shell.h"
#include "client/ui/desk-undo.h"

G_BEGIN_DECLS

/* The main window of one signed-in account: shell, palette, toasts, history, undo. Its actions are
 * in desk-window-actions.c. Main thread; made by the application with the context. */
#define DESK_TYPE_WINDOW (desk_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskWindow, desk_window, DESK, WINDOW, AdwApplicationWindow)

DeskWindow *desk_window_new (GtkApplication *application, DeskContext *context);
/* Shows the first page; the database should be open, so that the first frame has rows. */
void desk_window_start (DeskWindow *self);
DeskContext *desk_window_get_context (DeskWindow *self);
DeskShell *desk_window_get_shell (DeskWindow *self);
DeskUndo *desk_window_get_undo (DeskWindow *self);
/* @record (nullable): %NULL is the list. */
void desk_window_open (DeskWindow *self, const char *module, const char *record);
/* (nullable): the module that shows records of this kind. */
DeskModule *desk_window_find_module (DeskWindow *self, const char *kind);
/* (nullable): the module with this id. */
DeskModule *desk_window_get_module (DeskWindow *self, const char *id);
/* -1 back, 1 forward. */
void desk_window_go (DeskWindow *self, int step);
void desk_window_show_palette (DeskWindow *self);
void desk_window_hide_palette (DeskWindow *self);
gboolean desk_window_is_palette_shown (DeskWindow *self);
/* The window of administration, made once; (transfer none). Only for those who may. */
GtkWindow *desk_window_show_administration (DeskWindow *self);
/* (transfer none): what is prepared there stays while this window is open. */
GtkWindow *desk_window_show_imports (DeskWindow *self);
void desk_window_show_toast (DeskWindow *self, const char *text);

G_END_DECLS
