/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-entry.h"

G_BEGIN_DECLS

/* The mirror of outbox.db from which it is made again when the file is damaged: an append-only file
 * of records with a check sum, on the disk before the database commits. Writer thread only. */
typedef struct _DeskOutboxLog DeskOutboxLog;

/* @vault (nullable): seals what masked fields hold, and drafts. */
DeskOutboxLog *desk_outbox_log_open (const char *path, DeskVault *vault, GError **error);
void desk_outbox_log_close (DeskOutboxLog *self);
/* These are gathered until desk_outbox_log_flush(). */
void desk_outbox_log_put_entry (DeskOutboxLog *self, const DeskEntry *entry);
void desk_outbox_log_delete_entry (DeskOutboxLog *self, gint64 seq);
void desk_outbox_log_put_draft (DeskOutboxLog *self, const char *key, const char *text);
/* On the disk when it answers %TRUE. */
gboolean desk_outbox_log_flush (DeskOutboxLog *self, GError **error);
void desk_outbox_log_drop (DeskOutboxLog *self);
/* Takes back what the last flush wrote: the database did not follow. */
void desk_outbox_log_undo (DeskOutboxLog *self);
gint64 desk_outbox_log_size (DeskOutboxLog *self);
/* Much of it is history by now. */
gboolean desk_outbox_log_is_long (DeskOutboxLog *self);
/* Replaces the file by these (element-type DeskEntry; key → text). */
gboolean desk_outbox_log_compact (DeskOutboxLog *self,
                                  GPtrArray *entries,
                                  GHashTable *drafts,
                                  GError **error);
/* What a log holds, up to its first damaged record: by seq, and drafts by key. %FALSE when there is
 * no log or not one good record in a log that is not empty. */
gboolean desk_outbox_log_read (const char *path,
                               DeskVault *vault,
                               GHashTable **entries,
                               GHashTable **drafts,
                               GError **error);
/* Whether every byte of it belongs to a good record. */
gboolean desk_outbox_log_is_whole (const char *path);
/* What a draft is sealed for. (transfer full) */
char *desk_outbox_log_dup_context (const char *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskOutboxLog, desk_outbox_log_close)

G_END_DECLS
