/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A transaction of the writer and what becomes of it when a file fails. Writer thread; no state but
 * the connection's. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-write-files.h"

#include "client/store/desk-overlay.h"
#include "shared/base/crm-error.h"

/* The cache missed what the outbox has: the disk was full, or it could not be written. */
static gboolean
bring_up_to_date (DeskConnection *connection, GError **error)
{
  if (!connection->stale || connection->loading)
    return TRUE;
  if (!desk_record_store_reload_open (connection, error) ||
      !desk_overlay_rebuild_all (connection, error))
    return FALSE;
  connection->stale = FALSE;
  return TRUE;
}

static gboolean
is_of_files (const GError *error)
{
  return g_error_matches (error, CRM_ERROR, CRM_ERROR_CORRUPT) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_FULL) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_FAILED);
}

/* A damaged or full cache is no reason to lose what was typed: the outbox takes it alone, and the
 * cache follows when it can be written again, at the latest when it is made anew. */
static gboolean
write_outbox_only (DeskConnection *connection, DeskDatabaseWork work, gpointer data, GError **error)
{
  gboolean done;

  g_message ("Only the outbox is written: %s", (*error)->message);
  g_clear_error (error);
  if (!desk_connection_begin (connection, error))
    return FALSE;
  connection->leaves_cache = TRUE;
  done = work (connection, data, error);
  connection->leaves_cache = FALSE;
  if (!done)
    {
      desk_connection_rollback (connection);
      return FALSE;
    }
  connection->stale = TRUE;
  return desk_connection_commit (connection, error);
}

gboolean
desk_write_files (DeskConnection *connection,
                  DeskDatabaseWork work,
                  gpointer data,
                  gboolean *damaged,
                  GError **error)
{
  const gboolean was_stale = connection->stale;

  if (!desk_connection_begin (connection, error))
    return FALSE;
  if (!bring_up_to_date (connection, error) || !work (connection, data, error))
    desk_connection_rollback (connection);
  else if (desk_connection_commit (connection, error))
    return TRUE;
  /* What brought it up to date was taken back too. */
  connection->stale |= was_stale;
  *damaged |= g_error_matches (*error, CRM_ERROR, CRM_ERROR_CORRUPT);
  return is_of_files (*error) && write_outbox_only (connection, work, data, error);
}
