/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskEntry: one command in the outbox with its fate. Made on the writer thread, handed to the main
 * thread after the commit. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-entry.h"

#include "shared/codec/crm-json.h"
#include "shared/codec/crm-mask.h"

static CrmCommand *
parse_command (const char *body)
{
  g_autoptr (JsonNode) node = crm_json_parse (body, -1, NULL);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);

  return node != NULL ? crm_command_from_json (node, problem) : NULL;
}

/* What the command hangs on: for a new child record the customer named in its set. */
static char *
find_root (CrmCommand *command)
{
  const CrmKind *kind = crm_command_get_kind (command);
  CrmFieldSet *set = crm_command_get_set (command);

  if (kind == NULL || kind->root < 0 || set == NULL)
    return NULL;
  return g_strdup (crm_field_set_get (set, (guint) kind->root));
}

static char *
write_body (CrmCommand *command)
{
  g_autoptr (JsonNode) node = crm_command_to_json (command);

  return crm_json_to_text (node);
}

DeskEntry *
desk_entry_new (CrmCommand *command)
{
  DeskEntry *self = g_atomic_rc_box_new0 (DeskEntry);

  self->state = DESK_ENTRY_PENDING;
  self->root = find_root (command);
  desk_entry_set_command (self, command);
  return self;
}

static char *
make_context (const DeskEntry *self)
{
  return g_strconcat ("entry:", self->id, NULL);
}

char *
desk_entry_dup_stored (const DeskEntry *self, DeskVault *vault, const char *text)
{
  g_autofree char *context = make_context (self);

  if (self->kind == NULL || !crm_kind_has_masked (self->kind))
    return g_strdup (text);
  return desk_vault_seal (vault, DESK_VAULT_OUTBOX, context, text);
}

/* What cannot be opened stays as it is, for the day when its key is there again. */
static void
open_text (DeskEntry *self, DeskVault *vault, char **text)
{
  g_autofree char *context = make_context (self);
  char *opened;

  if (!desk_vault_is_sealed (*text))
    return;
  opened = desk_vault_open (vault, DESK_VAULT_OUTBOX, context, *text);
  self->sealed |= opened == NULL;
  if (opened == NULL)
    return;
  g_free (*text);
  *text = opened;
}

static void
read_texts (DeskEntry *self, DeskVault *vault)
{
  self->kind = crm_kind_find (self->kind_name);
  open_text (self, vault, &self->body);
  open_text (self, vault, &self->problem);
  self->command = self->sealed ? NULL : parse_command (self->body);
}

DeskEntry *
desk_entry_new_from_row (sqlite3_stmt *statement, DeskVault *vault)
{
  DeskEntry *self = g_atomic_rc_box_new0 (DeskEntry);

  self->seq = sqlite3_column_int64 (statement, 0);
  self->id = g_strdup ((const char *) sqlite3_column_text (statement, 1));
  self->kind_name = g_strdup ((const char *) sqlite3_column_text (statement, 2));
  self->record = g_strdup ((const char *) sqlite3_column_text (statement, 3));
  self->root = g_strdup ((const char *) sqlite3_column_text (statement, 4));
  self->state = sqlite3_column_int (statement, 5);
  self->body = g_strdup ((const char *) sqlite3_column_text (statement, 6));
  self->problem = g_strdup ((const char *) sqlite3_column_text (statement, 7));
  self->version = sqlite3_column_int64 (statement, 8);
  self->at = sqlite3_column_int64 (statement, 9);
  self->settled_at = sqlite3_column_int64 (statement, 10);
  self->offered = sqlite3_column_int (statement, 11) != 0;
  read_texts (self, vault);
  return self;
}

static char *
dup_member (JsonObject *object, const char *member)
{
  return g_strdup (json_object_get_string_member_with_default (object, member, NULL));
}

DeskEntry *
desk_entry_new_from_json (JsonObject *object, DeskVault *vault)
{
  DeskEntry *self = g_atomic_rc_box_new0 (DeskEntry);

  self->seq = json_object_get_int_member_with_default (object, "seq", 0);
  self->id = dup_member (object, "id");
  self->kind_name = dup_member (object, "kind");
  self->record = dup_member (object, "record");
  self->root = dup_member (object, "root");
  self->state = (DeskEntryState) json_object_get_int_member_with_default (object, "state", 0);
  self->body = dup_member (object, "body");
  self->problem = dup_member (object, "problem");
  self->version = json_object_get_int_member_with_default (object, "version", 0);
  self->at = json_object_get_int_member_with_default (object, "at", 0);
  self->settled_at = json_object_get_int_member_with_default (object, "settled_at", 0);
  self->offered = json_object_get_boolean_member_with_default (object, "offered", FALSE);
  if (self->id == NULL || self->kind_name == NULL || self->record == NULL || self->body == NULL)
    {
      desk_entry_unref (self);
      return NULL;
    }
  read_texts (self, vault);
  return self;
}

static void
put_member (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
}

JsonObject *
desk_entry_to_json (const DeskEntry *self, DeskVault *vault)
{
  JsonObject *object = json_object_new ();
  g_autofree char *body = desk_entry_dup_stored (self, vault, self->body);
  g_autofree char *problem = desk_entry_dup_stored (self, vault, self->problem);

  json_object_set_int_member (object, "seq", self->seq);
  put_member (object, "id", self->id);
  put_member (object, "kind", self->kind_name);
  put_member (object, "record", self->record);
  put_member (object, "root", self->root);
  json_object_set_int_member (object, "state", self->state);
  put_member (object, "body", body);
  put_member (object, "problem", problem);
  json_object_set_int_member (object, "version", self->version);
  json_object_set_int_member (object, "at", self->at);
  json_object_set_int_member (object, "settled_at", self->settled_at);
  json_object_set_boolean_member (object, "offered", self->offered);
  return object;
}

DeskEntry *
desk_entry_ref (DeskEntry *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_entry (gpointer data)
{
  DeskEntry *self = data;

  g_free (self->id);
  g_free (self->kind_name);
  g_free (self->record);
  g_free (self->root);
  g_free (self->body);
  g_free (self->problem);
  g_clear_pointer (&self->command, crm_command_unref);
}

void
desk_entry_unref (DeskEntry *self)
{
  g_atomic_rc_box_release_full (self, clear_entry);
}

void
desk_entry_set_command (DeskEntry *self, CrmCommand *command)
{
  const CrmKind *kind = crm_command_get_kind (command);

  crm_command_ref (command);
  g_clear_pointer (&self->command, crm_command_unref);
  self->command = command;
  g_free (self->id);
  g_free (self->kind_name);
  g_free (self->record);
  g_free (self->body);
  self->id = g_strdup (crm_command_get_id (command));
  self->kind = kind;
  self->kind_name = g_strdup (kind != NULL ? kind->name : "");
  self->record = g_strdup (crm_command_get_record (command));
  self->body = write_body (command);
  self->sealed = FALSE;
  self->at = crm_command_get_at (command);
}

void
desk_entry_set_problem (DeskEntry *self, CrmProblem *problem)
{
  g_clear_pointer (&self->problem, g_free);
  if (problem != NULL)
    {
      g_autoptr (JsonNode) node = crm_problem_to_json (problem);

      self->problem = crm_json_to_text (node);
    }
}

gboolean
desk_entry_is_waiting_to_go (const DeskEntry *self)
{
  return self->state == DESK_ENTRY_PENDING || self->state == DESK_ENTRY_SENT ||
         self->state == DESK_ENTRY_PARKED;
}

gboolean
desk_entry_get_record (const DeskEntry *self, guint8 id[CRM_ID_BYTES])
{
  return self->record != NULL && crm_id_to_bytes (self->record, id);
}

static void
add_by_seq (GPtrArray *list, DeskEntry *entry)
{
  guint at = list->len;

  while (at > 0 && ((DeskEntry *) g_ptr_array_index (list, at - 1))->seq > entry->seq)
    at--;
  g_ptr_array_insert (list, (int) at, desk_entry_ref (entry));
}

void
desk_entry_replace (GPtrArray *list, DeskEntry *self)
{
  for (guint i = 0; i < list->len; i++)
    if (((DeskEntry *) g_ptr_array_index (list, i))->seq == self->seq)
      {
        g_ptr_array_remove_index (list, i);
        break;
      }
  if (self->state != DESK_ENTRY_DONE)
    add_by_seq (list, self);
}

gboolean
desk_entry_takes_away (const DeskEntry *self)
{
  return self->command != NULL &&
         (crm_command_get_verb (self->command) == CRM_VERB_DELETE ||
          g_strcmp0 (crm_command_get_name (self->command), "customer.merge") == 0);
}
