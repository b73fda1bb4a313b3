/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Comparing outbox.db with its mirror: see the header. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-outbox-compare.h"

#include "client/store/desk-entry-store.h"
#include "client/store/desk-outbox-log.h"
#include "client/store/desk-outbox-tidy.h"

static gboolean
is_same (const DeskEntry *a, const DeskEntry *b)
{
  return g_strcmp0 (a->id, b->id) == 0 && g_strcmp0 (a->kind_name, b->kind_name) == 0 &&
         g_strcmp0 (a->record, b->record) == 0 && g_strcmp0 (a->root, b->root) == 0 &&
         g_strcmp0 (a->body, b->body) == 0 && g_strcmp0 (a->problem, b->problem) == 0 &&
         a->state == b->state && a->version == b->version && a->at == b->at &&
         a->settled_at == b->settled_at && a->sealed == b->sealed;
}

/* What is done may have been thrown away since; the rest must be there. */
static gboolean
has_all (GHashTable *logged, GHashTable *stored)
{
  GHashTableIter iter;
  gpointer seq, entry;

  g_hash_table_iter_init (&iter, logged);
  while (g_hash_table_iter_next (&iter, &seq, &entry))
    if (((DeskEntry *) entry)->state != DESK_ENTRY_DONE && !g_hash_table_contains (stored, seq))
      return FALSE;
  return TRUE;
}

static DeskOutboxDifference
compare_entries (GPtrArray *entries, GHashTable *logged)
{
  g_autoptr (GHashTable) stored = g_hash_table_new (g_int64_hash, g_int64_equal);
  gboolean wrong = FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i);
      const DeskEntry *other = g_hash_table_lookup (logged, &entry->seq);

      g_hash_table_add (stored, &entry->seq);
      if (other == NULL && entry->state != DESK_ENTRY_DONE)
        return DESK_LOG_WRONG;
      wrong |= other != NULL && !is_same (entry, other);
    }
  return wrong || !has_all (logged, stored) ? DESK_OUTBOX_WRONG : DESK_OUTBOX_SAME;
}

static gboolean
have_same_drafts (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key, text;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &text))
    if (g_strcmp0 (g_hash_table_lookup (b, key), text) != 0)
      return FALSE;
  return TRUE;
}

gboolean
desk_outbox_compare (DeskConnection *connection,
                     const char *log,
                     DeskOutboxDifference *difference,
                     GError **error)
{
  g_autoptr (GHashTable) drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) logged = NULL;
  g_autoptr (GHashTable) logged_drafts = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  *difference = DESK_LOG_WRONG;
  if (!desk_outbox_log_is_whole (log) ||
      !desk_outbox_log_read (log, connection->vault, &logged, &logged_drafts, NULL))
    return TRUE;
  entries = desk_entry_store_list (connection, DESK_SQL_ENTRIES_ALL, NULL, error);
  if (entries == NULL || !desk_outbox_read_drafts (connection, drafts, error))
    return FALSE;
  *difference = compare_entries (entries, logged);
  if (*difference == DESK_OUTBOX_SAME && !have_same_drafts (drafts, logged_drafts))
    *difference = DESK_OUTBOX_WRONG;
  return TRUE;
}
