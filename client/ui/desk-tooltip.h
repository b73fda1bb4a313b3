/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Sets the tooltip if it is another one: the toolkit asks the X server where the pointer is each
 * time. @text (nullable) */
void desk_tooltip_set (GtkWidget *widget, const char *text);

G_END_DECLS
