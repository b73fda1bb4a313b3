/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/store/desk-account.h"
#include "client/store/desk-settings.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Theme, language, what the pages show, who is signed in where. */
#define DESK_TYPE_PREFERENCES_WINDOW (desk_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskPreferencesWindow,
                      desk_preferences_window,
                      DESK,
                      PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

GtkWidget *desk_preferences_window_new (DeskSettings *settings, DeskAccount *account);
/* The page of what the server keeps about the person: password, second factor, devices. */
void desk_preferences_window_add_account (DeskPreferencesWindow *self, DeskContext *context);

G_END_DECLS
