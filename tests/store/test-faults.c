/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store and a disk that fails: a power cut at any moment with any part of what was not flushed,
 * a full or broken disk at any write, random pages overwritten. What was answered as saved is there
 * afterwards, the cache opens or is made anew, nothing crashes.
 *
 *   test-faults [--rounds N]   of each, 500 unless given; half of it for the mirror */

#include "client/store/desk-entry-store.h"
#include "tests/lib/fault-disk.h"
#include "tests/store/store-fixture.h"

#include <stdlib.h>
#include <string.h>

#define N_COMMANDS 40
#define PAGE       4096
#define BIG_PRIME  1000003

static char *
make_id (guint n)
{
  return g_strdup_printf ("01980000-0000-7000-8000-%012x", n);
}

static char *
make_name (guint n)
{
  return g_strdup_printf ("Name %04u", n);
}

static void
pull_some (Store *store, guint round)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *cursor = g_strdup_printf ("round %u", round);

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *id = make_id (0x10000 + round * 4 + i);
      g_autofree char *name = make_name (round * 10 + i);

      change_customer (writer, id, round + 1, name, "Иван");
    }
  change_cursor (writer, cursor, TRUE);
  store_try_feed (store, writer, CRM_CHANGE_ROWS, 0, NULL);
}

static void
settle_first (Store *store)
{
  g_autoptr (GPtrArray) commands = store_take (store, 2);

  for (guint i = 0; i < commands->len; i++)
    {
      CrmCommand *command = g_ptr_array_index (commands, i);

      store_settle (store, result_done (crm_command_get_id (command), 3, "Settled"));
    }
}

/* What a person and the server do for a while; each command that was answered is marked. Answers
 * how many were, and their ids in @saved. */
static guint
play (Store *store, GPtrArray *saved, guint n, gboolean settles)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = make_id (i + 1);
      g_autofree char *name = make_name (i);
      CrmCommand *command = command_create (id, name);
      g_autofree char *command_id = g_strdup (crm_command_get_id (command));

      if (store_try_submit (store, command, NULL))
        {
          g_ptr_array_add (saved, g_steal_pointer (&command_id));
          fault_disk_mark (saved->len);
        }
      if (i % 4 == 0)
        pull_some (store, i / 4);
      if (settles && i % 5 == 4)
        settle_first (store);
    }
  return saved->len;
}

typedef struct
{
  GPtrArray *saved;
  guint n;
  guint missing;
} Count;

static gboolean
count_work (DeskConnection *connection, gpointer data, GError **error)
{
  Count *count = data;

  count->missing = 0;
  for (guint i = 0; i < count->n; i++)
    {
      g_autoptr (DeskEntry) entry =
          desk_entry_store_find (connection, g_ptr_array_index (count->saved, i));

      count->missing += entry == NULL || (entry->command == NULL && !entry->sealed);
    }
  return TRUE;
}

/* The first @n of the saved commands that the outbox does not have. */
static guint
count_missing (Store *store, GPtrArray *saved, guint n)
{
  Count count = { saved, n, 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_database_write_async (store->database, DESK_PRIORITY_TYPED, count_work, &count, NULL, NULL,
                             crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_database_work_finish (store->database, result, &error);
  g_assert_no_error (error);
  return count.missing;
}

/* After a start of the machine the files are looked through. */
static void
mark_unclean (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "open", NULL);

  g_assert_true (g_file_set_contents (path, "another boot", -1, NULL));
}

/* It opens, has what was saved, and works. */
static void
check_store (Store *store, GPtrArray *saved, guint n)
{
  g_autofree char *id = crm_id_new ();
  g_autoptr (GError) error = NULL;

  mark_unclean (store->folder);
  store_try_open (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_missing (store, saved, n), ==, 0);
  store_submit (store, command_create (id, "After"));
  store_assert (store, id, "created 0 After");
  pull_some (store, 90);
  if (desk_database_is_complete (store->database))
    store_assert_index (store);
}

/* A store on a copy of what a closed one has in its folder; opening one is dearer. */
static Store *
copy_store (Store *model)
{
  Store *store = store_new_closed ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (model->folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (store->folder, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *from = g_build_filename (model->folder, name, NULL);
      g_autofree char *to = g_build_filename (store->folder, name, NULL);
      g_autofree char *data = NULL;
      gsize length = 0;

      if (g_str_equal (name, "reserve"))
        continue;
      g_assert_true (g_file_get_contents (from, &data, &length, NULL));
      g_assert_true (g_file_set_contents_full (to, data, (gssize) length, G_FILE_SET_CONTENTS_NONE,
                                               0600, NULL));
    }
  return store;
}

static void
check_image (guint cut, GRand *random, GPtrArray *saved)
{
  Store *store = store_new_closed ();
  guint marks;

  g_assert_cmpint (g_mkdir_with_parents (store->folder, 0700), ==, 0);
  marks = fault_disk_make_image (cut, random, store->folder);
  check_store (store, saved, marks);
  store_free (store);
}

static void
test_power_cut (gconstpointer data)
{
  const guint rounds = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  Store *store = store_new_closed ();
  guint n;

  /* From the first byte on. */
  fault_disk_record (store->folder);
  store_open (store);
  pull_some (store, 0);
  g_assert_cmpuint (play (store, saved, N_COMMANDS, TRUE), ==, N_COMMANDS);
  store_close (store);
  fault_disk_stop ();
  store_free (store);
  n = fault_disk_get_n_calls ();
  g_test_message ("%u calls, %u images", n, rounds);
  for (guint i = 0; i < rounds; i++)
    check_image ((guint) g_rand_int_range (random, 1, (gint32) n + 1), random, saved);
}

/* One in two breaks for this one call only. */
static void
fail_once (Store *model, GRand *random, guint n_commands, FaultKind kind, guint nth)
{
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (g_free);
  Store *store = copy_store (model);
  const guint times = g_rand_boolean (random) ? 1 : (guint) g_rand_int_range (random, 2, 30);
  guint n;

  store_open (store);
  fault_disk_fail (store->folder, kind, nth, times);
  n = play (store, saved, n_commands, FALSE);
  fault_disk_stop ();
  store_close (store);
  check_store (store, saved, n);
  store_free (store);
}

static void
ignore_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

/* A disk that is full or broken is worth a warning; that is no failure of this test. */
static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  return (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0;
}

/* Calls that write while people work on a copy of @model. */
static guint
count_calls (Store *model, guint n_commands)
{
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (g_free);
  Store *store = copy_store (model);
  guint n;

  store_open (store);
  fault_disk_fail (store->folder, FAULT_NONE, 0, 0);
  play (store, saved, n_commands, FALSE);
  n = fault_disk_get_n_calls ();
  fault_disk_stop ();
  store_free (store);
  return n;
}

/* Each call in each way, in steps that come to all of them before they come to one again. */
static void
test_failing_disk (gconstpointer data)
{
  const guint rounds = GPOINTER_TO_UINT (data);
  const guint n_commands = rounds < 2000 ? N_COMMANDS / 4 : N_COMMANDS;
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  Store *model = store_new_loaded ();
  guint n_calls, n_ways;

  g_log_set_default_handler (ignore_log, NULL);
  g_test_log_set_fatal_handler (is_fatal, NULL);
  store_close (model);
  n_calls = count_calls (model, n_commands);
  n_ways = n_calls * (FAULT_N_KINDS - 1);
  g_test_message ("%u calls, %u ways to break them, %u rounds", n_calls, n_ways, rounds);
  for (guint i = 0; i < rounds; i++)
    {
      const guint way = (guint) ((guint64) i * BIG_PRIME % n_ways);

      g_test_log_set_fatal_handler (is_fatal, NULL);
      fail_once (model, random, n_commands, (FaultKind) (1 + way / n_calls), way % n_calls);
    }
  store_free (model);
}

/* Overwrites @pages whole pages of a file with noise. */
static void
overwrite_pages (const char *path, guint pages, GRand *random)
{
  g_autofree char *data = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  for (guint i = 0; i < pages && length >= PAGE; i++)
    {
      const gsize at = PAGE * (gsize) g_rand_int_range (random, 0, (gint32) (length / PAGE));

      for (guint j = 0; j < PAGE; j++)
        data[at + j] = (char) g_rand_int (random);
    }
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
}

/* Changes one byte of what is in the file as text: SQLite cannot see it. */
static void
change_text (const char *path, GRand *random)
{
  g_autofree char *data = NULL;
  gsize length = 0, at = 0;
  const gsize from = (gsize) g_rand_int_range (random, 0, 4);
  char *found;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  for (guint i = 0; i <= from; i++)
    {
      found = memmem (data + at, length - at, "Name 00", 7);
      if (found == NULL)
        break;
      *found = 'X';
      at = (gsize) (found - data) + 1;
    }
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
}

/* A closed store in which people have worked. */
static Store *
make_model (GPtrArray *saved)
{
  Store *store = store_new_loaded ();

  play (store, saved, N_COMMANDS, FALSE);
  store_close (store);
  return store;
}

static void
test_damaged_outbox (gconstpointer data)
{
  const guint rounds = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) random = g_rand_new_with_seed (13);
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Store) model = make_model (saved);

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr (Store) store = copy_store (model);
      g_autofree char *path = g_build_filename (store->folder, "outbox.db", NULL);
      g_autofree char *id = make_id (5);

      if (i % 3 == 2)
        change_text (path, random);
      else
        overwrite_pages (path, 1 + i % 3, random);
      check_store (store, saved, saved->len);
      store_assert (store, id, "created 0 Name 0004");
    }
}

/* The mirror alone is damaged: the database is the good one, and writes the mirror anew. */
static void
test_damaged_mirror (gconstpointer data)
{
  const guint rounds = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) random = g_rand_new_with_seed (17);
  g_autoptr (GPtrArray) saved = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Store) model = make_model (saved);

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr (Store) store = copy_store (model);
      g_autofree char *log = g_build_filename (store->folder, "outbox.log", NULL);
      g_autofree char *path = g_build_filename (store->folder, "outbox.db", NULL);

      overwrite_pages (log, 1, random);
      check_store (store, saved, saved->len);
      store_close (store);
      overwrite_pages (path, 1, random);
      check_store (store, saved, saved->len);
    }
}

static void
add_test (const char *path, GTestDataFunc func, guint rounds)
{
  g_test_add_data_func (path, GUINT_TO_POINTER (MAX (rounds, 1)), func);
}

int
main (int argc, char **argv)
{
  guint rounds = 500;

  for (int i = 1; i + 1 < argc; i++)
    if (g_str_equal (argv[i], "--rounds"))
      {
        rounds = (guint) strtoul (argv[i + 1], NULL, 10);
        argv[i] = argv[i + 1] = (char *) "-q";
      }
  g_test_init (&argc, &argv, NULL);
  add_test ("/faults/power-cut", test_power_cut, rounds);
  add_test ("/faults/damaged/outbox", test_damaged_outbox, rounds);
  add_test ("/faults/damaged/mirror", test_damaged_mirror, rounds / 2);
  add_test ("/faults/failing-disk", test_failing_disk, rounds);
  return g_test_run ();
}
