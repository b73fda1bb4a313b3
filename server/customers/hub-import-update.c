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

#define FOREIGN "it belongs to somebody whose customers you may not change"
#define DENIED  "you may not bring in customers for this person"

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

/* (nullable): who it is already. */
static const char *
find_known (GHashTable *known, HubLoadCustomer *customer)
{
  if (customer->twin != NULL)
    return customer->twin;
  return customer->external_id != NULL ? g_hash_table_lookup (known, customer->external_id) : NULL;
}

static char *
make_point_key (const char *customer, const char *type, const char *value)
{
  return g_strconcat (customer, " ", type, " ", value, NULL);
}

/* Locks the rows and reads what hangs on them: one round trip. */
static gboolean
load (HubUnit *unit, GPtrArray *customers_in, GHashTable *known, GHashTable *points, GError **error)
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

  for (guint i = 0; i < customers_in->len; i++)
    {
      const char *id = find_known (known, customers_in->pdata[i]);

      if (id != NULL)
        hub_array_add (ids, id);
    }
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

void
hub_import_change_free (gpointer data)
{
  HubImportChange *self = data;

  g_clear_pointer (&self->change, json_node_unref);
  g_free (self);
}

static JsonNode *
describe_change (HubRow *before, HubRow *after)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < before->kind->kind->n_fields; i++)
    {
      if (g_strcmp0 (before->values[i], after->values[i]) == 0)
        continue;
      json_builder_set_member_name (builder, before->kind->kind->fields[i].name);
      json_builder_begin_array (builder);
      json_builder_add_string_value (builder, before->values[i]);
      json_builder_add_string_value (builder, after->values[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

void
hub_import_update_note (HubImportUpdate *self, HubRow *before, HubRow *after)
{
  HubImportChange *change = NULL;

  if (self->journal == NULL)
    return;

  change = g_new0 (HubImportChange, 1);
  change->kind = after->kind->kind;
  g_strlcpy (change->id, after->id, sizeof change->id);
  change->rev = after->rev;
  change->change = before != NULL ? describe_change (before, after) : NULL;
  g_ptr_array_add (self->journal, change);
}

gboolean
hub_import_update_may (const HubImportUpdate *self,
                       const CrmKind *kind,
                       CrmAction action,
                       const char *owner,
                       const char *branch)
{
  return self->rights == NULL || (hub_rights_allow (self->rights, kind, action, owner, branch) &&
                                  hub_rights_allow (self->rights, &crm_customer_kind,
                                                    CRM_ACTION_MASS_CHANGE, owner, branch));
}

static void
add_point (HubUnit *unit, HubRow *row, const HubLoadPoint *point, HubImportUpdate *counts)
{
  g_autofree char *id = crm_id_new ();
  HubRow *added = hub_row_new (hub_kinds_get (hub_kinds_find (&crm_contact_point_kind)), id);

  added->rev = 1;
  hub_row_set_scope (added, row->owner, row->branch);
  hub_row_set (added, CRM_CONTACT_POINT_CUSTOMER, row->id);
  hub_row_set (added, CRM_CONTACT_POINT_TYPE, point->type);
  hub_row_set (added, CRM_CONTACT_POINT_VALUE, point->value);
  hub_import_update_note (counts, NULL, added);
  hub_unit_put (unit, added);
}

static guint
add_new_points (HubUnit *unit,
                HubRow *row,
                HubLoadCustomer *customer,
                GHashTable *points,
                HubImportUpdate *counts)
{
  guint n = 0;

  for (guint i = 0; i < customer->points->len; i++)
    {
      HubLoadPoint *point = &g_array_index (customer->points, HubLoadPoint, i);
      g_autofree char *key = make_point_key (row->id, point->type, point->value);

      if (g_hash_table_contains (points, key))
        continue;
      add_point (unit, row, point, counts);
      n++;
    }
  return n;
}

static void
update_customer (HubUnit *unit, HubRow *row, CrmFieldSet *changed, HubImportUpdate *counts)
{
  g_autoptr (HubRow) before = hub_row_copy (row);
  HubRow *after = hub_row_copy (row);

  hub_row_apply (after, changed);
  after->rev++;
  hub_row_stamp (after, changed, unit->session->device, unit->session->user, unit->now_text);
  hub_row_set (after, CRM_CUSTOMER_CHANGED_AT, unit->now_text);
  hub_import_update_note (counts, before, after);
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

  if (!hub_import_update_may (counts, &crm_customer_kind, CRM_ACTION_EDIT, row->owner, row->branch))
    {
      customer->reason = FOREIGN;
      return;
    }
  if (row->is_deleted || counts->keeps)
    {
      counts->n_unchanged++;
      return;
    }

  n_points = add_new_points (unit, row, customer, points, counts);
  if (crm_field_set_size (changed) > 0)
    update_customer (unit, row, changed, counts);
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
  g_autoptr (HubUnit) unit = hub_unit_new (db, counts->session != NULL ? counts->session : &nobody);
  g_autoptr (GHashTable) points = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_strlcpy (unit->rights.user, unit->session->user, sizeof unit->rights.user);
  unit->done_at = g_strdup (unit->now_text);
  if (!load (unit, customers, known, points, error))
    return FALSE;

  for (guint i = 0; i < customers->len; i++)
    {
      HubLoadCustomer *customer = customers->pdata[i];
      HubRow *row = hub_unit_find (unit, &crm_customer_kind, find_known (known, customer));

      if (row != NULL)
        update_one (unit, row, customer, points, counts);
    }
  return counts->is_trial || hub_unit_write (unit, error);
}

static gboolean
has_known (GPtrArray *customers, GHashTable *known)
{
  for (guint i = 0; i < customers->len; i++)
    if (find_known (known, customers->pdata[i]) != NULL)
      return TRUE;
  return FALSE;
}

GPtrArray *
hub_import_update_known (HubDb *db, GPtrArray *customers, HubImportUpdate *counts, GError **error)
{
  g_autoptr (GHashTable) known = read_known (db, customers, error);
  GPtrArray *fresh;

  counts->n_updated = 0;
  counts->n_unchanged = 0;
  if (known == NULL ||
      (has_known (customers, known) && !update_all (db, customers, known, counts, error)))
    return NULL;

  fresh = g_ptr_array_new ();
  for (guint i = 0; i < customers->len; i++)
    {
      HubLoadCustomer *customer = customers->pdata[i];

      if (find_known (known, customer) != NULL)
        continue;
      if (hub_import_update_may (counts, &crm_customer_kind, CRM_ACTION_CREATE,
                                 customer->values[CRM_CUSTOMER_OWNER],
                                 customer->values[CRM_CUSTOMER_BRANCH]))
        g_ptr_array_add (fresh, customer);
      else
        customer->reason = DENIED;
    }
  return fresh;
}

gboolean
hub_import_count_known (HubDb *db, GPtrArray *customers, HubImportUpdate *counts, GError **error)
{
  g_autoptr (GHashTable) known = read_known (db, customers, error);

  counts->n_unchanged = 0;
  if (known != NULL)
    counts->n_updated = g_hash_table_size (known);
  return known != NULL;
}
