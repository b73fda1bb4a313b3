/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-tickle.h"
#include "server/db/hub-db.h"

G_BEGIN_DECLS

/* The customers of one person on their way to somebody else, with everything that hangs on them, or
 * into another branch with him. Plain value with borrowed texts. */
typedef struct
{
  const char *actor;
  const char *device; /* (nullable) */
  const char *from;
  const char *to;     /* (nullable): the owner stays, the branch changes */
  const char *branch; /* (nullable): of the new owner, or the new one */
  const char *reason; /* (nullable) */
  guint limit;
  guint n_moved;     /* (out): fewer than the limit: it is finished */
  HubTickle *tickle; /* (out): whom to tell after the commit; added to */
} HubPortfolioMove;

/* One transaction of it: moves at most @limit customers that are not there yet, so it goes on where
 * it was when it is called again, after a crash too. Worker thread. */
gboolean hub_portfolio_move (HubDb *db, HubPortfolioMove *move, GError **error);

/* Ends the shares whose last day is over; @tickle: whom to tell after the commit. Worker thread. */
gboolean hub_portfolio_end_shares (HubDb *db, HubTickle *tickle, GError **error);

G_END_DECLS
