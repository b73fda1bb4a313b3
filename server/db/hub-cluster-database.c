/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Roles and databases of the private cluster. Blocking, no state. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-cluster-database.h"

#include "server/db/hub-db-private.h"

#define OLD             "zontik_before_restore"
#define HAS_ROLE_SQL    "select from pg_roles where rolname = '" HUB_CLUSTER_ROLE "'"
#define HAS_BASE_SQL    "select from pg_database where datname = '" HUB_CLUSTER_DATABASE "'"
#define CREATE_ROLE_SQL "create role " HUB_CLUSTER_ROLE " login"
/* What the servers work as: see 0004-rights.sql. */
#define HAS_APP_SQL     "select from pg_roles where rolname = 'zontik_app'"
#define CREATE_APP_SQL  "create role zontik_app nologin role " HUB_CLUSTER_ROLE
#define CREATE_BASE_SQL "create database " HUB_CLUSTER_DATABASE " owner " HUB_CLUSTER_ROLE

static gboolean
execute (PGconn *conn, const char *statement, int *n_rows, GError **error)
{
  PGresult *result = PQexec (conn, statement);
  ExecStatusType status = PQresultStatus (result);
  gboolean ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

  if (ok && n_rows != NULL)
    *n_rows = PQntuples (result);
  PQclear (result);
  if (!ok)
    {
      g_autofree char *message = hub_db_dup_message (conn);

      crm_fail (error, CRM_ERROR_FAILED, "%s: %s", statement, message);
    }

  return ok;
}

static gboolean
create_if_missing (PGconn *conn, const char *question, const char *statement, GError **error)
{
  int n_rows = 0;

  return execute (conn, question, &n_rows, error) &&
         (n_rows > 0 || execute (conn, statement, NULL, error));
}

gboolean
hub_cluster_database_ensure (const char *admin, GError **error)
{
  PGconn *conn = hub_db_open_connection (admin, 0, error);
  gboolean ok;

  if (conn == NULL)
    return FALSE;

  ok = create_if_missing (conn, HAS_ROLE_SQL, CREATE_ROLE_SQL, error) &&
       create_if_missing (conn, HAS_APP_SQL, CREATE_APP_SQL, error) &&
       create_if_missing (conn, HAS_BASE_SQL, CREATE_BASE_SQL, error);
  PQfinish (conn);

  return ok;
}

gboolean
hub_cluster_database_create (const char *admin, const char *name, GError **error)
{
  PGconn *conn = hub_db_open_connection (admin, 0, error);
  g_autofree char *drop = g_strdup_printf ("drop database if exists %s with (force)", name);
  g_autofree char *create = g_strdup_printf ("create database %s owner " HUB_CLUSTER_ROLE, name);
  gboolean ok;

  if (conn == NULL)
    return FALSE;

  ok = execute (conn, drop, NULL, error) && execute (conn, create, NULL, error);
  PQfinish (conn);

  return ok;
}

gboolean
hub_cluster_database_swap (const char *admin, const char *name, GError **error)
{
  PGconn *conn = hub_db_open_connection (admin, 0, error);
  g_autofree char *rename =
      g_strdup_printf ("alter database %s rename to " HUB_CLUSTER_DATABASE, name);
  gboolean ok;

  if (conn == NULL)
    return FALSE;

  ok = execute (conn, "drop database if exists " OLD " with (force)", NULL, error) &&
       execute (conn, "begin", NULL, error) &&
       execute (conn, "alter database " HUB_CLUSTER_DATABASE " rename to " OLD, NULL, error) &&
       execute (conn, rename, NULL, error) && execute (conn, "commit", NULL, error) &&
       execute (conn, "drop database " OLD " with (force)", NULL, error);
  PQfinish (conn);

  return ok;
}
