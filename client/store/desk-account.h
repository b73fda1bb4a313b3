/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who is signed in on this profile and where. The file `account.ini` in the profile's folder keeps
 * what is not secret (server, login, user id, name, role, branch, device id, pinned fingerprint,
 * epoch, lease-days); the session token is in the Secret Service only. Properties with those names.
 */
#define DESK_TYPE_ACCOUNT (desk_account_get_type ())
G_DECLARE_FINAL_TYPE (DeskAccount, desk_account, DESK, ACCOUNT, GObject)

/* @profile: "default" unless given on the command line; folder is
 * $XDG_DATA_HOME/zontik/PROFILE. */
DeskAccount *desk_account_new (const char *profile);
const char *desk_account_get_folder (DeskAccount *self);
/* Folder of the database: differs by server and user, so that one never opens another's. */
char *desk_account_dup_database_folder (DeskAccount *self);
const char *desk_account_get_server (DeskAccount *self); /* "https://host:port" */
const char *desk_account_get_login (DeskAccount *self);
const char *desk_account_get_user_id (DeskAccount *self); /* %NULL: nobody signed in yet */
const char *desk_account_get_user_name (DeskAccount *self);
const char *desk_account_get_role (DeskAccount *self);
const char *desk_account_get_branch (DeskAccount *self);
const char *desk_account_get_device_id (DeskAccount *self);   /* made once */
const char *desk_account_get_fingerprint (DeskAccount *self); /* SHA-256, hex with colons */
const char *desk_account_get_epoch (DeskAccount *self);
/* How long the cache may be read without the server. */
guint desk_account_get_lease_days (DeskAccount *self);
/* Any of them; written to the file at once, atomically. */
gboolean
desk_account_set (DeskAccount *self, const char *property, const char *value, GError **error);
void desk_account_load_token_async (DeskAccount *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* (nullable) (transfer full): without error when there is none. */
char *desk_account_load_token_finish (DeskAccount *self, GAsyncResult *result, GError **error);
/* @token %NULL forgets it. */
void desk_account_save_token_async (DeskAccount *self,
                                    const char *token,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean desk_account_save_token_finish (DeskAccount *self, GAsyncResult *result, GError **error);

G_END_DECLS
