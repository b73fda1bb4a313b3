/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubAuditSealer: a timer that looks with one statement and seals when there is something. Main
 * thread; owned by `serve`. What is on its way keeps it. */

#define G_LOG_DOMAIN "hub-audit"

#include "server/audit/hub-audit-sealer.h"

#include "server/audit/hub-audit-anchor.h"
#include "server/base/hub-log.h"

#define INTERVAL     1000 /* ms */
#define LOG_INTERVAL (10 * G_TIME_SPAN_MINUTE)

struct _HubAuditSealer
{
  grefcount refs;
  HubContext *context; /* (borrowed) */
  char *path;          /* (owned) (nullable): of the anchors */
  GSource *timer;      /* (owned) (nullable): until the end */
  gint64 logged_at;    /* monotonic */
  gint64 logged;       /* number of the seal */
  gboolean is_busy;
  gboolean has_complained;
};

static void run (HubAuditSealer *self, HubDbMode mode, HubDbWork work);

static void
sealer_unref (HubAuditSealer *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_free (self->path);
  g_free (self);
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
note (HubAuditSealer *self, const HubAuditEnd *end)
{
  g_autoptr (GError) error = NULL;

  write_log (self, end);
  if (self->path == NULL || hub_audit_anchor_note (self->path, end, &error))
    return;
  if (!self->has_complained)
    hub_log (G_LOG_LEVEL_WARNING, "cannot note the end of the audit", "error", error->message,
             NULL);
  self->has_complained = TRUE;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubAuditSealer *self = user_data;
  g_autoptr (GError) error = NULL;
  HubAuditEnd *end = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  self->is_busy = FALSE;
  if (end == NULL)
    g_debug ("cannot seal: %s", error->message);
  else if (self->timer != NULL)
    {
      note (self, end);
      if (end->has_more)
        run (self, HUB_DB_READ_WRITE, hub_audit_seal_work);
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
    self->path = hub_audit_anchor_get_path (context->config->data_dir);
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
  sealer_unref (self);
}
