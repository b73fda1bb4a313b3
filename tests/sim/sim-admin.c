/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What administrators do behind everybody's back: roles, branches, people who are shut out. In a
 * transaction of its own that meets the others. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-seed.h"

typedef struct
{
  SimSeed *seed;
  const char *sql;
  const char *params[6];
} Order;

static void
order_work (gpointer data)
{
  Order *order = data;

  sim_db_query (order->seed->server->db, order->sql, order->params);
  g_free (order);
}

static void
give_order (SimSeed *self, const char *sql, const char *first, const char *second)
{
  Order *order = g_new0 (Order, 1);

  order->seed = self;
  order->sql = sql;
  order->params[0] = first;
  order->params[1] = second;
  sim_trace ("order: %s %s", sql, second != NULL ? second : "");
  sim_fiber_start (0, order_work, order);
}

void
sim_admin_prepare (SimSeed *self)
{
}

void
sim_admin_act (SimSeed *self)
{
  static const char *const roles[] = { "agent", "head", "director", "adjuster", "administrator" };
  SimUser *user = self->users->pdata[sim_pick (self->users->len)];

  switch (sim_pick (4))
    {
    case 0:
      give_order (self,
                  "update app_user set role = $2, rev = rev + 1, ver = sync_ver() where id = $1",
                  user->id, roles[sim_pick (G_N_ELEMENTS (roles))]);
      break;
    case 1:
      give_order (self,
                  "update app_user set branch = $2, rev = rev + 1, ver = sync_ver() where id = $1",
                  user->id, self->branches[sim_pick (G_N_ELEMENTS (self->branches))]);
      break;
    case 2:
      give_order (self,
                  "update app_user set active = not active, rev = rev + 1, ver = sync_ver() "
                  "where id = $1",
                  user->id, NULL);
      break;
    default:
      give_order (self,
                  "update session set ended_at = now() where user_id = $1 and ended_at is null",
                  user->id, NULL);
      break;
    }
}

void
sim_admin_restore_order (SimSeed *self)
{
  give_order (self,
              "update app_user set active = true, rev = rev + 1, ver = sync_ver() where not active",
              NULL, NULL);
}
