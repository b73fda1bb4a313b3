/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows to records. A row of a batch that is done is read only to know what is there by then; one
 * that was mended since goes into a batch of its own sort at the end. */

#define G_LOG_DOMAIN "hub-imports"

#include "server/imports/hub-import-reader.h"

#include <string.h>

#include "server/customers/hub-import-columns.h"
#include "shared/codec/crm-json.h"
#include "shared/codec/crm-table.h"
#include "shared/customers/crm-import-shape.h"
#include "shared/customers/crm-policy.h"

#define BATCH 2500

struct _HubImportReader
{
  HubImportJob *job;         /* (owned) */
  HubImportFile *file;       /* (unowned): of the plan */
  guint number;              /* of the file */
  CrmTable *table;           /* (owned) */
  CrmImportShape *shape;     /* (owned) (nullable) */
  GPtrArray *header;         /* (unowned): names of the columns */
  GPtrArray *names;          /* (owned) (element-type utf8) */
  GPtrArray *mended;         /* (owned) (element-type utf8): the row at work, when mended */
  HubImportColumns *columns; /* (owned) (nullable): of customers */
  HubRecordColumns *records; /* (owned) (nullable): of other kinds */
  const HubRecordSheet *sheet;
  GHashTable *seen;      /* (owned) (element-type utf8 guint64): what tells a row, its line */
  HubImportBatch *batch; /* (owned) (nullable): being filled */
  HubImportBatch *extra; /* (owned) (nullable): mended rows of batches that are done */
  guint64 first_line;    /* of the batch */
  int next;              /* number of the next batch */
  guint n_rows;          /* of the batch */
  gboolean is_done;      /* the batch was written before */
  gboolean is_over;
};

/* ---- columns ------------------------------------------------------------------------------- */

static void
take_header (HubImportReader *self, GPtrArray *first)
{
  const GStrv fields = self->file->fields;
  const GStrv columns = self->file->columns;

  if (fields != NULL)
    {
      self->shape = crm_import_shape_new (self->file->kind, (const char *const *) fields,
                                          g_strv_length (fields));
      self->header = crm_import_shape_get_header (self->shape);
      return;
    }
  for (guint i = 0; columns != NULL && columns[i] != NULL; i++)
    g_ptr_array_add (self->names, g_strdup (columns[i]));
  for (guint i = 0; columns == NULL && i < first->len; i++)
    g_ptr_array_add (self->names, g_strdup (first->pdata[i]));
  self->header = self->names;
}

static gboolean
open_columns (HubImportReader *self, GError **error)
{
  self->sheet = hub_record_sheet_find (self->file->kind);
  if (self->sheet == NULL)
    self->columns = hub_import_columns_new (self->header, error);
  else
    self->records = hub_record_columns_new (self->sheet, self->header, error);
  return self->columns != NULL || self->records != NULL;
}

HubImportReader *
hub_import_reader_new (HubImportJob *job, guint file, GInputStream *stream, GError **error)
{
  g_autoptr (HubImportReader) self = g_new0 (HubImportReader, 1);
  GPtrArray *first;

  self->job = hub_import_job_ref (job);
  self->file = hub_import_plan_get_file (job->plan, file);
  self->number = file;
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->mended = g_ptr_array_new_with_free_func (g_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->table = crm_table_new (stream, error);
  if (self->table == NULL ||
      !crm_table_set_form (self->table, self->file->charset, self->file->delimiter, error))
    return NULL;

  first = crm_table_read (self->table, error);
  if (first == NULL)
    {
      if (error != NULL && *error == NULL)
        crm_fail (error, CRM_ERROR_INVALID, "The file is empty.");
      return NULL;
    }
  take_header (self, first);
  return open_columns (self, error) ? g_steal_pointer (&self) : NULL;
}

void
hub_import_reader_free (HubImportReader *self)
{
  g_clear_pointer (&self->batch, hub_import_batch_free);
  g_clear_pointer (&self->extra, hub_import_batch_free);
  g_clear_pointer (&self->columns, hub_import_columns_free);
  g_clear_pointer (&self->records, hub_record_columns_free);
  g_clear_pointer (&self->shape, crm_import_shape_free);
  g_clear_pointer (&self->table, crm_table_close);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->mended);
  hub_import_job_unref (self->job);
  g_free (self);
}

double
hub_import_reader_get_fraction (HubImportReader *self)
{
  return crm_table_get_fraction (self->table);
}

/* ---- rows ---------------------------------------------------------------------------------- */

static int
find_column (HubImportReader *self, const char *name)
{
  guint index;

  if (self->shape != NULL)
    return crm_import_shape_find_column (self->shape, name);
  return g_ptr_array_find_with_equal_func (self->names, name, g_str_equal, &index) ? (int) index
                                                                                   : -1;
}

static char *
print_errors (HubImportReader *self, CrmProblem *problem)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  if (crm_problem_n_errors (problem) == 0)
    return NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < crm_problem_n_errors (problem); i++)
    {
      const CrmProblemError *error = crm_problem_get_error (problem, i);
      const char *field = error->pointer + 1;

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "column");
      json_builder_add_int_value (builder, find_column (self, field));
      json_builder_set_member_name (builder, "field");
      json_builder_add_string_value (builder, field);
      json_builder_set_member_name (builder, "code");
      json_builder_add_string_value (builder, error->code);
      json_builder_set_member_name (builder, "detail");
      json_builder_add_string_value (builder, error->detail);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return crm_json_to_text (root);
}

static const char **
keep_cells (GStringChunk *texts, GPtrArray *row)
{
  const char **cells = g_new0 (const char *, row->len + 1);

  for (guint i = 0; i < row->len; i++)
    cells[i] = g_string_chunk_insert (texts, row->pdata[i]);
  return cells;
}

static void
give_to (HubImportReader *self, HubLoadCustomer *customer, const char *login, CrmProblem *problem)
{
  const char *key = login != NULL               ? login
                    : self->file->owner != NULL ? self->file->owner
                                                : self->job->session->user;
  g_autofree char *lower = g_utf8_strdown (key, -1);
  HubImportPerson *person = g_hash_table_lookup (self->job->people, lower);

  if (person == NULL)
    {
      crm_problem_add (problem, "/owner", "unknown", "there is no user “%s”", key);
      return;
    }
  customer->values[CRM_CUSTOMER_OWNER] = person->id;
  customer->values[CRM_CUSTOMER_BRANCH] = person->branch;
}

/* ---- the same twice ------------------------------------------------------------------------ */

static void
see (HubImportReader *self, HubImportItem *item, char *key)
{
  const guint64 *line = g_hash_table_lookup (self->seen, key);
  guint64 *own;

  if (line == NULL)
    {
      own = g_new (guint64, 1);
      *own = item->line;
      g_hash_table_insert (self->seen, key, own);
      return;
    }
  if (item->twin_line == 0)
    item->twin_line = *line;
  item->is_apart = item->is_apart || *line >= self->first_line;
  self->batch->is_exclusive = self->batch->is_exclusive || *line < self->first_line;
  g_free (key);
}

/* Who looks alike in the database looks alike in the file; see imports/match-customers. */
static void
see_likeness (HubImportReader *self, HubImportItem *item)
{
  const char *const *values = item->customer->values;
  const char *called = values[CRM_CUSTOMER_LAST_NAME] != NULL ? values[CRM_CUSTOMER_LAST_NAME]
                                                              : values[CRM_CUSTOMER_COMPANY_NAME];
  g_autofree char *name = called != NULL ? g_utf8_strdown (called, -1) : NULL;

  if (values[CRM_CUSTOMER_INN] != NULL)
    see (self, item, g_strconcat ("i", values[CRM_CUSTOMER_INN], NULL));
  if (name == NULL)
    return;
  if (values[CRM_CUSTOMER_BIRTH_DATE] != NULL)
    see (self, item, g_strconcat ("b", values[CRM_CUSTOMER_BIRTH_DATE], name, NULL));
  for (guint i = 0; i < item->customer->points->len; i++)
    see (self, item,
         g_strconcat ("p", g_array_index (item->customer->points, HubLoadPoint, i).value, "|", name,
                      NULL));
}

static void
see_customer (HubImportReader *self, HubImportItem *item)
{
  const char *external_id = item->customer->external_id;

  if (external_id != NULL)
    {
      see (self, item, g_strconcat ("e", external_id, NULL));
      if (hub_import_job_is_trial (self->job))
        g_hash_table_add (self->job->expected_customers, g_strdup (external_id));
    }
  if (self->job->plan->twins != HUB_TWINS_CREATE)
    see_likeness (self, item);
}

static void
see_record (HubImportReader *self, HubImportItem *item)
{
  char *key =
      hub_record_sheet_print_key (self->sheet, item->record->reference, item->record->values);

  if (key != NULL)
    see (self, item, key);
  if (self->sheet->kind == &crm_policy_kind && hub_import_job_is_trial (self->job) &&
      item->record->values[CRM_POLICY_NUMBER] != NULL)
    g_hash_table_add (self->job->expected_policies,
                      g_strdup (item->record->values[CRM_POLICY_NUMBER]));
}

/* ---- batches ------------------------------------------------------------------------------- */

static void
read_item (HubImportReader *self, HubImportItem *item, GPtrArray *row, GStringChunk *texts)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "");
  GPtrArray *shaped = self->shape != NULL ? crm_import_shape_apply (self->shape, row) : row;
  const char *owner = NULL;

  if (self->columns != NULL)
    {
      item->customer = hub_import_columns_read (self->columns, shaped, texts, &owner, problem);
      give_to (self, item->customer, owner, problem);
    }
  else
    item->record = hub_record_columns_read (self->records, shaped, texts, problem);
  item->errors = print_errors (self, problem);
  if (item->errors == NULL && item->customer != NULL)
    see_customer (self, item);
  else if (item->errors == NULL)
    see_record (self, item);
}

static const HubImportMend *
find_mend (HubImportReader *self, guint64 line)
{
  g_autofree char *key = g_strdup_printf ("%u:%" G_GUINT64_FORMAT, self->number, line);

  return g_hash_table_size (self->job->mends) > 0 ? g_hash_table_lookup (self->job->mends, key)
                                                  : NULL;
}

static GPtrArray *
take_mended (HubImportReader *self, const HubImportMend *mend)
{
  g_ptr_array_set_size (self->mended, 0);
  for (guint i = 0; mend->cells[i] != NULL; i++)
    g_ptr_array_add (self->mended, g_strdup (mend->cells[i]));
  return self->mended;
}

/* Rows of one sort go to the batch, others are only looked at. */
static void
add_row (HubImportReader *self, GPtrArray *row)
{
  HubImportItem *item = g_new0 (HubImportItem, 1);
  HubImportBatch *to = self->batch;

  item->line = crm_table_get_line (self->table);
  item->mend = find_mend (self, item->line);
  if (self->n_rows++ == 0)
    self->first_line = item->line;
  if (item->mend != NULL)
    row = take_mended (self, item->mend);
  if (item->mend != NULL && self->is_done)
    {
      if (self->extra == NULL)
        self->extra = hub_import_batch_new (self->job, self->number, self->job->next_extra--);
      self->extra->is_exclusive = TRUE;
      to = self->extra;
    }
  item->cells = keep_cells (to->texts, row);
  read_item (self, item, row, to->texts);
  item->is_apart = item->is_apart || to == self->extra;
  g_ptr_array_add (to->items, item);
}

static gboolean
is_blank (GPtrArray *row)
{
  return row->len == 1 && *(const char *) row->pdata[0] == '\0';
}

static void
begin_batch (HubImportReader *self)
{
  self->batch = hub_import_batch_new (self->job, self->number, self->next++);
  self->n_rows = 0;
  self->is_done =
      hub_import_job_has_done (self->job, self->number, self->batch->number, HUB_IMPORT_WHOLE);
}

static HubImportBatch *
take_extra (HubImportReader *self)
{
  self->is_over = TRUE;
  return g_steal_pointer (&self->extra);
}

HubImportBatch *
hub_import_reader_read (HubImportReader *self, GError **error)
{
  GError *local = NULL;
  GPtrArray *row;

  if (self->is_over)
    return NULL;

  begin_batch (self);
  while ((row = crm_table_read (self->table, &local)) != NULL)
    {
      if (is_blank (row))
        continue;
      add_row (self, row);
      if (self->n_rows < BATCH)
        continue;
      if (!self->is_done)
        return g_steal_pointer (&self->batch);
      hub_import_batch_free (self->batch);
      begin_batch (self);
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }

  if (self->n_rows > 0 && !self->is_done)
    return g_steal_pointer (&self->batch);
  g_clear_pointer (&self->batch, hub_import_batch_free);
  return take_extra (self);
}
