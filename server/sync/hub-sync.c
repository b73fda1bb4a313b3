/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the requests of /changes and /commands share. Each of them holds a reference, so that the
 * server may be taken apart while the last ones end. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-sync-private.h"

/* Of one session, beyond what is sent at once at the most: their connections broke. */
#define SPARE_DOWNLOADS 4

static void
make_metrics (HubSync *self, HubMetrics *metrics)
{
  static const char *const labels[] = {
    [CRM_STATUS_DONE] = "status=\"done\"",
    [CRM_STATUS_MERGED] = "status=\"merged\"",
    [CRM_STATUS_CONFLICT] = "status=\"conflict\"",
    [CRM_STATUS_REJECTED] = "status=\"rejected\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    self->commands[i] =
        hub_metrics_counter (metrics, "zontik_commands_total", labels[i], "Commands answered.");
  self->rows =
      hub_metrics_counter (metrics, "zontik_changes_rows_total", NULL, "Changes sent to clients.");
  self->snapshots =
      hub_metrics_gauge (metrics, "zontik_snapshots", NULL, "First downloads that are being sent.");
}

HubSync *
hub_sync_new (HubContext *context, HubTickleFunc func, gpointer user_data)
{
  HubSync *self = g_new0 (HubSync, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  self->tickler = hub_tickler_new (context->pool, func, user_data);
  self->rules = g_ptr_array_new ();
  self->suspects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->max_snapshots = g_get_num_processors ();
  self->downloads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (context->metrics != NULL)
    make_metrics (self, context->metrics);
  return self;
}

HubSync *
hub_sync_ref (HubSync *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
hub_sync_unref (HubSync *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->rules);
  g_hash_table_unref (self->suspects);
  g_hash_table_unref (self->downloads);
  g_free (self);
}

void
hub_sync_free (HubSync *self)
{
  g_clear_pointer (&self->tickler, hub_tickler_close);
  self->interest_func = NULL;
  hub_sync_unref (self);
}

void
hub_sync_set_interest_func (HubSync *self, HubInterestFunc func, gpointer user_data)
{
  self->interest_func = func;
  self->interest_data = user_data;
}

void
hub_sync_add_rules (HubSync *self, const HubKindRules *rules)
{
  g_ptr_array_add (self->rules, (gpointer) rules);
}

void
hub_sync_count_command (HubSync *self, CrmStatus status)
{
  if (self->commands[status] != NULL)
    hub_metric_add (self->commands[status], 1);
}

void
hub_sync_count_rows (HubSync *self, guint n)
{
  if (self->rows != NULL)
    hub_metric_add (self->rows, n);
}

void
hub_sync_add_snapshots (HubSync *self, int n)
{
  self->n_snapshots += n;
  if (self->snapshots != NULL)
    hub_metric_set (self->snapshots, self->n_snapshots);
}

gboolean
hub_sync_begin_download (HubSync *self, const char *session)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->downloads, session));

  if (n >= self->max_snapshots + SPARE_DOWNLOADS)
    return FALSE;

  g_hash_table_insert (self->downloads, g_strdup (session), GUINT_TO_POINTER (n + 1));
  return TRUE;
}

void
hub_sync_end_download (HubSync *self, const char *session)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->downloads, session));

  if (n > 1)
    g_hash_table_insert (self->downloads, g_strdup (session), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (self->downloads, session);
}
