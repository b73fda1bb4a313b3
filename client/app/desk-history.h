/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Where a window has been: pairs of module id and record id (or %NULL for the list), with a
 * position in them like a browser's. Pure, main thread. Signal "changed". */
#define DESK_TYPE_HISTORY (desk_history_get_type ())
G_DECLARE_FINAL_TYPE (DeskHistory, desk_history, DESK, HISTORY, GObject)

DeskHistory *desk_history_new (void);
/* Goes to a new place; what lay ahead is forgotten. The same place twice is one. */
void desk_history_visit (DeskHistory *self, const char *module, const char *record);
gboolean desk_history_can_go (DeskHistory *self, int step);
/* Moves by @step (-1 or 1); %FALSE when there is nothing. */
gboolean desk_history_go (DeskHistory *self, int step);
/* (nullable): of the place where one is. */
const char *desk_history_get_module (DeskHistory *self);
const char *desk_history_get_record (DeskHistory *self);

G_END_DECLS
