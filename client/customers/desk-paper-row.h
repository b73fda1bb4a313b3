/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-customer-files.h"
#include "client/customers/desk-paper-look.h"
#include "client/ui/desk-file-pictures.h"

G_BEGIN_DECLS

/* A document or a bank account on the card: a row with its number, which is masked until somebody
 * asks the server for it with a reason, and the rows of its details, shown on demand. An object
 * beside the widgets. Owned by the group; main thread. Signal "made-main": its menu asks that this
 * becomes the main one. */
#define DESK_TYPE_PAPER_ROW (desk_paper_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskPaperRow, desk_paper_row, DESK, PAPER_ROW, GObject)

DeskPaperRow *
desk_paper_row_new (DeskContext *context, CrmRecord *record, const DeskPaperLook *look);
/* Its scans, and how long it is good; for documents. Once. */
void
desk_paper_row_add_scans (DeskPaperRow *self, DeskCustomerFiles *files, DeskFilePictures *pictures);
CrmRecord *desk_paper_row_get_record (DeskPaperRow *self);
/* 0 is the number, then the details; %NULL behind the last. */
DeskFieldRow *desk_paper_row_get_row (DeskPaperRow *self, guint index);
void desk_paper_row_leave (DeskPaperRow *self);
void desk_paper_row_set_expanded (DeskPaperRow *self, gboolean is_expanded);

G_END_DECLS
