/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/store/desk-account.h"

G_BEGIN_DECLS

/* Login, password, server; what went wrong and what can be done about it. Signals "signed-in" and
 * "work-offline". */
#define DESK_TYPE_SIGN_IN_PAGE (desk_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskSignInPage, desk_sign_in_page, DESK, SIGN_IN_PAGE, AdwBin)

/* @server (nullable): shown instead of the account's. @can_work_offline: this account has a cache
 * that can be worked with. */
GtkWidget *
desk_sign_in_page_new (DeskAccount *account, const char *server, gboolean can_work_offline);
void desk_sign_in_page_focus (DeskSignInPage *self);
/* For tests and `--sign-in`. */
void desk_sign_in_page_fill (DeskSignInPage *self, const char *login, const char *password);
/* Begins; @fingerprint (nullable): the certificate that the person agreed to. */
void desk_sign_in_page_submit (DeskSignInPage *self, const char *fingerprint);
/* Whether the code of the second factor is asked for. */
gboolean desk_sign_in_page_asks_code (DeskSignInPage *self);
void desk_sign_in_page_fill_code (DeskSignInPage *self, const char *code);
gboolean desk_sign_in_page_is_busy (DeskSignInPage *self);
/* Why somebody who did not sign out has to sign in. */
void desk_sign_in_page_tell (DeskSignInPage *self, const char *text);
/* (nullable): what went wrong, as shown. */
const char *desk_sign_in_page_get_message (DeskSignInPage *self);

G_END_DECLS
