/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A foreign id that is known is no question: it is the same customer. Others look alike by INN, by
 * last name and birth date, or by last name and phone or address. Who is not seen by the person is
 * not spoken of. Worker threads. */

#define G_LOG_DOMAIN "hub-imports"

#include "server/imports/hub-import-twins.h"

#include <string.h>

#include "server/imports/hub-imports-queries.h"
#include "server/sync/hub-array.h"
#include "shared/codec/crm-json.h"

enum
{
  ARRAY_NUMBER,
  ARRAY_INN,
  ARRAY_NAME,
  ARRAY_BIRTH_DATE,
  ARRAY_POINT_NUMBER,
  ARRAY_POINT,
  ARRAY_POINT_NAME,
  N_ARRAYS,
};

enum
{
  COLUMN_NUMBER,
  COLUMN_ID,
  COLUMN_OWNER,
  COLUMN_BRANCH,
  COLUMN_NAME,
  COLUMN_WHY,
};

static HubTwins
get_decision (const HubImportTwinsQuestion *self, HubImportItem *item)
{
  HubTwins decision = self->job->plan->twins;

  if (item->mend != NULL && item->mend->decision != NULL)
    hub_twins_from_text (item->mend->decision, &decision);
  return decision;
}

static void
ask_about (GPtrArray *arrays, HubImportItem *item, guint index)
{
  const char *const *values = item->customer->values;
  const char *called = values[CRM_CUSTOMER_LAST_NAME] != NULL ? values[CRM_CUSTOMER_LAST_NAME]
                                                              : values[CRM_CUSTOMER_COMPANY_NAME];
  g_autofree char *name = called != NULL ? g_utf8_strdown (called, -1) : NULL;
  char number[16];

  g_snprintf (number, sizeof number, "%u", index);
  hub_array_add (arrays->pdata[ARRAY_NUMBER], number);
  hub_array_add (arrays->pdata[ARRAY_INN], values[CRM_CUSTOMER_INN]);
  hub_array_add (arrays->pdata[ARRAY_NAME], name);
  hub_array_add (arrays->pdata[ARRAY_BIRTH_DATE], values[CRM_CUSTOMER_BIRTH_DATE]);
  for (guint i = 0; i < item->customer->points->len; i++)
    {
      hub_array_add (arrays->pdata[ARRAY_POINT_NUMBER], number);
      hub_array_add (arrays->pdata[ARRAY_POINT],
                     g_array_index (item->customer->points, HubLoadPoint, i).value);
      hub_array_add (arrays->pdata[ARRAY_POINT_NAME], name);
    }
}

static HubDbRows *
match (const HubImportTwinsQuestion *self, GError **error)
{
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func (hub_array_free);
  const char *params[N_ARRAYS];

  for (guint i = 0; i < N_ARRAYS; i++)
    g_ptr_array_add (arrays, hub_array_new ());
  for (guint i = 0; i < self->items->len; i++)
    {
      HubImportItem *item = self->items->pdata[i];

      if (!item->is_known && get_decision (self, item) != HUB_TWINS_CREATE)
        ask_about (arrays, item, i);
    }
  for (guint i = 0; i < N_ARRAYS; i++)
    params[i] = hub_array_end (arrays->pdata[i]);
  return hub_db_select (self->db, hub_imports_query (HUB_IMPORTS_MATCH_CUSTOMERS), params, error);
}

/* Who is known by his foreign id. */
static gboolean
find_known (const HubImportTwinsQuestion *self, GError **error)
{
  g_autoptr (GString) ids = hub_array_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (HubDbRows) rows = NULL;
  const char *params[1];

  for (guint i = 0; i < self->items->len; i++)
    {
      HubImportItem *item = self->items->pdata[i];

      if (item->customer->external_id != NULL)
        hub_array_add (ids, item->customer->external_id);
    }
  params[0] = hub_array_end (ids);
  rows = hub_db_select (self->db, hub_import_query (HUB_IMPORT_READ_EXTERNAL), params, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    g_hash_table_replace (known, (gpointer) hub_db_rows_text (rows, i, 0),
                          GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < self->items->len; i++)
    {
      HubImportItem *item = self->items->pdata[i];
      const char *external_id = item->customer->external_id;

      item->is_known = external_id != NULL && g_hash_table_contains (known, external_id);
    }
  return TRUE;
}

static char *
describe (const char *id, const char *name, const char *why, guint64 line)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "column");
  json_builder_add_int_value (builder, -1);
  json_builder_set_member_name (builder, "field");
  json_builder_add_string_value (builder, "");
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, "duplicate");
  json_builder_set_member_name (builder, "detail");
  json_builder_add_string_value (builder, why);
  if (id != NULL)
    {
      json_builder_set_member_name (builder, "record");
      json_builder_add_string_value (builder, id);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, name);
    }
  if (line > 0)
    {
      json_builder_set_member_name (builder, "line");
      json_builder_add_int_value (builder, (gint64) line);
    }
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return crm_json_to_text (root);
}

static void
decide (const HubImportTwinsQuestion *self,
        HubImportItem *item,
        HubDbRows *rows,
        guint row,
        HubImportTally *tally)
{
  const char *owner = hub_db_rows_text (rows, row, COLUMN_OWNER);
  const char *branch = hub_db_rows_text (rows, row, COLUMN_BRANCH);

  if (item->is_known || item->is_passed || item->fault != NULL || item->customer->twin != NULL ||
      !hub_rights_sees (self->rights, &crm_customer_kind, owner, branch))
    return;

  tally->n_twins++;
  switch (get_decision (self, item))
    {
    case HUB_TWINS_UPDATE:
      item->customer->twin =
          g_string_chunk_insert (self->texts, hub_db_rows_text (rows, row, COLUMN_ID));
      break;
    case HUB_TWINS_SKIP:
      item->is_passed = TRUE;
      tally->n_unchanged++;
      break;
    case HUB_TWINS_ASK:
    case HUB_TWINS_CREATE:
    default:
      item->fault = describe (hub_db_rows_text (rows, row, COLUMN_ID),
                              hub_db_rows_text (rows, row, COLUMN_NAME),
                              hub_db_rows_text (rows, row, COLUMN_WHY), 0);
      break;
    }
}

/* In a check, what an earlier row of the file made is not there yet. */
static void
decide_in_file (const HubImportTwinsQuestion *self, HubImportItem *item, HubImportTally *tally)
{
  const HubTwins decision = get_decision (self, item);

  if (item->twin_line == 0 || decision == HUB_TWINS_CREATE || item->is_known || item->is_passed ||
      item->fault != NULL || item->customer->twin != NULL)
    return;

  tally->n_twins++;
  if (decision == HUB_TWINS_ASK)
    {
      item->fault = describe (NULL, NULL, "line", item->twin_line);
      return;
    }
  item->is_passed = TRUE;
  if (decision == HUB_TWINS_UPDATE)
    tally->n_updated++;
  else
    tally->n_unchanged++;
}

gboolean
hub_import_twins_decide (const HubImportTwinsQuestion *self, HubImportTally *tally, GError **error)
{
  g_autoptr (HubDbRows) rows = NULL;

  if (self->job->plan->twins == HUB_TWINS_CREATE)
    return TRUE;
  if (!find_known (self, error))
    return FALSE;
  rows = match (self, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    decide (self, self->items->pdata[hub_db_rows_integer (rows, i, COLUMN_NUMBER)], rows, i, tally);
  for (guint i = 0; i < self->items->len && hub_import_job_is_trial (self->job); i++)
    decide_in_file (self, self->items->pdata[i], tally);
  return TRUE;
}
