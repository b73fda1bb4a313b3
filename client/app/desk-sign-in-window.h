/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/app/desk-sign-in-page.h"
#include "client/app/desk-workspace.h"

G_BEGIN_DECLS

/* The window before the main one: the form, then the first load. Signals "signed-in",
 * "work-offline", "start". Made by the application. */
#define DESK_TYPE_SIGN_IN_WINDOW (desk_sign_in_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskSignInWindow,
                      desk_sign_in_window,
                      DESK,
                      SIGN_IN_WINDOW,
                      AdwApplicationWindow)

/* @server (nullable). */
DeskSignInWindow *desk_sign_in_window_new (GtkApplication *application,
                                           DeskAccount *account,
                                           const char *server,
                                           gboolean can_work_offline);
DeskSignInPage *desk_sign_in_window_get_page (DeskSignInWindow *self);
void desk_sign_in_window_show_first_run (DeskSignInWindow *self, DeskWorkspace *workspace);

G_END_DECLS
