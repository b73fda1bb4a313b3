/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubImports: one import at a time and process, so that people keep the database. A look now and
 * then finds what a process left behind. Main thread. */

#define G_LOG_DOMAIN "hub-imports"

#include "server/imports/hub-imports-private.h"

#include <string.h>

#include "server/imports/hub-imports-queries.h"
#include "server/sync/hub-reach.h"
#include "shared/base/crm-id.h"

#define LOOK_INTERVAL 3000 /* ms */

static void go_on (HubImports *self);

static char *
print_progress (HubImportRun *run, const char *state)
{
  return g_strdup_printf ("{\"type\":\"job-progress\",\"job\":\"%s\",\"kind\":\"import\","
                          "\"state\":\"%s\",\"done\":%d,\"total\":1000}",
                          hub_import_run_get_id (run), state,
                          (int) (hub_import_run_get_fraction (run) * 1000));
}

static void
moved_cb (HubImportRun *run, const char *state, gpointer user_data)
{
  HubImports *self = user_data;
  g_autofree char *text = print_progress (run, state != NULL ? state : "running");
  g_autoptr (HubTickle) everyone = hub_tickle_new ();

  everyone->all = TRUE;
  if (self->tickler != NULL)
    hub_tickler_add (self->tickler, everyone);
  if (self->tell != NULL && hub_import_run_get_actor (run) != NULL)
    self->tell (hub_import_run_get_actor (run), text, self->user_data);
}

static void
ended_cb (HubImportRun *run, gpointer user_data)
{
  HubImports *self = user_data;

  hub_import_run_close (run);
  g_clear_pointer (&self->run, hub_import_run_unref);
  go_on (self);
}

static const HubImportRunFuncs run_funcs = { moved_cb, ended_cb };

static void
go_on (HubImports *self)
{
  g_autofree char *id = NULL;

  if (self->run != NULL || self->timer == NULL)
    return;
  id = g_queue_pop_head (&self->waiting);
  if (id != NULL)
    self->run = hub_import_run_new (self->context, id, self->runner, &run_funcs, self);
}

void
hub_imports_start (HubImports *self, const char *id)
{
  if (g_queue_find_custom (&self->waiting, id, (GCompareFunc) g_strcmp0) == NULL)
    g_queue_push_tail (&self->waiting, g_strdup (id));
  go_on (self);
}

double
hub_imports_get_fraction (HubImports *self, const char *id)
{
  return self->run != NULL && strcmp (hub_import_run_get_id (self->run), id) == 0
             ? hub_import_run_get_fraction (self->run)
             : -1;
}

/* ---- looking ------------------------------------------------------------------------------- */

static gboolean
look_work (HubDb *db, gpointer data, GError **error)
{
  GPtrArray *ids = data;
  g_autoptr (HubDbRows) rows = NULL;

  g_ptr_array_set_size (ids, 0);
  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_imports_query (HUB_IMPORTS_LIST_BUSY), NULL, error);
  for (guint i = 0; rows != NULL && i < hub_db_rows_count (rows); i++)
    g_ptr_array_add (ids, g_strdup (hub_db_rows_text (rows, i, 0)));
  return rows != NULL;
}

typedef struct
{
  grefcount refs;
  HubImports *imports; /* (nullable): it is gone */
} Link;

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Link *link = user_data;
  HubImports *self = link->imports;
  GPtrArray *ids = hub_db_pool_run_finish (HUB_DB_POOL (source), result, NULL);

  for (guint i = 0; self != NULL && ids != NULL && i < ids->len; i++)
    if (self->run == NULL || strcmp (hub_import_run_get_id (self->run), ids->pdata[i]) != 0)
      hub_imports_start (self, ids->pdata[i]);
  if (g_ref_count_dec (&link->refs))
    g_free (link);
}

static gboolean
look_cb (gpointer user_data)
{
  Link *link = user_data;

  g_ref_count_inc (&link->refs);
  hub_db_pool_run_async (link->imports->context->pool, HUB_DB_READ_WRITE, look_work,
                         g_ptr_array_new_with_free_func (g_free),
                         (GDestroyNotify) g_ptr_array_unref, NULL, looked_cb, link);
  return G_SOURCE_CONTINUE;
}

static void
end_looks (gpointer user_data)
{
  Link *link = user_data;

  link->imports = NULL;
  if (g_ref_count_dec (&link->refs))
    g_free (link);
}

HubImports *
hub_imports_new (HubContext *context,
                 HubTickleFunc tickle,
                 HubImportsTellFunc tell,
                 gpointer user_data)
{
  HubImports *self = g_new0 (HubImports, 1);
  Link *link = g_new0 (Link, 1);

  self->context = context;
  self->tell = tell;
  self->user_data = user_data;
  self->runner = crm_id_new ();
  if (tickle != NULL)
    self->tickler = hub_tickler_new (context->pool, tickle, user_data);
  g_queue_init (&self->waiting);

  g_ref_count_init (&link->refs);
  link->imports = self;
  self->timer = g_timeout_source_new (LOOK_INTERVAL);
  g_source_set_callback (self->timer, look_cb, link, end_looks);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  look_cb (link);
  return self;
}

void
hub_imports_drain (HubImports *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_clear_pointer (&self->tickler, hub_tickler_close);
  if (self->run != NULL)
    hub_import_run_close (self->run);
  g_clear_pointer (&self->run, hub_import_run_unref);
}

void
hub_imports_free (HubImports *self)
{
  hub_imports_drain (self);
  g_queue_clear_full (&self->waiting, g_free);
  g_free (self->runner);
  g_free (self);
}
