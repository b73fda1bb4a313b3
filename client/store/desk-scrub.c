/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of who left go too: see the header. One step is one job of the writer. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-scrub.h"

#include "client/store/desk-database-private.h"

#define META_KEY "scrub"
/* Pages of the index that one step writes: some milliseconds. */
#define MERGE_BEGIN "INSERT INTO customer_text (customer_text, rank) VALUES ('merge', -64)"
#define MERGE_MORE  "INSERT INTO customer_text (customer_text, rank) VALUES ('merge', 64)"
/* Readers may hold the old pages for a while. */
#define MAX_TRIES 200

typedef struct
{
  gboolean begun;
  gboolean merged;
  guint tries;
} Scrub;

gboolean
desk_scrub_note (DeskConnection *connection, GError **error)
{
  return desk_connection_put_meta (connection, META_KEY, "1", error);
}

/* SQLite says so: a merge that changed less than two rows had nothing left to do. */
static gboolean
merge_step (DeskConnection *connection, Scrub *scrub, GError **error)
{
  const int before = sqlite3_total_changes (connection->cache);

  if (!desk_sqlite_exec (connection->cache, scrub->begun ? MERGE_MORE : MERGE_BEGIN, error))
    return FALSE;
  scrub->begun = TRUE;
  scrub->merged = sqlite3_total_changes (connection->cache) - before < 2;
  return TRUE;
}

/* Whoever reads just now is not waited for: it is tried again. */
static gboolean
empty_log (DeskConnection *connection)
{
  gint64 busy = 1;

  sqlite3_busy_timeout (connection->cache, 0);
  if (!desk_sqlite_get_integer (connection->cache, "PRAGMA wal_checkpoint (TRUNCATE)", &busy, NULL))
    busy = 1;
  sqlite3_busy_timeout (connection->cache, DESK_BUSY_TIMEOUT);
  return busy == 0;
}

static gboolean
is_wanted (DeskConnection *connection)
{
  g_autofree char *wanted = desk_connection_get_meta (connection, META_KEY);

  return g_strcmp0 (wanted, "1") == 0;
}

static gboolean
finish (DeskConnection *connection, GError **error)
{
  connection->scrub = FALSE;
  return desk_connection_put_meta (connection, META_KEY, "0", error);
}

/* Answers whether it is done. */
static void
scrub_job (DeskConnection *connection, GTask *task, gpointer data)
{
  Scrub *scrub = data;
  GError *error = NULL;
  gboolean emptied = FALSE;

  if (connection->loading || connection->bulk || !is_wanted (connection))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (!scrub->merged && !merge_step (connection, scrub, &error))
    {
      desk_database_answer_error (g_task_get_source_object (task), task, error);
      return;
    }
  emptied = scrub->merged && empty_log (connection);
  scrub->tries += scrub->merged && !emptied;
  if (emptied && !finish (connection, &error))
    desk_database_answer_error (g_task_get_source_object (task), task, error);
  else
    g_task_return_boolean (task, emptied || scrub->tries >= MAX_TRIES);
}

static void queue_step (DeskDatabase *database, Scrub *scrub);

static void
stepped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Scrub *scrub = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && error == NULL)
    queue_step (DESK_DATABASE (source), g_steal_pointer (&scrub));
  else if (error != NULL)
    g_debug ("what left stays in the search index until the next start: %s", error->message);
}

static void
queue_step (DeskDatabase *database, Scrub *scrub)
{
  g_autoptr (GTask) task = g_task_new (database, NULL, stepped_cb, scrub);

  desk_database_queue_job (database, task, DESK_PRIORITY_IDLE, scrub_job, scrub, NULL);
}

void
desk_scrub_start (DeskDatabase *database)
{
  g_return_if_fail (DESK_IS_DATABASE (database));
  queue_step (database, g_new0 (Scrub, 1));
}
