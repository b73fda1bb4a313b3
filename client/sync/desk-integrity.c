/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The check that a person asks for. One operation is data of its task; main thread only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-integrity.h"

#include <glib/gi18n.h>

typedef struct
{
  DeskSyncEngine *engine; /* (owned) */
  DeskSyncStatus *status; /* (owned) */
  DeskIntegrity integrity;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_object_unref (check->engine);
  g_object_unref (check->status);
  g_free (check);
}

static void
end_check (GTask *task, GError *error)
{
  Check *check = g_task_get_task_data (task);
  g_autofree char *result = error == NULL ? desk_integrity_describe (&check->integrity) : NULL;

  g_object_set (check->status, "check-stage", DESK_CHECK_NONE, NULL);
  if (result != NULL)
    g_object_set (check->status, "check-result", result, "check-bad",
                  check->integrity.check.damaged || check->integrity.rows > 0, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
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
  end_check (task, NULL);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;

  if (!desk_check_finish (result, &check->integrity.check, &error) ||
      check->integrity.check.damaged || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    end_check (task, error);
  else
    desk_sync_engine_verify_async (check->engine, g_task_get_cancellable (task), verified_cb,
                                   g_object_ref (task));
}

void
desk_integrity_check_async (DeskDatabase *database,
                            DeskSyncEngine *engine,
                            DeskSyncStatus *status,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (database, cancellable, callback, user_data);
  Check *check = g_new0 (Check, 1);

  g_task_set_source_tag (task, desk_integrity_check_async);
  check->engine = g_object_ref (engine);
  check->status = g_object_ref (status);
  g_object_set (status, "check-stage", DESK_CHECK_FILES, "check-progress", 0.0, "check-result",
                NULL, NULL);
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
    return g_strdup (_ ("The data on this computer is damaged. It is loaded from the server again "
                        "as soon as that answers; nothing that you typed is lost"));
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
