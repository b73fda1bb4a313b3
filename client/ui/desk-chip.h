/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A saved filter: a toggle with a word and a plain count. Properties "title", "count" (-1: not
 * known, not shown). */
#define DESK_TYPE_CHIP (desk_chip_get_type ())
G_DECLARE_FINAL_TYPE (DeskChip, desk_chip, DESK, CHIP, GtkToggleButton)

GtkWidget *desk_chip_new (const char *id, const char *title);
const char *desk_chip_get_id (DeskChip *self);
gint64 desk_chip_get_count (DeskChip *self);
void desk_chip_set_count (DeskChip *self, gint64 count);

G_END_DECLS
