/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transaction of a push: one round trip loads and locks what its commands look at, together
 * with the rights of the person and what is known of the command ids; then everything is decided in
 * memory; then one batch writes and commits. The ids are written in the same transaction, so a twin
 * of the push that runs beside it fails on them and finds the answers when it is run again. */

#define G_LOG_DOMAIN "hub-command"

#include "server/sync/hub-command-runner.h"

#include <string.h>

#include "server/base/hub-log.h"
#include "server/sync/hub-array.h"
#include "server/sync/hub-command-apply.h"
#include "server/sync/hub-epoch.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/codec/crm-json.h"

enum
{
  COLUMN_ID,
  COLUMN_DIGEST,
  COLUMN_USER,
  COLUMN_STATUS,
  COLUMN_VERSION,
  COLUMN_RESULT,
};

static const char *const status_words[] = {
  [CRM_STATUS_DONE] = "done",
  [CRM_STATUS_MERGED] = "merged",
  [CRM_STATUS_CONFLICT] = "conflict",
  [CRM_STATUS_REJECTED] = "rejected",
};

HubRun *
hub_run_new (HubPush *push, GPtrArray *rules)
{
  HubRun *self = g_new0 (HubRun, 1);

  self->push = push;
  self->rules = g_ptr_array_ref (rules);
  self->n = push->items->len;
  self->tickle = hub_tickle_new ();
  return self;
}

void
hub_run_free (HubRun *self)
{
  hub_push_free (self->push);
  g_ptr_array_unref (self->rules);
  hub_tickle_free (self->tickle);
  g_clear_pointer (&self->pending, hub_tickle_free);
  g_free (self);
}

void
hub_run_commit (HubRun *self)
{
  if (self->pending != NULL)
    hub_tickle_merge (self->tickle, self->pending);
  g_clear_pointer (&self->pending, hub_tickle_free);
}

static const HubKindRules *
find_rules (HubRun *self, HubPushItem *item)
{
  const CrmKind *kind = crm_command_get_kind (item->command);

  for (guint i = 0; i < self->rules->len; i++)
    {
      const HubKindRules *rules = g_ptr_array_index (self->rules, i);

      if (rules->kind == kind)
        return rules;
    }
  return NULL;
}

/* ---- before -------------------------------------------------------------------------------- */

static void
forget_results (HubRun *self)
{
  self->is_mismatch = FALSE;
  g_clear_pointer (&self->pending, hub_tickle_free);
  for (guint i = self->first; i < self->first + self->n; i++)
    {
      HubPushItem *item = hub_push_get (self->push, i);

      if (item->command != NULL)
        g_clear_pointer (&item->result, crm_result_free);
    }
}

static gboolean
try_load (HubRun *self, HubUnit *unit, gboolean is_trusting, HubDbRows **known, GError **error)
{
  g_autoptr (HubNeeds) needs = hub_needs_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  needs->is_trusting = is_trusting;
  for (guint i = self->first; i < self->first + self->n; i++)
    {
      HubPushItem *item = hub_push_get (self->push, i);

      if (item->command == NULL)
        continue;
      g_ptr_array_add (ids, item->id);
      hub_command_collect (needs, find_rules (self, item), item->command);
    }
  return hub_unit_load (unit, needs, ids, known, error);
}

static gboolean
load (HubRun *self, HubUnit *unit, gboolean is_trusting, HubDbRows **known, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (try_load (self, unit, is_trusting, known, &local))
    return TRUE;
  if (g_error_matches (local, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED))
    return hub_epoch_refresh (unit->db, error) && try_load (self, unit, is_trusting, known, error);

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* ---- what was answered before -------------------------------------------------------------- */

static CrmStatus
read_status (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (status_words); i++)
    if (strcmp (status_words[i], word) == 0)
      return i;
  return CRM_STATUS_REJECTED;
}

static CrmResult *
read_result (HubDbRows *rows, guint row, const char *id)
{
  const char *text = hub_db_rows_text (rows, row, COLUMN_RESULT);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  CrmResult *result = node != NULL ? crm_result_from_json (node, NULL) : NULL;

  if (result == NULL)
    result = crm_result_new (id, read_status (hub_db_rows_text (rows, row, COLUMN_STATUS)));
  result->version = hub_db_rows_integer (rows, row, COLUMN_VERSION);
  result->repeated = TRUE;
  return result;
}

/* The record goes with a repeated answer only while it is what the first answer showed. */
static void
show_record (HubUnit *unit, HubPushItem *item)
{
  HubRow *row = hub_unit_find (unit, crm_command_get_kind (item->command), item->record);

  if (row != NULL && !row->is_deleted && row->rev == item->result->version &&
      hub_unit_sees (unit, row))
    item->result->record = hub_row_to_json (row);
}

static gboolean
answer_known (HubRun *self, HubUnit *unit, HubDbRows *known, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < hub_db_rows_count (known); i++)
    g_hash_table_insert (by_id, (gpointer) hub_db_rows_text (known, i, COLUMN_ID),
                         GUINT_TO_POINTER (i + 1));

  for (guint i = self->first; i < self->first + self->n; i++)
    {
      HubPushItem *item = hub_push_get (self->push, i);
      guint row = GPOINTER_TO_UINT (g_hash_table_lookup (by_id, item->id));

      if (row == 0 || item->command == NULL)
        continue;
      row--;
      if (strcmp (hub_db_rows_text (known, row, COLUMN_DIGEST), item->digest) != 0 ||
          strcmp (hub_db_rows_text (known, row, COLUMN_USER), unit->rights.user) != 0)
        {
          self->is_mismatch = TRUE;
          hub_log (G_LOG_LEVEL_WARNING, "a command id came with another body", "user",
                   unit->rights.user, "command", item->id, NULL);
          return crm_fail (error, CRM_ERROR_CONFLICT, "a command id came with another body");
        }
      item->result = read_result (known, row, item->id);
      show_record (unit, item);
    }
  return TRUE;
}

/* ---- order --------------------------------------------------------------------------------- */

/* Commands wait for those they depend on: of the same record, or of one that was to be created. */
static const char *
get_parent (HubPushItem *item)
{
  const CrmKind *kind = crm_command_get_kind (item->command);
  CrmFieldSet *set = crm_command_get_set (item->command);

  return kind->root >= 0 && set != NULL ? crm_field_set_get (set, kind->root) : NULL;
}

static gboolean
is_create (HubPushItem *item)
{
  return item->command == NULL || crm_command_get_verb (item->command) == CRM_VERB_CREATE;
}

static gboolean
is_blocked (HubPushItem *item, GHashTable *rejected, GHashTable *uncreated)
{
  const char *parent = get_parent (item);

  return g_hash_table_contains (rejected, item->record) ||
         (parent != NULL && g_hash_table_contains (uncreated, parent));
}

static void
note_rejection (HubPushItem *item, GHashTable *rejected, GHashTable *uncreated)
{
  if (item->result == NULL || item->result->status != CRM_STATUS_REJECTED || item->record == NULL)
    return;

  g_hash_table_add (rejected, item->record);
  if (is_create (item))
    g_hash_table_add (uncreated, item->record);
}

static void
answer_waiting (HubPushItem *item)
{
  item->result = crm_result_new (item->id, CRM_STATUS_REJECTED);
  item->result->problem =
      crm_problem_new (CRM_ERROR_WAITING, "it waits for a command that was rejected");
  item->is_final = FALSE;
}

static void
answer_twin (HubRun *self, HubPushItem *item)
{
  CrmResult *first = hub_push_get (self->push, item->first)->result;
  g_autoptr (JsonNode) node = crm_result_to_json (first);

  item->result = crm_result_from_json (node, NULL);
  item->result->repeated =
      first->status != CRM_STATUS_REJECTED || hub_push_get (self->push, item->first)->is_final;
  item->is_final = FALSE;
}

static void
answer_barred (HubPushItem *item)
{
  item->result = crm_result_new (item->id, CRM_STATUS_REJECTED);
  item->result->problem = crm_problem_new (CRM_ERROR_INTERNAL, "the server could not do it");
  item->is_final = FALSE;
}

static gboolean
apply_item (HubRun *self, HubUnit *unit, guint index, gboolean is_waiting, GError **error)
{
  HubPushItem *item = hub_push_get (self->push, index);

  if (item->result != NULL)
    item->is_final = FALSE;
  else if (item->first != index)
    answer_twin (self, item);
  else if (is_waiting)
    answer_waiting (item);
  else if (self->is_barred)
    answer_barred (item);
  else
    return hub_command_apply (unit, find_rules (self, item), item, error);
  return TRUE;
}

static gboolean
apply_all (HubRun *self, HubUnit *unit, GError **error)
{
  g_autoptr (GHashTable) rejected = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) uncreated = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->first + self->n; i++)
    {
      HubPushItem *item = hub_push_get (self->push, i);
      gboolean is_waiting = item->command != NULL && is_blocked (item, rejected, uncreated);

      if (i >= self->first && !apply_item (self, unit, i, is_waiting, error))
        return FALSE;
      note_rejection (item, rejected, uncreated);
    }
  return TRUE;
}

/* ---- after --------------------------------------------------------------------------------- */

/* What cannot be told from the columns of the command's row. */
static char *
print_result (CrmResult *result)
{
  JsonObject *record = g_steal_pointer (&result->record);
  g_autoptr (JsonNode) node = NULL;
  char *text = NULL;

  if (result->status != CRM_STATUS_DONE)
    {
      node = crm_result_to_json (result);
      text = json_to_string (node, FALSE);
    }
  result->record = record;
  return text;
}

enum
{
  ARRAY_ID,
  ARRAY_DIGEST,
  ARRAY_RECORD,
  ARRAY_STATUS,
  ARRAY_VERSION,
  ARRAY_RESULT,
  ARRAY_KIND,
  ARRAY_DONE_AT,
  ARRAY_CHANGED,
  N_ARRAYS,
};

/* The names of the fields, for the audit; nothing of what was written into them. */
static char *
print_changed (CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);
  const CrmKind *kind = crm_command_get_kind (command);
  GString *names = NULL;

  for (guint i = 0; set != NULL && i < kind->n_fields; i++)
    if (crm_field_set_has (set, i))
      {
        if (names == NULL)
          names = g_string_new (NULL);
        else
          g_string_append_c (names, ',');
        g_string_append (names, kind->fields[i].name);
      }
  return names != NULL ? g_string_free (names, FALSE) : NULL;
}

static void
append_act (HubArray **arrays, HubUnit *unit, CrmCommand *command)
{
  g_autofree char *changed = print_changed (command);
  g_autofree char *done_at = hub_unit_dup_done_at (unit, command);

  hub_array_add (arrays[ARRAY_KIND], crm_command_get_name (command));
  hub_array_add (arrays[ARRAY_DONE_AT], done_at);
  hub_array_add (arrays[ARRAY_CHANGED], changed);
}

static void
append_command (HubArray **arrays, HubUnit *unit, HubPushItem *item)
{
  g_autofree char *version = g_strdup_printf ("%" G_GINT64_FORMAT, item->result->version);
  g_autofree char *text = print_result (item->result);

  hub_array_add (arrays[ARRAY_ID], item->id);
  hub_array_add (arrays[ARRAY_DIGEST], item->digest);
  hub_array_add (arrays[ARRAY_RECORD], item->record);
  hub_array_add (arrays[ARRAY_STATUS], status_words[item->result->status]);
  hub_array_add (arrays[ARRAY_VERSION], version);
  hub_array_add (arrays[ARRAY_RESULT], text);
  append_act (arrays, unit, item->command);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const HubPushItem *const *first = a;
  const HubPushItem *const *second = b;

  return strcmp ((*first)->id, (*second)->id);
}

static gboolean
queue_commands (HubUnit *unit, GPtrArray *items, GError **error)
{
  HubArray *arrays[N_ARRAYS];
  const char *params[N_ARRAYS + 4] = { NULL };
  gboolean ok;

  for (guint i = 0; i < N_ARRAYS; i++)
    arrays[i] = hub_array_new ();
  for (guint i = 0; i < items->len; i++)
    append_command (arrays, unit, items->pdata[i]);
  for (guint i = 0; i < N_ARRAYS; i++)
    params[i] = hub_array_end (arrays[i]);
  params[N_ARRAYS] = unit->rights.user;
  params[N_ARRAYS + 1] = unit->session->device;
  params[N_ARRAYS + 2] = *unit->rights.branch != '\0' ? unit->rights.branch : NULL;
  params[N_ARRAYS + 3] = unit->ver;

  ok = hub_db_queue (unit->db, hub_sync_query (HUB_SYNC_INSERT_COMMANDS), params, error);
  for (guint i = 0; i < N_ARRAYS; i++)
    hub_array_free (arrays[i]);
  return ok;
}

/* In the order of the ids, so that two twins wait instead of dying in a deadlock. */
static gboolean
write_commands (HubRun *self, HubUnit *unit, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (guint i = self->first; i < self->first + self->n; i++)
    if (hub_push_get (self->push, i)->is_final)
      g_ptr_array_add (items, hub_push_get (self->push, i));
  g_ptr_array_sort (items, compare_ids);
  return items->len == 0 || queue_commands (unit, items, error);
}

/* ---- the transaction ----------------------------------------------------------------------- */

/* In another incarnation of the database older commands of the device may be lost: it has to offer
 * them first, so that it does not clash with itself. */
static gboolean
check_epoch (HubRun *self, HubUnit *unit, GError **error)
{
  if (self->push->epoch == NULL || strcmp (self->push->epoch, unit->rights.epoch) == 0)
    return TRUE;
  return crm_fail (error, CRM_ERROR_EPOCH_CHANGED, "the commands are for another epoch");
}

/* Everything but writing. @is_trusting: the commands are taken for new without a look, which saves
 * half of the statements; when they are not, they fail on a unique index and are run again. */
static HubUnit *
decide (HubRun *self, HubDb *db, gboolean is_trusting, GError **error)
{
  g_autoptr (HubUnit) unit = hub_unit_new (db, self->push->session);
  g_autoptr (HubDbRows) known = NULL;

  forget_results (self);
  if (!load (self, unit, is_trusting, &known, error) || !check_epoch (self, unit, error) ||
      (known != NULL && !answer_known (self, unit, known, error)) || !apply_all (self, unit, error))
    return NULL;
  return g_steal_pointer (&unit);
}

/* No index will tell of a command that leaves no trace; maybe it left one before. Nor will one tell
 * that what could not be made need only come back. */
static gboolean
is_doubtful (HubPushItem *item)
{
  return !item->is_final || (is_create (item) && item->result->status == CRM_STATUS_REJECTED);
}

static gboolean
has_doubts (HubRun *self)
{
  for (guint i = self->first; i < self->first + self->n; i++)
    {
      HubPushItem *item = hub_push_get (self->push, i);

      if (item->command != NULL && item->first == i && is_doubtful (item))
        return TRUE;
    }
  return FALSE;
}

gboolean
hub_run_work (HubDb *db, gpointer data, GError **error)
{
  HubRun *self = data;
  gboolean is_trusting = !self->was_tried;
  g_autoptr (HubUnit) unit = decide (self, db, is_trusting, error);

  self->was_tried = TRUE;
  if (unit != NULL && is_trusting && has_doubts (self))
    {
      hub_unit_free (unit);
      unit = decide (self, db, FALSE, error);
    }
  if (unit == NULL || !write_commands (self, unit, error) || !hub_unit_write (unit, error))
    return FALSE;

  self->pending = g_steal_pointer (&unit->tickle);
  unit->tickle = hub_tickle_new ();
  return TRUE;
}
