/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All is quiet: what must be true now. */

#define G_LOG_DOMAIN "sim"

#include "client/store/desk-entry-store.h"
#include "client/store/desk-record-store.h"
#include "server/sync/hub-kinds.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-customer.h"
#include "tests/sim/sim-seed.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* What one client has. */
typedef struct
{
  SimSeed *seed;
  SimClient *client;
  GPtrArray *rows[DESK_MAX_KINDS]; /* (element-type DeskRow) */
  GHashTable *bases;  /* id → DeskRow: what the server said of rows with own changes */
  GPtrArray *entries; /* (element-type DeskEntry): all */
  SimRights *rights;
} Findings;

static GPtrArray *
get_findings (SimSeed *self)
{
  GPtrArray **all = sim_world_get_slot (SIM_SLOT_FINDINGS, sizeof *all);

  if (*all == NULL)
    *all = g_ptr_array_new ();
  return *all;
}

/* ---- gathering ------------------------------------------------------------------------------ */

static gboolean
read_kind (DeskConnection *connection, Findings *findings, int kind, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT n FROM %s", connection->schema->kinds[kind]->table);
  sqlite3_stmt *statement = desk_sqlite_prepare (connection->cache, sql, error);
  gboolean has_row = FALSE;
  gboolean ok = statement != NULL;

  while (ok && (ok = desk_sqlite_step (statement, &has_row, error)) && has_row)
    {
      DeskRow *row = NULL;
      DeskRow *base = NULL;

      ok = desk_record_store_read_n (connection, kind, sqlite3_column_int64 (statement, 0), &row,
                                     error) &&
           desk_record_store_get_base (connection, kind, row->id, &base, error);
      if (ok && base != NULL)
        g_hash_table_insert (findings->bases, row->id, base);
      if (ok)
        g_ptr_array_add (findings->rows[kind], row);
    }
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
gather_work (DeskConnection *connection, gpointer data, GError **error)
{
  Findings *findings = data;

  findings->bases = g_hash_table_new (desk_id_hash, desk_id_equal);
  for (guint kind = 0; kind < connection->schema->n_kinds; kind++)
    {
      findings->rows[kind] = g_ptr_array_new ();
      if (!read_kind (connection, findings, (int) kind, error))
        return FALSE;
    }
  findings->entries = desk_entry_store_list (connection, DESK_SQL_ENTRIES_ALL, NULL, error);
  return findings->entries != NULL;
}

/* ---- a cache against the truth --------------------------------------------------------------- */

static const char *
get_table (const CrmKind *kind)
{
  return strcmp (kind->name, "user") == 0 ? "app_user" : kind->table;
}

static const char *
mask (const char *text)
{
  glong length = text != NULL ? g_utf8_strlen (text, -1) : 0;
  g_autoptr (GString) masked = g_string_new (NULL);

  if (text == NULL)
    return NULL;
  for (glong i = 0; i < (length <= 3 ? length : length - 3); i++)
    g_string_append (masked, "•");
  if (length > 3)
    g_string_append (masked, g_utf8_offset_to_pointer (text, length - 3));
  return sim_intern (masked->str, masked->len);
}

/* Members in order. */
static const char *
canonicalise (const CrmField *field, const char *text)
{
  g_autofree char *canonical = NULL;

  if (!crm_field_canonical (field, text, &canonical, NULL))
    return text;
  return canonical != NULL ? sim_intern (canonical, strlen (canonical)) : NULL;
}

static const char *
get_truth (SimTable *table, const SimValue *values, const CrmField *field)
{
  int column = sim_table_find_column (table, field->column);
  const char *text;

  if (column < 0)
    {
      sim_fail ("the table %s has no column %s", table->name, field->column);
      return NULL;
    }
  if (field->type == CRM_FIELD_BOOLEAN)
    return sim_is_true (values[column]) ? "true" : NULL;
  text = sim_to_text (values[column]);
  if (field->type == CRM_FIELD_OBJECT && text != NULL)
    return canonicalise (field, text);
  return (field->flags & CRM_FIELD_MASKED) != 0 ? mask (text) : text;
}

static gboolean
is_as_true (const CrmField *field, const char *value, const char *truth)
{
  if (field->type == CRM_FIELD_OBJECT && value != NULL)
    value = canonicalise (field, value);
  return g_strcmp0 (value, truth) == 0;
}

static void
compare_row (Findings *findings,
             const CrmKind *kind,
             DeskRow *row,
             SimTable *table,
             const SimValue *truth)
{
  DeskRow *base = g_hash_table_lookup (findings->bases, row->id);
  char id[CRM_ID_LENGTH + 1];
  gint64 rev = truth[sim_table_find_column (table, "rev")].i;

  crm_id_from_bytes (row->id, id);
  /* What stands over it is the person's own and is looked at by its entries. */
  if (base != NULL)
    row = base;
  else if (row->state != CRM_RECORD_SYNCED)
    return;
  if (row->version != rev)
    sim_fail ("client %u has version %" G_GINT64_FORMAT " of %s %s, the server %" G_GINT64_FORMAT,
              findings->client->number, row->version, kind->name, id, rev);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      const CrmField *field = &kind->fields[i];
      gboolean is_told =
          strcmp (field->name, "changes") != 0 && strcmp (field->name, "groups") != 0;
      const char *wanted = is_told || sim_rights_see_about (findings->rights, truth, table)
                               ? get_truth (table, truth, field)
                               : NULL;

      if (!is_as_true (field, row->values[i], wanted))
        sim_fail ("client %u has %s of %s %s as \"%s\", the server \"%s\"",
                  findings->client->number, field->name, kind->name, id, row->values[i], wanted);
    }
}

static gboolean
is_own_creation (DeskRow *row)
{
  return row->version == 0;
}

static void
compare_kind (Findings *findings, const CrmKind *kind, GPtrArray *rows, SimTx *tx)
{
  SimTable *table = sim_db_find_table (findings->seed->server->db, get_table (kind));
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  int deleted = sim_table_find_column (table, "deleted");

  for (guint i = 0; i < rows->len; i++)
    {
      char *id = g_malloc (CRM_ID_LENGTH + 1);

      crm_id_from_bytes (((DeskRow *) rows->pdata[i])->id, id);
      g_hash_table_insert (by_id, id, rows->pdata[i]);
    }
  for (guint i = 0; i < table->chains->len; i++)
    {
      SimVersion *version = sim_chain_see (table->chains->pdata[i], tx);
      const char *id =
          version != NULL ? version->values[sim_table_find_column (table, "id")].s : "";
      DeskRow *row = version != NULL ? g_hash_table_lookup (by_id, id) : NULL;

      if (version == NULL || sim_is_true (version->values[deleted]) ||
          !sim_rights_see (findings->rights, kind, version->values, table))
        continue;
      if (row == NULL)
        sim_fail ("client %u lacks %s %s", findings->client->number, kind->name, id);
      else
        compare_row (findings, kind, row, table, version->values);
      g_hash_table_remove (by_id, id);
    }
  {
    GHashTableIter iter;
    gpointer id, row;

    g_hash_table_iter_init (&iter, by_id);
    while (g_hash_table_iter_next (&iter, &id, &row))
      if (!is_own_creation (row))
        sim_fail ("client %u has %s %s, which it may not", findings->client->number, kind->name,
                  (const char *) id);
  }
}

static void
compare_cache (Findings *findings)
{
  SimDb *db = findings->seed->server->db;
  SimTx *tx = sim_tx_new (db, TRUE);

  sim_tx_take_snapshot (db, tx);
  findings->rights = sim_rights_new (findings->seed, findings->client->user);
  for (guint i = 0; i < DESK_MAX_KINDS && findings->rows[i] != NULL; i++)
    {
      const CrmKind *kind = crm_kinds (NULL)[i];

      if (hub_kinds_find (kind) > 0)
        compare_kind (findings, kind, findings->rows[i], tx);
    }
}

/* ---- what was typed ------------------------------------------------------------------------- */

static void
append_values (GString *text, const SimTable *table, const SimValue *values)
{
  for (guint i = 0; i < table->columns->len; i++)
    if (values[i].type == SIM_TEXT)
      g_string_append_printf (text, "%s\n", values[i].s);
}

static void
append_table (GString *text, const SimTable *table)
{
  for (guint i = 0; table != NULL && i < table->chains->len; i++)
    {
      SimVersion *version = ((SimChain *) table->chains->pdata[i])->newest;

      if (version != NULL)
        append_values (text, table, version->values);
    }
}

/* Everything that the server keeps, or kept until it forgot a tombstone, and what is left in the
 * outboxes. Nobody is writing any more. */
static GString *
make_haystack (SimSeed *self)
{
  GString *text = g_string_new (NULL);
  GPtrArray *all = get_findings (self);

  append_table (text, sim_db_find_table (self->server->db, "orphan_change"));
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (hub_kinds_get (i)->writer != HUB_WRITER_ELSEWHERE)
      append_table (text, sim_db_find_table (self->server->db, hub_kinds_get (i)->kind->table));
  for (guint i = 0; i < all->len; i++)
    {
      Findings *findings = all->pdata[i];

      for (guint k = 0; k < findings->entries->len; k++)
        if (((DeskEntry *) findings->entries->pdata[k])->state != DESK_ENTRY_DONE)
          g_string_append (text, ((DeskEntry *) findings->entries->pdata[k])->body);
    }
  return text;
}

/* (nullable): the customer that a record hangs on, as it was made. The server may have forgotten
 * both, so it is not asked about what was there from the start. */
static const char *
find_root (SimSeed *self, CrmCommand *command)
{
  const CrmKind *kind = crm_command_get_kind (command);
  const char *record = crm_command_get_record (command);

  if (kind->root < 0)
    return NULL;
  for (guint i = 0; i < self->typed->len; i++)
    {
      CrmCommand *other = ((SimTyped *) self->typed->pdata[i])->command;
      CrmFieldSet *set = crm_command_get_set (other);

      if (g_str_equal (crm_command_get_record (other), record) && set != NULL &&
          crm_field_set_has (set, (guint) kind->root))
        return crm_field_set_get (set, (guint) kind->root);
    }
  return g_hash_table_lookup (self->roots, record);
}

/* The same person wrote over it, deleted it, or gave it up. Of a number that leaves the server
 * masked the history keeps nothing, so that anybody may write over it. */
static gboolean
is_superseded (SimSeed *self, SimTyped *typed, guint field)
{
  const CrmField *definition = &crm_command_get_kind (typed->command)->fields[field];
  gboolean is_secret = (definition->flags & CRM_FIELD_MASKED) != 0;
  const char *record = crm_command_get_record (typed->command);
  const char *root = find_root (self, typed->command);

  for (guint i = 0; i < self->typed->len; i++)
    {
      SimTyped *other = self->typed->pdata[i];
      CrmFieldSet *set = crm_command_get_set (other->command);
      gboolean is_same = g_str_equal (crm_command_get_record (other->command), record);
      gboolean is_about = is_same || g_strcmp0 (crm_command_get_record (other->command), root) == 0;

      if (!is_about || (strcmp (other->user, typed->user) != 0 && !is_secret))
        continue;
      if (other->is_taken_back && other->client == typed->client)
        return TRUE;
      /* Also when it was not said to be saved: it may be. */
      if (other->order <= typed->order)
        continue;
      if (crm_command_get_verb (other->command) == CRM_VERB_DELETE ||
          (is_same && set != NULL && crm_field_set_has (set, field)))
        return TRUE;
    }
  return FALSE;
}

static void
look_for_values (SimSeed *self, SimTyped *typed, const char *haystack)
{
  CrmFieldSet *set = crm_command_get_set (typed->command);
  const CrmKind *kind = crm_command_get_kind (typed->command);

  for (guint i = 0; set != NULL && i < kind->n_fields; i++)
    {
      const char *value = crm_field_set_get (set, i);
      const char *token;

      if (value == NULL || kind->fields[i].type != CRM_FIELD_TEXT ||
          kind->fields[i].max_length == 12)
        continue;
      /* Of a note, what was added to it. */
      token = strrchr (value, '\n') != NULL ? strrchr (value, '\n') + 1 : value;
      if (strstr (haystack, token) == NULL && !is_superseded (self, typed, i))
        sim_fail ("%s of %s (%s) is lost: client %u, command %s", kind->fields[i].name,
                  crm_command_get_record (typed->command), token, typed->client,
                  crm_command_get_id (typed->command));
    }
}

static void
trace_entries (Findings *findings)
{
  for (guint i = 0; i < findings->entries->len; i++)
    {
      DeskEntry *entry = findings->entries->pdata[i];

      sim_trace ("client %u has %s %d %s", findings->client->number, entry->id, entry->state,
                 entry->record);
    }
}

/* What the server said to have done, it knows; of what clashes it keeps a record. */
static void
check_entries (Findings *findings)
{
  SimDb *db = findings->seed->server->db;

  for (guint i = 0; i < findings->entries->len; i++)
    {
      DeskEntry *entry = findings->entries->pdata[i];
      const char *params[] = { entry->id, NULL };

      if ((entry->state == DESK_ENTRY_DONE || entry->state == DESK_ENTRY_CONFLICT) &&
          sim_db_execute (db, "select id from command where id = $1", params) == NULL)
        sim_fail ("client %u was told that %s is done, the server does not know it",
                  findings->client->number, entry->id);
      if (entry->state == DESK_ENTRY_CONFLICT &&
          sim_db_execute (db, "select id from conflict where command = $1", params) == NULL)
        sim_fail ("client %u waits for a conflict about %s, which the server does not keep",
                  findings->client->number, entry->id);
    }
}

/* How often a value was typed, in anybody's command. */
static guint
count_typed (SimSeed *self, const char *value)
{
  GHashTableIter iter;
  gpointer id;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->sent);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      CrmCommand *command = sim_ledger_find (self, id);
      CrmFieldSet *set = crm_command_get_set (command);

      for (guint i = 0; set != NULL && i < crm_command_get_kind (command)->n_fields; i++)
        n += g_strcmp0 (crm_field_set_get (set, i), value) == 0;
    }
  return n;
}

static void
check_count (SimSeed *self, SimTyped *typed, GHashTable *counts)
{
  CrmFieldSet *set = crm_command_get_set (typed->command);
  const CrmKind *kind = crm_command_get_kind (typed->command);

  for (guint i = 0; set != NULL && i < kind->n_fields; i++)
    {
      const char *value = crm_field_set_get (set, i);
      guint n = value != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (counts, value)) : 0;

      /* Many values have one mask. */
      if (kind->fields[i].type != CRM_FIELD_TEXT || n < 2 || crm_text_is_masked (value))
        continue;
      if (n > count_typed (self, value))
        sim_fail ("%s of %s became \"%s\" %u times", kind->fields[i].name,
                  crm_command_get_record (typed->command), value, n);
    }
}

/* What was done once is in the history once. */
static void
check_history (SimSeed *self)
{
  SimResult *result =
      sim_db_query (self->server->db, "select changes from history_event where changes is not null",
                    NULL);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < result->rows->len; i++)
    {
      g_autoptr (JsonNode) node = json_from_string ((*(SimValue *) result->rows->pdata[i]).s, NULL);
      JsonObjectIter iter;
      const char *field;
      JsonNode *change;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &field, &change))
        {
          const char *now =
              json_object_get_string_member_with_default (json_node_get_object (change), "now",
                                                          NULL);
          const char *key = now != NULL ? g_intern_string (now) : NULL;

          if (key != NULL)
            g_hash_table_insert (counts, (gpointer) key,
                                 GUINT_TO_POINTER (
                                     GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1));
        }
    }
  for (guint i = 0; i < self->typed->len; i++)
    check_count (self, self->typed->pdata[i], counts);
}

static void
check_typed (SimSeed *self)
{
  g_autoptr (GString) haystack = make_haystack (self);

  for (guint i = 0; i < self->typed->len; i++)
    {
      SimTyped *typed = self->typed->pdata[i];

      if (typed->is_saved && !typed->is_taken_back)
        look_for_values (self, typed, haystack->str);
    }
}

/* ---- the end -------------------------------------------------------------------------------- */

static void
gathered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Findings *findings = user_data;
  SimSeed *self = findings->seed;
  GPtrArray *all = get_findings (self);
  g_autoptr (GError) error = NULL;

  if (desk_database_work_finish (DESK_DATABASE (source), result, &error) == NULL)
    {
      sim_fail ("client %u cannot be read: %s", findings->client->number, error->message);
      return;
    }
  g_ptr_array_add (all, findings);
  if (all->len < self->n_clients)
    return;
  for (guint i = 0; i < all->len; i++)
    {
      trace_entries (all->pdata[i]);
      check_entries (all->pdata[i]);
      compare_cache (all->pdata[i]);
    }
  check_typed (self);
  check_history (self);
  self->is_checked = TRUE;
}

void
sim_check (SimSeed *self)
{
  for (guint i = 0; i < self->n_clients; i++)
    {
      Findings *findings = g_new0 (Findings, 1);

      findings->seed = self;
      findings->client = self->clients[i];
      desk_database_write_async (self->clients[i]->database, DESK_PRIORITY_SCREEN, gather_work,
                                 findings, NULL, NULL, gathered_cb, findings);
    }
}

gboolean
sim_check_is_over (SimSeed *self)
{
  return self->is_checked;
}
