/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/imports/hub-import-batch.h"

G_BEGIN_DECLS

/* What becomes of customers of a file who look like somebody who is there. */
typedef struct
{
  HubDb *db;
  const HubRights *rights;
  HubImportJob *job;
  GPtrArray *items;    /* (element-type HubImportItem): of customers */
  GStringChunk *texts; /* of their batch */
} HubImportTwinsQuestion;

/* Sets the twin of an item, passes it over or gives it a fault to be asked about. */
gboolean
hub_import_twins_decide (const HubImportTwinsQuestion *self, HubImportTally *tally, GError **error);

G_END_DECLS
