/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"
#include "server/base/hub-tickle.h"

G_BEGIN_DECLS

/* What has to happen without anybody asking: everybody is told when a day begins on which a deputy,
 * an exception or a share begins or has ended, and what is older than the horizon is forgotten.
 * Main thread. */
typedef struct _HubKeeper HubKeeper;

/* @func is called with a tickle for everybody. */
HubKeeper *hub_keeper_new (HubContext *context, HubTickleFunc func, gpointer user_data);
/* What is on its way ends by itself, without a call of @func. */
void hub_keeper_free (HubKeeper *self);

/* The work, for tests and the command line. */
typedef struct
{
  guint keep_days;
  guint n_gone; /* what came of it */
} HubPurge;

/* Notes the day and raises the horizon. */
gboolean hub_keeper_mark_work (HubDb *db, gpointer data, GError **error);
/* A short piece of the purge; to be repeated until nothing is gone. */
gboolean hub_keeper_purge_work (HubDb *db, gpointer data, GError **error);

typedef struct
{
  gint64 since; /* microseconds since 1970 */
  gint64 until; /* about now */
  gboolean has_news;
} HubNewDay;

/* After a fail-over somebody has to open the new epoch before anything is written, signing in
 * included; who is signed in does so when he pulls. */
gboolean hub_keeper_epoch_work (HubDb *db, gpointer data, GError **error);
gboolean hub_keeper_look_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
