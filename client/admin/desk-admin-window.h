/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The window of administration: sections at the left, one of them at the right, what was done can
 * be taken back by Ctrl+Z. Only for those who have something to do in it, see
 * desk_rights_may_administer(); it closes when the last of that is taken away. Main thread only. */
#define DESK_TYPE_ADMIN_WINDOW (desk_admin_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskAdminWindow, desk_admin_window, DESK, ADMIN_WINDOW, AdwWindow)

GtkWidget *desk_admin_window_new (GtkApplication *application, DeskContext *context);
/* @id: "people", "branches", "deputies", "devices", "audit". %FALSE when this person has it not. */
gboolean desk_admin_window_show (DeskAdminWindow *self, const char *id);
/* The log of one record; %FALSE as above. */
gboolean desk_admin_window_show_log (DeskAdminWindow *self, CrmRecord *record);
/* (nullable) (transfer none): the section shown. */
const char *desk_admin_window_get_shown (DeskAdminWindow *self);
/* As if typed into «Find setting». */
void desk_admin_window_find (DeskAdminWindow *self, const char *text);
/* Takes back the newest act; %FALSE when there is none. */
gboolean desk_admin_window_undo (DeskAdminWindow *self);

typedef void (*DeskAdminUndoFunc) (gpointer data);

/* For the pages: a toast in the window of @from; the second with «Undo», which calls @undo once. */
void desk_admin_toast (GtkWidget *from, const char *text);
void desk_admin_offer_undo (GtkWidget *from,
                            const char *text,
                            DeskAdminUndoFunc undo,
                            gpointer data,
                            GDestroyNotify data_free);

G_END_DECLS
