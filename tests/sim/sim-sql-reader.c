/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the text of SQL to tokens, and the small steps over them. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-sql.h"
#include "tests/sim/sim-world.h"

#include <string.h>

void
sql_reader_refuse (SqlReader *reader, const char *why)
{
  g_autoptr (GString) near = g_string_new (NULL);

  for (guint i = reader->at > 4 ? reader->at - 4 : 0; i < reader->tokens->len && i < reader->at + 8;
       i++)
    g_string_append_printf (near, "%s%s ", i == reader->at ? ">>" : "",
                            g_array_index (reader->tokens, SqlToken, i).text);
  sim_give_up ("%s: the model of the database does not know this SQL: %s near %s", reader->what,
               why, near->str);
}

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (c & 0x80) != 0;
}

static const char *
read_quoted (const char *at, char quote, GString *text)
{
  for (at++; *at != '\0'; at++)
    {
      if (*at == quote && at[1] != quote)
        return at + 1;
      if (*at == quote)
        at++;
      g_string_append_c (text, *at);
    }
  return at;
}

/* $$…$$ is a string. */
static const char *
read_dollar (const char *at, GString *text, SqlTokenKind *kind)
{
  const char *end;

  if (g_ascii_isdigit (at[1]))
    {
      *kind = SQL_TOKEN_PARAM;
      for (at++; g_ascii_isdigit (*at); at++)
        g_string_append_c (text, *at);
      return at;
    }
  *kind = SQL_TOKEN_STRING;
  end = strchr (at + 1, '$');
  if (end == NULL)
    return at + strlen (at);
  {
    g_autofree char *tag = g_strndup (at, (gsize) (end + 1 - at));
    const char *close = strstr (end + 1, tag);

    if (close == NULL)
      return at + strlen (at);
    g_string_append_len (text, end + 1, close - end - 1);
    return close + strlen (tag);
  }
}

static const char *
read_sign (const char *at, GString *text)
{
  static const char *const signs[] = { "->>", "#>>", "::", "<=", ">=", "<>", "!=", "||", "->",
                                       "<<",  ">>",  "@>", "<@", "&&", "=>", ":=", NULL };

  for (guint i = 0; signs[i] != NULL; i++)
    if (g_str_has_prefix (at, signs[i]))
      {
        g_string_append (text, signs[i]);
        return at + strlen (signs[i]);
      }
  g_string_append_c (text, *at);
  return at + 1;
}

static const char *
read_word (const char *at, GString *text, SqlTokenKind *kind)
{
  *kind = SQL_TOKEN_WORD;
  if ((*at == 'e' || *at == 'E') && at[1] == '\'')
    {
      *kind = SQL_TOKEN_STRING;
      return read_quoted (at + 1, '\'', text);
    }
  for (; is_name_start (*at) || g_ascii_isdigit (*at); at++)
    g_string_append_c (text, g_ascii_tolower (*at));
  return at;
}

static const char *
read_token (const char *at, GString *text, SqlTokenKind *kind)
{
  if (is_name_start (*at))
    return read_word (at, text, kind);
  if (*at == '\'')
    {
      *kind = SQL_TOKEN_STRING;
      return read_quoted (at, '\'', text);
    }
  if (*at == '"')
    {
      *kind = SQL_TOKEN_QUOTED;
      return read_quoted (at, '"', text);
    }
  if (*at == '$')
    return read_dollar (at, text, kind);
  if (g_ascii_isdigit (*at))
    {
      *kind = SQL_TOKEN_NUMBER;
      for (; g_ascii_isdigit (*at) || *at == '.'; at++)
        g_string_append_c (text, *at);
      return at;
    }
  *kind = SQL_TOKEN_SIGN;
  return read_sign (at, text);
}

static const char *
skip_blanks (const char *at)
{
  for (;;)
    {
      at += strspn (at, " \t\r\n");
      if (at[0] == '-' && at[1] == '-')
        at += strcspn (at, "\n");
      else if (at[0] == '/' && at[1] == '*' && strstr (at, "*/") != NULL)
        at = strstr (at, "*/") + 2;
      else
        return at;
    }
}

SqlReader *
sql_reader_new (const char *what, const char *sql)
{
  SqlReader *self = g_new0 (SqlReader, 1);
  const char *at = skip_blanks (sql);

  self->what = g_intern_string (what);
  self->tokens = g_array_new (FALSE, FALSE, sizeof (SqlToken));
  while (*at != '\0')
    {
      g_autoptr (GString) text = g_string_new (NULL);
      SqlToken token = { SQL_TOKEN_END, NULL };

      at = skip_blanks (read_token (at, text, &token.kind));
      token.text = g_intern_string (text->str);
      g_array_append_val (self->tokens, token);
    }
  return self;
}

const SqlToken *
sql_reader_peek (SqlReader *reader, guint ahead)
{
  static const SqlToken end = { SQL_TOKEN_END, "" };

  return reader->at + ahead < reader->tokens->len
             ? &g_array_index (reader->tokens, SqlToken, reader->at + ahead)
             : &end;
}

const SqlToken *
sql_reader_next (SqlReader *reader)
{
  const SqlToken *token = sql_reader_peek (reader, 0);

  reader->at++;
  return token;
}

gboolean
sql_reader_is_end (SqlReader *reader)
{
  return reader->at >= reader->tokens->len;
}

static guint
match (SqlReader *reader, const char *words)
{
  guint n = 0;

  while (*words != '\0')
    {
      gsize length = strcspn (words, " ");
      const SqlToken *token = sql_reader_peek (reader, n);

      if ((token->kind != SQL_TOKEN_WORD && token->kind != SQL_TOKEN_SIGN) ||
          strlen (token->text) != length || strncmp (token->text, words, length) != 0)
        return 0;
      n++;
      words += length;
      words += strspn (words, " ");
    }
  return n;
}

gboolean
sql_reader_sees (SqlReader *reader, const char *words)
{
  return match (reader, words) > 0;
}

gboolean
sql_reader_takes (SqlReader *reader, const char *words)
{
  guint n = match (reader, words);

  reader->at += n;
  return n > 0;
}

void
sql_reader_expect (SqlReader *reader, const char *words)
{
  g_autofree char *why = NULL;

  if (sql_reader_takes (reader, words))
    return;
  why = g_strdup_printf ("\"%s\" is expected", words);
  sql_reader_refuse (reader, why);
}

const char *
sql_reader_take_name (SqlReader *reader)
{
  const SqlToken *token = sql_reader_peek (reader, 0);

  if (token->kind != SQL_TOKEN_WORD && token->kind != SQL_TOKEN_QUOTED)
    sql_reader_refuse (reader, "a name is expected");
  reader->at++;
  return token->text;
}

GPtrArray *
sql_reader_take_names (SqlReader *reader)
{
  GPtrArray *names = g_ptr_array_new ();

  sql_reader_expect (reader, "(");
  do
    g_ptr_array_add (names, (gpointer) sql_reader_take_name (reader));
  while (sql_reader_takes (reader, ","));
  sql_reader_expect (reader, ")");
  return names;
}

const char *
sql_reader_take_type (SqlReader *reader, gboolean *is_array)
{
  const char *name = sql_reader_take_name (reader);

  if (strcmp (name, "double") == 0)
    sql_reader_expect (reader, "precision");
  if (strcmp (name, "timestamp") == 0 || strcmp (name, "time") == 0)
    if (sql_reader_takes (reader, "with time zone") ||
        sql_reader_takes (reader, "without time zone"))
      name = "timestamptz";
  if (sql_reader_takes (reader, "("))
    while (!sql_reader_takes (reader, ")"))
      reader->at++;
  *is_array = sql_reader_takes (reader, "[ ]");
  return name;
}

void
sql_reader_skip_statement (SqlReader *reader)
{
  while (!sql_reader_is_end (reader) && !sql_reader_takes (reader, ";"))
    reader->at++;
}
