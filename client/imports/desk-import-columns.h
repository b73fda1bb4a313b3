/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/imports/desk-import-draft.h"

G_BEGIN_DECLS

/* The first rows of a file that is being prepared, under what each column means. */
#define DESK_TYPE_IMPORT_COLUMNS (desk_import_columns_get_type ())
G_DECLARE_FINAL_TYPE (DeskImportColumns, desk_import_columns, DESK, IMPORT_COLUMNS, GtkBox)

GtkWidget *desk_import_columns_new (DeskImportDraft *draft);
/* Shows the file with this number. */
void desk_import_columns_show (DeskImportColumns *self, guint index);

G_END_DECLS
