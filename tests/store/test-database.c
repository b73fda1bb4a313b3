/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens to the two files: made, migrated, locked, damaged, full, killed. */

#include "client/store/desk-connection.h"
#include "client/store/desk-sqlite.h"
#include "shared/base/crm-util.h"
#include "tests/store/store-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char ivan[] = "01980000-0000-7000-8000-000000000001";

static char *
file_of (Store *store, const char *name)
{
  return g_build_filename (store->folder, name, NULL);
}

static void
test_new (void)
{
  g_autoptr (Store) store = store_new ();
  static const char *const names[] = { "cache.db", "outbox.db", "outbox.log", "lock" };
  GStatBuf info;

  g_assert_cmpint (g_stat (store->folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  store_submit (store, command_create (ivan, "Новый"));
  store_assert (store, ivan, "created 0 Новый");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = file_of (store, names[i]);

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    }
  store_close (store);
  store_open (store);
  store_assert (store, ivan, "created 0 Новый");
}

static void
test_lock (void)
{
  g_autoptr (Store) store = store_new ();
  Store other = { .folder = store->folder };
  g_autoptr (GError) error = NULL;

  g_assert_false (store_try_open (&other, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
}

static void
test_other_account (void)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *moved = g_strconcat (store->folder, "-other", NULL);
  g_autoptr (GError) error = NULL;

  store_close (store);
  g_assert_cmpint (g_rename (store->folder, moved), ==, 0);
  g_free (store->folder);
  store->folder = g_steal_pointer (&moved);
  g_assert_false (store_try_open (store, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
}

static void
scribble (const char *path, gint64 from)
{
  const int fd = g_open (path, O_RDWR, 0);
  char noise[4096];

  memset (noise, 0x5a, sizeof noise);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, noise, sizeof noise, from), ==, sizeof noise);
  close (fd);
}

static guint
count_set_aside (Store *store)
{
  g_autoptr (GDir) dir = g_dir_open (store->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += strstr (name, ".bad-") != NULL;
  return n;
}

/* A damaged cache is made anew, and shows what was typed. */
static void
test_damaged_cache (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autofree char *path = file_of (store, "cache.db");
  g_autofree char *cursor = NULL;

  store_submit (store, command_create (ivan, "Новый"));
  store_close (store);
  scribble (path, 0);
  store_open (store);
  g_assert_cmpuint (count_set_aside (store), ==, 1);
  cursor = desk_database_dup_cursor (store->database);
  g_assert_null (cursor);
  store_assert (store, ivan, "created 0 Новый");
  g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, 1);
}

static gboolean
read_all_work (DeskConnection *connection, gpointer data, GError **error)
{
  gint64 n;

  return desk_sqlite_get_integer (connection->cache,
                                  "SELECT sum (length (last_name)) FROM customer", &n, error);
}

/* Every page that holds a name, wherever the tables are in the file. */
static void
scribble_customers (const char *path)
{
  g_autofree char *data = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  for (gsize at = 4096; at + 4096 <= length; at += 4096)
    if (memmem (data + at, 4096, "Фамилия", strlen ("Фамилия")) != NULL)
      scribble (path, (gint64) at);
}

/* A damaged page is found when it is read; the next start makes the cache anew. */
static void
test_damaged_page (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *path = file_of (store, "cache.db");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *id = crm_id_new ();

      change_customer (writer, id, 1, "Фамилия", "Имя");
    }
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  store_close (store);
  scribble_customers (path);
  store_open (store);
  desk_database_read_async (store->database, DESK_PRIORITY_SCREEN, read_all_work, store, NULL, NULL,
                            crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (desk_database_work_finish (store->database, result, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
  g_clear_object (&result);
  store_close (store);
  store_open (store);
  g_assert_cmpuint (count_set_aside (store), >=, 1);
  g_assert_false (desk_database_is_complete (store->database));
}

/* Many customers in a cache, all of whose pages with names are damaged; answers one of them. */
static char *
make_damaged (Store *store)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *path = file_of (store, "cache.db");
  g_autofree char *last = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *id = crm_id_new ();

      change_customer (writer, id, 1, "Фамилия", "Имя");
      crm_set_string (&last, id);
    }
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  store_close (store);
  scribble_customers (path);
  store_open (store);
  return g_steal_pointer (&last);
}

/* The cache breaks while the program runs; what is typed is kept all the same. */
static void
test_typed_on_damaged_page (void)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *id = make_damaged (store);

  store_submit (store, command_edit (id, 1, "Новая", "Фамилия"));
  g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, 1);
  store_submit (store, command_edit (id, 1, "Новее", "Новая"));
  store_close (store);
  store_open (store);
  g_assert_cmpuint (count_set_aside (store), >=, 1);
  g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, 2);
}

/* Damage that only the change stream meets must not stop it for ever. */
static void
test_changes_on_damaged_page (void)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *id = make_damaged (store);
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (GError) error = NULL;

  change_customer (writer, id, 2, "Новая", "Имя");
  change_cursor (writer, "more", TRUE);
  g_assert_false (store_try_feed (store, writer, CRM_CHANGE_ROWS, 0, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
  store_close (store);
  store_open (store);
  g_assert_cmpuint (count_set_aside (store), >=, 1);
}

/* Without an end the first time, short the second time. */
static gboolean
endless_work (DeskConnection *connection, gpointer data, GError **error)
{
  int *runs = data;
  gint64 n;

  if (g_atomic_int_add (runs, 1) > 0)
    return TRUE;
  return desk_sqlite_get_integer (connection->cache,
                                  "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
                                  " SELECT count(*) FROM c",
                                  &n, error);
}

static gboolean
short_work (DeskConnection *connection, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
has_begun (gpointer data)
{
  return g_atomic_int_get ((int *) data) > 0;
}

/* A long read makes way for what a key press waits for, and is done after it. */
static void
test_key_press_first (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GAsyncResult) slow = NULL;
  g_autoptr (GAsyncResult) quick = NULL;
  g_autoptr (GError) error = NULL;
  int runs = 0;

  desk_database_read_async (store->database, DESK_PRIORITY_IDLE, endless_work, &runs, NULL, NULL,
                            crm_test_take_result, &slow);
  crm_test_wait_until (has_begun, &runs, 20000);
  desk_database_read_async (store->database, DESK_PRIORITY_TYPED, short_work, store, NULL, NULL,
                            crm_test_take_result, &quick);
  while (slow == NULL || quick == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (desk_database_work_finish (store->database, quick, &error));
  g_assert_nonnull (desk_database_work_finish (store->database, slow, &error));
  g_assert_no_error (error);
}

/* What nobody wants any more ends by itself. */
static void
test_cancel (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) slow = NULL;
  g_autoptr (GError) error = NULL;
  int runs = 0;

  desk_database_read_async (store->database, DESK_PRIORITY_IDLE, endless_work, &runs, NULL,
                            cancellable, crm_test_take_result, &slow);
  g_cancellable_cancel (cancellable);
  while (slow == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (desk_database_work_finish (store->database, slow, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
runs_endless (gpointer data)
{
  return g_atomic_int_get ((int *) data) > 0;
}

/* Closing waits for what is written and for nothing that is read. */
static void
test_close_while_reading (void)
{
  g_autoptr (Store) store = store_new ();
  DeskDatabase *database = store->database;
  g_autoptr (GAsyncResult) slow = NULL;
  g_autoptr (GAsyncResult) queued = NULL;
  g_autoptr (GError) error = NULL;
  int runs = 0;
  int never = 0;

  desk_database_read_async (database, DESK_PRIORITY_IDLE, endless_work, &runs, NULL, NULL,
                            crm_test_take_result, &slow);
  desk_database_read_async (database, DESK_PRIORITY_IDLE, endless_work, &never, NULL, NULL,
                            crm_test_take_result, &queued);
  crm_test_wait_until (runs_endless, &runs, 20000);
  desk_database_close (database);
  while (slow == NULL || queued == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (desk_database_work_finish (database, slow, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (desk_database_work_finish (database, queued, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (never, ==, 0);
}

/* The machine stopped while the files were open: they are checked before they are used. */
static void
test_power_cut (void)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *path = file_of (store, "cache.db");
  g_autofree char *marker = file_of (store, "open");
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  GStatBuf info;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = crm_id_new ();

      change_customer (writer, id, 1, "Фамилия", "Имя");
    }
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
  g_assert_true (g_file_test (marker, G_FILE_TEST_EXISTS));
  store_close (store);
  g_assert_false (g_file_test (marker, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  scribble (path, info.st_size / 8192 * 4096);
  g_assert_true (g_file_set_contents (marker, "another boot", -1, NULL));
  store_open (store);
  g_assert_cmpuint (count_set_aside (store), >=, 1);
  g_assert_false (desk_database_is_complete (store->database));
}

/* A damaged outbox is made again from its log, with the same ids. */
static void
test_damaged_outbox (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (CrmCommand) command = command_create (ivan, "Новый");
  g_autofree char *path = file_of (store, "outbox.db");
  g_autofree char *draft = NULL;
  g_autoptr (GPtrArray) taken = NULL;

  store_submit (store, crm_command_ref (command));
  store_save_draft (store, "key", "text");
  store_close (store);
  scribble (path, 0);
  store_open (store);
  g_assert_cmpuint (count_set_aside (store), >=, 1);
  taken = store_take (store, 10);
  g_assert_cmpuint (taken->len, ==, 1);
  g_assert_cmpstr (crm_command_get_id (taken->pdata[0]), ==, crm_command_get_id (command));
  draft = desk_outbox_dup_draft (store->outbox, "key");
  g_assert_cmpstr (draft, ==, "text");
}

/* Both damaged: nothing is touched, somebody must look at it. */
static void
test_damaged_both (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autofree char *path = file_of (store, "outbox.db");
  g_autofree char *log = file_of (store, "outbox.log");
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before, length_after;

  store_submit (store, command_create (ivan, "Новый"));
  store_close (store);
  scribble (path, 0);
  scribble (log, 0);
  g_assert_true (g_file_get_contents (path, &before, &length_before, NULL));
  g_assert_false (store_try_open (store, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
  g_assert_true (g_file_get_contents (path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

/* A log that ends in the middle of a record gives what is before it. */
static void
test_cut_log (void)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *outbox = file_of (store, "outbox.db");
  g_autofree char *log = file_of (store, "outbox.log");
  g_autofree char *second = crm_id_new ();
  g_autoptr (GPtrArray) taken = NULL;
  GStatBuf info;

  store_submit (store, command_create (ivan, "Первый"));
  store_submit (store, command_create (second, "Второй"));
  store_close (store);
  g_assert_cmpint (g_stat (log, &info), ==, 0);
  g_assert_cmpint (truncate (log, info.st_size - 3), ==, 0);
  scribble (outbox, 0);
  store_open (store);
  taken = store_take (store, 10);
  g_assert_cmpuint (taken->len, ==, 1);
  g_assert_cmpstr (crm_command_get_record (taken->pdata[0]), ==, ivan);
}

/* A cache of other tables is made anew. */
static void
test_other_schema (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autofree char *path = file_of (store, "cache.db");
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  store_pull_customer (store, ivan, 1, "Волков");
  store_close (store);
  db = desk_sqlite_open (path, DESK_FILE_CACHE, &error);
  g_assert_true (
      desk_sqlite_exec (db, "UPDATE meta SET value = 'old' WHERE key = 'schema'", &error));
  sqlite3_close (db);
  store_open (store);
  g_assert_false (desk_database_is_complete (store->database));
  store_assert (store, ivan, "none");
}

/* Every released form of outbox.db opens with its rows, and is then as a new one is. */
static void
test_migrations (gconstpointer data)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, data, NULL);
  g_autofree char *path = file_of (store, "outbox.db");
  g_autofree char *log = file_of (store, "outbox.log");
  g_autofree char *sql = NULL;
  g_autofree char *draft = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  store_close (store);
  g_unlink (path);
  g_unlink (log);
  g_assert_true (g_file_get_contents (dump, &sql, NULL, &error));
  db = desk_sqlite_open (path, DESK_FILE_OUTBOX, &error);
  desk_sqlite_exec (db, sql, &error);
  g_assert_no_error (error);
  sqlite3_close (db);
  store_open (store);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store->outbox)), ==, 2);
  g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, 1);
  g_assert_cmpuint (desk_outbox_get_rejected (store->outbox), ==, 1);
  draft = desk_outbox_dup_draft (store->outbox, "new-customer");
  g_assert_cmpstr (draft, ==, "Капель");
  store_assert (store, ivan, "rejected 0 Старый");
}

static void
test_newer_outbox (void)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *path = file_of (store, "outbox.db");
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  store_close (store);
  db = desk_sqlite_open (path, DESK_FILE_OUTBOX, &error);
  g_assert_true (desk_sqlite_exec (db, "PRAGMA user_version = 1000", &error));
  sqlite3_close (db);
  g_assert_false (store_try_open (store, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UPGRADE_REQUIRED);
}

/* Submits until the disk is full, which is when a file would grow beyond @limit. */
static guint
fill_disk (Store *store, rlim_t limit)
{
  g_autofree char *text = g_strnfill (90, 'x');
  g_autoptr (GError) error = NULL;
  struct rlimit before;
  struct rlimit full;
  guint n = 0;

  getrlimit (RLIMIT_FSIZE, &before);
  full = before;
  full.rlim_cur = limit;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  while (error == NULL && n < 1000)
    {
      g_autofree char *id = crm_id_new ();

      n += store_try_submit (store, command_create (id, text), &error);
    }
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FULL);
  return n;
}

/* The answer says so, what was answered before is still there, and all goes on with space. */
static void
test_full_disk (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autofree char *log = file_of (store, "outbox.log");
  guint n = 1;

  signal (SIGXFSZ, SIG_IGN);
  store_submit (store, command_create (ivan, "Прежний"));
  n += fill_disk (store, 0);
  for (guint i = 0; i < 12; i++)
    {
      GStatBuf info;

      g_assert_cmpint (g_stat (log, &info), ==, 0);
      n += fill_disk (store, (rlim_t) info.st_size + 300 + i * 1117);
      g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, n);
      if (i % 3 == 0)
        {
          store_close (store);
          store_open (store);
          g_assert_cmpuint (desk_outbox_get_pending (store->outbox), ==, n);
        }
    }
  store_submit (store, command_edit (ivan, 0, "Новый", "Прежний"));
  store_assert (store, ivan, "created 0 Новый");
  store_assert_index (store);
}

/* The child submits and says the id only after the answer. */
static void
run_child (const char *folder, int out)
{
  Store store = { .folder = (char *) folder };

  store_open (&store);
  while (TRUE)
    {
      g_autofree char *id = crm_id_new ();
      char line[CRM_ID_LENGTH + 2];

      store_submit (&store, command_create (id, "Клиент"));
      g_snprintf (line, sizeof line, "%s\n", id);
      if (write (out, line, CRM_ID_LENGTH + 1) < 0)
        _exit (1);
    }
}

/* Reads answers until there are @limit of them or the child is gone. */
static void
read_answers (int in, GString *text, gsize limit)
{
  char buffer[4096];
  gssize n;

  while (text->len < limit * (CRM_ID_LENGTH + 1) && (n = read (in, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, n);
}

static void
keep_answers (GString *text, GHashTable *answered)
{
  for (const char *at = text->str; strchr (at, '\n') != NULL; at += CRM_ID_LENGTH + 1)
    g_hash_table_add (answered, g_strndup (at, CRM_ID_LENGTH));
}

static void
check_answered (Store *store, GHashTable *answered)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store->outbox)); i++)
    {
      g_autoptr (DeskOutboxEntry) entry = g_list_model_get_item (G_LIST_MODEL (store->outbox), i);

      g_hash_table_add (kept,
                        g_strdup (crm_command_get_record (desk_outbox_entry_get_command (entry))));
    }
  g_hash_table_iter_init (&iter, answered);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_assert_true (g_hash_table_contains (kept, id));
}

/* The child is killed while it works on, after so many answers. */
static void
kill_once (Store *store, const char *program, GHashTable *answered, guint n_answers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *own = g_strdup (program);
  g_autofree char *child = g_strdup ("--child");
  char *argv[] = { own, child, store->folder, NULL };
  GPid pid;
  int out;

  g_assert_true (g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                           &pid, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  read_answers (out, text, n_answers);
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  read_answers (out, text, G_MAXINT);
  keep_answers (text, answered);
  close (out);
}

static void
test_kill (gconstpointer program)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (GHashTable) answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const guint rounds = g_test_slow () ? 200 : 50;
  guint64 seed = 5;

  for (guint i = 0; i < rounds; i++)
    {
      store_close (store);
      kill_once (store, program, answered, crm_test_random (&seed) % 30);
      store_open (store);
      check_answered (store, answered);
    }
  g_test_message ("%u commands were answered in %u rounds", g_hash_table_size (answered), rounds);
  g_assert_cmpuint (g_hash_table_size (answered), >, 0);
  store_assert_index (store);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    run_child (argv[2], STDOUT_FILENO);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/database/new", test_new);
  g_test_add_func ("/database/lock", test_lock);
  g_test_add_func ("/database/other-account", test_other_account);
  g_test_add_func ("/database/key-press-first", test_key_press_first);
  g_test_add_func ("/database/cancel", test_cancel);
  g_test_add_func ("/database/close-while-reading", test_close_while_reading);
  g_test_add_func ("/database/damaged-cache", test_damaged_cache);
  g_test_add_func ("/database/damaged-page", test_damaged_page);
  g_test_add_func ("/database/typed-on-damaged-page", test_typed_on_damaged_page);
  g_test_add_func ("/database/changes-on-damaged-page", test_changes_on_damaged_page);
  g_test_add_func ("/database/power-cut", test_power_cut);
  g_test_add_func ("/database/damaged-outbox", test_damaged_outbox);
  g_test_add_func ("/database/damaged-both", test_damaged_both);
  g_test_add_func ("/database/cut-log", test_cut_log);
  g_test_add_func ("/database/other-schema", test_other_schema);
  g_test_add_data_func ("/database/migrations/v001", "store-v001.sql", test_migrations);
  g_test_add_func ("/database/newer-outbox", test_newer_outbox);
  g_test_add_func ("/database/full-disk", test_full_disk);
  g_test_add_data_func ("/database/kill", argv[0], test_kill);
  return g_test_run ();
}
