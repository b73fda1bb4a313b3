/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thousand passports, SNILS and accounts that a person typed, was shown or began to type are in
 * no file of the profile, nor in one that was deleted while it is open; and not one changed bit of
 * what stands for them passes for a value. */

#include "client/store/desk-revealed.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/store/store-fixture.h"

#include <sqlite3.h>
#include <string.h>

#define N_VALUES  1000 /* of each of the three */
#define N_DRAFTS  250
#define N_REVEALS 100
#define BATCH     250
#define MIN_RUN   10
#define LOST      "•••"

static const guint8 keys[DESK_VAULT_N_PARTS][DESK_VAULT_KEY] = { { 1, 2, 3 }, { 4, 5, 6 } };

typedef enum
{
  PASSPORT,
  SNILS,
  ACCOUNT,
  N_SORTS
} Sort;

static const guint value_lengths[N_SORTS] = { 10, 11, 20 };

static char *
make_id (Sort sort, guint n)
{
  return g_strdup_printf ("01980000-0000-7000-800%u-%012x", (guint) sort, n);
}

static char *
make_value (Sort sort, guint n)
{
  const guint spread = 10000019 + n * 7919;

  switch (sort)
    {
    case PASSPORT:
      return g_strdup_printf ("77%08u", spread);
    case SNILS:
      return g_strdup_printf ("913%08u", spread);
    default:
      return g_strdup_printf ("408178109%011u", spread);
    }
}

static const CrmKind *
get_kind (Sort sort)
{
  return sort == ACCOUNT ? &crm_bank_account_kind : &crm_identity_document_kind;
}

static guint
get_field (Sort sort)
{
  return sort == ACCOUNT ? (guint) CRM_BANK_ACCOUNT_ACCOUNT : CRM_IDENTITY_DOCUMENT_NUMBER;
}

static CrmCommand *
make_command (Sort sort, guint n)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (get_kind (sort));
  g_autofree char *id = make_id (sort, n);
  g_autofree char *customer = make_id (N_SORTS, 1);
  g_autofree char *value = make_value (sort, n);

  if (sort == ACCOUNT)
    {
      crm_field_set_put (set, CRM_BANK_ACCOUNT_CUSTOMER, customer);
      crm_field_set_put (set, CRM_BANK_ACCOUNT_BIC, "044525225");
    }
  else
    {
      crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_CUSTOMER, customer);
      crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_TYPE, sort == SNILS ? "snils" : "passport");
    }
  crm_field_set_put (set, get_field (sort), value);
  return crm_command_new_create (get_kind (sort), id, set);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
submit_all (Store *store, Sort sort, guint n)
{
  for (guint from = 0; from < n; from += BATCH)
    {
      g_autoptr (GPtrArray) commands =
          g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = from; i < MIN (from + BATCH, n); i++)
        g_ptr_array_add (commands, make_command (sort, i));
      desk_outbox_submit_async (store->outbox, commands, NULL, crm_test_take_result, &result);
      wait_for (&result);
      desk_outbox_submit_finish (store->outbox, result, &error);
      g_assert_no_error (error);
    }
}

static void
draft_all (Store *store, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = g_strdup_printf ("new:%u", i);
      g_autoptr (GString) text = g_string_new ("{");

      for (Sort sort = 0; sort < N_SORTS; sort++)
        {
          g_autofree char *value = make_value (sort, i);

          g_string_append_printf (text, "\"%u\":\"%s\",", (guint) sort, value);
        }
      g_string_append (text, "\"x\":0}");
      store_save_draft (store, key, text->str);
    }
}

static void
type_all (Store *store, guint n, guint n_drafts)
{
  for (Sort sort = 0; sort < N_SORTS; sort++)
    submit_all (store, sort, n);
  draft_all (store, n_drafts);
}

/* All that waits, @refused of each hundred not. */
static void
settle_all (Store *store, guint refused)
{
  g_autoptr (GPtrArray) commands = store_take (store, N_SORTS * N_VALUES);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_result_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < commands->len; i++)
    {
      const char *id = crm_command_get_id (g_ptr_array_index (commands, i));
      CrmResult *answer = i % 100 < refused ? result_rejected (id, CRM_ERROR_INVALID)
                                            : crm_result_new (id, CRM_STATUS_DONE);

      answer->version = 1;
      g_ptr_array_add (results, answer);
    }
  desk_outbox_settle_async (store->outbox, results, NULL, crm_test_take_result, &result);
  wait_for (&result);
  desk_outbox_settle_finish (store->outbox, result, &error);
  g_assert_no_error (error);
}

/* What the server shows of a record is kept for the road. */
static void
reveal (Store *store, Sort sort, guint n)
{
  g_autofree char *id = make_id (sort, n);
  g_autofree char *value = make_value (sort, n);
  g_autoptr (CrmRecord) record = desk_database_ref_record (store->database, get_kind (sort), id);
  g_autoptr (CrmFieldSet) values = crm_field_set_new (get_kind (sort));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  while (!crm_record_is_loaded (record))
    g_main_context_iteration (NULL, TRUE);
  crm_field_set_put (values, get_field (sort), value);
  desk_revealed_keep_async (store->database, record, values, NULL, crm_test_take_result, &result);
  wait_for (&result);
  desk_revealed_keep_finish (store->database, result, &error);
  g_assert_no_error (error);
}

/* Searching */

static GHashTable *
list_values (guint n)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (Sort sort = 0; sort < N_SORTS; sort++)
    for (guint i = 0; i < n; i++)
      g_hash_table_add (values, make_value (sort, i));
  return values;
}

/* Of a run of digits every part that is as long as a value. */
static guint
search_run (GHashTable *values, const char *run, gsize length)
{
  guint hits = 0;

  for (Sort sort = 0; sort < N_SORTS; sort++)
    for (gsize at = 0; at + value_lengths[sort] <= length; at++)
      {
        g_autofree char *part = g_strndup (run + at, value_lengths[sort]);

        hits += g_hash_table_contains (values, part);
      }
  return hits;
}

static guint
search_file (GHashTable *values, const char *path)
{
  g_autofree char *data = NULL;
  gsize length = 0;
  guint hits = 0;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return 0;
  for (gsize at = 0; at < length; at++)
    {
      gsize run = 0;

      while (at + run < length && g_ascii_isdigit (data[at + run]))
        run++;
      if (run >= MIN_RUN)
        hits += search_run (values, data + at, run);
      at += run;
    }
  return hits;
}

static guint
search_folder (GHashTable *values, const char *path, gboolean only_files_of_store)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint hits = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *target = only_files_of_store ? g_file_read_link (child, NULL) : NULL;

      if (only_files_of_store)
        hits += target != NULL && *target == '/' && !g_str_has_prefix (target, "/dev/") &&
                        !g_str_has_prefix (target, "/proc/")
                    ? search_file (values, child)
                    : 0;
      else if (g_file_test (child, G_FILE_TEST_IS_DIR))
        hits += search_folder (values, child, FALSE);
      else
        hits += search_file (values, child);
    }
  return hits;
}

/* In the whole folder, and in all files that are open, deleted ones included. */
static guint
search (Store *store, GHashTable *values)
{
  return search_folder (values, store->folder, FALSE) +
         search_folder (values, "/proc/self/fd", TRUE);
}

static Store *
open_sealed (void)
{
  Store *store = store_new_loaded ();

  store_close (store);
  store->vault = desk_vault_new (keys);
  store_open (store);
  return store;
}

static void
assert_shown (Store *store, Sort sort, guint n, const char *expected)
{
  g_autofree char *id = make_id (sort, n);
  g_autoptr (DeskRow) row = store_read (store, get_kind (sort), id);

  g_assert_nonnull (row);
  g_assert_cmpstr (row->values[get_field (sort)], ==, expected);
}

static void
assert_all_there (Store *store)
{
  for (Sort sort = 0; sort < N_SORTS; sort++)
    for (guint i = 0; i < N_VALUES; i += 97)
      {
        g_autofree char *value = make_value (sort, i);

        assert_shown (store, sort, i, value);
      }
}

static void
test_no_hits (void)
{
  g_autoptr (Store) store = open_sealed ();
  g_autoptr (GHashTable) values = list_values (N_VALUES);

  type_all (store, N_VALUES, N_DRAFTS);
  assert_all_there (store);
  g_assert_cmpuint (search (store, values), ==, 0);
  settle_all (store, 10);
  for (guint i = 0; i < N_REVEALS; i++)
    reveal (store, i % N_SORTS, 50 + i);
  g_assert_cmpuint (search (store, values), ==, 0);
  store_close (store);
  g_assert_cmpuint (search (store, values), ==, 0);
  store_open (store);
  assert_all_there (store);
  g_assert_cmpuint (search (store, values), ==, 0);
}

/* Without a key they are there: the search finds what there is to be found. */
static void
test_search_finds (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (GHashTable) values = list_values (5);

  submit_all (store, SNILS, 1);
  g_assert_cmpuint (search (store, values), >, 0);
  submit_all (store, ACCOUNT, 1);
  draft_all (store, 5);
  store_close (store);
  g_assert_cmpuint (search (store, values), >=, 5 * N_SORTS);
}

/* Damage */

/* One bit of each value that @select gives with its key, put back by @update. */
static guint
flip_bits (Store *store, const char *file, const char *select, const char *update)
{
  g_autofree char *path = g_build_filename (store->folder, file, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (50);
  sqlite3_stmt *rows, *change;
  sqlite3 *db;
  guint n = 0;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, select, -1, &rows, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, update, -1, &change, NULL), ==, SQLITE_OK);
  for (; sqlite3_step (rows) == SQLITE_ROW; n++)
    {
      const int length = sqlite3_column_bytes (rows, 1);
      g_autofree char *text = g_memdup2 (sqlite3_column_text (rows, 1), (gsize) length);
      const gint32 bit = g_rand_int_range (random, 0, length * 8);

      text[bit / 8] ^= (char) (1 << bit % 8);
      sqlite3_bind_value (change, 1, sqlite3_column_value (rows, 0));
      sqlite3_bind_text (change, 2, text, length, SQLITE_STATIC);
      g_assert_cmpint (sqlite3_step (change), ==, SQLITE_DONE);
      sqlite3_reset (change);
    }
  sqlite3_finalize (rows);
  sqlite3_finalize (change);
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  return n;
}

static void
test_changed_bits (void)
{
  g_autoptr (Store) store = open_sealed ();

  submit_all (store, SNILS, N_VALUES);
  settle_all (store, 0);
  store_close (store);
  g_assert_cmpuint (flip_bits (store, "cache.db", "SELECT n, number FROM identity_document",
                               "UPDATE identity_document SET number = ?2 WHERE n = ?1"),
                    ==, N_VALUES);
  store_open (store);
  for (guint i = 0; i < N_VALUES; i++)
    assert_shown (store, SNILS, i, LOST);
}

/* What waits to be sent is never sent with another value: it is kept, or comes from the mirror. */
static void
test_changed_bits_of_outbox (void)
{
  g_autoptr (Store) store = open_sealed ();
  g_autoptr (GPtrArray) commands = NULL;

  submit_all (store, SNILS, BATCH);
  draft_all (store, N_DRAFTS);
  store_close (store);
  g_assert_cmpuint (flip_bits (store, "outbox.db", "SELECT seq, body FROM entry",
                               "UPDATE entry SET body = ?2 WHERE seq = ?1"),
                    ==, BATCH);
  g_assert_cmpuint (flip_bits (store, "outbox.db", "SELECT key, text FROM draft ORDER BY key || ''",
                               "UPDATE draft SET text = ?2 WHERE key = ?1"),
                    ==, N_DRAFTS);
  store_open (store);
  commands = store_take (store, BATCH);
  for (guint i = 0; i < commands->len; i++)
    {
      CrmCommand *command = g_ptr_array_index (commands, i);
      const char *digits = crm_command_get_record (command) + 24;
      g_autofree char *expected = make_value (SNILS, (guint) g_ascii_strtoull (digits, NULL, 16));

      g_assert_cmpstr (crm_field_set_get (crm_command_get_set (command),
                                          CRM_IDENTITY_DOCUMENT_NUMBER),
                       ==, expected);
    }
  for (guint i = 0; i < N_DRAFTS; i++)
    {
      g_autofree char *key = g_strdup_printf ("new:%u", i);
      g_autofree char *value = make_value (SNILS, i);
      g_autofree char *draft = desk_outbox_dup_draft (store->outbox, key);

      g_assert_true (draft == NULL || *draft == '\0' || strstr (draft, value) != NULL);
    }
  g_print ("# of %u damaged commands %u came from the mirror\n", (guint) BATCH, commands->len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at-rest/no-hits", test_no_hits);
  g_test_add_func ("/at-rest/search-finds", test_search_finds);
  g_test_add_func ("/at-rest/changed-bits", test_changed_bits);
  g_test_add_func ("/at-rest/changed-bits-of-outbox", test_changed_bits_of_outbox);
  return g_test_run ();
}
