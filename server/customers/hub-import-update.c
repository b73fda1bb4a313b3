/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A repeated import changes customers as a command would: versions, group versions and history, so
 * that edits made offline meanwhile merge or clash with it as with anybody's. Worker threads. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-import-update.h"

#include <string.h>

#include "server/customers/hub-import-queries.h"
#include "server/sync/hub-array.h"
#include "server/sync/hub-events.h"
#include "server/sync/hub-sync-queries.h"
#include "server/sync/hub-unit.h"
#include "shared/customers/crm-contact-point.h"

static const HubSession nobody = { .id = (char *) HUB_NO_ID,
                                   .user = (char *) HUB_NO_ID,
                                   .device = (char *) HUB_NO_ID };

/* (nullable): the id by the foreign id. */
static GHashTable *
read_known (HubDb *db, GPtrArray *customers, GError **error)
{
  g_autoptr (GString) array = hub_array_new ();
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (HubDbRows) rows = NULL;
  const char *params[1];

  for (guint i = 0; i < customers->len; i++)
    {
      HubLoadCustomer *customer = customers->pdata[i];

      if (customer->external_id != NULL)
        hub_array_add (array, customer->external_id);
    }
  params[0] = hub_array_end (array);
  if (strcmp (params[0], "{}") == 0)
    return known;

  rows = hub_db_select (db, hub_import_query (HUB_IMPORT_READ_EXTERNAL), params, error);
  if (rows == NULL)
    {
      g_hash_table_unref (known);
      return NULL;
    }

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    g_hash_table_replace (known, g_strdup (hub_db_rows_text (rows, i, 0)),
                          g_strdup (hub_db_rows_text (rows, i, 1)));
  return known;
}

static char *
make_point_key (const char *customer, const char *type, const char *value)
{
  return g_strconcat (customer, " ", type, " ", value, NULL);
}

/* Locks the rows and reads what hangs on them: one round trip. */
static gboolean
load (HubUnit *unit, GHashTable *known, GHashTable *points, GError **error)
{
  g_autoptr (GString) ids = hub_array_new ();
  const HubQuery *queries[] = { hub_sync_query (HUB_SYNC_LOAD_CUSTOMER_NEAR),
                                hub_import_query (HUB_IMPORT_READ_POINTS),
                                hub_import_query (HUB_IMPORT_TAKE_VER) };
  const char *load_params[2];
  const char *const *params[] = { load_params, load_params, NULL };
  HubDbRows *results[3] = { NULL };
  g_autoptr (HubDbRows) customers = NULL;
  g_autoptr (HubDbRows) stored = NULL;
  g_autoptr (HubDbRows) ver = NULL;
  guint number = hub_kinds_find (&crm_customer_kind);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, NULL, &id))
    hub_array_add (ids, id);
  load_params[0] = hub_array_end (ids);
  load_params[1] = "{}";
  if (!hub_db_select_many (unit->db, G_N_ELEMENTS (queries), queries, params, results, error))
    return FALSE;

  customers = results[0];
  stored = results[1];
  ver = results[2];
  g_strlcpy (unit->ver, hub_db_rows_text (ver, 0, 0), sizeof unit->ver);
  for (guint i = 0; i < hub_db_rows_count (customers); i++)
    {
      HubRow *row = hub_row_new_loaded (hub_kinds_get (number), customers, i);

      g_hash_table_replace (unit->rows[number], row->id, row);
    }
  for (guint i = 0; i < hub_db_rows_count (stored); i++)
    g_hash_table_add (points, make_point_key (hub_db_rows_text (stored, i, 0),
                                              hub_db_rows_text (stored, i, 1),
                                              hub_db_rows_text (stored, i, 2)));
  return TRUE;
}

/* Whose the customer is was decided here, not in the file. */
static CrmFieldSet *
compare (HubRow *row, HubLoadCustomer *customer)
{
  CrmFieldSet *changed = crm_field_set_new (&crm_customer_kind);

  for (guint i = 0; i < crm_customer_kind.n_fields; i++)
    if (i != CRM_CUSTOMER_OWNER && i != CRM_CUSTOMER_BRANCH && i != CRM_CUSTOMER_TYPE &&
        customer->values[i] != NULL && g_strcmp0 (customer->values[i], row->values[i]) != 0)
      crm_field_set_put (changed, i, customer->values[i]);
  return changed;
}

static void
add_point (HubUnit *unit, HubRow *row, const HubLoadPoint *point)
{
  g_autofree char *id = crm_id_new ();
  HubRow *added = hub_row_new (hub_kinds_get (hub_kinds_find (&crm_contact_point_kind)), id);

  added->rev = 1;
  hub_row_set_scope (added, row->owner, row->branch);
  hub_row_set (added, CRM_CONTACT_POINT_CUSTOMER, row->id);
  hub_row_set (added, CRM_CONTACT_POINT_TYPE, point->type);
  hub_row_set (added, CRM_CONTACT_POINT_VALUE, point->value);
  hub_unit_put (unit, added);
}

static guint
add_new_points (HubUnit *unit, HubRow *row, HubLoadCustomer *customer, GHashTable *points)
{
  guint n = 0;

  for (guint i = 0; i < customer->points->len; i++)
    {
      HubLoadPoint *point = &g_array_index (customer->points, HubLoadPoint, i);
      g_autofree char *key = make_point_key (row->id, point->type, point->value);

      if (g_hash_table_contains (points, key))
        continue;
      add_point (unit, row, point);
      n++;
    }
  return n;
}

static void
update_customer (HubUnit *unit, HubRow *row, CrmFieldSet *changed)
{
  g_autoptr (HubRow) before = hub_row_copy (row);
  HubRow *after = hub_row_copy (row);

  hub_row_apply (after, changed);
  after->rev++;
  hub_row_stamp (after, changed, HUB_NO_ID, HUB_NO_ID, unit->now_text);
  hub_row_set (after, CRM_CUSTOMER_CHANGED_AT, unit->now_text);
  hub_unit_put (unit, after);
  hub_events_add_history (unit, before, after, "update", NULL);
}

static void
update_one (HubUnit *unit,
            HubRow *row,
            HubLoadCustomer *customer,
            GHashTable *points,
            HubImportUpdate *counts)
{
  g_autoptr (CrmFieldSet) changed = compare (row, customer);
  guint n_points = 0;

  if (row->is_deleted)
    {
      counts->n_unchanged++;
      return;
    }

  n_points = add_new_points (unit, row, customer, points);
  if (crm_field_set_size (changed) > 0)
    update_customer (unit, row, changed);
  if (n_points > 0 || crm_field_set_size (changed) > 0)
    counts->n_updated++;
  else
    counts->n_unchanged++;
}

static gboolean
update_all (HubDb *db,
            GPtrArray *customers,
            GHashTable *known,
            HubImportUpdate *counts,
            GError **error)
{
  g_autoptr (HubUnit) unit = hub_unit_new (db, &nobody);
  g_autoptr (GHashTable) points = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_strlcpy (unit->rights.user, HUB_NO_ID, sizeof unit->rights.user);
  unit->done_at = g_strdup (unit->now_text);
  if (!load (unit, known, points, error))
    return FALSE;

  for (guint i = 0; i < customers->len; i++)
    {
      HubLoadCustomer *customer = customers->pdata[i];
      const char *id =
          customer->external_id != NULL ? g_hash_table_lookup (known, customer->external_id) : NULL;
      HubRow *row = hub_unit_find (unit, &crm_customer_kind, id);

      if (row != NULL)
        update_one (unit, row, customer, points, counts);
    }
  return hub_unit_write (unit, error);
}

GPtrArray *
hub_import_update_known (HubDb *db, GPtrArray *customers, HubImportUpdate *counts, GError **error)
{
  g_autoptr (GHashTable) known = read_known (db, customers, error);
  GPtrArray *fresh;

  memset (counts, 0, sizeof *counts);
  if (known == NULL ||
      (g_hash_table_size (known) > 0 && !update_all (db, customers, known, counts, error)))
    return NULL;

  fresh = g_ptr_array_new ();
  for (guint i = 0; i < customers->len; i++)
    {
      HubLoadCustomer *customer = customers->pdata[i];

      if (customer->external_id == NULL || !g_hash_table_contains (known, customer->external_id))
        g_ptr_array_add (fresh, customer);
    }
  return fresh;
}

gboolean
hub_import_count_known (HubDb *db, GPtrArray *customers, HubImportUpdate *counts, GError **error)
{
  g_autoptr (GHashTable) known = read_known (db, customers, error);

  memset (counts, 0, sizeof *counts);
  if (known != NULL)
    counts->n_updated = g_hash_table_size (known);
  return known != NULL;
}
