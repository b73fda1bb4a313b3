/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/imports/desk-import-job.h"

G_BEGIN_DECLS

/* An import of the server: how far it is, what it counted, what it did not take, and what can be
 * done now. */
#define DESK_TYPE_IMPORT_WORK (desk_import_work_get_type ())
G_DECLARE_FINAL_TYPE (DeskImportWork, desk_import_work, DESK, IMPORT_WORK, GtkBox)

GtkWidget *desk_import_work_new (DeskContext *context, DeskImportJob *job);

G_END_DECLS
