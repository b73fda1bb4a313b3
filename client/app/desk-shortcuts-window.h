/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* All keys, made from the table of actions; what is typed narrows the list. */
#define DESK_TYPE_SHORTCUTS_WINDOW (desk_shortcuts_window_get_type ())
G_DECLARE_FINAL_TYPE (DeskShortcutsWindow, desk_shortcuts_window, DESK, SHORTCUTS_WINDOW, AdwWindow)

/* @may_administer: also the keys of administration. */
GtkWidget *desk_shortcuts_window_new (gboolean may_administer);
/* How many keys are shown now; for tests. */
guint desk_shortcuts_window_get_n_shown (DeskShortcutsWindow *self);

G_END_DECLS
