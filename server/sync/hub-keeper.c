/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubKeeper: a timer that asks every minute whether a day has begun that matters or the database is
 * another incarnation, and purges once
 * an hour in pieces that last a moment each. Several servers of one database may do so at once.
 * Main thread, the works on the bulk pool; owned by HubService. What is on its way keeps it. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-keeper.h"

#include "server/sync/hub-reach.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/base/crm-time.h"

#define LOOK_SECONDS  60
#define LOOKS_A_PURGE 60
#define PIECE         "500"

struct _HubKeeper
{
  grefcount refs;
  HubContext *context; /* (borrowed) */
  HubTickleFunc func;
  gpointer user_data;
  GSource *timer; /* (owned) (nullable): until the end */
  gint64 looked_at;
  guint n_looks;
  gboolean is_purging;
};

static void
keeper_unref (HubKeeper *self)
{
  if (g_ref_count_dec (&self->refs))
    g_free (self);
}

/* ---- work ---------------------------------------------------------------------------------- */

gboolean
hub_keeper_mark_work (HubDb *db, gpointer data, GError **error)
{
  HubPurge *purge = data;
  g_autofree char *days = g_strdup_printf ("%u", purge->keep_days);
  const char *params[] = { days };

  return hub_db_run (db, hub_sync_query (HUB_SYNC_MARK_DAY), NULL, error) &&
         hub_db_run (db, hub_sync_query (HUB_SYNC_RAISE_HORIZON), params, error);
}

gboolean
hub_keeper_purge_work (HubDb *db, gpointer data, GError **error)
{
  HubPurge *purge = data;
  g_autofree char *days = g_strdup_printf ("%u", purge->keep_days);
  const char *params[] = { days, PIECE };
  g_autoptr (HubDbRows) rows = NULL;

  purge->n_gone = 0;
  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_sync_query (HUB_SYNC_PURGE), params, error);
  if (rows == NULL)
    return FALSE;
  purge->n_gone = (guint) hub_db_rows_integer (rows, 0, 0);
  return TRUE;
}

gboolean
hub_keeper_epoch_work (HubDb *db, gpointer data, GError **error)
{
  static const char *const params[] = { "false" };

  return hub_db_run (db, hub_sync_query (HUB_SYNC_OPEN_EPOCH), params, error);
}

gboolean
hub_keeper_look_work (HubDb *db, gpointer data, GError **error)
{
  HubNewDay *day = data;
  g_autofree char *since = crm_time_to_string (day->since);
  const char *params[] = { since };
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_sync_query (HUB_SYNC_HAS_NEW_DAY), params, error);
  if (rows == NULL)
    return FALSE;
  day->has_news = hub_db_rows_boolean (rows, 0, 0);
  return TRUE;
}

/* ---- purge --------------------------------------------------------------------------------- */

static void run_purge (HubKeeper *self, HubDbWork work, HubPurge *purge);

static void
end_purge (HubKeeper *self, const GError *error)
{
  self->is_purging = FALSE;
  if (error != NULL)
    g_message ("cannot purge: %s", error->message);
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubKeeper *self = user_data;
  g_autoptr (GError) error = NULL;
  HubPurge *purge = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  gboolean has_more = purge != NULL && purge->n_gone > 0 && self->timer != NULL;

  if (has_more)
    run_purge (self, hub_keeper_purge_work, g_memdup2 (purge, sizeof *purge));
  else if (purge != NULL && self->timer != NULL)
    /* Only when nothing is left below the horizon it moves on. */
    run_purge (self, hub_keeper_mark_work, g_memdup2 (purge, sizeof *purge));
  else
    end_purge (self, error);
  keeper_unref (self);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubKeeper *self = user_data;
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  end_purge (self, error);
  keeper_unref (self);
}

static void
run_purge (HubKeeper *self, HubDbWork work, HubPurge *purge)
{
  self->is_purging = TRUE;
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->context->bulk_pool, HUB_DB_READ_WRITE, work, purge, g_free, NULL,
                         work == hub_keeper_mark_work ? marked_cb : purged_cb, self);
}

/* ---- days ---------------------------------------------------------------------------------- */

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HubKeeper *self = user_data;
  g_autoptr (GError) error = NULL;
  HubNewDay *day = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);

  if (day == NULL)
    g_debug ("cannot look for a new day: %s", error->message);
  else if (self->timer != NULL)
    {
      g_autoptr (HubTickle) everyone = hub_tickle_new ();

      self->looked_at = day->until;
      everyone->all = TRUE;
      if (day->has_news)
        self->func (everyone, self->user_data);
    }
  keeper_unref (self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  if (error != NULL)
    g_debug ("cannot look for a new epoch: %s", error->message);
  keeper_unref (user_data);
}

static gboolean
look_cb (gpointer user_data)
{
  HubKeeper *self = user_data;
  HubNewDay *day = g_new0 (HubNewDay, 1);

  /* What could not be asked is asked again. */
  day->since = self->looked_at;
  day->until = crm_time_now ();
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->context->bulk_pool, HUB_DB_READ_ONLY, hub_keeper_look_work, day,
                         g_free, NULL, looked_cb, self);
  g_ref_count_inc (&self->refs);
  hub_db_pool_run_async (self->context->bulk_pool, HUB_DB_READ_WRITE, hub_keeper_epoch_work, NULL,
                         NULL, NULL, opened_cb, self);

  if (self->n_looks++ % LOOKS_A_PURGE == 0 && !self->is_purging)
    {
      HubPurge *purge = g_new0 (HubPurge, 1);

      purge->keep_days = self->context->config->keep_days;
      run_purge (self, hub_keeper_purge_work, purge);
    }
  return G_SOURCE_CONTINUE;
}

HubKeeper *
hub_keeper_new (HubContext *context, HubTickleFunc func, gpointer user_data)
{
  HubKeeper *self = g_new0 (HubKeeper, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  self->func = func;
  self->user_data = user_data;
  self->looked_at = crm_time_now ();
  self->timer = g_timeout_source_new_seconds (LOOK_SECONDS);
  g_source_set_callback (self->timer, look_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

void
hub_keeper_free (HubKeeper *self)
{
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  keeper_unref (self);
}
