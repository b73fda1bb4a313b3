/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-tickle.h"
#include "server/db/hub-db-pool.h"

G_BEGIN_DECLS

/* Tells of commits once a pull would bring them: when every transaction that had begun by then is
 * over. What comes while it asks goes with the next question, so a busy server asks no more often
 * than the database answers. Main thread; reference counted. */
typedef struct _HubTickler HubTickler;

HubTickler *hub_tickler_new (HubDbPool *pool, HubTickleFunc func, gpointer user_data);
/* No more calls of the function from here on. */
void hub_tickler_close (HubTickler *self);
/* After a commit. */
void hub_tickler_add (HubTickler *self, const HubTickle *tickle);

G_END_DECLS
