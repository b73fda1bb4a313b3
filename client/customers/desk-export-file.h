/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  DESK_EXPORT_CSV,
  DESK_EXPORT_XLSX,
  DESK_EXPORT_VCARD,
} DeskExportFormat;

/* "csv", "xlsx", "vcard" */
const char *desk_export_format_get_name (DeskExportFormat format);
/* By the end of its name. */
DeskExportFormat desk_export_format_of_file (GFile *file);

/* A file that is being written, row by row. Blocking; one thread at a time. */
typedef struct _DeskExportFile DeskExportFile;

DeskExportFile *desk_export_file_new (GFile *file, DeskExportFormat format, GError **error);
/* Not finished, it leaves nothing behind. */
void desk_export_file_free (DeskExportFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskExportFile, desk_export_file_free)
/* @cells: texts, ended by %NULL; of a vCard the one is all of it. What a spreadsheet would take for
 * a formula is none. */
gboolean desk_export_file_add (DeskExportFile *self, const char *const *cells, GError **error);
gboolean desk_export_file_finish (DeskExportFile *self, GError **error);

G_END_DECLS
