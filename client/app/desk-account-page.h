/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* «Account and devices» of the preferences: password, second factor, where one is signed in. Main
 * thread only. */
#define DESK_TYPE_ACCOUNT_PAGE (desk_account_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskAccountPage, desk_account_page, DESK, ACCOUNT_PAGE, AdwPreferencesPage)

GtkWidget *desk_account_page_new (DeskContext *context);
/* The forms behind its buttons; (transfer none). */
GtkWidget *desk_account_page_change_password (DeskAccountPage *self);
GtkWidget *desk_account_page_turn_off (DeskAccountPage *self);
/* Asks the server for a secret first; the form comes with it. */
void desk_account_page_turn_on (DeskAccountPage *self);

/* A form that changes the password. @is_forced: the server wants it before anything else. */
GtkWidget *desk_password_form_open (GtkWidget *from, DeskContext *context, gboolean is_forced);

G_END_DECLS
