/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The import of what hangs on customers: the main thread reads and checks records and gathers them
 * in batches, two workers write a batch a transaction. A batch that the database refuses is written
 * record by record, so that one bad record rejects itself only. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-record-import.h"

#include <string.h>

#include "server/customers/hub-import-queries.h"
#include "server/customers/hub-import-report.h"
#include "server/customers/hub-record-loader.h"
#include "shared/codec/crm-csv.h"

#define BATCH           2500
#define MAX_IN_FLIGHT   3
#define PROGRESS_PERIOD (G_TIME_SPAN_SECOND / 2)

typedef struct
{
  const HubRecordSheet *sheet;
  const HubImportOptions *options;
  HubImportCounts *counts;
  CrmCsv *csv;               /* (owned) */
  HubRecordColumns *columns; /* (owned) */
  HubImportReport *report;   /* (owned) */
  GHashTable *seen;    /* (owned) (element-type utf8 utf8): keys of the batches on their way */
  struct Batch *batch; /* (owned): being filled */
  guint n_in_flight;
  gint64 last_progress;
  GError *error; /* (owned) (nullable): that ended it */
} Import;

/* Records on their way to the database. */
typedef struct Batch
{
  Import *import;
  GStringChunk *texts; /* (owned) */
  GPtrArray *records;  /* (owned) (element-type HubLoadRecord) */
  GPtrArray *lines;    /* (owned) (element-type utf8): for the report */
  guint first;         /* what to write: all, or one after the other */
  guint n;
  gboolean is_singly;
  HubImportUpdate update; /* what came of the known ones */
} Batch;

static Batch *
batch_new (Import *import)
{
  Batch *self = g_new0 (Batch, 1);

  self->import = import;
  self->texts = g_string_chunk_new (64 * 1024);
  self->records = g_ptr_array_new_with_free_func (g_free);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
batch_free (Batch *self)
{
  g_string_chunk_free (self->texts);
  g_ptr_array_unref (self->records);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

static void
import_clear (Import *self)
{
  g_clear_pointer (&self->batch, batch_free);
  g_clear_pointer (&self->csv, crm_csv_close);
  g_clear_pointer (&self->columns, hub_record_columns_free);
  g_clear_pointer (&self->report, hub_import_report_free);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static void
reject_line (Import *self, const char *line, const char *reason)
{
  self->counts->n_rejected++;
  if (self->error == NULL)
    hub_import_report_add (self->report, line, reason, &self->error);
}

static void
tell_progress (Import *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->options->progress == NULL || now - self->last_progress < PROGRESS_PERIOD)
    return;

  self->last_progress = now;
  self->counts->fraction = crm_csv_get_fraction (self->csv);
  self->options->progress (self->counts, self->options->user_data);
}

/* ---- writing ------------------------------------------------------------------------------- */

static gboolean
write_batch_work (HubDb *db, gpointer data, GError **error)
{
  Batch *self = data;
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  const HubRecordLoad load = { self->import->sheet, records, self->texts,
                               self->import->options->is_dry_run };

  for (guint i = self->first; i < self->first + self->n; i++)
    g_ptr_array_add (records, self->records->pdata[i]);
  return hub_record_loader_write (db, &load, &self->update, error);
}

static void run_batch (Batch *self);

/* The next record of a batch that goes singly; frees the batch after the last. */
static void
advance_batch (Batch *self)
{
  Import *import = self->import;

  self->first += self->n;
  if (self->first < self->records->len && import->error == NULL)
    {
      run_batch (self);
      return;
    }

  import->n_in_flight--;
  batch_free (self);
}

static void
count_written (Batch *self)
{
  Import *import = self->import;
  guint n_left_out = 0;

  for (guint i = self->first; i < self->first + self->n; i++)
    {
      HubLoadRecord *record = self->records->pdata[i];
      g_autofree char *reason = NULL;

      if (record->reason == NULL)
        continue;
      reason = g_strdup_printf ("%s: %s", import->sheet->reference, record->reason);
      reject_line (import, self->lines->pdata[i], reason);
      n_left_out++;
    }
  import->counts->n_updated += self->update.n_updated;
  import->counts->n_unchanged += self->update.n_unchanged;
  import->counts->n_new += self->n - n_left_out - self->update.n_updated - self->update.n_unchanged;
}

static gboolean
is_fault_of_records (const GError *error)
{
  return error->domain == CRM_ERROR &&
         (error->code == CRM_ERROR_CONFLICT || error->code == CRM_ERROR_INVALID);
}

static void
batch_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Batch *self = user_data;
  Import *import = self->import;
  g_autoptr (GError) error = NULL;

  if (hub_db_pool_run_finish (HUB_DB_POOL (source), result, &error) != NULL)
    count_written (self);
  else if (is_fault_of_records (error) && self->n == 1)
    reject_line (import, self->lines->pdata[self->first], "the database refuses it");
  else if (is_fault_of_records (error))
    {
      self->n = 0;
      self->is_singly = TRUE;
    }
  else if (import->error == NULL)
    import->error = g_steal_pointer (&error);

  advance_batch (self);
}

static void
run_batch (Batch *self)
{
  self->n = self->is_singly ? 1 : self->records->len;
  hub_db_pool_run_async (self->import->options->pool, HUB_DB_READ_WRITE, write_batch_work, self,
                         NULL, NULL, batch_written_cb, self);
}

static void
wait_for_batches (Import *self, guint n_left)
{
  while (self->n_in_flight > n_left)
    g_main_context_iteration (NULL, TRUE);
}

static void
send_batch (Import *self)
{
  Batch *batch = g_steal_pointer (&self->batch);

  self->batch = batch_new (self);
  if (batch->records->len == 0)
    {
      batch_free (batch);
      return;
    }

  wait_for_batches (self, MAX_IN_FLIGHT - 1);
  self->n_in_flight++;
  run_batch (batch);
}

/* ---- reading ------------------------------------------------------------------------------- */

/* The same thing twice in a file: the second must find the first in the database. */
static void
keep_apart (Import *self, HubLoadRecord *record)
{
  char *key = hub_record_sheet_print_key (self->sheet, record->reference, record->values);

  if (g_hash_table_contains (self->seen, key))
    {
      send_batch (self);
      wait_for_batches (self, 0);
      g_hash_table_remove_all (self->seen);
    }
  g_hash_table_add (self->seen, key);
}

static HubLoadRecord *
read_record (Import *self, GPtrArray *record, CrmProblem *problem)
{
  return hub_record_columns_read (self->columns, record, self->batch->texts, problem);
}

static void
take_record (Import *self, GPtrArray *record)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "");
  g_autofree char *line = hub_import_report_print_line (self->csv, record);
  g_autofree HubLoadRecord *read = read_record (self, record, problem);
  Batch *batch = self->batch;

  self->counts->n_read++;
  if (crm_problem_n_errors (problem) > 0)
    {
      g_autofree char *reason = hub_import_report_print_problem (problem);

      reject_line (self, line, reason);
      return;
    }

  keep_apart (self, read);
  if (self->batch != batch)
    {
      /* Its texts went with the batch before. */
      g_free (read);
      read = read_record (self, record, problem);
    }
  g_ptr_array_add (self->batch->records, g_steal_pointer (&read));
  g_ptr_array_add (self->batch->lines, g_steal_pointer (&line));
  if (self->batch->records->len >= BATCH)
    send_batch (self);
}

static gboolean
is_blank (GPtrArray *record)
{
  return record->len == 1 && *(const char *) record->pdata[0] == '\0';
}

static gboolean
begin (Import *self, GError **error)
{
  const char *const *unknown;
  GPtrArray *header;

  self->csv = crm_csv_open (self->options->path, error);
  if (self->csv == NULL)
    return FALSE;
  header = crm_csv_read (self->csv, error);
  if (header == NULL)
    return *error == NULL ? crm_fail (error, CRM_ERROR_INVALID, "The file is empty.") : FALSE;
  self->columns = hub_record_columns_new (self->sheet, header, error);
  if (self->columns == NULL)
    return FALSE;

  for (unknown = hub_record_columns_get_unknown (self->columns); *unknown != NULL; unknown++)
    g_message ("the column “%s” means nothing here and is left out", *unknown);
  self->batch = batch_new (self);
  return TRUE;
}

static gboolean
notify_work (HubDb *db, gpointer data, GError **error)
{
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_import_query (HUB_IMPORT_NOTIFY), NULL, error);

  return rows != NULL;
}

static gboolean
finish (Import *self, GError **error)
{
  if (self->error == NULL)
    send_batch (self);
  wait_for_batches (self, 0);
  hub_import_report_close (self->report, self->error == NULL ? &self->error : NULL);

  self->counts->fraction = 1;
  if (self->options->progress != NULL)
    self->options->progress (self->counts, self->options->user_data);
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }
  return self->options->is_dry_run ||
         hub_db_pool_run_sync (self->options->pool, HUB_DB_NO_TRANSACTION, notify_work, NULL,
                               error);
}

gboolean
hub_record_import (const HubRecordSheet *sheet,
                   const HubImportOptions *options,
                   HubImportCounts *counts,
                   GError **error)
{
  g_auto (Import) self = { .sheet = sheet, .options = options, .counts = counts };
  g_autoptr (GError) local = NULL;
  GPtrArray *record;

  memset (counts, 0, sizeof *counts);
  self.report = hub_import_report_new (options->path);
  self.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!begin (&self, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  while (self.error == NULL && (record = crm_csv_read (self.csv, &self.error)) != NULL)
    {
      if (!is_blank (record))
        take_record (&self, record);
      tell_progress (&self);
    }
  return finish (&self, error);
}
