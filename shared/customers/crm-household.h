/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two customers whose relation has "household" set. */
typedef struct
{
  const char *customer;
  const char *other;
} CrmHouseholdLink;

/* Everybody who is linked to @customer by any number of steps, @customer first, the others in order
 * of their ids. (transfer container) (element-type utf8): the texts are those of @links. */
GPtrArray *crm_household_find (const char *customer, const CrmHouseholdLink *links, guint n_links);
/* All households at once: a table from each id in @links to the smallest id of its household.
 * (transfer full): the texts are those of @links. */
GHashTable *crm_household_find_all (const CrmHouseholdLink *links, guint n_links);

G_END_DECLS
