/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/imports/hub-import-batch.h"

G_BEGIN_DECLS

/* One file of an import, batch by batch: rows checked by the rules, as they were mended, those that
 * are the same apart. Batches are the same ones each time the file is read. Blocking; one thread at
 * a time. */
typedef struct _HubImportReader HubImportReader;

/* @stream can seek. */
HubImportReader *
hub_import_reader_new (HubImportJob *job, guint file, GInputStream *stream, GError **error);
void hub_import_reader_free (HubImportReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubImportReader, hub_import_reader_free)
/* (nullable) (transfer full): the next one that is not done yet; %NULL at the end, or with @error.
 */
HubImportBatch *hub_import_reader_read (HubImportReader *self, GError **error);
double hub_import_reader_get_fraction (HubImportReader *self);

G_END_DECLS
