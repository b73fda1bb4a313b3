/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of one transaction. Rows are locked customers first, then what hangs on them, each kind
 * by id: the same order for everybody, so that pushes wait for each other instead of dying. */

#define G_LOG_DOMAIN "hub-unit"

#include "server/sync/hub-unit.h"

#include "server/sync/hub-sync-queries.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-contact-point.h"

/* How far a client's clock is believed: as long as it may have been offline, and a clock that is a
 * little fast. */
#define MAX_PAST      (90 * G_TIME_SPAN_DAY)
#define MAX_FUTURE    (5 * G_TIME_SPAN_MINUTE)
#define MAX_PIPELINED 500
#define MAX_SELECTS   (2 * HUB_N_KINDS + 6)
#define MAX_PARAMS    (HUB_N_KINDS + 1)
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
  guint kinds[MAX_SELECTS]; /* number of the kind whose rows it locks, or 0 */
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
batch_add (Batch *self, const HubQuery *query, const char *first, const char *second)
{
  g_return_val_if_fail (self->n < MAX_SELECTS, 0);

  self->queries[self->n] = query;
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
      else if (batch->kinds[i] > 0)
        take_rows (self, batch->kinds[i], rows);
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
is_needed (HubNeeds *needs, guint number)
{
  return g_hash_table_size (needs->records[number]) > 0;
}

/* By number of the kind, less one. */
static GStrv
print_needed (HubNeeds *needs)
{
  GStrv ids = g_new0 (char *, HUB_N_KINDS + 1);

  for (guint number = 1; number <= HUB_N_KINDS; number++)
    ids[number - 1] = print_ids (needs->records[number]);
  return ids;
}

/* Also the rows on which only something hangs that is needed. */
static void
add_load (Batch *batch, HubNeeds *needs, GStrv ids, guint number)
{
  const HubKind *kind = hub_kinds_get (number);
  guint below[HUB_N_KINDS];
  guint n = hub_kind_list_below (kind, below);
  gboolean is_wanted = is_needed (needs, number);
  guint at;

  for (guint i = 0; i < n; i++)
    is_wanted = is_wanted || is_needed (needs, below[i]);
  if (!is_wanted)
    return;

  at = batch_add (batch, kind->load, ids[number - 1], NULL);
  batch->kinds[at] = number;
  for (guint i = 0; i < n; i++)
    batch->params[at][i + 1] = ids[below[i] - 1];
}

/* Most commands are about customers and contact points: those have a statement that looks nowhere
 * else. */
static gboolean
is_near (HubNeeds *needs, guint contacts)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (i != HUB_KIND_CUSTOMER && i != contacts && is_needed (needs, i))
      return FALSE;
  return is_needed (needs, HUB_KIND_CUSTOMER) || is_needed (needs, contacts);
}

/* After the loads: whoever has a row above locked has all that hang on it. */
static void
add_loads_below (Batch *batch, HubNeeds *needs, GPtrArray *texts)
{
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (g_hash_table_size (needs->below[i]) > 0)
      {
        char *ids = print_ids (needs->below[i]);
        guint at = batch_add (batch, hub_kinds_get (i)->load_below, ids, NULL);

        batch->kinds[at] = i;
        g_ptr_array_add (texts, ids);
      }
}

/* Customers first: whoever has them locked has what hangs on them. */
static void
add_loads (Batch *batch, HubNeeds *needs, GStrv ids)
{
  guint contacts = hub_kinds_find (&crm_contact_point_kind);

  if (is_near (needs, contacts))
    {
      guint at = batch_add (batch, hub_sync_query (HUB_SYNC_LOAD_CUSTOMER_NEAR),
                            ids[HUB_KIND_CUSTOMER - 1], ids[contacts - 1]);

      batch->kinds[at] = HUB_KIND_CUSTOMER;
    }
  else
    add_load (batch, needs, ids, HUB_KIND_CUSTOMER);
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    if (i != HUB_KIND_CUSTOMER && hub_kinds_get (i)->load != NULL)
      add_load (batch, needs, ids, i);
}

/* The commands are looked up after the rows are locked: a twin of this push that is just being
 * applied has then been waited for. */
gboolean
hub_unit_load (HubUnit *self, HubNeeds *needs, GPtrArray *ids, HubDbRows **known, GError **error)
{
  g_auto (GStrv) records = print_needed (needs);
  g_autoptr (GPtrArray) below = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *people = print_ids (needs->people);
  g_autofree char *phones = print_ids (needs->phones);
  g_autofree char *commands = print_id_array (ids);
  g_autofree char *n_more = g_strdup_printf ("%u", MAX (needs->n_numbers, 1) - 1);
  Batch batch = { 0 };
  gboolean ok;

  batch_add (&batch, hub_sync_query (HUB_SYNC_READ_RIGHTS_WRITE), self->session->user,
             self->session->id);
  batch.params[0][2] = needs->n_numbers > 0 ? "true" : "false";
  if (needs->n_numbers > 1)
    batch_add (&batch, hub_sync_query (HUB_SYNC_TAKE_NUMBERS), n_more, NULL);
  add_loads (&batch, needs, records);
  add_loads_below (&batch, needs, below);
  if (g_hash_table_size (needs->people) > 0)
    batch_add (&batch, hub_sync_query (HUB_SYNC_READ_USERS), people, NULL);
  if (g_hash_table_size (needs->phones) > 0)
    batch_add (&batch, hub_sync_query (HUB_SYNC_READ_PHONES), phones, NULL);
  if (!needs->is_trusting)
    batch_add (&batch, hub_sync_query (HUB_SYNC_READ_COMMANDS), commands, NULL);

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
  self->rows = g_new0 (GHashTable *, HUB_N_KINDS + 1);
  for (guint i = 1; i <= HUB_N_KINDS; i++)
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
  for (guint i = 1; i <= HUB_N_KINDS; i++)
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
      if (!row->is_stored && kind->insert_many != NULL)
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
  for (guint number = 1; number <= HUB_N_KINDS; number++)
    if (!write_kind (self, number, &n_queued, error))
      return FALSE;
  for (guint i = 0; i < self->added->len; i++)
    if (!write_row (self, self->added->pdata[i], &n_queued, error))
      return FALSE;
  return TRUE;
}
