/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/printing/desk-sheet.h"

G_BEGIN_DECLS

/* A4 with margins that every printer can keep. (transfer full) */
GtkPageSetup *desk_sheet_make_page_setup (void);
/* (transfer full): what lays out and draws @sheet; the caller runs it. */
GtkPrintOperation *desk_sheet_make_print (DeskSheet *sheet);

G_END_DECLS
