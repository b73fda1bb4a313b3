/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A relation is kept once, on the card of one of the two, and says what the other is to that one.
 * The card of the other shows the reverse. */

/* "parent" for "child"; "employee" for "employer", which is never kept but only shown. An unknown
 * type is given back as it is. */
const char *crm_relation_reverse (const char *type);
/* "mother", "father", "parent": in English for gettext; @sex (nullable): male, female. */
const char *crm_relation_get_word (const char *type, const char *sex);
/* Whether people of this relation usually live together: what "household" is set to at first. */
gboolean crm_relation_is_household (const char *type);
/* Whether it is a relative, for rules about families. */
gboolean crm_relation_is_family (const char *type);

G_END_DECLS
