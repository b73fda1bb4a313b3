/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "client/store/desk-identity-map.h"

G_BEGIN_DECLS

/* For the folder store/ only. */

/* Runs on the writer thread and answers @task itself; cares for its own transactions. */
typedef void (*DeskWriterJob) (DeskConnection *connection, GTask *task, gpointer data);

/* For desk_database_write_async() and _read_async() on behalf of a task, which it takes and which
 * only tells that it was done. */
void desk_database_worked_cb (GObject *source, GAsyncResult *result, gpointer user_data);
/* Makes the files whole, also when an earlier try left none open. */
void desk_database_repair_job (DeskConnection *connection, GTask *task, gpointer data);
/* @task has the database as its source object and @data as its task data. */
void desk_database_queue_job (DeskDatabase *self,
                              GTask *task,
                              DeskPriority priority,
                              DeskWriterJob job,
                              gpointer data,
                              GDestroyNotify data_free);
/* @error (transfer full). Damage is noted, so that the next start looks the files through. Any
 * thread. */
void desk_database_answer_error (DeskDatabase *self, GTask *task, GError *error);
/* The next start looks the files through, or desk_database_repair_async(). Any thread. */
void desk_database_note_damage (DeskDatabase *self);
/* They were looked through and are whole. Writer thread. */
void desk_database_note_repair (DeskDatabase *self);
/* The reader opens its file again before it reads the next time. Any thread. */
void desk_database_renew_reader (DeskDatabase *self);
/* @func is called on the main thread, in turn with what commits tell. Writer thread. */
void
desk_database_tell (DeskDatabase *self, GSourceFunc func, gpointer data, GDestroyNotify data_free);
const DeskSchema *desk_database_get_schema (DeskDatabase *self);
DeskIdentityMap *desk_database_get_identity_map (DeskDatabase *self);
/* What the reader knows: give it to desk_identity_map_apply(). Any thread. */
int desk_database_get_generation (DeskDatabase *self);
/* (element-type DeskEntry): not done, by seq. */
GPtrArray *desk_database_get_entries (DeskDatabase *self);
/* key → text of drafts. */
GHashTable *desk_database_get_drafts (DeskDatabase *self);

/* signal "entries-changed": get_entries() is new.
 * signal "replaced" (int kind, gint64 key): another object stands for this row now.
 * signal "vacated" (int kind, gint64 key): its record moved away; ask again.
 * signal "damaged": a page was found damaged: desk_database_repair_async(). */

G_END_DECLS
