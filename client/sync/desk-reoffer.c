/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What follows on epoch-changed. One operation is data of its task; main thread only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-reoffer.h"

#include "shared/protocol/crm-protocol.h"

typedef struct
{
  /* owned */
  DeskOutbox *outbox;
  DeskTransport *transport;
  GStrv journal;
  GStrv asked;        /* the page of the journal that is being asked for */
  GPtrArray *unknown; /* (element-type utf8) */

  guint next; /* index in the journal */
} Reoffer;

static void
reoffer_free (gpointer data)
{
  Reoffer *self = data;

  g_clear_object (&self->outbox);
  g_clear_object (&self->transport);
  g_strfreev (self->journal);
  g_strfreev (self->asked);
  g_clear_pointer (&self->unknown, g_ptr_array_unref);
  g_free (self);
}

static void ask_page (GTask *task);

static void
offered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!desk_outbox_offer_again_finish (DESK_OUTBOX (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
offer_unknown (GTask *task)
{
  Reoffer *self = g_task_get_task_data (task);

  g_message ("the server was restored: %u commands are offered again", self->unknown->len);
  g_ptr_array_add (self->unknown, NULL);
  desk_outbox_offer_again_async (self->outbox, (const char *const *) self->unknown->pdata,
                                 g_task_get_cancellable (task), offered_cb, g_object_ref (task));
}

static void
known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reoffer *self = g_task_get_task_data (task);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) ids = NULL;
  GError *error = NULL;

  ids = desk_transport_known_finish (DESK_TRANSPORT (source), result, &error);
  if (ids == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_add (known, ids[i]);
  for (guint i = 0; self->asked[i] != NULL; i++)
    if (!g_hash_table_contains (known, self->asked[i]))
      g_ptr_array_add (self->unknown, g_strdup (self->asked[i]));
  ask_page (task);
}

static void
ask_page (GTask *task)
{
  Reoffer *self = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) page = g_strv_builder_new ();

  if (self->journal[self->next] == NULL)
    {
      offer_unknown (task);
      return;
    }
  for (guint i = 0; i < CRM_MAX_COMMANDS && self->journal[self->next] != NULL; i++)
    g_strv_builder_add (page, self->journal[self->next++]);
  g_strfreev (self->asked);
  self->asked = g_strv_builder_end (page);
  desk_transport_known_async (self->transport, (const char *const *) self->asked,
                              g_task_get_cancellable (task), known_cb, g_object_ref (task));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reoffer *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->journal = desk_outbox_list_journal_finish (DESK_OUTBOX (source), result, &error);
  if (self->journal == NULL)
    g_task_return_error (task, error);
  else
    ask_page (task);
}

void
desk_reoffer_async (DeskOutbox *outbox,
                    DeskTransport *transport,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Reoffer *self = g_new0 (Reoffer, 1);

  g_task_set_source_tag (task, desk_reoffer_async);
  self->outbox = g_object_ref (outbox);
  self->transport = g_object_ref (transport);
  self->unknown = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, self, reoffer_free);
  desk_outbox_list_journal_async (outbox, cancellable, listed_cb, task);
}

gboolean
desk_reoffer_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
