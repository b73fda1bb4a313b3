/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A picture that can be enlarged and turned. Main thread. */
#define DESK_TYPE_FILE_CANVAS (desk_file_canvas_get_type ())
G_DECLARE_FINAL_TYPE (DeskFileCanvas, desk_file_canvas, DESK, FILE_CANVAS, GtkWidget)

GtkWidget *desk_file_canvas_new (void);
/* @texture (nullable) */
void desk_file_canvas_set_texture (DeskFileCanvas *self, GdkTexture *texture);
GdkTexture *desk_file_canvas_get_texture (DeskFileCanvas *self);
/* By @factor of what is shown now; 0 fits it into the window. */
void desk_file_canvas_zoom (DeskFileCanvas *self, double factor);
/* By quarters to the right. */
void desk_file_canvas_turn (DeskFileCanvas *self, int quarters);
void desk_file_canvas_reset (DeskFileCanvas *self);

G_END_DECLS
