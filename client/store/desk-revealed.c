/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values that were shown, kept sealed: see the header. One operation is data of its task. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-revealed.h"

#include "client/store/desk-database-private.h"
#include "client/store/desk-record-store.h"
#include "shared/codec/crm-mask.h"

typedef struct
{
  const CrmKind *kind;
  guint8 id[CRM_ID_BYTES];
  gint64 version;
  CrmFieldSet *values; /* (owned) (nullable) */
} Revealed;

static void
revealed_free (gpointer data)
{
  Revealed *self = data;

  g_clear_pointer (&self->values, crm_field_set_unref);
  g_free (self);
}

static Revealed *
make_revealed (CrmRecord *record)
{
  Revealed *self = g_new0 (Revealed, 1);
  const gboolean done = crm_id_to_bytes (crm_record_get_id (record), self->id);

  g_assert (done);
  self->kind = crm_record_get_kind (record);
  self->version = crm_record_get_version (record);
  return self;
}

static char *
make_context (const Revealed *self, guint field)
{
  char id[CRM_ID_LENGTH + 1];

  crm_id_from_bytes (self->id, id);
  return g_strdup_printf ("revealed:%s:%s:%" G_GINT64_FORMAT ":%s", self->kind->name, id,
                          self->version, self->kind->fields[field].column);
}

static gboolean
is_to_keep (const Revealed *self, guint field)
{
  return (self->kind->fields[field].flags & CRM_FIELD_MASKED) != 0 &&
         crm_field_set_has (self->values, field) &&
         crm_field_set_get (self->values, field) != NULL &&
         !crm_text_is_masked (crm_field_set_get (self->values, field));
}

static gboolean
put_value (DeskConnection *connection, Revealed *self, int kind, guint field, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_REVEALED_PUT, error);
  g_autofree char *context = make_context (self, field);
  g_autofree char *sealed = desk_vault_seal (connection->vault, DESK_VAULT_CACHE, context,
                                             crm_field_set_get (self->values, field));

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, kind);
  desk_sqlite_bind_id (statement, 2, self->id);
  sqlite3_bind_text (statement, 3, self->kind->fields[field].column, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 4, self->version);
  sqlite3_bind_text (statement, 5, sealed, -1, SQLITE_STATIC);
  return desk_sqlite_run (statement, error);
}

/* The row may have become another one while the server answered: then it is not about this. */
static gboolean
keep_work (DeskConnection *connection, gpointer data, GError **error)
{
  Revealed *self = data;
  const int kind = desk_schema_find (connection->schema, self->kind);
  gboolean done = TRUE;
  DeskFound found;

  if (connection->vault == NULL || !desk_connection_has_rows (connection))
    return TRUE;
  if (!desk_record_store_find (connection, kind, self->id, &found, error))
    return FALSE;
  if (found.n == 0 || found.version != self->version)
    return TRUE;
  for (guint i = 0; done && i < self->kind->n_fields; i++)
    if (is_to_keep (self, i))
      done = put_value (connection, self, kind, i, error);
  return done;
}

void
desk_revealed_keep_async (DeskDatabase *database,
                          CrmRecord *record,
                          CrmFieldSet *values,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (database, cancellable, callback, user_data);
  Revealed *self = make_revealed (record);

  g_task_set_source_tag (task, desk_revealed_keep_async);
  self->values = crm_field_set_ref (values);
  desk_database_write_async (database, DESK_PRIORITY_TYPED, keep_work, self, revealed_free,
                             cancellable, desk_database_worked_cb, task);
}

gboolean
desk_revealed_keep_finish (DeskDatabase *database, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, database), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A value whose key is lost is no value. */
static void
take_value (DeskConnection *connection, Revealed *self, sqlite3_stmt *statement)
{
  const char *column = (const char *) sqlite3_column_text (statement, 0);
  const char *sealed = (const char *) sqlite3_column_text (statement, 1);

  for (guint i = 0; i < self->kind->n_fields; i++)
    {
      g_autofree char *context = NULL;
      g_autofree char *value = NULL;

      if (g_strcmp0 (self->kind->fields[i].column, column) != 0)
        continue;
      context = make_context (self, i);
      value = desk_vault_open (connection->vault, DESK_VAULT_CACHE, context, sealed);
      if (value == NULL || !desk_vault_is_sealed (sealed))
        return;
      if (self->values == NULL)
        self->values = crm_field_set_new (self->kind);
      crm_field_set_put (self->values, i, value);
    }
}

static gboolean
find_work (DeskConnection *connection, gpointer data, GError **error)
{
  Revealed *self = data;
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_REVEALED_GET, error);
  gboolean row = FALSE;
  gboolean done = statement != NULL;

  g_clear_pointer (&self->values, crm_field_set_unref);
  if (!done)
    return FALSE;
  sqlite3_bind_int (statement, 1, desk_schema_find (connection->schema, self->kind));
  desk_sqlite_bind_id (statement, 2, self->id);
  sqlite3_bind_int64 (statement, 3, self->version);
  while ((done = desk_sqlite_step (statement, &row, error)) && row)
    take_value (connection, self, statement);
  return done;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Revealed *self = desk_database_work_finish (DESK_DATABASE (source), result, &error);

  if (self == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&self->values),
                           (GDestroyNotify) crm_field_set_unref);
}

void
desk_revealed_find_async (DeskDatabase *database,
                          CrmRecord *record,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (database, cancellable, callback, user_data);

  g_task_set_source_tag (task, desk_revealed_find_async);
  desk_database_read_async (database, DESK_PRIORITY_SCREEN, find_work, make_revealed (record),
                            revealed_free, cancellable, found_cb, task);
}

CrmFieldSet *
desk_revealed_find_finish (DeskDatabase *database, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, database), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
drop_work (DeskConnection *connection, gpointer data, GError **error)
{
  sqlite3_stmt *statement = desk_connection_get (connection, DESK_SQL_REVEALED_DROP, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, desk_schema_find (connection->schema, data));
  return desk_sqlite_run (statement, error);
}

void
desk_revealed_drop (DeskDatabase *database, const CrmKind *kind)
{
  g_return_if_fail (DESK_IS_DATABASE (database) && kind != NULL);
  desk_database_write_async (database, DESK_PRIORITY_SYNC, drop_work, (gpointer) kind, NULL, NULL,
                             NULL, NULL);
}

gboolean
desk_revealed_forget (DeskConnection *connection,
                      int kind,
                      const guint8 id[CRM_ID_BYTES],
                      gint64 version,
                      GError **error)
{
  sqlite3_stmt *statement;

  if (!connection->schema->masked[kind] || connection->loading)
    return TRUE;
  statement = desk_connection_get (connection, DESK_SQL_REVEALED_FORGET, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, kind);
  desk_sqlite_bind_id (statement, 2, id);
  sqlite3_bind_int64 (statement, 3, version);
  return desk_sqlite_run (statement, error);
}
