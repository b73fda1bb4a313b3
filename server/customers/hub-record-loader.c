/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Policies, instalments and insured objects into the database, some thousand at once: what they
 * hang on is found and held by one statement, what is there already by another. Worker threads. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-record-loader.h"

#include <string.h>

#include "server/customers/hub-copy.h"
#include "server/sync/hub-array.h"
#include "server/sync/hub-events.h"
#include "server/sync/hub-unit.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-policy-rules.h"
#include "shared/customers/crm-policy.h"

#define AMBIGUOUS "more than one record is called so"
#define UNKNOWN   "there is no such record"

static const HubSession nobody = { .id = (char *) HUB_NO_ID,
                                   .user = (char *) HUB_NO_ID,
                                   .device = (char *) HUB_NO_ID };

/* The work of one transaction. */
typedef struct
{
  HubDb *db;
  const HubRecordSheet *sheet;
  HubImportUpdate *counts; /* (unowned) */
  GHashTable *expected;    /* (unowned) (nullable) */
  GPtrArray *records;      /* (unowned) */
  GStringChunk *texts;     /* (unowned) */
  GHashTable *known;       /* (owned) (element-type utf8 utf8): id by key */
  GPtrArray *fresh;        /* (owned) (element-type HubLoadRecord) */
  GHashTable *changed;     /* (owned) (element-type utf8 HubLoadRecord): by id of the known one */
} Load;

static void
load_clear (Load *self)
{
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->fresh);
  g_hash_table_unref (self->changed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Load, load_clear)

static const char *
keep (Load *self, const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (self->texts, text) : NULL;
}

/* ---- what they hang on --------------------------------------------------------------------- */

/* (nullable) (transfer container): number of the row by the reference; -1 when there are several.
 */
static GHashTable *
index_rows (HubDbRows *rows)
{
  GHashTable *found = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      const char *reference = hub_db_rows_text (rows, i, 0);
      gboolean is_known = g_hash_table_contains (found, reference);

      g_hash_table_replace (found, (gpointer) reference, GINT_TO_POINTER (is_known ? -1 : (int) i));
    }
  return found;
}

static void
hang_on (Load *self, HubLoadRecord *record, HubDbRows *rows, guint row)
{
  const HubRecordSheet *sheet = self->sheet;

  record->values[sheet->parent_field] = keep (self, hub_db_rows_text (rows, row, 1));
  record->values[sheet->kind->root] = keep (self, hub_db_rows_text (rows, row, 2));
  record->owner = keep (self, hub_db_rows_text (rows, row, 3));
  record->branch = keep (self, hub_db_rows_text (rows, row, 4));
  if (sheet->kind == &crm_policy_kind)
    record->values[CRM_POLICY_AGENT] = record->owner;
  /* Whose it is is nobody's business who may not add to it. */
  if (!hub_import_update_may (self->counts, sheet->kind, CRM_ACTION_CREATE, record->owner,
                              record->branch))
    record->reason = UNKNOWN;
}

static gboolean
find_parents (Load *self, GError **error)
{
  g_autoptr (GString) array = hub_array_new ();
  g_autoptr (GHashTable) found = NULL;
  g_autoptr (HubDbRows) rows = NULL;
  const char *params[1];

  for (guint i = 0; i < self->records->len; i++)
    hub_array_add (array, ((HubLoadRecord *) self->records->pdata[i])->reference);
  params[0] = hub_array_end (array);
  rows = hub_db_select (self->db, hub_import_query (self->sheet->find), params, error);
  if (rows == NULL)
    return FALSE;

  found = index_rows (rows);
  for (guint i = 0; i < self->records->len; i++)
    {
      HubLoadRecord *record = self->records->pdata[i];
      gpointer row = NULL;
      gboolean is_found = g_hash_table_lookup_extended (found, record->reference, NULL, &row);

      record->reason = !is_found ? UNKNOWN : GPOINTER_TO_INT (row) < 0 ? AMBIGUOUS : NULL;
      if (!is_found && self->expected != NULL &&
          g_hash_table_contains (self->expected, record->reference))
        record->reason = NULL;
      else if (record->reason == NULL)
        hang_on (self, record, rows, GPOINTER_TO_UINT (row));
    }
  return TRUE;
}

/* ---- what is there ------------------------------------------------------------------------- */

static void
note_known (Load *self, HubDbRows *rows, guint row)
{
  for (guint i = 0; i < self->sheet->n_keys; i++)
    {
      const char *value = hub_db_rows_text (rows, row, 2 + i);

      if (value != NULL)
        g_hash_table_replace (self->known,
                              hub_record_sheet_print_one (hub_db_rows_text (rows, row, 1), i,
                                                          value),
                              g_strdup (hub_db_rows_text (rows, row, 0)));
    }
}

static gboolean
read_known (Load *self, GError **error)
{
  g_autoptr (GString) array = hub_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (HubDbRows) rows = NULL;
  const char *params[1];

  for (guint i = 0; i < self->records->len; i++)
    {
      HubLoadRecord *record = self->records->pdata[i];
      const char *parent = record->values[self->sheet->parent_field];

      if (record->reason == NULL && parent != NULL && g_hash_table_add (seen, (gpointer) parent))
        hub_array_add (array, parent);
    }
  params[0] = hub_array_end (array);
  rows = hub_db_select (self->db, hub_import_query (self->sheet->list), params, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    note_known (self, rows, i);
  return TRUE;
}

static void
part (Load *self)
{
  for (guint i = 0; i < self->records->len; i++)
    {
      HubLoadRecord *record = self->records->pdata[i];
      g_autofree char *key = NULL;
      const char *id = NULL;

      record->is_fresh = FALSE;
      if (record->reason != NULL)
        continue;
      key = hub_record_sheet_print_key (self->sheet, record->values[self->sheet->parent_field],
                                        record->values);
      if (key != NULL)
        id = g_hash_table_lookup (self->known, key);
      if (id != NULL)
        g_hash_table_replace (self->changed, (gpointer) id, record);
      else
        g_ptr_array_add (self->fresh, record);
      record->is_fresh = id == NULL;
    }
}

/* ---- new ones ------------------------------------------------------------------------------ */

static gboolean
copy_record (Load *self, HubCopy *copy, HubLoadRecord *record, const char *ver, GError **error)
{
  const char *values[HUB_LOAD_MAX_FIELDS];

  memcpy (values, record->values, sizeof values);
  if (self->sheet->complete != NULL)
    self->sheet->complete (values);
  hub_copy_add_first (copy, record->id);
  hub_copy_add (copy, ver);
  hub_copy_add (copy, record->owner);
  hub_copy_add (copy, record->branch);
  for (guint i = 0; i < self->sheet->kind->n_fields; i++)
    hub_copy_add (copy, values[i]);
  return hub_copy_end_line (copy, error);
}

static gboolean
copy_fresh (Load *self, const char *ver, GError **error)
{
  g_auto (HubCopy) copy = { NULL };

  hub_copy_init (&copy, self->db);
  if (self->fresh->len == 0)
    return TRUE;
  if (!hub_db_copy_begin (self->db, hub_import_query (self->sheet->copy), error))
    return FALSE;
  for (guint i = 0; i < self->fresh->len; i++)
    if (!copy_record (self, &copy, self->fresh->pdata[i], ver, error))
      return FALSE;
  return hub_copy_end (&copy, error);
}

/* ---- known ones ---------------------------------------------------------------------------- */

/* What the file does not say stays; whose it is was decided here. */
static CrmFieldSet *
compare (Load *self, HubRow *row, HubLoadRecord *record)
{
  const CrmKind *kind = self->sheet->kind;
  CrmFieldSet *changed = crm_field_set_new (kind);

  for (guint i = 0; i < kind->n_fields; i++)
    if (kind->fields[i].type != CRM_FIELD_ID && record->values[i] != NULL &&
        g_strcmp0 (record->values[i], row->values[i]) != 0)
      crm_field_set_put (changed, i, record->values[i]);
  return changed;
}

static void
update_row (HubUnit *unit, HubRow *row, CrmFieldSet *changed, HubImportUpdate *counts)
{
  g_autoptr (HubRow) before = hub_row_copy (row);
  HubRow *after = hub_row_copy (row);

  hub_row_apply (after, changed);
  if (row->kind->kind == &crm_instalment_kind)
    hub_row_set (after, CRM_INSTALMENT_STATUS,
                 crm_instalment_get_kept_status ((const char *const *) after->values));
  after->rev++;
  hub_row_stamp (after, changed, unit->session->device, unit->session->user, unit->now_text);
  hub_import_update_note (counts, before, after);
  hub_unit_put (unit, after);
  hub_events_add_history (unit, before, after, "update", NULL);
}

static gboolean
load_known (Load *self, HubUnit *unit, GError **error)
{
  const guint number = hub_kinds_find (self->sheet->kind);
  const HubKind *kind = hub_kinds_get (number);
  g_autoptr (GString) ids = hub_array_new ();
  g_autoptr (HubDbRows) rows = NULL;
  const char *params[HUB_N_KINDS + 1];
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    hub_array_add (ids, id);
  params[0] = hub_array_end (ids);
  for (guint i = 1; i < kind->load->n_params; i++)
    params[i] = "{}";
  rows = hub_db_select (self->db, kind->load, params, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      HubRow *row = hub_row_new_loaded (kind, rows, i);

      g_hash_table_replace (unit->rows[number], row->id, row);
    }
  return TRUE;
}

static gboolean
update_known (Load *self, const char *ver, HubImportUpdate *counts, GError **error)
{
  g_autoptr (HubUnit) unit =
      hub_unit_new (self->db, counts->session != NULL ? counts->session : &nobody);
  GHashTableIter iter;
  gpointer id, record;

  g_strlcpy (unit->rights.user, unit->session->user, sizeof unit->rights.user);
  g_strlcpy (unit->ver, ver, sizeof unit->ver);
  unit->done_at = g_strdup (unit->now_text);
  if (!load_known (self, unit, error))
    return FALSE;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &id, &record))
    {
      HubRow *row = hub_unit_find (unit, self->sheet->kind, id);
      g_autoptr (CrmFieldSet) changed = row != NULL ? compare (self, row, record) : NULL;

      if (changed == NULL || row->is_deleted || counts->keeps || crm_field_set_size (changed) == 0)
        {
          counts->n_unchanged++;
          continue;
        }
      update_row (unit, row, changed, counts);
      counts->n_updated++;
    }
  return hub_unit_write (unit, error);
}

/* ---- the transaction ----------------------------------------------------------------------- */

static gboolean
write_all (Load *self, HubImportUpdate *counts, GError **error)
{
  g_autoptr (HubDbRows) ver =
      hub_db_select (self->db, hub_import_query (HUB_IMPORT_TAKE_VER), NULL, error);

  return ver != NULL && copy_fresh (self, hub_db_rows_text (ver, 0, 0), error) &&
         (g_hash_table_size (self->changed) == 0 ||
          update_known (self, hub_db_rows_text (ver, 0, 0), counts, error));
}

gboolean
hub_record_loader_write (HubDb *db,
                         const HubRecordLoad *load,
                         HubImportUpdate *counts,
                         GError **error)
{
  g_auto (Load) self = {
    .db = db,
    .sheet = load->sheet,
    .counts = counts,
    .expected = load->expected,
    .records = load->records,
    .texts = load->texts,
    .known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .fresh = g_ptr_array_new (),
    .changed = g_hash_table_new (g_str_hash, g_str_equal),
  };

  counts->n_updated = 0;
  counts->n_unchanged = 0;
  if (!find_parents (&self, error) || !read_known (&self, error))
    return FALSE;

  part (&self);
  if (!load->is_dry_run)
    return write_all (&self, counts, error);
  counts->n_updated = g_hash_table_size (self.changed);
  return TRUE;
}
