/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of one transaction. Rows are locked customers first, then what hangs on them, each kind
 * by id: the same order for everybody, so that pushes wait for each other instead of dying. */

#define G_LOG_DOMAIN "hub-unit"

#include "server/sync/hub-unit.h"

#include "shared/base/crm-time.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/record/crm-conflict.h"

#include <string.h>

/* How far a client's clock is believed: as long as it may have been offline, and a clock that is a
 * little fast. */
#define MAX_PAST      (90 * G_TIME_SPAN_DAY)
#define MAX_FUTURE    (5 * G_TIME_SPAN_MINUTE)
#define MAX_PIPELINED 500
#define MAX_SELECTS   11
#define MAX_PARAMS    5
/* So many rows cost less one by one than the arrays of a statement for many. */
#define MAX_SINGLE 4

typedef struct
{
  const HubQuery *query;
  char **params; /* (owned): n_params, each may be %NULL */
} Step;

/* The selects of one round trip. */
typedef struct
{
  guint n;
  const HubQuery *queries[MAX_SELECTS];
  const char *params[MAX_SELECTS][MAX_PARAMS];
  const char *const *param_lists[MAX_SELECTS];
  HubDbRows *results[MAX_SELECTS];
} Batch;

static HubPerson *
person_new (HubDbRows *rows, guint row)
{
  HubPerson *self = g_new0 (HubPerson, 1);

  g_strlcpy (self->id, hub_db_rows_text (rows, row, 0), sizeof self->id);
  self->name = g_strdup (hub_db_rows_text (rows, row, 1));
  self->role = g_strdup (hub_db_rows_text (rows, row, 2));
  self->branch = g_strdup (hub_db_rows_text (rows, row, 3));
  self->is_active = hub_db_rows_boolean (rows, row, 4);
  return self;
}

static void
person_free (HubPerson *self)
{
  g_free (self->name);
  g_free (self->role);
  g_free (self->branch);
  g_free (self);
}

static Step *
step_new (const HubQuery *query, const char *const *params)
{
  Step *self = g_new0 (Step, 1);

  self->query = query;
  self->params = g_new0 (char *, query->n_params + 1);
  for (guint i = 0; i < query->n_params; i++)
    self->params[i] = g_strdup (params[i]);
  return self;
}

static void
step_free (Step *self)
{
  for (guint i = 0; i < self->query->n_params; i++)
    g_free (self->params[i]);
  g_free (self->params);
  g_free (self);
}

/* ---- loading ------------------------------------------------------------------------------- */

/* "{a,b}": ids need no quotes. */
static char *
print_ids (GHashTable *ids)
{
  GString *text = g_string_new ("{");
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (text->len > 1)
        g_string_append_c (text, ',');
      g_string_append (text, id);
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static char *
print_id_array (GPtrArray *ids)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < ids->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      g_string_append (text, g_ptr_array_index (ids, i));
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static guint
batch_add (Batch *self, HubSyncQuery query, const char *first, const char *second)
{
  g_return_val_if_fail (self->n < MAX_SELECTS, 0);

  self->queries[self->n] = hub_sync_query (query);
  self->params[self->n][0] = first;
  self->params[self->n][1] = second;
  self->param_lists[self->n] = self->params[self->n];
  return self->n++;
}

static void
take_rows (HubUnit *self, guint number, HubDbRows *rows)
{
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      HubRow *row = hub_row_new_loaded (hub_kinds_get (number), rows, i);

      g_hash_table_replace (self->rows[number], row->id, row);
    }
}

static void
take_people (HubUnit *self, HubDbRows *rows)
{
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      HubPerson *person = person_new (rows, i);

      g_hash_table_replace (self->people, person->id, person);
    }
}

static void
take_numbers (HubUnit *self, HubDbRows *rows)
{
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    g_queue_push_tail (&self->numbers, g_strdup (hub_db_rows_text (rows, i, 0)));
}

static gboolean
take_rights (HubUnit *self, HubDbRows *rows, GError **error)
{
  const char *number;

  if (!hub_rights_read (&self->rights, self->session, rows, error))
    return FALSE;

  g_strlcpy (self->ver, hub_db_rows_text (rows, 0, HUB_RIGHTS_N_COLUMNS), sizeof self->ver);
  number = hub_db_rows_text (rows, 0, HUB_RIGHTS_N_COLUMNS + 1);
  if (number != NULL)
    g_queue_push_head (&self->numbers, g_strdup (number));
  return TRUE;
}

/* Number of the kind whose rows @query locks, or 0. */
static guint
find_loaded (const HubQuery *query)
{
  if (query == hub_sync_query (HUB_SYNC_LOAD_CUSTOMER_OF))
    return hub_kinds_find (&crm_customer_kind);

  for (guint number = 1; number <= hub_kinds_count (); number++)
    {
      HubSyncQuery load = hub_kinds_get (number)->load;

      if (load != HUB_SYNC_N_QUERIES && query == hub_sync_query (load))
        return number;
    }
  return 0;
}

static gboolean
take_results (HubUnit *self, Batch *batch, HubDbRows **known, GError **error)
{
  for (guint i = 0; i < batch->n; i++)
    {
      g_autoptr (HubDbRows) rows = g_steal_pointer (&batch->results[i]);
      const HubQuery *query = batch->queries[i];

      if (i == 0)
        {
          if (!take_rights (self, rows, error))
            return FALSE;
        }
      else if (query == hub_sync_query (HUB_SYNC_TAKE_NUMBERS))
        take_numbers (self, rows);
      else if (query == hub_sync_query (HUB_SYNC_READ_COMMANDS))
        *known = g_steal_pointer (&rows);
      else if (find_loaded (query) > 0)
        take_rows (self, find_loaded (query), rows);
      else if (query == hub_sync_query (HUB_SYNC_READ_USERS))
        take_people (self, rows);
      else
        for (guint j = 0; j < hub_db_rows_count (rows); j++)
          g_hash_table_add (self->phones, g_strdup (hub_db_rows_text (rows, j, 0)));
    }
  return TRUE;
}

static void
add_all (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (to, g_strdup (id));
}

static gboolean
is_needed (HubNeeds *needs, const CrmKind *kind)
{
  return g_hash_table_size (needs->records[hub_kinds_find (kind)]) > 0;
}

/* By number of the kind, less one. */
static GStrv
print_needed (HubNeeds *needs)
{
  GStrv ids = g_new0 (char *, hub_kinds_count () + 1);

  for (guint number = 1; number <= hub_kinds_count (); number++)
    ids[number - 1] = print_ids (needs->records[number]);
  return ids;
}

/* Customers first, also those on which only something hangs that is needed. Most commands are about
 * customers and contact points, so the statement that looks everywhere is for the others. */
static void
add_loads (Batch *batch, HubNeeds *needs, GStrv ids)
{
  static const CrmKind *const kinds[] = { &crm_customer_kind, &crm_contact_point_kind,
                                          &crm_identity_document_kind, &crm_bank_account_kind,
                                          &crm_conflict_kind };
  gboolean is_plain = !is_needed (needs, &crm_identity_document_kind) &&
                      !is_needed (needs, &crm_bank_account_kind) &&
                      !is_needed (needs, &crm_conflict_kind);
  const char *texts[G_N_ELEMENTS (kinds)];

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    texts[i] = ids[hub_kinds_find (kinds[i]) - 1];
  if (!is_plain)
    memcpy (batch->params[batch_add (batch, HUB_SYNC_LOAD_CUSTOMER_OF, NULL, NULL)], texts,
            sizeof texts);
  else if (is_needed (needs, &crm_customer_kind) || is_needed (needs, &crm_contact_point_kind))
    batch_add (batch, HUB_SYNC_LOAD_CUSTOMER, texts[0], texts[1]);
  for (guint i = 1; i < G_N_ELEMENTS (kinds); i++)
    if (is_needed (needs, kinds[i]))
      batch_add (batch, hub_kinds_get (hub_kinds_find (kinds[i]))->load, texts[i], NULL);
}

/* The commands are looked up after the rows are locked: a twin of this push that is just being
 * applied has then been waited for. */
gboolean
hub_unit_load (HubUnit *self, HubNeeds *needs, GPtrArray *ids, HubDbRows **known, GError **error)
{
  g_auto (GStrv) records = print_needed (needs);
  g_autofree char *people = print_ids (needs->people);
  g_autofree char *phones = print_ids (needs->phones);
  g_autofree char *commands = print_id_array (ids);
  g_autofree char *n_more = g_strdup_printf ("%u", MAX (needs->n_numbers, 1) - 1);
  Batch batch = { 0 };
  gboolean ok;

  batch_add (&batch, HUB_SYNC_READ_RIGHTS_WRITE, self->session->user, self->session->id);
  batch.params[0][2] = needs->n_numbers > 0 ? "true" : "false";
  if (needs->n_numbers > 1)
    batch_add (&batch, HUB_SYNC_TAKE_NUMBERS, n_more, NULL);
  add_loads (&batch, needs, records);
  if (g_hash_table_size (needs->people) > 0)
    batch_add (&batch, HUB_SYNC_READ_USERS, people, NULL);
  if (g_hash_table_size (needs->phones) > 0)
    batch_add (&batch, HUB_SYNC_READ_PHONES, phones, NULL);
  if (!needs->is_trusting)
    batch_add (&batch, HUB_SYNC_READ_COMMANDS, commands, NULL);

  ok = hub_db_select_many (self->db, batch.n, batch.queries, batch.param_lists, batch.results,
                           error);
  ok = ok && take_results (self, &batch, known, error);
  add_all (self->phones, needs->coming);
  for (guint i = 0; i < batch.n; i++)
    g_clear_pointer (&batch.results[i], hub_db_rows_free);
  return ok;
}

/* ---- the unit ------------------------------------------------------------------------------ */

HubUnit *
hub_unit_new (HubDb *db, const HubSession *session)
{
  HubUnit *self = g_new0 (HubUnit, 1);

  self->db = db;
  self->session = session;
  self->now = crm_time_now ();
  self->now_text = crm_time_to_string (self->now);
  self->rows = g_new0 (GHashTable *, hub_kinds_count () + 1);
  for (guint i = 1; i <= hub_kinds_count (); i++)
    self->rows[i] =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) hub_row_free);
  self->people =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) person_free);
  self->phones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->numbers);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  self->added = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_row_free);
  self->tickle = hub_tickle_new ();
  return self;
}

void
hub_unit_free (HubUnit *self)
{
  for (guint i = 1; i <= hub_kinds_count (); i++)
    g_hash_table_unref (self->rows[i]);
  g_free (self->rows);
  g_hash_table_unref (self->people);
  g_hash_table_unref (self->phones);
  g_queue_clear_full (&self->numbers, g_free);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->added);
  hub_tickle_free (self->tickle);
  hub_rights_clear (&self->rights);
  g_free (self->now_text);
  g_free (self->done_at);
  g_free (self);
}

/* A clock that is far off must not put an event where nobody looks for it. */
char *
hub_unit_dup_done_at (HubUnit *self, CrmCommand *command)
{
  gint64 at = crm_command_get_at (command);

  at = at != 0 ? CLAMP (at, self->now - MAX_PAST, self->now + MAX_FUTURE) : self->now;
  return crm_time_to_string (at);
}

void
hub_unit_begin_command (HubUnit *self, CrmCommand *command)
{
  self->command = command;
  g_free (self->done_at);
  self->done_at = hub_unit_dup_done_at (self, command);
}

HubRow *
hub_unit_find (HubUnit *self, const CrmKind *kind, const char *id)
{
  guint number = hub_kinds_find (kind);

  return number > 0 && id != NULL ? g_hash_table_lookup (self->rows[number], id) : NULL;
}

void
hub_unit_put (HubUnit *self, HubRow *row)
{
  GHashTable *rows = self->rows[hub_kinds_find (row->kind->kind)];
  HubRow *before = g_hash_table_lookup (rows, row->id);

  if (before != NULL)
    {
      hub_tickle_add_owner (self->tickle, before->owner);
      hub_tickle_add_branch (self->tickle, before->branch);
    }
  hub_tickle_add_owner (self->tickle, row->owner);
  hub_tickle_add_branch (self->tickle, row->branch);
  row->is_dirty = TRUE;
  if (before != row)
    g_hash_table_replace (rows, row->id, row);
}

HubPerson *
hub_unit_find_person (HubUnit *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->people, id) : NULL;
}

gboolean
hub_unit_sees (HubUnit *self, HubRow *row)
{
  const HubRights *rights = &self->rights;
  const CrmKind *kind = row->kind->kind;

  return hub_rights_sees (rights, kind, row->owner, row->branch) ||
         hub_rights_sees_shared (rights, kind, hub_row_get_root (row));
}

gboolean
hub_unit_allows (HubUnit *self, HubRow *row, CrmAction action)
{
  return hub_rights_allow (&self->rights, row->kind->kind, action, row->owner, row->branch);
}

void
hub_unit_add_step (HubUnit *self, const HubQuery *query, const char *const *params)
{
  g_ptr_array_add (self->steps, step_new (query, params));
}

void
hub_unit_add_row (HubUnit *self, HubRow *row)
{
  hub_tickle_add_owner (self->tickle, row->owner);
  hub_tickle_add_branch (self->tickle, row->branch);
  g_ptr_array_add (self->added, row);
}

static gboolean
write_row (HubUnit *self, HubRow *row, guint *n_queued, GError **error)
{
  if (!hub_row_write (row, self->ver, self->db, error))
    return FALSE;
  /* Neither side may wait for the other to read. */
  return ++*n_queued % MAX_PIPELINED != 0 || hub_db_sync (self->db, error);
}

static gboolean
run_steps (HubUnit *self, GError **error)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      Step *step = self->steps->pdata[i];

      if (!hub_db_queue (self->db, step->query, (const char *const *) step->params, error))
        return FALSE;
    }
  return TRUE;
}

/* New rows of a kind that has a statement for many go together. */
static gboolean
write_kind (HubUnit *self, guint number, guint *n_queued, GError **error)
{
  const HubKind *kind = hub_kinds_get (number);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->rows[number]);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      HubRow *row = data;

      if (!row->is_dirty)
        continue;
      if (!row->is_stored && kind->insert_many != HUB_SYNC_N_QUERIES)
        g_ptr_array_add (fresh, row);
      else if (!write_row (self, row, n_queued, error))
        return FALSE;
    }

  if (fresh->len > MAX_SINGLE)
    return hub_row_insert_many (fresh, self->ver, self->db, error);
  for (guint i = 0; i < fresh->len; i++)
    if (!write_row (self, fresh->pdata[i], n_queued, error))
      return FALSE;
  return TRUE;
}

gboolean
hub_unit_write (HubUnit *self, GError **error)
{
  guint n_queued = 0;

  if (!run_steps (self, error))
    return FALSE;
  for (guint number = 1; number <= hub_kinds_count (); number++)
    if (!write_kind (self, number, &n_queued, error))
      return FALSE;
  for (guint i = 0; i < self->added->len; i++)
    if (!write_row (self, self->added->pdata[i], &n_queued, error))
      return FALSE;
  return TRUE;
}
