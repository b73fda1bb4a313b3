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
  [HUB_SYNC_ROWS_USER] = { "sync/rows-user", 2 },
  [HUB_SYNC_ROWS_BRANCH] = { "sync/rows-branch", 2 },
  [HUB_SYNC_ROWS_CUSTOMER] = { "sync/rows-customer", 6 },
  [HUB_SYNC_ROWS_CONTACT_POINT] = { "sync/rows-contact-point", 6 },
  [HUB_SYNC_ROWS_CONFLICT] = { "sync/rows-conflict", 6 },
  [HUB_SYNC_ROWS_HISTORY_EVENT] = { "sync/rows-history-event", 6 },
  [HUB_SYNC_ROWS_IDENTITY_DOCUMENT] = { "sync/rows-identity-document", 6 },
  [HUB_SYNC_ROWS_BANK_ACCOUNT] = { "sync/rows-bank-account", 6 },
  [HUB_SYNC_ROWS_ROLE] = { "sync/rows-role", 2 },
  [HUB_SYNC_ROWS_RIGHT_EXCEPTION] = { "sync/rows-right-exception", 6 },
  [HUB_SYNC_ROWS_DEPUTY] = { "sync/rows-deputy", 2 },
  [HUB_SYNC_ROWS_SHARE] = { "sync/rows-share", 6 },
  [HUB_SYNC_LOAD_CUSTOMER] = { "sync/load-customer", 2 },
  [HUB_SYNC_LOAD_CUSTOMER_OF] = { "sync/load-customer-of", 5 },
  [HUB_SYNC_LOAD_CONTACT_POINT] = { "sync/load-contact-point", 1 },
  [HUB_SYNC_LOAD_IDENTITY_DOCUMENT] = { "sync/load-identity-document", 1 },
  [HUB_SYNC_LOAD_BANK_ACCOUNT] = { "sync/load-bank-account", 1 },
  [HUB_SYNC_LOAD_CONFLICT] = { "sync/load-conflict", 1 },
  [HUB_SYNC_INSERT_CUSTOMER] = { "sync/insert-customer", 33 },
  [HUB_SYNC_INSERT_CONTACT_POINT] = { "sync/insert-contact-point", 14 },
  [HUB_SYNC_INSERT_CONTACT_POINTS] = { "sync/insert-contact-points", 14 },
  [HUB_SYNC_INSERT_IDENTITY_DOCUMENT] = { "sync/insert-identity-document", 15 },
  [HUB_SYNC_INSERT_BANK_ACCOUNT] = { "sync/insert-bank-account", 14 },
  [HUB_SYNC_INSERT_CONFLICT] = { "sync/insert-conflict", 18 },
  [HUB_SYNC_INSERT_HISTORY_EVENT] = { "sync/insert-history-event", 14 },
  [HUB_SYNC_UPDATE_CUSTOMER] = { "sync/update-customer", 33 },
  [HUB_SYNC_UPDATE_CONTACT_POINT] = { "sync/update-contact-point", 14 },
  [HUB_SYNC_UPDATE_IDENTITY_DOCUMENT] = { "sync/update-identity-document", 15 },
  [HUB_SYNC_UPDATE_BANK_ACCOUNT] = { "sync/update-bank-account", 14 },
  [HUB_SYNC_UPDATE_CONFLICT] = { "sync/update-conflict", 18 },
  [HUB_SYNC_READ_COMMANDS] = { "sync/read-commands", 1 },
  [HUB_SYNC_READ_KNOWN] = { "sync/read-known", 2 },
  [HUB_SYNC_INSERT_COMMANDS] = { "sync/insert-commands", 13 },
  [HUB_SYNC_READ_USERS] = { "sync/read-users", 1 },
  [HUB_SYNC_READ_PHONES] = { "sync/read-phones", 1 },
  [HUB_SYNC_TAKE_NUMBERS] = { "sync/take-numbers", 1 },
  [HUB_SYNC_WAS_VISIBLE] = { "sync/was-visible", 3 },
  [HUB_SYNC_INSERT_ORPHAN] = { "sync/insert-orphan", 7 },
  [HUB_SYNC_READ_ORPHAN] = { "sync/read-orphan", 1 },
  [HUB_SYNC_INSERT_EXIT] = { "sync/insert-exit", 5 },
  [HUB_SYNC_READ_XMIN] = { "sync/read-xmin", 0 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (queries) == HUB_SYNC_N_QUERIES);

const HubQueryTable hub_sync_queries = { queries, G_N_ELEMENTS (queries) };

const HubQuery *
hub_sync_query (HubSyncQuery query)
{
  g_return_val_if_fail (query < HUB_SYNC_N_QUERIES, NULL);

  return &queries[query];
}
