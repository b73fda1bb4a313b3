/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskAccount as far as the engine asks it, without files and keyring. The token is given to the
 * transport by the simulator, so there is none to load. */

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
