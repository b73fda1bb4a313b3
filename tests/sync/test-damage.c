/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random pages of cache.db are overwritten: it is found out or does no harm, and afterwards the
 * cache is what the server has. Five hundred rounds, a thousand with -m slow. */

#include "client/store/desk-check.h"
#include "client/store/desk-database-private.h"
#include "client/store/desk-digest.h"
#include "tests/lib/crm-test.h"
#include "tests/sync/sync-fixture.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEADLINE 20000
#define PAGE     4096

static gboolean
is_equal (SyncFixture *f)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonNode) answer = fake_server_get_json (f->server, "/digest", NULL);
  JsonObject *kinds = json_object_get_object_member (json_node_get_object (answer), "kinds");
  g_autoptr (DeskDigest) digest = NULL;
  gboolean equal = TRUE;

  desk_digest_compute_async (f->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  digest = desk_digest_compute_finish (f->database, result, NULL);
  g_assert_nonnull (digest);
  for (guint i = 0; i < digest->n_kinds; i++)
    {
      CrmDigest theirs;

      g_assert_true (crm_digest_from_json (&theirs,
                                           json_object_get_member (kinds, digest->kinds[i]->name),
                                           NULL));
      equal = equal && crm_digest_equal (&theirs, &digest->digests[i]);
    }
  return equal;
}

static void
overwrite (SyncFixture *f, GRand *random)
{
  g_autofree char *path = g_build_filename (f->folder, "cache.db", NULL);
  g_autofree char *marker = g_build_filename (f->folder, "open", NULL);
  g_autofree char *data = NULL;
  gsize length = 0;
  const gint32 pages = g_rand_int_range (random, 1, 4);

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  for (gint32 i = 0; i < pages; i++)
    {
      const gsize at = PAGE * (gsize) g_rand_int_range (random, 0, (gint32) (length / PAGE));
      const gsize n = g_rand_boolean (random) ? PAGE : 1;

      for (gsize j = 0; j < n; j++)
        data[at + (n == 1 ? (gsize) g_rand_int_range (random, 0, PAGE) : j)] =
            (char) g_rand_int (random);
    }
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
  /* As after a start of the machine. */
  g_assert_true (g_file_set_contents (marker, "another boot", -1, NULL));
}

static DeskCheck
look_through (SyncFixture *f)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DeskCheck check;

  desk_check_async (f->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_check_finish (result, &check, &error);
  g_assert_no_error (error);
  return check;
}

/* While it is closed: the fixture restarts around it. */
static void
damage_and_restart (SyncFixture *f, GRand *random)
{
  f->seen = fake_transport_get_calls (f->transport, "get");
  sync_fixture_close (f);
  overwrite (f, random);
  sync_fixture_open (f);
  sync_fixture_settle (f);
}

/* The comparison that an unclean stop asks for came to its end. */
static gboolean
is_verified (SyncFixture *f)
{
  return sync_is_idle (f) && (fake_transport_get_calls (f->transport, "get") > f->seen ||
                              !desk_database_was_unclean (f->database));
}

static gboolean
is_damaged (SyncFixture *f)
{
  gboolean damaged;

  g_object_get (f->status, "damaged", &damaged, NULL);
  return damaged;
}

static gboolean
is_whole (SyncFixture *f)
{
  return sync_is_idle (f) && !desk_database_is_damaged (f->database) && !is_damaged (f);
}

static void
test_cache_pages (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  const guint rounds = g_test_slow () ? 10000 : 500;

  sync_fixture_fill (f, 120);
  sync_fixture_settle (f);
  for (guint i = 0; i < rounds; i++)
    {
      DeskCheck check;

      damage_and_restart (f, random);
      sync_fixture_wait (f, is_verified);
      /* The comparison does not read every page, and may end before the look at all of them. */
      if (look_through (f).damaged)
        sync_fixture_wait (f, is_whole);
      g_assert_true (is_equal (f));
      g_assert_cmpint (sync_fixture_count (f), ==, 120);
      check = look_through (f);
      g_assert_false (check.damaged);
      g_assert_false (check.rebuilt);
    }
}

static void
overwrite_all (SyncFixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  g_autofree guint8 *noise = g_malloc (8 * PAGE);
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  struct stat info;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fstat (fd, &info), ==, 0);
  memset (noise, 0xa5, 8 * PAGE);
  /* The first page says where the others are: without it nothing can be read. */
  for (off_t at = PAGE; at < info.st_size; at += 8 * PAGE)
    g_assert_cmpint (pwrite (fd, noise, (gsize) MIN (8 * PAGE, info.st_size - at), at), >, 0);
  close (fd);
}

/* (transfer full): typed while the server is away for @times calls. */
static CrmCommand *
type_offline (SyncFixture *f, guint times)
{
  fake_transport_fail (f->transport, "pull", times, CRM_ERROR_OFFLINE, 0);
  fake_transport_fail (f->transport, "push", times, CRM_ERROR_OFFLINE, 0);
  desk_sync_engine_sync_now (f->engine);
  sync_fixture_wait (f, sync_is_backing_off);
  return sync_fixture_create (f, "Typed");
}

/* Offline it is only told; as soon as the server is there it is put right, while the program runs,
 * and what was typed stays. */
static void
test_while_running (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) typed = NULL;

  sync_fixture_fill (f, 120);
  sync_fixture_settle (f);
  typed = type_offline (f, 3);

  overwrite_all (f, "cache.db");
  desk_database_note_damage (f->database);
  sync_fixture_wait (f, is_damaged);
  g_assert_true (sync_is_backing_off (f));
  sync_fixture_settle (f);
  sync_fixture_wait (f, is_whole);
  g_assert_true (is_equal (f));
  g_assert_cmpint (sync_fixture_count (f), ==, 121);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (typed)), ==, 1);
  g_assert_false (look_through (f).damaged);

  /* The next start finds nothing any more. */
  sync_fixture_restart (f);
  g_assert_false (desk_database_was_unclean (f->database));
  sync_fixture_settle (f);
  g_assert_true (is_equal (f));
}

static gboolean
has_name (SyncFixture *f, CrmCommand *typed, const char *name)
{
  g_autofree char *shown = sync_fixture_dup_name (f, crm_command_get_record (typed));

  return g_strcmp0 (shown, name) == 0;
}

/* The outbox comes from its log, and what is in it goes to the server. */
static void
test_outbox_while_running (void)
{
  g_autoptr (SyncFixture) f = sync_fixture_new ();
  g_autoptr (CrmCommand) typed = NULL;

  sync_fixture_fill (f, 20);
  sync_fixture_settle (f);
  typed = type_offline (f, 2);
  overwrite_all (f, "outbox.db");
  desk_database_note_damage (f->database);
  sync_fixture_settle (f);
  sync_fixture_wait (f, is_whole);
  g_assert_cmpuint (fake_server_get_effects (f->server, crm_command_get_id (typed)), ==, 1);
  g_assert_true (has_name (f, typed, "Typed"));
  g_assert_cmpint (sync_fixture_count (f), ==, 21);
  g_assert_true (is_equal (f));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/damage/cache-pages", test_cache_pages);
  g_test_add_func ("/damage/while-running", test_while_running);
  g_test_add_func ("/damage/outbox-while-running", test_outbox_while_running);
  return g_test_run ();
}
