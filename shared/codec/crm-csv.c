/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV, a piece of the file at a time. A record is unquoted in place in the buffer. */

#define G_LOG_DOMAIN "crm-csv"

#include "shared/codec/crm-csv.h"

#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/codec/crm-charset.h"

#define PIECE      (256 * 1024)
#define MAX_RECORD (1024 * 1024)
#define MAX_FIELDS 1000
#define DELIMITERS ",;\t|"

struct _CrmCsv
{
  GInputStream *file;   /* (owned): counts what was read */
  GInputStream *stream; /* (owned): gives UTF-8 */
  goffset size;
  const char *charset; /* (unowned): interned */
  char delimiter;      /* 0: not known yet */
  GString *buffer;
  gsize start; /* of the record that comes next */
  gboolean is_over;
  guint64 line;
  guint64 next_line;
  GPtrArray *fields; /* (unowned) texts inside the buffer */
};

/* Reads the whole file once: a name in an old code page may stand in its last line. */
static gboolean
choose_charset (CrmCsv *self, GError **error)
{
  g_autofree char *sample = g_malloc (PIECE);
  gsize kept = 0, length = 0;
  gboolean is_whole = FALSE;

  for (; !is_whole; memmove (sample, sample + length - kept, kept))
    {
      const char *end;
      gsize n;

      if (!g_input_stream_read_all (self->file, sample + kept, PIECE - kept, &n, NULL, error))
        return FALSE;
      is_whole = n < PIECE - kept;
      length = kept + n;
      if (self->charset == NULL)
        self->charset = crm_charset_guess (sample, length, is_whole);
      if (strcmp (self->charset, "UTF-8") != 0)
        return TRUE;

      g_utf8_validate_len (sample, length, &end);
      kept = length - (gsize) (end - sample);
      if (kept >= 4 || (is_whole && kept > 0))
        {
          self->charset = crm_charset_guess_old (end, kept);
          return TRUE;
        }
    }
  return TRUE;
}

static gboolean
find_size (CrmCsv *self, GError **error)
{
  GSeekable *file = G_SEEKABLE (self->file);

  if (!g_seekable_seek (file, 0, G_SEEK_END, NULL, error))
    return FALSE;
  self->size = g_seekable_tell (file);
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

/* From the beginning, through a converter when it is not UTF-8. */
static gboolean
begin (CrmCsv *self, GError **error)
{
  g_autoptr (GCharsetConverter) converter = NULL;

  g_clear_object (&self->stream);
  g_string_truncate (self->buffer, 0);
  self->start = 0;
  self->next_line = 1;
  if (!g_seekable_seek (G_SEEKABLE (self->file), 0, G_SEEK_SET, NULL, error))
    return FALSE;

  if (strcmp (self->charset, "UTF-8") == 0)
    self->stream = g_object_ref (self->file);
  else
    {
      converter = g_charset_converter_new ("UTF-8", self->charset, error);
      if (converter == NULL)
        return FALSE;
      g_charset_converter_set_use_fallback (converter, TRUE);
      self->stream = g_converter_input_stream_new (self->file, G_CONVERTER (converter));
      g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (self->stream), FALSE);
    }
  if (!read_piece (self, error))
    return FALSE;
  if (g_str_has_prefix (self->buffer->str, "\xef\xbb\xbf"))
    self->start = 3;
  return TRUE;
}

/**
 * crm_csv_new:
 * @stream: what can be read and sought
 * @error: any
 *
 * Returns: (transfer full) (nullable): a reader
 */
CrmCsv *
crm_csv_new (GInputStream *stream, GError **error)
{
  g_autoptr (CrmCsv) self = g_new0 (CrmCsv, 1);

  self->buffer = g_string_sized_new (2 * PIECE);
  self->fields = g_ptr_array_new ();
  self->file = g_object_ref (stream);
  if (!choose_charset (self, error) || !find_size (self, error) || !begin (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

CrmCsv *
crm_csv_open (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL ? crm_csv_new (G_INPUT_STREAM (stream), error) : NULL;
}

/**
 * crm_csv_set_form:
 * @self: a reader nobody has read from
 * @charset: (nullable): what a person chose
 * @delimiter: the same; 0: as guessed
 * @error: any
 */
gboolean
crm_csv_set_form (CrmCsv *self, const char *charset, char delimiter, GError **error)
{
  if (delimiter != '\0')
    self->delimiter = delimiter;
  if (charset == NULL || strcmp (charset, self->charset) == 0)
    return TRUE;
  self->charset = g_intern_string (charset);
  return begin (self, error);
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

/* How often each may separate in the line at @text, outside of quotes; gives the next line. */
static const char *
count_delimiters (const char *text, guint *counts)
{
  gboolean is_quoted = FALSE;

  for (; *text != '\0' && (is_quoted || *text != '\n'); text++)
    {
      const char *found = *text != '"' && !is_quoted ? strchr (DELIMITERS, *text) : NULL;

      if (*text == '"')
        is_quoted = !is_quoted;
      else if (found != NULL)
        counts[found - DELIMITERS]++;
    }
  return *text == '\n' ? text + 1 : text;
}

/* The most frequent in the first line that has any: a title may stand above the table. */
static char
guess_delimiter (const char *text)
{
  guint counts[sizeof DELIMITERS - 1] = { 0 };
  guint best = 0, most = 0;

  for (guint line = 0; line < 10 && *text != '\0' && most == 0; line++)
    {
      text = count_delimiters (text, counts);
      for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
        if (counts[i] > most)
          {
            most = counts[i];
            best = i;
          }
    }
  return DELIMITERS[best];
}

/* Excel writes "sep=;" above the table and does not show it. */
static void
take_hint (CrmCsv *self)
{
  const char *text = self->buffer->str + self->start;
  gsize n = self->next_line == 1 && g_ascii_strncasecmp (text, "sep=", 4) == 0 ? 5 : 0;

  if (n == 0 || text[4] == '\0' || strchr (DELIMITERS, text[4]) == NULL)
    return;
  n += text[n] == '\r';
  if (text[n] != '\n')
    return;
  self->delimiter = self->delimiter == '\0' ? text[4] : self->delimiter;
  self->start += n + 1;
  self->next_line++;
}

/* Of the first line it is not known yet which of them it is. */
static gboolean
is_delimiter (CrmCsv *self, char c)
{
  return self->delimiter != '\0' ? c == self->delimiter : c != '\0' && strchr (DELIMITERS, c);
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

/* A person may have chosen UTF-8 for what is not. */
static gboolean
check_fields (CrmCsv *self, GError **error)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (!g_utf8_validate (self->fields->pdata[i], -1, NULL))
      return crm_fail (error, CRM_ERROR_INVALID,
                       "The record of line %" G_GUINT64_FORMAT " is not in %s.", self->line,
                       self->charset);
  return TRUE;
}

GPtrArray *
crm_csv_read (CrmCsv *self, GError **error)
{
  guint n_lines;
  gssize end;
  gboolean is_open = FALSE;

  take_hint (self);
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
  return check_fields (self, error) ? self->fields : NULL;
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

const char *
crm_csv_get_charset (CrmCsv *self)
{
  return self->charset;
}

char
crm_csv_get_delimiter (CrmCsv *self)
{
  return self->delimiter;
}

static void
append_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++)
    {
      if (*value == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *value);
    }
  g_string_append_c (text, '"');
}

void
crm_csv_append_field (GString *line, const char *value)
{
  if (line->len > 0)
    g_string_append_c (line, ',');
  if (value[strcspn (value, DELIMITERS "\"\r\n")] == '\0')
    g_string_append (line, value);
  else
    append_quoted (line, value);
}

/**
 * crm_csv_append_record:
 * @text: takes the record
 * @values: (array length=n): its fields
 * @n: how many
 * @delimiter: what stands between them
 */
void
crm_csv_append_record (GString *text, const char *const *values, guint n, char delimiter)
{
  const char special[] = { delimiter, '"', '\r', '\n', '\0' };

  for (guint i = 0; i < n; i++)
    {
      const char *value = values[i] != NULL ? values[i] : "";
      /* Bare it would be no record at all, or a word to Excel. */
      gboolean is_special =
          (n == 1 && *value == '\0') || (i == 0 && g_ascii_strncasecmp (value, "sep=", 4) == 0);

      if (i > 0)
        g_string_append_c (text, delimiter);
      if (is_special || value[strcspn (value, special)] != '\0')
        append_quoted (text, value);
      else
        g_string_append (text, value);
    }
  g_string_append (text, "\r\n");
}
