/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-pool.h"

G_BEGIN_DECLS

/* Which incarnation of the database this is: cursors of another one are refused. Both block. */

/* @epoch (transfer full): its token; a new epoch is begun when the cluster, the timeline or the
 * database is not the one of the last. @secret (transfer full): 32 bytes that sign cursors. */
gboolean hub_epoch_open (HubDbPool *pool, char **epoch, GBytes **secret, GError **error);
/* Begins a new epoch whatever the incarnation: after a restore. */
gboolean hub_epoch_renew (HubDbPool *pool, GError **error);

/* After a planned move of all data to this database: the cursors of before stay good. */
gboolean hub_epoch_set_lossless (HubDbPool *pool, GError **error);

/* On a worker that found the database to be another incarnation: begins the new epoch. */
gboolean hub_epoch_refresh (HubDb *db, GError **error);

G_END_DECLS
