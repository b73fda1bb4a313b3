/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/imports/desk-import-job.h"

G_BEGIN_DECLS

/* Bringing in files: chosen or dragged here, their columns, a check, mending, the work itself and
 * its way back. Closing hides it: what is prepared stays, and the server goes on. */
#define DESK_TYPE_IMPORT_WINDOW (desk_import_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskImportWindow, desk_import_window, DESK, IMPORT_WINDOW, AdwWindow)

GtkWidget *desk_import_window_new (GtkApplication *application, DeskContext *context);
/* A file as if it had been dragged here. */
void desk_import_window_add_file (DeskImportWindow *self, GFile *file);
DeskImportDraft *desk_import_window_get_draft (DeskImportWindow *self);
DeskImportJob *desk_import_window_get_job (DeskImportWindow *self);

G_END_DECLS
