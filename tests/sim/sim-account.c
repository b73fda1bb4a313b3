/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskAccount as far as the engine asks it, without files and keyring. The token is given to the
 * transport by the simulator, so there is none to load. What only signs in or wipes is here so that
 * the linker takes nothing of the real one. */

#define G_LOG_DOMAIN "sim"

#include "client/store/desk-account.h"

struct _DeskAccount
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (DeskAccount, desk_account, G_TYPE_OBJECT)

static void
desk_account_class_init (DeskAccountClass *klass)
{
}

static void
desk_account_init (DeskAccount *self)
{
}

DeskAccount *
desk_account_new (const char *profile)
{
  return g_object_new (DESK_TYPE_ACCOUNT, NULL);
}

const char *
desk_account_get_folder (DeskAccount *self)
{
  return NULL;
}

const char *
desk_account_get_server (DeskAccount *self)
{
  return NULL;
}

const char *
desk_account_get_login (DeskAccount *self)
{
  return NULL;
}

const char *
desk_account_get_user_id (DeskAccount *self)
{
  return NULL;
}

const char *
desk_account_get_user_name (DeskAccount *self)
{
  return NULL;
}

const char *
desk_account_get_role (DeskAccount *self)
{
  return NULL;
}

const char *
desk_account_get_branch (DeskAccount *self)
{
  return NULL;
}

const char *
desk_account_get_device_id (DeskAccount *self)
{
  return NULL;
}

const char *
desk_account_get_fingerprint (DeskAccount *self)
{
  return NULL;
}

const char *
desk_account_get_epoch (DeskAccount *self)
{
  return NULL;
}

char *
desk_account_dup_database_folder (DeskAccount *self)
{
  return NULL;
}

gboolean
desk_account_set (DeskAccount *self, const char *property, const char *value, GError **error)
{
  return TRUE;
}

void
desk_account_save_token_async (DeskAccount *self,
                               const char *token,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
}

gboolean
desk_account_save_token_finish (DeskAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- what the engine asks ------------------------------------------------------------------- */

guint
desk_account_get_lease_days (DeskAccount *self)
{
  return 14;
}

void
desk_account_load_token_async (DeskAccount *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_return_pointer (task, NULL, NULL);
}

char *
desk_account_load_token_finish (DeskAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
