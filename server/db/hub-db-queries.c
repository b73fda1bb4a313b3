/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names of queries to their embedded text. Constant, any thread. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-queries.h"

#include "server/hub-sql.h"

#include <string.h>

#define QUERIES_PATH "/io/github/zontik/sql/queries/"

const HubQuery hub_db_ping = { "db/ping", 0 };

static const HubQuery own_queries[] = {
  { "db/ping", 0 },
  { "db/read-state", 0 },
  { "db/count-tables", 0 },
};

const HubQueryTable hub_db_queries = { own_queries, G_N_ELEMENTS (own_queries) };

const char *
hub_db_queries_get_sql (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (QUERIES_PATH, name, ".sql", NULL);
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (hub_sql_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  /* Tests have statements of their own. */
  if (bytes == NULL)
    bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL)
    {
      crm_fail (error, CRM_ERROR_INTERNAL, "there is no query “%s”", name);
      return NULL;
    }

  /* Uncompressed resources are constant memory of the program, ended by a zero. */
  return g_bytes_get_data (bytes, NULL);
}

static void
add_names (GPtrArray *names, const char *folder)
{
  g_autofree char *path = g_strconcat (QUERIES_PATH, folder, NULL);
  g_auto (GStrv) children = g_resource_enumerate_children (hub_sql_get_resource (), path,
                                                           G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (gsize i = 0; children != NULL && children[i] != NULL; i++)
    {
      g_autofree char *child = g_strconcat (folder, children[i], NULL);

      if (g_str_has_suffix (child, "/"))
        add_names (names, child);
      else
        g_ptr_array_add (names, g_strndup (child, strlen (child) - strlen (".sql")));
    }
}

static int
compare_names_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
hub_db_queries_list_names (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  add_names (names, "");
  g_ptr_array_sort (names, compare_names_cb);
  g_ptr_array_add (names, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static const char *
skip_comments (const char *sql)
{
  for (;;)
    {
      while (g_ascii_isspace (*sql))
        sql++;
      if (!g_str_has_prefix (sql, "--"))
        return sql;
      sql += strcspn (sql, "\n");
    }
}

static gboolean
starts_with_word (const char *sql, const char *word)
{
  const char *text = skip_comments (sql);
  gsize length = strlen (word);

  return g_ascii_strncasecmp (text, word, length) == 0 && !g_ascii_isalnum (text[length]);
}

gboolean
hub_db_queries_is_read (const char *sql)
{
  return starts_with_word (sql, "select");
}

gboolean
hub_db_queries_is_copy (const char *sql)
{
  return starts_with_word (sql, "copy");
}
