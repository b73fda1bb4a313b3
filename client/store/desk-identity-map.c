/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskIdentityMap: id → the one live object, by weak references, so that all screens that show a
 * record share it. An object may be made for a place in a list before its id is known. Main thread;
 * owned by DeskDatabase. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-identity-map.h"

#include "shared/customers/crm-customer.h"

#include <string.h>

typedef struct
{
  DeskIdentityMap *map; /* (unowned) */
  CrmRecord *record;    /* (unowned): weak */
  int kind;
  gboolean has_id;
  guint8 id[CRM_ID_BYTES];
  gint64 key;       /* 0: in no list */
  GArray *old_keys; /* (nullable) (element-type gint64): where lists may still have it */
  int generation;   /* of the values it has */
} Entry;

struct _DeskIdentityMap
{
  const DeskSchema *schema; /* (unowned) */
  DeskLive live;
  GHashTable *by_record;              /* CrmRecord → Entry (owned) */
  GHashTable *by_id;                  /* id → Entry */
  GHashTable *by_key[DESK_MAX_KINDS]; /* key → Entry; old keys too */
  GHashTable *old[DESK_MAX_KINDS];    /* the keys in it that are old ones */
  int generation;                     /* of the last commit that was told */
  DeskKeyFunc replaced;
  DeskKeyFunc vacated;
  gpointer data;
};

static void
put_key (GHashTable *table, gint64 key, Entry *entry)
{
  g_hash_table_replace (table, g_memdup2 (&key, sizeof key), entry);
}

static void
drop_old_key (Entry *entry, gint64 key)
{
  for (guint i = 0; entry->old_keys != NULL && i < entry->old_keys->len; i++)
    if (g_array_index (entry->old_keys, gint64, i) == key)
      {
        g_array_remove_index_fast (entry->old_keys, i);
        g_hash_table_remove (entry->map->old[entry->kind], &key);
        return;
      }
}

static void
drop_all_keys (Entry *entry)
{
  GHashTable *table = entry->map->by_key[entry->kind];

  while (entry->old_keys != NULL && entry->old_keys->len > 0)
    {
      const gint64 key = g_array_index (entry->old_keys, gint64, 0);

      drop_old_key (entry, key);
      g_hash_table_remove (table, &key);
    }
  g_clear_pointer (&entry->old_keys, g_array_unref);
  if (entry->key != 0)
    g_hash_table_remove (table, &entry->key);
  entry->key = 0;
}

/* The one that is found under the key now gives it up. */
static void
displace (Entry *other, gint64 key)
{
  if (other->key == key)
    other->key = 0;
  else
    drop_old_key (other, key);
}

/* Lists that have the old key keep finding the object there until they asked again. */
static void
keep_old_key (Entry *entry)
{
  DeskIdentityMap *self = entry->map;

  if (entry->key == 0)
    return;
  if (entry->old_keys == NULL)
    entry->old_keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (entry->old_keys, entry->key);
  put_key (self->old[entry->kind], entry->key, entry);
}

static void
set_key (DeskIdentityMap *self, Entry *entry, gint64 key)
{
  GHashTable *table = self->by_key[entry->kind];
  const gint64 before = entry->key;
  Entry *other = key != 0 ? g_hash_table_lookup (table, &key) : NULL;

  if (before == key)
    return;
  if (other != NULL)
    displace (other, key);
  keep_old_key (entry);
  entry->key = key;
  if (key != 0)
    put_key (table, key, entry);
  if (before != 0 && self->vacated != NULL)
    self->vacated (entry->kind, before, self->data);
  if (other != NULL && other != entry && self->replaced != NULL)
    self->replaced (entry->kind, key, self->data);
}

static void
set_id (DeskIdentityMap *self, Entry *entry, const guint8 id[CRM_ID_BYTES])
{
  entry->has_id = TRUE;
  memcpy (entry->id, id, CRM_ID_BYTES);
  g_hash_table_insert (self->by_id, entry->id, entry);
  g_mutex_lock (&self->live.lock);
  g_hash_table_insert (self->live.ids, desk_id_copy (id), GINT_TO_POINTER (entry->kind + 1));
  g_mutex_unlock (&self->live.lock);
}

static void
forget_entry (Entry *entry)
{
  DeskIdentityMap *self = entry->map;

  drop_all_keys (entry);
  if (entry->has_id)
    {
      g_hash_table_remove (self->by_id, entry->id);
      g_mutex_lock (&self->live.lock);
      g_hash_table_remove (self->live.ids, entry->id);
      g_mutex_unlock (&self->live.lock);
    }
}

static void
record_gone_cb (gpointer data, GObject *where)
{
  Entry *entry = data;

  forget_entry (entry);
  g_hash_table_remove (entry->map->by_record, where);
}

static Entry *
add_entry (DeskIdentityMap *self, int kind, const char *id)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->map = self;
  entry->kind = kind;
  entry->record = crm_record_new (self->schema->kinds[kind], id);
  g_object_weak_ref (G_OBJECT (entry->record), record_gone_cb, entry);
  g_hash_table_insert (self->by_record, entry->record, entry);
  return entry;
}

DeskIdentityMap *
desk_identity_map_new (const DeskSchema *schema)
{
  DeskIdentityMap *self = g_new0 (DeskIdentityMap, 1);

  self->schema = schema;
  g_mutex_init (&self->live.lock);
  self->live.ids = g_hash_table_new_full (desk_id_hash, desk_id_equal, g_free, NULL);
  self->by_record = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->by_id = g_hash_table_new (desk_id_hash, desk_id_equal);
  for (guint i = 0; i < schema->n_kinds; i++)
    {
      self->by_key[i] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      self->old[i] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    }
  return self;
}

void
desk_identity_map_free (DeskIdentityMap *self)
{
  GHashTableIter iter;
  gpointer record, entry;

  g_hash_table_iter_init (&iter, self->by_record);
  while (g_hash_table_iter_next (&iter, &record, &entry))
    {
      g_object_weak_unref (record, record_gone_cb, entry);
      g_clear_pointer (&((Entry *) entry)->old_keys, g_array_unref);
    }
  for (guint i = 0; i < self->schema->n_kinds; i++)
    {
      g_hash_table_unref (self->by_key[i]);
      g_hash_table_unref (self->old[i]);
    }
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->by_record);
  g_hash_table_unref (self->live.ids);
  g_mutex_clear (&self->live.lock);
  g_free (self);
}

DeskLive *
desk_identity_map_get_live (DeskIdentityMap *self)
{
  return &self->live;
}

CrmRecord *
desk_identity_map_ref (DeskIdentityMap *self,
                       int kind,
                       const guint8 id[CRM_ID_BYTES],
                       gboolean *is_new)
{
  Entry *entry = g_hash_table_lookup (self->by_id, id);
  char text[CRM_ID_LENGTH + 1];

  *is_new = entry == NULL;
  if (entry != NULL)
    return g_object_ref (entry->record);
  crm_id_from_bytes (id, text);
  entry = add_entry (self, kind, text);
  set_id (self, entry, id);
  return entry->record;
}

CrmRecord *
desk_identity_map_ref_key (DeskIdentityMap *self, int kind, gint64 key, gboolean *is_new)
{
  Entry *entry = g_hash_table_lookup (self->by_key[kind], &key);

  *is_new = entry == NULL;
  if (entry != NULL)
    return g_object_ref (entry->record);
  entry = add_entry (self, kind, NULL);
  entry->key = key;
  put_key (self->by_key[kind], key, entry);
  return entry->record;
}

gint64
desk_identity_map_get_key (DeskIdentityMap *self, CrmRecord *record)
{
  Entry *entry = g_hash_table_lookup (self->by_record, record);

  return entry != NULL ? entry->key : 0;
}

static void
load_record (CrmRecord *record, const DeskRow *row)
{
  if (row->n == 0)
    {
      if (crm_record_is_loaded (record))
        crm_record_set_state (record, CRM_RECORD_DELETED);
      return;
    }
  crm_record_load (record, row->version, row->state, (const char *const *) row->values);
  if (!CRM_IS_CUSTOMER (record))
    return;
  crm_customer_set_contacts (CRM_CUSTOMER (record), row->phone, row->email);
  crm_customer_set_summary (CRM_CUSTOMER (record), row->summary);
}

/* The object under the key has no id yet: it becomes that of this row, unless there is one. */
static Entry *
adopt_placeholder (DeskIdentityMap *self, const DeskRow *row)
{
  Entry *entry = row->key != 0 ? g_hash_table_lookup (self->by_key[row->kind], &row->key) : NULL;
  char text[CRM_ID_LENGTH + 1];

  if (entry == NULL || entry->has_id)
    return NULL;
  crm_id_from_bytes (row->id, text);
  crm_record_set_id (entry->record, text);
  set_id (self, entry, row->id);
  return entry;
}

void
desk_identity_map_apply (DeskIdentityMap *self, const DeskRow *row, int generation)
{
  Entry *entry = g_hash_table_lookup (self->by_id, row->id);

  if (entry == NULL)
    entry = adopt_placeholder (self, row);
  if (entry == NULL || generation < entry->generation)
    return;
  g_object_ref (entry->record);
  entry->generation = generation;
  load_record (entry->record, row);
  set_key (self, entry, row->n != 0 ? row->key : 0);
  g_object_unref (entry->record);
}

gboolean
desk_identity_map_is_current (DeskIdentityMap *self, int generation)
{
  return generation >= self->generation;
}

static gboolean
is_left_out (const Entry *entry, const DeskChangedIds *changed, int generation)
{
  return entry->has_id && entry->generation < generation && crm_record_is_loaded (entry->record) &&
         (changed->many ||
          (changed->ids != NULL && g_hash_table_contains (changed->ids, entry->id)));
}

GPtrArray *
desk_identity_map_finish_commit (DeskIdentityMap *self, const DeskCommit *commit)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  self->generation = commit->generation;
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Entry *entry = value;

      if (is_left_out (entry, &commit->changes.kinds[entry->kind], commit->generation))
        g_ptr_array_add (records, g_object_ref (entry->record));
    }
  return records;
}

GArray *
desk_identity_map_list_old_keys (DeskIdentityMap *self, int kind)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->old[kind]);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (keys, key, 1);
  return keys;
}

void
desk_identity_map_forget_old_key (DeskIdentityMap *self, int kind, gint64 key)
{
  Entry *entry = g_hash_table_lookup (self->old[kind], &key);

  if (entry == NULL)
    return;
  drop_old_key (entry, key);
  g_hash_table_remove (self->by_key[kind], &key);
}

void
desk_identity_map_set_listeners (DeskIdentityMap *self,
                                 DeskKeyFunc replaced,
                                 DeskKeyFunc vacated,
                                 gpointer data)
{
  self->replaced = replaced;
  self->vacated = vacated;
  self->data = data;
}
