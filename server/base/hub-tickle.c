/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubTickle: which people should look for changes. Made by whoever commits, merged while waiting,
 * sent to sockets and, as text, to the other processes of the same database. */

#define G_LOG_DOMAIN "hub-tickle"

#include "server/base/hub-tickle.h"

#include <string.h>

static void
add (GHashTable *set, const char *id)
{
  if (id != NULL && !g_hash_table_contains (set, id))
    g_hash_table_add (set, g_strdup (id));
}

static void
merge (GHashTable *set, GHashTable *other)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, other);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    add (set, id);
}

static void
append (GString *text, GHashTable *set, char letter)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, letter);
      g_string_append_c (text, ' ');
      g_string_append (text, id);
    }
}

HubTickle *
hub_tickle_new (void)
{
  HubTickle *self = g_new0 (HubTickle, 1);

  self->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->branches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
hub_tickle_free (HubTickle *self)
{
  g_hash_table_unref (self->owners);
  g_hash_table_unref (self->branches);
  g_free (self);
}

void
hub_tickle_add_owner (HubTickle *self, const char *id)
{
  add (self->owners, id);
}

void
hub_tickle_add_branch (HubTickle *self, const char *id)
{
  add (self->branches, id);
}

void
hub_tickle_merge (HubTickle *self, const HubTickle *other)
{
  merge (self->owners, other->owners);
  merge (self->branches, other->branches);
  self->all = self->all || other->all;
}

gboolean
hub_tickle_is_empty (const HubTickle *self)
{
  return !self->all && g_hash_table_size (self->owners) == 0 &&
         g_hash_table_size (self->branches) == 0;
}

char *
hub_tickle_to_text (const HubTickle *self, gsize max_length)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!self->all)
    {
      append (text, self->owners, 'o');
      append (text, self->branches, 'b');
    }
  if (self->all || text->len > max_length)
    g_string_assign (text, "all");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

HubTickle *
hub_tickle_from_text (const char *text)
{
  HubTickle *self = hub_tickle_new ();
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n = g_strv_length (words);

  self->all = n == 0 || n % 2 != 0;
  for (guint i = 0; i + 1 < n; i += 2)
    if (strcmp (words[i], "o") == 0)
      hub_tickle_add_owner (self, words[i + 1]);
    else if (strcmp (words[i], "b") == 0)
      hub_tickle_add_branch (self, words[i + 1]);
    else
      self->all = TRUE;
  return self;
}
