/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The check that a person asks for. One operation is data of its task; main thread only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-integrity.h"

#include <glib/gi18n.h>

typedef struct
{
  DeskSyncEngine *engine; /* (owned) */
  DeskIntegrity integrity;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_object_unref (check->engine);
  g_free (check);
}

/* Offline is no failure of the check. */
static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  check->integrity.compared = desk_sync_engine_verify_finish (DESK_SYNC_ENGINE (source), result,
                                                              &check->integrity.rows, &error);
  if (error != NULL)
    g_debug ("not compared with the server: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;

  if (!desk_check_finish (result, &check->integrity.check, &error))
    g_task_return_error (task, error);
  else if (check->integrity.check.damaged)
    g_task_return_boolean (task, TRUE);
  else
    desk_sync_engine_verify_async (check->engine, g_task_get_cancellable (task), verified_cb,
                                   g_object_ref (task));
}

void
desk_integrity_check_async (DeskDatabase *database,
                            DeskSyncEngine *engine,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (database, cancellable, callback, user_data);
  Check *check = g_new0 (Check, 1);

  g_task_set_source_tag (task, desk_integrity_check_async);
  check->engine = g_object_ref (engine);
  g_task_set_task_data (task, check, check_free);
  desk_check_async (database, cancellable, checked_cb, task);
}

gboolean
desk_integrity_check_finish (GAsyncResult *result, DeskIntegrity *integrity, GError **error)
{
  *integrity = ((Check *) g_task_get_task_data (G_TASK (result)))->integrity;
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
desk_integrity_describe (const DeskIntegrity *integrity)
{
  const guint n = (guint) MIN (integrity->rows, G_MAXUINT);

  if (integrity->check.damaged)
    return g_strdup (_ ("The data on this computer is damaged. Start Zontik again: it will be "
                        "loaded from the server; nothing that you typed is lost"));
  if (!integrity->compared)
    return g_strdup (_ ("The files on this computer are in order. The server could not be reached "
                        "to compare with it"));
  if (n > 0)
    return g_strdup_printf (ngettext ("%u row differed from the server and was put right",
                                      "%u rows differed from the server and were put right", n),
                            n);
  if (integrity->check.rebuilt)
    return g_strdup (_ ("The search index was damaged and was made anew. Everything is the same "
                        "as on the server now"));
  return g_strdup (_ ("Everything is in order and the same as on the server"));
}
