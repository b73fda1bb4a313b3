/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client/store/desk-vault.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef struct sqlite3 sqlite3;

/* One account's two files in one folder: `cache.db`, disposable, and `outbox.db`, which holds what
 * the server has not acknowledged, the drafts and the journal. One writer thread owns both; a
 * second reader thread answers searches so that a long write never delays a keystroke. Main thread
 * only. */
#define DESK_TYPE_DATABASE (desk_database_get_type ())
G_DECLARE_FINAL_TYPE (DeskDatabase, desk_database, DESK, DATABASE, GObject)

/* What a work function may use; valid during the call only. */
typedef struct _DeskConnection DeskConnection;

typedef gboolean (*DeskDatabaseWork) (DeskConnection *connection, gpointer data, GError **error);

typedef enum
{
  DESK_PRIORITY_TYPED = 0,  /* what a person typed */
  DESK_PRIORITY_SCREEN = 5, /* what a screen waits for */
  DESK_PRIORITY_SYNC = 10,
  DESK_PRIORITY_IDLE = 20,
} DeskPriority;

DeskDatabase *desk_database_new (const char *folder);
/* Before it is opened: seals masked values, drafts and revealed ones in the files. */
void desk_database_set_vault (DeskDatabase *self, DeskVault *vault);
/* Makes or migrates both files, applies pending commands to the cache again. CRM_ERROR_CORRUPT and
 * CRM_ERROR_FULL leave outbox.db untouched; a damaged cache is set aside and made anew. */
void desk_database_open_async (DeskDatabase *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean desk_database_open_finish (DeskDatabase *self, GAsyncResult *result, GError **error);
/* Ends both threads; blocks until what was queued is written. */
void desk_database_close (DeskDatabase *self);
const char *desk_database_get_folder (DeskDatabase *self);
/* Before it is and after the end every read fails. */
gboolean desk_database_is_open (DeskDatabase *self);

/* While it is locked nothing can be read (CRM_ERROR_UNAVAILABLE); typed text is still written. When
 * it is unlocked every list reads anew. */
void desk_database_set_locked (DeskDatabase *self, gboolean locked);
gboolean desk_database_is_locked (DeskDatabase *self);

/* @work runs in one transaction on the writer thread: %TRUE commits, %FALSE rolls back. @data is
 * freed on the main thread. */
void desk_database_write_async (DeskDatabase *self,
                                DeskPriority priority,
                                DeskDatabaseWork work,
                                gpointer data,
                                GDestroyNotify data_free,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* The same on the reader thread, without writing. One of lesser priority than TYPED is ended and
 * begun anew when a TYPED one comes, so @work must clear its answer at its beginning. */
void desk_database_read_async (DeskDatabase *self,
                               DeskPriority priority,
                               DeskDatabaseWork work,
                               gpointer data,
                               GDestroyNotify data_free,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* (transfer none): the @data of the call. */
gpointer desk_database_work_finish (DeskDatabase *self, GAsyncResult *result, GError **error);

/* The one live object of this record, made empty and loaded soon when it is not in memory.
 * (transfer full) */
CrmRecord *desk_database_ref_record (DeskDatabase *self, const CrmKind *kind, const char *id);

/* signal "changed" (const CrmKind *kind, GStrv ids): main thread, after a commit; ids is %NULL when
 * there are more than 500. Live objects were updated before it. */

G_END_DECLS
