/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server's answers do to the outbox and to what is shown. One transaction for the answers
 * of one push; writer thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-outbox-work.h"

#include "client/store/desk-overlay.h"
#include "shared/codec/crm-json.h"

/* A record that the answer does not show and the cache does not have may have left the person's
 * sight meanwhile; only one that was made just now is known without being told. */
static gboolean
is_unknown (const DeskEntry *entry, const CrmResult *result, const DeskRow *known)
{
  return known == NULL && (result->repeated || entry->command == NULL ||
                           crm_command_get_verb (entry->command) != CRM_VERB_CREATE);
}

/* The record as the server has it after the command; what it does not tell is made from the base
 * and what the command sets. */
static gboolean
fill_base (DeskConnection *connection,
           const DeskEntry *entry,
           const CrmResult *result,
           DeskRow *base,
           GError **error)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (DeskRow) known = NULL;
  g_autoptr (CrmFieldSet) set = NULL;

  if (result->record != NULL)
    set = crm_json_read_fields (entry->kind, result->record, "/record", problem);
  else
    {
      if (!desk_record_store_get_base (connection, base->kind, base->id, &known, error))
        return FALSE;
      if (is_unknown (entry, result, known))
        return TRUE;
      for (guint i = 0; known != NULL && i < base->n_values; i++)
        desk_row_set_value (base, i, known->values[i]);
      base->version = known != NULL ? known->version : 0;
      if (entry->command != NULL && result->status != CRM_STATUS_CONFLICT)
        set = desk_overlay_dup_set (entry->command);
    }
  desk_row_apply (base, set);
  if (result->version != 0)
    base->version = result->version;
  return TRUE;
}

static gboolean
apply_result (DeskConnection *connection,
              const DeskEntry *entry,
              const CrmResult *result,
              GError **error)
{
  const int kind = desk_schema_find (connection->schema, entry->kind);
  g_autoptr (DeskRow) base = NULL;
  guint8 id[CRM_ID_BYTES];
  gboolean deleted;

  if (kind < 0 || !desk_connection_has_rows (connection) || !desk_entry_get_record (entry, id))
    return TRUE;
  deleted = desk_entry_takes_away (entry) && result->status != CRM_STATUS_CONFLICT &&
            result->status != CRM_STATUS_REJECTED;
  if (deleted)
    return desk_overlay_set_base (connection, kind, id, G_MAXINT64, NULL, error);
  if (result->status == CRM_STATUS_REJECTED)
    return desk_overlay_rebuild (connection, kind, id, error);
  base = desk_row_new (kind, entry->kind->n_fields, id);
  if (!fill_base (connection, entry, result, base, error))
    return FALSE;
  if (base->version == 0)
    return desk_overlay_rebuild (connection, kind, id, error);
  return desk_overlay_set_base (connection, kind, id, base->version,
                                (const char *const *) base->values, error) &&
         desk_overlay_rebuild (connection, kind, id, error);
}

/* The server has, or may have, seen it as it is: one id never stands for two bodies. */
static gboolean
is_known_abroad (const DeskEntry *entry)
{
  return entry->state == DESK_ENTRY_SENT || entry->state == DESK_ENTRY_CONFLICT ||
         entry->state == DESK_ENTRY_REJECTED || entry->offered;
}

/* A later command that was typed on top of this one continues from the version it made. */
static gboolean
rebase_later (DeskConnection *connection, const DeskEntry *settled, gint64 version, GError **error)
{
  const gint64 from = settled->command != NULL ? crm_command_get_base (settled->command) : 0;
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OF_RECORD, settled->record, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (CrmCommand) command = NULL;

      if (entry->seq <= settled->seq || entry->command == NULL || is_known_abroad (entry) ||
          crm_command_get_verb (entry->command) == CRM_VERB_CREATE ||
          crm_command_get_verb (entry->command) == CRM_VERB_OTHER ||
          crm_command_get_base (entry->command) != from)
        continue;
      command = crm_command_with_base (entry->command, version);
      desk_entry_set_command (entry, command);
      if (!desk_entry_store_put (connection, entry, error))
        return FALSE;
    }
  return entries != NULL;
}

/* With the record goes what was refused or waits about it and about what hangs on it: there is no
 * place any more where a person could correct it. What was typed after the deletion @seq is no part
 * of it. */
static gboolean
drop_refused (DeskConnection *connection, GPtrArray *entries, gint64 seq, GError **error)
{
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      DeskEntry *entry = g_ptr_array_index (entries, i);

      if ((entry->state == DESK_ENTRY_REJECTED || entry->state == DESK_ENTRY_PARKED) &&
          entry->seq < seq && !desk_entry_store_delete (connection, entry, error))
        return FALSE;
    }
  return entries != NULL;
}

static gboolean
end_record (DeskConnection *connection, const DeskEntry *entry, GError **error)
{
  g_autoptr (GPtrArray) children = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (entry->command == NULL || crm_command_get_verb (entry->command) != CRM_VERB_DELETE ||
      entry->state != DESK_ENTRY_DONE)
    return TRUE;
  children = desk_entry_store_list (connection, DESK_SQL_ENTRIES_OF_ROOT, entry->record, error);
  if (children == NULL || !drop_refused (connection, children, entry->seq, error))
    return FALSE;
  entries = desk_entry_store_list (connection, DESK_SQL_ENTRIES_OF_RECORD, entry->record, error);
  return drop_refused (connection, entries, entry->seq, error);
}

static DeskEntryState
state_of_result (const CrmResult *result)
{
  switch (result->status)
    {
    case CRM_STATUS_CONFLICT:
      return DESK_ENTRY_CONFLICT;
    case CRM_STATUS_REJECTED:
      return result->problem != NULL && crm_problem_get_code (result->problem) == CRM_ERROR_WAITING
                 ? DESK_ENTRY_PARKED
                 : DESK_ENTRY_REJECTED;
    case CRM_STATUS_DONE:
    case CRM_STATUS_MERGED:
    default:
      return DESK_ENTRY_DONE;
    }
}

static gboolean
settle_one (DeskConnection *connection, const CrmResult *result, GError **error)
{
  g_autoptr (DeskEntry) entry = desk_entry_store_find (connection, result->id);

  /* Settled before (the answer came twice), or never ours. */
  if (entry == NULL || entry->state == DESK_ENTRY_DONE)
    return TRUE;
  entry->state = state_of_result (result);
  entry->version = result->version;
  /* One that waits is sent again as it is: a copy of it may still be on its way. */
  entry->offered = entry->state == DESK_ENTRY_PARKED;
  desk_entry_set_problem (entry, entry->state == DESK_ENTRY_REJECTED ? result->problem : NULL);
  if (entry->state == DESK_ENTRY_DONE)
    entry->settled_at = g_get_real_time ();
  if (!desk_entry_store_put (connection, entry, error))
    return FALSE;
  if (result->status == CRM_STATUS_DONE && result->version != 0 &&
      !rebase_later (connection, entry, result->version, error))
    return FALSE;
  if (!end_record (connection, entry, error))
    return FALSE;
  return apply_result (connection, entry, result, error);
}

gboolean
desk_outbox_settle_work (DeskConnection *connection, gpointer data, GError **error)
{
  GPtrArray *results = data;

  for (guint i = 0; i < results->len; i++)
    if (!settle_one (connection, g_ptr_array_index (results, i), error))
      return FALSE;
  return TRUE;
}
