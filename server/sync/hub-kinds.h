/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-queries.h"
#include "server/hub-kinds-table.h"
#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* Stands for an exit where a kind is expected in the feed; behind all kinds. */
#define HUB_KIND_EXIT     100
#define HUB_KIND_CUSTOMER 3

typedef enum
{
  HUB_SCOPE_EVERYBODY, /* who may see the kind sees every row */
  HUB_SCOPE_LOOSE,     /* rows have an owner and a branch */
  HUB_SCOPE_CUSTOMER,  /* the same, and other kinds hang on it */
  HUB_SCOPE_HANGING,   /* on a customer, with copies of his owner and branch */
} HubKindScope;

typedef enum
{
  HUB_WRITER_ELSEWHERE, /* statements of its own */
  HUB_WRITER_SERVER,    /* the server, beside commands */
  HUB_WRITER_COMMANDS,  /* people; it merges by group, so rows have revs */
} HubKindWriter;

/* How one kind is stored: its line in server/sql/kinds.table, its place there is its number.
 * Queries that make no sense for it are %NULL. */
typedef struct
{
  const CrmKind *kind;
  HubKindScope scope;
  HubKindWriter writer;
  const HubQuery *rows;
  const HubQuery *scan_all; /* places and rows at once */
  const HubQuery *scan_own;
  const HubQuery *load; /* ids of its own, then of each kind below it, see hub_kind_list_below() */
  const HubQuery *load_below; /* all that hang on the rows above with these ids */
  const HubQuery *insert;
  const HubQuery *insert_many;
  const HubQuery *update;
  const HubQuery *remove_below;
  const HubQuery *restore_below;
  int owner_field; /* fields that are the scope of the row itself, or -1 */
  int branch_field;
} HubKind;

/* Bits 1 << number of kinds. */
typedef guint64 HubKindSet;

#define HUB_KIND_BIT(number) ((HubKindSet) 1 << (number))
#define HUB_ALL_KINDS        (HUB_KIND_BIT (HUB_N_KINDS + 1) - 2)

extern const HubKind hub_kinds_table[HUB_N_KINDS];
extern const HubQueryTable hub_kinds_queries;

/* @number is from 1 to HUB_N_KINDS. (transfer none) */
const HubKind *hub_kinds_get (guint number);
/* 0 when there is none. */
guint hub_kinds_find (const CrmKind *kind);
/* Whether rows of @self hang on rows of @other, be it through others. */
gboolean hub_kind_is_below (const HubKind *self, const HubKind *other);
/* Numbers of the kinds whose ids its load takes, in their order; gives how many. */
guint hub_kind_list_below (const HubKind *self, guint numbers[HUB_N_KINDS]);

G_END_DECLS
