/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV with a byte order mark, for spreadsheets; XLSX in constant memory, whose cells are texts.
 * Worker threads. */

#include "client/customers/desk-export-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "shared/base/crm-error.h"
#include "shared/codec/crm-csv.h"

#define BYTE_MARK "\xEF\xBB\xBF"
#define DELIMITER ';'

struct _DeskExportFile
{
  GFile *file; /* (owned) */
  DeskExportFormat format;
  GOutputStream *stream; /* (owned) (nullable): of a text */
  GCancellable *undone;  /* (owned): what is closed with it leaves the file as it was */
  lxw_workbook *book;    /* (owned) (nullable) */
  lxw_worksheet *sheet;
  char *path; /* (nullable): of the book, until it is copied */
  guint n_rows;
  gboolean is_new; /* there was no such file */
};

const char *
desk_export_format_get_name (DeskExportFormat format)
{
  static const char *const names[] = { "csv", "xlsx", "vcard" };

  return names[format];
}

DeskExportFormat
desk_export_format_of_file (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (g_str_has_suffix (lower, ".vcf"))
    return DESK_EXPORT_VCARD;
  return g_str_has_suffix (lower, ".xlsx") ? DESK_EXPORT_XLSX : DESK_EXPORT_CSV;
}

static gboolean
open_text (DeskExportFile *self, GError **error)
{
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (self->file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);

  if (stream == NULL)
    return FALSE;
  self->stream = g_buffered_output_stream_new (G_OUTPUT_STREAM (stream));
  return self->format != DESK_EXPORT_CSV ||
         g_output_stream_write_all (self->stream, BYTE_MARK, strlen (BYTE_MARK), NULL, NULL, error);
}

static gboolean
open_book (DeskExportFile *self, GError **error)
{
  lxw_workbook_options options = { .constant_memory = LXW_TRUE };
  int fd = g_file_open_tmp ("zontik-export-XXXXXX", &self->path, error);

  if (fd < 0)
    return FALSE;
  close (fd);
  self->book = workbook_new_opt (self->path, &options);
  self->sheet = self->book != NULL ? workbook_add_worksheet (self->book, NULL) : NULL;
  return self->sheet != NULL || crm_fail (error, CRM_ERROR_FAILED, "the table cannot be made");
}

DeskExportFile *
desk_export_file_new (GFile *file, DeskExportFormat format, GError **error)
{
  g_autoptr (DeskExportFile) self = g_new0 (DeskExportFile, 1);

  self->file = g_object_ref (file);
  self->format = format;
  self->undone = g_cancellable_new ();
  g_cancellable_cancel (self->undone);
  self->is_new = !g_file_query_exists (file, NULL);
  if (format == DESK_EXPORT_XLSX ? !open_book (self, error) : !open_text (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
desk_export_file_free (DeskExportFile *self)
{
  if (self->book != NULL)
    workbook_close (self->book);
  if (self->stream != NULL)
    {
      g_output_stream_close (self->stream, self->undone, NULL);
      if (self->is_new)
        g_file_delete (self->file, NULL, NULL);
    }
  g_clear_object (&self->stream);
  g_clear_object (&self->undone);
  g_clear_object (&self->file);
  if (self->path != NULL)
    g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}

static gboolean
add_line (DeskExportFile *self, const char *const *cells, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) safe = g_ptr_array_new_with_free_func (g_free);

  for (; *cells != NULL; cells++)
    g_ptr_array_add (safe, **cells != '\0' && strchr ("=+-@\t\r", **cells) != NULL
                               ? g_strconcat ("'", *cells, NULL)
                               : g_strdup (*cells));
  crm_csv_append_record (text, (const char *const *) safe->pdata, safe->len, DELIMITER);
  return g_output_stream_write_all (self->stream, text->str, text->len, NULL, NULL, error);
}

gboolean
desk_export_file_add (DeskExportFile *self, const char *const *cells, GError **error)
{
  const guint row = self->n_rows++;

  switch (self->format)
    {
    case DESK_EXPORT_VCARD:
      return g_output_stream_write_all (self->stream, *cells, strlen (*cells), NULL, NULL, error);
    case DESK_EXPORT_XLSX:
      for (guint i = 0; cells[i] != NULL; i++)
        if (worksheet_write_string (self->sheet, row, (lxw_col_t) i, cells[i], NULL) !=
            LXW_NO_ERROR)
          return crm_fail (error, CRM_ERROR_FAILED, "the table takes no more");
      return TRUE;
    case DESK_EXPORT_CSV:
    default:
      return add_line (self, cells, error);
    }
}

static gboolean
copy_book (DeskExportFile *self, GError **error)
{
  g_autoptr (GFile) book = g_file_new_for_path (self->path);
  lxw_error code = workbook_close (g_steal_pointer (&self->book));

  return (code == LXW_NO_ERROR || crm_fail (error, CRM_ERROR_FAILED, "%s", lxw_strerror (code))) &&
         g_file_copy (book, self->file, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                      NULL, NULL, NULL, error);
}

gboolean
desk_export_file_finish (DeskExportFile *self, GError **error)
{
  gboolean ok;

  if (self->format == DESK_EXPORT_XLSX)
    return copy_book (self, error);
  ok = g_output_stream_close (self->stream, NULL, error);
  g_clear_object (&self->stream);
  return ok;
}
