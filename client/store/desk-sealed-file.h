/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client/store/desk-vault.h"

G_BEGIN_DECLS

/* A file that only whoever has the key of the profile reads: a stream of XChaCha20-Poly1305 pieces
 * (libsodium's secretstream), which notices when it is changed, cut or of another id. Without a
 * vault it is written as it is. Blocking; one thread at a time. */
typedef struct
{
  const char *path;
  DeskVault *vault; /* (nullable) */
  DeskVaultPart part;
  const char *id; /* what it belongs to */
} DeskSealedPlace;

typedef struct _DeskSealedWriter DeskSealedWriter;

/* (nullable) (transfer full): CRM_ERROR_FULL when there is no room. */
DeskSealedWriter *desk_sealed_writer_new (const DeskSealedPlace *place, GError **error);
gboolean
desk_sealed_writer_add (DeskSealedWriter *self, const guint8 *data, gsize size, GError **error);
/* From here on it is there, whatever happens; before, nothing is. */
gboolean desk_sealed_writer_finish (DeskSealedWriter *self, GError **error);
/* What was not finished is removed. */
void desk_sealed_writer_free (DeskSealedWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskSealedWriter, desk_sealed_writer_free)

/* (nullable) (transfer full): all of it. CRM_ERROR_NOT_FOUND; CRM_ERROR_CORRUPT when it is damaged
 * or of another key. */
GBytes *desk_sealed_file_read (const DeskSealedPlace *place, GError **error);

G_END_DECLS
