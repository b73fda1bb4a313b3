/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of attachments in the profile: sealed, whole or not at all, kept within a limit, gone with
 * their rows and with a wipe. */

#include "client/store/desk-blob-cache.h"
#include "client/store/desk-wipe.h"
#include "shared/customers/crm-attachment.h"
#include "tests/store/store-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <utime.h>

#define ID       "0198a3c2-0000-7000-8000-0000000000f1"
#define OTHER    "0198a3c2-0000-7000-8000-0000000000f2"
#define THIRD    "0198a3c2-0000-7000-8000-0000000000f3"
#define CUSTOMER "0198a3c2-0000-7000-8000-0000000000c1"
#define SECRET   "45 03 123456"

static const guint8 keys[DESK_VAULT_N_PARTS][DESK_VAULT_KEY] = { { 1, 2, 3 }, { 4, 5, 6 } };

static GBytes *
make_bytes (gsize size)
{
  guint8 *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 7 + i / 255);
  memcpy (data, SECRET, MIN (size, strlen (SECRET)));
  return g_bytes_new_take (data, size);
}

static char *
get_path (const char *dir, const char *part, const char *id)
{
  return g_build_filename (dir, "files", part, id, NULL);
}

static void
test_round_trip (void)
{
  static const gsize sizes[] = { 0, 1, 65535, 65536, 65537, 300000 };
  g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
  g_autoptr (DeskVault) vault = desk_vault_new (keys);
  DeskBlobFolder *folder = desk_blob_folder_new (dir, vault);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) bytes = make_bytes (sizes[i]);
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
      g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      g_autoptr (GError) error = NULL;
      g_autoptr (DeskBlobInfo) info =
          desk_blob_folder_take_file (folder, ID, stream, 1000000, &error);
      g_autoptr (GBytes) back = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (info->size, ==, (gint64) sizes[i]);
      g_assert_cmpstr (info->sha256, ==, digest);
      back = desk_blob_folder_read (folder, ID, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (back, bytes));
      g_assert_true (desk_blob_folder_settle (folder, ID, &error));
      g_bytes_unref (back);
      back = desk_blob_folder_read (folder, ID, &error);
      g_assert_true (g_bytes_equal (back, bytes));
      desk_blob_folder_remove (folder, DESK_BLOB_FOLDER_KEPT, ID);
    }
  desk_blob_folder_free (folder);
}

/* Nothing of it can be read, and no changed bit, cut end or other name passes. */
static void
test_sealed (void)
{
  g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
  g_autoptr (DeskVault) vault = desk_vault_new (keys);
  DeskBlobFolder *folder = desk_blob_folder_new (dir, vault);
  g_autoptr (GBytes) bytes = make_bytes (100000);
  g_autofree char *path = get_path (dir, "kept", ID);
  g_autofree char *other = get_path (dir, "kept", OTHER);
  g_autofree char *text = NULL;
  gsize size;

  g_assert_true (desk_blob_folder_put (folder, DESK_BLOB_FOLDER_KEPT, ID, bytes, NULL));
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  g_assert_null (memmem (text, size, SECRET, strlen (SECRET)));
  g_assert_true (g_file_set_contents (other, text, (gssize) size, NULL));
  g_assert_null (desk_blob_folder_read (folder, OTHER, NULL));

  for (gsize at = 0; at < size; at += size / 50)
    {
      g_autoptr (GError) error = NULL;

      text[at] ^= 4;
      g_assert_true (g_file_set_contents (path, text, (gssize) size, NULL));
      text[at] ^= 4;
      g_assert_null (desk_blob_folder_read (folder, ID, &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
      g_clear_error (&error);
      g_assert_true (g_file_set_contents (path, text, (gssize) at, NULL));
      g_assert_null (desk_blob_folder_read (folder, ID, &error));
    }
  desk_blob_folder_free (folder);
}

/* A limit on the size of files stands for a full disk: what was there stays, nothing half is left.
 */
static void
test_full (void)
{
  g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
  DeskBlobFolder *folder = desk_blob_folder_new (dir, NULL);
  g_autoptr (GBytes) bytes = make_bytes (500000);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autofree char *draft = get_path (dir, "waiting", ID ".tmp");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  struct rlimit before, small;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 100000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_null (desk_blob_folder_take_file (folder, ID, stream, 1000000, &error));
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FULL);
  g_assert_false (g_file_test (draft, G_FILE_TEST_EXISTS));
  ids = desk_blob_folder_list (folder, DESK_BLOB_FOLDER_WAITING);
  g_assert_cmpuint (ids->len, ==, 0);
  desk_blob_folder_free (folder);
}

static void
test_too_large (void)
{
  g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
  DeskBlobFolder *folder = desk_blob_folder_new (dir, NULL);
  g_autoptr (GBytes) bytes = make_bytes (1001);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (desk_blob_folder_take_file (folder, ID, stream, 1000, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_TOO_LARGE);
  desk_blob_folder_free (folder);
}

static void
make_older (const char *dir, const char *id, gint64 seconds)
{
  g_autofree char *path = get_path (dir, "kept", id);
  struct utimbuf times;

  times.actime = times.modtime = (time_t) (g_get_real_time () / G_USEC_PER_SEC - seconds);
  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

static void
test_trim (void)
{
  g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
  DeskBlobFolder *folder = desk_blob_folder_new (dir, NULL);
  g_autoptr (GBytes) bytes = make_bytes (1000);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) gone = NULL;
  g_autoptr (GBytes) read = NULL;

  desk_blob_folder_put (folder, DESK_BLOB_FOLDER_KEPT, ID, bytes, NULL);
  desk_blob_folder_put (folder, DESK_BLOB_FOLDER_KEPT, OTHER, bytes, NULL);
  desk_blob_folder_put (folder, DESK_BLOB_FOLDER_KEPT, THIRD, bytes, NULL);
  make_older (dir, ID, 300);
  make_older (dir, OTHER, 200);
  make_older (dir, THIRD, 100);
  desk_blob_folder_pin (folder, ID, TRUE);
  none = desk_blob_folder_trim (folder, 10000, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  /* One that is looked at becomes young, one that is pinned stays. */
  read = desk_blob_folder_read (folder, OTHER, NULL);
  gone = desk_blob_folder_trim (folder, 2500, NULL);
  g_assert_cmpuint (gone->len, ==, 1);
  g_assert_cmpstr (gone->pdata[0], ==, THIRD);
  desk_blob_folder_free (folder);
}

/* ---- with a store --------------------------------------------------------------------------- */

static void
pull_attachment (Store *store, gint64 version, gboolean gone)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  CrmChange change = { .type = CRM_CHANGE_ROW,
                       .kind = &crm_attachment_kind,
                       .version = version,
                       .values = { [CRM_ATTACHMENT_CUSTOMER] = CUSTOMER,
                                   [CRM_ATTACHMENT_NAME] = "scan.png",
                                   [CRM_ATTACHMENT_STORED] = "true" },
                       .lengths = { [CRM_ATTACHMENT_CUSTOMER] = CRM_ID_LENGTH,
                                    [CRM_ATTACHMENT_NAME] = strlen ("scan.png"),
                                    [CRM_ATTACHMENT_STORED] = strlen ("true") } };

  crm_id_to_bytes (ID, change.id);
  if (gone)
    change_gone (writer, &crm_attachment_kind, ID, version, CRM_CHANGE_SCOPE);
  else
    crm_change_writer_add (writer, &change);
  change_cursor (writer, gone ? "2" : "1", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
}

static gboolean
is_kept (gpointer data)
{
  return desk_blob_get_state (data) == DESK_BLOB_KEPT;
}

static gboolean
is_absent (gpointer data)
{
  return desk_blob_get_state (data) == DESK_BLOB_ABSENT;
}

static gboolean
is_waiting (gpointer data)
{
  return desk_blob_get_state (data) == DESK_BLOB_WAITING;
}

static void
test_leaves (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (DeskBlobCache) cache = desk_blob_cache_new (store->database);
  g_autoptr (DeskBlob) blob = desk_blob_cache_ref_blob (cache, ID);
  g_autoptr (GBytes) bytes = make_bytes (1000);
  g_autofree char *path = get_path (store->folder, "kept", ID);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  store_pull_customer (store, CUSTOMER, 1, "Тестов");
  pull_attachment (store, 1, FALSE);
  desk_blob_cache_open (cache, NULL);
  desk_blob_cache_keep_async (cache, ID, bytes, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, 20000);
  g_assert_true (desk_blob_cache_stored_finish (cache, result, NULL));
  g_assert_true (is_kept (blob));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  crm_test_drain ();
  g_assert_true (is_kept (blob));
  pull_attachment (store, 2, TRUE);
  crm_test_wait_until (is_absent, blob, 20000);
  desk_blob_cache_close (cache);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
count_cb (DeskBlobCache *cache, DeskBlob *blob, guint *n)
{
  (*n)++;
}

/* What waited when the program ended waits when it begins; a wipe takes copies, not what waits. */
static void
test_begins_again (void)
{
  g_autoptr (Store) store = store_new_loaded ();
  g_autoptr (DeskVault) vault = desk_vault_new (keys);
  DeskBlobFolder *folder = desk_blob_folder_new (store->folder, vault);
  g_autoptr (GBytes) bytes = make_bytes (1000);
  g_autoptr (DeskBlobCache) cache = desk_blob_cache_new (store->database);
  g_autoptr (DeskBlob) waiting = desk_blob_cache_ref_blob (cache, OTHER);
  g_autoptr (DeskBlob) kept = desk_blob_cache_ref_blob (cache, ID);
  g_autofree char *copy = get_path (store->folder, "kept", ID);
  g_autofree char *file = get_path (store->folder, "waiting", OTHER);
  g_autofree char *marker = g_build_filename (store->folder, "wiping", NULL);
  guint n_queued = 0;

  store_pull_customer (store, CUSTOMER, 1, "Тестов");
  pull_attachment (store, 1, FALSE);
  desk_blob_folder_put (folder, DESK_BLOB_FOLDER_WAITING, OTHER, bytes, NULL);
  desk_blob_folder_put (folder, DESK_BLOB_FOLDER_KEPT, ID, bytes, NULL);
  desk_blob_folder_free (folder);
  g_signal_connect (cache, "queued", G_CALLBACK (count_cb), &n_queued);
  desk_blob_cache_open (cache, vault);
  crm_test_wait_until (is_waiting, waiting, 20000);
  crm_test_wait_until (is_kept, kept, 20000);
  g_assert_cmpuint (n_queued, ==, 1);
  desk_blob_cache_close (cache);
  g_clear_object (&cache);
  store_close (store);

  g_assert_true (g_file_set_contents (marker, "", 0, NULL));
  desk_wipe_end (store->folder);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blobs/round-trip", test_round_trip);
  g_test_add_func ("/blobs/sealed", test_sealed);
  g_test_add_func ("/blobs/full", test_full);
  g_test_add_func ("/blobs/too-large", test_too_large);
  g_test_add_func ("/blobs/trim", test_trim);
  g_test_add_func ("/blobs/leaves", test_leaves);
  g_test_add_func ("/blobs/begins-again", test_begins_again);
  return g_test_run ();
}
