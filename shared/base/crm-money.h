/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Money is a gint64 of kopecks everywhere. */
char *crm_money_format (gint64 kopecks, gboolean with_kopecks);
gboolean crm_money_parse (const char *text, gint64 *kopecks, GError **error);

G_END_DECLS
