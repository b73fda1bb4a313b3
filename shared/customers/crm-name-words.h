/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* First names that most people have. Those among them that are near each other (Мария, Марина) are
 * no mistakes. */
extern const char *const crm_name_words_first[];
extern const guint crm_name_words_n_first;

G_END_DECLS
