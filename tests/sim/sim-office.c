/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server does in many transactions, one after the other: a portfolio that changes hands,
 * shares whose last day is over, tombstones that are forgotten. A crash leaves each where it was.
 */

#define G_LOG_DOMAIN "sim"

#include "server/customers/hub-portfolio.h"
#include "server/sync/hub-keeper.h"
#include "server/sync/hub-sync-private.h"
#include "server/sync/hub-tickler.h"
#include "tests/sim/sim-seed.h"

/* So few that even a small portfolio takes several. */
#define STEP 2

typedef struct
{
  SimSeed *seed;
  guint generation; /* of the server's process */
  HubPortfolioMove move;
  HubTickle *tickle; /* (owned) */
} Office;

static Office *
office_new (SimSeed *seed)
{
  Office *self = g_new0 (Office, 1);

  self->seed = seed;
  self->generation = seed->server->generation;
  self->tickle = hub_tickle_new ();
  self->move.tickle = self->tickle;
  self->move.limit = STEP;
  return self;
}

static void
office_free (Office *self)
{
  hub_tickle_free (self->tickle);
  g_free (self);
}

/* After each commit, as the server's own jobs do. */
static gboolean
end_step (Office *self, GObject *source, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) != NULL;
  SimServer *server = self->seed->server;

  if (!ok)
    sim_trace ("office: %s", error->message);
  if (!server->is_up || server->generation != self->generation)
    return FALSE;
  hub_tickler_add (server->sync->tickler, self->tickle);
  g_clear_pointer (&self->tickle, hub_tickle_free);
  self->tickle = hub_tickle_new ();
  self->move.tickle = self->tickle;
  return ok;
}

/* ---- a portfolio ---------------------------------------------------------------------------- */

static void hand_over (Office *self);

static gboolean
hand_over_work (HubDb *db, gpointer data, GError **error)
{
  return hub_portfolio_move (db, &((Office *) data)->move, error);
}

static void
handed_over_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Office *self = user_data;

  if (end_step (self, source, result) && self->move.n_moved == STEP)
    hand_over (self);
  else
    office_free (self);
}

static void
hand_over (Office *self)
{
  hub_db_pool_run_async (self->seed->server->context.bulk_pool, HUB_DB_READ_WRITE, hand_over_work,
                         self, NULL, NULL, handed_over_cb, self);
}

void
sim_office_hand_over (SimSeed *seed)
{
  SimUser *from = seed->users->pdata[sim_pick (seed->users->len)];
  SimUser *to = seed->users->pdata[sim_pick (seed->users->len)];
  const char *params[] = { to->id, NULL };
  Office *self;

  if (from == to || !seed->server->is_up)
    return;
  self = office_new (seed);
  self->move.actor = ((SimUser *) seed->users->pdata[0])->id;
  self->move.from = from->id;
  self->move.to = to->id;
  self->move.branch =
      sim_db_execute (seed->server->db, "select branch from app_user where id = $1", params);
  self->move.reason = sim_one_in (2) ? "leaves us" : NULL;
  sim_trace ("office: all of %s goes to %s", from->id, to->id);
  hand_over (self);
}

/* ---- shares that are over ------------------------------------------------------------------- */

static gboolean
end_shares_work (HubDb *db, gpointer data, GError **error)
{
  return hub_portfolio_end_shares (db, ((Office *) data)->tickle, error);
}

static void
ended_shares_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  end_step (user_data, source, result);
  office_free (user_data);
}

void
sim_office_end_shares (SimSeed *seed)
{
  Office *self;

  if (!seed->server->is_up)
    return;
  self = office_new (seed);
  sim_trace ("office: shares end");
  hub_db_pool_run_async (seed->server->context.bulk_pool, HUB_DB_READ_WRITE, end_shares_work, self,
                         NULL, NULL, ended_shares_cb, self);
}

/* ---- another incarnation -------------------------------------------------------------------- */

static void
kept_epoch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error);
  sim_trace ("office: looked for a new epoch %s", error != NULL ? error->message : "");
}

/* In the real server once a minute. */
void
sim_office_keep_epoch (SimSeed *seed)
{
  if (seed->server->is_up)
    hub_db_pool_run_async (seed->server->context.bulk_pool, HUB_DB_READ_WRITE,
                           hub_keeper_epoch_work, NULL, NULL, NULL, kept_epoch_cb, NULL);
}

/* ---- what is forgotten ---------------------------------------------------------------------- */

static void purge (Office *self);

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Office *self = user_data;
  guint n_gone = ((HubPurge *) g_task_get_task_data (G_TASK (result)))->n_gone;

  sim_trace ("office: %u forgotten", n_gone);
  if (end_step (self, source, result) && n_gone > 0)
    purge (self);
  else
    office_free (self);
}

static void
purge (Office *self)
{
  hub_db_pool_run_async (self->seed->server->context.bulk_pool, HUB_DB_READ_WRITE,
                         hub_keeper_purge_work, g_new0 (HubPurge, 1), g_free, NULL, purged_cb,
                         self);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Office *self = user_data;

  if (end_step (self, source, result))
    purge (self);
  else
    office_free (self);
}

/* Days are short here: what was there before this moment is old. */
void
sim_office_purge (SimSeed *seed)
{
  HubDbPool *pool = seed->server->context.bulk_pool;
  Office *self;

  if (!seed->server->is_up)
    return;
  self = office_new (seed);
  sim_trace ("office: forgets");
  sim_db_query (seed->server->db, "delete from sync_mark", NULL);
  hub_db_pool_run_async (pool, HUB_DB_READ_WRITE, hub_keeper_mark_work, g_new0 (HubPurge, 1),
                         g_free, NULL, marked_cb, self);
}
