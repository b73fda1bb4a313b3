/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Holds one child and never keeps the window from becoming narrower: its own minimal width is
 * small, a child that needs more is cut until the page took its narrower shape. Property "child".
 */
#define DESK_TYPE_ELASTIC (desk_elastic_get_type ())
G_DECLARE_FINAL_TYPE (DeskElastic, desk_elastic, DESK, ELASTIC, GtkWidget)

void desk_elastic_set_child (DeskElastic *self, GtkWidget *child);

G_END_DECLS
