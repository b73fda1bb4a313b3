/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/sim/sim-sql.h"

G_BEGIN_DECLS

/* Values and operators of the model database. Texts live in an arena that nobody empties: the
 * process of a seed is short. */

extern const SimValue sim_null;

SimValue sim_bool (gboolean b);
SimValue sim_int (gint64 i);
/* @s is borrowed for ever; %NULL gives null. */
SimValue sim_text (const char *s);
SimValue sim_dup_text (const char *s);
SimValue sim_array (guint n, const SimValue *values);
const char *sim_intern (const char *s, gsize length);
char *sim_alloc (gsize size);

/* For order and equality; nulls last. */
int sim_compare (SimValue a, SimValue b);
gboolean sim_is_true (SimValue value);
/* As the wire of PostgreSQL shows it; %NULL is null. */
const char *sim_to_text (SimValue value);
/* @type: "uuid"; ends the program when it does not know it. */
SimValue sim_cast (SimValue value, const char *type, gboolean is_array, const char *what);

int sim_op_find (const char *name);
SimValue sim_op_apply (int op, SimValue a, SimValue b);

/* Microseconds of an instant or date in text. */
gint64 sim_parse_time (const char *text);
const char *sim_print_time (gint64 time);

G_END_DECLS
