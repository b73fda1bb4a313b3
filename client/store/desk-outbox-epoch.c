/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The epoch of the journal, kept beside it. Main thread and writer thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-outbox-epoch.h"

typedef struct
{
  char *epoch; /* (owned) */
  gboolean is_offered;
  gboolean is_other; /* answer */
} Meeting;

static void
free_meeting (gpointer data)
{
  Meeting *meeting = data;

  g_free (meeting->epoch);
  g_free (meeting);
}

static gboolean
put_epoch (DeskConnection *connection, const char *epoch, GError **error)
{
  sqlite3_stmt *statement =
      desk_sqlite_prepare (connection->outbox,
                           "INSERT OR REPLACE INTO meta (key, value) VALUES ('epoch', ?1)", error);
  gboolean done;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, epoch, -1, SQLITE_STATIC);
  done = desk_sqlite_run (statement, error);
  sqlite3_finalize (statement);
  return done;
}

/* Whether the journal holds anything that some epoch has acknowledged. */
static gboolean
has_journal (DeskConnection *connection, gboolean *has, GError **error)
{
  sqlite3_stmt *statement =
      desk_sqlite_prepare (connection->outbox, "SELECT 1 FROM entry WHERE state IN (2, 3) LIMIT 1",
                           error);
  gboolean done;

  if (statement == NULL)
    return FALSE;
  done = desk_sqlite_step (statement, has, error);
  sqlite3_finalize (statement);
  return done;
}

gboolean
desk_outbox_epoch_read (DeskConnection *connection, char **epoch, GError **error)
{
  sqlite3_stmt *statement =
      desk_sqlite_prepare (connection->outbox, "SELECT value FROM meta WHERE key = 'epoch'", error);
  gboolean has_row = FALSE;
  gboolean done;

  *epoch = NULL;
  if (statement == NULL)
    return FALSE;
  done = desk_sqlite_step (statement, &has_row, error);
  if (has_row)
    *epoch = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return done;
}

static gboolean
meet_work (DeskConnection *connection, gpointer data, GError **error)
{
  Meeting *meeting = data;
  g_autofree char *known = NULL;
  gboolean is_used = FALSE;

  if (!desk_outbox_epoch_read (connection, &known, error) ||
      !has_journal (connection, &is_used, error))
    return FALSE;
  /* A journal of which it is not known who acknowledged it may be of another one too. */
  meeting->is_other =
      !meeting->is_offered && (known != NULL || is_used) && g_strcmp0 (known, meeting->epoch) != 0;
  return meeting->is_other || g_strcmp0 (known, meeting->epoch) == 0 ||
         put_epoch (connection, meeting->epoch, error);
}

void
desk_outbox_epoch_meet_async (DeskDatabase *database,
                              const char *epoch,
                              gboolean is_offered,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Meeting *meeting = g_new0 (Meeting, 1);

  meeting->epoch = g_strdup (epoch);
  meeting->is_offered = is_offered;
  desk_database_write_async (database, DESK_PRIORITY_SCREEN, meet_work, meeting, free_meeting,
                             cancellable, callback, user_data);
}

gboolean
desk_outbox_epoch_meet_finish (DeskDatabase *database,
                               GAsyncResult *result,
                               gboolean *is_other,
                               GError **error)
{
  const Meeting *meeting = desk_database_work_finish (database, result, error);

  *is_other = meeting != NULL && meeting->is_other;
  return meeting != NULL;
}
