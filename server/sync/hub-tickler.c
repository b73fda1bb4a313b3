/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Waits until a commit can be read from the feed, then tells whom it concerns. The feed ends below
 * the oldest running transaction, so "committed" alone is too early while another one writes. */

#define G_LOG_DOMAIN "hub-tickler"

#include "server/sync/hub-tickler.h"

#include "server/sync/hub-xmin.h"

#define RETRY_MILLISECONDS     3
#define MAX_RETRY_MILLISECONDS 200
/* The first news go out at once, those behind them together. */
#define PAUSE_MILLISECONDS 20

struct _HubTickler
{
  grefcount refs;
  HubDbPool *pool;
  HubTickleFunc func;
  gpointer user_data;
  gboolean is_closed;

  HubTickle *fresh;   /* (owned) (nullable): came while asking */
  HubTickle *waiting; /* (owned) (nullable): asked about */
  gint64 told_at;     /* monotonic */
  guint64 goal;       /* xmin at which waiting may be told; 0: not known yet */
  gint64 goal_at;     /* monotonic: since when */
  GSource *source;    /* (owned) (nullable): the next time it asks */
};

static void ask (HubTickler *self);

static void
hub_tickler_unref (HubTickler *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->fresh, hub_tickle_free);
  g_clear_pointer (&self->waiting, hub_tickle_free);
  g_object_unref (self->pool);
  g_free (self);
}

static gboolean
retry_cb (gpointer user_data)
{
  HubTickler *self = user_data;

  g_clear_pointer (&self->source, g_source_unref);
  ask (self);
  return G_SOURCE_REMOVE;
}

/* On the thread of the server, which need not be the first one. */
static void
ask_later (HubTickler *self, guint milliseconds)
{
  self->source = g_timeout_source_new (milliseconds);
  g_source_set_callback (self->source, retry_cb, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

static void
tell (HubTickler *self)
{
  g_autoptr (HubTickle) tickle = g_steal_pointer (&self->waiting);

  self->goal = 0;
  self->told_at = g_get_monotonic_time ();
  if (!self->is_closed)
    self->func (tickle, self->user_data);
  if (self->fresh != NULL && !self->is_closed)
    ask_later (self, PAUSE_MILLISECONDS);
}

/* Behind a transaction that stays open for long it asks less and less often. */
static guint
get_delay (HubTickler *self)
{
  gint64 waited = (g_get_monotonic_time () - self->goal_at) / G_TIME_SPAN_MILLISECOND;

  return (guint) CLAMP (waited / 8, RETRY_MILLISECONDS, MAX_RETRY_MILLISECONDS);
}

static void
xmin_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubTickler *self = user_data;
  g_autoptr (GError) error = NULL;
  HubXmin *found = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  /* Told too early it costs an empty pull; never told it costs a poll interval. */
  if (found == NULL || (self->goal == 0 && found->xmin == found->xmax) ||
      (self->goal != 0 && found->xmin >= self->goal))
    tell (self);
  else
    {
      if (self->goal == 0)
        {
          self->goal = found->xmax;
          self->goal_at = g_get_monotonic_time ();
        }
      if (!self->is_closed)
        ask_later (self, get_delay (self));
    }
  hub_tickler_unref (self);
}

static void
ask (HubTickler *self)
{
  if (self->waiting == NULL)
    self->waiting = g_steal_pointer (&self->fresh);

  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->pool, HUB_DB_NO_TRANSACTION, hub_xmin_read_work, g_new0 (HubXmin, 1),
                         g_free, NULL, xmin_read_cb, self);
}

HubTickler *
hub_tickler_new (HubDbPool *pool, HubTickleFunc func, gpointer user_data)
{
  HubTickler *self = g_new0 (HubTickler, 1);

  g_ref_count_init (&self->refs);
  self->pool = g_object_ref (pool);
  self->func = func;
  self->user_data = user_data;
  return self;
}

void
hub_tickler_close (HubTickler *self)
{
  self->is_closed = TRUE;
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  hub_tickler_unref (self);
}

void
hub_tickler_add (HubTickler *self, const HubTickle *tickle)
{
  if (hub_tickle_is_empty (tickle) || self->func == NULL)
    return;

  if (self->fresh == NULL)
    self->fresh = hub_tickle_new ();
  hub_tickle_merge (self->fresh, tickle);
  if (self->waiting != NULL || self->source != NULL)
    return;

  if (g_get_monotonic_time () - self->told_at >= PAUSE_MILLISECONDS * G_TIME_SPAN_MILLISECOND)
    ask (self);
  else
    ask_later (self, PAUSE_MILLISECONDS);
}
