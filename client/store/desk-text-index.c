/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order of customers by name and the search index, kept in step with their rows. An entry of
 * the order is a number between those of its neighbours; when there is none left between two, some
 * neighbours are spread again. Writer thread, inside its transaction; finding also on the reader.
 */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-text-index.h"

#include "client/store/desk-record-store.h"
#include "client/store/desk-text-words.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-customer.h"

#include <string.h>

#define FIRST_POS ((gint64) 1 << 20)
/* Neighbours that are spread again when two of them have no number in between: ever more, until the
 * gaps last for some insertions. */
#define FIRST_WINDOW 32
#define LAST_WINDOW  4096
#define SPREAD_GAP   8

/* One customer that changes in this transaction. */
typedef struct
{
  guint8 id[CRM_ID_BYTES];
  gint64 n;       /* its row, as before */
  gint64 old_pos; /* in the index, 0: not there */
  char *old_text;
  char *old_key;
  gint64 pos; /* in the order now */
  char *text; /* (nullable): to be in the index now */
} DeskIndexed;

/* One write to the index; they must come in rising order to be cheap. */
typedef struct
{
  gint64 pos;
  gboolean put;
  const char *text;
} Write;

static void
free_indexed (gpointer data)
{
  DeskIndexed *self = data;

  g_free (self->old_text);
  g_free (self->old_key);
  g_free (self->text);
  g_free (self);
}

GHashTable *
desk_text_index_new_table (void)
{
  return g_hash_table_new_full (desk_id_hash, desk_id_equal, NULL, free_indexed);
}

static gboolean
get_integer (sqlite3_stmt *statement, gint64 key, gint64 *value, GError **error)
{
  gboolean row = FALSE;

  *value = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, key);
  if (!desk_sqlite_step (statement, &row, error))
    return FALSE;
  if (row)
    *value = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

gboolean
desk_text_index_find (DeskConnection *connection, gint64 n, gint64 *pos, GError **error)
{
  return get_integer (desk_connection_get (connection, DESK_SQL_ORDER_OF, error), n, pos, error);
}

gboolean
desk_text_index_get_row (DeskConnection *connection, gint64 pos, gint64 *n, GError **error)
{
  return get_integer (desk_connection_get (connection, DESK_SQL_ROW_OF_ORDER, error), pos, n,
                      error);
}

gboolean
desk_text_index_note (DeskConnection *connection,
                      const guint8 customer[CRM_ID_BYTES],
                      GError **error)
{
  g_autoptr (DeskRow) row = NULL;
  DeskIndexed *indexed;

  if (g_hash_table_contains (connection->indexed, customer))
    return TRUE;
  if (!desk_record_store_read (connection, connection->schema->customer, customer, &row, error))
    return FALSE;
  indexed = g_new0 (DeskIndexed, 1);
  memcpy (indexed->id, customer, CRM_ID_BYTES);
  g_hash_table_replace (connection->indexed, indexed->id, indexed);
  if (row == NULL)
    return TRUE;
  indexed->n = row->n;
  if (!desk_text_index_find (connection, row->n, &indexed->old_pos, error))
    return FALSE;
  indexed->pos = indexed->old_pos;
  if (indexed->old_pos == 0)
    return TRUE;
  indexed->old_key = desk_text_words_make_key (row);
  indexed->old_text = desk_text_words_make (connection, row, error);
  indexed->text = g_strdup (indexed->old_text);
  return indexed->old_text != NULL;
}

static gboolean
write_order (DeskConnection *connection, DeskSql sql, gint64 pos, gint64 n, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, pos);
  if (sql == DESK_SQL_ORDER_PUT)
    sqlite3_bind_int64 (statement, 2, n);
  return desk_sqlite_run (statement, error);
}

/* The nearest entry from @pos on, or before it; 0 when there is none. */
static gboolean
find_neighbour (DeskConnection *connection,
                DeskSql sql,
                gint64 pos,
                gint64 *found,
                gint64 *n,
                GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, sql, error);
  gboolean row = FALSE;

  *found = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, pos);
  sqlite3_bind_int (statement, 2, 1);
  if (!desk_sqlite_step (statement, &row, error))
    return FALSE;
  if (row)
    {
      *found = sqlite3_column_int64 (statement, 0);
      *n = sqlite3_column_int64 (statement, 1);
      sqlite3_reset (statement);
    }
  return TRUE;
}

/* The fields that a name is made of, in the order of DESK_SQL_ORDER_NAME. */
static const guint name_fields[] = {
  CRM_CUSTOMER_TYPE,        CRM_CUSTOMER_LAST_NAME,    CRM_CUSTOMER_FIRST_NAME,
  CRM_CUSTOMER_MIDDLE_NAME, CRM_CUSTOMER_COMPANY_NAME,
};

/* The first entry from @pos on, 0 when there is none, and whether it stands before (@key, @id). */
static gboolean
probe (DeskConnection *connection,
       gint64 *pos,
       const char *key,
       const guint8 *id,
       gboolean *before,
       GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_ORDER_NAME, error);
  const char *values[CRM_CUSTOMER_N_FIELDS] = { NULL };
  guint8 other_id[CRM_ID_BYTES] = { 0 };
  g_autofree char *other = NULL;
  gboolean row = FALSE;
  int order;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, *pos);
  *pos = 0;
  *before = FALSE;
  if (!desk_sqlite_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *pos = sqlite3_column_int64 (statement, 0);
  desk_sqlite_get_id (statement, 1, other_id);
  for (guint i = 0; i < G_N_ELEMENTS (name_fields); i++)
    values[name_fields[i]] = (const char *) sqlite3_column_text (statement, (int) i + 2);
  other = crm_customer_values_to_sort_key (values);
  sqlite3_reset (statement);
  order = strcmp (other, key);
  *before = order < 0 || (order == 0 && memcmp (other_id, id, CRM_ID_BYTES) < 0);
  return TRUE;
}

/* Halves the range of positions until the place is found: @low is the last entry before it, @high
 * the first after it, 0 where there is none. */
static gboolean
find_place (DeskConnection *connection,
            const char *key,
            const guint8 *id,
            gint64 *low,
            gint64 *high,
            GError **error)
{
  gint64 from = 1, to = 0, n = 0;

  if (!find_neighbour (connection, DESK_SQL_ORDER_BEFORE, G_MAXINT64, &to, &n, error))
    return FALSE;
  to++;
  while (from < to)
    {
      const gint64 middle = from + (to - from) / 2;
      gint64 pos = middle;
      gboolean before = FALSE;

      if (!probe (connection, &pos, key, id, &before, error))
        return FALSE;
      before = before && pos < to;
      if (before)
        from = pos + 1;
      else
        to = middle;
    }
  return find_neighbour (connection, DESK_SQL_ORDER_BEFORE, from, low, &n, error) &&
         find_neighbour (connection, DESK_SQL_ORDER_FROM, from, high, &n, error);
}

/* Entries around a place, nearest first in each half; gives their rows in order with the free
 * positions at both ends. */
typedef struct
{
  GArray *rows; /* (element-type gint64): n */
  GArray *positions;
  gint64 pos;  /* the place */
  int size;    /* of each half */
  gint64 low;  /* last position that is taken before them, or 0 */
  gint64 high; /* first that is taken after them, or 0 */
} Window;

static gboolean
read_side (DeskConnection *connection, DeskSql sql, Window *window, gint64 *end, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, sql, error);
  gboolean row = FALSE;

  *end = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, window->pos);
  sqlite3_bind_int (statement, 2, window->size + 1);
  for (int i = 0; i <= window->size; i++)
    {
      gint64 at, n;

      if (!desk_sqlite_step (statement, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      at = sqlite3_column_int64 (statement, 0);
      n = sqlite3_column_int64 (statement, 1);
      if (i == window->size)
        *end = at;
      else if (sql == DESK_SQL_ORDER_BEFORE)
        {
          g_array_prepend_val (window->rows, n);
          g_array_prepend_val (window->positions, at);
        }
      else
        {
          g_array_append_val (window->rows, n);
          g_array_append_val (window->positions, at);
        }
    }
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
move_entry (DeskConnection *connection, gint64 n, gint64 pos, GError **error)
{
  g_autoptr (DeskRow) row = NULL;
  DeskIndexed *indexed;

  if (!desk_record_store_read_n (connection, connection->schema->customer, n, &row, error))
    return FALSE;
  if (row == NULL)
    return TRUE;
  if (!desk_text_index_note (connection, row->id, error))
    return FALSE;
  indexed = g_hash_table_lookup (connection->indexed, row->id);
  indexed->pos = pos;
  desk_connection_mark (connection, connection->schema->customer, row->id);
  return write_order (connection, DESK_SQL_ORDER_PUT, pos, n, error);
}

static gboolean
spread_window (DeskConnection *connection, Window *window, gint64 step, GError **error)
{
  /* Noted first: the old position is still in the order then. */
  for (guint i = 0; i < window->rows->len; i++)
    {
      g_autoptr (DeskRow) row = NULL;

      if (!desk_record_store_read_n (connection, connection->schema->customer,
                                     g_array_index (window->rows, gint64, i), &row, error))
        return FALSE;
      if (row != NULL && !desk_text_index_note (connection, row->id, error))
        return FALSE;
    }
  for (guint i = 0; i < window->rows->len; i++)
    if (!write_order (connection, DESK_SQL_ORDER_DELETE,
                      g_array_index (window->positions, gint64, i), 0, error))
      return FALSE;
  for (guint i = 0; i < window->rows->len; i++)
    if (!move_entry (connection, g_array_index (window->rows, gint64, i),
                     window->low + step * (i + 1), error))
      return FALSE;
  return TRUE;
}

/* Makes room before @pos by spreading the smallest window around it that has enough. */
static gboolean
make_room (DeskConnection *connection, gint64 pos, GError **error)
{
  for (int size = FIRST_WINDOW;; size *= 4)
    {
      g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (gint64));
      Window window = { rows, positions, pos, size, 0, 0 };
      gint64 step;

      if (!read_side (connection, DESK_SQL_ORDER_BEFORE, &window, &window.low, error) ||
          !read_side (connection, DESK_SQL_ORDER_FROM, &window, &window.high, error))
        return FALSE;
      step = window.high != 0 ? (window.high - window.low) / (rows->len + 1) : DESK_TEXT_GAP;
      if (step >= SPREAD_GAP || (size >= LAST_WINDOW && step >= 2) || window.high == 0)
        return spread_window (connection, &window, step, error);
    }
}

static gboolean
insert_entry (DeskConnection *connection,
              DeskIndexed *indexed,
              gint64 n,
              const char *key,
              GError **error)
{
  gint64 low, high;

  while (TRUE)
    {
      if (!find_place (connection, key, indexed->id, &low, &high, error))
        return FALSE;
      if (high == 0)
        indexed->pos = low != 0 ? low + DESK_TEXT_GAP : FIRST_POS;
      else
        indexed->pos = low + (high - low) / 2;
      if (indexed->pos > low)
        return write_order (connection, DESK_SQL_ORDER_PUT, indexed->pos, n, error);
      if (!make_room (connection, high, error))
        return FALSE;
    }
}

/* What became of one customer: out of the order, or again into it by its new name. */
typedef struct
{
  DeskIndexed *indexed;
  gint64 n;
  char *key;
} Insertion;

static void
clear_insertion (gpointer data)
{
  g_free (((Insertion *) data)->key);
}

static gboolean
take_out (DeskConnection *connection, DeskIndexed *indexed, GArray *insertions, GError **error)
{
  g_autoptr (DeskRow) row = NULL;
  g_autofree char *key = NULL;
  gboolean alive;

  if (!desk_record_store_read (connection, connection->schema->customer, indexed->id, &row, error))
    return FALSE;
  alive = row != NULL && row->state != CRM_RECORD_DELETED;
  g_clear_pointer (&indexed->text, g_free);
  if (alive)
    {
      key = desk_text_words_make_key (row);
      indexed->text = desk_text_words_make (connection, row, error);
      if (indexed->text == NULL)
        return FALSE;
    }
  if (indexed->pos != 0 &&
      (!alive || indexed->n != row->n || g_strcmp0 (indexed->old_key, key) != 0))
    {
      if (!write_order (connection, DESK_SQL_ORDER_DELETE, indexed->pos, 0, error))
        return FALSE;
      indexed->pos = 0;
    }
  if (alive && indexed->pos == 0)
    {
      Insertion insertion = { indexed, row->n, g_steal_pointer (&key) };

      g_array_append_val (insertions, insertion);
    }
  return TRUE;
}

static int
compare_writes (gconstpointer a, gconstpointer b)
{
  const Write *x = a, *y = b;

  if (x->pos != y->pos)
    return x->pos < y->pos ? -1 : 1;
  return x->put - y->put;
}

static gboolean
write_index (DeskConnection *connection, GError **error)
{
  g_autoptr (GArray) writes = g_array_new (FALSE, FALSE, sizeof (Write));
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, connection->indexed);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DeskIndexed *indexed = value;
      const Write out = { indexed->old_pos, FALSE, indexed->old_text };
      const Write in = { indexed->pos, TRUE, indexed->text };

      if (indexed->old_pos == indexed->pos && g_strcmp0 (indexed->old_text, indexed->text) == 0)
        continue;
      if (out.pos != 0)
        g_array_append_val (writes, out);
      if (in.pos != 0)
        g_array_append_val (writes, in);
    }
  g_array_sort (writes, compare_writes);
  for (guint i = 0; i < writes->len; i++)
    {
      const Write *write = &g_array_index (writes, Write, i);
      sqlite3_stmt *statement =
          desk_connection_get (connection, write->put ? DESK_SQL_TEXT_PUT : DESK_SQL_TEXT_DELETE,
                               error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, write->pos);
      sqlite3_bind_text (statement, 2, write->text, -1, SQLITE_STATIC);
      if (!desk_sqlite_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
desk_text_index_flush (DeskConnection *connection, GError **error)
{
  g_autoptr (GArray) insertions = g_array_new (FALSE, FALSE, sizeof (Insertion));
  g_autoptr (GList) noted = NULL;
  gboolean done = TRUE;

  if (g_hash_table_size (connection->indexed) == 0)
    return TRUE;
  g_array_set_clear_func (insertions, clear_insertion);
  /* All that moves is out of the order before the first place is looked for. */
  noted = g_hash_table_get_values (connection->indexed);
  for (GList *i = noted; done && i != NULL; i = i->next)
    done = take_out (connection, i->data, insertions, error);
  for (guint i = 0; done && i < insertions->len; i++)
    {
      Insertion *insertion = &g_array_index (insertions, Insertion, i);

      done = insert_entry (connection, insertion->indexed, insertion->n, insertion->key, error);
    }
  done = done && write_index (connection, error);
  g_hash_table_remove_all (connection->indexed);
  return done;
}
