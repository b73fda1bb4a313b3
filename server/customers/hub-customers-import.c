/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The import: the main thread reads and checks records and gathers them in batches; two workers
 * write a batch a transaction, new customers by COPY, known ones row by row as a command would. A
 * batch that the database refuses is written record by record, so that one bad record rejects
 * itself only. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-customers-import.h"

#include <string.h>

#include "server/customers/hub-import-columns.h"
#include "server/customers/hub-import-queries.h"
#include "server/customers/hub-import-report.h"
#include "server/customers/hub-import-update.h"
#include "shared/codec/crm-csv.h"

#define BATCH           2500
#define MAX_IN_FLIGHT   3
#define PROGRESS_PERIOD (G_TIME_SPAN_SECOND / 2)

typedef struct
{
  char *id;
  char *branch; /* (nullable) */
} Person;

typedef struct
{
  const HubImportOptions *options;
  HubImportCounts *counts;
  CrmCsv *csv;               /* (owned) */
  HubImportColumns *columns; /* (owned) */
  GHashTable *people;        /* (owned) (element-type utf8 Person): by login */
  Person *owner;             /* (nullable): of customers that name nobody */
  char *branch;              /* (owned) (nullable): of customers that belong to nobody */
  GHashTable *seen;          /* (owned) (element-type utf8 utf8): foreign ids of this file */
  HubImportReport *report;   /* (owned) */
  struct Batch *batch;       /* (owned): being filled */
  guint n_in_flight;
  gint64 last_progress;
  GError *error; /* (owned) (nullable): that ended it */
} Import;

/* Records on their way to the database. */
typedef struct Batch
{
  Import *import;
  GStringChunk *texts;  /* (owned) */
  GPtrArray *customers; /* (owned) (element-type HubLoadCustomer) */
  GPtrArray *lines;     /* (owned) (element-type utf8): for the report */
  guint first;          /* what to write: all, or one after the other */
  guint n;
  gboolean is_singly;
  HubImportUpdate update; /* what came of the known ones */
} Batch;

static void
person_free (Person *self)
{
  g_free (self->id);
  g_free (self->branch);
  g_free (self);
}

static Batch *
batch_new (Import *import)
{
  Batch *self = g_new0 (Batch, 1);

  self->import = import;
  self->texts = g_string_chunk_new (64 * 1024);
  self->customers = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_load_customer_free);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
batch_free (Batch *self)
{
  g_string_chunk_free (self->texts);
  g_ptr_array_unref (self->customers);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

static void
import_clear (Import *self)
{
  g_clear_pointer (&self->batch, batch_free);
  g_clear_pointer (&self->csv, crm_csv_close);
  g_clear_pointer (&self->columns, hub_import_columns_free);
  g_clear_pointer (&self->people, g_hash_table_unref);
  g_free (self->branch);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->report, hub_import_report_free);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

/* ---- the report ---------------------------------------------------------------------------- */

/* @line is "12,…": the number and the record as it came. */
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
  g_autoptr (GPtrArray) customers = g_ptr_array_new ();
  g_autoptr (GPtrArray) fresh = NULL;

  for (guint i = self->first; i < self->first + self->n; i++)
    g_ptr_array_add (customers, self->customers->pdata[i]);
  if (self->import->options->is_dry_run)
    return hub_import_count_known (db, customers, &self->update, error);

  fresh = hub_import_update_known (db, customers, &self->update, error);
  return fresh != NULL && hub_loader_copy (db, fresh, error);
}

static void run_batch (Batch *self);

/* The next record of a batch that goes singly; frees the batch after the last. */
static void
advance_batch (Batch *self)
{
  Import *import = self->import;

  self->first += self->n;
  if (self->first < self->customers->len && import->error == NULL)
    {
      run_batch (self);
      return;
    }

  import->n_in_flight--;
  batch_free (self);
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
    {
      import->counts->n_updated += self->update.n_updated;
      import->counts->n_unchanged += self->update.n_unchanged;
      import->counts->n_new += self->n - self->update.n_updated - self->update.n_unchanged;
    }
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
  self->n = self->is_singly ? 1 : self->customers->len;
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
  if (batch->customers->len == 0)
    {
      batch_free (batch);
      return;
    }

  wait_for_batches (self, MAX_IN_FLIGHT - 1);
  self->n_in_flight++;
  run_batch (batch);
}

/* ---- reading ------------------------------------------------------------------------------- */

static gboolean
read_people_work (HubDb *db, gpointer data, GError **error)
{
  HubDbRows **rows = data;

  g_clear_pointer (rows, hub_db_rows_free);
  *rows = hub_db_select (db, hub_import_query (HUB_IMPORT_READ_PEOPLE), NULL, error);
  return *rows != NULL;
}

static Person *
add_person (Import *self, HubDbRows *rows, guint row)
{
  Person *person = g_new0 (Person, 1);

  person->id = g_strdup (hub_db_rows_text (rows, row, 0));
  person->branch = g_strdup (hub_db_rows_text (rows, row, 2));
  g_hash_table_replace (self->people, g_utf8_strdown (hub_db_rows_text (rows, row, 1), -1), person);
  return person;
}

/* Customers that name nobody go to the only agent; where there are several they belong to nobody,
 * and to the branch if there is only one. */
static void
take_people (Import *self, HubDbRows *rows)
{
  guint n_agents = 0, n_branches = 0;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      Person *person = add_person (self, rows, i);

      if (hub_db_rows_boolean (rows, i, 3))
        self->owner = n_agents++ == 0 ? person : NULL;
      if (person->branch != NULL && g_strcmp0 (person->branch, self->branch) != 0)
        {
          n_branches++;
          g_free (self->branch);
          self->branch = g_strdup (person->branch);
        }
    }
  if (n_branches > 1)
    g_clear_pointer (&self->branch, g_free);
}

static gboolean
read_people (Import *self, GError **error)
{
  HubDbRows *rows = NULL;
  gboolean ok = hub_db_pool_run_sync (self->options->pool, HUB_DB_NO_TRANSACTION, read_people_work,
                                      &rows, error);

  if (ok)
    take_people (self, rows);
  g_clear_pointer (&rows, hub_db_rows_free);
  return ok;
}

static Person *
find_person (Import *self, const char *login)
{
  g_autofree char *lower = g_utf8_strdown (login, -1);

  return g_hash_table_lookup (self->people, lower);
}

static gboolean
choose_owner (Import *self, GError **error)
{
  const char *login = self->options->owner;

  if (login == NULL)
    return TRUE;

  self->owner = find_person (self, login);
  return self->owner != NULL ||
         crm_fail (error, CRM_ERROR_NOT_FOUND, "There is no user “%s”.", login);
}

static void
give_to (Import *self, HubLoadCustomer *customer, const char *login, CrmProblem *problem)
{
  Person *person = login != NULL ? find_person (self, login) : self->owner;

  if (login != NULL && person == NULL)
    crm_problem_add (problem, "/owner", "unknown", "there is no user “%s”", login);

  customer->values[CRM_CUSTOMER_OWNER] = person != NULL ? person->id : NULL;
  customer->values[CRM_CUSTOMER_BRANCH] = person != NULL ? person->branch : self->branch;
}

/* %FALSE: the same foreign id came before. */
static gboolean
note_external_id (Import *self, const char *external_id)
{
  return external_id == NULL || g_hash_table_add (self->seen, g_strdup (external_id));
}

static HubLoadCustomer *
read_customer (Import *self, GPtrArray *record, CrmProblem *problem)
{
  const char *owner;
  HubLoadCustomer *customer =
      hub_import_columns_read (self->columns, record, self->batch->texts, &owner, problem);

  give_to (self, customer, owner, problem);
  return customer;
}

static void
take_record (Import *self, GPtrArray *record)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "");
  g_autofree char *line = hub_import_report_print_line (self->csv, record);
  g_autoptr (HubLoadCustomer) customer = read_customer (self, record, problem);

  self->counts->n_read++;
  if (crm_problem_n_errors (problem) > 0)
    {
      g_autofree char *reason = hub_import_report_print_problem (problem);

      reject_line (self, line, reason);
      return;
    }

  if (!note_external_id (self, customer->external_id))
    {
      /* It must find the first one in the database; its texts go with the next batch. */
      g_clear_pointer (&customer, hub_load_customer_free);
      send_batch (self);
      wait_for_batches (self, 0);
      customer = read_customer (self, record, problem);
    }
  if (customer->values[CRM_CUSTOMER_OWNER] == NULL)
    self->counts->n_unowned++;
  g_ptr_array_add (self->batch->customers, g_steal_pointer (&customer));
  g_ptr_array_add (self->batch->lines, g_steal_pointer (&line));
  if (self->batch->customers->len >= BATCH)
    send_batch (self);
}

static gboolean
is_blank (GPtrArray *record)
{
  return record->len == 1 && *(const char *) record->pdata[0] == '\0';
}

static void
warn_of_columns (Import *self)
{
  const char *const *unknown = hub_import_columns_get_unknown (self->columns);

  for (; *unknown != NULL; unknown++)
    g_message ("the column “%s” means nothing here and is left out", *unknown);
}

static gboolean
begin (Import *self, GError **error)
{
  GPtrArray *header;

  if (!read_people (self, error) || !choose_owner (self, error))
    return FALSE;

  self->csv = crm_csv_open (self->options->path, error);
  if (self->csv == NULL)
    return FALSE;

  header = crm_csv_read (self->csv, error);
  if (header == NULL)
    return *error == NULL ? crm_fail (error, CRM_ERROR_INVALID, "The file is empty.") : FALSE;

  self->columns = hub_import_columns_new (header, error);
  if (self->columns == NULL)
    return FALSE;

  warn_of_columns (self);
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
hub_customers_import (const HubImportOptions *options, HubImportCounts *counts, GError **error)
{
  g_auto (Import) self = { .options = options, .counts = counts };
  g_autoptr (GError) local = NULL;
  GPtrArray *record;

  memset (counts, 0, sizeof *counts);
  self.report = hub_import_report_new (options->path);
  self.people =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) person_free);
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
