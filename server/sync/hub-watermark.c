/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubWatermark: the age is measured from outside, by how long the oldest running transaction stays
 * the same, because the role of a server may not see the transactions of others. Owned by
 * HubService; a look that is on its way keeps it. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-watermark.h"

#include "server/base/hub-log.h"
#include "server/sync/hub-xmin.h"

#define LOOK_SECONDS  1
#define ALARM_SECONDS 5

struct _HubWatermark
{
  grefcount refs;
  HubContext *context; /* (borrowed) */
  HubMetric *age;      /* (unowned) */
  GSource *timer;      /* (owned) (nullable): until the end */
  guint64 xmin;        /* of the oldest transaction that was running at the last look */
  gint64 since;        /* monotonic: of the first look that saw it; 0: none was running */
  gboolean is_looking;
  gboolean is_alarmed;
};

static void
watermark_unref (HubWatermark *self)
{
  if (g_ref_count_dec (&self->refs))
    g_free (self);
}

static void
warn (HubWatermark *self, gint64 seconds)
{
  g_autofree char *age = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
  g_autofree char *xid = g_strdup_printf ("%" G_GUINT64_FORMAT, self->xmin);

  if (seconds >= ALARM_SECONDS && !self->is_alarmed)
    hub_log (G_LOG_LEVEL_WARNING, "an open transaction holds the feed back", "seconds", age,
             "transaction", xid, NULL);
  else if (seconds < ALARM_SECONDS && self->is_alarmed)
    hub_log (G_LOG_LEVEL_MESSAGE, "the feed goes on", NULL);
  self->is_alarmed = seconds >= ALARM_SECONDS;
}

static void
note (HubWatermark *self, const HubXmin *found)
{
  gint64 now = g_get_monotonic_time ();
  gint64 seconds;

  if (found->xmin == found->xmax)
    self->since = 0;
  else if (self->since == 0 || found->xmin != self->xmin)
    self->since = now;
  self->xmin = found->xmin;

  seconds = self->since != 0 ? (now - self->since) / G_TIME_SPAN_SECOND : 0;
  hub_metric_set (self->age, seconds);
  warn (self, seconds);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubWatermark *self = user_data;
  g_autoptr (GError) error = NULL;
  HubXmin *found = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  self->is_looking = FALSE;
  if (found == NULL)
    g_debug ("cannot look at the watermark: %s", error->message);
  else if (self->timer != NULL)
    note (self, found);
  watermark_unref (self);
}

static gboolean
look_cb (gpointer user_data)
{
  HubWatermark *self = user_data;

  if (self->is_looking)
    return G_SOURCE_CONTINUE;

  self->is_looking = TRUE;
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->context->pool, HUB_DB_NO_TRANSACTION, hub_xmin_read_work,
                         g_new0 (HubXmin, 1), g_free, NULL, looked_cb, self);
  return G_SOURCE_CONTINUE;
}

HubWatermark *
hub_watermark_new (HubContext *context)
{
  HubWatermark *self = g_new0 (HubWatermark, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  self->age = hub_metrics_gauge (context->metrics, "zontik_watermark_age_seconds", NULL,
                                 "For how long a transaction has held the feed back.");
  self->timer = g_timeout_source_new_seconds (LOOK_SECONDS);
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

void
hub_watermark_free (HubWatermark *self)
{
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  watermark_unref (self);
}
