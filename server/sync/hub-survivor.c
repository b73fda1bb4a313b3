/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Customers who were merged into others: commands about them reach the survivor. Looked up only
 * when a customer is deleted, so nobody else pays for it. Worker threads, inside the transaction.
 */

#define G_LOG_DOMAIN "hub-command"

#include "server/sync/hub-survivor.h"

#include "server/sync/hub-sync-queries.h"
#include "shared/customers/crm-customer.h"

gboolean
hub_survivor_load (HubUnit *unit, const CrmKind *kind, const char *id, HubRow **row, GError **error)
{
  guint number = hub_kinds_find (kind);
  g_autofree char *ids = g_strdup_printf ("{%s}", id);
  const char *params[HUB_N_KINDS + 1] = { ids };
  g_autoptr (HubDbRows) rows = NULL;

  *row = hub_unit_find (unit, kind, id);
  if (*row != NULL)
    return TRUE;

  rows = hub_db_select (unit->db, hub_kinds_get (number)->load, params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return TRUE;

  *row = hub_row_new_loaded (hub_kinds_get (number), rows, 0);
  g_hash_table_replace (unit->rows[number], (*row)->id, *row);
  return TRUE;
}

static gboolean
read_phones (HubUnit *unit, const char *customer, GError **error)
{
  g_autofree char *ids = g_strdup_printf ("{%s}", customer);
  const char *params[] = { ids };
  g_autoptr (HubDbRows) rows =
      hub_db_select (unit->db, hub_sync_query (HUB_SYNC_READ_PHONES), params, error);

  for (guint i = 0; rows != NULL && i < hub_db_rows_count (rows); i++)
    g_hash_table_add (unit->phones, g_strdup (hub_db_rows_text (rows, i, 0)));
  return rows != NULL;
}

/* (nullable): who @customer, who is deleted, became part of. */
static gboolean
find (HubAct *act, const char *customer, HubRow **survivor, GError **error)
{
  const char *params[] = { customer };
  g_autoptr (HubDbRows) rows = NULL;

  *survivor = NULL;
  rows = hub_db_select (act->unit->db, hub_sync_query (HUB_SYNC_FIND_SURVIVOR), params, error);
  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    return TRUE;
  if (!hub_survivor_load (act->unit, &crm_customer_kind, hub_db_rows_text (rows, 0, 0), survivor,
                          error))
    return FALSE;
  if (*survivor == NULL || (*survivor)->is_deleted)
    {
      *survivor = NULL;
      return TRUE;
    }
  act->absorbed = g_strdup (customer);
  act->merge = g_strdup (hub_db_rows_text (rows, 0, 1));
  return read_phones (act->unit, (*survivor)->id, error);
}

gboolean
hub_survivor_follow (HubAct *act, GError **error)
{
  HubRow *survivor;

  if (act->row == NULL || !act->row->is_deleted || act->row->kind->scope != HUB_SCOPE_CUSTOMER)
    return TRUE;
  if (!find (act, act->row->id, &survivor, error))
    return FALSE;
  if (survivor != NULL)
    act->row = survivor;
  return TRUE;
}

gboolean
hub_survivor_adopt (HubAct *act, HubRow *draft, GError **error)
{
  const CrmKind *kind = draft->kind->kind;
  HubRow *customer = kind->root >= 0
                         ? hub_unit_find (act->unit, &crm_customer_kind, hub_row_get_root (draft))
                         : NULL;
  HubRow *survivor;

  if (customer == NULL || !customer->is_deleted)
    return TRUE;
  if (!find (act, customer->id, &survivor, error))
    return FALSE;
  if (survivor != NULL)
    hub_row_set (draft, (guint) kind->root, survivor->id);
  return TRUE;
}

void
hub_survivor_note (HubAct *act, HubRow *draft)
{
  g_autofree char *kind = g_strdup_printf ("%u", hub_kinds_find (draft->kind->kind));
  const char *params[] = { act->merge, kind, draft->id, "m" };

  if (act->merge != NULL)
    hub_unit_add_step (act->unit, hub_sync_query (HUB_SYNC_NOTE_MOVED), params);
}
