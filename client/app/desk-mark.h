/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pango markup of @text with every word of @words (nullable, normalised) in bold accent of the
 * light or dark theme. Digits also match across the punctuation of a phone number. (transfer full)
 */
char *desk_mark_dup_markup (const char *text, const char *const *words, gboolean dark);

G_END_DECLS
