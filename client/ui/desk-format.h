/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* What people see of instants, dates, numbers and field values. All answers are (transfer full);
 * @now is passed in so that a screen uses one clock and tests a fixed one. */

/* "12 480": thousands apart by U+00A0. */
char *desk_format_count (gint64 number);
/* "10:21", local. */
char *desk_format_time (gint64 time);
/* "today", "yesterday", "18 Nov", with the year only when it is another one. */
char *desk_format_day (gint64 time, gint64 now);
/* "today at 10:21", "18 Nov at 10:21". */
char *desk_format_moment (gint64 time, gint64 now);
/* The time when it was today, else the day: one narrow column. */
char *desk_format_when (gint64 time, gint64 now);
/* Heading over a stretch of a history: "Today", "Yesterday", "August", "August 2024". */
char *desk_format_stretch (gint64 time, gint64 now);
/* Of the text of a TIME field; 0 when empty or wrong. */
gint64 desk_format_parse_instant (const char *text);

/* "14.03.1987" of "1987-03-14", as the language writes it; other text stays as it is. */
char *desk_format_date (const char *date);
/* "1987-03-14" of what a person typed: 14.03.1987, 14.3.87, 14/03/1987, 14031987, 1987-03-14.
 * (nullable) */
char *desk_format_parse_date (const char *text, gint64 now);
/* "38 years" on the day of @now; (nullable). */
char *desk_format_age (const char *birth_date, gint64 now);

/* "Last name" of ("customer", "last_name"); falls back to the name on the wire. Not freed. */
const char *desk_format_field_title (const CrmKind *kind, const char *field);
/* The canonical text of a field as people read it; (nullable) when empty. User ids stay ids. */
char *desk_format_field_value (const CrmKind *kind, const char *field, const char *text);
/* The word for one value of an enum ("phone" gives "Phone"); falls back to @value. Not freed. */
const char *desk_format_enum (const CrmKind *kind, const char *field, const char *value);
/* What somebody typed as a label, as the other labels look: "work" gives "Work"; "" of %NULL. */
char *desk_format_title (const char *text);

G_END_DECLS
