/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server in memory: see the header. Main thread only. */

#include "tests/lib/fake-transport.h"

#include "shared/base/crm-id.h"

typedef struct
{
  char *path;
  guint times;
  CrmError code;
  guint retry_after;
} Failure;

/* One call of the client on its way. */
typedef struct
{
  char *path;
  GTask *task;
  GPtrArray *commands;
  GStrv ids;
  char *after; /* or a path */
  char *epoch; /* (nullable): of a push */
} Request;

struct _FakeTransport
{
  GObject parent_instance;

  /* owned */
  FakeServer *server;
  GHashTable *calls; /* (element-type utf8 guint) */
  GPtrArray *pulls;
  GQueue failures;
  Request *held; /* (nullable) */
  char *hold;    /* (nullable): path */
  char *token;

  guint retry_after;
  gboolean live;
  gboolean rows_known;
};

static void
request_free (Request *request)
{
  g_free (request->path);
  g_clear_object (&request->task);
  g_clear_pointer (&request->commands, g_ptr_array_unref);
  g_strfreev (request->ids);
  g_free (request->after);
  g_free (request->epoch);
  g_free (request);
}

static DeskPull *
make_pull (FakeTransport *self, GBytes *bytes)
{
  DeskPull *pull = g_new0 (DeskPull, 1);

  pull->stream = g_memory_input_stream_new_from_bytes (bytes);
  pull->format = CRM_CHANGE_ROWS;
  pull->epoch = g_strdup_printf ("%u", fake_server_get_epoch (self->server));
  return pull;
}

static DeskPull *
open_pull (FakeTransport *self, const char *after, GError **error)
{
  guint n_rows = 0;
  g_autoptr (GBytes) bytes = fake_server_open (self->server, after, &n_rows, error);
  DeskPull *pull;

  if (bytes == NULL)
    return NULL;
  pull = make_pull (self, bytes);
  pull->rows = self->rows_known ? n_rows : 0;
  return pull;
}

static DeskSession *
make_session (void)
{
  DeskSession *session = g_new0 (DeskSession, 1);

  session->token = g_strdup ("fake-token");
  session->epoch = g_strdup ("1");
  session->user_id = crm_id_new ();
  session->name = g_strdup ("Fake Person");
  session->role = g_strdup ("agent");
  return session;
}

static void
answer_get (FakeTransport *self, Request *request, GError **error)
{
  JsonNode *node = fake_server_get_json (self->server, request->after, error);

  if (node != NULL)
    g_task_return_pointer (request->task, node, (GDestroyNotify) json_node_unref);
}

static void
answer_open (FakeTransport *self, Request *request, GError **error)
{
  g_autoptr (GBytes) bytes = fake_server_open_rows (self->server, request->after, error);

  if (bytes != NULL)
    g_task_return_pointer (request->task, make_pull (self, bytes), (GDestroyNotify) desk_pull_free);
}

static void
answer_push (FakeTransport *self, Request *request, GError **error)
{
  g_autofree char *epoch = g_strdup_printf ("%u", fake_server_get_epoch (self->server));
  GPtrArray *results;

  if (request->epoch != NULL && !g_str_equal (request->epoch, epoch))
    {
      crm_fail (error, CRM_ERROR_EPOCH_CHANGED, "for another epoch");
      return;
    }
  results = fake_server_run (self->server, request->commands, error);
  if (results != NULL)
    g_task_return_pointer (request->task, results, (GDestroyNotify) g_ptr_array_unref);
}

static void
answer_request (FakeTransport *self, Request *request, GError **error)
{
  GTask *task = request->task;

  if (g_str_equal (request->path, "push"))
    answer_push (self, request, error);
  else if (g_str_equal (request->path, "pull"))
    {
      DeskPull *pull = open_pull (self, request->after, error);

      if (pull != NULL)
        g_task_return_pointer (task, pull, (GDestroyNotify) desk_pull_free);
    }
  else if (g_str_equal (request->path, "get"))
    answer_get (self, request, error);
  else if (g_str_equal (request->path, "open"))
    answer_open (self, request, error);
  else if (g_str_equal (request->path, "known"))
    g_task_return_pointer (task, fake_server_list_known (self->server, request->ids),
                           (GDestroyNotify) g_strfreev);
  else if (g_str_equal (request->path, "sign-in"))
    g_task_return_pointer (task, make_session (), (GDestroyNotify) desk_session_free);
  else
    g_task_return_boolean (task, TRUE);
}

static Failure *
find_failure (FakeTransport *self, const char *path)
{
  for (GList *link = self->failures.head; link != NULL; link = link->next)
    {
      Failure *failure = link->data;

      if (failure->times > 0 && g_str_equal (failure->path, path))
        return failure;
    }
  return NULL;
}

static void
deliver (FakeTransport *self, Request *request)
{
  Failure *failure = find_failure (self, request->path);
  GError *error = NULL;

  self->retry_after = 0;
  if (g_task_return_error_if_cancelled (request->task))
    return;
  if (failure == NULL)
    {
      answer_request (self, request, &error);
      if (error != NULL)
        g_task_return_error (request->task, error);
      return;
    }
  failure->times--;
  self->retry_after = failure->retry_after;
  if (failure->code == CRM_ERROR_UNCERTAIN && request->commands != NULL)
    g_ptr_array_unref (fake_server_run (self->server, request->commands, NULL));
  g_task_return_new_error (request->task, CRM_ERROR, (int) failure->code, "made to fail");
}

static gboolean
deliver_cb (gpointer data)
{
  Request *request = data;
  FakeTransport *self = g_task_get_source_object (request->task);

  if (self->held == NULL && g_strcmp0 (self->hold, request->path) == 0)
    {
      self->held = request;
      g_clear_pointer (&self->hold, g_free);
      return G_SOURCE_REMOVE;
    }
  deliver (self, request);
  request_free (request);
  return G_SOURCE_REMOVE;
}

static Request *
begin_request (DeskTransport *transport, const char *path, GTask *task)
{
  FakeTransport *self = FAKE_TRANSPORT (transport);
  Request *request = g_new0 (Request, 1);
  guint calls = GPOINTER_TO_UINT (g_hash_table_lookup (self->calls, path));

  g_hash_table_insert (self->calls, g_strdup (path), GUINT_TO_POINTER (calls + 1));
  request->path = g_strdup (path);
  request->task = task;
  g_task_set_check_cancellable (task, FALSE);
  g_idle_add (deliver_cb, request);
  return request;
}

static gpointer
finish_pointer (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
set_token (DeskTransport *transport, const char *token)
{
  FakeTransport *self = FAKE_TRANSPORT (transport);

  g_free (self->token);
  self->token = g_strdup (token);
}

static gboolean
has_token (DeskTransport *transport)
{
  return FAKE_TRANSPORT (transport)->token != NULL;
}

static guint
get_retry_after (DeskTransport *transport)
{
  return FAKE_TRANSPORT (transport)->retry_after;
}

static const char *
get_fingerprint (DeskTransport *transport)
{
  return NULL;
}

static void
sign_in_async (DeskTransport *transport,
               const char *login,
               const char *password,
               const char *device_id,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  begin_request (transport, "sign-in", g_task_new (transport, cancellable, callback, user_data));
}

static DeskSession *
sign_in_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return finish_pointer (transport, result, error);
}

static void
sign_out_async (DeskTransport *transport,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  begin_request (transport, "sign-out", g_task_new (transport, cancellable, callback, user_data));
}

static gboolean
sign_out_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
push_async (DeskTransport *transport,
            GPtrArray *commands,
            const char *epoch,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  Request *request =
      begin_request (transport, "push", g_task_new (transport, cancellable, callback, user_data));

  request->commands = g_ptr_array_ref (commands);
  request->epoch = g_strdup (epoch);
}

static GPtrArray *
push_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return finish_pointer (transport, result, error);
}

static void
known_async (DeskTransport *transport,
             const char *const *ids,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  Request *request =
      begin_request (transport, "known", g_task_new (transport, cancellable, callback, user_data));

  request->ids = g_strdupv ((char **) ids);
}

static GStrv
known_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return finish_pointer (transport, result, error);
}

static void
pull_async (DeskTransport *transport,
            const char *after,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  Request *request =
      begin_request (transport, "pull", g_task_new (transport, cancellable, callback, user_data));

  request->after = g_strdup (after);
  g_ptr_array_add (FAKE_TRANSPORT (transport)->pulls, g_strdup (after != NULL ? after : ""));
}

static DeskPull *
pull_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return finish_pointer (transport, result, error);
}

static void
get_async (DeskTransport *transport,
           const char *path,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  Request *request =
      begin_request (transport, "get", g_task_new (transport, cancellable, callback, user_data));

  request->after = g_strdup (path);
}

static JsonNode *
get_finish (DeskTransport *transport, GAsyncResult *result, GError **error)
{
  return finish_pointer (transport, result, error);
}

static void
open_async (DeskTransport *transport,
            const char *path,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  Request *request =
      begin_request (transport, "open", g_task_new (transport, cancellable, callback, user_data));

  request->after = g_strdup (path);
}

static void
start_live (DeskTransport *transport)
{
  FAKE_TRANSPORT (transport)->live = TRUE;
}

static void
stop_live (DeskTransport *transport)
{
  FAKE_TRANSPORT (transport)->live = FALSE;
}

static void
transport_iface_init (DeskTransportInterface *iface)
{
  iface->set_token = set_token;
  iface->has_token = has_token;
  iface->get_retry_after = get_retry_after;
  iface->get_fingerprint = get_fingerprint;
  iface->sign_in_async = sign_in_async;
  iface->sign_in_finish = sign_in_finish;
  iface->sign_out_async = sign_out_async;
  iface->sign_out_finish = sign_out_finish;
  iface->push_async = push_async;
  iface->push_finish = push_finish;
  iface->known_async = known_async;
  iface->known_finish = known_finish;
  iface->pull_async = pull_async;
  iface->pull_finish = pull_finish;
  iface->get_async = get_async;
  iface->get_finish = get_finish;
  iface->open_async = open_async;
  iface->open_finish = pull_finish;
  iface->start_live = start_live;
  iface->stop_live = stop_live;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeTransport,
                               fake_transport,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_TRANSPORT, transport_iface_init))

static void
free_failure (gpointer data)
{
  Failure *failure = data;

  g_free (failure->path);
  g_free (failure);
}

static void
fake_transport_finalize (GObject *object)
{
  FakeTransport *self = FAKE_TRANSPORT (object);

  fake_server_free (self->server);
  g_hash_table_unref (self->calls);
  g_ptr_array_unref (self->pulls);
  g_queue_clear_full (&self->failures, free_failure);
  g_clear_pointer (&self->held, request_free);
  g_free (self->hold);
  g_free (self->token);
  G_OBJECT_CLASS (fake_transport_parent_class)->finalize (object);
}

static void
fake_transport_class_init (FakeTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_transport_finalize;
}

static void
fake_transport_init (FakeTransport *self)
{
  self->server = fake_server_new ();
  self->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pulls = g_ptr_array_new_with_free_func (g_free);
}

FakeTransport *
fake_transport_new (void)
{
  return g_object_new (FAKE_TYPE_TRANSPORT, NULL);
}

void
fake_transport_fail (FakeTransport *self,
                     const char *path,
                     guint times,
                     CrmError code,
                     guint retry_after)
{
  Failure *failure = g_new0 (Failure, 1);

  failure->path = g_strdup (path);
  failure->times = times;
  failure->code = code;
  failure->retry_after = retry_after;
  g_queue_push_tail (&self->failures, failure);
}

void
fake_transport_hold (FakeTransport *self, const char *path)
{
  self->hold = g_strdup (path);
}

gboolean
fake_transport_is_holding (FakeTransport *self)
{
  return self->held != NULL;
}

void
fake_transport_release (FakeTransport *self)
{
  Request *request = g_steal_pointer (&self->held);

  deliver (self, request);
  request_free (request);
}

void
fake_transport_set_rows_known (FakeTransport *self, gboolean known)
{
  self->rows_known = known;
}

guint
fake_transport_get_calls (FakeTransport *self, const char *path)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->calls, path));
}

GPtrArray *
fake_transport_get_pulls (FakeTransport *self)
{
  return self->pulls;
}

gboolean
fake_transport_is_live (FakeTransport *self)
{
  return self->live;
}

const char *
fake_transport_get_token (FakeTransport *self)
{
  return self->token;
}

FakeServer *
fake_transport_get_server (FakeTransport *self)
{
  return self->server;
}
