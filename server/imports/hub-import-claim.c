/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a run has to know before it begins. Worker threads. */

#define G_LOG_DOMAIN "hub-imports"

#include "server/imports/hub-import-claim.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "server/imports/hub-imports-queries.h"
#include "shared/codec/crm-json.h"

enum
{
  COLUMN_ID,
  COLUMN_TITLE,
  COLUMN_PLAN,
  COLUMN_STATE,
  COLUMN_IS_CHECKED,
  COLUMN_PROBLEM,
  COLUMN_CREATED_AT,
  COLUMN_CHANGED_AT,
  COLUMN_ACTOR,
  COLUMN_DEVICE,
};

HubImportClaim *
hub_import_claim_new (const char *id, const char *runner)
{
  HubImportClaim *self = g_new0 (HubImportClaim, 1);

  self->id = g_strdup (id);
  self->runner = g_strdup (runner);
  return self;
}

void
hub_import_claim_free (gpointer data)
{
  HubImportClaim *self = data;

  g_clear_pointer (&self->job, hub_import_job_unref);
  g_free (self->id);
  g_free (self->runner);
  g_free (self);
}

static void
person_free (gpointer data)
{
  HubImportPerson *self = data;

  g_free (self->id);
  g_free (self->branch);
  g_free (self);
}

static void
mend_free (gpointer data)
{
  HubImportMend *self = data;

  g_strfreev (self->cells);
  g_free (self->decision);
  g_free (self);
}

static HubSession *
make_session (HubDbRows *rows)
{
  HubSession *session = hub_session_new ();
  const char *device = hub_db_rows_text (rows, 0, COLUMN_DEVICE);

  session->id = g_strdup (HUB_NO_ID);
  session->user = g_strdup (hub_db_rows_text (rows, 0, COLUMN_ACTOR));
  session->device = g_strdup (device != NULL ? device : HUB_NO_ID);
  return session;
}

static gboolean
read_plan (HubImportJob *self, HubDbRows *rows, GError **error)
{
  g_autoptr (JsonNode) node = crm_json_parse (hub_db_rows_text (rows, 0, COLUMN_PLAN), -1, error);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "the plan cannot be read");

  if (node == NULL)
    return FALSE;
  self->plan = hub_import_plan_parse (node, problem);
  if (self->plan == NULL)
    crm_problem_to_error (problem, error);
  return self->plan != NULL;
}

static HubImportJob *
make_job (HubImportClaim *claim, HubDbRows *rows, GError **error)
{
  g_autoptr (HubImportJob) self = g_new0 (HubImportJob, 1);

  g_atomic_ref_count_init (&self->refs);
  self->id = g_strdup (claim->id);
  self->runner = g_strdup (claim->runner);
  self->state = g_strdup (hub_db_rows_text (rows, 0, COLUMN_STATE));
  self->session = make_session (rows);
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, person_free);
  self->mends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, mend_free);
  self->done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->expected_customers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->expected_policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->next_extra = -1;
  return read_plan (self, rows, error) ? g_steal_pointer (&self) : NULL;
}

static void
add_person (HubImportJob *self, HubDbRows *rows, guint row, const char *key)
{
  HubImportPerson *person = g_new0 (HubImportPerson, 1);

  person->id = g_strdup (hub_db_rows_text (rows, row, 0));
  person->branch = g_strdup (hub_db_rows_text (rows, row, 2));
  g_hash_table_replace (self->people, g_utf8_strdown (key, -1), person);
}

static gboolean
read_people (HubImportJob *self, HubDb *db, GError **error)
{
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_import_query (HUB_IMPORT_READ_PEOPLE), NULL, error);

  for (guint i = 0; rows != NULL && i < hub_db_rows_count (rows); i++)
    {
      add_person (self, rows, i, hub_db_rows_text (rows, i, 0));
      add_person (self, rows, i, hub_db_rows_text (rows, i, 1));
    }
  return rows != NULL;
}

static gboolean
read_done (HubImportJob *self, HubDb *db, GError **error)
{
  const char *params[] = { self->id, hub_import_job_get_phase (self) };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_imports_query (HUB_IMPORTS_LIST_BATCHES), params, error);

  for (guint i = 0; rows != NULL && i < hub_db_rows_count (rows); i++)
    {
      const int batch = (int) hub_db_rows_integer (rows, i, 1);

      g_hash_table_add (self->done, g_strdup_printf ("%s:%s:%s", hub_db_rows_text (rows, i, 0),
                                                     hub_db_rows_text (rows, i, 1),
                                                     hub_db_rows_text (rows, i, 2)));
      self->next_extra = MIN (self->next_extra, batch - 1);
    }
  self->is_first = rows != NULL && hub_db_rows_count (rows) == 0;
  return rows != NULL;
}

static GStrv
read_cells (const char *text)
{
  g_autoptr (JsonNode) node = crm_json_parse (text, -1, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *cell = crm_json_get_text (json_array_get_element (array, i));

      g_strv_builder_add (builder, cell != NULL ? cell : "");
    }
  return g_strv_builder_end (builder);
}

static gboolean
read_mends (HubImportJob *self, HubDb *db, GError **error)
{
  const char *params[] = { self->id };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_imports_query (HUB_IMPORTS_LIST_MENDED), params, error);

  for (guint i = 0; rows != NULL && i < hub_db_rows_count (rows); i++)
    {
      HubImportMend *mend = g_new0 (HubImportMend, 1);

      mend->cells = read_cells (hub_db_rows_text (rows, i, 2));
      mend->decision = g_strdup (hub_db_rows_text (rows, i, 3));
      g_hash_table_insert (self->mends,
                           g_strdup_printf ("%s:%s", hub_db_rows_text (rows, i, 0),
                                            hub_db_rows_text (rows, i, 1)),
                           mend);
    }
  return rows != NULL;
}

/* What a check found is found again by the run that follows. */
static gboolean
forget_check (HubImportJob *self, HubDb *db, GError **error)
{
  const char *params[] = { self->id, "false" };

  return !self->is_first || strcmp (self->state, "running") != 0 ||
         hub_db_queue (db, hub_imports_query (HUB_IMPORTS_CLEAR_CHECK), params, error);
}

gboolean
hub_import_claim_work (HubDb *db, gpointer data, GError **error)
{
  HubImportClaim *claim = data;
  const char *params[] = { claim->id, claim->runner };
  g_autoptr (HubDbRows) rows = NULL;
  HubImportJob *job;

  g_clear_pointer (&claim->job, hub_import_job_unref);
  if (!hub_reach_open_all (db, error))
    return FALSE;
  rows = hub_db_select (db, hub_imports_query (HUB_IMPORTS_CLAIM), params, error);
  if (rows == NULL || hub_db_rows_count (rows) == 0)
    return rows != NULL;

  claim->job = job = make_job (claim, rows, error);
  return job != NULL && read_people (job, db, error) && read_done (job, db, error) &&
         read_mends (job, db, error) && forget_check (job, db, error);
}

/* ---- bytes --------------------------------------------------------------------------------- */

HubImportFetch *
hub_import_fetch_new (HubImportJob *job, guint file)
{
  HubImportFetch *self = g_new0 (HubImportFetch, 1);

  self->job = hub_import_job_ref (job);
  self->file = file;
  return self;
}

void
hub_import_fetch_free (gpointer data)
{
  HubImportFetch *self = data;

  g_clear_object (&self->stream);
  hub_import_job_unref (self->job);
  g_free (self);
}

static gboolean
write_hex (int fd, const char *hex, gsize *length, GError **error)
{
  const gsize n = strlen (hex) / 2;
  g_autofree guint8 *bytes = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    bytes[i] =
        (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  *length = n;
  for (gsize done = 0; done < n;)
    {
      gssize written = write (fd, bytes + done, n - done);

      if (written < 0 && errno != EINTR)
        return crm_fail (error, CRM_ERROR_FULL, "%s", g_strerror (errno));
      done += (gsize) MAX (written, 0);
    }
  return TRUE;
}

static gboolean
copy_parts (HubImportFetch *self, HubDb *db, int fd, GError **error)
{
  const guint upload = hub_import_plan_get_file (self->job->plan, self->file)->upload;
  g_autofree char *file = g_strdup_printf ("%u", upload);
  gint64 start = 0;

  for (;;)
    {
      g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, start);
      const char *params[] = { self->job->id, file, at };
      g_autoptr (HubDbRows) rows =
          hub_db_select (db, hub_imports_query (HUB_IMPORTS_READ_PART), params, error);
      gsize length = 0;

      if (rows == NULL || hub_db_rows_count (rows) == 0)
        return rows != NULL;
      if (!write_hex (fd, hub_db_rows_text (rows, 0, 0), &length, error))
        return FALSE;
      start += (gint64) length;
      if (length == 0)
        return TRUE;
    }
}

gboolean
hub_import_fetch_work (HubDb *db, gpointer data, GError **error)
{
  HubImportFetch *self = data;
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  gboolean ok;
  int fd;

  g_clear_object (&self->stream);
  if (!hub_reach_open_all (db, error))
    return FALSE;
  fd = g_file_open_tmp ("zontik-import-XXXXXX", &path, error);
  if (fd < 0)
    return FALSE;
  file = g_file_new_for_path (path);
  self->stream = G_INPUT_STREAM (g_file_read (file, NULL, error));
  g_unlink (path);
  ok = self->stream != NULL && copy_parts (self, db, fd, error);
  close (fd);
  return ok;
}
