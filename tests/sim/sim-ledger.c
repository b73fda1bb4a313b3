/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What went over the wire: what the server was asked to do, what it committed, what it answered.
 * Here the promises about single commands are looked at while a seed runs. */

#define G_LOG_DOMAIN "sim"

#include "shared/codec/crm-json.h"
#include "tests/sim/sim-seed.h"

#include <string.h>

typedef struct
{
  CrmCommand *command;  /* (owned) */
  gboolean is_answered; /* as new, by the history that is now */
} Sent;

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  crm_command_unref (sent->command);
  g_free (sent);
}

GHashTable *
sim_ledger_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sent_free);
}

static void
note_one (SimSeed *self, JsonNode *node)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "");
  CrmCommand *command = crm_command_from_json (node, problem);
  const char *id = command != NULL ? crm_command_get_id (command) : NULL;
  Sent *before = id != NULL ? g_hash_table_lookup (self->sent, id) : NULL;
  g_autofree char *digest = NULL;
  g_autofree char *digest_before = NULL;
  Sent *sent;

  if (command == NULL)
    {
      sim_fail ("a client sent a command that cannot be read");
      return;
    }
  if (before != NULL)
    {
      digest = crm_command_dup_digest (command);
      digest_before = crm_command_dup_digest (before->command);
      if (strcmp (digest, digest_before) != 0)
        sim_fail ("the command %s was sent with two bodies", id);
      crm_command_unref (command);
      return;
    }
  sent = g_new0 (Sent, 1);
  sent->command = command;
  g_hash_table_insert (self->sent, g_strdup (id), sent);
}

void
sim_ledger_note_push (SimSeed *self, GBytes *body)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (body, &size);
  g_autoptr (JsonNode) node = crm_json_parse (data, (gssize) size, NULL);
  JsonArray *array = json_object_get_array_member (json_node_get_object (node), "commands");

  for (guint i = 0; i < json_array_get_length (array); i++)
    note_one (self, json_array_get_element (array, i));
}

CrmCommand *
sim_ledger_find (SimSeed *self, const char *id)
{
  Sent *sent = g_hash_table_lookup (self->sent, id);

  return sent != NULL ? sent->command : NULL;
}

/* A final answer is given as new once; whoever asks again is told that it was done before. */
static void
note_result (SimSeed *self, CrmResult *result)
{
  Sent *sent = g_hash_table_lookup (self->sent, result->id);

  if (sent == NULL)
    sim_fail ("an answer to %s, which nobody sent", result->id);
  else if (result->status != CRM_STATUS_REJECTED && !result->repeated)
    {
      if (sent->is_answered)
        sim_fail ("the command %s was answered as new twice", result->id);
      sent->is_answered = TRUE;
    }
}

void
sim_ledger_note_reply (SimSeed *self, GBytes *body)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (body, &size);
  g_autoptr (JsonNode) node = crm_json_parse (data, (gssize) size, NULL);
  JsonArray *array = json_object_get_array_member (json_node_get_object (node), "results");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr (CrmResult) result = crm_result_from_json (json_array_get_element (array, i), NULL);

      if (result != NULL)
        note_result (self, result);
    }
}

/* The server lost its memory: what it did may be done again. */
void
sim_ledger_forget (SimSeed *self)
{
  GHashTableIter iter;
  gpointer sent;

  g_hash_table_iter_init (&iter, self->sent);
  while (g_hash_table_iter_next (&iter, NULL, &sent))
    ((Sent *) sent)->is_answered = FALSE;
}

/* ---- commits -------------------------------------------------------------------------------- */

static const SimWrite *
find_write (SimTx *tx, const char *table, const char *id, guint *n_writes)
{
  const SimWrite *found = NULL;

  *n_writes = 0;
  for (guint i = 0; i < tx->writes->len; i++)
    {
      const SimWrite *write = tx->writes->pdata[i];
      const SimVersion *version = write->made != NULL ? write->made : write->before;
      int column;

      if (strcmp (write->table->name, table) != 0)
        continue;
      column = sim_table_find_column (write->table, "id");
      if (strcmp (version->values[column].s, id) != 0)
        continue;
      found = write;
      (*n_writes)++;
    }
  return found;
}

static guint
count_commands_of (SimTx *tx, const char *record)
{
  guint n = 0;

  for (guint i = 0; i < tx->writes->len; i++)
    {
      const SimWrite *write = tx->writes->pdata[i];
      int column = sim_table_find_column (write->table, "record");

      n += strcmp (write->table->name, "command") == 0 && write->made != NULL &&
           g_strcmp0 (write->made->values[column].s, record) == 0;
    }
  return n;
}

static void
look_at_command (SimSeed *self, SimTx *tx, const SimWrite *write)
{
  SimTable *table = write->table;
  const SimValue *values = write->made->values;
  const char *id = values[sim_table_find_column (table, "id")].s;
  CrmCommand *command = sim_ledger_find (self, id);
  guint n_writes = 0;
  SimCommit commit = { .seed = self, .command = command };
  const SimWrite *row;

  if (command == NULL)
    {
      sim_fail ("the server did %s, which nobody sent", id);
      return;
    }
  if (crm_command_get_verb (command) != CRM_VERB_UPDATE ||
      count_commands_of (tx, crm_command_get_record (command)) != 1)
    return;
  row = find_write (tx, crm_command_get_kind (command)->table, crm_command_get_record (command),
                    &n_writes);
  if (row == NULL || n_writes != 1 || row->before == NULL || row->made == NULL)
    return;
  commit.table = row->table;
  commit.before = row->before->values;
  commit.after = row->made->values;
  commit.status = values[sim_table_find_column (table, "status")].s;
  commit.device = sim_to_text (values[sim_table_find_column (table, "device")]);
  sim_merge_check (&commit);
}

void
sim_ledger_look_at_commit (SimTx *tx, gpointer data)
{
  for (guint i = 0; i < tx->writes->len; i++)
    {
      const SimWrite *write = tx->writes->pdata[i];

      if (strcmp (write->table->name, "command") == 0 && write->made != NULL)
        look_at_command (data, tx, write);
    }
}
