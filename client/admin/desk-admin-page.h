/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The frame of a section: header bar with the title at the left, the bar that says why nothing can
 * be changed now, the content. Main thread only. */
#define DESK_TYPE_ADMIN_PAGE (desk_admin_page_get_type ())
G_DECLARE_FINAL_TYPE (DeskAdminPage, desk_admin_page, DESK, ADMIN_PAGE, AdwBin)

GtkWidget *desk_admin_page_new (DeskContext *context, const char *title);
void desk_admin_page_add_end (DeskAdminPage *self, GtkWidget *widget);
void desk_admin_page_set_child (DeskAdminPage *self, GtkWidget *child);
/* Administration asks the server for everything it changes. */
gboolean desk_admin_is_online (DeskContext *context);

/* A page of one column in a scroller, and parts of it. */
GtkWidget *desk_admin_make_column (GtkWidget *child);
GtkWidget *desk_admin_make_heading (const char *title, const char *subtitle);
GtkWidget *desk_admin_make_button (const char *icon_name, const char *label);
/* A button of a row that is only an icon; spoken and shown as @label. */
GtkWidget *desk_admin_make_icon_button (const char *icon_name, const char *label);
/* The row of a list view that holds @child: the keyboard is on it, so it is what is spoken. */
void desk_admin_name_row (GtkWidget *child, const char *name);
void desk_admin_clear_list (GtkListBox *list);

G_END_DECLS
