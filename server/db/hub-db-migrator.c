/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Brings a database forward: numbered files, each in a transaction of its own, all under an
 * advisory lock, so that of two servers that start together one waits. Blocks; used before a server
 * serves and by the command line. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-migrator.h"

#include "server/db/hub-db-private.h"
#include "server/hub-sql.h"

#include <string.h>

#define MIGRATIONS_PATH "/io/github/zontik/sql/migrations/"
/* "zontik" in ASCII: any number that nobody else uses. */
#define LOCK_SQL   "select pg_advisory_lock(134600617585003)"
#define UNLOCK_SQL "select pg_advisory_unlock(134600617585003)"
#define TABLE_SQL                                                                                  \
  "create table if not exists schema_migration (number int primary key, name text not null, "      \
  "checksum text not null, applied_at timestamptz not null default now())"
#define EXISTS_SQL  "select to_regclass('schema_migration') is not null"
#define APPLIED_SQL "select number, name, checksum from schema_migration order by number"
/* What a migration has made, or a restore, which knows no privileges. */
#define GRANT_SQL                                                                                  \
  "do $$ begin if to_regprocedure('app_grant()') is not null and exists (select from pg_class "    \
  "where relkind = 'r' and relnamespace = 'public'::regnamespace and "                             \
  "not has_table_privilege('zontik_app', oid, 'delete')) then perform app_grant(); end if; end $$"
#define INSERT_SQL "insert into schema_migration (number, name, checksum) values ($1, $2, $3)"

HubMigration *
hub_migration_new (const char *name, const char *sql, GError **error)
{
  HubMigration *self;

  for (int i = 0; i < 5; i++)
    if (i < 4 ? !g_ascii_isdigit (name[i]) : name[i] != '-')
      {
        crm_fail (error, CRM_ERROR_INTERNAL, "the migration “%s” is not named NNNN-name", name);
        return NULL;
      }

  self = g_new0 (HubMigration, 1);
  self->number = (guint) g_ascii_strtoull (name, NULL, 10);
  self->name = g_strdup (name);
  self->sql = g_strdup (sql);
  self->checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, sql, -1);

  return self;
}

void
hub_migration_free (HubMigration *self)
{
  g_free (self->name);
  g_free (self->sql);
  g_free (self->checksum);
  g_free (self);
}

static int
compare_migrations_cb (gconstpointer a, gconstpointer b)
{
  const HubMigration *const *first = a;
  const HubMigration *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

static gboolean
add_embedded (GPtrArray *list, const char *file, GError **error)
{
  g_autofree char *path = g_strconcat (MIGRATIONS_PATH, file, NULL);
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (".sql"));
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (hub_sql_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  HubMigration *migration =
      bytes != NULL ? hub_migration_new (name, g_bytes_get_data (bytes, NULL), error) : NULL;

  if (migration == NULL)
    return FALSE;

  g_ptr_array_add (list, migration);

  return TRUE;
}

GPtrArray *
hub_db_migrator_list (GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_migration_free);
  g_auto (GStrv) files = g_resource_enumerate_children (hub_sql_get_resource (), MIGRATIONS_PATH,
                                                        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (gsize i = 0; files != NULL && files[i] != NULL; i++)
    if (!add_embedded (list, files[i], error))
      return NULL;

  g_ptr_array_sort (list, compare_migrations_cb);
  for (guint i = 1; i < list->len; i++)
    {
      HubMigration *before = g_ptr_array_index (list, i - 1);
      HubMigration *migration = g_ptr_array_index (list, i);

      if (before->number == migration->number)
        {
          crm_fail (error, CRM_ERROR_INTERNAL, "the migrations %s and %s have the same number",
                    before->name, migration->name);
          return NULL;
        }
    }

  return g_steal_pointer (&list);
}

/* (nullable): the answer, or %NULL with the error as the administrator should see it. */
static PGresult *
execute (PGconn *conn, const char *what, const char *sql, GError **error)
{
  PGresult *result = PQexec (conn, sql);
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
    return result;

  if (PQstatus (conn) != CONNECTION_OK)
    {
      g_autofree char *message = hub_db_dup_message (conn);

      crm_fail (error, CRM_ERROR_UNAVAILABLE, "The database is not reachable: %s", message);
    }
  else
    {
      crm_fail (error, CRM_ERROR_FAILED, "%s: %s (%s)", what,
                PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY),
                PQresultErrorField (result, PG_DIAG_SQLSTATE));
    }
  PQclear (result);

  return NULL;
}

static gboolean
execute_plain (PGconn *conn, const char *what, const char *sql, GError **error)
{
  PGresult *result = execute (conn, what, sql, error);

  PQclear (result);

  return result != NULL;
}

static HubMigration *
find_migration (GPtrArray *list, guint number)
{
  for (guint i = 0; i < list->len; i++)
    {
      HubMigration *migration = g_ptr_array_index (list, i);

      if (migration->number == number)
        return migration;
    }

  return NULL;
}

/* Compares one applied step with ours. What is newer than all of ours is a newer server's business:
 * migrations only add in the release that follows. */
static gboolean
check_applied (GPtrArray *list,
               guint number,
               const char *name,
               const char *checksum,
               GError **error)
{
  HubMigration *migration = find_migration (list, number);
  HubMigration *last = list->len > 0 ? g_ptr_array_index (list, list->len - 1) : NULL;

  if (migration == NULL && last != NULL && number < last->number)
    return crm_fail (error, CRM_ERROR_FAILED,
                     "The database has the migration %s, this program does not.", name);
  if (migration != NULL && strcmp (migration->checksum, checksum) != 0)
    return crm_fail (error, CRM_ERROR_FAILED,
                     "The migration %s was changed after it was applied to this database.",
                     migration->name);

  return TRUE;
}

/* (nullable) (transfer full): those still to apply, in order. */
static GPtrArray *
find_missing (PGconn *conn, GPtrArray *list, GError **error)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  PGresult *applied = execute (conn, "schema_migration", APPLIED_SQL, error);
  gboolean ok = applied != NULL;
  guint newest = 0;

  for (int i = 0; ok && i < PQntuples (applied); i++)
    {
      newest = (guint) g_ascii_strtoull (PQgetvalue (applied, i, 0), NULL, 10);
      ok = check_applied (list, newest, PQgetvalue (applied, i, 1), PQgetvalue (applied, i, 2),
                          error);
    }
  for (guint i = 0; ok && i < list->len; i++)
    {
      HubMigration *migration = g_ptr_array_index (list, i);
      gboolean is_applied = FALSE;

      for (int row = 0; row < PQntuples (applied) && !is_applied; row++)
        is_applied =
            migration->number == (guint) g_ascii_strtoull (PQgetvalue (applied, row, 0), NULL, 10);
      if (!is_applied && migration->number < newest)
        ok = crm_fail (error, CRM_ERROR_FAILED,
                       "The migration %s was not applied, but later ones were.", migration->name);
      else if (!is_applied)
        g_ptr_array_add (missing, migration);
    }
  PQclear (applied);

  return ok ? g_steal_pointer (&missing) : NULL;
}

static gboolean
record_migration (PGconn *conn, HubMigration *migration, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", migration->number);
  const char *const params[] = { number, migration->name, migration->checksum };
  PGresult *result = PQexecParams (conn, INSERT_SQL, 3, NULL, params, NULL, NULL, 0);
  gboolean ok = PQresultStatus (result) == PGRES_COMMAND_OK;

  if (!ok)
    {
      g_autofree char *message = hub_db_dup_message (conn);

      crm_fail (error, CRM_ERROR_FAILED, "%s: %s", migration->name, message);
    }
  PQclear (result);

  return ok;
}

static gboolean
apply_migration (PGconn *conn, HubMigration *migration, GError **error)
{
  if (execute_plain (conn, migration->name, "begin", error) &&
      execute_plain (conn, migration->name, migration->sql, error) &&
      record_migration (conn, migration, error) &&
      execute_plain (conn, migration->name, "commit", error))
    {
      g_message ("applied migration %s", migration->name);
      return TRUE;
    }

  execute_plain (conn, migration->name, "rollback", NULL);

  return FALSE;
}

static gboolean
migrate (PGconn *conn, GPtrArray *list, guint *n_applied, GError **error)
{
  g_autoptr (GPtrArray) missing = NULL;

  if (!execute_plain (conn, "lock", LOCK_SQL, error) ||
      !execute_plain (conn, "schema_migration", TABLE_SQL, error))
    return FALSE;

  missing = find_missing (conn, list, error);
  for (guint i = 0; missing != NULL && i < missing->len; i++)
    {
      if (!apply_migration (conn, g_ptr_array_index (missing, i), error))
        return FALSE;
      (*n_applied)++;
    }

  if (missing == NULL || !execute_plain (conn, "app_grant", GRANT_SQL, error))
    return FALSE;

  /* Closing the connection would do as well, but not through a pooler. */
  execute_plain (conn, "unlock", UNLOCK_SQL, NULL);

  return TRUE;
}

gboolean
hub_db_migrator_run (const char *conninfo, GPtrArray *migrations, guint *n_applied, GError **error)
{
  g_autoptr (GPtrArray) list =
      migrations != NULL ? g_ptr_array_ref (migrations) : hub_db_migrator_list (error);
  PGconn *conn = list != NULL ? hub_db_open_connection (conninfo, 0, error) : NULL;
  guint n = 0;
  gboolean ok;

  if (conn == NULL)
    return FALSE;

  /* Another server's migration may take its time. */
  ok = execute_plain (conn, "settings", "set lock_timeout = 0; set client_min_messages = warning",
                      error) &&
       migrate (conn, list, &n, error);
  PQfinish (conn);
  if (n_applied != NULL)
    *n_applied = n;

  return ok;
}

static gboolean
check_schema (PGconn *conn, GPtrArray *list, GError **error)
{
  g_autoptr (GPtrArray) missing = NULL;
  PGresult *exists = execute (conn, "schema_migration", EXISTS_SQL, error);
  gboolean is_there = exists != NULL && *PQgetvalue (exists, 0, 0) == 't';

  if (exists == NULL)
    return FALSE;
  PQclear (exists);
  if (!is_there)
    return crm_fail (error, CRM_ERROR_FAILED, "The database has no schema yet.");

  missing = find_missing (conn, list, error);
  if (missing != NULL && missing->len > 0)
    return crm_fail (error, CRM_ERROR_FAILED, "The migration %s is not applied.",
                     ((HubMigration *) g_ptr_array_index (missing, 0))->name);

  return missing != NULL;
}

gboolean
hub_db_migrator_check (const char *conninfo, GPtrArray *migrations, GError **error)
{
  g_autoptr (GPtrArray) list =
      migrations != NULL ? g_ptr_array_ref (migrations) : hub_db_migrator_list (error);
  PGconn *conn = list != NULL ? hub_db_open_connection (conninfo, 0, error) : NULL;
  gboolean ok;

  if (conn == NULL)
    return FALSE;

  ok = check_schema (conn, list, error);
  PQfinish (conn);

  return ok;
}
