/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface between the engine and whatever reaches the server. Main thread only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-transport.h"

#include "shared/base/crm-error.h"

enum
{
  LIVE_EVENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (DeskTransport, desk_transport, G_TYPE_OBJECT)

static void
desk_transport_default_init (DeskTransportInterface *iface)
{
  signals[LIVE_EVENT] = g_signal_new ("live-event", DESK_TYPE_TRANSPORT, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

void
desk_session_free (DeskSession *self)
{
  if (self == NULL)
    return;
  g_free (self->token);
  g_free (self->epoch);
  g_free (self->user_id);
  g_free (self->name);
  g_free (self->role);
  g_free (self->branch);
  g_free (self->lease_days);
  g_free (self);
}

static char *
dup_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (json_node_get_string (node));
}

DeskSession *
desk_session_from_json (JsonNode *node, GError **error)
{
  g_autoptr (DeskSession) session = g_new0 (DeskSession, 1);
  JsonObject *object, *user;
  JsonNode *member;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      crm_fail (error, CRM_ERROR_INVALID, "the answer is no session");
      return NULL;
    }
  object = json_node_get_object (node);
  session->token = dup_member (object, "token");
  session->epoch = dup_member (object, "epoch");
  session->lease_days = dup_member (object, "lease_days");
  member = json_object_get_member (object, "user");
  if (session->token == NULL || member == NULL || !JSON_NODE_HOLDS_OBJECT (member))
    {
      crm_fail (error, CRM_ERROR_INVALID, "the session has no token or no user");
      return NULL;
    }
  user = json_node_get_object (member);
  session->user_id = dup_member (user, "id");
  session->name = dup_member (user, "name");
  session->role = dup_member (user, "role");
  session->branch = dup_member (user, "branch");
  if (session->user_id == NULL)
    {
      crm_fail (error, CRM_ERROR_INVALID, "the session's user has no id");
      return NULL;
    }
  return g_steal_pointer (&session);
}

void
desk_pull_free (DeskPull *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->stream);
  g_free (self->epoch);
  g_free (self);
}

void
desk_transport_set_token (DeskTransport *self, const char *token)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  DESK_TRANSPORT_GET_IFACE (self)->set_token (self, token);
}

gboolean
desk_transport_has_token (DeskTransport *self)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), FALSE);
  return DESK_TRANSPORT_GET_IFACE (self)->has_token (self);
}

guint
desk_transport_get_retry_after (DeskTransport *self)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), 0);
  return DESK_TRANSPORT_GET_IFACE (self)->get_retry_after (self);
}

const char *
desk_transport_get_fingerprint (DeskTransport *self)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), NULL);
  return DESK_TRANSPORT_GET_IFACE (self)->get_fingerprint (self);
}

void
desk_transport_sign_in_async (DeskTransport *self,
                              const char *login,
                              const char *password,
                              const char *device_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  DESK_TRANSPORT_GET_IFACE (self)->sign_in_async (self, login, password, device_id, cancellable,
                                                  callback, user_data);
}

DeskSession *
desk_transport_sign_in_finish (DeskTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), NULL);
  return DESK_TRANSPORT_GET_IFACE (self)->sign_in_finish (self, result, error);
}

void
desk_transport_sign_out_async (DeskTransport *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  DESK_TRANSPORT_GET_IFACE (self)->sign_out_async (self, cancellable, callback, user_data);
}

gboolean
desk_transport_sign_out_finish (DeskTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), FALSE);
  return DESK_TRANSPORT_GET_IFACE (self)->sign_out_finish (self, result, error);
}

void
desk_transport_push_async (DeskTransport *self,
                           GPtrArray *commands,
                           const char *epoch,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  DESK_TRANSPORT_GET_IFACE (self)->push_async (self, commands, epoch, cancellable, callback,
                                               user_data);
}

GPtrArray *
desk_transport_push_finish (DeskTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), NULL);
  return DESK_TRANSPORT_GET_IFACE (self)->push_finish (self, result, error);
}

void
desk_transport_known_async (DeskTransport *self,
                            const char *const *ids,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  DESK_TRANSPORT_GET_IFACE (self)->known_async (self, ids, cancellable, callback, user_data);
}

GStrv
desk_transport_known_finish (DeskTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), NULL);
  return DESK_TRANSPORT_GET_IFACE (self)->known_finish (self, result, error);
}

void
desk_transport_pull_async (DeskTransport *self,
                           const char *after,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  DESK_TRANSPORT_GET_IFACE (self)->pull_async (self, after, cancellable, callback, user_data);
}

DeskPull *
desk_transport_pull_finish (DeskTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), NULL);
  return DESK_TRANSPORT_GET_IFACE (self)->pull_finish (self, result, error);
}

static void
answer_unknown (DeskTransport *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_task_report_new_error (self, callback, user_data, answer_unknown, CRM_ERROR,
                           CRM_ERROR_NOT_FOUND, "this way to the server cannot do it");
}

void
desk_transport_get_async (DeskTransport *self,
                          const char *path,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  if (DESK_TRANSPORT_GET_IFACE (self)->get_async == NULL)
    answer_unknown (self, callback, user_data);
  else
    DESK_TRANSPORT_GET_IFACE (self)->get_async (self, path, cancellable, callback, user_data);
}

JsonNode *
desk_transport_get_finish (DeskTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), NULL);
  if (g_async_result_is_tagged (result, answer_unknown))
    return g_task_propagate_pointer (G_TASK (result), error);
  return DESK_TRANSPORT_GET_IFACE (self)->get_finish (self, result, error);
}

void
desk_transport_open_async (DeskTransport *self,
                           const char *path,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  if (DESK_TRANSPORT_GET_IFACE (self)->open_async == NULL)
    answer_unknown (self, callback, user_data);
  else
    DESK_TRANSPORT_GET_IFACE (self)->open_async (self, path, cancellable, callback, user_data);
}

DeskPull *
desk_transport_open_finish (DeskTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DESK_IS_TRANSPORT (self), NULL);
  if (g_async_result_is_tagged (result, answer_unknown))
    return g_task_propagate_pointer (G_TASK (result), error);
  return DESK_TRANSPORT_GET_IFACE (self)->open_finish (self, result, error);
}

void
desk_transport_start_live (DeskTransport *self)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  DESK_TRANSPORT_GET_IFACE (self)->start_live (self);
}

void
desk_transport_stop_live (DeskTransport *self)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  DESK_TRANSPORT_GET_IFACE (self)->stop_live (self);
}

void
desk_transport_emit_live (DeskTransport *self, DeskLiveEvent event)
{
  g_return_if_fail (DESK_IS_TRANSPORT (self));
  g_signal_emit (self, signals[LIVE_EVENT], 0, (int) event);
}
