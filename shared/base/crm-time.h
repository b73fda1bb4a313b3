/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Instants are microseconds since 1970-01-01 UTC; on the wire RFC 3339 UTC with six decimals. */
gint64 crm_time_now (void);
char *crm_time_to_string (gint64 time);
gboolean crm_time_parse (const char *string, gint64 *time, GError **error);
/* `YYYY-MM-DD`, proleptic Gregorian, years 1800 to 2200. */
gboolean crm_date_is_valid (const char *string);

G_END_DECLS
