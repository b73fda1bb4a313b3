/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV, a piece of the file at a time. A record is unquoted in place in the buffer. */

#define G_LOG_DOMAIN "crm-csv"

#include "shared/codec/crm-csv.h"

#include "shared/base/crm-error.h"

#include <string.h>

#define PIECE      (256 * 1024)
#define MAX_RECORD (1024 * 1024)
#define MAX_FIELDS 1000

struct _CrmCsv
{
  GFileInputStream *file; /* (owned): counts what was read */
  GInputStream *stream;   /* (owned): gives UTF-8 */
  goffset size;
  char delimiter; /* 0: not known yet */
  GString *buffer;
  gsize start; /* of the record that comes next */
  gboolean is_over;
  guint64 line;
  guint64 next_line;
  GPtrArray *fields; /* (unowned) texts inside the buffer */
};

/* A byte sequence cut at the end of a sample is not an error. */
static gboolean
looks_like_utf8 (const char *data, gsize length, gboolean is_whole)
{
  const char *end;

  return g_utf8_validate_len (data, length, &end) || (!is_whole && length - (end - data) < 4);
}

static gboolean
choose_charset (CrmCsv *self, GError **error)
{
  g_autofree char *sample = g_malloc (PIECE);
  g_autoptr (GCharsetConverter) converter = NULL;
  gsize n = 0;

  if (!g_input_stream_read_all (G_INPUT_STREAM (self->file), sample, PIECE, &n, NULL, error) ||
      !g_seekable_seek (G_SEEKABLE (self->file), 0, G_SEEK_SET, NULL, error))
    return FALSE;

  if (looks_like_utf8 (sample, n, n < PIECE))
    {
      self->stream = g_object_ref (G_INPUT_STREAM (self->file));
      return TRUE;
    }

  converter = g_charset_converter_new ("UTF-8", "CP1251", error);
  if (converter == NULL)
    return FALSE;
  self->stream =
      g_converter_input_stream_new (G_INPUT_STREAM (self->file), G_CONVERTER (converter));
  return TRUE;
}

static gboolean
read_piece (CrmCsv *self, GError **error)
{
  gsize length;
  gssize n;

  g_string_erase (self->buffer, 0, self->start);
  self->start = 0;
  length = self->buffer->len;
  if (length > MAX_RECORD)
    return crm_fail (error, CRM_ERROR_INVALID,
                     "The record of line %" G_GUINT64_FORMAT " is longer than 1 MiB.",
                     self->next_line);

  g_string_set_size (self->buffer, length + PIECE);
  n = g_input_stream_read (self->stream, self->buffer->str + length, PIECE, NULL, error);
  g_string_truncate (self->buffer, length + MAX (n, 0));
  self->is_over = n == 0;
  if (n > 0 && memchr (self->buffer->str + length, '\0', n) != NULL)
    return crm_fail (error, CRM_ERROR_INVALID, "The file is not a text.");
  return n >= 0;
}

CrmCsv *
crm_csv_open (const char *path, GError **error)
{
  g_autoptr (CrmCsv) self = g_new0 (CrmCsv, 1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;

  self->buffer = g_string_sized_new (2 * PIECE);
  self->fields = g_ptr_array_new ();
  self->next_line = 1;
  self->file = g_file_read (file, NULL, error);
  if (self->file == NULL)
    return NULL;

  info = g_file_input_stream_query_info (self->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, error);
  if (info == NULL || !choose_charset (self, error) || !read_piece (self, error))
    return NULL;

  self->size = g_file_info_get_size (info);
  if (g_str_has_prefix (self->buffer->str, "\xef\xbb\xbf"))
    self->start = 3;
  return g_steal_pointer (&self);
}

void
crm_csv_close (CrmCsv *self)
{
  g_clear_object (&self->stream);
  g_clear_object (&self->file);
  g_string_free (self->buffer, TRUE);
  g_ptr_array_unref (self->fields);
  g_free (self);
}

/* The most frequent of the three outside of quotes in the first line. */
static char
guess_delimiter (const char *text)
{
  guint counts[3] = { 0 };
  gboolean is_quoted = FALSE;

  for (; *text != '\0' && (is_quoted || *text != '\n'); text++)
    if (*text == '"')
      is_quoted = !is_quoted;
    else if (!is_quoted)
      {
        counts[0] += *text == ',';
        counts[1] += *text == ';';
        counts[2] += *text == '\t';
      }

  if (counts[1] > counts[0] && counts[1] >= counts[2])
    return ';';
  return counts[2] > counts[0] ? '\t' : ',';
}

/* Of the first line it is not known yet which of them it is. */
static gboolean
is_delimiter (CrmCsv *self, char c)
{
  return self->delimiter != '\0' ? c == self->delimiter : c == ',' || c == ';' || c == '\t';
}

/* Index of the line end that ends the record at @from; -1 when it is not in the buffer. A quote
 * opens at the beginning of a field only, and again behind one that closed: it is a doubled one. */
static gssize
find_end (CrmCsv *self, gsize from, guint *n_lines, gboolean *is_open)
{
  const char *text = self->buffer->str;
  gsize length = self->buffer->len;
  gboolean is_quoted = FALSE, may_open = TRUE;

  *n_lines = 1;
  for (gsize i = from; i < length; i++)
    {
      char c = text[i];

      if (c == '\n' && !is_quoted)
        return i;
      if (c == '\n')
        ++*n_lines;
      if (c == '"' && (is_quoted || may_open))
        {
          is_quoted = !is_quoted;
          may_open = TRUE;
        }
      else
        may_open = is_delimiter (self, c);
    }
  *is_open = is_quoted;
  return self->is_over && !is_quoted && length > from ? (gssize) length : -1;
}

/* One field beginning at @at, unquoted in place; gives where the next begins, or %NULL after the
 * last. */
static char *
take_field (CrmCsv *self, char *at)
{
  char *to = at;
  char *from = at;

  g_ptr_array_add (self->fields, at);
  if (*from == '"')
    {
      for (from++; *from != '\0' && (*from != '"' || from[1] == '"'); from++)
        {
          if (*from == '"')
            from++;
          *to++ = *from;
        }
      if (*from == '"')
        from++;
    }
  while (*from != '\0' && *from != self->delimiter)
    *to++ = *from++;
  from = *from != '\0' ? from + 1 : NULL;
  *to = '\0';
  return from;
}

static void
split_record (CrmCsv *self, gsize end)
{
  char *at = self->buffer->str + self->start;

  self->buffer->str[end] = '\0';
  if (end > self->start && self->buffer->str[end - 1] == '\r')
    self->buffer->str[end - 1] = '\0';

  g_ptr_array_set_size (self->fields, 0);
  while (at != NULL && self->fields->len < MAX_FIELDS)
    at = take_field (self, at);
  self->start = MIN (end + 1, self->buffer->len);
}

GPtrArray *
crm_csv_read (CrmCsv *self, GError **error)
{
  guint n_lines;
  gssize end;
  gboolean is_open = FALSE;

  while ((end = find_end (self, self->start, &n_lines, &is_open)) < 0)
    {
      if (self->is_over && is_open)
        crm_fail (error, CRM_ERROR_INVALID,
                  "The record of line %" G_GUINT64_FORMAT " has a quote that is not closed.",
                  self->next_line);
      if (self->is_over || !read_piece (self, error))
        return NULL;
    }

  if (self->delimiter == '\0')
    self->delimiter = guess_delimiter (self->buffer->str + self->start);
  self->line = self->next_line;
  self->next_line += n_lines;
  split_record (self, end);
  return self->fields;
}

guint64
crm_csv_get_line (CrmCsv *self)
{
  return self->line;
}

double
crm_csv_get_fraction (CrmCsv *self)
{
  goffset at = g_seekable_tell (G_SEEKABLE (self->file));

  return self->size > 0 ? CLAMP ((double) at / self->size, 0, 1) : 1;
}

void
crm_csv_append_field (GString *line, const char *value)
{
  if (line->len > 0)
    g_string_append_c (line, ',');
  if (value[strcspn (value, ",;\"\r\n\t")] == '\0')
    {
      g_string_append (line, value);
      return;
    }

  g_string_append_c (line, '"');
  for (; *value != '\0'; value++)
    {
      if (*value == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *value);
    }
  g_string_append_c (line, '"');
}
