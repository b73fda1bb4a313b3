/* SPDX-License-Identifier: GPL-3.0-or-later */

/* TempHub: a whole server inside the test process. What belongs to its thread is made, used and
 * dropped there; the test's thread waits meanwhile. */

#define G_LOG_DOMAIN "temp-hub"

#include "tests/lib/temp-hub.h"

#include <glib/gstdio.h>

#include "server/auth/hub-account.h"
#include "server/auth/hub-auth-queries.h"
#include "server/auth/hub-passwords.h"
#include "server/cli/hub-service.h"
#include "server/http/hub-router.h"
#include "server/sync/hub-epoch.h"
#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

typedef struct
{
  GThread *thread;       /* (owned) */
  GMainContext *context; /* (owned) */
  GMainLoop *loop;       /* (owned) */
} Runner;

struct _TempHub
{
  TempPostgres *postgres; /* (owned) */
  char *conninfo;         /* (owned) */
  char *dir;              /* (owned): certificate */
  char *url;              /* (owned) */
  char *fingerprint;      /* (owned) */
  guint16 port;
  HubLimits limits;
  Runner runner;
  struct
  {
    HubContext context;
    HubTls *tls;         /* (owned) */
    HubService *service; /* (owned) (nullable): while it runs */
    guint n_connections;
    char **routes; /* of the last list_work() */
    gboolean is_drained;
  } worker;
};

typedef void (*Step) (TempHub *self);

typedef struct
{
  TempHub *self;
  Step step;
  GMutex lock;
  GCond cond;
  gboolean is_done;
} Call;

static gpointer
run_thread (gpointer data)
{
  Runner *runner = data;

  g_main_context_push_thread_default (runner->context);
  g_main_loop_run (runner->loop);
  g_main_context_pop_thread_default (runner->context);
  return NULL;
}

static gboolean
call_cb (gpointer user_data)
{
  Call *call = user_data;

  call->step (call->self);
  g_mutex_lock (&call->lock);
  call->is_done = TRUE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->lock);
  return G_SOURCE_REMOVE;
}

/* Runs @step on the server's thread and waits for it. */
static void
call_thread (TempHub *self, Step step)
{
  Call call = { self, step };
  g_autoptr (GSource) source = g_idle_source_new ();

  g_mutex_init (&call.lock);
  g_cond_init (&call.cond);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, call_cb, &call, NULL);
  g_source_attach (source, self->runner.context);
  g_mutex_lock (&call.lock);
  while (!call.is_done)
    g_cond_wait (&call.cond, &call.lock);
  g_mutex_unlock (&call.lock);
  g_mutex_clear (&call.lock);
  g_cond_clear (&call.cond);
}

static void
start_work (TempHub *self)
{
  HubContext *context = &self->worker.context;
  g_autoptr (GError) error = NULL;

  context->config = hub_config_new ();
  context->config->drain_seconds = 5;
  g_free (context->config->data_dir);
  context->config->data_dir = g_strdup (self->dir);
  context->metrics = hub_metrics_new ();
  context->pool = hub_db_pool_new (self->conninfo, 4, 1000);
  context->bulk_pool = hub_db_pool_new (self->conninfo, 2, 100);
  hub_db_pool_set_role (context->pool, HUB_DB_APP_ROLE);
  hub_db_pool_set_role (context->bulk_pool, HUB_DB_APP_ROLE);
  hub_epoch_open (context->pool, &context->epoch, &context->secret, &error);
  g_assert_no_error (error);

  self->worker.tls = hub_tls_new (NULL, NULL, self->dir, "127.0.0.1", &error);
  g_assert_no_error (error);
  self->worker.service = hub_service_new (context, self->conninfo, self->worker.tls, &self->limits);
  hub_service_listen (self->worker.service, "127.0.0.1", self->port, &error);
  g_assert_no_error (error);

  self->port = hub_server_get_port (hub_service_get_server (self->worker.service));
  g_free (self->url);
  self->url = g_strdup_printf ("https://127.0.0.1:%u", self->port);
  g_free (self->fingerprint);
  self->fingerprint = g_strdup (hub_tls_get_fingerprint (self->worker.tls));
}

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TempHub *self = user_data;

  hub_service_drain_finish (self->worker.service, result);
  self->worker.is_drained = TRUE;
}

static void
drain_work (TempHub *self)
{
  self->worker.is_drained = FALSE;
  hub_service_drain_async (self->worker.service, drained_cb, self);
  while (!self->worker.is_drained)
    g_main_context_iteration (self->runner.context, TRUE);
}

static void
drop_work (TempHub *self)
{
  HubContext *context = &self->worker.context;

  hub_db_pool_close (context->pool);
  hub_db_pool_close (context->bulk_pool);
  while (g_main_context_iteration (self->runner.context, FALSE))
    continue;
  g_clear_pointer (&self->worker.service, hub_service_free);
  while (g_main_context_iteration (self->runner.context, FALSE))
    continue;
  g_clear_pointer (&self->worker.tls, hub_tls_free);
  g_clear_object (&context->pool);
  g_clear_object (&context->bulk_pool);
  g_clear_pointer (&context->metrics, hub_metrics_free);
  g_clear_pointer (&context->config, hub_config_unref);
  g_clear_pointer (&context->epoch, g_free);
  g_clear_pointer (&context->secret, g_bytes_unref);
}

static void
count_work (TempHub *self)
{
  self->worker.n_connections =
      hub_server_count_connections (hub_service_get_server (self->worker.service));
}

static void
list_work (TempHub *self)
{
  self->worker.routes =
      hub_router_list (hub_server_get_router (hub_service_get_server (self->worker.service)));
}

/* Database work from the test's thread: the pool may be used from any. */

typedef struct
{
  const char *login;
  const char *role;
  const char *branch;
  char *hash;
  char *id;
} Person;

static gboolean
add_user_work (HubDb *db, gpointer data, GError **error)
{
  Person *person = data;
  g_autofree char *branch = NULL;
  g_autoptr (HubDbRows) rows = NULL;
  const char *find[] = { person->branch };

  if (person->branch != NULL)
    {
      rows = hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_BRANCH), find, error);
      if (rows == NULL)
        return FALSE;
      if (hub_db_rows_count (rows) > 0)
        branch = g_strdup (hub_db_rows_text (rows, 0, 0));
    }
  if (person->branch != NULL && branch == NULL)
    {
      const char *params[] = { branch = crm_id_new (), person->branch };

      if (!hub_db_run (db, hub_auth_query (HUB_AUTH_INSERT_BRANCH), params, error))
        return FALSE;
    }
  {
    const char *params[] = { person->id,   person->login, person->login,
                             person->role, branch,        person->hash };

    return hub_db_run (db, hub_auth_query (HUB_AUTH_INSERT_USER), params, error);
  }
}

static gboolean
find_user (HubDb *db, Person *person, GError **error)
{
  const char *params[] = { person->login };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_auth_query (HUB_AUTH_FIND_USER), params, error);

  if (rows == NULL)
    return FALSE;
  g_assert_cmpuint (hub_db_rows_count (rows), ==, 1);
  g_free (person->id);
  person->id = g_strdup (hub_db_rows_text (rows, 0, 0));
  return TRUE;
}

static gboolean
end_sessions (HubDb *db, const char *user, gboolean wipe, GError **error)
{
  const HubAccountEnd end = { .user = user, .wipe = wipe };
  g_autoptr (GPtrArray) ended = g_ptr_array_new_with_free_func (g_free);

  return hub_account_end_sessions (db, &end, ended, error);
}

static gboolean
disable_work (HubDb *db, gpointer data, GError **error)
{
  Person *person = data;
  const char *params[] = { NULL };

  if (!find_user (db, person, error))
    return FALSE;
  params[0] = person->id;
  return hub_db_run (db, hub_auth_query (HUB_AUTH_DISABLE_USER), params, error) &&
         end_sessions (db, person->id, TRUE, error);
}

static gboolean
password_work (HubDb *db, gpointer data, GError **error)
{
  Person *person = data;

  return find_user (db, person, error) &&
         hub_account_set_password (db, person->id, person->hash, NULL, FALSE, error) &&
         end_sessions (db, person->id, FALSE, error);
}

static void
run_sync (TempHub *self, HubDbWork work, Person *person)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (self->worker.context.pool, HUB_DB_READ_WRITE, work, person, &error);
  g_assert_no_error (error);
}

TempHub *
temp_hub_new (void)
{
  return temp_hub_new_with_limits (&hub_limits_default);
}

TempHub *
temp_hub_new_with_limits (const HubLimits *limits)
{
  TempPostgres *postgres = temp_postgres_new ();
  TempHub *self = NULL;

  if (postgres == NULL)
    return NULL;

  self = g_new0 (TempHub, 1);
  self->postgres = postgres;
  self->conninfo = temp_postgres_create_database (postgres);
  self->dir = crm_test_make_dir ();
  self->limits = *limits;
  self->runner.context = g_main_context_new ();
  self->runner.loop = g_main_loop_new (self->runner.context, FALSE);
  self->runner.thread = g_thread_new ("temp-hub", run_thread, &self->runner);
  temp_hub_start (self);
  return self;
}

void
temp_hub_free (TempHub *self)
{
  if (self->worker.service != NULL)
    temp_hub_kill (self);
  g_main_loop_quit (self->runner.loop);
  g_thread_join (self->runner.thread);
  g_main_loop_unref (self->runner.loop);
  g_main_context_unref (self->runner.context);
  crm_test_remove_dir (self->dir);
  temp_postgres_free (self->postgres);
  g_free (self->conninfo);
  g_free (self->url);
  g_free (self->fingerprint);
  g_free (self);
}

char *
temp_hub_add_user (TempHub *self,
                   const char *login,
                   const char *password,
                   const char *role,
                   const char *branch)
{
  Person person = { login, role, branch };

  person.hash = hub_password_hash (password, NULL);
  person.id = crm_id_new ();
  run_sync (self, add_user_work, &person);
  g_free (person.hash);
  return person.id;
}

void
temp_hub_disable_user (TempHub *self, const char *login)
{
  Person person = { login };

  run_sync (self, disable_work, &person);
  g_free (person.id);
}

void
temp_hub_set_password (TempHub *self, const char *login, const char *password)
{
  Person person = { login };

  person.hash = hub_password_hash (password, NULL);
  run_sync (self, password_work, &person);
  g_free (person.hash);
  g_free (person.id);
}

const char *
temp_hub_get_url (TempHub *self)
{
  return self->url;
}

guint16
temp_hub_get_port (TempHub *self)
{
  return self->port;
}

const char *
temp_hub_get_fingerprint (TempHub *self)
{
  return self->fingerprint;
}

const char *
temp_hub_get_dir (TempHub *self)
{
  return self->dir;
}

const char *
temp_hub_get_conninfo (TempHub *self)
{
  return self->conninfo;
}

guint
temp_hub_count_connections (TempHub *self)
{
  call_thread (self, count_work);
  return self->worker.n_connections;
}

static gboolean
count_pool (HubDbPool *pool, guint64 *count)
{
  HubDbPoolStats stats;

  hub_db_pool_get_stats (pool, &stats);
  *count += stats.statements;
  return stats.busy == 0 && stats.queued == 0;
}

guint64
temp_hub_count_statements (TempHub *self)
{
  guint64 count = 0;

  while (!count_pool (self->worker.context.pool, &count) ||
         !count_pool (self->worker.context.bulk_pool, &count))
    {
      g_thread_yield ();
      count = 0;
    }
  return count;
}

char **
temp_hub_list_routes (TempHub *self)
{
  call_thread (self, list_work);
  return g_steal_pointer (&self->worker.routes);
}

void
temp_hub_stop (TempHub *self)
{
  call_thread (self, drain_work);
  call_thread (self, drop_work);
}

void
temp_hub_kill (TempHub *self)
{
  call_thread (self, drop_work);
}

void
temp_hub_start (TempHub *self)
{
  call_thread (self, start_work);
}

void
temp_hub_renew_certificate (TempHub *self)
{
  g_autofree char *certificate = g_build_filename (self->dir, "tls-cert.pem", NULL);
  g_autofree char *key = g_build_filename (self->dir, "tls-key.pem", NULL);

  g_assert_cmpint (g_unlink (certificate), ==, 0);
  g_assert_cmpint (g_unlink (key), ==, 0);
}
