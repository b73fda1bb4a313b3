/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-cursor.h"
#include "shared/protocol/crm-change.h"

G_BEGIN_DECLS

/* One page of changes: read in one short piece of work, so nothing is held in the database between
 * two pages. Made on the main thread, filled by a worker, then given back. */
typedef struct
{
  /* what is asked */
  HubSession *session; /* (owned) */
  GBytes *secret;      /* (owned) */
  CrmChangeFormat format;
  gboolean has_cursor; /* else from the beginning */
  guint limit;         /* rows */
  gboolean is_last;    /* end the stream after it, whatever is left */
  HubCursor at;        /* where it begins */
  GConverter *packer;  /* (owned) (nullable): of the whole stream, used by one page at a time */
  gboolean is_first;   /* of its stream */
  gint64 seen;         /* what the client says it has seen of the database's log */

  /* what came of it */
  HubCursor cursor; /* where it ends */
  guint n_rows;
  gboolean is_end; /* its last line is the end */
  gboolean is_packed;
  GBytes *chunk;       /* (owned) (nullable) */
  HubReach reach;      /* of who asked */
  gboolean has_shares; /* besides it */
  char epoch[33];
} HubPage;

/* A whole answer below this many bytes is not worth packing. */
#define HUB_PAGE_PACK_FROM 512

HubPage *hub_page_new (HubSession *session, GBytes *secret, CrmChangeFormat format);
void hub_page_free (HubPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubPage, hub_page_free)

/* (transfer full): what a packed stream lacks that ends after a page which is not the last. */
GBytes *hub_page_pack_end (GConverter *packer);

/* A #HubDbWork for a #HubPage, to be run without a transaction: each statement is consistent in
 * itself and reads below a watermark taken before. */
gboolean hub_page_read_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
