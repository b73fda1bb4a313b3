/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is typed into masked fields is in no file of the profile, whatever happens to it; with the
 * key it is all there, without it the rest is. */

#include "client/store/desk-keys.h"
#include "client/store/desk-revealed.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/store/store-fixture.h"

#include <string.h>

#define N_VALUES 1000
#define DEADLINE 20000

static const guint8 keys[DESK_VAULT_N_PARTS][DESK_VAULT_KEY] = { { 1, 2, 3 }, { 4, 5, 6 } };
static const guint8 other_keys[DESK_VAULT_N_PARTS][DESK_VAULT_KEY] = { { 9, 9 }, { 8, 8 } };

static char *
make_id (guint n)
{
  return g_strdup_printf ("01980000-0000-7000-8000-%012x", n);
}

static char *
make_value (guint n)
{
  return g_strdup_printf ("77%08u", 10000019 + n * 7919);
}

static CrmCommand *
make_document (guint n)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_identity_document_kind);
  g_autofree char *id = make_id (n);
  g_autofree char *customer = make_id (0x100000);
  g_autofree char *value = make_value (n);

  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_CUSTOMER, customer);
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_TYPE, "passport");
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_NUMBER, value);
  return crm_command_new_create (&crm_identity_document_kind, id, set);
}

/* Half of them documents, half drafts; some are settled, some refused. */
static void
type_all (Store *store, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = g_strdup_printf ("new:%u", i);
      g_autofree char *value = make_value (i);

      if (i % 4 == 3)
        store_save_draft (store, key, value);
      else
        store_submit (store, make_document (i));
    }
}

static void
settle_some (Store *store, guint n)
{
  g_autoptr (GPtrArray) commands = store_take (store, n);

  for (guint i = 0; i < commands->len; i++)
    {
      CrmCommand *command = g_ptr_array_index (commands, i);
      const char *id = crm_command_get_id (command);
      CrmResult *result;

      if (i % 3 == 0)
        store_settle (store, result_rejected (id, CRM_ERROR_INVALID));
      else
        {
          result = crm_result_new (id, CRM_STATUS_DONE);
          result->version = 1;
          store_settle (store, result);
        }
    }
}

static guint
grep_file (const char *path, guint n)
{
  g_autofree char *data = NULL;
  gsize length = 0;
  guint hits = 0;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return 0;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = make_value (i);

      hits += memmem (data, length, value, strlen (value)) != NULL;
    }
  return hits;
}

/* In all files of the folder. */
static guint
grep (Store *store, guint n)
{
  g_autoptr (GDir) folder = g_dir_open (store->folder, 0, NULL);
  const char *name;
  guint hits = 0;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (store->folder, name, NULL);

      hits += grep_file (path, n);
    }
  return hits;
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
assert_value (Store *store, guint n, const char *expected)
{
  g_autofree char *id = make_id (n);
  g_autoptr (DeskRow) row = store_read (store, &crm_identity_document_kind, id);

  g_assert_nonnull (row);
  g_assert_cmpstr (row->values[CRM_IDENTITY_DOCUMENT_NUMBER], ==, expected);
}

static void
test_no_hits (void)
{
  g_autoptr (Store) store = open_sealed ();
  g_autofree char *value = make_value (1);
  g_autofree char *draft = NULL;
  g_autofree char *expected = make_value (3);

  type_all (store, N_VALUES);
  g_assert_cmpuint (grep (store, N_VALUES), ==, 0);
  assert_value (store, 1, value);
  settle_some (store, 300);
  g_assert_cmpuint (grep (store, N_VALUES), ==, 0);
  store_close (store);
  g_assert_cmpuint (grep (store, N_VALUES), ==, 0);
  store_open (store);
  g_assert_cmpuint (grep (store, N_VALUES), ==, 0);
  assert_value (store, 1, value);
  draft = desk_outbox_dup_draft (store->outbox, "new:3");
  g_assert_cmpstr (draft, ==, expected);
}

/* The same without a key, so that the test above can fail; then the key comes. */
static void
test_migration (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autofree char *value = make_value (1);
  g_autoptr (GPtrArray) commands = NULL;

  type_all (store, 40);
  store_close (store);
  g_assert_cmpuint (grep (store, 40), >, 0);
  store->vault = desk_vault_new (keys);
  store_open (store);
  store_close (store);
  store_open (store);
  assert_value (store, 1, value);
  commands = store_take (store, 100);
  g_assert_cmpuint (commands->len, ==, 30);
  store_close (store);
  g_assert_cmpuint (grep (store, 40), ==, 0);
}

/* Without its key a command cannot be sent; it is kept, and the key may come back. */
static void
test_lost_key (void)
{
  g_autoptr (Store) store = open_sealed ();
  g_autofree char *customer = make_id (0x100000);
  g_autofree char *value = make_value (1);
  g_autofree char *draft = NULL;

  store_submit (store, command_create (customer, "Plain"));
  type_all (store, 8);
  store_close (store);
  desk_vault_unref (store->vault);
  store->vault = desk_vault_new (other_keys);
  store_open (store);
  store_assert (store, customer, "created 0 Plain");
  draft = desk_outbox_dup_draft (store->outbox, "new:3");
  g_assert_null (draft);
  {
    g_autoptr (GPtrArray) commands = store_take (store, 100);

    g_assert_cmpuint (commands->len, ==, 1);
    store_requeue (store);
  }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store->outbox)), ==, 7);
  store_close (store);
  desk_vault_unref (store->vault);
  store->vault = desk_vault_new (keys);
  store_open (store);
  assert_value (store, 1, value);
  {
    g_autoptr (GPtrArray) commands = store_take (store, 100);

    g_assert_cmpuint (commands->len, ==, 7);
  }
}

/* The mirror brings sealed commands back too. */
static void
test_mirror (void)
{
  g_autoptr (Store) store = open_sealed ();
  g_autofree char *path = g_build_filename (store->folder, "outbox.db", NULL);
  g_autofree char *marker = g_build_filename (store->folder, "open", NULL);
  g_autofree char *value = make_value (1);

  type_all (store, 12);
  store_close (store);
  g_assert_true (g_file_set_contents (path, "damaged, from its first page on", -1, NULL));
  g_assert_true (g_file_set_contents (marker, "damaged", -1, NULL));
  store_open (store);
  assert_value (store, 1, value);
  g_assert_cmpuint (grep (store, 12), ==, 0);
}

/* ---- what the server showed ---------------------------------------------------------------- */

/* The passport of a customer as the server has it, its number masked. */
static void
put_masked (Store *store, gint64 version)
{
  g_autofree char *id = make_id (0x7001);
  g_autofree char *customer = make_id (1);
  g_autofree char *cursor = g_strdup_printf ("c%" G_GINT64_FORMAT, version);
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  CrmChange change = { .type = CRM_CHANGE_ROW,
                       .kind = &crm_identity_document_kind,
                       .version = version };
  const struct
  {
    guint field;
    const char *value;
  } values[] = { { CRM_IDENTITY_DOCUMENT_CUSTOMER, customer },
                 { CRM_IDENTITY_DOCUMENT_TYPE, "passport" },
                 { CRM_IDENTITY_DOCUMENT_NUMBER, CRM_MASK "019" } };

  g_assert_true (crm_id_to_bytes (id, change.id));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      change.values[values[i].field] = values[i].value;
      change.lengths[values[i].field] = (int) strlen (values[i].value);
    }
  crm_change_writer_add (writer, &change);
  change_cursor (writer, cursor, TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
}

static gboolean
is_loaded (gpointer record)
{
  return crm_record_is_loaded (record);
}

static CrmRecord *
ref_passport (Store *store)
{
  g_autofree char *id = make_id (0x7001);

  CrmRecord *record = desk_database_ref_record (store->database, &crm_identity_document_kind, id);

  crm_test_wait_until (is_loaded, record, DEADLINE);
  return record;
}

static void
keep (Store *store)
{
  g_autoptr (CrmRecord) record = ref_passport (store);
  g_autoptr (CrmFieldSet) values = crm_field_set_new (&crm_identity_document_kind);
  g_autofree char *value = make_value (0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  crm_field_set_put (values, CRM_IDENTITY_DOCUMENT_NUMBER, value);
  desk_revealed_keep_async (store->database, record, values, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  g_assert_true (desk_revealed_keep_finish (store->database, result, &error));
  g_assert_no_error (error);
}

/* (nullable) */
static char *
find (Store *store)
{
  g_autoptr (CrmRecord) record = ref_passport (store);
  g_autoptr (CrmFieldSet) values = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  desk_revealed_find_async (store->database, record, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  values = desk_revealed_find_finish (store->database, result, &error);
  g_assert_no_error (error);
  return values != NULL ? g_strdup (crm_field_set_get (values, CRM_IDENTITY_DOCUMENT_NUMBER))
                        : NULL;
}

static void
assert_found (Store *store, gboolean is_found)
{
  g_autofree char *found = find (store);
  g_autofree char *value = make_value (0);

  g_assert_cmpstr (found, ==, is_found ? value : NULL);
}

/* On the road, after another start too, and in no file as it is. */
static void
test_revealed (void)
{
  Store *store = open_sealed ();

  put_masked (store, 3);
  assert_found (store, FALSE);
  keep (store);
  assert_found (store, TRUE);
  store_close (store);
  g_assert_cmpuint (grep (store, 1), ==, 0);
  store_open (store);
  assert_found (store, TRUE);
  /* The same again says nothing new. */
  put_masked (store, 3);
  assert_found (store, TRUE);
  put_masked (store, 4);
  assert_found (store, FALSE);
  store_free (store);
}

static gboolean
count_work (DeskConnection *connection, gpointer data, GError **error)
{
  return desk_sqlite_get_integer (connection->cache, "SELECT count(*) FROM revealed", data, error);
}

static gint64
count_revealed (Store *store)
{
  gint64 n = -1;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *pending = NULL;

  desk_database_write_async (store->database, DESK_PRIORITY_IDLE, count_work, &n, NULL, NULL,
                             crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  g_assert_nonnull (desk_database_work_finish (store->database, result, NULL));
  return n;
}

static void
test_revealed_goes (void)
{
  Store *store = open_sealed ();
  g_autofree char *id = make_id (0x7001);

  /* With the row, whyever that goes. */
  put_masked (store, 3);
  keep (store);
  g_assert_cmpint (count_revealed (store), ==, 1);
  store_pull_gone (store, &crm_identity_document_kind, id, CRM_CHANGE_SCOPE);
  g_assert_cmpint (count_revealed (store), ==, 0);

  /* With the right. */
  put_masked (store, 5);
  keep (store);
  desk_revealed_drop (store->database, &crm_identity_document_kind);
  g_assert_cmpint (count_revealed (store), ==, 0);
  assert_found (store, FALSE);

  /* With the key: another one opens nothing of it. */
  keep (store);
  store_close (store);
  desk_vault_unref (store->vault);
  store->vault = desk_vault_new (other_keys);
  store_open (store);
  assert_found (store, FALSE);

  /* Without one nothing is kept. */
  store_close (store);
  g_clear_pointer (&store->vault, desk_vault_unref);
  store_open (store);
  desk_revealed_drop (store->database, &crm_identity_document_kind);
  keep (store);
  g_assert_cmpint (count_revealed (store), ==, 0);
  store_free (store);
}

static void
test_moved_value (void)
{
  g_autoptr (DeskVault) vault = desk_vault_new (keys);
  g_autofree char *sealed = desk_vault_seal (vault, DESK_VAULT_CACHE, "here", "4509 123456");
  g_autofree char *again = desk_vault_seal (vault, DESK_VAULT_CACHE, "here", "4509 123456");
  g_autofree char *opened = desk_vault_open (vault, DESK_VAULT_CACHE, "here", sealed);
  g_autofree char *elsewhere = desk_vault_open (vault, DESK_VAULT_CACHE, "there", sealed);
  g_autofree char *other_part = desk_vault_open (vault, DESK_VAULT_OUTBOX, "here", sealed);

  g_assert_cmpstr (opened, ==, "4509 123456");
  g_assert_cmpstr (sealed, !=, again);
  g_assert_null (elsewhere);
  g_assert_null (other_part);
  for (gsize i = 8; i < strlen (sealed) - 2; i++)
    {
      g_autofree char *changed = g_strdup (sealed);
      g_autofree char *wrong = NULL;

      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      wrong = desk_vault_open (vault, DESK_VAULT_CACHE, "here", changed);
      g_assert_null (wrong);
    }
}

static DeskVault *
open_keys (DeskAccount *account, const char *passphrase, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  desk_keys_open_async (account, passphrase, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return desk_keys_open_finish (result, NULL, error);
}

static void
destroy_cache_key (DeskAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_keys_destroy_cache_async (account, NULL, crm_test_take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_keys_destroy_cache_finish (result, &error);
  g_assert_no_error (error);
}

/* No Secret Service here: the test runs without a session bus. */
static void
test_passphrase (void)
{
  g_autoptr (DeskAccount) account = desk_account_new ("passphrase");
  g_autoptr (GError) error = NULL;
  g_autoptr (DeskVault) first = NULL;
  g_autoptr (DeskVault) second = NULL;
  g_autoptr (DeskVault) third = NULL;
  g_autofree char *typed = NULL, *kept = NULL, *opened = NULL, *gone = NULL;

  g_assert_true (desk_account_set (account, "server", "https://a:1", NULL));
  g_assert_true (desk_account_set (account, "user-id", "0198", NULL));
  g_assert_null (open_keys (account, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);
  g_clear_error (&error);
  g_assert_false (desk_keys_has_passphrase (account));
  first = open_keys (account, "correct horse", &error);
  g_assert_no_error (error);
  g_assert_true (desk_keys_has_passphrase (account));
  typed = desk_vault_seal (first, DESK_VAULT_OUTBOX, "a", "typed");
  kept = desk_vault_seal (first, DESK_VAULT_CACHE, "a", "revealed");
  g_assert_null (open_keys (account, "wrong horse", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_DENIED);
  g_clear_error (&error);
  second = open_keys (account, "correct horse", &error);
  g_assert_no_error (error);
  opened = desk_vault_open (second, DESK_VAULT_CACHE, "a", kept);
  g_assert_cmpstr (opened, ==, "revealed");

  destroy_cache_key (account);
  third = open_keys (account, "correct horse", &error);
  g_assert_no_error (error);
  gone = desk_vault_open (third, DESK_VAULT_CACHE, "a", kept);
  g_assert_null (gone);
  g_free (opened);
  opened = desk_vault_open (third, DESK_VAULT_OUTBOX, "a", typed);
  g_assert_cmpstr (opened, ==, "typed");
}

int
main (int argc, char **argv)
{
  char *home = crm_test_make_dir ();
  int failed;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/moved-value", test_moved_value);
  g_test_add_func ("/vault/no-hits", test_no_hits);
  g_test_add_func ("/vault/migration", test_migration);
  g_test_add_func ("/vault/lost-key", test_lost_key);
  g_test_add_func ("/vault/mirror", test_mirror);
  g_test_add_func ("/vault/passphrase", test_passphrase);
  g_test_add_func ("/vault/revealed", test_revealed);
  g_test_add_func ("/vault/revealed-goes", test_revealed_goes);
  failed = g_test_run ();
  crm_test_remove_dir (home);
  return failed;
}
