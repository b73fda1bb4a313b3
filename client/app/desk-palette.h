/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Find anyone, do anything: an overlay over the window. `>` only things to do, `@` only clients,
 * `#` only numbers. Signal "closed". */
#define DESK_TYPE_PALETTE (desk_palette_get_type ())
G_DECLARE_FINAL_TYPE (DeskPalette, desk_palette, DESK, PALETTE, GtkWidget)

GtkWidget *desk_palette_new (DeskContext *context);
/* Shows it empty with the caret in the entry. */
void desk_palette_open (DeskPalette *self);
/* As if typed. */
void desk_palette_set_text (DeskPalette *self, const char *text);
/* Accessible names of what is shown, in order; for tests. (transfer full) */
GStrv desk_palette_dup_titles (DeskPalette *self);

G_END_DECLS
