/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many customers at once change hands, in statements over sets. Each transaction stands for itself:
 * what it moved is no more among what is left. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-portfolio.h"

#include "server/customers/hub-customers-queries.h"
#include "server/sync/hub-array.h"
#include "server/sync/hub-reach.h"
#include "shared/base/crm-time.h"

enum
{
  COLUMN_ID,
  COLUMN_BRANCH,
};

static HubDbRows *
pick (HubDb *db, HubPortfolioMove *move, const char *to, GError **error)
{
  g_autofree char *limit = g_strdup_printf ("%u", move->limit);
  const char *params[] = { move->from, to, move->branch, limit };

  return hub_db_select (db, hub_customers_query (HUB_CUSTOMERS_PICK_PORTFOLIO), params, error);
}

static gboolean
queue_move (HubDb *db, HubPortfolioMove *move, const char *to, const char *ids, GError **error)
{
  g_autofree char *now = crm_time_to_string (crm_time_now ());
  const char *customers[] = { ids,         move->from,   to,  move->branch,
                              move->actor, move->device, now, move->reason };
  const char *children[] = { ids, to, move->branch };

  return hub_db_queue (db, hub_customers_query (HUB_CUSTOMERS_MOVE_CHILDREN), children, error) &&
         hub_db_queue (db, hub_customers_query (HUB_CUSTOMERS_MOVE_PORTFOLIO), customers, error);
}

gboolean
hub_portfolio_move (HubDb *db, HubPortfolioMove *move, GError **error)
{
  const char *to = move->to != NULL ? move->to : move->from;
  g_autoptr (HubDbRows) rows = NULL;
  HubArray *ids;
  gboolean ok;

  move->n_moved = 0;
  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = pick (db, move, to, error);
  if (rows == NULL)
    return FALSE;

  move->n_moved = hub_db_rows_count (rows);
  if (move->n_moved == 0)
    return TRUE;

  ids = hub_array_new ();
  for (guint i = 0; i < move->n_moved; i++)
    {
      hub_array_add (ids, hub_db_rows_text (rows, i, COLUMN_ID));
      hub_tickle_add_branch (move->tickle, hub_db_rows_text (rows, i, COLUMN_BRANCH));
    }
  hub_tickle_add_owner (move->tickle, move->from);
  hub_tickle_add_owner (move->tickle, to);
  hub_tickle_add_branch (move->tickle, move->branch);
  ok = queue_move (db, move, to, hub_array_end (ids), error);
  hub_array_free (ids);
  return ok;
}

gboolean
hub_portfolio_end_shares (HubDb *db, HubTickle *tickle, GError **error)
{
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_customers_query (HUB_CUSTOMERS_END_SHARES), NULL, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      hub_tickle_add_owner (tickle, hub_db_rows_text (rows, i, 0));
      hub_tickle_add_owner (tickle, hub_db_rows_text (rows, i, 1));
      hub_tickle_add_branch (tickle, hub_db_rows_text (rows, i, 2));
    }
  return TRUE;
}
