/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A short menu of values. Signal "chosen" (id); it closes by itself. Main thread only. */
#define DESK_TYPE_CHOICE_POPOVER (desk_choice_popover_get_type ())
G_DECLARE_FINAL_TYPE (DeskChoicePopover, desk_choice_popover, DESK, CHOICE_POPOVER, GtkPopover)

/* Both %NULL-terminated and equally long. */
GtkWidget *desk_choice_popover_new (const char *const *ids, const char *const *titles);

G_END_DECLS
