/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All duplicates among many cards: those with a key in common stand together after one sort. Pure;
 * it takes seconds for a large base, so it runs on a worker. */
#include <stdlib.h>
#include <string.h>

#include "shared/customers/crm-duplicate-private.h"

#define MAX_BLOCK      400 /* cards under one key that are all compared with each other */
#define WINDOW         20  /* else each with so many that follow by name */
#define PROGRESS_STEPS 4096

typedef struct
{
  guint64 hash;
  guint card;
} Entry;

typedef struct
{
  CrmDuplicateCard *const *cards;
  guint least;
  GHashTable *large; /* (owned) (element-type guint64): keys with too many cards */
  GArray *pairs;     /* (owned) (element-type CrmDuplicatePair) */
} Scan;

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = a;
  const Entry *second = b;

  if (first->hash != second->hash)
    return first->hash < second->hash ? -1 : 1;
  return first->card < second->card ? -1 : first->card > second->card;
}

static GArray *
collect_entries (CrmDuplicateCard *const *cards, guint n)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < cards[i]->n_keys; k++)
      {
        Entry entry = { cards[i]->hashes[k], i };

        g_array_append_val (entries, entry);
      }
  qsort (entries->data, entries->len, sizeof (Entry), compare_entries);
  return entries;
}

/* How many entries from @from on have its key. */
static guint
count_block (GArray *entries, guint from)
{
  const Entry *all = (const Entry *) entries->data;
  guint end = from + 1;

  while (end < entries->len && all[end].hash == all[from].hash)
    end++;
  return end - from;
}

/* A pair with several keys in common is compared under the first of them that is not too large. */
static gboolean
is_first_key (Scan *scan, guint a, guint b, guint64 hash)
{
  const CrmDuplicateCard *first = scan->cards[a];
  const CrmDuplicateCard *second = scan->cards[b];
  guint i = 0, k = 0;

  while (i < first->n_keys && k < second->n_keys)
    {
      guint64 left = first->hashes[i], right = second->hashes[k];

      if (left == right && (left == hash || !g_hash_table_contains (scan->large, &left)))
        return left == hash;
      i += left <= right;
      k += right <= left;
    }
  return TRUE;
}

static void
compare_pair (Scan *scan, guint a, guint b)
{
  CrmDuplicatePair pair = { .a = MIN (a, b), .b = MAX (a, b) };

  pair.score = crm_duplicate_compare (scan->cards[pair.a], scan->cards[pair.b], &pair.reasons);
  if (pair.score >= scan->least)
    g_array_append_val (scan->pairs, pair);
}

static void
compare_all (Scan *scan, const Entry *block, guint n)
{
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n; k++)
      if (block[i].card != block[k].card &&
          is_first_key (scan, block[i].card, block[k].card, block[i].hash))
        compare_pair (scan, block[i].card, block[k].card);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  const Scan *scan = data;
  guint left = *(const guint *) a, right = *(const guint *) b;
  const CrmDuplicateCard *first = scan->cards[left];
  const CrmDuplicateCard *second = scan->cards[right];
  int order = strcmp (first->is_company ? first->company : first->last,
                      second->is_company ? second->company : second->last);

  if (order == 0)
    order = strcmp (first->first, second->first);
  return order != 0 ? order : (left < right ? -1 : left > right);
}

/* The same pair may be found again under another large key; take_pairs() drops it. */
static void
compare_neighbours (Scan *scan, const Entry *block, guint n)
{
  g_autoptr (GArray) cards = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);
  const guint *sorted;

  for (guint i = 0; i < n; i++)
    g_array_append_val (cards, block[i].card);
  g_array_sort_with_data (cards, compare_names, scan);

  sorted = (const guint *) cards->data;
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n && k <= i + WINDOW; k++)
      if (sorted[i] != sorted[k])
        compare_pair (scan, sorted[i], sorted[k]);
}

static void
find_large_keys (Scan *scan, GArray *entries)
{
  Entry *all = (Entry *) entries->data;

  for (guint i = 0, n; i < entries->len; i += n)
    {
      n = count_block (entries, i);
      if (n > MAX_BLOCK)
        g_hash_table_add (scan->large, &all[i].hash);
    }
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const CrmDuplicatePair *first = a;
  const CrmDuplicatePair *second = b;

  if (first->score != second->score)
    return first->score > second->score ? -1 : 1;
  if (first->a != second->a)
    return first->a < second->a ? -1 : 1;
  return first->b < second->b ? -1 : first->b > second->b;
}

/* The best first, each once. */
static GArray *
take_pairs (Scan *scan)
{
  GArray *pairs = g_steal_pointer (&scan->pairs);
  CrmDuplicatePair *all = (CrmDuplicatePair *) pairs->data;
  guint n = 0;

  g_array_sort (pairs, compare_pairs);
  for (guint i = 0; i < pairs->len; i++)
    if (n == 0 || all[n - 1].a != all[i].a || all[n - 1].b != all[i].b)
      all[n++] = all[i];
  g_array_set_size (pairs, n);
  return pairs;
}

static void
clear_scan (Scan *scan)
{
  g_clear_pointer (&scan->large, g_hash_table_unref);
  g_clear_pointer (&scan->pairs, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scan, clear_scan)

/**
 * crm_duplicate_scan:
 * @cards: (array length=n): the cards
 * @n: how many
 * @least: fewest points of a pair
 * @progress: (nullable) (scope call): told now and then
 * @data: for @progress
 *
 * Returns: (transfer full) (nullable) (element-type CrmDuplicatePair): the pairs
 */
GArray *
crm_duplicate_scan (CrmDuplicateCard *const *cards,
                    guint n,
                    guint least,
                    CrmDuplicateProgress progress,
                    gpointer data)
{
  g_autoptr (GArray) entries = collect_entries (cards, n);
  g_auto (Scan) scan = { cards, least, g_hash_table_new (g_int64_hash, g_int64_equal),
                         g_array_new (FALSE, FALSE, sizeof (CrmDuplicatePair)) };
  guint told = 0;

  find_large_keys (&scan, entries);
  for (guint i = 0, size; i < entries->len; i += size)
    {
      const Entry *block = (const Entry *) entries->data + i;

      size = count_block (entries, i);
      if (size > MAX_BLOCK)
        compare_neighbours (&scan, block, size);
      else
        compare_all (&scan, block, size);

      if (progress != NULL && i >= told)
        {
          told = i + PROGRESS_STEPS;
          if (!progress ((double) i / entries->len, data))
            return NULL;
        }
    }
  return take_pairs (&scan);
}
