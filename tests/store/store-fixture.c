/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A database for one test, driven from the main thread by turning its context. */

#include "tests/store/store-fixture.h"

#include "client/store/desk-database-private.h"
#include "client/store/desk-record-store.h"
#include "client/store/desk-text-words.h"

#define DEADLINE 20000

static gboolean
has_result (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

static void
await_result (GAsyncResult **result)
{
  crm_test_wait_until (has_result, result, DEADLINE);
}

Store *
store_new_closed (void)
{
  Store *self = g_new0 (Store, 1);
  g_autofree char *parent = crm_test_make_dir ();

  self->folder = g_build_filename (parent, "db-test", NULL);
  return self;
}

Store *
store_new (void)
{
  Store *self = store_new_closed ();

  store_open (self);
  return self;
}

Store *
store_new_loaded (void)
{
  Store *self = store_new ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  change_cursor (writer, "start", TRUE);
  g_assert_true (store_feed (self, writer, CRM_CHANGE_ROWS, 0));
  return self;
}

gboolean
store_try_open (Store *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean open;

  self->database = desk_database_new (self->folder);
  desk_database_set_vault (self->database, self->vault);
  desk_database_open_async (self->database, NULL, crm_test_take_result, &result);
  await_result (&result);
  open = desk_database_open_finish (self->database, result, error);
  if (open)
    self->outbox = desk_outbox_new (self->database);
  else
    g_clear_object (&self->database);
  return open;
}

void
store_open (Store *self)
{
  g_autoptr (GError) error = NULL;

  store_try_open (self, &error);
  g_assert_no_error (error);
}

void
store_close (Store *self)
{
  if (self->database == NULL)
    return;
  crm_test_drain ();
  desk_database_close (self->database);
  crm_test_drain ();
  crm_test_assert_finalized (g_steal_pointer (&self->outbox));
  crm_test_assert_finalized (g_steal_pointer (&self->database));
}

void
store_free (Store *self)
{
  char *parent = g_path_get_dirname (self->folder);

  store_close (self);
  g_clear_pointer (&self->vault, desk_vault_unref);
  crm_test_remove_dir (parent);
  g_free (self->folder);
  g_free (self);
}

gboolean
store_try_submit (Store *self, CrmCommand *command, GError **error)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (GAsyncResult) result = NULL;

  g_ptr_array_add (commands, command);
  desk_outbox_submit_async (self->outbox, commands, NULL, crm_test_take_result, &result);
  await_result (&result);
  return desk_outbox_submit_finish (self->outbox, result, error);
}

void
store_submit (Store *self, CrmCommand *command)
{
  g_autoptr (GError) error = NULL;

  store_try_submit (self, command, &error);
  g_assert_no_error (error);
}

int
store_discard (Store *self, const char *id)
{
  const char *const ids[] = { id, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) taken = NULL;

  desk_outbox_discard_async (self->outbox, ids, NULL, crm_test_take_result, &result);
  await_result (&result);
  taken = desk_outbox_discard_finish (self->outbox, result, &error);
  g_assert_no_error (error);
  return (int) g_strv_length (taken);
}

GPtrArray *
store_take (Store *self, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *commands;

  desk_outbox_take_async (self->outbox, limit, NULL, crm_test_take_result, &result);
  await_result (&result);
  commands = desk_outbox_take_finish (self->outbox, result, &error);
  g_assert_no_error (error);
  return commands;
}

void
store_settle (Store *self, CrmResult *answer)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_result_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (results, answer);
  desk_outbox_settle_async (self->outbox, results, NULL, crm_test_take_result, &result);
  await_result (&result);
  desk_outbox_settle_finish (self->outbox, result, &error);
  g_assert_no_error (error);
}

void
store_requeue (Store *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_outbox_requeue_async (self->outbox, TRUE, NULL, crm_test_take_result, &result);
  await_result (&result);
  desk_outbox_requeue_finish (self->outbox, result, &error);
  g_assert_no_error (error);
}

void
store_save_draft (Store *self, const char *key, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_outbox_save_draft_async (self->outbox, key, text, NULL, crm_test_take_result, &result);
  await_result (&result);
  desk_outbox_save_draft_finish (self->outbox, result, &error);
  g_assert_no_error (error);
}

static void
feed_chunk (DeskChangeApplier *applier, GBytes *bytes, gsize from, gsize length)
{
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, from, length);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_change_applier_feed_async (applier, part, NULL, crm_test_take_result, &result);
  await_result (&result);
  desk_change_applier_feed_finish (applier, result, &error);
  g_assert_no_error (error);
}

gboolean
store_feed (Store *self, CrmChangeWriter *writer, CrmChangeFormat format, gsize chunk)
{
  g_autoptr (GError) error = NULL;
  gboolean ended = store_try_feed (self, writer, format, chunk, &error);

  g_assert_no_error (error);
  return ended;
}

gboolean
store_try_feed (Store *self,
                CrmChangeWriter *writer,
                CrmChangeFormat format,
                gsize chunk,
                GError **error)
{
  g_autoptr (DeskChangeApplier) applier = desk_change_applier_new (self->database, format);
  g_autoptr (GBytes) bytes = crm_change_writer_take (writer);
  g_autoptr (GAsyncResult) result = NULL;
  const gsize size = g_bytes_get_size (bytes);

  chunk = chunk == 0 ? size : chunk;
  for (gsize at = 0; at < size; at += chunk)
    feed_chunk (applier, bytes, at, MIN (chunk, size - at));
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &result);
  await_result (&result);
  return desk_change_applier_end_finish (applier, result, error);
}

void
store_pull_customer (Store *self, const char *id, gint64 version, const char *last_name)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  change_customer (writer, id, version, last_name, NULL);
  change_cursor (writer, last_name, TRUE);
  g_assert_true (store_feed (self, writer, CRM_CHANGE_ROWS, 0));
}

void
store_pull_gone (Store *self, const CrmKind *kind, const char *id, CrmChangeType type)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  change_gone (writer, kind, id, 99, type);
  change_cursor (writer, id, TRUE);
  g_assert_true (store_feed (self, writer, CRM_CHANGE_ROWS, 0));
}

typedef struct
{
  const CrmKind *kind;
  const char *id;
  DeskRow *row;
} Read;

static gboolean
read_work (DeskConnection *connection, gpointer data, GError **error)
{
  Read *read = data;
  guint8 id[CRM_ID_BYTES];

  g_assert_true (crm_id_to_bytes (read->id, id));
  return desk_record_store_read (connection, desk_schema_find (connection->schema, read->kind), id,
                                 &read->row, error);
}

static void
run_reader (Store *self, DeskDatabaseWork work, gpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_database_read_async (self->database, DESK_PRIORITY_TYPED, work, data, NULL, NULL,
                            crm_test_take_result, &result);
  await_result (&result);
  desk_database_work_finish (self->database, result, &error);
  g_assert_no_error (error);
}

DeskRow *
store_read (Store *self, const CrmKind *kind, const char *id)
{
  Read read = { kind, id, NULL };

  run_reader (self, read_work, &read);
  return read.row;
}

char *
store_describe (Store *self, const char *id)
{
  static const char *const states[] = { "synced",  "created",  "modified",
                                        "deleted", "rejected", "conflict" };
  g_autoptr (DeskRow) row = store_read (self, &crm_customer_kind, id);

  if (row == NULL)
    return g_strdup ("none");
  return g_strdup_printf ("%s %d %s", states[row->state], (int) row->version,
                          row->values[CRM_CUSTOMER_LAST_NAME]);
}

void
store_assert (Store *self, const char *id, const char *expected)
{
  g_autofree char *shown = store_describe (self, id);

  g_assert_cmpstr (shown, ==, expected);
}

static gboolean
is_ready (gpointer data)
{
  DeskRecordList *list = data;

  if (!desk_record_list_is_complete (list))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (!crm_record_is_loaded (record))
        return FALSE;
    }
  return TRUE;
}

char *
store_search (Store *self, const char *text)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query = desk_query_search (all, text);
  g_autoptr (DeskRecordList) list = desk_record_list_new (self->database, query);
  g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) names = g_string_new (NULL);

  while (!desk_record_list_is_complete (list))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_ptr_array_add (keep, g_list_model_get_item (G_LIST_MODEL (list), i));
  crm_test_wait_until (is_ready, list, DEADLINE);
  for (guint i = 0; i < keep->len; i++)
    {
      g_autofree char *name = crm_customer_dup_display_name (g_ptr_array_index (keep, i));

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

gint64
store_count (Store *self, DeskQuery *query)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 count;

  desk_query_count_async (query, self->database, NULL, crm_test_take_result, &result);
  await_result (&result);
  count = desk_query_count_finish (result, &error);
  g_assert_no_error (error);
  return count;
}

/* Every shown customer is in the order once, by its name, and the index answers for its words. */
static gboolean
check_index_work (DeskConnection *connection, gpointer data, GError **error)
{
  sqlite3_stmt *statement =
      desk_sqlite_prepare (connection->cache,
                           "SELECT o.pos, o.n FROM customer_order o ORDER BY o.pos", error);
  g_autofree char *last = NULL;
  gint64 n_order = 0, n_rows = 0;
  gboolean row = FALSE;

  while (desk_sqlite_step (statement, &row, error) && row)
    {
      g_autoptr (DeskRow) customer = NULL;
      g_autofree char *key = NULL;

      g_assert_true (desk_record_store_read_n (connection, connection->schema->customer,
                                               sqlite3_column_int64 (statement, 1), &customer,
                                               NULL));
      g_assert_nonnull (customer);
      g_assert_cmpint (customer->state, !=, CRM_RECORD_DELETED);
      key = desk_text_words_make_key (customer);
      g_assert_cmpint (g_strcmp0 (last, key), <=, 0);
      g_free (last);
      last = g_steal_pointer (&key);
      n_order++;
    }
  sqlite3_finalize (statement);
  g_assert_true (desk_sqlite_get_integer (connection->cache,
                                          "SELECT count(*) FROM customer WHERE state <> 3", &n_rows,
                                          error));
  g_assert_cmpint (n_order, ==, n_rows);
  return TRUE;
}

static gboolean
check_text_work (DeskConnection *connection, gpointer data, GError **error)
{
  return desk_sqlite_exec (connection->cache,
                           "INSERT INTO customer_text (customer_text) VALUES ('integrity-check')",
                           error);
}

void
store_assert_index (Store *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  run_reader (self, check_index_work, self);
  desk_database_write_async (self->database, DESK_PRIORITY_TYPED, check_text_work, self, NULL, NULL,
                             crm_test_take_result, &result);
  await_result (&result);
  desk_database_work_finish (self->database, result, &error);
  g_assert_no_error (error);
}
