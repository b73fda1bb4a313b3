/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Owner of the services behind one signed-in window. Main thread only; closed by the application
 * before it is dropped, so that nothing is written after that. */

#define G_LOG_DOMAIN "zontik-app"

#include "client/app/desk-workspace.h"

#include "client/store/desk-blob-cache.h"
#include "client/store/desk-change-applier.h"
#include "client/store/desk-keys.h"
#include "client/store/desk-revealed.h"
#include "client/sync/desk-file-transfer.h"
#include "client/sync/desk-http-transport.h"
#include "client/sync/desk-integrity.h"
#include "shared/codec/crm-mask.h"

struct _DeskWorkspace
{
  GObject parent_instance;

  /* (owned) */
  DeskDatabase *database;
  DeskSyncEngine *engine;
  DeskTransport *transport;
  DeskContext *context;
  DeskBlobCache *files;
  DeskFileTransfer *transfer; /* (nullable) */
  DeskVault *vault;           /* (nullable) */

  char *passphrase;    /* (nullable) */
  GCancellable *check; /* (nullable): of a comparison that a person asked for */

  gboolean is_open;
  gboolean is_closed;
  gboolean lost_keys;
};

G_DEFINE_FINAL_TYPE (DeskWorkspace, desk_workspace, G_TYPE_OBJECT)

static void
limit_changed_cb (DeskWorkspace *self)
{
  int mebibytes = 0;

  g_object_get (desk_context_get_settings (self->context), "files-limit", &mebibytes, NULL);
  desk_blob_cache_set_limit (self->files, (gint64) mebibytes * 1024 * 1024);
}

static void
open_files (DeskWorkspace *self)
{
  limit_changed_cb (self);
  g_signal_connect_object (desk_context_get_settings (self->context), "notify::files-limit",
                           G_CALLBACK (limit_changed_cb), self, G_CONNECT_SWAPPED);
  desk_blob_cache_open (self->files, self->vault);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskWorkspace *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!desk_database_open_finish (DESK_DATABASE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->is_open = TRUE;
  open_files (self);
  desk_sync_engine_check_lease (self->engine);
  /* What the exchange will do first, so that nobody is told of being offline before it tried. */
  desk_sync_status_set_state (desk_context_get_status (self->context), DESK_SYNC_CONNECTING);
  g_task_return_boolean (task, TRUE);
}

/* Who may not ask for such numbers any more keeps none. */
static void
rights_changed_cb (DeskRights *rights, DeskWorkspace *self)
{
  guint n;
  const CrmKind *const *kinds = crm_kinds (&n);

  if (!self->is_open || self->is_closed || !desk_rights_is_known (rights))
    return;
  for (guint i = 0; i < n; i++)
    if (crm_kind_has_masked (kinds[i]) &&
        !desk_rights_allow_any (rights, kinds[i]->name, CRM_ACTION_REVEAL))
      desk_revealed_drop (self->database, kinds[i]);
}

static void
desk_workspace_dispose (GObject *object)
{
  DeskWorkspace *self = DESK_WORKSPACE (object);

  desk_workspace_close (self);
  g_clear_object (&self->engine);
  g_clear_object (&self->transport);
  g_clear_object (&self->context);
  g_clear_object (&self->transfer);
  g_clear_object (&self->files);
  g_clear_pointer (&self->vault, desk_vault_unref);
  g_clear_object (&self->database);
  g_clear_pointer (&self->passphrase, g_free);
  G_OBJECT_CLASS (desk_workspace_parent_class)->dispose (object);
}

static void
desk_workspace_class_init (DeskWorkspaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_workspace_dispose;
}

static void
desk_workspace_init (DeskWorkspace *self)
{
}

DeskWorkspace *
desk_workspace_new (DeskAccount *account, DeskSettings *settings, DeskTransport *transport)
{
  DeskWorkspace *self = g_object_new (DESK_TYPE_WORKSPACE, NULL);
  g_autofree char *folder = desk_account_dup_database_folder (account);
  g_autoptr (DeskSyncStatus) status = desk_sync_status_new ();
  g_autoptr (DeskOutbox) outbox = NULL;

  self->database = desk_database_new (folder);
  outbox = desk_outbox_new (self->database);
  self->transport =
      transport != NULL ? g_object_ref (transport) : desk_http_transport_new (account);
  self->engine = desk_sync_engine_new (self->database, outbox, account, status, self->transport);
  self->context = desk_context_new (self->database, outbox, status, settings, account);
  g_signal_connect_object (desk_context_get_rights (self->context), "changed",
                           G_CALLBACK (rights_changed_cb), self, 0);
  self->files = desk_blob_cache_new (self->database);
  desk_context_set_files (self->context, self->files);
  if (DESK_IS_REMOTE (self->transport))
    {
      desk_context_set_remote (self->context, DESK_REMOTE (self->transport));
      self->transfer = desk_file_transfer_new (self->database, self->files, status,
                                               DESK_REMOTE (self->transport));
    }
  return self;
}

static void
open_database (DeskWorkspace *self, GTask *task)
{
  desk_database_open_async (self->database, g_task_get_cancellable (task), opened_cb, task);
}

/* Without a key nothing is opened: what is secret would be written as it is. */
static void
got_keys_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  DeskWorkspace *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (DeskVault) vault = desk_keys_open_finish (result, &self->lost_keys, &error);

  if (vault == NULL)
    {
      /* Not that the files are in use. */
      if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
        error->code = CRM_ERROR_OFFLINE;
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  if (self->lost_keys)
    g_message ("the keys of this profile are lost: what was sealed with them cannot be read");
  desk_database_set_vault (self->database, vault);
  self->vault = desk_vault_ref (vault);
  open_database (self, task);
}

void
desk_workspace_open_async (DeskWorkspace *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (DESK_IS_WORKSPACE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_workspace_open_async);
  desk_keys_open_async (desk_context_get_account (self->context), self->passphrase, cancellable,
                        got_keys_cb, task);
}

gboolean
desk_workspace_open_finish (DeskWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
desk_workspace_set_passphrase (DeskWorkspace *self, const char *passphrase)
{
  g_return_if_fail (DESK_IS_WORKSPACE (self) && !self->is_open);
  g_free (self->passphrase);
  self->passphrase = g_strdup (passphrase);
}

void
desk_workspace_start (DeskWorkspace *self)
{
  g_return_if_fail (DESK_IS_WORKSPACE (self));

  if (self->is_open && !self->is_closed)
    desk_sync_engine_start (self->engine);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskWorkspace) self = user_data;
  g_autoptr (GError) error = NULL;
  DeskIntegrity integrity;

  g_clear_object (&self->check);
  if (!desk_integrity_check_finish (result, &integrity, &error))
    g_message ("The integrity could not be checked: %s", error->message);
}

void
desk_workspace_begin_check (DeskWorkspace *self)
{
  g_return_if_fail (DESK_IS_WORKSPACE (self));

  if (self->check != NULL || !self->is_open || self->is_closed)
    return;
  self->check = g_cancellable_new ();
  desk_integrity_check_async (self->database, self->engine, desk_context_get_status (self->context),
                              self->check, checked_cb, g_object_ref (self));
}

void
desk_workspace_stop_check (DeskWorkspace *self)
{
  g_return_if_fail (DESK_IS_WORKSPACE (self));

  g_cancellable_cancel (self->check);
}

static gboolean
nothing_work (DeskConnection *connection, gpointer data, GError **error)
{
  return TRUE;
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  desk_database_work_finish (DESK_DATABASE (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
desk_workspace_flush_async (DeskWorkspace *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (DESK_IS_WORKSPACE (self));

  desk_sync_engine_stop (self->engine);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, desk_workspace_flush_async);
  /* After everything: nobody queues more. */
  desk_database_write_async (self->database, DESK_PRIORITY_IDLE, nothing_work, NULL, NULL, NULL,
                             flushed_cb, task);
}

gboolean
desk_workspace_flush_finish (DeskWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
desk_workspace_close (DeskWorkspace *self)
{
  g_return_if_fail (DESK_IS_WORKSPACE (self));

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  desk_workspace_stop_check (self);
  if (self->transfer != NULL)
    desk_file_transfer_stop (self->transfer);
  if (self->engine != NULL)
    desk_sync_engine_stop (self->engine);
  if (self->files != NULL)
    desk_blob_cache_close (self->files);
  if (self->database != NULL)
    desk_database_close (self->database);
}

DeskContext *
desk_workspace_get_context (DeskWorkspace *self)
{
  g_return_val_if_fail (DESK_IS_WORKSPACE (self), NULL);

  return self->context;
}

DeskSyncEngine *
desk_workspace_get_engine (DeskWorkspace *self)
{
  g_return_val_if_fail (DESK_IS_WORKSPACE (self), NULL);

  return self->engine;
}

DeskTransport *
desk_workspace_get_transport (DeskWorkspace *self)
{
  g_return_val_if_fail (DESK_IS_WORKSPACE (self), NULL);

  return self->transport;
}

gboolean
desk_workspace_has_lost_keys (DeskWorkspace *self)
{
  g_return_val_if_fail (DESK_IS_WORKSPACE (self), FALSE);

  return self->lost_keys;
}

gboolean
desk_workspace_is_complete (DeskWorkspace *self)
{
  g_return_val_if_fail (DESK_IS_WORKSPACE (self), FALSE);

  return self->is_open && desk_database_is_complete (self->database);
}
