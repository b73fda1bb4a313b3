/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table customer_key: made in idle moments, kept in step by the writer. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-likeness-keys.h"

#include "client/store/desk-record-store.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-insured-object.h"

#include <string.h>

#define PROGRESS "likeness"
#define COMPLETE "complete"
#define STEP     500

/* ---- cards ----------------------------------------------------------------------------------- */

static gboolean
read_contacts (DeskConnection *connection,
               const guint8 *id,
               GPtrArray *phones,
               GPtrArray *emails,
               GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_CONTACTS, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  desk_sqlite_bind_id (statement, 1, id);
  while (desk_sqlite_step (statement, &row, error))
    {
      const char *type, *value;

      if (!row)
        return TRUE;
      type = (const char *) sqlite3_column_text (statement, 0);
      value = (const char *) sqlite3_column_text (statement, 1);
      if (value != NULL && g_strcmp0 (type, "phone") == 0)
        g_ptr_array_add (phones, g_strdup (value));
      else if (value != NULL && g_strcmp0 (type, "email") == 0)
        g_ptr_array_add (emails, g_strdup (value));
    }
  return FALSE;
}

static gboolean
read_objects (DeskConnection *connection, const guint8 *id, GPtrArray *vins, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_LIKENESS_OBJECTS, error);
  gboolean row = FALSE;

  if (statement == NULL)
    return FALSE;
  desk_sqlite_bind_id (statement, 1, id);
  while (desk_sqlite_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      g_ptr_array_add (vins, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
    }
  return FALSE;
}

static char *
join_address (const DeskRow *row)
{
  static const guint parts[] = { CRM_CUSTOMER_ADDRESS_REGION, CRM_CUSTOMER_ADDRESS_CITY,
                                 CRM_CUSTOMER_ADDRESS_STREET, CRM_CUSTOMER_ADDRESS_HOUSE,
                                 CRM_CUSTOMER_ADDRESS_FLAT };
  GString *text = g_string_new (NULL);

  if (row->values[CRM_CUSTOMER_ADDRESS_TEXT] != NULL)
    return g_string_free (g_string_append (text, row->values[CRM_CUSTOMER_ADDRESS_TEXT]), FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (row->values[parts[i]] != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", row->values[parts[i]]);
  return g_string_free (text, FALSE);
}

static void
fill_like (DeskLike *like, const DeskRow *row, GPtrArray *phones)
{
  const char *const *values = (const char *const *) row->values;
  gboolean is_company = g_strcmp0 (values[CRM_CUSTOMER_TYPE], "company") == 0;

  crm_id_from_bytes (row->id, like->id);
  like->name = crm_customer_values_to_display_name (values);
  like->birth = g_strdup (values[is_company ? CRM_CUSTOMER_INN : CRM_CUSTOMER_BIRTH_DATE]);
  like->phone = g_strdup (phones->pdata[0]);
  like->owner = g_strdup (values[CRM_CUSTOMER_OWNER]);
}

CrmDuplicateCard *
desk_likeness_read_card (DeskConnection *connection, gint64 n, DeskLike *like, GError **error)
{
  g_autoptr (GPtrArray) phones = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) emails = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) vins = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *address = NULL;
  g_autoptr (DeskRow) row = NULL;
  CrmDuplicateInput input = { 0 };

  if (!desk_record_store_read_n (connection, connection->schema->customer, n, &row, error))
    return NULL;
  if (row == NULL || row->state == CRM_RECORD_DELETED)
    return NULL;
  if (!read_contacts (connection, row->id, phones, emails, error) ||
      !read_objects (connection, row->id, vins, error))
    return NULL;

  g_ptr_array_add (phones, NULL);
  g_ptr_array_add (emails, NULL);
  g_ptr_array_add (vins, NULL);
  address = join_address (row);
  input.is_company = g_strcmp0 (row->values[CRM_CUSTOMER_TYPE], "company") == 0;
  input.last_name = row->values[CRM_CUSTOMER_LAST_NAME];
  input.first_name = row->values[CRM_CUSTOMER_FIRST_NAME];
  input.middle_name = row->values[CRM_CUSTOMER_MIDDLE_NAME];
  input.sex = row->values[CRM_CUSTOMER_SEX];
  input.birth_date = row->values[CRM_CUSTOMER_BIRTH_DATE];
  input.company_name = row->values[CRM_CUSTOMER_COMPANY_NAME];
  input.inn = row->values[CRM_CUSTOMER_INN];
  input.kpp = row->values[CRM_CUSTOMER_KPP];
  input.address = address;
  input.phones = (const char *const *) phones->pdata;
  input.emails = (const char *const *) emails->pdata;
  input.vins = (const char *const *) vins->pdata;
  if (like != NULL)
    fill_like (like, row, phones);
  return crm_duplicate_card_new (&input);
}

/* FNV-1a */
gint64
desk_likeness_hash (const char *key)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (; *key != '\0'; key++)
    hash = (hash ^ (guchar) *key) * G_GUINT64_CONSTANT (1099511628211);
  return (gint64) hash;
}

/* ---- keys ------------------------------------------------------------------------------------ */

static gboolean
drop_keys (DeskConnection *connection, gint64 n, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_LIKENESS_DROP, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, n);
  return desk_sqlite_run (statement, error);
}

static gboolean
put_keys (DeskConnection *connection, gint64 n, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (CrmDuplicateCard) card = desk_likeness_read_card (connection, n, NULL, &failed);
  const char *const *keys;

  if (card == NULL && failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  if (card == NULL)
    return *error == NULL;
  keys = crm_duplicate_card_get_keys (card);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_LIKENESS_PUT, error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, desk_likeness_hash (keys[i]));
      sqlite3_bind_int64 (statement, 2, n);
      if (!desk_sqlite_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

void
desk_likeness_note (DeskConnection *connection, const DeskRow *row)
{
  const CrmKind *kind = connection->schema->kinds[row->kind];
  guint8 customer[CRM_ID_BYTES];

  if (connection->loading)
    return;
  if (kind == &crm_customer_kind)
    g_hash_table_add (connection->alike, desk_id_copy (row->id));
  else if ((kind == &crm_contact_point_kind || kind == &crm_insured_object_kind) &&
           row->values[kind->root] != NULL && crm_id_to_bytes (row->values[kind->root], customer))
    g_hash_table_add (connection->alike, desk_id_copy (customer));
}

/* The number of a row that goes may be given again. */
gboolean
desk_likeness_erase (DeskConnection *connection, const DeskRow *row, GError **error)
{
  if (row->kind == connection->schema->customer)
    return drop_keys (connection, row->n, error);
  desk_likeness_note (connection, row);
  return TRUE;
}

gboolean
desk_likeness_flush (DeskConnection *connection, GError **error)
{
  GHashTableIter iter;
  gboolean done = TRUE;
  gpointer id;

  if (g_hash_table_size (connection->alike) == 0)
    return TRUE;
  g_hash_table_iter_init (&iter, connection->alike);
  while (done && !connection->loading && g_hash_table_iter_next (&iter, &id, NULL))
    {
      DeskFound found;

      done = desk_record_store_find (connection, connection->schema->customer, id, &found, error) &&
             (found.n == 0 ||
              (drop_keys (connection, found.n, error) && put_keys (connection, found.n, error)));
    }
  g_hash_table_remove_all (connection->alike);
  return done;
}

/* ---- all of them ----------------------------------------------------------------------------- */

typedef struct
{
  gboolean more;
} Step;

/* (element-type gint64): customers behind @last. */
static GArray *
list_rows (DeskConnection *connection, gint64 last, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_LIKENESS_ROWS, error);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean row = FALSE;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, last);
  sqlite3_bind_int (statement, 2, STEP);
  while (desk_sqlite_step (statement, &row, error))
    {
      gint64 n;

      if (!row)
        return g_steal_pointer (&rows);
      n = sqlite3_column_int64 (statement, 0);
      g_array_append_val (rows, n);
    }
  return NULL;
}

static gboolean
step_work (DeskConnection *connection, gpointer data, GError **error)
{
  Step *step = data;
  g_autofree char *progress = desk_connection_get_meta (connection, PROGRESS);
  g_autofree char *last = NULL;
  g_autoptr (GArray) rows = NULL;

  step->more = FALSE;
  if (!connection->complete || connection->loading || g_strcmp0 (progress, COMPLETE) == 0)
    return TRUE;
  rows = list_rows (connection, progress != NULL ? g_ascii_strtoll (progress, NULL, 10) : 0, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!put_keys (connection, g_array_index (rows, gint64, i), error))
      return FALSE;
  step->more = rows->len == STEP;
  /* Whoever looked before looks again. */
  if (!step->more)
    desk_connection_mark_all (connection, connection->schema->customer);
  last = step->more
             ? g_strdup_printf ("%" G_GINT64_FORMAT, g_array_index (rows, gint64, rows->len - 1))
             : g_strdup (COMPLETE);
  return desk_connection_put_meta (connection, PROGRESS, last, error);
}

static void
stepped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Step *step = desk_database_work_finish (DESK_DATABASE (source), result, &error);

  if (error != NULL)
    g_debug ("Looking for likes is not prepared: %s", error->message);
  if (step != NULL && step->more)
    desk_likeness_prepare (DESK_DATABASE (source));
}

void
desk_likeness_prepare (DeskDatabase *database)
{
  g_return_if_fail (DESK_IS_DATABASE (database));

  desk_database_write_async (database, DESK_PRIORITY_IDLE, step_work, g_new0 (Step, 1), g_free,
                             NULL, stepped_cb, NULL);
}
