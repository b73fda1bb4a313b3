/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plain structs that go from the thread that reads to those that write. */

#define G_LOG_DOMAIN "hub-imports"

#include "server/imports/hub-import-batch.h"

#include <string.h>

#include "server/imports/hub-imports-queries.h"
#include "shared/codec/crm-json.h"

#define TEXTS (64 * 1024)

HubImportJob *
hub_import_job_ref (HubImportJob *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hub_import_job_unref (HubImportJob *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->id);
  g_free (self->runner);
  g_free (self->state);
  g_clear_pointer (&self->session, hub_session_unref);
  g_clear_pointer (&self->plan, hub_import_plan_unref);
  g_hash_table_unref (self->people);
  g_hash_table_unref (self->mends);
  g_hash_table_unref (self->done);
  g_hash_table_unref (self->expected_customers);
  g_hash_table_unref (self->expected_policies);
  g_free (self);
}

gboolean
hub_import_job_is_trial (const HubImportJob *self)
{
  return strcmp (self->state, "checking") == 0;
}

const char *
hub_import_job_get_phase (const HubImportJob *self)
{
  return hub_import_job_is_trial (self) ? "check" : "run";
}

gboolean
hub_import_job_has_done (HubImportJob *self, guint file, int batch, int part)
{
  g_autofree char *key = g_strdup_printf ("%u:%d:%d", file, batch, part);

  return g_hash_table_contains (self->done, key);
}

gboolean
hub_import_job_read_rights (HubImportJob *self, HubDb *db, HubRights *rights, GError **error)
{
  const char *params[] = { self->session->user };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_imports_query (HUB_IMPORTS_READ_RIGHTS), params, error);

  return rows != NULL && hub_rights_read (rights, self->session, rows, error);
}

static void
item_free (gpointer data)
{
  HubImportItem *self = data;

  g_clear_pointer (&self->customer, hub_load_customer_free);
  g_free (self->record);
  g_free (self->cells);
  g_free (self->errors);
  g_free (self->fault);
  g_free (self);
}

HubImportBatch *
hub_import_batch_new (HubImportJob *job, guint file, int number)
{
  HubImportBatch *self = g_new0 (HubImportBatch, 1);

  self->job = hub_import_job_ref (job);
  self->file = file;
  self->number = number;
  self->part = HUB_IMPORT_WHOLE;
  self->texts = g_string_chunk_new (TEXTS);
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
hub_import_batch_free (HubImportBatch *self)
{
  g_ptr_array_unref (self->items);
  g_string_chunk_free (self->texts);
  hub_import_job_unref (self->job);
  g_free (self);
}

char *
hub_import_print_error (int column, const char *field, const char *code, const char *detail)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "column");
  json_builder_add_int_value (builder, column);
  json_builder_set_member_name (builder, "field");
  json_builder_add_string_value (builder, field);
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, code);
  json_builder_set_member_name (builder, "detail");
  json_builder_add_string_value (builder, detail);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return crm_json_to_text (root);
}
