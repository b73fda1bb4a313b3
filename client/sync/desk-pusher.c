/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Outbox to server. Owned by DeskSyncEngine, which runs it once at a time; main thread only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-pusher.h"

#define MAX_PAGE    500 /* half of what a server takes at once */
#define MAX_STRIKES 3   /* failures of the server over one command before it is given up */

struct _DeskPusher
{
  GObject parent_instance;

  /* owned */
  DeskOutbox *outbox;
  DeskTransport *transport;
  GPtrArray *page; /* (nullable) (element-type CrmCommand): under way */
  char *suspect;   /* (nullable): id of the lone command the server choked on */

  guint limit;
  guint strikes;
};

enum
{
  ANSWERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskPusher, desk_pusher, G_TYPE_OBJECT)

static void take_page (GTask *task);

/* The refusal of a page, kept while the outbox is put in order. */
typedef struct
{
  GError *refusal; /* (nullable): the run ends with it */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_error (&run->refusal);
  g_free (run);
}

static gboolean
is_lone (DeskPusher *self)
{
  return self->page->len == 1;
}

static const char *
get_lone_id (DeskPusher *self)
{
  return crm_command_get_id (g_ptr_array_index (self->page, 0));
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, CRM_ERROR, CRM_ERROR_INVALID) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_LARGE) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_CONFLICT);
}

/* Whether the answer leaves no doubt that nothing was applied. */
static gboolean
is_certain (const GError *error)
{
  return is_refusal (error) || g_error_matches (error, CRM_ERROR, CRM_ERROR_OFFLINE) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_WIPED) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_CERTIFICATE) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_MANY) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED) ||
         g_error_matches (error, CRM_ERROR, CRM_ERROR_UPGRADE_REQUIRED);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskPusher *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!desk_outbox_settle_finish (DESK_OUTBOX (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->limit = MIN (MAX_PAGE, self->limit * 2);
  self->strikes = 0;
  g_clear_pointer (&self->suspect, g_free);
  g_clear_pointer (&self->page, g_ptr_array_unref);
  take_page (task);
}

static void
settle (GTask *task, GPtrArray *results)
{
  DeskPusher *self = g_task_get_source_object (task);

  desk_outbox_settle_async (self->outbox, results, g_task_get_cancellable (task), settled_cb,
                            g_object_ref (task));
}

static void
reject_lone (GTask *task, const GError *error)
{
  DeskPusher *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_result_free);
  CrmResult *result = crm_result_new (get_lone_id (self), CRM_STATUS_REJECTED);

  g_message ("command %s refused: %s", get_lone_id (self), error->message);
  result->problem = crm_problem_new_from_error (error);
  g_ptr_array_add (results, result);
  settle (task, results);
}

static void
requeued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskPusher *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&self->page, g_ptr_array_unref);
  if (!desk_outbox_requeue_finish (DESK_OUTBOX (source), result, &error))
    g_task_return_error (task, error);
  else if (run->refusal != NULL)
    g_task_return_error (task, g_steal_pointer (&run->refusal));
  else
    take_page (task);
}

/* @refusal (transfer full) (nullable): ends the run. Not cancellable: what is marked sent must not
 * stay so. */
static void
requeue (GTask *task, GError *refusal, gboolean reached)
{
  DeskPusher *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  run->refusal = refusal;
  desk_outbox_requeue_async (self->outbox, reached, NULL, requeued_cb, g_object_ref (task));
}

/* @error (transfer full). */
static void
fail_page (GTask *task, GError *error)
{
  DeskPusher *self = g_task_get_source_object (task);
  const gboolean reached = !is_certain (error);
  gboolean choked = g_error_matches (error, CRM_ERROR, CRM_ERROR_INTERNAL);
  gboolean guilty = is_lone (self) && g_strcmp0 (self->suspect, get_lone_id (self)) == 0 &&
                    self->strikes >= MAX_STRIKES;

  if (is_lone (self) && (is_refusal (error) || (choked && guilty)))
    {
      reject_lone (task, error);
      g_error_free (error);
      return;
    }
  if (is_lone (self) && choked && g_strcmp0 (self->suspect, get_lone_id (self)) != 0)
    {
      g_free (self->suspect);
      self->suspect = g_strdup (get_lone_id (self));
      self->strikes = 0;
    }
  if (is_lone (self) || !(choked || is_refusal (error)))
    {
      requeue (task, error, reached);
      return;
    }
  g_message ("page of %u commands refused: %s", self->page->len, error->message);
  g_error_free (error);
  self->limit = MAX (1, self->page->len / 2);
  requeue (task, NULL, reached);
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskPusher *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) results = NULL;
  GError *error = NULL;

  results = desk_transport_push_finish (DESK_TRANSPORT (source), result, &error);
  if (results == NULL)
    {
      fail_page (task, error);
      return;
    }
  g_signal_emit (self, signals[ANSWERED], 0);
  settle (task, results);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeskPusher *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) page = NULL;
  GError *error = NULL;

  page = desk_outbox_take_finish (DESK_OUTBOX (source), result, &error);
  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (page->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_clear_pointer (&self->page, g_ptr_array_unref);
  self->page = g_steal_pointer (&page);
  desk_transport_push_async (self->transport, self->page, desk_outbox_get_epoch (self->outbox),
                             g_task_get_cancellable (task), pushed_cb, g_object_ref (task));
}

static void
take_page (GTask *task)
{
  DeskPusher *self = g_task_get_source_object (task);

  /* Spares an idle client a job on the writer thread at every pull. */
  if (desk_outbox_get_pending (self->outbox) == 0)
    g_task_return_boolean (task, TRUE);
  else
    desk_outbox_take_async (self->outbox, self->limit, g_task_get_cancellable (task), taken_cb,
                            g_object_ref (task));
}

static void
desk_pusher_finalize (GObject *object)
{
  DeskPusher *self = DESK_PUSHER (object);

  g_clear_object (&self->outbox);
  g_clear_object (&self->transport);
  g_clear_pointer (&self->page, g_ptr_array_unref);
  g_free (self->suspect);
  G_OBJECT_CLASS (desk_pusher_parent_class)->finalize (object);
}

static void
desk_pusher_class_init (DeskPusherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_pusher_finalize;

  signals[ANSWERED] = g_signal_new ("answered", DESK_TYPE_PUSHER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
desk_pusher_init (DeskPusher *self)
{
  self->limit = MAX_PAGE;
}

DeskPusher *
desk_pusher_new (DeskOutbox *outbox, DeskTransport *transport)
{
  DeskPusher *self = g_object_new (DESK_TYPE_PUSHER, NULL);

  self->outbox = g_object_ref (outbox);
  self->transport = g_object_ref (transport);
  return self;
}

void
desk_pusher_run_async (DeskPusher *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, desk_pusher_run_async);
  g_task_set_task_data (task, g_new0 (Run, 1), run_free);
  take_page (task);
}

gboolean
desk_pusher_run_finish (DeskPusher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
desk_pusher_strike (DeskPusher *self)
{
  g_return_if_fail (DESK_IS_PUSHER (self));

  if (self->suspect != NULL)
    self->strikes++;
}
