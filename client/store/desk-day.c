/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Midnight in the cache: policies end and instalments are overdue without anybody writing. The
 * screen that shows such things asks now and then. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-day.h"

#include "client/store/desk-summary.h"

static gboolean
roll_work (DeskConnection *connection, gpointer data, GError **error)
{
  return desk_summary_roll (connection, data, error);
}

static void
rolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  desk_database_work_finish (DESK_DATABASE (source), result, &error);
  if (error != NULL)
    g_debug ("The day of the summaries could not be changed: %s", error->message);
}

void
desk_day_roll (DeskDatabase *database)
{
  desk_database_write_async (database, DESK_PRIORITY_IDLE, roll_work, desk_summary_dup_today (),
                             g_free, NULL, rolled_cb, NULL);
}
