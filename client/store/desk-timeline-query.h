/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "client/store/desk-timeline.h"

G_BEGIN_DECLS

/* What is asked of the cache about one customer; all of it is read by a worker. */
typedef struct
{
  char *customer; /* (owned): id */
  guint groups;   /* of DeskTimelineGroup */
  char *today;    /* (owned): "2026-11-23" */
  guint limit;    /* rows at the most, the newest; 0: all */
} DeskTimelineQuery;

/* The entries into @entries (element-type DeskTimelineEntry), as they stand in the list. Of what is
 * long only keys are read, from its index. */
gboolean desk_timeline_query_run (const DeskTimelineQuery *query,
                                  DeskConnection *connection,
                                  GArray *entries,
                                  GError **error);
/* Whether a change of @kind may change the answer. */
gboolean desk_timeline_query_depends_on (const CrmKind *kind);

G_END_DECLS
