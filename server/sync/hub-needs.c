/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What commands will look at. Worker threads; lives while one push is being read. */

#define G_LOG_DOMAIN "hub-unit"

#include "server/sync/hub-needs.h"

#include "shared/base/crm-id.h"

static GHashTable *
set_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

HubNeeds *
hub_needs_new (void)
{
  HubNeeds *self = g_new0 (HubNeeds, 1);

  self->records = g_new0 (GHashTable *, HUB_N_KINDS + 1);
  self->below = g_new0 (GHashTable *, HUB_N_KINDS + 1);
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    {
      self->records[i] = set_new ();
      self->below[i] = set_new ();
    }
  self->made = set_new ();
  self->people = set_new ();
  self->phones = set_new ();
  self->coming = set_new ();
  return self;
}

void
hub_needs_free (HubNeeds *self)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    {
      g_hash_table_unref (self->records[i]);
      g_hash_table_unref (self->below[i]);
    }
  g_free (self->records);
  g_free (self->below);
  g_hash_table_unref (self->made);
  g_hash_table_unref (self->people);
  g_hash_table_unref (self->phones);
  g_hash_table_unref (self->coming);
  g_free (self);
}

void
hub_needs_add_record (HubNeeds *self, const CrmKind *kind, const char *id)
{
  guint number = hub_kinds_find (kind);

  if (number > 0 && crm_id_is_valid (id))
    g_hash_table_add (self->records[number], g_strdup (id));
}

void
hub_needs_add_new_record (HubNeeds *self, const CrmKind *kind, const char *id)
{
  if (self->is_trusting)
    g_hash_table_add (self->made, g_strdup (id));
  else
    hub_needs_add_record (self, kind, id);
}

void
hub_needs_add_parent (HubNeeds *self, const CrmKind *kind, const char *id)
{
  if (!g_hash_table_contains (self->made, id))
    hub_needs_add_record (self, kind, id);
}

void
hub_needs_add_below (HubNeeds *self, const CrmKind *kind, const char *above)
{
  guint number = hub_kinds_find (kind);

  g_return_if_fail (number > 0 && hub_kinds_get (number)->load_below != NULL);

  if (crm_id_is_valid (above))
    g_hash_table_add (self->below[number], g_strdup (above));
}

void
hub_needs_add_person (HubNeeds *self, const char *id)
{
  if (crm_id_is_valid (id))
    g_hash_table_add (self->people, g_strdup (id));
}

void
hub_needs_add_phones (HubNeeds *self, const char *customer)
{
  g_hash_table_add (self->phones, g_strdup (customer));
}

void
hub_needs_add_coming_phone (HubNeeds *self, const char *customer)
{
  g_hash_table_add (self->coming, g_strdup (customer));
}
