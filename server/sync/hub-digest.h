/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-cursor.h"
#include "shared/protocol/crm-change.h"
#include "shared/protocol/crm-digest.h"

G_BEGIN_DECLS

/* What a client needs to find out whether it has what the server would tell it, and to repair what
 * differs, without a download: protocol.md, 3. */

/* The digests of everything somebody sees. Made on the main thread, filled by a worker. */
typedef struct
{
  HubSession *session;                 /* (owned) */
  HubCursor cursor;                    /* from which the feed goes on behind it */
  CrmDigest *digests[HUB_N_KINDS + 1]; /* (owned) (nullable): of the kinds that are seen */
  char epoch[33];
} HubDigest;

HubDigest *hub_digest_new (HubSession *session);
void hub_digest_free (HubDigest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubDigest, hub_digest_free)
/* A #HubDbWork in one snapshot. */
gboolean hub_digest_work (HubDb *db, gpointer data, GError **error);

/* The rows of some buckets of one kind, a page of them. */
typedef struct
{
  HubSession *session; /* (owned) */
  GBytes *secret;      /* (owned) */
  CrmChangeFormat format;
  guint kind;
  guint8 buckets[CRM_DIGEST_BUCKETS]; /* 1: wanted */
  gboolean has_cursor;
  HubCursor at;
  GBytes *chunk; /* (owned) (nullable): what came of it */
} HubDigestRows;

HubDigestRows *hub_digest_rows_new (HubSession *session, GBytes *secret);
void hub_digest_rows_free (HubDigestRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubDigestRows, hub_digest_rows_free)
/* "00,3f,…" */
gboolean hub_digest_rows_parse_buckets (HubDigestRows *self, const char *text);
gboolean hub_digest_rows_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
