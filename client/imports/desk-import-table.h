/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/base/crm-worker.h"

G_BEGIN_DECLS

#define DESK_IMPORT_PREVIEW 30 /* rows */

/* The first rows of a file and how it was read. Immutable, owned by whoever asked. */
typedef struct
{
  char *charset;
  char delimiter; /* 0: cards */
  gboolean is_cards;
  goffset size;
  GPtrArray *rows; /* (element-type GStrv): the header is the first */
} DeskImportTable;

void desk_import_table_free (DeskImportTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskImportTable, desk_import_table_free)

/* @charset (nullable) and @delimiter (0): to be guessed. */
void desk_import_table_read_async (CrmWorker *worker,
                                   GFile *file,
                                   const char *charset,
                                   char delimiter,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* (transfer full) */
DeskImportTable *desk_import_table_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
