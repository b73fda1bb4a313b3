/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Gives @display our styles, and those of the dark theme while it is on. */
void desk_style_load (GdkDisplay *display);
/* A field whose text cannot be taken, for the eye and for screen readers; or not any more. */
void desk_style_mark_wrong (GtkWidget *field, gboolean is_wrong);

G_END_DECLS
