/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-tickle.h"
#include "server/sync/hub-kind-rules.h"
#include "server/sync/hub-push.h"

G_BEGIN_DECLS

/* One push on its way through the database: all of it in one transaction, or, when that failed, one
 * command after the other. Used by one thread at a time. */
typedef struct
{
  HubPush *push;    /* (owned) */
  GPtrArray *rules; /* (owned) (element-type HubKindRules) */
  guint first;      /* the items of this transaction */
  guint n;
  gboolean was_tried;   /* then it looks closer */
  gboolean is_barred;   /* only what is known of the commands is told, nothing is tried */
  gboolean is_mismatch; /* an id came with another body than before */
  HubTickle *tickle;    /* (owned): of everything committed so far; filled by hub_run_finish() */
  HubTickle *pending;   /* (owned) (nullable): of the last transaction */
} HubRun;

HubRun *hub_run_new (HubPush *push, GPtrArray *rules);
void hub_run_free (HubRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRun, hub_run_free)

/* A #HubDbWork for a #HubRun, in a read-write transaction; may be run again. */
gboolean hub_run_work (HubDb *db, gpointer data, GError **error);
/* The transaction is committed. */
void hub_run_commit (HubRun *self);

G_END_DECLS
