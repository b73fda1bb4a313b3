/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The SQL files of the feed and of the commands. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-sync-queries.h"

static const HubQuery queries[] = {
  [HUB_SYNC_OPEN_EPOCH] = { "sync/open-epoch", 1 },
  [HUB_SYNC_READ_SECRET] = { "sync/read-secret", 0 },
  [HUB_SYNC_READ_RIGHTS] = { "sync/read-rights", 2 },
  [HUB_SYNC_READ_RIGHTS_WRITE] = { "sync/read-rights-write", 3 },
  [HUB_SYNC_OPEN_REACH] = { "sync/open-reach", 0 },
  [HUB_SYNC_SET_REACH] = { "sync/set-reach", 4 },
  [HUB_SYNC_READ_SEEN] = { "sync/read-seen", 0 },
  [HUB_SYNC_FLUSH_LOG] = { "sync/flush-log", 0 },
  [HUB_SYNC_READ_EPOCHS] = { "sync/read-epochs", 2 },
  [HUB_SYNC_SET_LOSSLESS] = { "sync/set-lossless", 0 },
  [HUB_SYNC_MARK_DAY] = { "sync/mark-day", 0 },
  [HUB_SYNC_RAISE_HORIZON] = { "sync/raise-horizon", 1 },
  [HUB_SYNC_PURGE] = { "sync/purge", 2 },
  [HUB_SYNC_HAS_NEW_DAY] = { "sync/has-new-day", 1 },
  [HUB_SYNC_LIST_ALL] = { "sync/list-all", 6 },
  [HUB_SYNC_LIST_BRANCH] = { "sync/list-branch", 7 },
  [HUB_SYNC_LIST_OWN] = { "sync/list-own", 7 },
  [HUB_SYNC_LIST_SHARED] = { "sync/list-shared", 7 },
  [HUB_SYNC_LIST_EXITS] = { "sync/list-exits", 7 },
  [HUB_SYNC_LIST_GONE] = { "sync/list-gone", 7 },
  [HUB_SYNC_LIST_LOST] = { "sync/list-lost", 11 },
  [HUB_SYNC_LOAD_CUSTOMER_NEAR] = { "sync/load-customer-near", 2 },
  [HUB_SYNC_READ_COMMANDS] = { "sync/read-commands", 1 },
  [HUB_SYNC_READ_KNOWN] = { "sync/read-known", 2 },
  [HUB_SYNC_INSERT_COMMANDS] = { "sync/insert-commands", 13 },
  [HUB_SYNC_READ_USERS] = { "sync/read-users", 1 },
  [HUB_SYNC_READ_PHONES] = { "sync/read-phones", 1 },
  [HUB_SYNC_TAKE_NUMBERS] = { "sync/take-numbers", 1 },
  [HUB_SYNC_WAS_VISIBLE] = { "sync/was-visible", 4 },
  [HUB_SYNC_INSERT_ORPHAN] = { "sync/insert-orphan", 7 },
  [HUB_SYNC_READ_ORPHAN] = { "sync/read-orphan", 1 },
  [HUB_SYNC_INSERT_EXIT] = { "sync/insert-exit", 5 },
  [HUB_SYNC_READ_XMIN] = { "sync/read-xmin", 0 },
  [HUB_SYNC_FIND_SURVIVOR] = { "sync/find-survivor", 1 },
  [HUB_SYNC_NOTE_MOVED] = { "sync/note-moved", 4 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (queries) == HUB_SYNC_N_QUERIES);

const HubQueryTable hub_sync_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_sync_query (HubSyncQuery query)
{
  g_return_val_if_fail (query < HUB_SYNC_N_QUERIES, NULL);

  return &queries[query];
}
