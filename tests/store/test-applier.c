/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The change stream: cut at every byte, in both formats, with records that come twice, go away or
 * leave the scope, before and after the first load. */

#include "client/store/desk-database-private.h"
#include "shared/base/crm-error.h"
#include "tests/store/store-fixture.h"

static const char ivan[] = "01980000-0000-7000-8000-000000000001";
static const char anna[] = "01980000-0000-7000-8000-000000000002";
static const char pyotr[] = "01980000-0000-7000-8000-000000000003";
static const char ivan_phone[] = "01980000-0000-7000-8000-000000000011";
static const char anna_mail[] = "01980000-0000-7000-8000-000000000012";

static GBytes *
make_stream (CrmChangeFormat format)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (format);

  change_customer (writer, ivan, 1, "Яковлев", "Иван");
  change_customer (writer, anna, 1, "Абрамова", "Анна");
  change_cursor (writer, "one", FALSE);
  change_contact (writer, ivan_phone, ivan, "phone", "+79005550123");
  change_contact (writer, anna_mail, anna, "email", "anna@example.org");
  change_customer (writer, pyotr, 1, "Петров", "Пётр");
  change_cursor (writer, "two", FALSE);
  change_customer (writer, ivan, 2, "Волков", "Иван");
  change_gone (writer, &crm_customer_kind, pyotr, 2, CRM_CHANGE_DELETED);
  change_gone (writer, &crm_customer_kind, anna, 0, CRM_CHANGE_SCOPE);
  change_cursor (writer, "three", TRUE);
  return crm_change_writer_take (writer);
}

static gboolean
feed_part (Store *store, GBytes *bytes, CrmChangeFormat format, gsize from, gsize length)
{
  g_autoptr (DeskChangeApplier) applier = desk_change_applier_new (store->database, format);
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, from, length);
  g_autoptr (GAsyncResult) fed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;
  gboolean end;

  desk_change_applier_feed_async (applier, part, NULL, crm_test_take_result, &fed);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  while (fed == NULL || ended == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_change_applier_feed_finish (applier, fed, &error);
  g_assert_no_error (error);
  end = desk_change_applier_end_finish (applier, ended, &error);
  g_assert_no_error (error);
  return end;
}

static void
check_whole (Store *store)
{
  g_autofree char *all = store_search (store, NULL);
  g_autofree char *by_phone = store_search (store, "0123");
  g_autofree char *gone = store_search (store, "anna@");
  g_autofree char *cursor = desk_database_dup_cursor (store->database);

  g_assert_true (desk_database_is_complete (store->database));
  g_assert_cmpstr (all, ==, "Волков Иван");
  g_assert_cmpstr (by_phone, ==, "Волков Иван");
  g_assert_cmpstr (gone, ==, "");
  g_assert_cmpstr (cursor, ==, "three");
  g_assert_null (store_read (store, &crm_contact_point_kind, anna_mail));
  store_assert_index (store);
}

/* The stream is cut after @length bytes and comes again from its beginning, as a server that sends
 * a little more than needed would do. */
static void
run_cut (CrmChangeFormat format, gsize length, gboolean loaded)
{
  g_autoptr (Store) store = loaded ? store_new_loaded () : store_new ();
  g_autoptr (GBytes) bytes = make_stream (format);

  g_assert_false (feed_part (store, bytes, format, 0, length));
  g_assert_cmpint (desk_database_is_complete (store->database), ==, loaded);
  if (length % 3 == 0)
    {
      store_close (store);
      store_open (store);
    }
  g_assert_true (feed_part (store, bytes, format, 0, g_bytes_get_size (bytes)));
  check_whole (store);
}

static void
test_cut (gconstpointer data)
{
  const CrmChangeFormat format = GPOINTER_TO_INT (data) & 1 ? CRM_CHANGE_NDJSON : CRM_CHANGE_ROWS;
  const gboolean loaded = (GPOINTER_TO_INT (data) & 2) != 0;
  g_autoptr (GBytes) bytes = make_stream (format);
  const gsize step = g_test_slow () ? 1 : 23;

  for (gsize length = 1; length < g_bytes_get_size (bytes); length += step)
    run_cut (format, length, loaded);
}

/* Bytes one by one. */
static void
test_small_chunks (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  change_customer (writer, ivan, 1, "Волков", "Иван");
  change_cursor (writer, "one", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 1));
  store_assert (store, ivan, "synced 1 Волков");
}

/* Where a cut first load stands is known, also in the next run of the program. */
static void
test_resume (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (CrmChangeWriter) first = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (CrmChangeWriter) second = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *cursor = NULL;
  g_autofree char *again = NULL;
  g_autofree char *all = NULL;

  change_customer (first, ivan, 1, "Волков", "Иван");
  change_cursor (first, "half", FALSE);
  change_customer (first, anna, 1, "Потеря", NULL);
  g_assert_false (store_feed (store, first, CRM_CHANGE_ROWS, 0));
  cursor = desk_database_dup_cursor (store->database);
  g_assert_cmpstr (cursor, ==, "half");
  store_close (store);
  store_open (store);
  again = desk_database_dup_cursor (store->database);
  g_assert_cmpstr (again, ==, "half");
  g_assert_false (desk_database_is_complete (store->database));
  change_customer (second, anna, 1, "Абрамова", "Анна");
  change_cursor (second, "whole", TRUE);
  g_assert_true (store_feed (store, second, CRM_CHANGE_ROWS, 0));
  all = store_search (store, NULL);
  g_assert_cmpstr (all, ==, "Абрамова Анна, Волков Иван");
  store_assert_index (store);
}

/* What is typed while the first load runs is there when it ends. */
static void
test_submit_while_loading (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (CrmChangeWriter) first = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (CrmChangeWriter) second = crm_change_writer_new (CRM_CHANGE_ROWS);

  change_customer (first, ivan, 1, "Волков", "Иван");
  change_cursor (first, "half", FALSE);
  g_assert_false (store_feed (store, first, CRM_CHANGE_ROWS, 0));
  store_submit (store, command_edit (ivan, 1, "Зайцев", "Волков"));
  store_submit (store, command_create (anna, "Новая"));
  change_customer (second, pyotr, 1, "Петров", "Пётр");
  change_cursor (second, "whole", TRUE);
  g_assert_true (store_feed (store, second, CRM_CHANGE_ROWS, 0));
  store_assert (store, ivan, "modified 1 Зайцев");
  store_assert (store, anna, "created 0 Новая");
  store_assert_index (store);
}

/* @data: SQL for the cache. */
static gboolean
run_sql_work (DeskConnection *connection, gpointer data, GError **error)
{
  return desk_sqlite_exec (connection->cache, data, error);
}

static gboolean
refuse_work (DeskConnection *connection, gpointer data, GError **error)
{
  return crm_fail (error, CRM_ERROR_INVALID, "No");
}

static gboolean
try_work (Store *store, DeskDatabaseWork work, const char *sql)
{
  g_autoptr (GAsyncResult) result = NULL;

  desk_database_write_async (store->database, DESK_PRIORITY_TYPED, work, (gpointer) sql, NULL, NULL,
                             crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return desk_database_work_finish (store->database, result, NULL) != NULL;
}

/* The indexes cannot all be made; some are there when the load goes on. */
static void
test_end_fails (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (CrmChangeWriter) first = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (CrmChangeWriter) second = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (GError) error = NULL;
  g_autofree char *all = NULL;

  change_customer (first, ivan, 1, "Яковлев", "Иван");
  change_contact (first, ivan_phone, ivan, "phone", "+79005550123");
  change_cursor (first, "half", FALSE);
  g_assert_true (try_work (store, run_sql_work,
                           "DROP INDEX contact_point_id;"
                           "CREATE TABLE contact_point_id (n)"));
  change_cursor (first, "whole", TRUE);
  g_assert_false (store_try_feed (store, first, CRM_CHANGE_ROWS, 0, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FAILED);
  g_assert_false (desk_database_is_complete (store->database));
  g_assert_true (try_work (store, run_sql_work, "DROP TABLE contact_point_id"));
  change_customer (second, ivan, 2, "Волков", "Иван");
  change_cursor (second, "whole", TRUE);
  g_assert_true (store_feed (store, second, CRM_CHANGE_ROWS, 0));
  all = store_search (store, NULL);
  g_assert_cmpstr (all, ==, "Волков Иван");
  store_assert (store, ivan, "synced 2 Волков");
  store_assert_index (store);
}

/* The cache misses an answer, and what would bring it up to date is taken back: what was below the
 * edit does not come back over what the server says later. */
static void
test_missed_answer (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (GPtrArray) sent = NULL;

  store_pull_customer (store, ivan, 1, "Волков");
  store_submit (store, command_edit (ivan, 1, "Зайцев", "Волков"));
  sent = store_take (store, 1);
  g_assert_true (try_work (store, run_sql_work, "PRAGMA query_only = ON"));
  store_settle (store, result_done (crm_command_get_id (sent->pdata[0]), 2, "Зайцев"));
  g_assert_true (try_work (store, run_sql_work, "PRAGMA query_only = OFF"));
  g_assert_false (try_work (store, refuse_work, NULL));
  store_pull_customer (store, ivan, 2, "Зайцев");
  store_assert (store, ivan, "synced 2 Зайцев");
  store_close (store);
  store_open (store);
  store_assert (store, ivan, "synced 2 Зайцев");
  store_assert_index (store);
}

static void
test_reset (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (CrmChangeWriter) second = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *cursor = NULL;

  change_customer (writer, ivan, 5, "Волков", "Иван");
  change_cursor (writer, "one", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  store_submit (store, command_edit (ivan, 5, "Зайцев", "Волков"));
  desk_database_reset_cache_async (store->database, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (desk_database_reset_cache_finish (store->database, result, &error));
  g_assert_no_error (error);
  cursor = desk_database_dup_cursor (store->database);
  g_assert_null (cursor);
  g_assert_false (desk_database_is_complete (store->database));
  g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, 1);

  /* The new epoch counts versions anew. */
  change_customer (second, ivan, 2, "Волков", "Иван");
  change_cursor (second, "two", TRUE);
  g_assert_true (store_feed (store, second, CRM_CHANGE_ROWS, 0));
  store_assert (store, ivan, "modified 2 Зайцев");
  store_assert_index (store);
}

static void
refuse_next (Store *store)
{
  g_autoptr (GPtrArray) sent = store_take (store, 1);

  g_assert_cmpuint (sent->len, ==, 1);
  store_settle (store, result_rejected (crm_command_get_id (sent->pdata[0]), CRM_ERROR_MOVED));
}

/* A cache that is loaded again has the contact whose deletion was refused, also when its customer
 * was edited before and waits to go. */
static void
test_refused_child (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (CrmCommand) deletion = command_delete (ivan, 1);
  g_autoptr (DeskRow) hidden = NULL;
  g_autoptr (DeskRow) shown = NULL;

  store_submit (store, command_edit (ivan, 1, "Зайцев", "Волков"));
  store_submit (store, crm_command_new_delete (&crm_contact_point_kind, ivan_phone, 1));
  refuse_next (store);
  refuse_next (store);
  store_submit (store, crm_command_ref (deletion));

  change_customer (writer, ivan, 1, "Волков", "Иван");
  change_contact (writer, ivan_phone, ivan, "phone", "+79005550123");
  change_cursor (writer, "one", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  hidden = store_read (store, &crm_contact_point_kind, ivan_phone);
  g_assert_nonnull (hidden);
  g_assert_cmpint (hidden->state, ==, CRM_RECORD_DELETED);
  g_assert_cmpint (store_discard (store, crm_command_get_id (deletion)), ==, 1);
  store_assert (store, ivan, "rejected 1 Зайцев");
  shown = store_read (store, &crm_contact_point_kind, ivan_phone);
  g_assert_nonnull (shown);
  g_assert_cmpint (shown->state, ==, CRM_RECORD_REJECTED);
  store_assert_index (store);
}

static void
test_garbage (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (DeskChangeApplier) applier =
      desk_change_applier_new (store->database, CRM_CHANGE_ROWS);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("Zgarbage\xff\xff", 10);
  g_autoptr (GAsyncResult) fed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;

  desk_change_applier_feed_async (applier, bytes, NULL, crm_test_take_result, &fed);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  while (fed == NULL || ended == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (desk_change_applier_end_finish (applier, ended, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
  store_pull_customer (store, ivan, 1, "Волков");
  store_assert (store, ivan, "synced 1 Волков");
}

/* An older word of the server that comes late does not win. */
static void
test_late_row (void)
{
  g_autoptr (Store) store = store_new_loaded ();

  store_pull_customer (store, ivan, 7, "Седьмой");
  store_pull_customer (store, ivan, 6, "Шестой");
  store_assert (store, ivan, "synced 7 Седьмой");
}

static void
test_conflict_closes (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (CrmCommand) command = command_edit (ivan, 1, "Моё", "Было");
  g_autoptr (GPtrArray) sent = NULL;
  const char *id = crm_command_get_id (command);
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = &crm_conflict_kind, .version = 1 };

  store_pull_customer (store, ivan, 1, "Было");
  store_submit (store, crm_command_ref (command));
  sent = store_take (store, 10);
  store_settle (store, result_conflict (id, 2, "Чужое"));
  store_assert (store, ivan, "conflict 2 Чужое");
  crm_id_to_bytes (pyotr, change.id);
  change.values[CRM_CONFLICT_COMMAND] = id;
  change.lengths[CRM_CONFLICT_COMMAND] = CRM_ID_LENGTH;
  change.values[CRM_CONFLICT_STATUS] = "resolved";
  change.lengths[CRM_CONFLICT_STATUS] = 8;
  crm_change_writer_add (writer, &change);
  change_cursor (writer, "resolved", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  store_assert (store, ivan, "synced 2 Чужое");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store->outbox)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/applier/cut/rows/first", GINT_TO_POINTER (0), test_cut);
  g_test_add_data_func ("/applier/cut/ndjson/first", GINT_TO_POINTER (1), test_cut);
  g_test_add_data_func ("/applier/cut/rows/later", GINT_TO_POINTER (2), test_cut);
  g_test_add_data_func ("/applier/cut/ndjson/later", GINT_TO_POINTER (3), test_cut);
  g_test_add_func ("/applier/small-chunks", test_small_chunks);
  g_test_add_func ("/applier/resume", test_resume);
  g_test_add_func ("/applier/submit-while-loading", test_submit_while_loading);
  g_test_add_func ("/applier/end-fails", test_end_fails);
  g_test_add_func ("/applier/missed-answer", test_missed_answer);
  g_test_add_func ("/applier/reset", test_reset);
  g_test_add_func ("/applier/refused-child", test_refused_child);
  g_test_add_func ("/applier/garbage", test_garbage);
  g_test_add_func ("/applier/late-row", test_late_row);
  g_test_add_func ("/applier/conflict-closes", test_conflict_closes);
  return g_test_run ();
}
