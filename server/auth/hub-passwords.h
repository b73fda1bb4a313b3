/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HUB_PASSWORD_MAX 1024 /* bytes; a longer one is a way to waste our time */

/* Argon2id on two threads of its own. Async calls: main thread. */
#define HUB_TYPE_PASSWORDS (hub_passwords_get_type ())
G_DECLARE_FINAL_TYPE (HubPasswords, hub_passwords, HUB, PASSWORDS, GObject)

HubPasswords *hub_passwords_new (void);
/* @hash (nullable): %NULL is a person who does not exist; it takes as long and is never right.
 * CRM_ERROR_UNAVAILABLE at once when too many wait. */
void hub_passwords_verify_async (HubPasswords *self,
                                 const char *password,
                                 const char *hash,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Whether it is right; %FALSE with @error set when nobody looked. */
gboolean hub_passwords_verify_finish (HubPasswords *self, GAsyncResult *result, GError **error);

/* Blocking, for the command line. (transfer full) (nullable): what the database keeps. */
char *hub_password_hash (const char *password, GError **error);
/* Worth a warning: fewer than eight characters. */
gboolean hub_password_is_short (const char *password);
/* What cannot be a password. CRM_ERROR_INVALID. */
gboolean hub_password_check (const char *password, GError **error);

G_END_DECLS
