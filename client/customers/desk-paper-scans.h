/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-customer-files.h"
#include "client/ui/desk-field-row.h"
#include "client/ui/desk-file-pictures.h"

G_BEGIN_DECLS

/* The scans of one document: a clip with their number at the end of its row, which shows them and
 * adds some; a file dropped on the row is added too. An object beside the widgets. Owned by the row
 * of the document; main thread. */
#define DESK_TYPE_PAPER_SCANS (desk_paper_scans_get_type ())
G_DECLARE_FINAL_TYPE (DeskPaperScans, desk_paper_scans, DESK, PAPER_SCANS, GObject)

DeskPaperScans *desk_paper_scans_new (DeskCustomerFiles *files,
                                      DeskFilePictures *pictures,
                                      CrmRecord *paper,
                                      DeskFieldRow *row);
guint desk_paper_scans_count (DeskPaperScans *self);
/* As if the clip was clicked. */
void desk_paper_scans_show (DeskPaperScans *self);

G_END_DECLS
