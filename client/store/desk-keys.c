/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding the keys of a vault: see the header. One operation is data of its task. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-keys.h"

#include "client/store/desk-key-file.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-worker.h"

#include <libsecret/secret.h>
#include <sodium.h>
#include <string.h>

static const SecretSchema key_schema = {
  "io.github.zontik.Key",
  SECRET_SCHEMA_NONE,
  {
      { "folder", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

typedef struct
{
  DeskKeyFile *file;
  char *folder;      /* of the account's database: what the Secret Service knows the keys by */
  char *passphrase;  /* (nullable) */
  CrmWorker *worker; /* (nullable): while a passphrase is tried */
  gboolean lost;
  gboolean destroys;
} Keys;

static void
keys_free (gpointer data)
{
  Keys *self = data;

  desk_key_file_free (self->file);
  if (self->passphrase != NULL)
    sodium_memzero (self->passphrase, strlen (self->passphrase));
  g_free (self->passphrase);
  g_free (self->folder);
  g_free (self);
}

static DeskKeyFile *
make_file (DeskAccount *account, const char *folder)
{
  g_autofree char *path = g_build_filename (desk_account_get_folder (account), "vault.ini", NULL);
  g_autofree char *group = g_path_get_basename (folder);

  return desk_key_file_new (path, group);
}

static GTask *
make_task (DeskAccount *account,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (account, cancellable, callback, user_data);
  Keys *self = g_new0 (Keys, 1);

  self->folder = desk_account_dup_database_folder (account);
  self->file = make_file (account, self->folder != NULL ? self->folder : "none");
  g_task_set_task_data (task, self, keys_free);
  return task;
}

static void
answer_vault (GTask *task)
{
  Keys *self = g_task_get_task_data (task);

  g_task_return_pointer (task, desk_vault_new (self->file->keys),
                         (GDestroyNotify) desk_vault_unref);
}

static gboolean
read_secret (Keys *self, const char *secret)
{
  gsize size = 0;
  g_autofree guint8 *bytes = g_base64_decode (secret, &size);
  const gboolean whole = size == sizeof self->file->keys;

  if (whole)
    memcpy (self->file->keys, bytes, size);
  sodium_memzero (bytes, size);
  return whole;
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Keys *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GError) failed = NULL;

  if (!secret_password_store_finish (result, &failed))
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "%s",
                             failed != NULL ? failed->message : "not stored");
  else if (!desk_key_file_note_service (self->file, &error))
    g_task_return_error (task, error);
  else if (self->destroys)
    g_task_return_boolean (task, TRUE);
  else
    answer_vault (task);
}

static void
store_keys (GTask *task)
{
  Keys *self = g_task_get_task_data (task);
  g_autofree char *secret =
      g_base64_encode ((const guint8 *) self->file->keys, sizeof self->file->keys);

  secret_password_store (&key_schema, SECRET_COLLECTION_DEFAULT, "Zontik", secret,
                         g_task_get_cancellable (task), stored_cb, g_object_ref (task), "folder",
                         self->folder, NULL);
  sodium_memzero (secret, strlen (secret));
}

static void
unwrap_work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Keys *self = g_task_get_task_data (task_data);
  GError *error = NULL;
  gboolean done;

  if (desk_key_file_has_passphrase (self->file))
    done = desk_key_file_unwrap (self->file, self->passphrase, &error);
  else
    {
      desk_key_file_make_keys (self->file);
      done = desk_key_file_wrap (self->file, self->passphrase, &error);
    }
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
unwrapped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Keys *self = g_task_get_task_data (task);
  GError *error = NULL;

  /* Its thread lets go of the task here, so that nothing of this is freed over there. */
  crm_worker_stop (self->worker);
  g_clear_object (&self->worker);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    answer_vault (task);
  else
    g_task_return_error (task, error);
}

static void
try_passphrase (GTask *task)
{
  Keys *self = g_task_get_task_data (task);
  g_autoptr (GTask) inner = g_task_new (g_task_get_source_object (task), NULL, unwrapped_cb, task);

  g_task_set_task_data (inner, g_object_ref (task), g_object_unref);
  self->worker = crm_worker_new ("passphrase");
  crm_worker_queue (self->worker, inner, 0, unwrap_work);
}

/* There is no Secret Service, or it does not answer. */
static void
open_without_service (GTask *task, const GError *failed)
{
  Keys *self = g_task_get_task_data (task);
  g_autofree char *check = desk_key_file_dup_check (self->file);

  if (check != NULL)
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAVAILABLE, "%s",
                             failed != NULL ? failed->message : "the Secret Service is away");
  else if (self->passphrase == NULL)
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED, "a passphrase is needed");
  else
    try_passphrase (task);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Keys *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_finish (result, &error);
  const gboolean found = secret != NULL && read_secret (self, secret);
  g_autofree char *check = NULL;

  secret_password_free (secret);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (error != NULL)
    {
      open_without_service (task, error);
      return;
    }
  if (found && !self->destroys)
    {
      answer_vault (task);
      return;
    }
  check = desk_key_file_dup_check (self->file);
  self->lost = check != NULL;
  if (self->destroys && found)
    randombytes_buf (self->file->keys[DESK_VAULT_CACHE], DESK_VAULT_KEY);
  else if (self->destroys)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  else
    desk_key_file_make_keys (self->file);
  store_keys (task);
}

static void
look_up (GTask *task)
{
  Keys *self = g_task_get_task_data (task);

  secret_password_lookup (&key_schema, g_task_get_cancellable (task), looked_up_cb, task, "folder",
                          self->folder, NULL);
}

void
desk_keys_open_async (DeskAccount *account,
                      const char *passphrase,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;
  Keys *self;

  g_return_if_fail (DESK_IS_ACCOUNT (account));
  task = make_task (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_keys_open_async);
  self = g_task_get_task_data (task);
  self->passphrase = g_strdup (passphrase);
  if (!desk_key_file_has_passphrase (self->file))
    {
      look_up (task);
      return;
    }
  open_without_service (task, NULL);
  g_object_unref (task);
}

DeskVault *
desk_keys_open_finish (GAsyncResult *result, gboolean *lost, GError **error)
{
  if (lost != NULL)
    *lost = ((Keys *) g_task_get_task_data (G_TASK (result)))->lost;
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
desk_keys_has_passphrase (DeskAccount *account)
{
  g_autofree char *folder = NULL;
  g_autoptr (DeskKeyFile) file = NULL;

  g_return_val_if_fail (DESK_IS_ACCOUNT (account), FALSE);
  folder = desk_account_dup_database_folder (account);
  if (folder == NULL)
    return FALSE;
  file = make_file (account, folder);
  return desk_key_file_has_passphrase (file);
}

gboolean
desk_keys_forget_passphrase (DeskAccount *account, GError **error)
{
  g_autofree char *folder = NULL;
  g_autoptr (DeskKeyFile) file = NULL;

  g_return_val_if_fail (DESK_IS_ACCOUNT (account), FALSE);
  folder = desk_account_dup_database_folder (account);
  if (folder == NULL)
    return TRUE;
  file = make_file (account, folder);
  return !desk_key_file_has_passphrase (file) || desk_key_file_forget (file, error);
}

void
desk_keys_destroy_cache_async (DeskAccount *account,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GError *error = NULL;
  GTask *task;
  Keys *self;

  g_return_if_fail (DESK_IS_ACCOUNT (account));
  task = make_task (account, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_keys_destroy_cache_async);
  self = g_task_get_task_data (task);
  self->destroys = TRUE;
  if (!desk_key_file_has_passphrase (self->file))
    {
      look_up (task);
      return;
    }
  if (desk_key_file_drop_cache (self->file, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

gboolean
desk_keys_destroy_cache_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
