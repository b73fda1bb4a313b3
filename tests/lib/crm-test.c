/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every test needs: waiting without sleeping, folders, JSON, case tables. */
#include "tests/lib/crm-test.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "shared/codec/crm-json.h"

static gboolean
deadline_cb (gpointer user_data)
{
  gboolean *passed = user_data;

  *passed = TRUE;
  return G_SOURCE_REMOVE;
}

static guint
slow_factor (void)
{
  const char *text = g_getenv ("CRM_TEST_SLOW");
  guint factor = text != NULL ? (guint) atoi (text) : 1;

  return MAX (factor, 1);
}

void
crm_test_wait_until (CrmTestCondition condition, gpointer data, guint deadline)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) timer = g_timeout_source_new (deadline * slow_factor ());
  gboolean passed = FALSE;

  g_source_set_callback (timer, deadline_cb, &passed, NULL);
  g_source_attach (timer, context);
  while (!condition (data) && !passed)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (timer);

  if (passed && !condition (data))
    g_test_message ("not fulfilled within %u ms", deadline * slow_factor ());
  g_assert_true (!passed || condition (data));
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

void
crm_test_wait_for (const gboolean *flag, guint deadline)
{
  crm_test_wait_until (is_set, (gpointer) flag, deadline);
}

void
crm_test_take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **to = user_data;

  g_assert_null (*to);
  *to = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

GAsyncResult *
crm_test_wait_result (GAsyncResult **result, guint deadline)
{
  crm_test_wait_until (has_result, result, deadline);
  return g_steal_pointer (result);
}

void
crm_test_drain (void)
{
  while (g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    ;
}

char *
crm_test_make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("zontik-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }

  g_remove (path);
}

void
crm_test_remove_dir (char *path)
{
  if (path != NULL)
    remove_tree (path);
  g_free (path);
}

static void
finalized_cb (gpointer data, GObject *where)
{
  gboolean *gone = data;

  *gone = TRUE;
}

void
crm_test_assert_finalized (gpointer object)
{
  gboolean gone = FALSE;

  g_object_weak_ref (object, finalized_cb, &gone);
  g_object_unref (object);
  if (!gone)
    crm_test_wait_for (&gone, 5000);
}

JsonNode *
crm_test_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = crm_json_parse (text, -1, &error);

  g_assert_no_error (error);
  return node;
}

void
crm_test_assert_json (JsonNode *node, const char *expected)
{
  g_autoptr (JsonNode) wanted = crm_test_json (expected);
  g_autofree char *wanted_text = crm_json_to_text (wanted);
  g_autofree char *text = NULL;

  g_assert_nonnull (node);
  text = crm_json_to_text (node);
  g_assert_cmpstr (text, ==, wanted_text);
}

/* One step of a path: a member or the index of an element. */
static JsonNode *
step_into (JsonNode *node, const char *name)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), name);

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      guint index = (guint) atoi (name);

      return index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
    }

  return NULL;
}

char *
crm_test_json_at (JsonNode *node, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);

  for (guint i = 0; names[i] != NULL && node != NULL; i++)
    node = step_into (node, names[i]);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return crm_json_to_text (node);
}

void
crm_test_assert_json_at (JsonNode *node, const char *path, const char *expected)
{
  g_autofree char *text = crm_test_json_at (node, path);

  if (g_strcmp0 (text, expected) != 0)
    g_test_message ("at “%s”", path);
  g_assert_cmpstr (text, ==, expected);
}

void
crm_test_add_cases (const char *path,
                    gconstpointer cases,
                    gsize size,
                    guint n_cases,
                    GTestDataFunc func)
{
  for (guint i = 0; i < n_cases; i++)
    {
      gconstpointer row = (const char *) cases + i * size;
      const char *name = *(const char *const *) row;
      g_autofree char *full = g_strconcat (path, "/", name, NULL);

      g_test_add_data_func (full, row, func);
    }
}

guint32
crm_test_random (guint64 *seed)
{
  /* splitmix64 */
  guint64 z = *seed += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return (guint32) ((z ^ (z >> 31)) >> 32);
}
