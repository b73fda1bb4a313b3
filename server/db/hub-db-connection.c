/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection to PostgreSQL and the transaction on it. It lives on the worker thread of the pool
 * that owns it. The connection stays in libpq's pipeline mode: what is sent waits in libpq's
 * buffer, and one flush writes it all, then reads all the answers; so "begin" travels with the
 * first statement and "commit" with the last. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-private.h"

#include "server/db/hub-db-error.h"

#include <poll.h>
#include <string.h>

#define DEFAULT_STATEMENT_TIMEOUT 30000
#define LOCK_TIMEOUT              10000
#define IDLE_TIMEOUT              8000

char *
hub_db_dup_message (PGconn *conn)
{
  const char *message = conn != NULL ? PQerrorMessage (conn) : NULL;
  char *line = g_strdup (message != NULL && *message != '\0' ? message : "no connection");

  return g_strchomp (g_strdelimit (line, "\r\n\t", ' '));
}

void
hub_db_log_notice_cb (void *data, const char *message)
{
  g_debug ("%s", message);
}

/* Every statement is written for an index and prepared once: a plan made while a table was empty
 * must not scan it for ever, and none is worth planning anew. The isolation is the default, so that
 * no transaction has to set it. */
static char *
make_settings (guint statement_timeout)
{
  return g_strdup_printf ("set timezone = 'UTC'; set datestyle = 'ISO, YMD'; "
                          "set intervalstyle = 'iso_8601'; set bytea_output = 'hex'; "
                          "set standard_conforming_strings = on; set jit = off; "
                          "set default_transaction_isolation = 'read committed'; "
                          "set enable_seqscan = off; set plan_cache_mode = force_generic_plan; "
                          "set statement_timeout = %u; set lock_timeout = %u; "
                          "set idle_in_transaction_session_timeout = %u",
                          statement_timeout, LOCK_TIMEOUT, IDLE_TIMEOUT);
}

static PGconn *
connect_with_defaults (const char *conninfo)
{
  /* What stands before "dbname" are defaults for @conninfo, what stands after it wins over it. */
  static const char *const keys[] = {
    "connect_timeout",           "keepalives_idle",  "keepalives_interval",
    "keepalives_count",          "tcp_user_timeout", "dbname",
    "fallback_application_name", "client_encoding",  NULL
  };
  const char *const values[] = { "5",    "10", "5", "3", "15000", conninfo, "zontik-server",
                                 "UTF8", NULL };

  return PQconnectdbParams (keys, values, 1);
}

PGconn *
hub_db_open_connection (const char *conninfo, guint statement_timeout, GError **error)
{
  PGconn *conn = connect_with_defaults (conninfo);
  g_autofree char *settings = make_settings (statement_timeout);
  PGresult *result = NULL;
  gboolean ok = PQstatus (conn) == CONNECTION_OK;

  if (ok)
    {
      PQsetNoticeProcessor (conn, hub_db_log_notice_cb, NULL);
      result = PQexec (conn, settings);
      ok = PQresultStatus (result) == PGRES_COMMAND_OK;
    }

  PQclear (result);
  if (!ok)
    {
      g_autofree char *message = hub_db_dup_message (conn);

      crm_fail (error, CRM_ERROR_UNAVAILABLE, "The database is not reachable: %s", message);
      g_clear_pointer (&conn, PQfinish);
    }

  return conn;
}

HubDb *
hub_db_new (const char *conninfo)
{
  HubDb *self = g_new0 (HubDb, 1);

  self->conninfo = g_strdup (conninfo);
  self->statement_timeout = DEFAULT_STATEMENT_TIMEOUT;
  self->prepared = g_hash_table_new (g_str_hash, g_str_equal);
  self->sent = g_array_new (FALSE, FALSE, sizeof (HubDbSent));

  return self;
}

void
hub_db_free (HubDb *self)
{
  hub_db_disconnect (self);
  g_hash_table_unref (self->prepared);
  g_array_unref (self->sent);
  g_free (self->constraint);
  g_free (self->conninfo);
  g_free (self->role);
  g_free (self);
}

static gboolean
set_role (HubDb *self, GError **error)
{
  g_autofree char *sql = self->role != NULL ? g_strconcat ("set role ", self->role, NULL) : NULL;
  PGresult *result = sql != NULL ? PQexec (self->conn, sql) : NULL;
  gboolean ok = sql == NULL || PQresultStatus (result) == PGRES_COMMAND_OK;

  PQclear (result);
  if (!ok)
    {
      g_autofree char *message = hub_db_dup_message (self->conn);

      crm_fail (error, CRM_ERROR_UNAVAILABLE, "The role cannot be taken: %s", message);
      g_clear_pointer (&self->conn, PQfinish);
    }
  return ok;
}

gboolean
hub_db_connect (HubDb *self, GError **error)
{
  hub_db_disconnect (self);

  self->conn = hub_db_open_connection (self->conninfo, self->statement_timeout, error);
  if (self->conn == NULL || !set_role (self, error))
    return FALSE;

  PQenterPipelineMode (self->conn);
  self->is_lost = FALSE;

  return TRUE;
}

void
hub_db_disconnect (HubDb *self)
{
  g_clear_pointer (&self->conn, PQfinish);
  g_hash_table_remove_all (self->prepared);
  g_array_set_size (self->sent, 0);
}

gboolean
hub_db_is_connected (HubDb *self)
{
  return self->conn != NULL && !self->is_lost && PQstatus (self->conn) == CONNECTION_OK;
}

/* A lost commit may have happened or not; so may a lost statement outside of a transaction. */
static void
set_lost (HubDb *self)
{
  if (self->is_lost)
    return;

  self->is_lost = TRUE;
  self->is_uncertain = self->mode == HUB_DB_NO_TRANSACTION
                           ? self->has_unread_write
                           : self->mode == HUB_DB_READ_WRITE && self->is_committing;
}

gboolean
hub_db_fail_connection (HubDb *self, GError **error)
{
  g_autofree char *message = hub_db_dup_message (self->conn);

  set_lost (self);
  self->has_failed = TRUE;

  return crm_fail (error, self->is_uncertain ? CRM_ERROR_UNCERTAIN : CRM_ERROR_UNAVAILABLE,
                   "The connection to the database broke: %s", message);
}

gboolean
hub_db_fail_result (HubDb *self, const char *name, const PGresult *result, GError **error)
{
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  const char *message = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);
  const char *constraint = PQresultErrorField (result, PG_DIAG_CONSTRAINT_NAME);

  if (sqlstate == NULL || PQstatus (self->conn) != CONNECTION_OK)
    return hub_db_fail_connection (self, error);

  g_strlcpy (self->sqlstate, sqlstate, sizeof self->sqlstate);
  g_free (self->constraint);
  self->constraint = g_strdup (constraint);
  /* Without a transaction of ours the failed one is already rolled back. */
  self->has_failed = self->mode != HUB_DB_NO_TRANSACTION;
  self->is_retryable = hub_db_error_is_retryable (sqlstate);
  if (hub_db_error_is_fatal (sqlstate))
    set_lost (self);
  /* Only a shutdown may come after the commit; anything else is the answer of a statement. */
  if (!g_str_has_prefix (sqlstate, "57") && !g_str_has_prefix (sqlstate, "08"))
    self->is_uncertain = FALSE;

  return crm_fail (error,
                   self->is_uncertain ? CRM_ERROR_UNCERTAIN : hub_db_error_from_sqlstate (sqlstate),
                   "%s: %s (%s)", name, message, sqlstate);
}

/* Also prepared once, under its own text. */
gboolean
hub_db_send_control (HubDb *self, const char *statement, GError **error)
{
  HubDbSent prepare = { HUB_DB_SENT_PREPARE, statement, NULL };
  HubDbSent sent = { HUB_DB_SENT_CONTROL, statement, NULL };

  if (g_hash_table_lookup (self->prepared, statement) == NULL)
    {
      if (PQsendPrepare (self->conn, statement, statement, 0, NULL) != 1)
        return hub_db_fail_connection (self, error);
      g_hash_table_insert (self->prepared, (gpointer) statement, HUB_DB_PREPARED_WRITE);
      g_array_append_val (self->sent, prepare);
    }
  if (PQsendQueryPrepared (self->conn, statement, 0, NULL, NULL, NULL, 0) != 1)
    return hub_db_fail_connection (self, error);

  g_array_append_val (self->sent, sent);

  return TRUE;
}

/* The answer to one thing sent; the error of the first that failed is kept. */
static void
take_result (HubDb *self, HubDbSent *sent, PGresult *result, GError **first_error)
{
  switch ((int) PQresultStatus (result))
    {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
      if (sent->rows == NULL)
        break;
      *sent->rows = hub_db_rows_new (result);
      return;
    case PGRES_PIPELINE_ABORTED:
      if (sent->kind == HUB_DB_SENT_PREPARE)
        g_hash_table_remove (self->prepared, sent->name);
      break;
    default:
      if (sent->kind == HUB_DB_SENT_PREPARE)
        g_hash_table_remove (self->prepared, sent->name);
      if (*first_error == NULL)
        hub_db_fail_result (self, sent->name, result, first_error);
      break;
    }

  PQclear (result);
}

static gboolean
read_answer (HubDb *self, HubDbSent *sent, GError **first_error)
{
  PGresult *result = PQgetResult (self->conn);

  if (result == NULL)
    return *first_error != NULL || hub_db_fail_connection (self, first_error);

  take_result (self, sent, result, first_error);
  if (self->is_lost)
    return FALSE;

  /* Each answer is followed by one NULL. */
  result = PQgetResult (self->conn);
  PQclear (result);

  return result == NULL || *first_error != NULL || hub_db_fail_connection (self, first_error);
}

static void
read_sync (HubDb *self, GError **first_error)
{
  PGresult *result = PQgetResult (self->conn);

  if (PQresultStatus (result) != PGRES_PIPELINE_SYNC && *first_error == NULL)
    hub_db_fail_connection (self, first_error);
  PQclear (result);
}

static void
drop_rows (HubDb *self)
{
  for (guint i = 0; i < self->sent->len; i++)
    {
      HubDbSent *sent = &g_array_index (self->sent, HubDbSent, i);

      if (sent->rows != NULL)
        g_clear_pointer (sent->rows, hub_db_rows_free);
    }
}

gboolean
hub_db_flush (HubDb *self, GError **error)
{
  g_autoptr (GError) first_error = NULL;

  if (self->sent->len == 0)
    return TRUE;

  self->n_round_trips++;
  if (PQpipelineSync (self->conn) != 1)
    hub_db_fail_connection (self, &first_error);
  for (guint i = 0; i < self->sent->len && !self->is_lost; i++)
    if (!read_answer (self, &g_array_index (self->sent, HubDbSent, i), &first_error))
      break;
  if (!self->is_lost)
    read_sync (self, &first_error);

  if (first_error != NULL)
    drop_rows (self);
  g_array_set_size (self->sent, 0);
  self->has_unread_write = FALSE;
  if (first_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&first_error));

  return FALSE;
}

gboolean
hub_db_check_alive (HubDb *self)
{
  struct pollfd fd = { PQsocket (self->conn), POLLIN, 0 };

  /* A last message may come before the end. */
  for (guint i = 0; i < 5 && !self->is_lost && poll (&fd, 1, 0) == 1; i++)
    self->is_lost = PQconsumeInput (self->conn) != 1;

  return hub_db_is_connected (self);
}

void
hub_db_start (HubDb *self, HubDbMode mode)
{
  self->mode = mode;
  self->has_begun = FALSE;
  self->has_failed = FALSE;
  self->is_copying = FALSE;
  self->is_uncertain = FALSE;
  self->is_retryable = FALSE;
  self->is_committing = FALSE;
  self->has_unread_write = FALSE;
  self->sqlstate[0] = '\0';
  g_clear_pointer (&self->constraint, g_free);
}

static gboolean
commit (HubDb *self, GError **error)
{
  HubDbRows *tag = NULL;
  gboolean is_committed;

  if (!self->has_begun)
    return hub_db_flush (self, error);

  self->is_committing = TRUE;
  if (!hub_db_send_control (self, "commit", error))
    return FALSE;
  g_array_index (self->sent, HubDbSent, self->sent->len - 1).rows = &tag;
  if (!hub_db_flush (self, error))
    return FALSE;

  self->has_begun = FALSE;
  is_committed = tag != NULL && strcmp (PQcmdStatus (tag->result), "COMMIT") == 0;
  hub_db_rows_free (tag);

  return is_committed ||
         crm_fail (error, CRM_ERROR_INTERNAL, "the transaction was rolled back by the database");
}

/* Whatever the job left behind; a connection that cannot be cleaned is given up. */
static void
clean_up (HubDb *self)
{
  if (self->is_copying && !self->is_lost)
    hub_db_end_copy (self, "abandoned", NULL);
  if (self->sent->len > 0 && !self->is_lost)
    hub_db_flush (self, NULL);
  if (!self->is_lost && PQtransactionStatus (self->conn) != PQTRANS_IDLE)
    if (hub_db_send_control (self, "rollback", NULL))
      hub_db_flush (self, NULL);

  if (!self->is_lost && (PQtransactionStatus (self->conn) != PQTRANS_IDLE ||
                         PQpipelineStatus (self->conn) != PQ_PIPELINE_ON))
    self->is_lost = TRUE;
}

gboolean
hub_db_finish (HubDb *self, gboolean ok, GError **error)
{
  if (ok && self->has_failed)
    ok = crm_fail (error, CRM_ERROR_INTERNAL, "the work ignored a failed statement");
  if (ok && self->is_copying)
    ok = crm_fail (error, CRM_ERROR_INTERNAL, "the work did not end its COPY");
  if (ok)
    ok = commit (self, error);

  clean_up (self);
  if (self->is_lost)
    hub_db_disconnect (self);

  return ok;
}

gboolean
hub_db_may_retry (HubDb *self)
{
  return !self->is_uncertain && (self->is_retryable || self->is_lost);
}
