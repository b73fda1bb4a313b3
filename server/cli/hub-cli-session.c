/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every subcommand stands on: a database that runs, has our schema, and two pools on it. Main
 * thread; owned by the subcommand. */

#define G_LOG_DOMAIN "hub-cli"

#include "server/cli/hub-cli.h"

#include "server/db/hub-db-migrator.h"
#include "server/sync/hub-epoch.h"
#include "shared/base/crm-error.h"

/* Bulk work cuts itself into short transactions; this is only against what hangs. */
#define BULK_STATEMENT_TIMEOUT 600000
#define BULK_QUEUE             100

static gboolean
open_database (HubCliSession *self, HubConfig *config, HubCliFlags flags, GError **error)
{
  HubClusterOptions options = {
    .data_dir = config->data_dir,
    .bin_dir = config->postgres_bin,
    .user = config->postgres_user,
    .is_server = (flags & HUB_CLI_SERVER) != 0,
  };

  if (config->database != NULL)
    {
      g_auto (GStrv) parsed = hub_db_make_environment (config->database, error);

      self->conninfo = g_strdup (config->database);
      return parsed != NULL;
    }

  self->cluster = hub_cluster_open (&options, error);
  if (self->cluster == NULL)
    return FALSE;
  self->conninfo = g_strdup (hub_cluster_get_conninfo (self->cluster));
  /* A server has a main loop and drains by itself. */
  if (flags != HUB_CLI_SERVER)
    self->guard = hub_cli_guard_new (self->cluster);

  return TRUE;
}

static void
publish_pool (HubMetrics *metrics, const char *labels, HubDbPool *pool)
{
  HubDbPoolStats stats;

  hub_db_pool_get_stats (pool, &stats);
#define PUBLISH(kind, name, value, help)                                                           \
  hub_metric_set (hub_metrics_##kind (metrics, "zontik_db_" name, labels, help), (gint64) (value))
  PUBLISH (gauge, "workers", stats.workers, "Worker threads.");
  PUBLISH (gauge, "connected", stats.connected, "Workers with a connection.");
  PUBLISH (gauge, "busy", stats.busy, "Workers with a job.");
  PUBLISH (gauge, "queued", stats.queued, "Jobs that wait for a worker.");
  PUBLISH (counter, "jobs_total", stats.jobs, "Jobs that ended.");
  PUBLISH (counter, "failures_total", stats.failures, "Jobs that ended with an error.");
  PUBLISH (counter, "retries_total", stats.retries, "Jobs run again after a conflict or a loss.");
  PUBLISH (counter, "refused_total", stats.refused, "Jobs refused: queue full or no database.");
  PUBLISH (counter, "connects_total", stats.connects, "Connections that were made.");
  PUBLISH (counter, "round_trips_total", stats.round_trips, "Journeys to the database.");
  PUBLISH (counter, "wait_microseconds_total", stats.wait_time, "Time jobs waited for a worker.");
  PUBLISH (counter, "run_microseconds_total", stats.run_time, "Time workers spent in jobs.");
#undef PUBLISH
}

static void
collect_cb (HubMetrics *metrics, gpointer user_data)
{
  HubContext *context = user_data;

  publish_pool (metrics, "pool=\"requests\"", context->pool);
  publish_pool (metrics, "pool=\"bulk\"", context->bulk_pool);
}

static gboolean
open_context (HubCliSession *self, HubConfig *config, HubCliFlags flags, GError **error)
{
  HubContext *context = &self->context;

  if (!hub_db_migrator_run (self->conninfo, NULL, NULL, error))
    return FALSE;

  context->config = hub_config_ref (config);
  context->metrics = hub_metrics_new ();
  context->pool = hub_db_pool_new (self->conninfo, config->pool_workers, config->pool_queue);
  context->bulk_pool = hub_db_pool_new (self->conninfo, config->pool_bulk_workers, BULK_QUEUE);
  hub_db_pool_set_statement_timeout (context->bulk_pool, BULK_STATEMENT_TIMEOUT);
  if ((flags & HUB_CLI_SERVER) != 0)
    {
      hub_db_pool_set_role (context->pool, HUB_DB_APP_ROLE);
      hub_db_pool_set_role (context->bulk_pool, HUB_DB_APP_ROLE);
    }
  hub_metrics_add_collector (context->metrics, collect_cb, context);

  return hub_epoch_open (context->pool, &context->epoch, &context->secret, error);
}

HubCliSession *
hub_cli_session_open (HubConfig *config, HubCliFlags flags, GError **error)
{
  g_autoptr (HubCliSession) self = g_new0 (HubCliSession, 1);
  g_autoptr (GError) local = NULL;

  if (open_database (self, config, flags, &local) &&
      ((flags & HUB_CLI_DATABASE) != 0 || open_context (self, config, flags, &local)))
    return g_steal_pointer (&self);

  if (g_error_matches (local, CRM_ERROR, CRM_ERROR_INVALID))
    hub_cli_set_exit (&local, HUB_EXIT_CONFIG);
  g_propagate_error (error, g_steal_pointer (&local));

  return NULL;
}

void
hub_cli_session_close (HubCliSession *self)
{
  HubContext *context = &self->context;

  if (context->pool != NULL)
    hub_db_pool_close (context->pool);
  if (context->bulk_pool != NULL)
    hub_db_pool_close (context->bulk_pool);
  g_clear_object (&context->pool);
  g_clear_object (&context->bulk_pool);
  g_clear_pointer (&context->metrics, hub_metrics_free);
  g_clear_pointer (&context->config, hub_config_unref);
  g_clear_pointer (&context->secret, g_bytes_unref);
  g_free (context->epoch);

  if (self->cluster != NULL)
    hub_cluster_close (self->cluster);
  g_clear_pointer (&self->guard, hub_cli_guard_free);
  g_clear_object (&self->cluster);
  g_free (self->conninfo);
  g_free (self);
}
