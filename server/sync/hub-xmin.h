/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db.h"

G_BEGIN_DECLS

/* Which transactions run: all below @xmin have ended, @xmax is the next to begin. */
typedef struct
{
  guint64 xmin;
  guint64 xmax;
} HubXmin;

/* A job of the pool: fills @data, a HubXmin. */
gboolean hub_xmin_read_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
