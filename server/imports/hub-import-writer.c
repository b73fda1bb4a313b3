/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A batch in one transaction with the line that says that it is done, with what was not taken and
 * with what it did: so no row is brought in twice, whenever the server dies. Worker threads. */

#define G_LOG_DOMAIN "hub-imports"

#include <string.h>

#include "server/customers/hub-copy.h"
#include "server/customers/hub-record-loader.h"
#include "server/imports/hub-import-batch.h"
#include "server/imports/hub-import-twins.h"
#include "server/imports/hub-imports-queries.h"
#include "server/sync/hub-array.h"
#include "shared/customers/crm-policy.h"

#define MAX_FAULTS "5000"

/* One transaction. */
typedef struct
{
  HubDb *db;
  HubImportBatch *batch;
  HubRights rights;
  HubImportUpdate update;
  GPtrArray *journal; /* (owned) (element-type HubImportChange) */
} Work;

static void
work_clear (Work *self)
{
  hub_rights_clear (&self->rights);
  g_ptr_array_unref (self->journal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static void
reset (HubImportBatch *batch)
{
  memset (&batch->tally, 0, sizeof batch->tally);
  batch->is_old = FALSE;
  batch->is_stopped = FALSE;
  for (guint i = batch->first; i < batch->first + batch->n; i++)
    {
      HubImportItem *item = batch->items->pdata[i];

      g_clear_pointer (&item->fault, g_free);
      if (item->customer != NULL)
        item->customer->twin = item->customer->reason = NULL;
      if (item->record != NULL)
        item->record->reason = NULL;
    }
}

/* ---- beginning ----------------------------------------------------------------------------- */

typedef struct
{
  char file[16];
  char number[16];
  char part[16];
} Place;

static void
print_place (HubImportBatch *batch, Place *place)
{
  g_snprintf (place->file, sizeof place->file, "%u", batch->file);
  g_snprintf (place->number, sizeof place->number, "%d", batch->number);
  g_snprintf (place->part, sizeof place->part, "%d", batch->part);
}

/* Nothing was opened: because it is done, or because the import does not run here any more. */
static gboolean
find_why (Work *self, GError **error)
{
  HubImportBatch *batch = self->batch;
  const char *params[] = { batch->job->id, batch->job->runner };
  g_autoptr (HubDbRows) rows =
      hub_db_select (self->db, hub_imports_query (HUB_IMPORTS_BEAT), params, error);

  if (rows == NULL)
    return FALSE;
  batch->is_stopped = hub_db_rows_count (rows) == 0 ||
                      strcmp (hub_db_rows_text (rows, 0, 0), batch->job->state) != 0;
  batch->is_old = !batch->is_stopped;
  return TRUE;
}

static gboolean
open_batch (Work *self, gboolean *is_open, GError **error)
{
  HubImportBatch *batch = self->batch;
  const char *lock[] = { batch->job->id, "false" };
  Place place;
  const char *params[] = { batch->job->id, hub_import_job_get_phase (batch->job),
                           place.file,     place.number,
                           place.part,     batch->job->runner };
  g_autoptr (HubDbRows) rows = NULL;

  print_place (batch, &place);
  if (!hub_db_queue (self->db, hub_imports_query (HUB_IMPORTS_LOCK), lock, error))
    return FALSE;
  rows = hub_db_select (self->db, hub_imports_query (HUB_IMPORTS_OPEN_BATCH), params, error);
  if (rows == NULL)
    return FALSE;
  *is_open = hub_db_rows_count (rows) > 0;
  return *is_open || find_why (self, error);
}

/* ---- customers ----------------------------------------------------------------------------- */

static void
refuse (HubImportItem *item, const char *field, const char *code, const char *detail)
{
  item->fault = hub_import_print_error (-1, field, code, detail);
}

static void
note_fresh (Work *self, GPtrArray *fresh)
{
  for (guint i = 0; i < fresh->len; i++)
    {
      HubLoadCustomer *customer = fresh->pdata[i];
      HubImportChange *change = g_new0 (HubImportChange, 1);

      customer->values[CRM_CUSTOMER_CREATED_BY] = self->batch->job->session->user;
      change->kind = &crm_customer_kind;
      change->rev = 1;
      g_strlcpy (change->id, customer->id, sizeof change->id);
      g_ptr_array_add (self->journal, change);
    }
}

static gboolean
write_customers (Work *self, GPtrArray *items, GError **error)
{
  HubImportTally *tally = &self->batch->tally;
  g_autoptr (GPtrArray) customers = g_ptr_array_new ();
  g_autoptr (GPtrArray) fresh = NULL;
  const HubImportTwinsQuestion question = { self->db, &self->rights, self->batch->job, items,
                                            self->batch->texts };

  if (!hub_import_twins_decide (&question, tally, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    {
      HubImportItem *item = items->pdata[i];

      if (item->fault == NULL && !item->is_passed)
        g_ptr_array_add (customers, item->customer);
    }
  fresh = hub_import_update_known (self->db, customers, &self->update, error);
  if (fresh == NULL)
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      HubImportItem *item = items->pdata[i];

      if (item->customer->reason != NULL)
        refuse (item, "", "denied", item->customer->reason);
    }
  tally->n_new += fresh->len;
  tally->n_updated += self->update.n_updated;
  tally->n_unchanged += self->update.n_unchanged;
  note_fresh (self, fresh);
  return self->update.is_trial || hub_loader_copy (self->db, fresh, error);
}

/* ---- what hangs on them -------------------------------------------------------------------- */

static void
note_records (Work *self, GPtrArray *records, const HubRecordSheet *sheet)
{
  for (guint i = 0; i < records->len; i++)
    {
      HubLoadRecord *record = records->pdata[i];
      HubImportChange *change = NULL;

      if (!record->is_fresh)
        continue;
      change = g_new0 (HubImportChange, 1);
      change->kind = sheet->kind;
      change->rev = 1;
      g_strlcpy (change->id, record->id, sizeof change->id);
      g_ptr_array_add (self->journal, change);
      self->batch->tally.n_new++;
    }
}

static gboolean
write_records (Work *self, GPtrArray *items, GError **error)
{
  HubImportJob *job = self->batch->job;
  const HubRecordSheet *sheet =
      hub_record_sheet_find (hub_import_plan_get_file (job->plan, self->batch->file)->kind);
  const gboolean is_trial = self->update.is_trial;
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  const HubRecordLoad load = { sheet, records, self->batch->texts, is_trial,
                               !is_trial ? NULL
                               : sheet->find == HUB_IMPORT_FIND_POLICIES
                                   ? job->expected_policies
                                   : job->expected_customers };

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (records, ((HubImportItem *) items->pdata[i])->record);
  if (!hub_record_loader_write (self->db, &load, &self->update, error))
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      HubImportItem *item = items->pdata[i];

      if (item->record->reason != NULL)
        refuse (item, sheet->reference, "unknown", item->record->reason);
    }
  self->batch->tally.n_updated += self->update.n_updated;
  self->batch->tally.n_unchanged += self->update.n_unchanged;
  note_records (self, records, sheet);
  return TRUE;
}

/* ---- the transaction ----------------------------------------------------------------------- */

static gboolean
write_some (Work *self, GPtrArray *items, GError **error)
{
  HubImportItem *first = items->len > 0 ? items->pdata[0] : NULL;
  gboolean ok = first == NULL || (first->customer != NULL ? write_customers (self, items, error)
                                                          : write_records (self, items, error));

  g_ptr_array_set_size (items, 0);
  return ok;
}

/* What must find earlier rows of the batch in the database goes behind them. */
static gboolean
write_items (Work *self, GError **error)
{
  HubImportBatch *batch = self->batch;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (guint i = batch->first; i < batch->first + batch->n; i++)
    {
      HubImportItem *item = batch->items->pdata[i];

      item->is_passed = FALSE;
      if (item->errors != NULL)
        continue;
      if (item->is_apart && !self->update.is_trial && !write_some (self, items, error))
        return FALSE;
      g_ptr_array_add (items, item);
    }
  return write_some (self, items, error);
}

static char *
print_cells (const char **cells)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_array (builder);
  for (; *cells != NULL; cells++)
    json_builder_add_string_value (builder, *cells);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
add_fault (HubImportItem *item, const char *why, GPtrArray *arrays)
{
  g_autofree char *line = g_strdup_printf ("%" G_GUINT64_FORMAT, item->line);
  g_autofree char *cells = print_cells (item->cells);

  hub_array_add (arrays->pdata[0], line);
  hub_array_add (arrays->pdata[1], cells);
  hub_array_add (arrays->pdata[2], why);
}

static gboolean
drop_mended (Work *self, HubImportItem *item, const Place *place, GError **error)
{
  g_autofree char *line = g_strdup_printf ("%" G_GUINT64_FORMAT, item->line);
  const char *params[] = { self->batch->job->id, place->file, line };

  /* A check leaves it for the run. */
  return self->update.is_trial ||
         hub_db_queue (self->db, hub_imports_query (HUB_IMPORTS_DROP_FAULT), params, error);
}

static gboolean
write_faults (Work *self, const Place *place, GError **error)
{
  HubImportBatch *batch = self->batch;
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func (hub_array_free);
  const char *params[6] = { batch->job->id, place->file, NULL, NULL, NULL, MAX_FAULTS };
  guint n = 0;

  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (arrays, hub_array_new ());
  for (guint i = batch->first; i < batch->first + batch->n; i++)
    {
      HubImportItem *item = batch->items->pdata[i];
      const char *why = item->errors != NULL ? item->errors : item->fault;

      if (why != NULL && ++n > 0)
        add_fault (item, why, arrays);
      else if (item->mend != NULL && !drop_mended (self, item, place, error))
        return FALSE;
    }
  /* Of those at the end, all were refused before. */
  batch->tally.n_rejected = batch->number >= 0 ? (gint64) n : (gint64) n - batch->n;
  batch->tally.n_read = batch->number >= 0 ? batch->n : 0;
  for (guint i = 0; i < 3; i++)
    params[2 + i] = hub_array_end (arrays->pdata[i]);
  return n == 0 ||
         hub_db_queue (self->db, hub_imports_query (HUB_IMPORTS_ADD_FAULTS), params, error);
}

static gboolean
copy_change (HubCopy *copy,
             HubImportBatch *batch,
             const Place *place,
             HubImportChange *change,
             GError **error)
{
  char text[24];
  g_autofree char *json = change->change != NULL ? json_to_string (change->change, FALSE) : NULL;

  hub_copy_add_first (copy, batch->job->id);
  g_snprintf (text, sizeof text, "%u", hub_kinds_find (change->kind));
  hub_copy_add (copy, text);
  hub_copy_add (copy, change->id);
  hub_copy_add (copy, place->file);
  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, change->rev);
  hub_copy_add (copy, text);
  hub_copy_add (copy, json);
  return hub_copy_end_line (copy, error);
}

static gboolean
write_journal (Work *self, const Place *place, GError **error)
{
  g_auto (HubCopy) copy = { NULL };

  hub_copy_init (&copy, self->db);
  if (self->update.is_trial || self->journal->len == 0)
    return TRUE;
  if (!hub_db_copy_begin (self->db, hub_imports_query (HUB_IMPORTS_COPY_ROWS), error))
    return FALSE;
  for (guint i = 0; i < self->journal->len; i++)
    if (!copy_change (&copy, self->batch, place, self->journal->pdata[i], error))
      return FALSE;
  return hub_copy_end (&copy, error);
}

static gboolean
close_batch (Work *self, const Place *place, GError **error)
{
  HubImportBatch *batch = self->batch;
  const gint64 numbers[] = { batch->tally.n_read,     batch->tally.n_new,
                             batch->tally.n_updated,  batch->tally.n_unchanged,
                             batch->tally.n_rejected, batch->tally.n_twins };
  char texts[G_N_ELEMENTS (numbers)][24];
  const char *params[5 + G_N_ELEMENTS (numbers)] = { batch->job->id,
                                                     hub_import_job_get_phase (batch->job),
                                                     place->file, place->number, place->part };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_snprintf (texts[i], sizeof texts[i], "%" G_GINT64_FORMAT, numbers[i]);
      params[5 + i] = texts[i];
    }
  return hub_db_queue (self->db, hub_imports_query (HUB_IMPORTS_CLOSE_BATCH), params, error);
}

static gboolean
write_all (Work *self, GError **error)
{
  Place place;

  self->update.rights = &self->rights;
  self->update.session = self->batch->job->session;
  self->update.is_trial = hub_import_job_is_trial (self->batch->job);
  self->update.keeps = self->batch->job->plan->twins == HUB_TWINS_SKIP;
  self->update.journal = self->journal;
  print_place (self->batch, &place);
  return write_items (self, error) && write_faults (self, &place, error) &&
         write_journal (self, &place, error) && close_batch (self, &place, error);
}

gboolean
hub_import_batch_write_work (HubDb *db, gpointer data, GError **error)
{
  HubImportBatch *batch = data;
  g_auto (Work) self = { .db = db,
                         .batch = batch,
                         .journal = g_ptr_array_new_with_free_func (hub_import_change_free) };
  gboolean is_open = FALSE;

  reset (batch);
  if (!hub_import_job_read_rights (batch->job, db, &self.rights, error) ||
      !open_batch (&self, &is_open, error))
    return FALSE;
  return !is_open ||
         (hub_db_queue (db, hub_imports_query (HUB_IMPORTS_WORK_AS_OWNER), NULL, error) &&
          write_all (&self, error));
}
