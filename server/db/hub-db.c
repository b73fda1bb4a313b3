/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a work function does with its connection: statements by name, pipelined. Worker thread of
 * the pool, during the work function only. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-private.h"
#include "server/db/hub-db-queries.h"

/* So many unread answers are taken in between, that neither side's buffers grow without end. */
#define MAX_SENT 2000

static gboolean
check_usable (HubDb *self, GError **error)
{
  if (self->is_copying)
    return crm_fail (error, CRM_ERROR_INTERNAL, "a COPY is under way");
  if (self->has_failed)
    return crm_fail (error, CRM_ERROR_INTERNAL, "the transaction has already failed");

  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static gboolean
ensure_begun (HubDb *self, GError **error)
{
  if (self->has_begun || self->mode == HUB_DB_NO_TRANSACTION)
    return TRUE;

  self->has_begun = TRUE;

  return hub_db_send_control (self,
                              self->mode == HUB_DB_READ_ONLY
                                  ? "begin isolation level repeatable read read only"
                                  : "begin",
                              error);
}

/* What is known of a query on this connection; the text is only looked up the first time. */
static gboolean
ensure_prepared (HubDb *self, const HubQuery *query, gboolean *is_read, GError **error)
{
  HubDbSent sent = { HUB_DB_SENT_PREPARE, query->name, NULL };
  gpointer known = g_hash_table_lookup (self->prepared, query->name);
  const char *sql;

  *is_read = known == HUB_DB_PREPARED_READ;
  if (known != NULL)
    return TRUE;

  sql = hub_db_queries_get_sql (query->name, error);
  if (sql == NULL)
    return FALSE;
  if (PQsendPrepare (self->conn, query->name, sql, 0, NULL) != 1)
    return hub_db_fail_connection (self, error);

  *is_read = hub_db_queries_is_read (sql);
  g_hash_table_insert (self->prepared, (gpointer) query->name,
                       *is_read ? HUB_DB_PREPARED_READ : HUB_DB_PREPARED_WRITE);
  g_array_append_val (self->sent, sent);

  return TRUE;
}

static gboolean
send_query (HubDb *self,
            const HubQuery *query,
            const char *const *params,
            HubDbRows **rows,
            GError **error)
{
  HubDbSent sent = { HUB_DB_SENT_QUERY, query->name, rows };
  gboolean is_read;

  if (!check_usable (self, error) || !ensure_begun (self, error) ||
      !ensure_prepared (self, query, &is_read, error))
    return FALSE;

  if (!is_read)
    self->has_unread_write = TRUE;
  self->n_statements++;
  if (PQsendQueryPrepared (self->conn, query->name, (int) query->n_params, params, NULL, NULL, 0) !=
      1)
    return hub_db_fail_connection (self, error);

  g_array_append_val (self->sent, sent);

  return TRUE;
}

HubDbRows *
hub_db_select (HubDb *self, const HubQuery *query, const char *const *params, GError **error)
{
  HubDbRows *rows = NULL;

  if (!send_query (self, query, params, &rows, error) || !hub_db_flush (self, error))
    return NULL;

  return rows;
}

gboolean
hub_db_run (HubDb *self, const HubQuery *query, const char *const *params, GError **error)
{
  return send_query (self, query, params, NULL, error) && hub_db_flush (self, error);
}

gboolean
hub_db_queue (HubDb *self, const HubQuery *query, const char *const *params, GError **error)
{
  if (!send_query (self, query, params, NULL, error))
    return FALSE;

  /* Outside of a transaction of ours what goes out together is one: it must not be cut. */
  return self->sent->len < MAX_SENT || self->mode == HUB_DB_NO_TRANSACTION ||
         hub_db_flush (self, error);
}

gboolean
hub_db_sync (HubDb *self, GError **error)
{
  return hub_db_flush (self, error);
}

gboolean
hub_db_select_many (HubDb *self,
                    guint n,
                    const HubQuery *const *queries,
                    const char *const *const *params,
                    HubDbRows **results,
                    GError **error)
{
  for (guint i = 0; i < n; i++)
    results[i] = NULL;

  for (guint i = 0; i < n; i++)
    if (!send_query (self, queries[i], params[i], &results[i], error))
      {
        /* The places of the answers are the caller's and will be gone. */
        hub_db_flush (self, NULL);
        for (guint k = 0; k < i; k++)
          g_clear_pointer (&results[k], hub_db_rows_free);
        return FALSE;
      }

  return hub_db_flush (self, error);
}

const char *
hub_db_get_sqlstate (HubDb *self)
{
  return self->sqlstate;
}

const char *
hub_db_get_constraint (HubDb *self)
{
  return self->constraint;
}

gboolean
hub_db_copy_begin (HubDb *self, const HubQuery *query, GError **error)
{
  const char *sql = hub_db_queries_get_sql (query->name, error);
  PGresult *result;
  gboolean ok;

  if (sql == NULL || !check_usable (self, error) || !ensure_begun (self, error) ||
      !hub_db_flush (self, error))
    return FALSE;

  /* COPY is the one thing a pipeline cannot do. */
  if (PQexitPipelineMode (self->conn) != 1 || PQsendQuery (self->conn, sql) != 1)
    return hub_db_fail_connection (self, error);

  result = PQgetResult (self->conn);
  ok = PQresultStatus (result) == PGRES_COPY_IN;
  if (ok)
    self->is_copying = self->has_unread_write = TRUE;
  else
    hub_db_fail_result (self, query->name, result, error);
  PQclear (result);
  if (ok || self->is_lost)
    return ok;

  while ((result = PQgetResult (self->conn)) != NULL)
    PQclear (result);
  PQenterPipelineMode (self->conn);

  return FALSE;
}

gboolean
hub_db_copy_data (HubDb *self, const char *data, gsize length, GError **error)
{
  g_return_val_if_fail (self->is_copying && length <= G_MAXINT, FALSE);

  return PQputCopyData (self->conn, data, (int) length) == 1 ||
         hub_db_fail_connection (self, error);
}

gboolean
hub_db_end_copy (HubDb *self, const char *reason, GError **error)
{
  gboolean ok = TRUE;
  PGresult *result;

  self->is_copying = FALSE;
  if (PQputCopyEnd (self->conn, reason) != 1)
    return hub_db_fail_connection (self, error);

  while ((result = PQgetResult (self->conn)) != NULL)
    {
      if (ok && PQresultStatus (result) != PGRES_COMMAND_OK)
        ok = hub_db_fail_result (self, "copy", result, error);
      PQclear (result);
    }
  self->has_unread_write = FALSE;
  if (self->is_lost)
    return FALSE;

  return PQenterPipelineMode (self->conn) == 1 && ok;
}

gboolean
hub_db_copy_end (HubDb *self, GError **error)
{
  g_return_val_if_fail (self->is_copying, FALSE);

  return hub_db_end_copy (self, NULL, error);
}

static gboolean
check_description (const HubQuery *query, HubDbRows *description, GError **error)
{
  int n_params = PQnparams (description->result);

  return n_params == (int) query->n_params ||
         crm_fail (error, CRM_ERROR_INTERNAL, "%s has %d parameters, declared are %u", query->name,
                   n_params, query->n_params);
}

gboolean
hub_db_verify (HubDb *self, const HubQuery *query, GError **error)
{
  const char *sql = hub_db_queries_get_sql (query->name, error);
  g_autoptr (HubDbRows) description = NULL;
  HubDbSent sent = { HUB_DB_SENT_QUERY, query->name, &description };
  gboolean is_read;

  if (sql == NULL)
    return FALSE;
  if (hub_db_queries_is_copy (sql))
    return hub_db_copy_begin (self, query, error) && hub_db_copy_end (self, error);

  if (!check_usable (self, error) || !ensure_begun (self, error) ||
      !ensure_prepared (self, query, &is_read, error))
    return FALSE;
  if (PQsendDescribePrepared (self->conn, query->name) != 1)
    return hub_db_fail_connection (self, error);
  g_array_append_val (self->sent, sent);

  return hub_db_flush (self, error) && check_description (query, description, error);
}

char **
hub_db_make_environment (const char *conninfo, GError **error)
{
  char *complaint = NULL;
  PQconninfoOption *options = PQconninfoParse (conninfo, &complaint);
  char **environment = g_get_environ ();

  if (options == NULL)
    {
      crm_fail (error, CRM_ERROR_INVALID, "The database: %s", g_strchomp (complaint));
      PQfreemem (complaint);
      g_strfreev (environment);
      return NULL;
    }

  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    if (option->val != NULL && option->envvar != NULL)
      environment = g_environ_setenv (environment, option->envvar, option->val, TRUE);
  PQconninfoFree (options);

  return environment;
}
