/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/audit/hub-audit-chain.h"
#include "server/db/hub-db-pool.h"

G_BEGIN_DECLS

/* The end of the chain as one process knows it. Plain value. */
typedef struct
{
  gint64 epoch;      /* number of the incarnation of the database */
  HubAuditSeal last; /* n is 0 when there is none */
  gboolean has_more; /* below the watermark there is something without a seal */
} HubAuditEnd;

/* #HubDbWork for a #HubAuditEnd. Only looks; read-only. */
gboolean hub_audit_look_work (HubDb *db, gpointer data, GError **error);
/* Makes one seal, if there is something to seal and nobody else is at it; read-write. */
gboolean hub_audit_seal_work (HubDb *db, gpointer data, GError **error);
/* Blocking, for the command line and tests: seals until nothing is left. */
gboolean hub_audit_seal_all (HubDbPool *pool, HubAuditEnd *end, GError **error);

/* What somebody found who recomputed every seal. */
typedef struct
{
  gint64 n_seals;
  gint64 n_rows[2];    /* commands and events that are sealed */
  gint64 n_open[2];    /* those that are not yet */
  gint64 n_broken;     /* seals that do not fit what lies under them */
  gint64 first_broken; /* number of the first of them */
  char *what;          /* (owned) (nullable): about the first, in words */
} HubAuditVerdict;

void hub_audit_verdict_clear (HubAuditVerdict *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubAuditVerdict, hub_audit_verdict_clear)
/* #HubDbWork for a #HubAuditVerdict; read-only. */
gboolean hub_audit_verify_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
