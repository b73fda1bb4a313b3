/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the bytes of a file mean letters: by a byte order mark, by zeros in every other byte, by
 * being valid UTF-8; else one of the two old Russian code pages, by which letters come out more
 * usual. "UTF-8", "UTF-16LE", "UTF-16BE", "CP1251", "CP866": static, for g_convert(). @is_whole: a
 * sequence cut at the end is an error. */
const char *crm_charset_guess (const char *data, gsize length, gboolean is_whole);
/* The same for bytes of which it is known that they are not UTF-8. */
const char *crm_charset_guess_old (const char *data, gsize length);
/* All of a file in UTF-8 without a byte order mark; what is no letter becomes U+FFFD. @charset
 * (nullable): to be guessed. (transfer full) */
char *crm_charset_to_utf8 (const char *data, gsize length, const char *charset);

G_END_DECLS
