/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people do: they look at a record of their cache and send the commands that the screens
 * send. */

#define G_LOG_DOMAIN "sim"

#include "client/store/desk-entry-store.h"
#include "client/store/desk-record-store.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"
#include "tests/sim/sim-seed.h"

typedef enum
{
  ACT_CREATE,
  ACT_UPDATE,
  ACT_DELETE,
  ACT_UNDELETE,
  ACT_REASSIGN,
  ACT_ADD_CONTACT,
  ACT_CHANGE_CONTACT,
  ACT_DELETE_CONTACT,
  ACT_ADD_PAPER,
  ACT_CHANGE_PAPER,
  ACT_DELETE_PAPER,
  ACT_RESOLVE,
  ACT_DISCARD,
  ACT_INSPECT,
} ActKind;

static const struct
{
  ActKind kind;
  guint weight;
} weights[] = {
  { ACT_CREATE, 12 },        { ACT_UPDATE, 40 },        { ACT_DELETE, 5 },
  { ACT_UNDELETE, 4 },       { ACT_REASSIGN, 9 },       { ACT_ADD_CONTACT, 8 },
  { ACT_CHANGE_CONTACT, 8 }, { ACT_DELETE_CONTACT, 3 }, { ACT_ADD_PAPER, 8 },
  { ACT_CHANGE_PAPER, 8 },   { ACT_DELETE_PAPER, 2 },   { ACT_RESOLVE, 8 },
  { ACT_DISCARD, 2 },        { ACT_INSPECT, 8 },
};

typedef struct
{
  SimSeed *seed;
  SimClient *client;
  guint generation;
  ActKind kind;
  guint64 chance;
  /* what was looked up */
  const CrmKind *record_kind;
  char id[CRM_ID_LENGTH + 1];
  DeskRow *row;   /* (owned) (nullable) */
  DeskRow *about; /* (owned) (nullable): the record of a conflict */
  const CrmKind *about_kind;
} Act;

static void
act_free (Act *self)
{
  g_clear_pointer (&self->row, desk_row_free);
  g_clear_pointer (&self->about, desk_row_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

/* ---- sending -------------------------------------------------------------------------------- */

typedef struct
{
  SimClient *client;
  guint generation;
  GPtrArray *typed; /* (element-type SimTyped) */
} Saving;

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error);

  /* A process that has died tells nobody that anything is saved. */
  ok = ok && saving->generation == saving->client->generation && !saving->client->disk->is_dead;
  for (guint i = 0; i < saving->typed->len; i++)
    {
      SimTyped *typed = saving->typed->pdata[i];

      typed->is_saved = ok;
      sim_trace ("client %u %s %s", saving->client->number, ok ? "saved" : "did not save",
                 crm_command_get_id (typed->command));
    }
  if (error != NULL)
    sim_trace ("client %u: %s", saving->client->number, error->message);
  g_ptr_array_unref (saving->typed);
  g_free (saving);
}

static SimTyped *
note_typed (SimSeed *seed, SimClient *client, CrmCommand *command)
{
  SimTyped *typed = g_new0 (SimTyped, 1);
  g_autoptr (JsonNode) node = crm_command_to_json (command);
  g_autofree char *text = json_to_string (node, FALSE);

  typed->order = seed->typed->len;
  typed->client = client->number;
  typed->user = client->user;
  typed->command = crm_command_ref (command);
  g_ptr_array_add (seed->typed, typed);
  sim_trace ("client %u does %s", client->number, text);
  return typed;
}

static void
submit (Act *act, GPtrArray *commands)
{
  Saving *saving;

  if (commands->len == 0)
    return;
  saving = g_new0 (Saving, 1);
  saving->client = act->client;
  saving->generation = act->client->generation;
  saving->typed = g_ptr_array_new ();
  for (guint i = 0; i < commands->len; i++)
    g_ptr_array_add (saving->typed, note_typed (act->seed, act->client, commands->pdata[i]));
  desk_outbox_submit_async (act->client->outbox, commands, NULL, saved_cb, saving);
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
}

static void
submit_one (Act *act, CrmCommand *command)
{
  g_autoptr (GPtrArray) commands = new_list ();

  g_ptr_array_add (commands, command);
  submit (act, commands);
}

/* ---- customers ------------------------------------------------------------------------------ */

static void
put_token (CrmFieldSet *set, guint field, const char *prefix)
{
  g_autofree char *token = sim_dup_token (prefix);

  crm_field_set_put (set, field, token);
}

static CrmCommand *
make_contact (const char *customer)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_contact_point_kind);
  g_autofree char *id = sim_dup_id ();
  g_autofree char *value = NULL;
  gboolean is_phone = sim_one_in (2);

  value = is_phone ? g_strdup_printf ("+79%09u", sim_pick (1000000000))
                   : g_strdup_printf ("m%08x@post.example", (guint) sim_random ());
  crm_field_set_put (set, CRM_CONTACT_POINT_CUSTOMER, customer);
  crm_field_set_put (set, CRM_CONTACT_POINT_TYPE, is_phone ? "phone" : "email");
  crm_field_set_put (set, CRM_CONTACT_POINT_VALUE, value);
  if (sim_one_in (3))
    put_token (set, CRM_CONTACT_POINT_LABEL, "label");
  return crm_command_new_create (&crm_contact_point_kind, id, set);
}

static void
create_customer (Act *act)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autoptr (GPtrArray) commands = new_list ();
  g_autofree char *id = sim_dup_id ();

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  put_token (set, CRM_CUSTOMER_LAST_NAME, "Last");
  if (sim_one_in (2))
    put_token (set, CRM_CUSTOMER_NOTE, "note");
  /* Now and then one that breaks a rule, or is for somebody else. */
  if (sim_one_in (12))
    crm_field_set_put (set, CRM_CUSTOMER_INN, "7707083894");
  if (sim_one_in (10))
    crm_field_set_put (set, CRM_CUSTOMER_OWNER,
                       ((SimUser *) act->seed->users->pdata[sim_pick (act->seed->users->len)])->id);
  g_ptr_array_add (commands, crm_command_new_create (&crm_customer_kind, id, set));
  for (guint n = sim_pick (3); n > 0; n--)
    g_ptr_array_add (commands, make_contact (id));
  submit (act, commands);
}

static void
put_change (CrmFieldSet *now, CrmFieldSet *was, DeskRow *row, guint field, const char *value)
{
  if (g_strcmp0 (row->values[field], value) == 0)
    return;
  crm_field_set_put (now, field, value);
  crm_field_set_put (was, field, row->values[field]);
}

static void
change_field (Act *act, CrmFieldSet *now, CrmFieldSet *was, guint field)
{
  const CrmField *definition = &act->record_kind->fields[field];
  g_autofree char *token = sim_dup_token ("v");
  g_autofree char *value = NULL;

  if (sim_one_in (12) && field != CRM_CUSTOMER_LAST_NAME)
    {
      put_change (now, was, act->row, field, NULL);
      return;
    }
  if ((definition->flags & CRM_FIELD_BOTH) != 0 && act->row->values[field] != NULL &&
      sim_one_in (2))
    value = g_strconcat (act->row->values[field], "\n", token, NULL);
  put_change (now, was, act->row, field, value != NULL ? value : token);
}

static void
update_customer (Act *act)
{
  static const guint fields[] = {
    CRM_CUSTOMER_LAST_NAME,    CRM_CUSTOMER_FIRST_NAME,     CRM_CUSTOMER_MIDDLE_NAME,
    CRM_CUSTOMER_NOTE,         CRM_CUSTOMER_NOTE,           CRM_CUSTOMER_SOURCE,
    CRM_CUSTOMER_ADDRESS_CITY, CRM_CUSTOMER_ADDRESS_STREET, CRM_CUSTOMER_ADDRESS_TEXT,
  };
  g_autoptr (CrmFieldSet) now = crm_field_set_new (act->record_kind);
  g_autoptr (CrmFieldSet) was = crm_field_set_new (act->record_kind);

  for (guint n = 1 + sim_pick (3); n > 0; n--)
    change_field (act, now, was, fields[sim_pick (G_N_ELEMENTS (fields))]);
  if (sim_one_in (25))
    put_change (now, was, act->row, CRM_CUSTOMER_INN, "7707083894");
  if (sim_one_in (15))
    put_change (now, was, act->row, CRM_CUSTOMER_OWNER,
                ((SimUser *) act->seed->users->pdata[sim_pick (act->seed->users->len)])->id);
  if (crm_field_set_size (now) > 0)
    submit_one (act,
                crm_command_new_update (act->record_kind, act->id, act->row->version, now, was));
}

static CrmCommand *
make_again (Act *act)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (act->record_kind);

  for (guint i = 0; i < act->record_kind->n_fields; i++)
    if ((act->record_kind->fields[i].flags & CRM_FIELD_READ_ONLY) == 0 &&
        act->row->values[i] != NULL)
      crm_field_set_put (set, i, act->row->values[i]);
  return crm_command_new_create (act->record_kind, act->id, set);
}

static void
delete_record (Act *act)
{
  g_ptr_array_add (act->seed->undoes, make_again (act));
  submit_one (act, crm_command_new_delete (act->record_kind, act->id, act->row->version));
}

static void
undelete (Act *act)
{
  GPtrArray *undoes = act->seed->undoes;
  CrmCommand *before;

  if (undoes->len == 0)
    return;
  before = undoes->pdata[sim_pick (undoes->len)];
  submit_one (act, crm_command_new_create (crm_command_get_kind (before),
                                           crm_command_get_record (before),
                                           crm_command_get_set (before)));
}

static void
reassign (Act *act)
{
  g_autoptr (JsonObject) args = json_object_new ();
  SimUser *user = act->seed->users->pdata[sim_pick (act->seed->users->len)];

  json_object_set_string_member (args, "owner", user->id);
  if (sim_one_in (3))
    json_object_set_string_member (args, "reason", "on leave");
  submit_one (act, crm_command_new ("customer.reassign", act->id, args));
}

/* ---- contacts ------------------------------------------------------------------------------- */

static void
change_contact (Act *act)
{
  g_autoptr (CrmFieldSet) now = crm_field_set_new (act->record_kind);
  g_autoptr (CrmFieldSet) was = crm_field_set_new (act->record_kind);
  g_autofree char *label = sim_dup_token ("label");
  g_autofree char *value = NULL;

  put_change (now, was, act->row, CRM_CONTACT_POINT_LABEL, label);
  if (sim_one_in (2) && g_strcmp0 (act->row->values[CRM_CONTACT_POINT_TYPE], "phone") == 0)
    {
      value = g_strdup_printf ("+79%09u", sim_pick (1000000000));
      put_change (now, was, act->row, CRM_CONTACT_POINT_VALUE, value);
    }
  submit_one (act, crm_command_new_update (act->record_kind, act->id, act->row->version, now, was));
}

/* ---- decisions ------------------------------------------------------------------------------ */

static void
take_mine (Act *act, JsonObject *groups, CrmFieldSet *set)
{
  g_autoptr (GList) names = json_object_get_members (groups);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *sides = json_object_get_object_member (groups, l->data);
      g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "");
      g_autoptr (CrmFieldSet) mine =
          crm_json_read_fields (act->about_kind, json_object_get_object_member (sides, "mine"),
                                "/mine", problem);

      if (sim_one_in (2))
        continue;
      for (guint i = 0; i < act->about_kind->n_fields; i++)
        if (crm_field_set_has (mine, i))
          crm_field_set_put (set, i, crm_field_set_get (mine, i));
    }
}

static void
resolve (Act *act)
{
  const char *text = act->row->values[CRM_CONFLICT_GROUPS];
  g_autoptr (JsonNode) node = text != NULL ? crm_json_parse (text, -1, NULL) : NULL;
  g_autoptr (CrmFieldSet) set = NULL;
  gboolean is_deleted = g_strcmp0 (act->row->values[CRM_CONFLICT_REASON], "deleted") == 0;

  if (node == NULL || act->about_kind == NULL || (act->about == NULL && !is_deleted))
    return;
  set = crm_field_set_new (act->about_kind);
  take_mine (act, json_node_get_object (node), set);
  submit_one (act,
              crm_command_new_resolve (act->about_kind, act->row->values[CRM_CONFLICT_RECORD],
                                       act->about != NULL ? act->about->version : 1, set, act->id));
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  desk_outbox_discard_finish (DESK_OUTBOX (source), result, NULL);
}

/* What was typed into that record at that client and is still there goes with it. */
static void
take_back (SimSeed *seed, SimClient *client, const char *record)
{
  for (guint i = 0; i < seed->typed->len; i++)
    {
      SimTyped *typed = seed->typed->pdata[i];

      if (typed->client == client->number &&
          g_str_equal (crm_command_get_record (typed->command), record))
        typed->is_taken_back = TRUE;
    }
}

/* The person sees a rejected change and gives it up. */
static void
discard (SimSeed *seed, SimClient *client)
{
  GListModel *list = G_LIST_MODEL (client->outbox);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (DeskOutboxEntry) entry = g_list_model_get_item (list, i);
      const char *ids[] = { crm_command_get_id (desk_outbox_entry_get_command (entry)), NULL };
      if (desk_outbox_entry_get_state (entry) != DESK_ENTRY_REJECTED)
        continue;
      sim_trace ("client %u gives up %s", client->number, ids[0]);
      take_back (seed, client, crm_command_get_record (desk_outbox_entry_get_command (entry)));
      desk_outbox_discard_async (client->outbox, ids, NULL, discarded_cb, NULL);
      return;
    }
}

/* ---- looking -------------------------------------------------------------------------------- */

static gboolean
pick_row (DeskConnection *connection, Act *act, const char *condition, GError **error)
{
  int kind = desk_schema_find (connection->schema, act->record_kind);
  g_autofree char *count_sql =
      g_strdup_printf ("SELECT count (*) FROM %s WHERE %s", act->record_kind->table, condition);
  g_autofree char *sql = NULL;
  gint64 count = 0, n = 0;

  if (!desk_sqlite_get_integer (connection->cache, count_sql, &count, error))
    return FALSE;
  if (count == 0)
    return TRUE;
  sql = g_strdup_printf ("SELECT n FROM %s WHERE %s ORDER BY id LIMIT 1 OFFSET %" G_GINT64_FORMAT,
                         act->record_kind->table, condition,
                         (gint64) (act->chance % (guint64) count));
  if (!desk_sqlite_get_integer (connection->cache, sql, &n, error) ||
      !desk_record_store_read_n (connection, kind, n, &act->row, error))
    return FALSE;
  if (act->row != NULL)
    crm_id_from_bytes (act->row->id, act->id);
  return TRUE;
}

static gboolean
pick_about (DeskConnection *connection, Act *act, GError **error)
{
  guint8 id[CRM_ID_BYTES];

  act->about_kind = crm_kind_find (act->row->values[CRM_CONFLICT_RECORD_KIND]);
  if (act->about_kind == NULL || !crm_id_to_bytes (act->row->values[CRM_CONFLICT_RECORD], id))
    return TRUE;
  return desk_record_store_read (connection, desk_schema_find (connection->schema, act->about_kind),
                                 id, &act->about, error);
}

/* What waits or is under way is seen as it was typed: the last word of each field counts. */
static void
inspect_entry (Act *act, DeskEntry *entry, GHashTable *seen, DeskRow *row)
{
  CrmFieldSet *set = entry->command != NULL ? crm_command_get_set (entry->command) : NULL;

  for (guint i = 0; set != NULL && i < entry->kind->n_fields; i++)
    {
      g_autofree char *key = g_strdup_printf ("%s %u", entry->record, i);

      if (!crm_field_set_has (set, i) || !g_hash_table_add (seen, g_strdup (key)))
        continue;
      if ((entry->state == DESK_ENTRY_PENDING || entry->state == DESK_ENTRY_SENT) &&
          g_strcmp0 (row->values[i], crm_field_set_get (set, i)) != 0)
        sim_fail ("client %u shows %s of %s as \"%s\", not as typed in %s (%s)",
                  act->client->number, entry->kind->fields[i].name, entry->record, row->values[i],
                  entry->id, crm_field_set_get (set, i));
    }
}

static gboolean
inspect_work (DeskConnection *connection, gpointer data, GError **error)
{
  Act *act = data;
  g_autoptr (GPtrArray) entries =
      desk_entry_store_list (connection, DESK_SQL_ENTRIES_OPEN, NULL, error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = entries != NULL && desk_connection_has_rows (connection) ? entries->len : 0; i > 0;
       i--)
    {
      DeskEntry *entry = entries->pdata[i - 1];
      g_autoptr (DeskRow) row = NULL;
      guint8 id[CRM_ID_BYTES];

      if (entry->kind == NULL || !desk_entry_get_record (entry, id))
        continue;
      if (!desk_record_store_read (connection, desk_schema_find (connection->schema, entry->kind),
                                   id, &row, error))
        return FALSE;
      if (entry->command != NULL && crm_command_get_argument (entry->command, "owner") != NULL)
        g_hash_table_add (seen, g_strdup_printf ("%s %u", entry->record, CRM_CUSTOMER_OWNER));
      if (row != NULL)
        inspect_entry (act, entry, seen, row);
    }
  return entries != NULL;
}

static gboolean
look_work (DeskConnection *connection, gpointer data, GError **error)
{
  Act *act = data;
  gboolean is_conflict = act->record_kind == &crm_conflict_kind;

  g_clear_pointer (&act->row, desk_row_free);
  g_clear_pointer (&act->about, desk_row_free);
  return pick_row (connection, act, is_conflict ? "status = 'open'" : "state <> 3", error) &&
         (!is_conflict || act->row == NULL || pick_about (connection, act, error));
}

static void
do_act (Act *act)
{
  switch (act->kind)
    {
    case ACT_UPDATE:
      update_customer (act);
      break;
    case ACT_DELETE:
    case ACT_DELETE_CONTACT:
      delete_record (act);
      break;
    case ACT_REASSIGN:
      reassign (act);
      break;
    case ACT_ADD_CONTACT:
      submit_one (act, make_contact (act->id));
      break;
    case ACT_CHANGE_CONTACT:
      change_contact (act);
      break;
    case ACT_ADD_PAPER:
      submit_one (act, sim_papers_create (act->seed, sim_papers_pick_kind (act->chance), act->id));
      break;
    case ACT_CHANGE_PAPER:
      submit_one (act, sim_papers_change (act->seed, act->record_kind, act->id, act->row));
      break;
    case ACT_DELETE_PAPER:
      submit_one (act, crm_command_new_delete (act->record_kind, act->id, act->row->version));
      break;
    case ACT_RESOLVE:
      resolve (act);
      break;
    default:
      break;
    }
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Act) act = user_data;
  gboolean ok = desk_database_work_finish (DESK_DATABASE (source), result, NULL) != NULL;

  if (ok && act->row != NULL && act->generation == act->client->generation &&
      act->client->state == SIM_CLIENT_OPEN)
    do_act (act);
}

static const CrmKind *
get_kind (ActKind kind, guint64 chance)
{
  switch (kind)
    {
    case ACT_CHANGE_PAPER:
    case ACT_DELETE_PAPER:
      return sim_papers_pick_kind (chance);
    case ACT_CHANGE_CONTACT:
    case ACT_DELETE_CONTACT:
      return &crm_contact_point_kind;
    case ACT_RESOLVE:
      return &crm_conflict_kind;
    default:
      return &crm_customer_kind;
    }
}

/* Something can always be made, changed and looked at. */
static gboolean
is_done_here (const SimMenu *menu, ActKind kind)
{
  return kind == ACT_CREATE || kind == ACT_UPDATE || kind == ACT_INSPECT ||
         (menu->acts & (1u << kind)) != 0;
}

static ActKind
pick_act (const SimMenu *menu)
{
  guint total = 0, chosen;

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    if (is_done_here (menu, weights[i].kind))
      total += weights[i].weight;
  chosen = sim_pick (total);
  for (guint i = 0;; i++)
    {
      if (!is_done_here (menu, weights[i].kind))
        continue;
      if (chosen < weights[i].weight)
        return weights[i].kind;
      chosen -= weights[i].weight;
    }
}

void
sim_act (SimSeed *self, SimClient *client)
{
  g_autoptr (Act) act = g_new0 (Act, 1);

  if (client->state != SIM_CLIENT_OPEN)
    return;
  act->seed = self;
  act->client = client;
  act->generation = client->generation;
  act->kind = pick_act (&self->menu);
  act->chance = sim_random ();
  act->record_kind = get_kind (act->kind, act->chance);
  if (act->kind == ACT_CREATE)
    create_customer (act);
  else if (act->kind == ACT_UNDELETE)
    undelete (act);
  else if (act->kind == ACT_DISCARD)
    discard (self, client);
  else if (act->kind == ACT_INSPECT)
    desk_database_write_async (client->database, DESK_PRIORITY_SCREEN, inspect_work,
                               g_memdup2 (act, sizeof *act), NULL, NULL, NULL, NULL);
  else
    {
      desk_database_read_async (client->database, DESK_PRIORITY_SCREEN, look_work, act, NULL, NULL,
                                looked_cb, act);
      g_steal_pointer (&act);
    }
}
