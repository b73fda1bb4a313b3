/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking an import back, some rows a transaction, what hangs on others first. What it made goes,
 * unless somebody changed it or hung something on it since; what it changed is as before, but for
 * the fields that somebody changed since. Worker threads. */

#define G_LOG_DOMAIN "hub-imports"

#include <string.h>

#include "server/imports/hub-import-batch.h"
#include "server/imports/hub-imports-queries.h"
#include "server/sync/hub-array.h"
#include "server/sync/hub-events.h"
#include "server/sync/hub-unit.h"
#include "shared/codec/crm-json.h"

#define REASON "import"

enum
{
  COLUMN_KIND,
  COLUMN_RECORD,
  COLUMN_N,
  COLUMN_CHANGE,
  COLUMN_REV,
  COLUMN_IS_MADE,
};

/* One transaction. */
typedef struct
{
  HubDb *db;
  HubImportJob *job;
  HubRights rights;
  HubDbRows *left;   /* (owned) */
  HubUnit *unit;     /* (owned) */
  GHashTable *grown; /* (owned) (element-type utf8): rows with something on them that stays */
  guint kind;
  HubArray *numbers; /* (owned): results */
  HubArray *fates;   /* (owned) */
} Work;

static void
work_clear (Work *self)
{
  hub_rights_clear (&self->rights);
  g_clear_pointer (&self->left, hub_db_rows_free);
  g_clear_pointer (&self->unit, hub_unit_free);
  g_hash_table_unref (self->grown);
  hub_array_free (self->numbers);
  hub_array_free (self->fates);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* ---- reading ------------------------------------------------------------------------------- */

static gboolean
is_still_ours (Work *self, GError **error)
{
  const char *params[] = { self->job->id, self->job->runner };
  g_autoptr (HubDbRows) rows =
      hub_db_select (self->db, hub_imports_query (HUB_IMPORTS_BEAT), params, error);

  return rows != NULL && hub_db_rows_count (rows) > 0 &&
         strcmp (hub_db_rows_text (rows, 0, 0), "reverting") == 0;
}

static gboolean
read_left (Work *self, guint limit, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%u", limit);
  const char *params[] = { self->job->id, text };

  self->left = hub_db_select (self->db, hub_imports_query (HUB_IMPORTS_LIST_LEFT), params, error);
  return self->left != NULL;
}

static gboolean
read_rows (Work *self, GError **error)
{
  const HubKind *kind = hub_kinds_get (self->kind);
  g_autoptr (GString) ids = hub_array_new ();
  g_autoptr (HubDbRows) rows = NULL;
  g_autoptr (HubDbRows) ver = NULL;
  const char *params[HUB_N_KINDS + 1];

  for (guint i = 0; i < hub_db_rows_count (self->left); i++)
    hub_array_add (ids, hub_db_rows_text (self->left, i, COLUMN_RECORD));
  params[0] = hub_array_end (ids);
  for (guint i = 1; i < kind->load->n_params; i++)
    params[i] = "{}";
  rows = hub_db_select (self->db, kind->load, params, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      HubRow *row = hub_row_new_loaded (kind, rows, i);

      g_hash_table_replace (self->unit->rows[self->kind], row->id, row);
    }

  ver = hub_db_select (self->db, hub_import_query (HUB_IMPORT_TAKE_VER), NULL, error);
  if (ver != NULL)
    g_strlcpy (self->unit->ver, hub_db_rows_text (ver, 0, 0), sizeof self->unit->ver);
  return ver != NULL;
}

static gboolean
read_grown (Work *self, GError **error)
{
  g_autoptr (GString) ids = hub_array_new ();
  g_autoptr (GString) versions = hub_array_new ();
  g_autoptr (HubDbRows) rows = NULL;
  const char *params[2];
  GHashTableIter iter;
  gpointer value;

  if (hub_kinds_get (self->kind)->remove_below == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, self->unit->rows[self->kind]);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      HubRow *row = value;
      g_autofree char *ver = g_strdup_printf ("%" G_GINT64_FORMAT, row->ver);

      hub_array_add (ids, row->id);
      hub_array_add (versions, ver);
    }
  params[0] = hub_array_end (ids);
  params[1] = hub_array_end (versions);
  rows = hub_db_select (self->db, hub_imports_query (HUB_IMPORTS_LIST_GROWN), params, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    g_hash_table_add (self->grown, g_strdup (hub_db_rows_text (rows, i, 0)));
  return TRUE;
}

/* ---- taking back --------------------------------------------------------------------------- */

static void
put (Work *self, HubRow *before, HubRow *after, const char *action)
{
  hub_unit_put (self->unit, after);
  if (action != NULL)
    hub_events_add_history (self->unit, before, after, action, REASON);
}

/* What would tell it from others: the file may be brought in again. */
static void
forget_keys (HubRow *row)
{
  const HubRecordSheet *sheet = hub_record_sheet_find (row->kind->kind->name);

  for (guint i = 0; sheet != NULL && sheet->forgets && i < sheet->n_keys; i++)
    hub_row_set (row, sheet->keys[i], NULL);
}

/* What goes with its customer needs no line of its own in the history of that. */
static const char *
remove_row (Work *self, HubRow *row, gint64 rev)
{
  g_autoptr (HubRow) before = NULL;
  HubRow *after;

  if (row->rev != rev)
    return "kept-changed";
  if (g_hash_table_contains (self->grown, row->id))
    return "kept-grown";

  before = hub_row_copy (row);
  after = hub_row_copy (row);
  after->is_deleted = TRUE;
  after->rev++;
  forget_keys (after);
  hub_row_stamp_whole (after, self->job->session->device, self->job->session->user,
                       self->unit->now_text);
  put (self, before, after, NULL);
  return "removed";
}

/* Fields that are as the import left them take what they were before. */
static CrmFieldSet *
list_restored (HubRow *row, JsonObject *change, gboolean *is_whole)
{
  const CrmKind *kind = row->kind->kind;
  CrmFieldSet *set = crm_field_set_new (kind);

  *is_whole = TRUE;
  for (guint i = 0; i < kind->n_fields; i++)
    {
      JsonNode *node = json_object_get_member (change, kind->fields[i].name);
      JsonArray *pair = node != NULL ? json_node_get_array (node) : NULL;

      if (pair == NULL)
        continue;
      if (g_strcmp0 (crm_json_get_text (json_array_get_element (pair, 1)), row->values[i]) == 0)
        crm_field_set_put (set, i, crm_json_get_text (json_array_get_element (pair, 0)));
      else if ((kind->fields[i].flags & CRM_FIELD_READ_ONLY) == 0)
        *is_whole = FALSE;
    }
  return set;
}

static const char *
restore (Work *self, HubRow *row, const char *text)
{
  g_autoptr (JsonNode) node = crm_json_parse (text, -1, NULL);
  g_autoptr (CrmFieldSet) set = NULL;
  g_autoptr (HubRow) before = NULL;
  HubRow *after;
  gboolean is_whole = FALSE;

  if (node == NULL)
    return "kept-changed";
  set = list_restored (row, json_node_get_object (node), &is_whole);
  if (crm_field_set_size (set) == 0)
    return is_whole ? "restored" : "kept-changed";

  before = hub_row_copy (row);
  after = hub_row_copy (row);
  hub_row_apply (after, set);
  after->rev++;
  hub_row_stamp (after, set, self->job->session->device, self->job->session->user,
                 self->unit->now_text);
  put (self, before, after, "update");
  return is_whole ? "restored" : "kept-partly";
}

static const char *
take_back (Work *self, guint i)
{
  HubRow *row = hub_unit_find (self->unit, hub_kinds_get (self->kind)->kind,
                               hub_db_rows_text (self->left, i, COLUMN_RECORD));
  const char *change = hub_db_rows_text (self->left, i, COLUMN_CHANGE);
  CrmAction action = change != NULL ? CRM_ACTION_EDIT : CRM_ACTION_DELETE;

  if (row == NULL || row->is_deleted)
    return "gone";
  if (hub_db_rows_boolean (self->left, i, COLUMN_IS_MADE))
    return "restored"; /* with the line that made it */
  if (!hub_rights_allow (&self->rights, row->kind->kind, action, row->owner, row->branch))
    return "kept-foreign";
  return change != NULL ? restore (self, row, change)
                        : remove_row (self, row, hub_db_rows_integer (self->left, i, COLUMN_REV));
}

static void
add_fate (Work *self, guint i, const char *fate)
{
  hub_array_add (self->numbers, hub_db_rows_text (self->left, i, COLUMN_N));
  hub_array_add (self->fates, fate);
}

static gboolean
take_back_all (Work *self, GError **error)
{
  g_autoptr (GString) removed = hub_array_new ();
  const char *below[1];
  char kind[16];
  const char *fates[] = { self->job->id, NULL, NULL, kind };

  for (guint i = 0; i < hub_db_rows_count (self->left); i++)
    {
      const char *fate = take_back (self, i);

      add_fate (self, i, fate);
      if (self->kind == HUB_KIND_CUSTOMER && strcmp (fate, "removed") == 0)
        hub_array_add (removed, hub_db_rows_text (self->left, i, COLUMN_RECORD));
    }
  g_snprintf (kind, sizeof kind, "%u", self->kind);
  below[0] = hub_array_end (removed);
  fates[1] = hub_array_end (self->numbers);
  fates[2] = hub_array_end (self->fates);
  return (self->kind != HUB_KIND_CUSTOMER ||
          (hub_db_queue (self->db, hub_imports_query (HUB_IMPORTS_REMOVE_BELOW), below, error) &&
           hub_db_queue (self->db, hub_imports_query (HUB_IMPORTS_FORGET_EXTERNAL), below,
                         error))) &&
         hub_unit_write (self->unit, error) &&
         hub_db_queue (self->db, hub_imports_query (HUB_IMPORTS_SET_FATES), fates, error);
}

gboolean
hub_import_revert_work (HubDb *db, gpointer data, GError **error)
{
  HubImportRevert *revert = data;
  HubImportJob *job = revert->job;
  const char *lock[] = { job->id, "false" };
  GError *local = NULL;
  g_auto (Work) self = {
    .db = db,
    .job = job,
    .grown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .numbers = hub_array_new (),
    .fates = hub_array_new (),
  };

  revert->n_done = 0;
  revert->is_stopped = FALSE;
  if (!hub_import_job_read_rights (job, db, &self.rights, error) ||
      !hub_db_queue (db, hub_imports_query (HUB_IMPORTS_LOCK), lock, error))
    return FALSE;
  revert->is_stopped = !is_still_ours (&self, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (revert->is_stopped)
    return TRUE;

  if (!read_left (&self, revert->limit, error))
    return FALSE;
  revert->n_done = hub_db_rows_count (self.left);
  if (revert->n_done == 0)
    return TRUE;

  self.kind = (guint) hub_db_rows_integer (self.left, 0, COLUMN_KIND);
  self.unit = hub_unit_new (db, job->session);
  g_strlcpy (self.unit->rights.user, job->session->user, sizeof self.unit->rights.user);
  self.unit->done_at = g_strdup (self.unit->now_text);
  return read_rows (&self, error) && read_grown (&self, error) && take_back_all (&self, error);
}
