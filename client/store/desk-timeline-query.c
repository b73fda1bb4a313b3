/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the tables of one customer to the entries of the timeline. History is long and read from its
 * index alone, newest first, so that the first page costs a page; of everything else a customer has
 * tens. Reader thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-timeline-query.h"

#include "client/store/desk-sqlite.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-consent.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-instalment-state.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-offer.h"
#include "shared/customers/crm-policy-state.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-task.h"
#include "shared/record/crm-history-event.h"

typedef struct
{
  const DeskTimelineQuery *query;
  GArray *entries;
  int kind;
  GHashTable *counts; /* (nullable): bytes of a policy → how many instalments */
} Collector;

/* The row that @statement stands at. */
typedef void (*Collect) (Collector *self, sqlite3_stmt *statement);

typedef struct
{
  const CrmKind *kind;
  guint groups; /* any of them */
  const char *sql;
  Collect collect;
} Source;

static const char *
get_text (sqlite3_stmt *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

static DeskTimelineEntry *
add_entry (Collector *self, gint64 key, DeskTimelineEvent event, gint64 at)
{
  DeskTimelineEntry entry = { 0 };

  entry.at = at;
  entry.key = key;
  entry.kind = self->kind;
  entry.event = (guint8) event;
  entry.section = DESK_TIMELINE_PAST;
  g_array_append_val (self->entries, entry);
  return &g_array_index (self->entries, DeskTimelineEntry, self->entries->len - 1);
}

/* The beginning of the day, where the person is. */
static gint64
read_day (const char *date)
{
  int year, month, day;
  g_autoptr (GDateTime) local = NULL;

  if (date == NULL || !crm_date_is_valid (date))
    return 0;
  year = (int) g_ascii_strtoll (date, NULL, 10);
  month = (int) g_ascii_strtoll (date + 5, NULL, 10);
  day = (int) g_ascii_strtoll (date + 8, NULL, 10);
  local = g_date_time_new_local (year, month, day, 0, 0, 0);
  return local == NULL ? 0 : g_date_time_to_unix (local) * G_TIME_SPAN_SECOND;
}

static gint64
read_time (const char *text)
{
  gint64 time = 0;

  return text != NULL && crm_time_parse (text, &time, NULL) ? time : 0;
}

/* What is not on the server yet has no time of its; its id was made when it was. */
static gint64
read_time_or_id (sqlite3_stmt *statement, int time, int id)
{
  gint64 at = read_time (get_text (statement, time));
  guint8 bytes[CRM_ID_BYTES];
  gint64 milliseconds = 0;

  if (at != 0 || !desk_sqlite_get_id (statement, id, bytes))
    return at;
  for (int i = 0; i < 6; i++)
    milliseconds = milliseconds << 8 | bytes[i];
  return milliseconds * G_TIME_SPAN_MILLISECOND;
}

static void
add_day (Collector *self, gint64 key, DeskTimelineEvent event, const char *date)
{
  gint64 at = read_day (date);

  if (at != 0 && g_strcmp0 (date, self->query->today) <= 0)
    add_entry (self, key, event, at)->is_whole = TRUE;
}

static void
collect_creation (Collector *self, sqlite3_stmt *statement)
{
  gint64 at = read_time (get_text (statement, 1));

  if (at != 0)
    add_entry (self, sqlite3_column_int64 (statement, 0), DESK_TIMELINE_CREATED, at);
}

static void
collect_change (Collector *self, sqlite3_stmt *statement)
{
  gint64 done = read_time (get_text (statement, 2));

  add_entry (self, sqlite3_column_int64 (statement, 0), DESK_TIMELINE_CHANGED,
             done != 0 ? done : read_time (get_text (statement, 1)));
}

static void
collect_note (Collector *self, sqlite3_stmt *statement)
{
  DeskTimelineEntry *entry = add_entry (self, sqlite3_column_int64 (statement, 0),
                                        DESK_TIMELINE_NOTE, read_time_or_id (statement, 1, 2));

  if (g_strcmp0 (get_text (statement, 3), "true") == 0)
    entry->section = DESK_TIMELINE_PINNED;
}

static void
collect_policy (Collector *self, sqlite3_stmt *statement)
{
  gint64 key = sqlite3_column_int64 (statement, 0);
  const char *issued_on = get_text (statement, 1);
  CrmPolicyFacts facts = { .starts_on = get_text (statement, 2),
                           .ends_on = get_text (statement, 3),
                           .status = get_text (statement, 4) };
  CrmPolicyState state = crm_policy_state_get (&facts, self->query->today);

  if (state == CRM_POLICY_DRAFT)
    return;
  add_day (self, key, DESK_TIMELINE_POLICY_ISSUED, issued_on != NULL ? issued_on : facts.starts_on);
  if (state == CRM_POLICY_EXPIRED)
    add_day (self, key, DESK_TIMELINE_POLICY_ENDED, facts.ends_on);
}

static void
count_instalment (Collector *self, sqlite3_stmt *statement)
{
  guint8 policy[CRM_ID_BYTES];
  guint n;

  if (!desk_sqlite_get_id (statement, 1, policy))
    return;
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, policy));
  g_hash_table_insert (self->counts, desk_id_copy (policy), GUINT_TO_POINTER (n + 1));
}

static void
collect_instalment (Collector *self, sqlite3_stmt *statement)
{
  gint64 key = sqlite3_column_int64 (statement, 0);
  CrmInstalmentFacts facts = { .due_on = get_text (statement, 2),
                               .amount = sqlite3_column_int64 (statement, 3),
                               .paid = sqlite3_column_int64 (statement, 4),
                               .paid_on = get_text (statement, 5),
                               .status = get_text (statement, 6) };
  CrmInstalmentState state = crm_instalment_get_state (&facts, self->query->today);
  guint before = self->entries->len;
  guint8 policy[CRM_ID_BYTES];

  if (state == CRM_INSTALMENT_PAID || (facts.paid > 0 && facts.paid_on != NULL))
    add_day (self, key, DESK_TIMELINE_INSTALMENT_PAID,
             facts.paid_on != NULL ? facts.paid_on : facts.due_on);
  if (state == CRM_INSTALMENT_OVERDUE)
    add_day (self, key, DESK_TIMELINE_INSTALMENT_OVERDUE, facts.due_on);
  if (!desk_sqlite_get_id (statement, 1, policy))
    return;
  for (guint i = before; i < self->entries->len; i++)
    g_array_index (self->entries, DeskTimelineEntry, i).of =
        (guint8) MIN (G_MAXUINT8, GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, policy)));
}

static void
collect_task (Collector *self, sqlite3_stmt *statement)
{
  gint64 key = sqlite3_column_int64 (statement, 0);
  gint64 done = read_time (get_text (statement, 2));

  if (done != 0)
    add_entry (self, key, DESK_TIMELINE_TASK_DONE, done);
  else
    add_entry (self, key, DESK_TIMELINE_TASK_OPEN, read_time (get_text (statement, 1)))->section =
        DESK_TIMELINE_AHEAD;
}

static void
collect_offer (Collector *self, sqlite3_stmt *statement)
{
  gint64 key = sqlite3_column_int64 (statement, 0);

  add_day (self, key, DESK_TIMELINE_OFFERED, get_text (statement, 1));
  if (g_strcmp0 (get_text (statement, 3), "offered") != 0)
    add_day (self, key, DESK_TIMELINE_OFFER_DECIDED, get_text (statement, 2));
}

static void
collect_consent (Collector *self, sqlite3_stmt *statement)
{
  gint64 key = sqlite3_column_int64 (statement, 0);
  gint64 given = read_time (get_text (statement, 1));
  gint64 withdrawn = read_time (get_text (statement, 2));

  if (given != 0)
    add_entry (self, key, DESK_TIMELINE_CONSENT_GIVEN, given);
  if (withdrawn != 0)
    add_entry (self, key, DESK_TIMELINE_CONSENT_WITHDRAWN, withdrawn);
}

/* ?1: the customer. Of history also ?2: documents are wanted, ?3: the other changes, ?4: limit.
 * What has lines of its own is left out there, unless it was removed. */
static const Source sources[] = {
  { &crm_customer_kind, DESK_TIMELINE_CHANGES, "SELECT n, created_at FROM customer WHERE id = ?1",
    collect_creation },
  { &crm_history_event_kind, DESK_TIMELINE_CHANGES | DESK_TIMELINE_DOCUMENTS,
    "SELECT n, at, done_at FROM history_event WHERE customer = ?1"
    " AND CASE WHEN record_kind IN ('identity-document', 'bank-account', 'attachment') THEN ?2"
    " WHEN record_kind IN ('consent', 'offer', 'instalment', 'task')"
    " THEN ?3 AND action NOT IN ('create', 'update')"
    " WHEN record_kind IN ('customer', 'note', 'policy') THEN ?3 AND action <> 'create'"
    " ELSE ?3 END ORDER BY at DESC LIMIT ?4",
    collect_change },
  { &crm_note_kind, DESK_TIMELINE_NOTES,
    "SELECT n, at, id, pinned FROM note WHERE customer = ?1 AND state <> ?5", collect_note },
  { &crm_policy_kind, DESK_TIMELINE_POLICIES,
    "SELECT n, issued_on, starts_on, ends_on, status FROM policy"
    " WHERE customer = ?1 AND state <> ?5",
    collect_policy },
  { &crm_instalment_kind, DESK_TIMELINE_PAYMENTS,
    "SELECT n, policy, due_on, amount_kopecks, paid_kopecks, paid_on, status FROM instalment"
    " WHERE customer = ?1 AND state <> ?5",
    collect_instalment },
  { &crm_task_kind, DESK_TIMELINE_TASKS,
    "SELECT n, due_at, done_at FROM task WHERE customer = ?1 AND state <> ?5", collect_task },
  { &crm_offer_kind, DESK_TIMELINE_OFFERS,
    "SELECT n, offered_on, decided_on, status FROM offer WHERE customer = ?1 AND state <> ?5",
    collect_offer },
  { &crm_consent_kind, DESK_TIMELINE_CONSENTS,
    "SELECT n, given_at, withdrawn_at FROM consent WHERE customer = ?1 AND state <> ?5",
    collect_consent },
};

static void
bind_source (sqlite3_stmt *statement, const DeskTimelineQuery *query, const guint8 *customer)
{
  const gboolean history = sqlite3_bind_parameter_index (statement, "?4") > 0;

  desk_sqlite_bind_id (statement, 1, customer);
  if (history)
    {
      sqlite3_bind_int (statement, 2, (query->groups & DESK_TIMELINE_DOCUMENTS) != 0);
      sqlite3_bind_int (statement, 3, (query->groups & DESK_TIMELINE_CHANGES) != 0);
      sqlite3_bind_int64 (statement, 4, query->limit > 0 ? (gint64) query->limit : -1);
    }
  else if (sqlite3_bind_parameter_index (statement, "?5") > 0)
    sqlite3_bind_int (statement, 5, CRM_RECORD_DELETED);
}

static gboolean
walk (sqlite3_stmt *statement, Collector *self, Collect collect, GError **error)
{
  gboolean row = FALSE;

  while (TRUE)
    {
      if (!desk_sqlite_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      collect (self, statement);
    }
}

/* Instalments are walked twice: what "3 of 4" is of is known at the end. */
static gboolean
run_source (const Source *source,
            Collector *self,
            DeskConnection *connection,
            const guint8 *customer,
            GError **error)
{
  sqlite3_stmt *statement = desk_sqlite_prepare (connection->cache, source->sql, error);
  gboolean done = statement != NULL;

  self->kind = desk_schema_find (connection->schema, source->kind);
  if (done)
    bind_source (statement, self->query, customer);
  if (done && source->collect == collect_instalment)
    done = walk (statement, self, count_instalment, error);
  done = done && walk (statement, self, source->collect, error);
  sqlite3_finalize (statement);
  return done;
}

static int
compare_numbers (gint64 a, gint64 b)
{
  return a < b ? -1 : a > b ? 1 : 0;
}

/* No two are equal, so that nothing changes places by itself. */
static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const DeskTimelineEntry *x = a;
  const DeskTimelineEntry *y = b;
  int order = (int) x->section - (int) y->section;

  if (order == 0 && x->section == DESK_TIMELINE_AHEAD)
    order = compare_numbers (x->at != 0 ? x->at : G_MAXINT64, y->at != 0 ? y->at : G_MAXINT64);
  else if (order == 0)
    order = compare_numbers (y->at, x->at);
  if (order == 0)
    order = x->kind - y->kind;
  if (order == 0)
    order = compare_numbers (y->key, x->key);
  return order != 0 ? order : (int) y->event - (int) x->event;
}

gboolean
desk_timeline_query_run (const DeskTimelineQuery *query,
                         DeskConnection *connection,
                         GArray *entries,
                         GError **error)
{
  g_autoptr (GHashTable) counts = NULL;
  Collector collector = { .query = query, .entries = entries };
  guint8 customer[CRM_ID_BYTES];

  g_array_set_size (entries, 0);
  if (!crm_id_to_bytes (query->customer, customer))
    return TRUE;
  counts = g_hash_table_new_full (desk_id_hash, desk_id_equal, g_free, NULL);
  collector.counts = counts;
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if ((sources[i].groups & query->groups) != 0 &&
        !run_source (&sources[i], &collector, connection, customer, error))
      return FALSE;
  g_array_sort (entries, compare_entries);
  if (query->limit > 0 && entries->len > query->limit)
    g_array_set_size (entries, query->limit);
  return TRUE;
}

gboolean
desk_timeline_query_depends_on (const CrmKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i].kind == kind && kind != &crm_customer_kind)
      return TRUE;
  return FALSE;
}
