/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The work list: pairs of clients who may be one, the most alike first. Up and down go through
 * them, Enter merges, Delete says that they are two. A toplevel. */
#define DESK_TYPE_DUPLICATES_WINDOW (desk_duplicates_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskDuplicatesWindow,
                      desk_duplicates_window,
                      DESK,
                      DUPLICATES_WINDOW,
                      AdwWindow)

/* @from: whose window shows what can be undone. */
DeskDuplicatesWindow *desk_duplicates_window_new (GtkWidget *from, DeskContext *context);
guint desk_duplicates_window_get_shown (DeskDuplicatesWindow *self);
void desk_duplicates_window_filter (DeskDuplicatesWindow *self, const char *text);

G_END_DECLS
