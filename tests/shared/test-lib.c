/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The helpers of all tests must be right themselves. */
#include "tests/lib/crm-test.h"

static gboolean
count_cb (gpointer user_data)
{
  guint *count = user_data;

  return ++*count < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
is_three (gpointer data)
{
  return *(guint *) data == 3;
}

static void
test_wait (void)
{
  guint count = 0;
  gboolean already = TRUE;

  g_idle_add (count_cb, &count);
  crm_test_wait_until (is_three, &count, 5000);
  crm_test_wait_for (&already, 0);
  crm_test_drain ();
  g_assert_cmpuint (count, ==, 3);
}

static void
test_wait_too_long (void)
{
  guint count = 0;

  if (g_test_subprocess ())
    {
      crm_test_wait_until (is_three, &count, 10);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

static void
test_dir (void)
{
  g_autofree char *path = NULL;

  {
    g_autoptr (CrmTestDir) dir = crm_test_make_dir ();
    g_autofree char *inner = g_build_filename (dir, "a", "b", NULL);
    g_autofree char *file = g_build_filename (inner, "c", NULL);
    g_autoptr (GFile) link = g_file_new_build_filename (dir, "link", NULL);

    path = g_strdup (dir);
    g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
    g_assert_true (g_file_set_contents (file, "x", 1, NULL));
    /* What a link leads to is not ours to remove. */
    g_assert_true (g_file_make_symbolic_link (link, "/tmp", NULL, NULL));
    g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  }

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test ("/tmp", G_FILE_TEST_IS_DIR));
}

static void
test_json (void)
{
  g_autoptr (JsonNode) node = crm_test_json ("{\"b\":[{\"c\":\"x\"},2],\"a\":null}");

  crm_test_assert_json (node, "{\"a\": null, \"b\": [{\"c\": \"x\"}, 2]}");
  crm_test_assert_json_at (node, "b.0.c", "x");
  crm_test_assert_json_at (node, "b.1", "2");
  crm_test_assert_json_at (node, "b.2", NULL);
  crm_test_assert_json_at (node, "b.0.c.d", NULL);
}

static void
test_finalized (void)
{
  crm_test_assert_finalized (g_object_new (G_TYPE_OBJECT, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lib/wait", test_wait);
  g_test_add_func ("/lib/wait-too-long", test_wait_too_long);
  g_test_add_func ("/lib/dir", test_dir);
  g_test_add_func ("/lib/json", test_json);
  g_test_add_func ("/lib/finalized", test_finalized);

  return g_test_run ();
}
