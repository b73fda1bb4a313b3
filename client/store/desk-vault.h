/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Seals texts that must not be readable in the files of a profile: what is typed into masked
 * fields, drafts, revealed values. XChaCha20-Poly1305; the context (kind, id, column) is
 * authenticated, so that a value cannot be moved to another place. Two keys: that of the cache is
 * destroyed when the device is told to forget, that of the outbox stays with what was typed.
 * Immutable, reference counted, any thread. Every function takes %NULL for "nothing is sealed". */
typedef struct _DeskVault DeskVault;

#define DESK_VAULT_KEY 32

typedef enum
{
  DESK_VAULT_OUTBOX,
  DESK_VAULT_CACHE,
  DESK_VAULT_N_PARTS,
} DeskVaultPart;

DeskVault *desk_vault_new (const guint8 keys[DESK_VAULT_N_PARTS][DESK_VAULT_KEY]);
DeskVault *desk_vault_ref (DeskVault *self);
void desk_vault_unref (DeskVault *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskVault, desk_vault_unref)

/* Also one that was damaged since: it does not open. */
gboolean desk_vault_is_sealed (const char *text);
/* (transfer full) (nullable): %NULL for %NULL; what is sealed already stays. */
char *desk_vault_seal (DeskVault *self, DeskVaultPart part, const char *context, const char *text);
/* (transfer full) (nullable): %NULL when it is sealed with another key or was changed. */
char *desk_vault_open (DeskVault *self, DeskVaultPart part, const char *context, const char *text);
/* A key for the file of @context alone; %FALSE when nothing is sealed. */
gboolean desk_vault_derive (DeskVault *self,
                            DeskVaultPart part,
                            const char *context,
                            guint8 key[DESK_VAULT_KEY]);
/* The same text for the same key always, nothing else about it. (transfer full) */
char *desk_vault_fingerprint (const guint8 key[DESK_VAULT_KEY]);

G_END_DECLS
