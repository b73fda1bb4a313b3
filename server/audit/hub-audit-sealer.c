/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubAuditSealer: a timer that looks with one statement and seals when there is something. Main
 * thread; owned by `serve`. What is on its way keeps it. */

#define G_LOG_DOMAIN "hub-audit"

#include "server/audit/hub-audit-sealer.h"

#include "server/audit/hub-audit-anchor.h"
#include "server/base/hub-log.h"
#include "shared/base/crm-worker.h"

#define INTERVAL     1000 /* ms */
#define MAX_FAILURES 3    /* before it is said */
#define LOG_INTERVAL (10 * G_TIME_SPAN_MINUTE)

struct _HubAuditSealer
{
  grefcount refs;
  HubContext *context; /* (borrowed) */
  char *path;          /* (owned) (nullable): of the anchors */
  CrmWorker *notary;   /* (owned) (nullable): writes them, which waits for the disk */
  GSource *timer;      /* (owned) (nullable): until the end */
  gint64 logged_at;    /* monotonic */
  gint64 logged;       /* number of the seal */
  gboolean is_busy;
  guint n_failures; /* to note, one after the other */
};

/* One end of the chain on its way into the file. */
typedef struct
{
  char *path; /* (owned) */
  HubAuditEnd end;
} Note;

static void run (HubAuditSealer *self, HubDbMode mode, HubDbWork work);

static void
sealer_unref (HubAuditSealer *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_clear_object (&self->notary);
  g_free (self->path);
  g_free (self);
}

static void
note_free (gpointer data)
{
  Note *note = data;

  g_free (note->path);
  g_free (note);
}

static void
write_log (HubAuditSealer *self, const HubAuditEnd *end)
{
  g_autofree char *n = NULL;

  if (end->last.n == self->logged ||
      (self->logged_at != 0 && g_get_monotonic_time () - self->logged_at < LOG_INTERVAL))
    return;

  n = g_strdup_printf ("%" G_GINT64_FORMAT, end->last.n);
  hub_log (G_LOG_LEVEL_MESSAGE, "audit sealed", "seal", n, "sha256", end->last.hash, NULL);
  self->logged_at = g_get_monotonic_time ();
  self->logged = end->last.n;
}

static void
go_on (HubAuditSealer *self, const HubAuditEnd *end)
{
  self->is_busy = FALSE;
  if (end->has_more && self->timer != NULL)
    run (self, HUB_DB_READ_WRITE, hub_audit_seal_work);
}

static void
note_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Note *note = task_data;
  GError *error = NULL;

  if (hub_audit_anchor_note (note->path, &note->end, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubAuditSealer *self = user_data;
  Note *note = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  /* Between the look and the note another server of the same folder may have noted a later seal. */
  if (g_task_propagate_boolean (G_TASK (result), &error))
    self->n_failures = 0;
  else if (++self->n_failures == MAX_FAILURES)
    hub_log (G_LOG_LEVEL_WARNING, "cannot note the end of the audit", "error", error->message,
             NULL);
  go_on (self, &note->end);
  sealer_unref (self);
}

static void
note_down (HubAuditSealer *self, const HubAuditEnd *end)
{
  g_autoptr (GTask) task = NULL;
  Note *note = g_new0 (Note, 1);

  note->path = g_strdup (self->path);
  note->end = *end;
  g_ref_count_inc (&self->refs);
  task = g_task_new (NULL, NULL, noted_cb, self);
  g_task_set_task_data (task, note, note_free);
  crm_worker_queue (self->notary, task, G_PRIORITY_DEFAULT, note_work);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubAuditSealer *self = user_data;
  g_autoptr (GError) error = NULL;
  HubAuditEnd *end = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (end == NULL || self->timer == NULL)
    {
      self->is_busy = FALSE;
      if (end == NULL)
        g_debug ("cannot seal: %s", error->message);
    }
  else
    {
      write_log (self, end);
      if (self->notary != NULL)
        note_down (self, end);
      else
        go_on (self, end);
    }
  sealer_unref (self);
}

static void
run (HubAuditSealer *self, HubDbMode mode, HubDbWork work)
{
  self->is_busy = TRUE;
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->context->pool, mode, work, g_new0 (HubAuditEnd, 1), g_free, NULL,
                         done_cb, self);
}

static gboolean
look_cb (gpointer user_data)
{
  HubAuditSealer *self = user_data;

  if (!self->is_busy)
    run (self, HUB_DB_READ_ONLY, hub_audit_look_work);
  return G_SOURCE_CONTINUE;
}

HubAuditSealer *
hub_audit_sealer_new (HubContext *context)
{
  HubAuditSealer *self = g_new0 (HubAuditSealer, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  if (g_file_test (context->config->data_dir, G_FILE_TEST_IS_DIR))
    {
      self->path = hub_audit_anchor_get_path (context->config->data_dir);
      self->notary = crm_worker_new ("hub-audit-note");
    }
  self->timer = g_timeout_source_new (INTERVAL);
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

void
hub_audit_sealer_free (HubAuditSealer *self)
{
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (self->notary != NULL)
    crm_worker_stop (self->notary);
  sealer_unref (self);
}
