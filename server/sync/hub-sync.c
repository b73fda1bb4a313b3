/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the requests of /changes and /commands share. Each of them holds a reference, so that the
 * server may be taken apart while the last ones end. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-sync-private.h"

HubSync *
hub_sync_new (HubContext *context, HubTickleFunc func, gpointer user_data)
{
  HubSync *self = g_new0 (HubSync, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  self->tickler = hub_tickler_new (context->pool, func, user_data);
  self->rules = g_ptr_array_new ();
  self->max_snapshots = g_get_num_processors ();
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
  g_free (self);
}

void
hub_sync_free (HubSync *self)
{
  g_clear_pointer (&self->tickler, hub_tickler_close);
  hub_sync_unref (self);
}

void
hub_sync_add_rules (HubSync *self, const HubKindRules *rules)
{
  g_ptr_array_add (self->rules, (gpointer) rules);
}
