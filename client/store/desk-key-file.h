/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-vault.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The keys of one account as they are in `vault.ini`: whether the Secret Service has them, or they
 * themselves under a passphrase. Deriving takes a while and 64 MiB: on a worker. Plain struct. */
typedef struct
{
  char *path;
  char *group; /* the account's folder */
  guint8 keys[DESK_VAULT_N_PARTS][DESK_VAULT_KEY];
} DeskKeyFile;

DeskKeyFile *desk_key_file_new (const char *path, const char *group);
void desk_key_file_free (DeskKeyFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskKeyFile, desk_key_file_free)

gboolean desk_key_file_has_passphrase (const DeskKeyFile *self);
/* The fingerprint of the outbox's key in the Secret Service. (transfer full) (nullable) */
char *desk_key_file_dup_check (const DeskKeyFile *self);
void desk_key_file_make_keys (DeskKeyFile *self);
/* The keys are in the Secret Service. */
gboolean desk_key_file_note_service (const DeskKeyFile *self, GError **error);
/* Puts the keys under @passphrase. */
gboolean desk_key_file_wrap (const DeskKeyFile *self, const char *passphrase, GError **error);
/* CRM_ERROR_DENIED: the wrong one. */
gboolean desk_key_file_unwrap (DeskKeyFile *self, const char *passphrase, GError **error);
/* As if there had never been a passphrase: what is sealed stays so for ever. */
gboolean desk_key_file_forget (const DeskKeyFile *self, GError **error);
/* Without the cache's key; it never comes back. */
gboolean desk_key_file_drop_cache (const DeskKeyFile *self, GError **error);

G_END_DECLS
