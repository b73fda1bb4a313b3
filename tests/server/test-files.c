/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST and GET /attachments as clients meet them: who may, uploads that break and go on, ranges,
 * and what is written down. */

#define G_LOG_DOMAIN "test"

#include "server/base/hub-config.h"
#include "server/files/hub-files.h"
#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"
#include "tests/lib/temp-postgres.h"

#include <glib/gstdio.h>
#include <string.h>

#define PASSWORD "correct horse battery staple"
#define CUSTOMER "0198a3c2-0000-7000-8000-0000000000c1"
#define PAPER    "0198a3c2-0000-7000-8000-0000000000d1"
#define SCAN     "0198a3c2-0000-7000-8000-0000000000f1"
#define TWIN     "0198a3c2-0000-7000-8000-0000000000f2"
#define NOWHERE  "0198a3c2-0000-7000-8000-0000000000f9"
#define SIZE     (3 * 1024 * 1024 + 17)

enum
{
  ANNA,  /* the agent whose client it is */
  PETR,  /* another agent */
  MONEY, /* sees clients and no documents */
  N_PEOPLE,
};

typedef struct
{
  TempHub *hub;
  guint16 port;
  char *anna;
  char *tokens[N_PEOPLE];
  GBytes *bytes;
  char *hex;
  char *digest; /* of Repr-Digest */
} Fixture;

static char *
query (Fixture *f, const char *sql)
{
  return temp_postgres_query (temp_hub_get_conninfo (f->hub), sql);
}

static void
add_person (Fixture *f, guint n, const char *login, const char *role)
{
  g_autofree char *device = crm_id_new ();
  g_autofree char *id = temp_hub_add_user (f->hub, login, PASSWORD, role, "Москва");

  f->tokens[n] = raw_sign_in (f->port, login, PASSWORD, device);
  if (n == ANNA)
    f->anna = g_steal_pointer (&id);
}

/* As a command of Anna would. */
static void
add_file (Fixture *f, const char *id, const char *owner_kind, const char *owner)
{
  g_autofree char *sql = g_strdup_printf (
      "insert into attachment (id, ver, owner, branch, customer, owner_kind, owner_record, name,"
      " size, digest) select '%s', sync_ver(), owner, branch, id, '%s', '%s', 'паспорт.png', %d,"
      " '%s' from customer where id = '" CUSTOMER "'",
      id, owner_kind, owner, SIZE, f->hex);

  g_free (query (f, sql));
}

static void
make_bytes (Fixture *f)
{
  guint8 *data = g_malloc (SIZE);
  guint8 raw[32];
  gsize size = sizeof raw;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *base64 = NULL;

  for (guint i = 0; i < SIZE; i++)
    data[i] = (guint8) (i * 31 + i / 251);
  memcpy (data, "\x89PNG\r\n\x1a\n", 8);
  f->bytes = g_bytes_new_take (data, SIZE);
  g_checksum_update (checksum, data, SIZE);
  f->hex = g_strdup (g_checksum_get_string (checksum));
  g_checksum_reset (checksum);
  g_checksum_update (checksum, data, SIZE);
  g_checksum_get_digest (checksum, raw, &size);
  base64 = g_base64_encode (raw, size);
  f->digest = g_strdup_printf ("sha-256=:%s:", base64);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *customer = NULL;

  f->hub = temp_hub_new ();
  f->port = temp_hub_get_port (f->hub);
  make_bytes (f);
  add_person (f, ANNA, "anna", "agent");
  add_person (f, PETR, "petr", "agent");
  add_person (f, MONEY, "money", "accountant");
  customer =
      g_strdup_printf ("insert into customer (id, ver, type, last_name, owner, branch) select "
                       "'" CUSTOMER "', sync_ver(), 'person', 'Тестов', id, branch from "
                       "app_user where id = '%s'",
                       f->anna);
  g_free (query (f, customer));
  g_free (query (f, "insert into identity_document (id, ver, owner, branch, customer, type, number)"
                    " select '" PAPER "', ver, owner, branch, id, 'passport', '123456'"
                    " from customer"));
  add_file (f, SCAN, "identity-document", PAPER);
  add_file (f, TWIN, "customer", CUSTOMER);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  temp_hub_free (f->hub);
  g_free (f->anna);
  for (guint i = 0; i < N_PEOPLE; i++)
    g_free (f->tokens[i]);
  g_bytes_unref (f->bytes);
  g_free (f->hex);
  g_free (f->digest);
}

/* ---- requests ------------------------------------------------------------------------------- */

typedef struct
{
  guint who;
  const char *record;
  const char *range; /* (nullable): Content-Range */
  gsize first;
  gsize length;
  gsize announced; /* 0: the length */
} Post;

static gboolean
send_post (Fixture *f, RawClient *client, const Post *post)
{
  const char *data = g_bytes_get_data (f->bytes, NULL);
  g_autofree char *range =
      post->range != NULL ? g_strdup_printf ("Content-Range: %s\r\n", post->range) : NULL;
  g_autofree char *head = g_strdup_printf (
      "POST /api/v1/attachments?record=%s HTTP/1.1\r\nHost: localhost\r\n"
      "Authorization: Bearer %s\r\nRepr-Digest: %s\r\n%sContent-Length: %" G_GSIZE_FORMAT
      "\r\n\r\n",
      post->record, f->tokens[post->who], f->digest, range != NULL ? range : "",
      post->announced > 0 ? post->announced : post->length);

  return raw_client_send (client, head, -1) &&
         raw_client_send (client, data + post->first, (gssize) post->length);
}

static RawAnswer *
post_file (Fixture *f, const Post *post)
{
  g_autoptr (RawClient) client = raw_client_new (f->port);

  send_post (f, client, post);
  return raw_client_read (client, 20);
}

static RawAnswer *
get_file (Fixture *f, guint who, const char *record, const char *range)
{
  g_autoptr (RawClient) client = raw_client_new (f->port);
  g_autofree char *line = range != NULL ? g_strdup_printf ("Range: %s\r\n", range) : g_strdup ("");
  g_autofree char *head = g_strdup_printf ("GET /api/v1/attachments/%s HTTP/1.1\r\nHost: localhost"
                                           "\r\nAuthorization: Bearer %s\r\n%s\r\n",
                                           record, f->tokens[who], line);

  g_assert_true (raw_client_send (client, head, -1));
  return raw_client_read (client, 20);
}

static RawAnswer *
put_whole (Fixture *f, guint who, const char *record)
{
  const Post post = { who, record, NULL, 0, SIZE };

  return post_file (f, &post);
}

static gint64
ask_received (Fixture *f)
{
  g_autofree char *range = g_strdup_printf ("bytes */%d", SIZE);
  const Post post = { ANNA, SCAN, range, 0, 0 };
  g_autoptr (RawAnswer) answer = post_file (f, &post);
  g_autoptr (JsonNode) root = NULL;

  if (answer->status != 200)
    return -1;
  root = raw_answer_parse (answer);
  return json_object_get_int_member (json_node_get_object (root), "received");
}

static char *
get_path (Fixture *f)
{
  return g_strdup_printf ("%s/attachments/%.2s/%s", temp_hub_get_dir (f->hub), f->hex, f->hex);
}

static void
assert_bytes (Fixture *f, RawAnswer *answer, gsize first, gsize length)
{
  const guint8 *data = g_bytes_get_data (f->bytes, NULL);

  g_assert_cmpuint (answer->body->len, ==, length);
  g_assert_cmpint (memcmp (answer->body->data, data + first, length), ==, 0);
}

/* ---- cases ---------------------------------------------------------------------------------- */

static void
test_whole (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) early = get_file (f, ANNA, SCAN, NULL);
  g_autoptr (RawAnswer) put = put_whole (f, ANNA, SCAN);
  g_autoptr (JsonNode) root = raw_answer_parse (put);
  g_autoptr (RawAnswer) got = get_file (f, ANNA, SCAN, NULL);
  g_autofree char *path = get_path (f);
  g_autofree char *row =
      query (f, "select concat_ws(' ', stored, media_type, rev) from attachment where id = "
                "'" SCAN "'");
  g_autofree char *audit = query (f, "select string_agg(action || ' ' || (details->>'document'),"
                                     " '; ') from audit_event where kind = 'attachment'");

  raw_answer_assert_problem (early, 404, "not-found");
  g_assert_cmpuint (put->status, ==, 201);
  crm_test_assert_json_at (root, "sha256", f->hex);
  crm_test_assert_json_at (root, "media_type", "image/png");
  g_assert_cmpuint (got->status, ==, 200);
  g_assert_cmpstr (raw_answer_get_header (got, "content-type"), ==, "image/png");
  g_assert_cmpstr (raw_answer_get_header (got, "x-content-type-options"), ==, "nosniff");
  assert_bytes (f, got, 0, SIZE);
  g_assert_cmpstr (row, ==, "t image/png 2");
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpstr (audit, ==, "download " PAPER);
}

/* Whoever has the digest but not the bytes gets nothing by it. */
static void
test_same_bytes (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) first = put_whole (f, ANNA, SCAN);
  g_autoptr (RawAnswer) early = get_file (f, ANNA, TWIN, NULL);
  g_autoptr (RawAnswer) second = put_whole (f, ANNA, TWIN);
  g_autoptr (RawAnswer) again = put_whole (f, ANNA, TWIN);
  g_autoptr (RawAnswer) got = get_file (f, MONEY, TWIN, NULL);
  g_autoptr (RawAnswer) paper = get_file (f, MONEY, SCAN, NULL);

  g_assert_cmpuint (first->status, ==, 201);
  raw_answer_assert_problem (early, 404, "not-found");
  g_assert_cmpuint (second->status, ==, 201);
  g_assert_cmpuint (again->status, ==, 200);
  assert_bytes (f, got, 0, SIZE);
  raw_answer_assert_problem (paper, 404, "not-found");
}

static void
test_ranges (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) put = put_whole (f, ANNA, SCAN);
  g_autoptr (RawAnswer) middle = get_file (f, ANNA, SCAN, "bytes=1000-1999");
  g_autoptr (RawAnswer) rest = get_file (f, ANNA, SCAN, "bytes=2000000-");
  g_autoptr (RawAnswer) behind = get_file (f, ANNA, SCAN, "bytes=9999999-");
  g_autoptr (RawAnswer) many = get_file (f, ANNA, SCAN, "bytes=0-1,5-6");

  g_assert_cmpuint (put->status, ==, 201);
  g_assert_cmpuint (middle->status, ==, 206);
  g_assert_cmpstr (raw_answer_get_header (middle, "content-range"), ==, "bytes 1000-1999/3145745");
  assert_bytes (f, middle, 1000, 1000);
  g_assert_cmpuint (rest->status, ==, 206);
  assert_bytes (f, rest, 2000000, SIZE - 2000000);
  g_assert_cmpuint (behind->status, ==, 416);
  g_assert_cmpuint (many->status, ==, 200);
}

static gboolean
has_some (gpointer data)
{
  Fixture *f = data;
  g_autofree char *path =
      g_strdup_printf ("%s/attachments/incoming/" SCAN ".part", temp_hub_get_dir (f->hub));
  GStatBuf info;

  return g_stat (path, &info) == 0 && info.st_size >= 1024 * 1024;
}

/* Nobody holds what has come. */
static gboolean
is_free (gpointer data)
{
  return ask_received (data) >= 0;
}

/* The connection ends in the middle, also the server; the rest is enough. */
static void
test_broken (Fixture *f, gconstpointer data)
{
  const Post part = { ANNA, SCAN, NULL, 0, 2 * 1024 * 1024, SIZE };
  RawClient *client = raw_client_new (f->port);
  g_autofree char *range = NULL;
  g_autoptr (RawAnswer) answer = NULL;
  g_autoptr (RawAnswer) got = NULL;
  gint64 received;

  g_assert_true (send_post (f, client, &part));
  crm_test_wait_until (has_some, f, 20000);
  raw_client_free (client);
  crm_test_wait_until (is_free, f, 20000);
  temp_hub_kill (f->hub);
  temp_hub_start (f->hub);

  received = ask_received (f);
  g_assert_cmpint (received, >=, 1024 * 1024);
  range = g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%d/%d", received, SIZE - 1, SIZE);
  answer =
      post_file (f, &(const Post){ ANNA, SCAN, range, (gsize) received, SIZE - (gsize) received });
  g_assert_cmpuint (answer->status, ==, 201);
  got = get_file (f, ANNA, SCAN, NULL);
  assert_bytes (f, got, 0, SIZE);
}

/* All of it came, and the server died before it was put in its place: it is not stored yet. */
static void
test_not_finished (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_strdup_printf ("%s/attachments/incoming", temp_hub_get_dir (f->hub));
  g_autofree char *part = g_build_filename (folder, SCAN ".part", NULL);
  g_autofree char *range = g_strdup_printf ("bytes */%d", SIZE);
  gsize size;
  const char *bytes = g_bytes_get_data (f->bytes, &size);
  g_autoptr (RawAnswer) asked = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (RawAnswer) again = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (part, bytes, (gssize) size, NULL));
  asked = post_file (f, &(const Post){ ANNA, SCAN, range, 0, 0 });
  root = raw_answer_parse (asked);
  crm_test_assert_json_at (root, "stored", "false");
  again = put_whole (f, ANNA, SCAN);
  g_assert_cmpuint (again->status, ==, 201);
}

static void
test_pieces (Fixture *f, gconstpointer data)
{
  g_autofree char *second = g_strdup_printf ("bytes 1000-%d/%d", SIZE - 1, SIZE);
  g_autoptr (RawAnswer) a =
      post_file (f, &(const Post){ ANNA, SCAN, "bytes 0-999/3145745", 0, 1000 });
  g_autoptr (RawAnswer) gap =
      post_file (f, &(const Post){ ANNA, SCAN, "bytes 1001-1001/3145745", 1001, 1 });
  g_autoptr (RawAnswer) b = post_file (f, &(const Post){ ANNA, SCAN, second, 1000, SIZE - 1000 });

  g_assert_cmpuint (a->status, ==, 202);
  raw_answer_assert_problem (gap, 409, "conflict");
  g_assert_cmpuint (b->status, ==, 201);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) foreign = put_whole (f, PETR, SCAN);
  g_autoptr (RawAnswer) nothing = put_whole (f, PETR, NOWHERE);
  g_autoptr (RawAnswer) reader = put_whole (f, MONEY, TWIN);
  g_autoptr (RawAnswer) longer = post_file (f, &(const Post){ ANNA, SCAN, "bytes 0-9/10", 0, 10 });
  g_autoptr (RawAnswer) wrong =
      post_file (f, &(const Post){ ANNA, SCAN, "bytes 0-3145744/3145745", 1, SIZE - 1, SIZE - 1 });
  g_autoptr (RawAnswer) got = NULL;
  g_autofree char *path = get_path (f);

  raw_answer_assert_problem (foreign, 404, "not-found");
  raw_answer_assert_problem (nothing, 404, "not-found");
  raw_answer_assert_problem (reader, 403, "denied");
  raw_answer_assert_problem (longer, 400, "invalid");
  raw_answer_assert_problem (wrong, 400, "invalid");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (ask_received (f), ==, SIZE - 1);

  /* Other bytes of the right length. */
  g_free (query (f, "update attachment set size = 1000 where id = '" SCAN "'"));
  g_clear_pointer (&wrong, raw_answer_free);
  wrong = post_file (f, &(const Post){ ANNA, SCAN, NULL, 0, 1000 });
  raw_answer_assert_problem (wrong, 400, "invalid");
  got = get_file (f, ANNA, SCAN, NULL);
  raw_answer_assert_problem (got, 404, "not-found");
}

static void
test_too_large (Fixture *f, gconstpointer data)
{
  const Post post = { ANNA, SCAN, NULL, 0, 1000, 65 * 1024 * 1024 };
  g_autoptr (RawAnswer) announced = post_file (f, &post);
  g_autoptr (RawAnswer) record = NULL;

  raw_answer_assert_problem (announced, 413, "too-large");
  g_free (query (f, "update attachment set size = 100000000 where id = '" SCAN "'"));
  record = post_file (f, &(const Post){ ANNA, SCAN, "bytes */100000000", 0, 0 });
  raw_answer_assert_problem (record, 413, "too-large");
}

/* Everybody who sees the row is told that its bytes have come. */
static void
test_told (Fixture *f, gconstpointer data)
{
  g_autofree char *before = query (f, "select max(ver) from attachment");
  g_autoptr (RawAnswer) put = put_whole (f, ANNA, SCAN);
  g_autofree char *sql =
      g_strdup_printf ("select ver > %s from attachment where id = '" SCAN "'", before);
  g_autofree char *after = query (f, sql);

  g_assert_cmpuint (put->status, ==, 201);
  g_assert_cmpstr (after, ==, "t");
}

static void
test_verify (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) put = put_whole (f, ANNA, SCAN);
  g_autofree char *path = get_path (f);
  HubDbPool *pool = hub_db_pool_new (temp_hub_get_conninfo (f->hub), 1, 10);
  g_auto (HubFilesVerdict) good = { 0 };
  g_auto (HubFilesVerdict) wrong = { 0 };
  g_auto (HubFilesVerdict) missing = { 0 };

  g_assert_cmpuint (put->status, ==, 201);
  g_assert_true (hub_files_verify (pool, temp_hub_get_dir (f->hub), &good, NULL));
  g_assert_cmpuint (good.n_files, ==, 1);
  g_assert_cmpuint (good.n_missing + good.n_wrong, ==, 0);
  g_chmod (path, 0600);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  g_assert_true (hub_files_verify (pool, temp_hub_get_dir (f->hub), &wrong, NULL));
  g_assert_cmpuint (wrong.n_wrong, ==, 1);
  g_unlink (path);
  g_assert_true (hub_files_verify (pool, temp_hub_get_dir (f->hub), &missing, NULL));
  g_assert_cmpuint (missing.n_missing, ==, 1);
  hub_db_pool_close (pool);
  g_object_unref (pool);
}

/* A backup has the files, and says so when it cannot have one; they come back. */
static void
test_backup (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) put = put_whole (f, ANNA, SCAN);
  g_autoptr (CrmTestDir) folder = crm_test_make_dir ();
  g_autofree char *path = get_path (f);
  g_autofree char *copy = g_strdup_printf ("%s/attachments/%.2s/%s", folder, f->hex, f->hex);
  HubDbPool *pool = hub_db_pool_new (temp_hub_get_conninfo (f->hub), 1, 10);
  g_auto (HubFilesVerdict) good = { 0 };
  g_auto (HubFilesVerdict) again = { 0 };
  g_auto (HubFilesVerdict) back = { 0 };
  g_auto (HubFilesVerdict) missing = { 0 };

  g_assert_cmpuint (put->status, ==, 201);
  g_assert_true (hub_files_back_up (pool, temp_hub_get_dir (f->hub), folder, &good, NULL));
  g_assert_cmpuint (good.n_files, ==, 1);
  g_assert_cmpuint (good.n_missing + good.n_wrong, ==, 0);
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_unlink (path);
  g_assert_true (hub_files_back_up (pool, temp_hub_get_dir (f->hub), folder, &again, NULL));
  g_assert_cmpuint (again.n_missing, ==, 0);
  g_assert_true (hub_files_bring_back (folder, temp_hub_get_dir (f->hub), &back, NULL));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  g_unlink (path);
  g_unlink (copy);
  g_assert_true (hub_files_back_up (pool, temp_hub_get_dir (f->hub), folder, &missing, NULL));
  g_assert_cmpuint (missing.n_missing, ==, 1);
  hub_db_pool_close (pool);
  g_object_unref (pool);
}

/* What a row names stays, a deleted one too; what none does, goes. */
static void
test_sweep (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) put = put_whole (f, ANNA, SCAN);
  g_autofree char *path = get_path (f);
  g_autoptr (HubConfig) config = hub_config_new ();
  HubContext context = { .config = config };
  HubFilesSweep sweep = { 0 };

  g_assert_cmpuint (put->status, ==, 201);
  g_free (config->data_dir);
  config->data_dir = g_strdup (temp_hub_get_dir (f->hub));
  context.bulk_pool = hub_db_pool_new (temp_hub_get_conninfo (f->hub), 1, 10);
  g_free (query (f, "update attachment set deleted = true"));
  g_assert_true (hub_files_sweep (&context, 0, 0, &sweep, NULL));
  g_assert_cmpuint (sweep.n_files, ==, 0);
  g_free (query (f, "delete from attachment"));
  g_assert_true (hub_files_sweep (&context, 3600, 3600, &sweep, NULL));
  g_assert_cmpuint (sweep.n_files, ==, 0);
  g_assert_true (hub_files_sweep (&context, 0, 0, &sweep, NULL));
  g_assert_cmpuint (sweep.n_files, ==, 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  hub_db_pool_close (context.bulk_pool);
  g_object_unref (context.bulk_pool);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/files/whole", test_whole },     { "/files/same-bytes", test_same_bytes },
    { "/files/ranges", test_ranges },   { "/files/broken", test_broken },
    { "/files/pieces", test_pieces },   { "/files/not-finished", test_not_finished },
    { "/files/refused", test_refused }, { "/files/too-large", test_too_large },
    { "/files/told", test_told },       { "/files/verify", test_verify },
    { "/files/backup", test_backup },   { "/files/sweep", test_sweep },
  };
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;
  g_clear_pointer (&postgres, temp_postgres_free);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
