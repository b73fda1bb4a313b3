/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/printing/desk-sheet.h"

G_BEGIN_DECLS

/* Saves @sheet as a PDF on paper as @setup says, on a thread of its own. A file that was there is
 * replaced only by a whole one. Main thread. */
void desk_sheet_save_async (DeskSheet *sheet,
                            GtkPageSetup *setup,
                            GFile *file,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean desk_sheet_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
