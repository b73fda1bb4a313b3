/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records and commands of the server in memory: see the header. Main thread only. */

#include "tests/lib/fake-server.h"

#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-digest.h"
#include "shared/record/crm-conflict.h"

typedef struct
{
  const CrmKind *kind;
  char *id;
  gint64 version;
  gint64 position; /* in the feed */
  CrmChangeType type;
  char *values[CRM_MAX_FIELDS];
} Row;

struct _FakeServer
{
  /* owned */
  GHashTable *rows;       /* (element-type utf8 Row) */
  GHashTable *backup;     /* (nullable) (element-type utf8 Row) */
  GHashTable *known_then; /* (nullable) (element-type utf8 JsonNode): results of the backup */
  GHashTable *results;    /* (element-type utf8 JsonNode): commands that were applied */
  GHashTable *effects;    /* (element-type utf8 guint) */
  GHashTable *verdicts;   /* (element-type utf8 int) */

  gint64 position;
  guint epoch;
  guint page;
  gsize cut_after;
  guint64 rows_sent;
  const char *reason; /* (nullable) (unowned) */
  gboolean no_digests;
};

static void
row_free (gpointer data)
{
  Row *row = data;

  for (guint i = 0; i < CRM_MAX_FIELDS; i++)
    g_free (row->values[i]);
  g_free (row->id);
  g_free (row);
}

static Row *
row_copy (const Row *row)
{
  Row *copy = g_memdup2 (row, sizeof *row);

  copy->id = g_strdup (row->id);
  for (guint i = 0; i < CRM_MAX_FIELDS; i++)
    copy->values[i] = g_strdup (row->values[i]);
  return copy;
}

static GHashTable *
rows_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, row_free);
}

static GHashTable *
rows_copy (GHashTable *rows)
{
  GHashTable *copy = rows_new ();
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      Row *other = row_copy (row);

      g_hash_table_insert (copy, other->id, other);
    }
  return copy;
}

static Row *
touch_row (FakeServer *self, const CrmKind *kind, const char *id)
{
  Row *row = g_hash_table_lookup (self->rows, id);

  if (row == NULL)
    {
      row = g_new0 (Row, 1);
      row->kind = kind;
      row->id = g_strdup (id);
      g_hash_table_insert (self->rows, row->id, row);
    }
  row->type = CRM_CHANGE_ROW;
  row->version++;
  row->position = ++self->position;
  return row;
}

static void
add_conflict (FakeServer *self, CrmCommand *command)
{
  g_autofree char *id = crm_id_new ();
  Row *row = touch_row (self, &crm_conflict_kind, id);

  row->values[CRM_CONFLICT_RECORD_KIND] = g_strdup (crm_command_get_kind (command)->name);
  row->values[CRM_CONFLICT_RECORD] = g_strdup (crm_command_get_record (command));
  row->values[CRM_CONFLICT_COMMAND] = g_strdup (crm_command_get_id (command));
  row->values[CRM_CONFLICT_REASON] = g_strdup ("fields");
  row->values[CRM_CONFLICT_STATUS] = g_strdup ("open");
}

static int
judge (FakeServer *self, CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);
  gpointer verdict;

  for (guint i = 0; set != NULL && i < crm_command_get_kind (command)->n_fields; i++)
    {
      const char *value = crm_field_set_get (set, i);

      if (value != NULL && g_hash_table_lookup_extended (self->verdicts, value, NULL, &verdict))
        return GPOINTER_TO_INT (verdict);
    }
  return CRM_STATUS_DONE;
}

static void
apply_set (Row *row, CrmFieldSet *set)
{
  for (guint i = 0; set != NULL && i < row->kind->n_fields; i++)
    if (crm_field_set_has (set, i))
      {
        g_free (row->values[i]);
        row->values[i] = g_strdup (crm_field_set_get (set, i));
      }
}

static CrmResult *
refuse (CrmCommand *command)
{
  CrmResult *result = crm_result_new (crm_command_get_id (command), CRM_STATUS_REJECTED);

  result->problem = crm_problem_new (CRM_ERROR_INVALID, "refused by the test");
  crm_problem_add (result->problem, "/set/last_name", "required", "wrong");
  return result;
}

static CrmResult *
take_effect (FakeServer *self, CrmCommand *command, CrmStatus status)
{
  const char *id = crm_command_get_id (command);
  CrmResult *result = crm_result_new (id, status);
  guint effects = GPOINTER_TO_UINT (g_hash_table_lookup (self->effects, id));
  Row *row;

  g_hash_table_insert (self->effects, g_strdup (id), GUINT_TO_POINTER (effects + 1));
  if (status == CRM_STATUS_CONFLICT)
    {
      add_conflict (self, command);
      row = g_hash_table_lookup (self->rows, crm_command_get_record (command));
    }
  else
    {
      row = touch_row (self, crm_command_get_kind (command), crm_command_get_record (command));
      apply_set (row, crm_command_get_set (command));
      if (crm_command_get_verb (command) == CRM_VERB_DELETE)
        row->type = CRM_CHANGE_DELETED;
    }
  if (row == NULL)
    return result;
  result->version = row->version;
  if (row->type == CRM_CHANGE_ROW)
    result->record = crm_json_write_values (row->kind, (const char *const *) row->values);
  return result;
}

static CrmResult *
run_command (FakeServer *self, CrmCommand *command)
{
  const char *id = crm_command_get_id (command);
  JsonNode *known = g_hash_table_lookup (self->results, id);
  int verdict = judge (self, command);
  CrmResult *result;

  if (known != NULL)
    {
      result = crm_result_from_json (known, NULL);
      result->repeated = TRUE;
      return result;
    }
  if (verdict == CRM_STATUS_REJECTED)
    result = refuse (command);
  else
    result = take_effect (self, command, (CrmStatus) verdict);
  g_hash_table_insert (self->results, g_strdup (id), crm_result_to_json (result));
  return result;
}

GPtrArray *
fake_server_run (FakeServer *self, GPtrArray *commands, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_result_free);

  for (guint i = 0; i < commands->len; i++)
    {
      int verdict = judge (self, g_ptr_array_index (commands, i));

      if (verdict < 0)
        {
          crm_fail (error, verdict == -1 ? CRM_ERROR_INTERNAL : CRM_ERROR_INVALID, "poison");
          return NULL;
        }
    }
  for (guint i = 0; i < commands->len; i++)
    g_ptr_array_add (results, run_command (self, g_ptr_array_index (commands, i)));
  return g_steal_pointer (&results);
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const Row *first = *(Row *const *) a;
  const Row *second = *(Row *const *) b;

  return first->position < second->position ? -1 : first->position > second->position;
}

static GPtrArray *
list_rows_after (FakeServer *self, gint64 after)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (((Row *) row)->position > after && (after > 0 || ((Row *) row)->type == CRM_CHANGE_ROW))
      g_ptr_array_add (list, row);
  g_ptr_array_sort (list, compare_positions);
  return list;
}

static void
write_cursor (FakeServer *self, CrmChangeWriter *writer, CrmChangeType type, gint64 position)
{
  g_autofree char *cursor = g_strdup_printf ("%u:%" G_GINT64_FORMAT, self->epoch, position);
  CrmChange change = { .type = type, .cursor = cursor };

  crm_change_writer_add (writer, &change);
}

static void
write_row (FakeServer *self, CrmChangeWriter *writer, const Row *row)
{
  CrmChange change = { .type = row->type, .kind = row->kind, .version = row->version };

  if (row->type == CRM_CHANGE_SCOPE)
    change.reason = self->reason;

  g_assert_true (crm_id_to_bytes (row->id, change.id));
  for (guint i = 0; i < row->kind->n_fields; i++)
    {
      change.values[i] = row->values[i];
      change.lengths[i] = row->values[i] != NULL ? (int) strlen (row->values[i]) : 0;
    }
  crm_change_writer_add (writer, &change);
}

static GBytes *
write_stream (FakeServer *self, GPtrArray *rows)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (GBytes) bytes = NULL;
  gsize cut = self->cut_after;

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      write_row (self, writer, row);
      self->rows_sent++;
      if ((i + 1) % self->page == 0)
        write_cursor (self, writer, CRM_CHANGE_CURSOR, row->position);
    }
  write_cursor (self, writer, CRM_CHANGE_END, self->position);
  bytes = crm_change_writer_take (writer);
  self->cut_after = 0;
  if (cut == 0 || cut >= g_bytes_get_size (bytes))
    return g_steal_pointer (&bytes);
  return g_bytes_new_from_bytes (bytes, 0, cut);
}

GBytes *
fake_server_open (FakeServer *self, const char *after, guint *n_rows, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (GStrv) parts = NULL;
  gint64 position = 0;

  if (after != NULL)
    {
      parts = g_strsplit (after, ":", 2);
      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      if ((guint) g_ascii_strtoull (parts[0], NULL, 10) != self->epoch)
        {
          crm_fail (error, CRM_ERROR_EPOCH_CHANGED, "another epoch");
          return NULL;
        }
      position = g_ascii_strtoll (parts[1], NULL, 10);
    }
  rows = list_rows_after (self, position);
  *n_rows = rows->len;
  return write_stream (self, rows);
}

static JsonNode *
digest_kind (GPtrArray *rows, const CrmKind *kind)
{
  CrmDigest digest = { 0 };

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);
      guint8 id[CRM_ID_BYTES];

      if (row->kind != kind || row->type != CRM_CHANGE_ROW)
        continue;
      g_assert_true (crm_id_to_bytes (row->id, id));
      crm_digest_add (&digest, id,
                      crm_digest_hash (kind, id, row->version, (const char *const *) row->values,
                                       NULL));
    }
  return crm_digest_to_json (&digest);
}

JsonNode *
fake_server_get_json (FakeServer *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) rows = list_rows_after (self, 0);
  g_autofree char *cursor = g_strdup_printf ("%u:%" G_GINT64_FORMAT, self->epoch, self->position);
  JsonObject *object, *kinds;
  JsonNode *node;
  guint n_kinds;
  const CrmKind *const *table = crm_kinds (&n_kinds);

  if (self->no_digests || !g_str_equal (path, "/digest"))
    {
      crm_fail (error, CRM_ERROR_NOT_FOUND, "no %s", path);
      return NULL;
    }
  object = json_object_new ();
  kinds = json_object_new ();
  for (guint i = 0; i < n_kinds; i++)
    json_object_set_member (kinds, table[i]->name, digest_kind (rows, table[i]));
  json_object_set_string_member (object, "cursor", cursor);
  json_object_set_object_member (object, "kinds", kinds);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

/* Pages as the real one's: the place where the next begins is a number here. */
GBytes *
fake_server_open_rows (FakeServer *self, const char *path, GError **error)
{
  const char *query = strchr (path, '?');
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (GPtrArray) rows = list_rows_after (self, 0);
  g_autoptr (GHashTable) params = g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_NONE, NULL);
  const char *after = g_hash_table_lookup (params, "after");
  guint from = after != NULL ? (guint) g_ascii_strtoull (after, NULL, 10) : 0;
  g_autofree char *cursor = NULL;
  CrmChange end = { 0 };
  guint n = 0, i;

  for (i = from; i < rows->len && n < self->page; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);
      const char *bucket = row->id + CRM_ID_LENGTH - 2;

      if (!g_str_equal (row->kind->name, g_hash_table_lookup (params, "kind")) ||
          strstr (g_hash_table_lookup (params, "buckets"), bucket) == NULL)
        continue;
      write_row (self, writer, row);
      self->rows_sent++;
      n++;
    }
  cursor = g_strdup_printf ("%u", i);
  end.type = i < rows->len ? CRM_CHANGE_CURSOR : CRM_CHANGE_END;
  end.cursor = cursor;
  crm_change_writer_add (writer, &end);
  return crm_change_writer_take (writer);
}

GStrv
fake_server_list_known (FakeServer *self, GStrv ids)
{
  g_autoptr (GStrvBuilder) known = g_strv_builder_new ();

  for (guint i = 0; ids[i] != NULL; i++)
    if (g_hash_table_contains (self->results, ids[i]))
      g_strv_builder_add (known, ids[i]);
  return g_strv_builder_end (known);
}

static GHashTable *
results_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
}

static GHashTable *
results_copy (GHashTable *results)
{
  GHashTable *copy = results_new ();
  GHashTableIter iter;
  gpointer id, result;

  g_hash_table_iter_init (&iter, results);
  while (g_hash_table_iter_next (&iter, &id, &result))
    g_hash_table_insert (copy, g_strdup (id), json_node_ref (result));
  return copy;
}

FakeServer *
fake_server_new (void)
{
  FakeServer *self = g_new0 (FakeServer, 1);

  self->rows = rows_new ();
  self->results = results_new ();
  self->effects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->verdicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->epoch = 1;
  self->page = 10;
  self->reason = "reassigned";
  return self;
}

void
fake_server_free (FakeServer *self)
{
  g_hash_table_unref (self->rows);
  g_clear_pointer (&self->backup, g_hash_table_unref);
  g_clear_pointer (&self->known_then, g_hash_table_unref);
  g_hash_table_unref (self->results);
  g_hash_table_unref (self->effects);
  g_hash_table_unref (self->verdicts);
  g_free (self);
}

void
fake_server_put (FakeServer *self,
                 const CrmKind *kind,
                 const char *id,
                 guint field,
                 const char *value)
{
  Row *row = touch_row (self, kind, id);

  g_free (row->values[field]);
  row->values[field] = g_strdup (value);
}

void
fake_server_remove (FakeServer *self, const CrmKind *kind, const char *id, CrmChangeType how)
{
  touch_row (self, kind, id)->type = how;
}

const char *
fake_server_get (FakeServer *self, const char *id, guint field)
{
  Row *row = g_hash_table_lookup (self->rows, id);

  return row != NULL && row->type == CRM_CHANGE_ROW ? row->values[field] : NULL;
}

guint
fake_server_get_n_records (FakeServer *self)
{
  g_autoptr (GPtrArray) rows = list_rows_after (self, 0);

  return rows->len;
}

guint
fake_server_get_effects (FakeServer *self, const char *command)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->effects, command));
}

void
fake_server_backup (FakeServer *self)
{
  g_clear_pointer (&self->backup, g_hash_table_unref);
  self->backup = rows_copy (self->rows);
  g_clear_pointer (&self->known_then, g_hash_table_unref);
  self->known_then = results_copy (self->results);
}

void
fake_server_restore (FakeServer *self)
{
  g_hash_table_unref (self->rows);
  self->rows = rows_copy (self->backup);
  g_hash_table_unref (self->results);
  self->results = results_copy (self->known_then);
  g_hash_table_remove_all (self->effects);
  self->epoch++;
}

guint
fake_server_get_epoch (FakeServer *self)
{
  return self->epoch;
}

void
fake_server_set_reason (FakeServer *self, const char *reason)
{
  self->reason = g_intern_string (reason);
}

void
fake_server_set_digests (FakeServer *self, gboolean known)
{
  self->no_digests = !known;
}

void
fake_server_set_page (FakeServer *self, guint rows)
{
  self->page = rows;
}

void
fake_server_cut_after (FakeServer *self, gsize bytes)
{
  self->cut_after = bytes;
}

void
fake_server_set_verdict (FakeServer *self, const char *value, int status)
{
  g_hash_table_insert (self->verdicts, g_strdup (value), GINT_TO_POINTER (status));
}

guint64
fake_server_get_rows_sent (FakeServer *self)
{
  return self->rows_sent;
}
