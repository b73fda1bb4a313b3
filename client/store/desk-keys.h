/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"
#include "client/store/desk-vault.h"

G_BEGIN_DECLS

/* The two random keys of a profile's vault: in the Secret Service, or, where there is none, in the
 * file `vault.ini` of the profile under a passphrase (Argon2id). Main thread only. */

/* Opens the vault, or makes it the first time. @passphrase (nullable): what was typed; with a first
 * one a vault without the Secret Service is made. Errors: CRM_ERROR_UNAUTHENTICATED: there is no
 * Secret Service and no passphrase was given; DENIED: it is the wrong one; UNAVAILABLE: the keys
 * are in a Secret Service that does not answer. */
void desk_keys_open_async (DeskAccount *account,
                           const char *passphrase,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* @lost (out) (optional): there were keys and they are gone: what was sealed with them cannot be
 * read any more. (transfer full) */
DeskVault *desk_keys_open_finish (GAsyncResult *result, gboolean *lost, GError **error);
/* Whether this profile has to be opened with a passphrase. */
gboolean desk_keys_has_passphrase (DeskAccount *account);
/* Nobody knows the passphrase any more: it and the keys under it go. The next one is a first one.
 */
gboolean desk_keys_forget_passphrase (DeskAccount *account, GError **error);
/* Makes what was sealed in the cache unreadable for ever. The outbox's key stays. */
void desk_keys_destroy_cache_async (DeskAccount *account,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean desk_keys_destroy_cache_finish (GAsyncResult *result, GError **error);

G_END_DECLS
