/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-sync-queries.h"
#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* Stands for an exit where a kind is expected in the feed; behind all kinds. */
#define HUB_KIND_EXIT     100
#define HUB_KIND_CUSTOMER 3

/* How one kind is stored. Its number is its place in the feed, as in server/sql/kinds.table. */
typedef struct
{
  const CrmKind *kind;
  HubSyncQuery rows;
  HubSyncQuery load; /* HUB_SYNC_N_QUERIES: never loaded by commands */
  HubSyncQuery insert;
  HubSyncQuery insert_many; /* HUB_SYNC_N_QUERIES: one by one */
  HubSyncQuery update;
  int owner; /* fields that are the scope of the row itself, or -1 */
  int branch;
  gboolean has_revs; /* merges by group */
  gboolean has_changed_by;
} HubKind;

/* Kinds of the feed are numbered from 1 to this. */
#define HUB_N_KINDS 12
/* Bits 1 << number. */
#define HUB_ALL_KINDS ((2u << HUB_N_KINDS) - 2)

/* @number is from 1 to the count. (transfer none) */
const HubKind *hub_kinds_get (guint number);
guint hub_kinds_count (void);
/* 0 when there is none. */
guint hub_kinds_find (const CrmKind *kind);

G_END_DECLS
