/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox on the writer thread: storing what a person did, taking it back, and the journal. What
 * the server's answers do is in desk-outbox-settle.c. Every function runs in one transaction. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-outbox-work.h"

#include "client/store/desk-command-merge.h"
#include "client/store/desk-outbox-epoch.h"
#include "client/store/desk-overlay.h"
#include "shared/codec/crm-json.h"
#include "shared/record/crm-conflict.h"

/* Shows the record of an entry as its entries now have it. */
static gboolean
show_entry (DeskConnection *connection, const DeskEntry *entry, GError **error)
{
  const int kind = desk_schema_find (connection->schema, entry->kind);
  guint8 id[CRM_ID_BYTES];

  if (kind < 0 || !desk_connection_has_rows (connection) || !desk_entry_get_record (entry, id))
    return TRUE;
  return desk_overlay_rebuild (connection, kind, id, error);
}

static gboolean
set_state (DeskConnection *connection, DeskEntry *entry, DeskEntryState state, GError **error)
{
  if (entry->state == state)
    return TRUE;
  entry->state = state;
  return desk_entry_store_put (connection, entry, error);
}

/* Those that waited for a rejected one may go again. */
static gboolean
release_parked (DeskConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OPEN, NULL, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i);

      if (entry->state == DESK_ENTRY_PARKED &&
          !set_state (connection, entry, DESK_ENTRY_PENDING, error))
        return FALSE;
    }
  return entries != NULL;
}

/* A child keeps the customer it hangs on, so that it is known to depend on it. */
static gboolean
fill_root (DeskConnection *connection, DeskEntry *entry, int kind, GError **error)
{
  const int field = connection->schema->kinds[kind]->root;
  g_autoptr (DeskRow) row = NULL;
  guint8 id[CRM_ID_BYTES];

  if (field < 0 || entry->root != NULL || !desk_connection_has_rows (connection) ||
      !desk_entry_get_record (entry, id))
    return TRUE;
  if (!desk_record_store_read (connection, kind, id, &row, error))
    return FALSE;
  if (row != NULL)
    entry->root = g_strdup (row->values[field]);
  return TRUE;
}

/* Takes the entries out and shows what is left of their records. */
static gboolean
drop_entries (DeskConnection *connection, GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < entries->len; i++)
    if (!desk_entry_store_delete (connection, g_ptr_array_index (entries, i), error))
      return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (!show_entry (connection, g_ptr_array_index (entries, i), error))
      return FALSE;
  return TRUE;
}

/* The server certainly does not have it. */
static gboolean
is_unsent (const DeskEntry *entry)
{
  return (entry->state == DESK_ENTRY_PENDING && !entry->offered) ||
         entry->state == DESK_ENTRY_REJECTED || entry->state == DESK_ENTRY_PARKED;
}

static gboolean
is_unsent_creation (const DeskEntry *entry)
{
  return entry->command != NULL && crm_command_get_verb (entry->command) == CRM_VERB_CREATE &&
         is_unsent (entry);
}

/* What hangs on a creation that is taken back was never possible: it goes with it. */
static gboolean
drop_creation (DeskConnection *connection, const char *record, GError **error)
{
  g_autoptr (GPtrArray) children =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OF_ROOT, record, error);
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OF_RECORD, record, error);

  return children != NULL && entries != NULL && drop_entries (connection, children, error) &&
         drop_entries (connection, entries, error);
}

/* Finds out whether the command only takes back what never left: nothing is stored then. */
static gboolean
fold_deletion (DeskConnection *connection,
               CrmCommand *command,
               GPtrArray *entries,
               gboolean *folded,
               GError **error)
{
  *folded = crm_command_get_verb (command) == CRM_VERB_DELETE && entries->len > 0 &&
            is_unsent_creation (g_ptr_array_index (entries, 0));
  for (guint i = 0; *folded && i < entries->len; i++)
    if (((DeskEntry *) g_ptr_array_index (entries, i))->state == DESK_ENTRY_SENT)
      *folded = FALSE;
  return !*folded || drop_creation (connection, crm_command_get_record (command), error);
}

/* A deletion that was refused gives way to whatever comes after it. */
static gboolean
is_replaced (const DeskEntry *entry)
{
  return entry->state == DESK_ENTRY_REJECTED &&
         crm_command_get_verb (entry->command) == CRM_VERB_DELETE;
}

static gboolean
is_live_deletion (const DeskEntry *entry)
{
  return entry->command != NULL && crm_command_get_verb (entry->command) == CRM_VERB_DELETE &&
         desk_entry_is_waiting_to_go (entry);
}

/* What comes after a deletion that may still be done must not go into its past. */
static guint
skip_deleted (GPtrArray *entries)
{
  for (guint i = entries->len; i > 0; i--)
    if (is_live_deletion (g_ptr_array_index (entries, i - 1)))
      return i;
  return 0;
}

/* Where the correction goes: %G_MAXUINT when it corrects nothing. */
static guint
find_corrected (GPtrArray *entries, CrmCommand *command)
{
  for (guint i = skip_deleted (entries); i < entries->len; i++)
    {
      const DeskEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (CrmCommand) both = NULL;

      if (entry->state != DESK_ENTRY_REJECTED || entry->command == NULL)
        continue;
      both = desk_command_merge (entry->command, command);
      if (both != NULL || is_replaced (entry))
        return i;
    }
  return G_MAXUINT;
}

/* The rejected entries of the record, and what waits behind them, become one with the correction,
 * in the place of the first: what is typed last counts, and what waits for it comes after it. */
static gboolean
supersede (DeskConnection *connection,
           CrmCommand *command,
           GPtrArray *entries,
           gboolean *done,
           GError **error)
{
  g_autoptr (CrmCommand) merged = crm_command_ref (command);
  const guint corrected = find_corrected (entries, command);
  DeskEntry *first = NULL;

  *done = FALSE;
  for (guint i = corrected == G_MAXUINT ? 0 : entries->len; i > corrected; i--)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i - 1);
      CrmCommand *both;

      if (!desk_entry_is_waiting_to_go (entry) && entry->state != DESK_ENTRY_REJECTED)
        continue;
      if (entry->state == DESK_ENTRY_SENT || entry->command == NULL)
        continue;
      both = desk_command_merge (entry->command, merged);
      if (both == NULL && !is_replaced (entry))
        continue;
      if (first != NULL && !desk_entry_store_delete (connection, first, error))
        return FALSE;
      first = entry;
      if (both != NULL)
        {
          crm_command_unref (merged);
          merged = both;
        }
    }
  if (first == NULL)
    return TRUE;
  *done = TRUE;
  desk_entry_set_command (first, merged);
  desk_entry_set_problem (first, NULL);
  first->state = DESK_ENTRY_PENDING;
  first->offered = FALSE;
  return desk_entry_store_put (connection, first, error) && release_parked (connection, error);
}

/* A decision about a conflict closes the command that led to it. */
static gboolean
close_decided (DeskConnection *connection, CrmCommand *command, GError **error)
{
  const char *conflict = crm_command_get_argument (command, "conflict");
  g_autoptr (DeskRow) row = NULL;
  g_autoptr (DeskEntry) entry = NULL;
  guint8 id[CRM_ID_BYTES];

  if (conflict == NULL || !desk_connection_has_rows (connection) || !crm_id_to_bytes (conflict, id))
    return TRUE;
  if (!desk_record_store_read (connection, connection->schema->conflict, id, &row, error))
    return FALSE;
  if (row == NULL || row->values[CRM_CONFLICT_COMMAND] == NULL)
    return TRUE;
  entry = desk_entry_store_find (connection, row->values[CRM_CONFLICT_COMMAND]);
  if (entry == NULL || entry->state != DESK_ENTRY_CONFLICT)
    return TRUE;
  entry->settled_at = g_get_real_time ();
  return set_state (connection, entry, DESK_ENTRY_DONE, error);
}

static gboolean
store_command (DeskConnection *connection, CrmCommand *command, int kind, GError **error)
{
  g_autoptr (DeskEntry) entry = desk_entry_new (command);

  return fill_root (connection, entry, kind, error) &&
         desk_entry_store_put (connection, entry, error);
}

static gboolean
submit_one (DeskConnection *connection, CrmCommand *command, GError **error)
{
  const int kind = desk_schema_find (connection->schema, crm_command_get_kind (command));
  const char *record = crm_command_get_record (command);
  g_autoptr (GPtrArray) entries = NULL;
  guint8 id[CRM_ID_BYTES];
  gboolean done = FALSE;

  if (kind < 0 || record == NULL || !crm_id_to_bytes (record, id))
    return crm_fail (error, CRM_ERROR_INVALID, "A command without a record");
  if (desk_connection_has_rows (connection) &&
      !desk_overlay_keep_base (connection, kind, id, error))
    return FALSE;
  entries = desk_entry_store_list (connection, DESK_SQL_ENTRIES_OF_RECORD, record, error);
  if (entries == NULL || !fold_deletion (connection, command, entries, &done, error))
    return FALSE;
  if (done)
    return TRUE;
  if (!supersede (connection, command, entries, &done, error) ||
      (!done && !store_command (connection, command, kind, error)) ||
      !close_decided (connection, command, error))
    return FALSE;
  return !desk_connection_has_rows (connection) ||
         desk_overlay_rebuild (connection, kind, id, error);
}

gboolean
desk_outbox_submit_work (DeskConnection *connection, gpointer data, GError **error)
{
  GPtrArray *commands = data;

  for (guint i = 0; i < commands->len; i++)
    if (!submit_one (connection, g_ptr_array_index (commands, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
discard_one (DeskConnection *connection, const char *id, GStrvBuilder *taken, GError **error)
{
  g_autoptr (DeskEntry) entry = desk_entry_store_find (connection, id);

  if (entry == NULL || (!is_unsent (entry) && entry->state != DESK_ENTRY_CONFLICT))
    return TRUE;
  g_strv_builder_add (taken, id);
  if (is_unsent_creation (entry))
    return drop_creation (connection, entry->record, error);
  return desk_entry_store_delete (connection, entry, error) &&
         show_entry (connection, entry, error);
}

gboolean
desk_outbox_discard_work (DeskConnection *connection, gpointer data, GError **error)
{
  DeskDiscard *discard = data;
  g_autoptr (GStrvBuilder) taken = g_strv_builder_new ();

  /* From the last on, so that what hangs on an earlier one is counted by itself. */
  for (guint i = g_strv_length (discard->ids); i > 0; i--)
    if (!discard_one (connection, discard->ids[i - 1], taken, error))
      return FALSE;
  g_strfreev (discard->taken);
  discard->taken = g_strv_builder_end (taken);
  return release_parked (connection, error);
}

/* Records with a rejected or parked command; a creation blocks its children too. A deletion need
 * not wait for an edit that was refused. */
static gboolean
is_blocked (GHashTable *blocked, const DeskEntry *entry)
{
  const int by = GPOINTER_TO_INT (g_hash_table_lookup (blocked, entry->record));

  if (by == 1 && entry->command != NULL && crm_command_get_verb (entry->command) == CRM_VERB_DELETE)
    return FALSE;
  return by != 0 ||
         (entry->root != NULL && GPOINTER_TO_INT (g_hash_table_lookup (blocked, entry->root)) == 2);
}

static void
block (GHashTable *blocked, const DeskEntry *entry)
{
  const CrmVerb verb =
      entry->command != NULL ? crm_command_get_verb (entry->command) : CRM_VERB_OTHER;
  const gboolean creation = verb == CRM_VERB_CREATE;

  if (!creation && verb != CRM_VERB_UPDATE)
    return;
  if (creation || !g_hash_table_contains (blocked, entry->record))
    g_hash_table_insert (blocked, entry->record, GINT_TO_POINTER (creation ? 2 : 1));
}

static gboolean
take_one (DeskConnection *connection, DeskEntry *entry, DeskTake *take, GError **error)
{
  if (entry->command == NULL)
    {
      g_warning ("Command %s cannot be read", entry->id);
      return set_state (connection, entry, DESK_ENTRY_REJECTED, error);
    }
  g_ptr_array_add (take->commands, crm_command_ref (entry->command));
  return set_state (connection, entry, DESK_ENTRY_SENT, error);
}

gboolean
desk_outbox_take_work (DeskConnection *connection, gpointer data, GError **error)
{
  DeskTake *take = data;
  g_autoptr (GHashTable) blocked = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OPEN, NULL, error);

  g_ptr_array_set_size (take->commands, 0);
  g_clear_pointer (&take->epoch, g_free);
  if (entries == NULL || !desk_outbox_epoch_read (connection, &take->epoch, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i);

      /* Its key is lost: it waits for it, and what hangs on it too. */
      if (entry->sealed)
        {
          g_hash_table_insert (blocked, entry->record, GINT_TO_POINTER (2));
          continue;
        }
      if (entry->state == DESK_ENTRY_PENDING && is_blocked (blocked, entry) &&
          !set_state (connection, entry, DESK_ENTRY_PARKED, error))
        return FALSE;
      if (entry->state == DESK_ENTRY_REJECTED || entry->state == DESK_ENTRY_PARKED)
        block (blocked, entry);
      if (entry->state != DESK_ENTRY_PENDING || take->commands->len >= take->limit)
        continue;
      if (!take_one (connection, entry, take, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
desk_outbox_requeue_work (DeskConnection *connection, gpointer data, GError **error)
{
  const DeskRequeue *requeue = data;
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OPEN, NULL, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i);

      entry->offered |= entry->state == DESK_ENTRY_SENT && requeue->reached;
      if ((entry->state == DESK_ENTRY_SENT || entry->state == DESK_ENTRY_PARKED) &&
          !set_state (connection, entry, DESK_ENTRY_PENDING, error))
        return FALSE;
    }
  return entries != NULL;
}

gboolean
desk_outbox_journal_work (DeskConnection *connection, gpointer data, GError **error)
{
  GPtrArray *ids = data;
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_JOURNAL, error);
  gboolean row = FALSE;
  gboolean done = statement != NULL;

  g_ptr_array_set_size (ids, 0);
  while (done && (done = desk_sqlite_step (statement, &row, error)) && row)
    g_ptr_array_add (ids, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
  return done;
}

static gboolean
is_not_found (const DeskEntry *entry)
{
  g_autoptr (JsonNode) node =
      entry->problem != NULL ? crm_json_parse (entry->problem, -1, NULL) : NULL;
  g_autoptr (CrmProblem) problem = node != NULL ? crm_problem_new_from_json (node) : NULL;

  return problem != NULL && crm_problem_get_code (problem) == CRM_ERROR_NOT_FOUND;
}

/* An edit that came to the new incarnation before the journal did: its record was not there yet.
 * Such an answer is not remembered, so the same command may be asked again. */
static gboolean
release_early (DeskConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OPEN, NULL, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i);

      if (entry->state != DESK_ENTRY_REJECTED || !is_not_found (entry))
        continue;
      desk_entry_set_problem (entry, NULL);
      /* A copy may still be on its way: what is sent with this id stays as it is. */
      entry->offered = TRUE;
      if (!set_state (connection, entry, DESK_ENTRY_PENDING, error) ||
          !show_entry (connection, entry, error))
        return FALSE;
    }
  return entries != NULL;
}

gboolean
desk_outbox_offer_again_work (DeskConnection *connection, gpointer data, GError **error)
{
  GStrv ids = data;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (DeskEntry) entry = desk_entry_store_find (connection, ids[i]);
      const int kind = entry != NULL ? desk_schema_find (connection->schema, entry->kind) : -1;
      guint8 id[CRM_ID_BYTES];

      if (kind < 0 || (entry->state != DESK_ENTRY_DONE && entry->state != DESK_ENTRY_CONFLICT) ||
          !desk_entry_get_record (entry, id))
        continue;
      if (desk_connection_has_rows (connection) &&
          !desk_overlay_keep_base (connection, kind, id, error))
        return FALSE;
      entry->settled_at = 0;
      entry->offered = FALSE;
      if (!set_state (connection, entry, DESK_ENTRY_PENDING, error) ||
          !show_entry (connection, entry, error))
        return FALSE;
    }
  return release_early (connection, error);
}

gboolean
desk_outbox_draft_work (DeskConnection *connection, gpointer data, GError **error)
{
  const DeskDraft *draft = data;
  g_autofree char *context = desk_outbox_log_dup_context (draft->key);
  g_autofree char *sealed =
      desk_vault_seal (connection->vault, DESK_VAULT_OUTBOX, context, draft->text);
  sqlite3_stmt *statement =
      desk_connection_get (connection,
                           draft->text != NULL ? DESK_SQL_DRAFT_PUT : DESK_SQL_DRAFT_DELETE, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, draft->key, -1, SQLITE_STATIC);
  if (draft->text != NULL)
    {
      sqlite3_bind_text (statement, 2, sealed, -1, SQLITE_TRANSIENT);
      sqlite3_bind_int64 (statement, 3, g_get_real_time ());
    }
  desk_outbox_log_put_draft (connection->log, draft->key, draft->text);
  return desk_sqlite_run (statement, error);
}
