/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Households: the connected parts of the graph of relations. Pure. */
#include "shared/customers/crm-household.h"

#include <string.h>

/* The smallest id known so far of the household of @id; the way there is made shorter. */
static const char *
find_root (GHashTable *parents, const char *id)
{
  const char *root = id;
  const char *next;

  while ((next = g_hash_table_lookup (parents, root)) != NULL && strcmp (next, root) != 0)
    root = next;
  while (strcmp (id, root) != 0)
    {
      next = g_hash_table_lookup (parents, id);
      g_hash_table_replace (parents, (gpointer) id, (gpointer) root);
      id = next;
    }
  return root;
}

static void
link_up (GHashTable *parents, const char *a, const char *b)
{
  const char *first, *second;

  if (!g_hash_table_contains (parents, a))
    g_hash_table_insert (parents, (gpointer) a, (gpointer) a);
  if (!g_hash_table_contains (parents, b))
    g_hash_table_insert (parents, (gpointer) b, (gpointer) b);

  first = find_root (parents, a);
  second = find_root (parents, b);
  if (strcmp (first, second) < 0)
    g_hash_table_replace (parents, (gpointer) second, (gpointer) first);
  else
    g_hash_table_replace (parents, (gpointer) first, (gpointer) second);
}

/**
 * crm_household_find_all:
 * @links: (array length=n_links): relations
 * @n_links: how many
 *
 * Returns: (transfer full) (element-type utf8 utf8): whose household each belongs to
 */
GHashTable *
crm_household_find_all (const CrmHouseholdLink *links, guint n_links)
{
  GHashTable *parents = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree gpointer *ids = NULL;
  guint n;

  for (guint i = 0; i < n_links; i++)
    if (links[i].customer != NULL && links[i].other != NULL)
      link_up (parents, links[i].customer, links[i].other);

  ids = g_hash_table_get_keys_as_array (parents, &n);
  for (guint i = 0; i < n; i++)
    g_hash_table_replace (parents, ids[i], (gpointer) find_root (parents, ids[i]));
  return parents;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * crm_household_find:
 * @customer: an id
 * @links: (array length=n_links): relations
 * @n_links: how many
 *
 * Returns: (transfer container) (element-type utf8): the household, @customer first
 */
GPtrArray *
crm_household_find (const char *customer, const CrmHouseholdLink *links, guint n_links)
{
  g_autoptr (GHashTable) roots = crm_household_find_all (links, n_links);
  GPtrArray *members = g_ptr_array_new ();
  const char *root = g_hash_table_lookup (roots, customer);
  GHashTableIter iter;
  gpointer id, its_root;

  g_hash_table_iter_init (&iter, roots);
  while (root != NULL && g_hash_table_iter_next (&iter, &id, &its_root))
    if (strcmp (its_root, root) == 0 && strcmp (id, customer) != 0)
      g_ptr_array_add (members, id);
  g_ptr_array_sort (members, compare_ids);
  g_ptr_array_insert (members, 0, (gpointer) customer);
  return members;
}
