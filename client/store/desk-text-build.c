/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making the order and the search index anew, at the end of a first load. Keys of names are sorted
 * in memory and freed before the words are read in that order. Writer thread. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-text-index.h"
#include "client/store/desk-text-words.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-customer.h"

#include <string.h>

#define FIRST_POS ((gint64) 1 << 20)

/* Bytes of pending words that the index gathers before it writes them. */
#define HASH_SIZE "8388608"

typedef struct
{
  guint64 offset; /* of the key in the arena */
  gint64 n;
  guint8 id[CRM_ID_BYTES];
} Key;

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer arena)
{
  const Key *x = a, *y = b;
  const char *keys = arena;
  int order = strcmp (keys + x->offset, keys + y->offset);

  return order != 0 ? order : memcmp (x->id, y->id, CRM_ID_BYTES);
}

/* Values of the row as the statement has them; the marked ids are the only copies. */
static void
borrow_values (sqlite3_stmt *statement,
               const char *values[CRM_CUSTOMER_N_FIELDS],
               char ids[CRM_CUSTOMER_N_FIELDS][CRM_ID_LENGTH + 1])
{
  for (int i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
    {
      const int column = DESK_COLUMN_FIELDS + i;
      guint8 bytes[CRM_ID_BYTES];

      if (crm_customer_kind.fields[i].type == CRM_FIELD_ID &&
          desk_sqlite_get_id (statement, column, bytes))
        {
          crm_id_from_bytes (bytes, ids[i]);
          values[i] = ids[i];
        }
      else
        values[i] = (const char *) sqlite3_column_text (statement, column);
    }
}

static gboolean
collect_keys (DeskConnection *connection, GArray *keys, GString *arena, GError **error)
{
  const DeskSchema *schema = connection->schema;
  g_autofree char *sql =
      g_strconcat (schema->sql[schema->customer][DESK_KIND_BY_N], " OR n > 0", NULL);
  sqlite3_stmt *statement = desk_sqlite_prepare (connection->cache, sql, error);
  const char *values[CRM_CUSTOMER_N_FIELDS];
  char ids[CRM_CUSTOMER_N_FIELDS][CRM_ID_LENGTH + 1];
  gboolean row = FALSE;
  gboolean done;

  if (statement == NULL)
    return FALSE;
  while ((done = desk_sqlite_step (statement, &row, error)) && row)
    {
      g_autofree char *text = NULL;
      Key key = { arena->len, sqlite3_column_int64 (statement, DESK_COLUMN_N), { 0 } };

      if (sqlite3_column_int (statement, DESK_COLUMN_STATE) == CRM_RECORD_DELETED)
        continue;
      desk_sqlite_get_id (statement, DESK_COLUMN_ID, key.id);
      borrow_values (statement, values, ids);
      text = crm_customer_values_to_sort_key (values);
      g_string_append_len (arena, text, (gssize) strlen (text) + 1);
      g_array_append_val (keys, key);
    }
  sqlite3_finalize (statement);
  return done;
}

static gboolean
put_words (DeskConnection *connection, gint64 pos, gint64 n, GString *words, GError **error)
{
  sqlite3_stmt *statement =
      desk_connection_get_kind (connection, connection->schema->customer, DESK_KIND_BY_N, error);
  const char *values[CRM_CUSTOMER_N_FIELDS];
  char ids[CRM_CUSTOMER_N_FIELDS][CRM_ID_LENGTH + 1];
  guint8 id[CRM_ID_BYTES] = { 0 };
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, n);
  if (!desk_sqlite_step (statement, &row, error) || !row)
    return FALSE;
  desk_sqlite_get_id (statement, DESK_COLUMN_ID, id);
  borrow_values (statement, values, ids);
  g_string_truncate (words, 0);
  if (!desk_text_words_append (connection, id, values, words, error))
    return FALSE;
  sqlite3_reset (statement);

  statement = desk_connection_get (connection, DESK_SQL_TEXT_PUT, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, pos);
  sqlite3_bind_text (statement, 2, words->str, (int) words->len, SQLITE_STATIC);
  return desk_sqlite_run (statement, error);
}

static gboolean
put_order (DeskConnection *connection, gint64 pos, gint64 n, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_ORDER_PUT, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, pos);
  sqlite3_bind_int64 (statement, 2, n);
  return desk_sqlite_run (statement, error);
}

static gboolean
fill (DeskConnection *connection, GArray *keys, GError **error)
{
  g_autoptr (GString) words = g_string_sized_new (512);

  for (guint i = 0; i < keys->len; i++)
    {
      const Key *key = &g_array_index (keys, Key, i);
      const gint64 pos = FIRST_POS + (gint64) i * DESK_TEXT_GAP;

      if (!put_order (connection, pos, key->n, error) ||
          !put_words (connection, pos, key->n, words, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
desk_text_index_build (DeskConnection *connection, GError **error)
{
  static const char prepare[] =
      "DELETE FROM customer_order;"
      "INSERT INTO customer_text (customer_text) VALUES ('delete-all');"
      "INSERT INTO customer_text (customer_text, rank) VALUES ('automerge', 0);"
      "INSERT INTO customer_text (customer_text, rank) VALUES ('hashsize', " HASH_SIZE ");";
  static const char finish[] =
      "INSERT INTO customer_text (customer_text, rank) VALUES ('automerge', 4);"
      "INSERT INTO customer_text (customer_text, rank) VALUES ('hashsize', 1048576);";
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Key));
  g_autoptr (GString) arena = g_string_new (NULL);

  if (!desk_sqlite_exec (connection->cache, prepare, error) ||
      !collect_keys (connection, keys, arena, error))
    return FALSE;
  g_array_sort_with_data (keys, compare_keys, arena->str);
  g_string_free (g_steal_pointer (&arena), TRUE);
  return fill (connection, keys, error) && desk_sqlite_exec (connection->cache, finish, error);
}
