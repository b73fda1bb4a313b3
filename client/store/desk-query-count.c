/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many rows a query finds, alone or by groups, without the rows. Main thread; the counting is
 * the reader's. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-database-private.h"
#include "client/store/desk-query-sql.h"
#include "client/store/desk-record-list.h"

typedef struct
{
  DeskQuery *query;
  gint64 count;
  GArray *groups; /* (nullable) (element-type DeskGroupCount) */
} Count;

static void
free_count (gpointer data)
{
  Count *count = data;

  desk_query_unref (count->query);
  g_clear_pointer (&count->groups, g_array_unref);
  g_free (count);
}

static gboolean
count_work (DeskConnection *connection, gpointer data, GError **error)
{
  Count *count = data;

  return desk_query_run_count (count->query, connection, &count->count, error);
}

void
desk_query_count_async (DeskQuery *query,
                        DeskDatabase *database,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Count *count;

  g_return_if_fail (query != NULL && DESK_IS_DATABASE (database));
  count = g_new0 (Count, 1);
  count->query = desk_query_ref (query);
  desk_database_read_async (database, DESK_PRIORITY_IDLE, count_work, count, free_count,
                            cancellable, callback, user_data);
}

gint64
desk_query_count_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GObject) database = g_async_result_get_source_object (result);
  Count *count = desk_database_work_finish (DESK_DATABASE (database), result, error);

  return count != NULL ? count->count : -1;
}

static gboolean
groups_work (DeskConnection *connection, gpointer data, GError **error)
{
  Count *count = data;

  g_array_set_size (count->groups, 0);
  return desk_query_run_groups (count->query, connection, count->groups, error);
}

void
desk_query_groups_async (DeskQuery *query,
                         DeskDatabase *database,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Count *count;

  g_return_if_fail (query != NULL && DESK_IS_DATABASE (database));
  count = g_new0 (Count, 1);
  count->query = desk_query_ref (query);
  count->groups = g_array_new (FALSE, FALSE, sizeof (DeskGroupCount));
  g_array_set_clear_func (count->groups, desk_query_group_count_clear);
  desk_database_read_async (database, DESK_PRIORITY_IDLE, groups_work, count, free_count,
                            cancellable, callback, user_data);
}

GArray *
desk_query_groups_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GObject) database = g_async_result_get_source_object (result);
  Count *count = desk_database_work_finish (DESK_DATABASE (database), result, error);

  return count != NULL ? g_array_ref (count->groups) : NULL;
}
