/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-import-update.h"
#include "server/customers/hub-record-sheet.h"

G_BEGIN_DECLS

/* What a transaction writes. */
typedef struct
{
  const HubRecordSheet *sheet;
  GPtrArray *records;  /* (unowned) (element-type HubLoadRecord) */
  GStringChunk *texts; /* (unowned): of the records */
  gboolean is_dry_run;
  GHashTable *expected; /* (nullable) (unowned) (element-type utf8 utf8): what a dry run believes to
                           be there by then */
} HubRecordLoad;

/* New ones by COPY, known ones as a command would change them. What hangs on nothing that is there
 * gets a reason and is left out. */
gboolean hub_record_loader_write (HubDb *db,
                                  const HubRecordLoad *load,
                                  HubImportUpdate *counts,
                                  GError **error);

G_END_DECLS
