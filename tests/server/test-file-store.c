/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folder of files without a server: parts that are gone on with, full disks, what is named
 * wrong, and the headers about ranges. */

#define G_LOG_DOMAIN "test"

#include "server/files/hub-file-part.h"
#include "server/files/hub-file-range.h"
#include "server/files/hub-file-store.h"
#include "shared/base/crm-error.h"
#include "shared/base/crm-media-type.h"
#include "tests/lib/crm-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <utime.h>

#define RECORD "0198a3c2-0000-7000-8000-0000000000d1"

static char *
digest_of (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static gboolean
add (HubFilePart *part, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return hub_file_part_add (part, bytes, error);
}

static void
test_resume (void)
{
  g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
  g_autoptr (HubFileStore) store = hub_file_store_new (dir);
  g_autofree char *digest = digest_of ("%PDF-1.7 and so on");
  g_autofree char *part_path = hub_file_store_get_part_path (store, RECORD);
  HubFilePart *part = hub_file_part_open (store, RECORD, NULL);
  const char *media_type = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_file_part_begin (part, 0, 18, NULL));
  g_assert_true (add (part, "%PDF-1.7 AND", NULL));
  g_assert_null (hub_file_part_open (store, RECORD, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CONFLICT);
  g_clear_error (&error);
  hub_file_part_free (part);

  part = hub_file_part_open (store, RECORD, NULL);
  g_assert_cmpint (hub_file_part_get_size (part), ==, 12);
  g_assert_false (hub_file_part_begin (part, 13, 18, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (hub_file_part_begin (part, 9, 18, NULL));
  g_assert_true (add (part, "and so on", NULL));
  g_assert_true (hub_file_part_finish (part, digest, &media_type, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (media_type, ==, "application/pdf");
  hub_file_part_free (part);
  g_assert_false (g_file_test (part_path, G_FILE_TEST_EXISTS));
  g_assert_true (hub_file_store_verify (store, digest, &error));
  g_assert_no_error (error);
}

static void
test_wrong_digest (void)
{
  g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
  g_autoptr (HubFileStore) store = hub_file_store_new (dir);
  g_autofree char *digest = digest_of ("something");
  g_autofree char *path = hub_file_store_get_path (store, digest);
  g_autofree char *part_path = hub_file_store_get_part_path (store, RECORD);
  g_autoptr (HubFilePart) part = hub_file_part_open (store, RECORD, NULL);
  const char *media_type = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hub_file_part_begin (part, 0, 9, NULL));
  g_assert_true (add (part, "SOMETHING", NULL));
  g_assert_false (hub_file_part_finish (part, digest, &media_type, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_false (g_file_test (part_path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A limit on the size of files stands for the end of the disk. */
static void
test_full (void)
{
  g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
  g_autoptr (HubFileStore) store = hub_file_store_new (dir);
  g_autofree char *part_path = hub_file_store_get_part_path (store, RECORD);
  g_autoptr (HubFilePart) part = hub_file_part_open (store, RECORD, NULL);
  g_autoptr (GError) error = NULL;
  struct rlimit before, small;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 10;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_true (hub_file_part_begin (part, 0, 20, NULL));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  add (part, "01234567890123456789", &error);
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FULL);
  g_assert_false (g_file_test (part_path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  g_assert_false (hub_file_part_begin (part, 0, G_MAXINT64 / 4, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FULL);
}

static void
make_old (const char *path)
{
  const struct utimbuf long_ago = { 1000, 1000 };

  g_assert_cmpint (utime (path, &long_ago), ==, 0);
}

static void
test_old_parts (void)
{
  g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
  g_autoptr (HubFileStore) store = hub_file_store_new (dir);
  g_autofree char *path = hub_file_store_get_part_path (store, RECORD);
  HubFilePart *part = hub_file_part_open (store, RECORD, NULL);

  make_old (path);
  g_assert_cmpuint (hub_file_store_drop_parts (store, 60), ==, 0);
  hub_file_part_free (part);
  g_assert_cmpuint (hub_file_store_drop_parts (store, 60), ==, 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* ---- headers -------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *text;
  gint64 first; /* -1: it is refused */
  gint64 last;
  gint64 total;
} ContentCase;

static const ContentCase content_cases[] = {
  { "part", "bytes 5-9/20", 5, 9, 20 }, { "question", "bytes */20", 0, -1, 20 },
  { "open", "bytes 5-9/*", 5, 9, -1 },  { "backwards", "bytes 9-5/20", -1 },
  { "too-far", "bytes 5-20/20", -1 },   { "unit", "lines 5-9/20", -1 },
  { "garbage", "bytes 5-9/20x", -1 },   { "giant", "bytes 0-99999999999999999999/1", -1 },
  { "negative", "bytes -1-9/20", -1 },  { "no-total", "bytes 1-9", -1 },
};

static void
test_content (gconstpointer data)
{
  const ContentCase *test = data;
  HubFileRange range;
  gboolean ok = hub_file_range_read_content (test->text, &range);

  g_assert_cmpint (ok, ==, test->first >= 0);
  if (!ok)
    return;
  g_assert_cmpint (range.first, ==, test->first);
  g_assert_cmpint (range.last, ==, test->last);
  g_assert_cmpint (range.total, ==, test->total);
}

typedef struct
{
  const char *name;
  const char *text;
  HubFileRangeAnswer answer;
  gint64 first;
  gint64 last;
} RangeCase;

static const RangeCase range_cases[] = {
  { "none", NULL, HUB_FILE_RANGE_WHOLE, 0, 9 },
  { "begin", "bytes=0-3", HUB_FILE_RANGE_PART, 0, 3 },
  { "rest", "bytes=4-", HUB_FILE_RANGE_PART, 4, 9 },
  { "suffix", "bytes=-3", HUB_FILE_RANGE_PART, 7, 9 },
  { "long-suffix", "bytes=-30", HUB_FILE_RANGE_PART, 0, 9 },
  { "no-suffix", "bytes=-0", HUB_FILE_RANGE_OUTSIDE, 0, 9 },
  { "longer", "bytes=5-99", HUB_FILE_RANGE_PART, 5, 9 },
  { "behind", "bytes=10-", HUB_FILE_RANGE_OUTSIDE, 10, 9 },
  { "several", "bytes=0-1,3-4", HUB_FILE_RANGE_WHOLE, 0, 9 },
  { "backwards", "bytes=5-3", HUB_FILE_RANGE_WHOLE, 0, 9 },
  { "unit", "lines=1-2", HUB_FILE_RANGE_WHOLE, 0, 9 },
};

static void
test_range (gconstpointer data)
{
  const RangeCase *test = data;
  HubFileRange range;

  g_assert_cmpint (hub_file_range_read (test->text, 10, &range), ==, test->answer);
  if (test->answer == HUB_FILE_RANGE_OUTSIDE)
    return;
  g_assert_cmpint (range.first, ==, test->first);
  g_assert_cmpint (range.last, ==, test->last);
}

static void
test_digest (void)
{
  static const char hex[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  static const char text[] = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
  g_autofree char *alone = hub_file_digest_read (text);
  g_autofree char *others = g_strconcat ("sha-512=:AAAA:, ", text, NULL);
  g_autofree char *among = hub_file_digest_read (others);

  g_assert_cmpstr (alone, ==, hex);
  g_assert_cmpstr (among, ==, hex);
  g_assert_null (hub_file_digest_read (NULL));
  g_assert_null (hub_file_digest_read ("sha-256=:47DEQpj8HBSa:"));
  g_assert_null (hub_file_digest_read ("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
}

static void
test_media_types (void)
{
  static const struct
  {
    const char *bytes;
    gsize size;
    const char *expected;
  } cases[] = {
    { "\xff\xd8\xff\xe0", 4, "image/jpeg" },
    { "\x89PNG\r\n\x1a\n....", 12, "image/png" },
    { "RIFF....WEBPVP8 ", 16, "image/webp" },
    { "II*\0abcd", 8, "image/tiff" },
    { "\0\0\0\x18"
      "ftypheic",
      12, "image/heic" },
    { "%PDF-", 5, "application/pdf" },
    { "%PDF", 4, "text/plain" },
    { "Привет\n", 13, "text/plain" },
    { "\xd0\x9f\xd1", 3, "text/plain" }, /* cut within a character */
    { "a\0b", 3, "application/octet-stream" },
    { "", 0, "application/octet-stream" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (crm_media_type_guess ((const guint8 *) cases[i].bytes, cases[i].size), ==,
                     cases[i].expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-store/resume", test_resume);
  g_test_add_func ("/file-store/wrong-digest", test_wrong_digest);
  g_test_add_func ("/file-store/full", test_full);
  g_test_add_func ("/file-store/old-parts", test_old_parts);
  g_test_add_func ("/file-store/digest", test_digest);
  g_test_add_func ("/file-store/media-types", test_media_types);
  crm_test_add_cases ("/file-store/content-range", content_cases, sizeof content_cases[0],
                      G_N_ELEMENTS (content_cases), test_content);
  crm_test_add_cases ("/file-store/range", range_cases, sizeof range_cases[0],
                      G_N_ELEMENTS (range_cases), test_range);
  return g_test_run ();
}
