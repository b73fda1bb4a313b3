/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* A window that shows a file, and those beside it: pages, zoom, quarter turns, a copy, print. Keys
 * are in its tooltips. Main thread. */
#define DESK_TYPE_FILE_VIEWER (desk_file_viewer_get_type ())
G_DECLARE_FINAL_TYPE (DeskFileViewer, desk_file_viewer, DESK, FILE_VIEWER, AdwWindow)

/* @files (element-type CrmRecord): those one may go through, @first among them. */
DeskFileViewer *
desk_file_viewer_open (GtkWidget *from, DeskContext *context, GPtrArray *files, CrmRecord *first);
/* What it says instead of a picture; %NULL while there is one. */
const char *desk_file_viewer_get_message (DeskFileViewer *self);

G_END_DECLS
