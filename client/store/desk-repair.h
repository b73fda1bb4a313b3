/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "shared/protocol/crm-change.h"
#include "shared/protocol/crm-digest.h"

G_BEGIN_DECLS

/* Puts the rows of some buckets of one kind right: each page of what the server has is compared and
 * written where it differs, at the end what the server does not have goes. What is typed on top
 * stays. Each step is a DeskDatabaseWork for desk_database_write_async(). Plain struct. */
typedef struct
{
  const CrmKind *kind;
  guint8 buckets[CRM_DIGEST_BUCKETS]; /* 1: to be put right */
  gboolean confirmed;                 /* even if most customers go */

  /* Of the next page. */
  CrmChangeFormat format;
  GBytes *page; /* (owned) (nullable) */

  /* Answers. */
  char *cursor;    /* (owned) (nullable): where the next page begins; %NULL: that was the last */
  guint64 rows;    /* that were written or went */
  GHashTable *ids; /* (owned): what the server has */
  gboolean takes_others; /* what went took rows of other kinds with it */
} DeskRepair;

DeskRepair *desk_repair_new (const CrmKind *kind);
void desk_repair_free (DeskRepair *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskRepair, desk_repair_free)

gboolean desk_repair_page_work (DeskConnection *connection, gpointer data, GError **error);
/* After the last page. CRM_ERROR_UNCONFIRMED when more customers would go than one answer may take
 * away. */
gboolean desk_repair_rest_work (DeskConnection *connection, gpointer data, GError **error);
/* @data is the cursor (utf8) from which changes are read on. */
gboolean desk_repair_cursor_work (DeskConnection *connection, gpointer data, GError **error);

G_END_DECLS
