/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A CSV file that people mend and import again. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-import-report.h"

#include <gio/gio.h>

#include <string.h>

#define HEADER "line,reason,record\n"

struct _HubImportReport
{
  char *path;            /* (owned): of the file that is read */
  GOutputStream *stream; /* (owned) (nullable) */
};

HubImportReport *
hub_import_report_new (const char *path)
{
  HubImportReport *self = g_new0 (HubImportReport, 1);

  self->path = g_strdup (path);
  return self;
}

void
hub_import_report_free (HubImportReport *self)
{
  g_free (self->path);
  g_clear_object (&self->stream);
  g_free (self);
}

char *
hub_import_report_get_path (const char *path)
{
  gsize length = strlen (path);

  if (g_str_has_suffix (path, ".csv"))
    length -= strlen (".csv");
  return g_strdup_printf ("%.*s.rejected.csv", (int) length, path);
}

static gboolean
open_stream (HubImportReport *self, GError **error)
{
  g_autofree char *path = hub_import_report_get_path (self->path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);

  if (stream == NULL)
    return FALSE;

  self->stream = g_buffered_output_stream_new (G_OUTPUT_STREAM (stream));
  return g_output_stream_write_all (self->stream, HEADER, strlen (HEADER), NULL, NULL, error);
}

gboolean
hub_import_report_add (HubImportReport *self, const char *line, const char *reason, GError **error)
{
  const char *comma = strchr (line, ',');
  g_autoptr (GString) text = g_string_new_len (line, comma - line);

  crm_csv_append_field (text, reason);
  g_string_append (text, comma);
  g_string_append_c (text, '\n');
  return (self->stream != NULL || open_stream (self, error)) &&
         g_output_stream_write_all (self->stream, text->str, text->len, NULL, NULL, error);
}

gboolean
hub_import_report_close (HubImportReport *self, GError **error)
{
  return self->stream == NULL || g_output_stream_close (self->stream, NULL, error);
}

char *
hub_import_report_print_line (CrmCsv *csv, GPtrArray *record)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, crm_csv_get_line (csv));
  for (guint i = 0; i < record->len; i++)
    crm_csv_append_field (text, record->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
hub_import_report_print_problem (CrmProblem *problem)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < crm_problem_n_errors (problem); i++)
    {
      const CrmProblemError *error = crm_problem_get_error (problem, i);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "; " : "", error->pointer + 1,
                              error->detail);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
