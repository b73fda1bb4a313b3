/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's process: the real HubSync and handlers over the model database. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-server.h"

#include "server/customers/hub-customers.h"
#include "server/sync/hub-epoch.h"
#include "server/sync/hub-sync-private.h"
#include "server/sync/hub-sync-queries.h"

#include <string.h>

#define SQL_ROOT "/io/github/zontik/sql/migrations/"

static const char secret[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/* ---- the tickler, in the place of server/sync/hub-tickler.c ---------------------------------- */

/* The real one asks the database when a pull would bring the news; here it may be early or late,
 * which a client must stand. */
struct _HubTickler
{
  HubTickleFunc func;
  gpointer data;
  HubTickle *waiting; /* (owned) (nullable) */
  gboolean is_closed;
};

HubTickler *
hub_tickler_new (HubDbPool *pool, HubTickleFunc func, gpointer user_data)
{
  HubTickler *self = g_new0 (HubTickler, 1);

  self->func = func;
  self->data = user_data;
  return self;
}

void
hub_tickler_close (HubTickler *self)
{
  self->is_closed = TRUE;
}

static void
tell_cb (gpointer data)
{
  HubTickler *self = data;
  g_autoptr (HubTickle) tickle = g_steal_pointer (&self->waiting);

  if (!self->is_closed && self->func != NULL)
    self->func (tickle, self->data);
}

void
hub_tickler_add (HubTickler *self, const HubTickle *tickle)
{
  if (hub_tickle_is_empty (tickle))
    return;
  if (self->waiting == NULL)
    {
      self->waiting = hub_tickle_new ();
      sim_after (sim_between (1000, 300000), NULL, NULL, tell_cb, self);
    }
  hub_tickle_merge (self->waiting, tickle);
}

/* ---- life ----------------------------------------------------------------------------------- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
define_all (SimDb *db)
{
  g_auto (GStrv) names = g_resources_enumerate_children (SQL_ROOT, 0, NULL);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (sorted, names[i]);
  g_ptr_array_sort (sorted, compare_names);
  for (guint i = 0; i < sorted->len; i++)
    {
      g_autofree char *path = g_strconcat (SQL_ROOT, sorted->pdata[i], NULL);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);

      sim_db_define (db, sorted->pdata[i], g_bytes_get_data (bytes, NULL));
    }
}

static void
tell_live (const HubTickle *tickle, gpointer data)
{
  SimServer *self = data;

  if (self->live != NULL)
    self->live (tickle, self->live_data);
}

void
sim_server_prepare (void)
{
  SimDb **db = sim_world_get_slot (SIM_SLOT_DATABASE, sizeof *db);
  const HubQueryTable *tables[] = { &hub_sync_queries, &hub_customers_queries };
  const char *params[] = { secret, NULL };

  *db = sim_db_new ();
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (guint j = 0; j < tables[i]->n_queries; j++)
      sim_pool_prepare_query (tables[i]->queries[j].name);
  define_all (*db);
  sim_db_query (*db, "update server_secret set secret = $1", params);
}

SimServer *
sim_server_new (void)
{
  SimServer *self = g_new0 (SimServer, 1);
  SimDb **db = sim_world_get_slot (SIM_SLOT_DATABASE, sizeof *db);

  self->db = g_steal_pointer (db);
  self->exchanges = g_ptr_array_new ();
  return self;
}

void
sim_server_start (SimServer *self)
{
  g_autoptr (GError) error = NULL;

  if (self->is_up)
    return;
  sim_trace ("server starts");
  self->context.pool = sim_pool_new (self->db, 6, &self->faults);
  self->context.bulk_pool = sim_pool_new (self->db, 2, &self->faults);
  if (!hub_epoch_open (self->context.pool, &self->context.epoch, &self->context.secret, &error))
    {
      sim_fail ("the server does not start: %s", error->message);
      return;
    }
  self->sync = hub_sync_new (&self->context, tell_live, self);
  self->sync->max_snapshots = 2;
  hub_customers_register (self->sync);
  self->is_up = TRUE;
  self->generation++;
}

void
sim_server_kill (SimServer *self)
{
  if (!self->is_up)
    return;
  sim_trace ("server dies");
  self->is_up = FALSE;
  hub_tickler_close (self->sync->tickler);
  self->sync->tickler = NULL;
  sim_pool_kill (self->context.pool);
  sim_pool_kill (self->context.bulk_pool);
  while (self->exchanges->len > 0)
    {
      HubExchange *exchange = g_ptr_array_remove_index (self->exchanges, 0);

      sim_exchange_break (exchange);
      g_object_unref (exchange);
    }
}

void
sim_server_fail_over (SimServer *self, guint position)
{
  sim_trace ("fail-over: %u of %u commits are left", position, sim_db_get_position (self->db));
  if (self->is_up)
    {
      sim_pool_break_connections (self->context.pool);
      sim_pool_break_connections (self->context.bulk_pool);
    }
  sim_db_go_back (self->db, position);
}

void
sim_server_crash_database (SimServer *self)
{
  sim_trace ("the database crashes: %" G_GUINT64_FORMAT " numbers are given again",
             self->db->next_xid - 1 - self->db->log.durable_xid);
  if (self->is_up)
    {
      sim_pool_break_connections (self->context.pool);
      sim_pool_break_connections (self->context.bulk_pool);
    }
  sim_db_crash (self->db);
}

void
sim_server_restore (SimServer *self, guint position)
{
  g_autoptr (HubDbPool) pool = NULL;
  g_autoptr (GError) error = NULL;

  sim_server_kill (self);
  sim_trace ("restore: %u of %u commits are left", position, sim_db_get_position (self->db));
  sim_db_go_back (self->db, position);
  pool = sim_pool_new (self->db, 1, &self->faults);
  if (!hub_epoch_renew (pool, &error))
    sim_fail ("no new epoch after a restore: %s", error->message);
}

/* ---- requests ------------------------------------------------------------------------------- */

static const struct
{
  const char *path;
  HubHandler handler;
} routes[] = {
  { "/commands", hub_commands_post },      { "/commands/known", hub_commands_known },
  { "/changes", hub_changes_get },         { "/digest", hub_digest_get },
  { "/digest/rows", hub_digest_rows_get },
};

HubExchange *
sim_server_handle (SimServer *self,
                   const char *path,
                   const SimRequest *request,
                   const SimPeer *peer,
                   gpointer data)
{
  HubExchange *exchange = sim_exchange_new (request, peer, data);

  g_ptr_array_add (self->exchanges, g_object_ref (exchange));
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (strcmp (routes[i].path, path) == 0)
      {
        routes[i].handler (exchange, self->sync);
        return exchange;
      }
  sim_give_up ("no route %s", path);
}

void
sim_server_drop (SimServer *self, HubExchange *exchange)
{
  sim_exchange_lose (exchange);
  if (g_ptr_array_remove (self->exchanges, exchange))
    g_object_unref (exchange);
  g_object_unref (exchange);
}
