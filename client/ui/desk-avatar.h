/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Round initials of a person or company in one of twelve pastel pairs; properties "text" (the whole
 * name) and "size". Presentation only: the name stands beside it. */
#define DESK_TYPE_AVATAR (desk_avatar_get_type ())
G_DECLARE_FINAL_TYPE (DeskAvatar, desk_avatar, DESK, AVATAR, GtkWidget)

GtkWidget *desk_avatar_new (int size);
void desk_avatar_set_text (DeskAvatar *self, const char *text);

/* For cells that draw many of them without a widget each. Draws at 0, 0. */
void desk_avatar_snapshot (GtkSnapshot *snapshot, GtkWidget *widget, const char *name, int size);
/* "КС" of "Капелькин Семён Ильич", "Р" of "ООО «Ромашка-Тест»". (transfer full) */
char *desk_avatar_dup_initials (const char *name);
/* Which of the twelve pairs: the same for every spelling of case and ё. */
guint desk_avatar_get_pair (const char *name);

G_END_DECLS
