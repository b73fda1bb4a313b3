/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubFiles: the routes of files, the thread that touches their folder, and its cleaning once a day.
 * Main thread; owned by HubService. What is on its way keeps it. */

#define G_LOG_DOMAIN "hub-files"

#include "server/base/hub-log.h"
#include "server/files/hub-files-private.h"
#include "server/files/hub-files-queries.h"
#include "server/sync/hub-reach.h"

#define SWEEP_SECONDS (24 * 60 * 60)
/* A row comes before its bytes; this is for clocks and slow commits. */
#define FILE_SECONDS (60 * 60)
#define PART_SECONDS (7 * 24 * 60 * 60)
#define PAGE         "1000"

HubFiles *
hub_files_ref (HubFiles *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
hub_files_unref (HubFiles *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_object_unref (self->worker);
  hub_file_store_unref (self->store);
  g_free (self);
}

void
hub_files_refuse (HubExchange *exchange, const GError *error)
{
  g_autoptr (CrmProblem) problem = NULL;

  if (!g_error_matches (error, CRM_ERROR, CRM_ERROR_FULL))
    {
      hub_exchange_refuse_error (exchange, error);
      return;
    }
  hub_log (G_LOG_LEVEL_WARNING, "no room for a file", "error", error->message, NULL);
  problem = crm_problem_new (CRM_ERROR_UNAVAILABLE, "the server's disk is full");
  crm_problem_set_reason (problem, "disk-full");
  hub_exchange_refuse (exchange, problem);
}

/* ---- what nobody needs --------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *digests; /* (element-type utf8) (borrowed) */
  GHashTable *needed; /* (owned) (element-type utf8) */
} Needs;

static gboolean
find_needed_work (HubDb *db, gpointer data, GError **error)
{
  Needs *needs = data;
  g_autoptr (GString) list = g_string_new ("{");
  const char *params[1];
  g_autoptr (HubDbRows) rows = NULL;

  for (guint i = 0; i < needs->digests->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? "," : "",
                            (const char *) needs->digests->pdata[i]);
  g_string_append_c (list, '}');
  params[0] = list->str;
  g_hash_table_remove_all (needs->needed);
  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_files_query (HUB_FILES_LIST_NEEDED), params, error);
  for (guint i = 0; rows != NULL && i < hub_db_rows_count (rows); i++)
    g_hash_table_add (needs->needed, g_strdup (hub_db_rows_text (rows, i, 0)));
  return rows != NULL;
}

gboolean
hub_files_sweep (HubContext *context,
                 guint file_seconds,
                 guint part_seconds,
                 HubFilesSweep *sweep,
                 GError **error)
{
  g_autoptr (HubFileStore) store = hub_file_store_new (context->config->data_dir);
  g_autoptr (GPtrArray) digests = hub_file_store_list (store, file_seconds);
  g_autoptr (GHashTable) needed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Needs needs = { digests, needed };

  sweep->n_files = 0;
  sweep->n_parts = hub_file_store_drop_parts (store, part_seconds);
  if (digests->len == 0)
    return TRUE;
  if (!hub_db_pool_run_sync (context->bulk_pool, HUB_DB_READ_ONLY, find_needed_work, &needs, error))
    return FALSE;
  for (guint i = 0; i < digests->len; i++)
    if (!g_hash_table_contains (needed, digests->pdata[i]))
      {
        hub_file_store_remove (store, digests->pdata[i]);
        sweep->n_files++;
      }
  return TRUE;
}

static void
sweep_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  HubFiles *self = data;
  HubFilesSweep sweep = { 0 };
  g_autoptr (GError) error = NULL;

  if (!hub_files_sweep (self->context, FILE_SECONDS, PART_SECONDS, &sweep, &error))
    g_message ("cannot clean the folder of files: %s", error->message);
  else if (sweep.n_files > 0 || sweep.n_parts > 0)
    g_message ("removed %u files that nobody names and %u broken uploads", sweep.n_files,
               sweep.n_parts);
  g_task_return_boolean (task, TRUE);
}

static void
unref_files (gpointer data)
{
  hub_files_unref (data);
}

static gboolean
sweep_cb (gpointer user_data)
{
  HubFiles *self = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, sweep_cb);
  g_task_set_task_data (task, hub_files_ref (self), unref_files);
  crm_worker_queue (self->worker, task, 1, sweep_work);
  return G_SOURCE_CONTINUE;
}

/* ---- check ---------------------------------------------------------------------------------- */

typedef struct
{
  char *after;
  GPtrArray *digests;
} Page;

static gboolean
list_page_work (HubDb *db, gpointer data, GError **error)
{
  Page *page = data;
  const char *params[] = { page->after, PAGE };
  g_autoptr (HubDbRows) rows = NULL;

  g_ptr_array_set_size (page->digests, 0);
  rows = hub_db_select (db, hub_files_query (HUB_FILES_LIST_STORED), params, error);
  for (guint i = 0; rows != NULL && i < hub_db_rows_count (rows); i++)
    g_ptr_array_add (page->digests, g_strdup (hub_db_rows_text (rows, i, 0)));
  return rows != NULL;
}

gboolean
hub_files_list_stored (HubDbPool *pool, char *after, GPtrArray *digests, GError **error)
{
  Page page = { after, digests };

  if (!hub_db_pool_run_sync (pool, HUB_DB_READ_ONLY, list_page_work, &page, error))
    return FALSE;
  if (digests->len > 0)
    g_strlcpy (after, digests->pdata[digests->len - 1], HUB_FILES_DIGEST + 1);
  return TRUE;
}

static void
judge (HubFileStore *store, const char *digest, HubFilesVerdict *verdict)
{
  g_autoptr (GError) error = NULL;

  verdict->n_files++;
  if (hub_file_store_verify (store, digest, &error))
    return;
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_NOT_FOUND))
    verdict->n_missing++;
  else
    verdict->n_wrong++;
  if (verdict->first == NULL)
    verdict->first = g_strdup (error->message);
}

gboolean
hub_files_verify (HubDbPool *pool, const char *data_dir, HubFilesVerdict *verdict, GError **error)
{
  g_autoptr (HubFileStore) store = hub_file_store_new (data_dir);
  g_autoptr (GPtrArray) digests = g_ptr_array_new_with_free_func (g_free);
  char after[HUB_FILES_DIGEST + 1] = "";

  do
    {
      if (!hub_files_list_stored (pool, after, digests, error))
        return FALSE;
      for (guint i = 0; i < digests->len; i++)
        judge (store, digests->pdata[i], verdict);
    }
  while (digests->len > 0);
  return TRUE;
}

void
hub_files_verdict_clear (HubFilesVerdict *self)
{
  g_clear_pointer (&self->first, g_free);
}

/* ---- routes --------------------------------------------------------------------------------- */

static const HubRoute routes[] = {
  { "POST", "/attachments", HUB_ROUTE_SIGNED_IN | HUB_ROUTE_STREAMED, hub_file_upload_post },
  { "GET", "/attachments/{id}", HUB_ROUTE_SIGNED_IN, hub_file_download_get },
};

void
hub_files_routes_register (HubRouter *router, HubFiles *self)
{
  hub_router_add (router, routes, G_N_ELEMENTS (routes), self);
}

HubFiles *
hub_files_new (HubContext *context, HubTickleFunc func, gpointer user_data)
{
  HubFiles *self = g_new0 (HubFiles, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  self->func = func;
  self->user_data = user_data;
  self->store = hub_file_store_new (context->config->data_dir);
  self->worker = crm_worker_new ("files");
  self->max_size = context->config->max_file;
  self->timer = g_timeout_source_new_seconds (SWEEP_SECONDS);
  g_source_set_callback (self->timer, sweep_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  sweep_cb (self);
  return self;
}

void
hub_files_free (HubFiles *self)
{
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  crm_worker_stop (self->worker);
  hub_files_unref (self);
}
