/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Base and overlay: the row that screens see is made from the server's row and the commands that
 * are not settled, rejected ones too, so that nothing a person typed disappears. Writer thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-overlay.h"

#include "shared/codec/crm-json.h"
#include "shared/record/crm-conflict.h"

#include <string.h>

static gboolean
is_open (DeskConnection *connection, const guint8 id[CRM_ID_BYTES])
{
  return g_hash_table_contains (connection->open, id);
}

gboolean
desk_overlay_keep_base (DeskConnection *connection,
                        int kind,
                        const guint8 id[CRM_ID_BYTES],
                        GError **error)
{
  g_autoptr (DeskRow) base = NULL;
  g_autoptr (DeskRow) row = NULL;

  if (is_open (connection, id))
    return TRUE;
  if (!desk_record_store_read (connection, kind, id, &row, error))
    return FALSE;
  return row == NULL || row->version == 0 || desk_record_store_put_base (connection, row, error);
}

static void
take_argument (JsonObject *object, const char *member, JsonNode *node, gpointer user_data)
{
  CrmFieldSet *set = user_data;
  const CrmKind *kind = crm_field_set_get_kind (set);
  const int field = crm_kind_find_field (kind, member);

  if (field >= 0 && crm_json_get_text (node) != NULL)
    crm_field_set_put (set, (guint) field, crm_json_get_text (node));
}

CrmFieldSet *
desk_overlay_dup_set (CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);
  JsonObject *args = crm_command_get_args (command);
  const CrmKind *kind = crm_command_get_kind (command);

  if (set != NULL)
    return crm_field_set_ref (set);
  if (crm_command_get_verb (command) != CRM_VERB_OTHER || args == NULL || kind == NULL)
    return NULL;
  set = crm_field_set_new (kind);
  json_object_foreach_member (args, take_argument, set);
  return set;
}

/* What the open entries make of a record. */
typedef struct
{
  const CrmKind *kind;
  gboolean exists;
  gboolean created;
  gboolean deleted;
  gboolean rejected;
  gboolean conflict;
  guint n_entries;
} Outcome;

static void
apply_entry (DeskRow *row, const DeskEntry *entry, Outcome *outcome)
{
  g_autoptr (CrmFieldSet) set = NULL;

  /* A server may say anything, also that something else has this id. */
  if (entry->kind != outcome->kind)
    return;
  outcome->n_entries++;
  outcome->rejected |= entry->state == DESK_ENTRY_REJECTED;
  outcome->conflict |= entry->state == DESK_ENTRY_CONFLICT;
  if (entry->command == NULL || entry->state == DESK_ENTRY_CONFLICT)
    return;
  if (desk_entry_takes_away (entry))
    {
      outcome->deleted = desk_entry_is_waiting_to_go (entry);
      return;
    }
  if (crm_command_get_verb (entry->command) == CRM_VERB_CREATE)
    {
      outcome->created = !outcome->exists;
      outcome->exists = TRUE;
      outcome->deleted = FALSE;
    }
  set = desk_overlay_dup_set (entry->command);
  desk_row_apply (row, set);
}

static CrmRecordState
derive_state (const Outcome *outcome)
{
  /* Also over what was refused: nothing more can be typed into what is to go. */
  if (outcome->deleted)
    return CRM_RECORD_DELETED;
  if (outcome->rejected)
    return CRM_RECORD_REJECTED;
  if (outcome->conflict)
    return CRM_RECORD_CONFLICT;
  if (outcome->created)
    return CRM_RECORD_CREATED;
  return outcome->n_entries > 0 ? CRM_RECORD_MODIFIED : CRM_RECORD_SYNCED;
}

/* Children that a person makes go out of the lists with their customer; what the server writes
 * about it (history) stays as it is. */
static gboolean
is_hidden_with_root (const CrmKind *kind)
{
  return kind->root >= 0 && kind->flags != 0;
}

static gboolean
is_root_deleted (DeskConnection *connection, const DeskRow *row, gboolean *deleted, GError **error)
{
  const int field = connection->schema->kinds[row->kind]->root;
  guint8 root[CRM_ID_BYTES];
  DeskFound found;

  *deleted = FALSE;
  if (!is_hidden_with_root (connection->schema->kinds[row->kind]) || row->values[field] == NULL ||
      !crm_id_to_bytes (row->values[field], root) || !is_open (connection, root))
    return TRUE;
  if (!desk_record_store_find (connection, connection->schema->customer, root, &found, error))
    return FALSE;
  *deleted = found.n != 0 && found.state == CRM_RECORD_DELETED;
  return TRUE;
}

static gboolean
rebuild_children (DeskConnection *connection, const guint8 root[CRM_ID_BYTES], GError **error)
{
  const DeskSchema *schema = connection->schema;

  for (guint kind = 0; kind < schema->n_kinds; kind++)
    {
      g_autoptr (GArray) children = NULL;

      if (!is_hidden_with_root (schema->kinds[kind]))
        continue;
      children = desk_record_store_list_children (connection, (int) kind, root, error);
      if (children == NULL)
        return FALSE;
      for (guint i = 0; i < children->len; i++)
        if (!desk_overlay_rebuild (connection, (int) kind,
                                   (const guint8 *) children->data + i * CRM_ID_BYTES, error))
          return FALSE;
    }
  return TRUE;
}

/* Stores the shown row; a change between deleted and not deleted reaches its children. */
static gboolean
store_shown (DeskConnection *connection, DeskRow *shown, const DeskRow *row, GError **error)
{
  const gboolean was_deleted = row != NULL && row->state == CRM_RECORD_DELETED;

  if (!desk_record_store_write (connection, shown, error))
    return FALSE;
  if (shown->kind == connection->schema->customer &&
      (row == NULL || was_deleted != (shown->state == CRM_RECORD_DELETED)))
    return rebuild_children (connection, shown->id, error);
  return TRUE;
}

static gboolean
rebuild_open (DeskConnection *connection,
              GPtrArray *entries,
              DeskRow *base,
              const DeskRow *row,
              GError **error)
{
  DeskRow *shown = base;
  Outcome outcome = { .kind = connection->schema->kinds[base->kind], .exists = base->version != 0 };
  gboolean root_deleted = FALSE;

  for (guint i = 0; i < entries->len; i++)
    apply_entry (shown, g_ptr_array_index (entries, i), &outcome);
  if (!outcome.exists)
    return row == NULL || desk_record_store_erase (connection, row, error);
  if (!is_root_deleted (connection, shown, &root_deleted, error))
    return FALSE;
  shown->n = row != NULL ? row->n : 0;
  shown->state = root_deleted ? CRM_RECORD_DELETED : derive_state (&outcome);
  return store_shown (connection, shown, row, error);
}

/* Nothing open any more: the server's word stands, and what it never knew goes. */
static gboolean
rebuild_settled (DeskConnection *connection, DeskRow *base, const DeskRow *row, GError **error)
{
  gboolean root_deleted = FALSE;

  g_hash_table_remove (connection->open, base->id);
  if (base->version == 0)
    {
      if (row == NULL)
        return TRUE;
      if (row->version == 0)
        return desk_record_store_erase (connection, row, error);
      if (!is_root_deleted (connection, row, &root_deleted, error))
        return FALSE;
      return desk_record_store_set_state (connection, row,
                                          root_deleted ? CRM_RECORD_DELETED : CRM_RECORD_SYNCED,
                                          error);
    }
  if (!is_root_deleted (connection, base, &root_deleted, error))
    return FALSE;
  base->n = row != NULL ? row->n : 0;
  base->state = root_deleted ? CRM_RECORD_DELETED : CRM_RECORD_SYNCED;
  return desk_record_store_delete_base (connection, base->kind, base->id, error) &&
         store_shown (connection, base, row, error);
}

gboolean
desk_overlay_rebuild (DeskConnection *connection,
                      int kind,
                      const guint8 id[CRM_ID_BYTES],
                      GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (DeskRow) base = NULL;
  g_autoptr (DeskRow) row = NULL;
  char text[CRM_ID_LENGTH + 1];

  if (!desk_record_store_read (connection, kind, id, &row, error) ||
      !desk_record_store_get_base (connection, kind, id, &base, error))
    return FALSE;
  if (base == NULL)
    base = desk_row_new (kind, connection->schema->kinds[kind]->n_fields, id);
  if (!is_open (connection, id))
    return rebuild_settled (connection, base, row, error);
  crm_id_from_bytes (id, text);
  entries = desk_entry_store_list (connection, DESK_SQL_ENTRIES_OF_RECORD, text, error);
  if (entries == NULL)
    return FALSE;
  if (entries->len == 0)
    return rebuild_settled (connection, base, row, error);
  return rebuild_open (connection, entries, base, row, error);
}

/* Settled in the outbox, but the cache did not follow: the server's next word brings the rest. */
static gboolean
drop_left_bases (DeskConnection *connection, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, CRM_ID_BYTES);
  g_autoptr (GArray) kinds = g_array_new (FALSE, FALSE, sizeof (int));
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_BASES, error);
  gboolean row = FALSE;
  gboolean done = statement != NULL;

  while (done && (done = desk_sqlite_step (statement, &row, error)) && row)
    {
      const int kind = sqlite3_column_int (statement, 0);
      guint8 id[CRM_ID_BYTES];

      if (!desk_sqlite_get_id (statement, 1, id) || is_open (connection, id))
        continue;
      g_array_append_vals (ids, id, 1);
      g_array_append_val (kinds, kind);
    }
  for (guint i = 0; done && i < kinds->len; i++)
    done = desk_overlay_rebuild (connection, g_array_index (kinds, int, i),
                                 (const guint8 *) ids->data + i * CRM_ID_BYTES, error);
  return done;
}

/* A cache that is new, or that missed the last commit, has no base yet for what is open. */
static gboolean
keep_missing_bases (DeskConnection *connection, GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const DeskEntry *entry = g_ptr_array_index (entries, i);
      const int kind = desk_schema_find (connection->schema, entry->kind);
      g_autoptr (DeskRow) base = NULL;
      g_autoptr (DeskRow) row = NULL;
      guint8 id[CRM_ID_BYTES];

      if (kind < 0 || !desk_entry_get_record (entry, id))
        continue;
      if (!desk_record_store_get_base (connection, kind, id, &base, error) ||
          !desk_record_store_read (connection, kind, id, &row, error))
        return FALSE;
      if (base == NULL && row != NULL && row->version != 0 && row->state == CRM_RECORD_SYNCED &&
          !desk_record_store_put_base (connection, row, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
desk_overlay_rebuild_all (DeskConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OPEN, NULL, error);

  /* All bases first: a customer takes its children along, also those whose entry comes later, and
   * one that is open without a base is a record that the server does not have. */
  if (entries == NULL || !keep_missing_bases (connection, entries, error) ||
      !drop_left_bases (connection, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const DeskEntry *entry = g_ptr_array_index (entries, i);
      const int kind = desk_schema_find (connection->schema, entry->kind);
      guint8 id[CRM_ID_BYTES];

      if (kind >= 0 && desk_entry_get_record (entry, id) &&
          !desk_overlay_rebuild (connection, kind, id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
erase_row (DeskConnection *connection, int kind, const guint8 id[CRM_ID_BYTES], GError **error)
{
  g_autoptr (DeskRow) row = NULL;

  if (!desk_record_store_read (connection, kind, id, &row, error))
    return FALSE;
  return row == NULL || desk_record_store_erase (connection, row, error);
}

static gboolean
set_open_base (DeskConnection *connection, DeskRow *base, gboolean gone, GError **error)
{
  g_autoptr (DeskRow) previous = NULL;

  if (!desk_record_store_get_base (connection, base->kind, base->id, &previous, error))
    return FALSE;
  if (previous != NULL && previous->version > base->version && !connection->repairs)
    return TRUE;
  /* A creation among the open entries brings the row back. */
  if (gone ? !desk_record_store_delete_base (connection, base->kind, base->id, error) ||
                 !erase_row (connection, base->kind, base->id, error)
           : !desk_record_store_put_base (connection, base, error))
    return FALSE;
  return desk_overlay_rebuild (connection, base->kind, base->id, error);
}

/* The conflict that the server keeps was decided: the command that led to it is done. */
static gboolean
close_conflict (DeskConnection *connection, const DeskRow *conflict, GError **error)
{
  const char *command = conflict->values[CRM_CONFLICT_COMMAND];
  g_autoptr (DeskEntry) entry = NULL;
  guint8 id[CRM_ID_BYTES];
  int kind;

  if (command == NULL || g_strcmp0 (conflict->values[CRM_CONFLICT_STATUS], "open") == 0)
    return TRUE;
  entry = desk_entry_store_find (connection, command);
  if (entry == NULL || entry->state != DESK_ENTRY_CONFLICT)
    return TRUE;
  entry->state = DESK_ENTRY_DONE;
  entry->settled_at = g_get_real_time ();
  if (!desk_entry_store_put (connection, entry, error))
    return FALSE;
  kind = desk_schema_find (connection->schema, entry->kind);
  if (kind < 0 || !desk_entry_get_record (entry, id))
    return TRUE;
  return desk_overlay_rebuild (connection, kind, id, error);
}

static gboolean
close_gone_conflict (DeskConnection *connection, const guint8 id[CRM_ID_BYTES], GError **error)
{
  g_autoptr (DeskRow) row = NULL;

  if (!desk_record_store_read (connection, connection->schema->conflict, id, &row, error))
    return FALSE;
  if (row == NULL)
    return TRUE;
  desk_row_set_value (row, CRM_CONFLICT_STATUS, "resolved");
  return close_conflict (connection, row, error);
}

gboolean
desk_overlay_set_base (DeskConnection *connection,
                       int kind,
                       const guint8 id[CRM_ID_BYTES],
                       gint64 version,
                       const char *const *values,
                       GError **error)
{
  const CrmKind *table = connection->schema->kinds[kind];
  g_autoptr (DeskRow) row = desk_row_new (kind, table->n_fields, id);
  DeskFound previous;

  row->version = version;
  for (guint i = 0; values != NULL && i < table->n_fields; i++)
    row->values[i] = g_strdup (values[i]);
  if (is_open (connection, id))
    return set_open_base (connection, row, values == NULL, error);
  /* Left by a commit that the cache missed: it must not come back over what is newer. */
  if (connection->stale && !desk_record_store_delete_base (connection, kind, id, error))
    return FALSE;
  if (values == NULL)
    return (kind != connection->schema->conflict || close_gone_conflict (connection, id, error)) &&
           erase_row (connection, kind, id, error);
  if (!desk_record_store_find (connection, kind, id, &previous, error))
    return FALSE;
  row->n = previous.n;
  if (row->n != 0 && previous.version > version && !connection->repairs)
    return TRUE;
  if (g_hash_table_size (connection->open) > 0)
    {
      gboolean root_deleted = FALSE;

      if (!is_root_deleted (connection, row, &root_deleted, error))
        return FALSE;
      row->state = root_deleted ? CRM_RECORD_DELETED : CRM_RECORD_SYNCED;
    }
  if (!desk_record_store_write (connection, row, error))
    return FALSE;
  /* A customer that was deleted here and is back again shows its children. */
  if (kind == connection->schema->customer && previous.n == 0)
    return rebuild_children (connection, id, error);
  return kind != connection->schema->conflict || close_conflict (connection, row, error);
}

/* What was typed about it and not sent stays, and says where the record is. */
static gboolean
mark_moved (DeskConnection *connection, DeskSql sql, const char *id, GError **error)
{
  g_autoptr (GPtrArray) entries = desk_entry_store_list (connection, sql, id, error);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_MOVED, NULL);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i);

      if (!desk_entry_is_waiting_to_go (entry) || entry->problem != NULL)
        continue;
      desk_entry_set_problem (entry, problem);
      if (!desk_entry_store_put (connection, entry, error))
        return FALSE;
    }
  return entries != NULL;
}

static gboolean
mark_all_moved (DeskConnection *connection, const guint8 id[CRM_ID_BYTES], GError **error)
{
  char text[CRM_ID_LENGTH + 1];

  if (g_hash_table_size (connection->open) == 0)
    return TRUE;
  crm_id_from_bytes (id, text);
  return mark_moved (connection, DESK_SQL_ENTRIES_OF_RECORD, text, error) &&
         mark_moved (connection, DESK_SQL_ENTRIES_OF_ROOT, text, error);
}

gboolean
desk_overlay_erase_scope (DeskConnection *connection,
                          int kind,
                          const guint8 id[CRM_ID_BYTES],
                          GError **error)
{
  const DeskSchema *schema = connection->schema;

  if (!mark_all_moved (connection, id, error))
    return FALSE;
  for (guint child = 0; kind == schema->customer && child < schema->n_kinds; child++)
    {
      g_autoptr (GArray) children = NULL;

      if (schema->kinds[child]->root < 0)
        continue;
      children = desk_record_store_list_children (connection, (int) child, id, error);
      if (children == NULL)
        return FALSE;
      for (guint i = 0; i < children->len; i++)
        if (!desk_overlay_set_base (connection, (int) child,
                                    (const guint8 *) children->data + i * CRM_ID_BYTES, G_MAXINT64,
                                    NULL, error))
          return FALSE;
    }
  return desk_overlay_set_base (connection, kind, id, G_MAXINT64, NULL, error);
}
