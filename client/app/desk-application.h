/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/app/desk-sign-in-window.h"
#include "client/app/desk-window.h"
#include "client/app/desk-workspace.h"

G_BEGIN_DECLS

/* The program: makes the services, decides which window is shown, owns them all. Options --server,
 * --profile, --sign-in, --trust. */
#define DESK_TYPE_APPLICATION (desk_application_get_type ())
G_DECLARE_FINAL_TYPE (DeskApplication, desk_application, DESK, APPLICATION, AdwApplication)

DeskApplication *desk_application_new (void);
/* (nullable) */
DeskWindow *desk_application_get_window (DeskApplication *self);
/* (nullable) */
DeskSignInWindow *desk_application_get_sign_in_window (DeskApplication *self);
/* (nullable) */
DeskWorkspace *desk_application_get_workspace (DeskApplication *self);
DeskSettings *desk_application_get_settings (DeskApplication *self);
DeskAccount *desk_application_get_account (DeskApplication *self);
/* Shows the form over what is there; what is typed stays. */
void desk_application_ask_sign_in (DeskApplication *self);
void desk_application_sign_out (DeskApplication *self);

G_END_DECLS
