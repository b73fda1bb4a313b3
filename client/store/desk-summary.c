/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What hangs on a customer, summed up for lists. Policies, instalments, notes and tasks come from
 * cursors in the order of their customers, over all of them at the end of a first load, else over
 * those of one. A state that follows from the date changes without a write: each row says on which
 * day. Writer thread, but for reading. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-summary.h"

#include "client/store/desk-record-store.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-task.h"

#include <string.h>

/* Rows in the order of their customer, who is in column 0. */
typedef struct
{
  sqlite3_stmt *statement; /* (unowned) */
  gboolean row;
} Cursor;

enum
{
  POLICIES,
  INSTALMENTS,
  CONTACTS,
  N_CURSORS
};

static const DeskSql one_sql[N_CURSORS] = {
  DESK_SQL_SUMMARY_POLICIES,
  DESK_SQL_SUMMARY_INSTALMENTS,
  DESK_SQL_SUMMARY_CONTACTS,
};

static const DeskSql all_sql[N_CURSORS] = {
  DESK_SQL_SUMMARY_ALL_POLICIES,
  DESK_SQL_SUMMARY_ALL_INSTALMENTS,
  DESK_SQL_SUMMARY_ALL_CONTACTS,
};

/* What is known of one customer while it is summed up. */
typedef struct
{
  Cursor cursors[N_CURSORS];
  const char *today; /* (unowned) */
  GArray *policies;  /* (element-type CrmPolicyFacts) */
  GArray *ids;       /* (element-type guint8[16]): of the policies */
  GArray *instalments;
  GPtrArray *products; /* of the instalments (element-type utf8) (unowned) */
  GStringChunk *texts;
  char last_contact[28];
} Gathering;

static void
begin_gathering (Gathering *self, const char *today)
{
  memset (self, 0, sizeof *self);
  self->today = today;
  self->policies = g_array_new (FALSE, FALSE, sizeof (CrmPolicyFacts));
  self->ids = g_array_new (FALSE, FALSE, CRM_ID_BYTES);
  self->instalments = g_array_new (FALSE, FALSE, sizeof (CrmInstalmentFacts));
  self->products = g_ptr_array_new ();
  self->texts = g_string_chunk_new (1024);
}

static void
end_gathering (Gathering *self)
{
  g_array_unref (self->policies);
  g_array_unref (self->ids);
  g_array_unref (self->instalments);
  g_ptr_array_unref (self->products);
  g_string_chunk_free (self->texts);
}

static gboolean
open_cursors (Gathering *self,
              DeskConnection *connection,
              const DeskSql sql[N_CURSORS],
              const guint8 *customer,
              GError **error)
{
  for (guint i = 0; i < N_CURSORS; i++)
    {
      Cursor *cursor = &self->cursors[i];

      cursor->statement = desk_connection_get (connection, sql[i], error);
      if (cursor->statement == NULL)
        return FALSE;
      if (customer != NULL)
        desk_sqlite_bind_id (cursor->statement, 1, customer);
      if (!desk_sqlite_step (cursor->statement, &cursor->row, error))
        return FALSE;
    }
  return TRUE;
}

/* -1: the cursor stands before this customer; 0: at it; 1: behind it. */
static int
compare_cursor (const Cursor *cursor, const guint8 *customer)
{
  const void *id = sqlite3_column_blob (cursor->statement, 0);

  if (id == NULL || sqlite3_column_bytes (cursor->statement, 0) != CRM_ID_BYTES)
    return -1;
  return memcmp (id, customer, CRM_ID_BYTES);
}

static const char *
keep_text (Gathering *self, const Cursor *cursor, int column)
{
  const char *text = (const char *) sqlite3_column_text (cursor->statement, column);

  return text != NULL ? g_string_chunk_insert (self->texts, text) : NULL;
}

static void
take_policy (Gathering *self, const Cursor *cursor)
{
  const CrmPolicyFacts facts = {
    .status = keep_text (self, cursor, 2),
    .product = keep_text (self, cursor, 3),
    .starts_on = keep_text (self, cursor, 4),
    .ends_on = keep_text (self, cursor, 5),
    .premium = sqlite3_column_int64 (cursor->statement, 6),
  };
  guint8 id[CRM_ID_BYTES] = { 0 };

  desk_sqlite_get_id (cursor->statement, 1, id);
  g_array_append_val (self->policies, facts);
  g_array_append_vals (self->ids, id, 1);
}

static const CrmPolicyFacts *
find_policy (Gathering *self, const Cursor *cursor)
{
  guint8 id[CRM_ID_BYTES];

  if (!desk_sqlite_get_id (cursor->statement, 1, id))
    return NULL;
  for (guint i = 0; i < self->ids->len; i++)
    if (memcmp (self->ids->data + i * CRM_ID_BYTES, id, CRM_ID_BYTES) == 0)
      return &g_array_index (self->policies, CrmPolicyFacts, i);
  return NULL;
}

/* What belongs to a cancelled policy, or to none that is seen, is owed by nobody. */
static void
take_instalment (Gathering *self, const Cursor *cursor)
{
  const CrmPolicyFacts *policy = find_policy (self, cursor);
  const CrmInstalmentFacts facts = {
    .status = keep_text (self, cursor, 2),
    .due_on = keep_text (self, cursor, 3),
    .paid_on = keep_text (self, cursor, 4),
    .amount = sqlite3_column_int64 (cursor->statement, 5),
    .paid = sqlite3_column_int64 (cursor->statement, 6),
  };

  if (policy == NULL || g_strcmp0 (policy->status, "cancelled") == 0 ||
      g_strcmp0 (policy->status, "draft") == 0)
    return;
  g_array_append_val (self->instalments, facts);
  g_ptr_array_add (self->products, (gpointer) policy->product);
}

static void
take_contact (Gathering *self, const Cursor *cursor)
{
  const char *at = (const char *) sqlite3_column_text (cursor->statement, 1);

  if (at != NULL && strcmp (at, self->last_contact) > 0)
    g_strlcpy (self->last_contact, at, sizeof self->last_contact);
}

static gboolean
read_cursor (Gathering *self, guint which, const guint8 *customer, GError **error)
{
  Cursor *cursor = &self->cursors[which];

  while (cursor->row)
    {
      const int order = compare_cursor (cursor, customer);

      if (order > 0)
        return TRUE;
      if (order == 0 && which == POLICIES)
        take_policy (self, cursor);
      else if (order == 0 && which == INSTALMENTS)
        take_instalment (self, cursor);
      else if (order == 0)
        take_contact (self, cursor);
      if (!desk_sqlite_step (cursor->statement, &cursor->row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
gather (Gathering *self, const guint8 *customer, CrmCustomerSummary *summary, GError **error)
{
  CrmCustomerFacts facts = { 0 };

  g_array_set_size (self->policies, 0);
  g_array_set_size (self->ids, 0);
  g_array_set_size (self->instalments, 0);
  g_ptr_array_set_size (self->products, 0);
  g_string_chunk_clear (self->texts);
  *self->last_contact = '\0';
  for (guint i = 0; i < N_CURSORS; i++)
    if (!read_cursor (self, i, customer, error))
      return FALSE;
  facts.policies = (const CrmPolicyFacts *) (gpointer) self->policies->data;
  facts.n_policies = self->policies->len;
  facts.instalments = (const CrmInstalmentFacts *) (gpointer) self->instalments->data;
  facts.n_instalments = self->instalments->len;
  crm_customer_summary_compute (&facts, (const char *const *) self->products->pdata, self->today,
                                summary);
  g_strlcpy (summary->last_contact, self->last_contact, sizeof summary->last_contact);
  return TRUE;
}

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  if (text != NULL && *text != '\0')
    sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

static gboolean
put_summary (DeskConnection *connection,
             gint64 n,
             const CrmCustomerSummary *summary,
             GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_SUMMARY_PUT, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, n);
  bind_text (statement, 2, crm_standing_get_name (summary->standing));
  sqlite3_bind_int64 (statement, 3, summary->n_in_force);
  sqlite3_bind_int64 (statement, 4, summary->premium);
  sqlite3_bind_int64 (statement, 5, summary->paid);
  sqlite3_bind_int64 (statement, 6, summary->overdue);
  bind_text (statement, 7, summary->products);
  bind_text (statement, 8, crm_next_event_get_name (summary->next_event));
  bind_text (statement, 9, summary->next_on);
  sqlite3_bind_int64 (statement, 10, summary->next_sum);
  bind_text (statement, 11, summary->next_product);
  bind_text (statement, 12, summary->last_contact);
  bind_text (statement, 13, summary->changes_on);
  bind_text (statement, 14, summary->ends_on);
  return desk_sqlite_run (statement, error);
}

static gboolean
drop_summary (DeskConnection *connection, gint64 n, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_SUMMARY_DELETE, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, n);
  return desk_sqlite_run (statement, error);
}

static void
copy_text (char *to, gsize size, sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  g_strlcpy (to, text != NULL ? text : "", size);
}

gboolean
desk_summary_read (DeskConnection *connection,
                   gint64 n,
                   CrmCustomerSummary **summary,
                   GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_SUMMARY_GET, error);
  CrmCustomerSummary *found;
  gboolean row = FALSE;

  *summary = NULL;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, n);
  if (!desk_sqlite_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  found = *summary = g_new0 (CrmCustomerSummary, 1);
  found->standing = crm_standing_from_name ((const char *) sqlite3_column_text (statement, 0));
  found->n_in_force = (guint) sqlite3_column_int64 (statement, 1);
  found->premium = sqlite3_column_int64 (statement, 2);
  found->paid = sqlite3_column_int64 (statement, 3);
  found->overdue = sqlite3_column_int64 (statement, 4);
  copy_text (found->products, sizeof found->products, statement, 5);
  found->next_event = crm_next_event_from_name ((const char *) sqlite3_column_text (statement, 6));
  copy_text (found->next_on, sizeof found->next_on, statement, 7);
  found->next_sum = sqlite3_column_int64 (statement, 8);
  copy_text (found->next_product, sizeof found->next_product, statement, 9);
  copy_text (found->last_contact, sizeof found->last_contact, statement, 10);
  copy_text (found->changes_on, sizeof found->changes_on, statement, 11);
  copy_text (found->ends_on, sizeof found->ends_on, statement, 12);
  sqlite3_reset (statement);
  return TRUE;
}

char *
desk_summary_dup_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%d");
}

/* The field that names the customer of rows that count; -1 for other kinds. */
static int
find_root (const CrmKind *kind)
{
  if (kind == &crm_policy_kind || kind == &crm_instalment_kind || kind == &crm_note_kind)
    return kind->root;
  return kind == &crm_task_kind ? CRM_TASK_CUSTOMER : -1;
}

static void
note_customer (DeskConnection *connection, const guint8 id[CRM_ID_BYTES])
{
  g_hash_table_add (connection->summed, desk_id_copy (id));
}

/* A task may go over to another customer: the one it leaves changes too. */
static gboolean
note_previous (DeskConnection *connection, const DeskRow *row, GError **error)
{
  g_autoptr (DeskRow) previous = NULL;
  guint8 customer[CRM_ID_BYTES];

  if (connection->schema->kinds[row->kind] != &crm_task_kind || row->n == 0)
    return TRUE;
  if (!desk_record_store_read_n (connection, row->kind, row->n, &previous, error))
    return FALSE;
  if (previous != NULL && previous->values[CRM_TASK_CUSTOMER] != NULL &&
      crm_id_to_bytes (previous->values[CRM_TASK_CUSTOMER], customer))
    note_customer (connection, customer);
  return TRUE;
}

gboolean
desk_summary_note (DeskConnection *connection, const DeskRow *row, GError **error)
{
  const CrmKind *kind = connection->schema->kinds[row->kind];
  const int root = find_root (kind);
  guint8 customer[CRM_ID_BYTES];

  if (row->kind == connection->schema->customer)
    note_customer (connection, row->id);
  else if (root >= 0 && row->values[root] != NULL && crm_id_to_bytes (row->values[root], customer))
    note_customer (connection, customer);
  return note_previous (connection, row, error);
}

/* The number of a row that goes may be given again. */
gboolean
desk_summary_erase (DeskConnection *connection, const DeskRow *row, GError **error)
{
  return row->kind == connection->schema->customer ? drop_summary (connection, row->n, error)
                                                   : desk_summary_note (connection, row, error);
}

static gboolean
sum_up (DeskConnection *connection, Gathering *gathering, const guint8 *id, GError **error)
{
  CrmCustomerSummary summary;
  g_autofree CrmCustomerSummary *before = NULL;
  DeskFound found;

  if (!desk_record_store_find (connection, connection->schema->customer, id, &found, error))
    return FALSE;
  if (found.n == 0)
    return TRUE;
  if (!open_cursors (gathering, connection, one_sql, id, error) ||
      !gather (gathering, id, &summary, error) ||
      !desk_summary_read (connection, found.n, &before, error))
    return FALSE;
  if (crm_customer_summary_is_empty (&summary))
    {
      if (before == NULL)
        return TRUE;
      desk_connection_mark (connection, connection->schema->customer, id);
      return drop_summary (connection, found.n, error);
    }
  if (before == NULL || !crm_customer_summary_equal (before, &summary))
    desk_connection_mark (connection, connection->schema->customer, id);
  else if (strcmp (before->changes_on, summary.changes_on) == 0)
    return TRUE;
  return put_summary (connection, found.n, &summary, error);
}

gboolean
desk_summary_flush (DeskConnection *connection, GError **error)
{
  g_autofree char *today = NULL;
  Gathering gathering;
  GHashTableIter iter;
  gboolean done = TRUE;
  gpointer id;

  if (g_hash_table_size (connection->summed) == 0 || connection->loading)
    {
      g_hash_table_remove_all (connection->summed);
      return TRUE;
    }
  today = desk_summary_dup_today ();
  begin_gathering (&gathering, today);
  g_hash_table_iter_init (&iter, connection->summed);
  while (done && g_hash_table_iter_next (&iter, &id, NULL))
    done = sum_up (connection, &gathering, id, error);
  end_gathering (&gathering);
  g_hash_table_remove_all (connection->summed);
  return done;
}

static gboolean
build_all (DeskConnection *connection, Gathering *gathering, GError **error)
{
  sqlite3_stmt *customers = desk_connection_get (connection, DESK_SQL_SUMMARY_CUSTOMERS, error);
  gboolean row = FALSE;

  if (customers == NULL || !open_cursors (gathering, connection, all_sql, NULL, error))
    return FALSE;
  while (TRUE)
    {
      CrmCustomerSummary summary;
      guint8 id[CRM_ID_BYTES];

      if (!desk_sqlite_step (customers, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (!desk_sqlite_get_id (customers, 0, id))
        continue;
      if (!gather (gathering, id, &summary, error))
        return FALSE;
      if (!crm_customer_summary_is_empty (&summary) &&
          !put_summary (connection, sqlite3_column_int64 (customers, 1), &summary, error))
        return FALSE;
    }
}

gboolean
desk_summary_build (DeskConnection *connection, GError **error)
{
  g_autofree char *today = desk_summary_dup_today ();
  Gathering gathering;
  gboolean done;

  if (!desk_sqlite_exec (connection->cache, "DELETE FROM customer_summary", error))
    return FALSE;
  begin_gathering (&gathering, today);
  done = build_all (connection, &gathering, error);
  end_gathering (&gathering);
  return done && desk_connection_put_meta (connection, "summary-day", today, error);
}

gboolean
desk_summary_roll (DeskConnection *connection, const char *today, GError **error)
{
  g_autofree char *before = desk_connection_get_meta (connection, "summary-day");
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, CRM_ID_BYTES);
  sqlite3_stmt *statement;
  Gathering gathering;
  gboolean row = FALSE;
  gboolean done = TRUE;

  if (connection->loading || g_strcmp0 (before, today) == 0)
    return TRUE;
  statement = desk_connection_get (connection, DESK_SQL_SUMMARY_OVER, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, today, -1, SQLITE_STATIC);
  /* A clock that was set back makes all of them doubtful. */
  sqlite3_bind_int (statement, 2, before == NULL || strcmp (before, today) > 0);
  while ((done = desk_sqlite_step (statement, &row, error)) && row)
    {
      guint8 id[CRM_ID_BYTES];

      if (desk_sqlite_get_id (statement, 0, id))
        g_array_append_vals (ids, id, 1);
    }
  begin_gathering (&gathering, today);
  for (guint i = 0; done && i < ids->len; i++)
    done = sum_up (connection, &gathering, (const guint8 *) ids->data + i * CRM_ID_BYTES, error);
  end_gathering (&gathering);
  return done && desk_connection_put_meta (connection, "summary-day", today, error);
}
