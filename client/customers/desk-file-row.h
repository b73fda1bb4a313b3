/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-customer-files.h"
#include "client/ui/desk-file-pictures.h"

G_BEGIN_DECLS

/* One file in a list: a small picture, its name, its size and where it is, a menu. Activating it
 * shows it, or fetches it first. Main thread. */
#define DESK_TYPE_FILE_ROW (desk_file_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskFileRow, desk_file_row, DESK, FILE_ROW, GtkListBoxRow)

GtkWidget *
desk_file_row_new (DeskCustomerFiles *files, DeskFilePictures *pictures, CrmRecord *file);
CrmRecord *desk_file_row_get_file (DeskFileRow *self);
/* Shows it, or says why not yet. */
void desk_file_row_open (DeskFileRow *self);

/* Keeps the rows of @box, those of @owner, in step; others in it stay. For blocks and popovers. */
void desk_file_rows_update (GtkListBox *box,
                            DeskCustomerFiles *files,
                            DeskFilePictures *pictures,
                            const char *owner);

G_END_DECLS
