/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict reader of JSON from strangers (RFC 8259). json-glib's own parser takes comments,
 * variable assignments and any depth, and is several times slower, so only its tree is used. Pure,
 * any thread; recursion is bounded by CRM_JSON_MAX_DEPTH. */
#include "shared/codec/crm-json.h"

#include <math.h>
#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/codec/crm-json-text.h"

#define MAX_NUMBER 40 /* characters */

typedef struct
{
  const char *at;
  const char *end;
  guint depth;
  guint values;
  const char *complaint; /* set once, at the first mistake */
  GString *text;         /* of the string that is being read */
} Parser;

static gboolean read_value (Parser *self, JsonNode *node);

static gboolean
complain (Parser *self, const char *complaint)
{
  if (self->complaint == NULL)
    self->complaint = complaint;
  return FALSE;
}

static void
skip_space (Parser *self)
{
  while (self->at < self->end &&
         (*self->at == ' ' || *self->at == '\n' || *self->at == '\t' || *self->at == '\r'))
    self->at++;
}

static gboolean
accept (Parser *self, char c)
{
  if (self->at == self->end || *self->at != c)
    return FALSE;

  self->at++;
  return TRUE;
}

static gboolean
read_word (Parser *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return complain (self, "not a value");

  self->at += length;
  return TRUE;
}

static gboolean
read_hex (Parser *self, gunichar *unit)
{
  *unit = 0;
  if (self->end - self->at < 4)
    return complain (self, "a cut escape");

  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (*self->at))
        return complain (self, "a bad escape");
      *unit = *unit << 4 | g_ascii_xdigit_value (*self->at++);
    }

  return TRUE;
}

/* After "\u". A pair of surrogates is one character; a lone one is none. */
static gboolean
read_code_point (Parser *self)
{
  gunichar c, low;

  if (!read_hex (self, &c))
    return FALSE;
  if (c == 0)
    return complain (self, "NUL in a string");

  if (c >= 0xdc00 && c <= 0xdfff)
    return complain (self, "a lone surrogate");
  if (c >= 0xd800 && c <= 0xdbff)
    {
      if (!accept (self, '\\') || !accept (self, 'u') || !read_hex (self, &low) || low < 0xdc00 ||
          low > 0xdfff)
        return complain (self, "a lone surrogate");
      c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
    }

  g_string_append_unichar (self->text, c);
  return TRUE;
}

static gboolean
read_escape (Parser *self)
{
  static const char names[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (self->at == self->end)
    return complain (self, "a cut string");
  if (accept (self, 'u'))
    return read_code_point (self);

  found = *self->at != '\0' ? strchr (names, *self->at) : NULL;
  if (found == NULL)
    return complain (self, "a bad escape");

  self->at++;
  g_string_append_c (self->text, values[found - names]);
  return TRUE;
}

/* The text is left in self->text. */
static gboolean
read_string (Parser *self)
{
  g_string_truncate (self->text, 0);
  if (!accept (self, '"'))
    return complain (self, "a string is expected");

  for (;;)
    {
      const char *start = self->at;

      while (self->at < self->end && *self->at != '"' && *self->at != '\\' &&
             (guchar) *self->at >= 0x20)
        self->at++;
      g_string_append_len (self->text, start, self->at - start);

      if (self->at == self->end)
        return complain (self, "a cut string");
      if (accept (self, '"'))
        return TRUE;
      if (!accept (self, '\\'))
        return complain (self, "a control character in a string");
      if (!read_escape (self))
        return FALSE;
    }
}

static gboolean
skip_digits (Parser *self)
{
  const char *start = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;

  return self->at > start;
}

/* -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static gboolean
skip_number (Parser *self, gboolean *whole)
{
  *whole = TRUE;
  accept (self, '-');
  if (!accept (self, '0') && !skip_digits (self))
    return complain (self, "not a value");

  if (accept (self, '.'))
    {
      *whole = FALSE;
      if (!skip_digits (self))
        return complain (self, "a bad number");
    }
  if (accept (self, 'e') || accept (self, 'E'))
    {
      *whole = FALSE;
      if (!accept (self, '+'))
        accept (self, '-');
      if (!skip_digits (self))
        return complain (self, "a bad number");
    }

  return TRUE;
}

static gboolean
read_number (Parser *self, JsonNode *node)
{
  const char *start = self->at;
  char digits[MAX_NUMBER + 1];
  gboolean whole;
  gint64 integer;
  double real;

  if (!skip_number (self, &whole))
    return FALSE;
  if (self->at - start > MAX_NUMBER)
    return complain (self, "a number that is too long");

  memcpy (digits, start, self->at - start);
  digits[self->at - start] = '\0';
  if (whole)
    {
      if (!g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &integer, NULL))
        return complain (self, "a number that is too large");
      json_node_init_int (node, integer);
      return TRUE;
    }

  real = g_ascii_strtod (digits, NULL);
  if (!isfinite (real))
    return complain (self, "a number that is too large");
  json_node_init_double (node, real);
  return TRUE;
}

static gboolean
read_item (Parser *self, JsonArray *array)
{
  JsonNode *item = json_node_alloc ();

  if (!read_value (self, item))
    {
      json_node_free (item);
      return FALSE;
    }

  json_array_add_element (array, item);
  return TRUE;
}

static gboolean
read_items (Parser *self, JsonArray *array)
{
  skip_space (self);
  if (accept (self, ']'))
    return TRUE;

  do
    if (!read_item (self, array))
      return FALSE;
  while (accept (self, ','));

  return accept (self, ']') || complain (self, "a cut list");
}

static gboolean
read_member (Parser *self, JsonObject *object)
{
  g_autofree char *name = NULL;
  JsonNode *value = NULL;

  skip_space (self);
  if (!read_string (self))
    return FALSE;
  name = g_strndup (self->text->str, self->text->len);
  if (json_object_has_member (object, name))
    return complain (self, "a member that is there twice");
  if (json_object_get_size (object) == CRM_JSON_MAX_MEMBERS)
    return complain (self, "too many members");
  skip_space (self);
  if (!accept (self, ':'))
    return complain (self, "a colon is expected");

  value = json_node_alloc ();
  if (!read_value (self, value))
    {
      json_node_free (value);
      return FALSE;
    }

  json_object_set_member (object, name, value);
  return TRUE;
}

static gboolean
read_members (Parser *self, JsonObject *object)
{
  skip_space (self);
  if (accept (self, '}'))
    return TRUE;

  do
    if (!read_member (self, object))
      return FALSE;
  while (accept (self, ','));

  return accept (self, '}') || complain (self, "a cut object");
}

/* An object or a list; @node owns what was read so far even when it fails. */
static gboolean
read_container (Parser *self, JsonNode *node)
{
  gboolean is_object = *self->at++ == '{';
  gboolean good;

  if (++self->depth > CRM_JSON_MAX_DEPTH)
    return complain (self, "too many levels");

  if (is_object)
    {
      g_autoptr (JsonObject) object = json_object_new ();

      json_node_init_object (node, object);
      good = read_members (self, object);
    }
  else
    {
      g_autoptr (JsonArray) array = json_array_new ();

      json_node_init_array (node, array);
      good = read_items (self, array);
    }

  self->depth--;
  return good;
}

/* One value with the space around it, into a fresh @node. */
static gboolean
read_value (Parser *self, JsonNode *node)
{
  gboolean good = FALSE;

  /* A node that can be freed, whatever happens. */
  json_node_init_null (node);
  if (++self->values > CRM_JSON_MAX_VALUES)
    return complain (self, "too many values");
  skip_space (self);

  switch (self->at < self->end ? *self->at : '\0')
    {
    case '{':
    case '[':
      good = read_container (self, node);
      break;
    case '"':
      good = read_string (self);
      if (good)
        json_node_init_string (node, self->text->str);
      break;
    case 't':
      good = read_word (self, "true");
      json_node_init_boolean (node, TRUE);
      break;
    case 'f':
      good = read_word (self, "false");
      json_node_init_boolean (node, FALSE);
      break;
    case 'n':
      good = read_word (self, "null");
      break;
    default:
      good = self->at < self->end ? read_number (self, node) : complain (self, "it ends too early");
    }

  skip_space (self);
  return good;
}

/**
 * crm_json_parse:
 * @data: bytes from anywhere
 * @length: how many, or -1 when NUL-terminated
 * @error: CRM_ERROR_INVALID
 *
 * Returns: (transfer full): the one value in @data
 */
JsonNode *
crm_json_parse (const char *data, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (data) : (gsize) length;
  Parser parser = { .at = data, .end = data + size };
  g_autoptr (JsonNode) node = NULL;
  gboolean good;

  if (!g_utf8_validate_len (data, size, NULL))
    {
      crm_fail (error, CRM_ERROR_INVALID, "not UTF-8 without NUL");
      return NULL;
    }

  parser.text = g_string_sized_new (128);
  node = json_node_alloc ();
  good = read_value (&parser, node);
  if (good && parser.at < parser.end)
    good = complain (&parser, "more than one value");
  g_string_free (parser.text, TRUE);

  if (!good)
    {
      crm_fail (error, CRM_ERROR_INVALID, "not JSON: %s at byte %" G_GSIZE_FORMAT, parser.complaint,
                (gsize) (parser.at - data));
      return NULL;
    }

  return g_steal_pointer (&node);
}

/* Whether the byte must be escaped inside a string. */
static gboolean
is_special (guchar c)
{
  return c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

void
crm_json_append_string (GString *to, const char *text, gsize length)
{
  const char *end = text + length;

  g_string_append_c (to, '"');
  while (text < end)
    {
      const char *start = text;

      while (text < end && !is_special (*text))
        text++;
      g_string_append_len (to, start, text - start);
      if (text == end)
        break;

      if (*text == '"' || *text == '\\')
        {
          g_string_append_c (to, '\\');
          g_string_append_c (to, *text);
        }
      else if (*text == '\n')
        g_string_append (to, "\\n");
      else
        g_string_append_printf (to, "\\u%04x", (guchar) *text);
      text++;
    }
  g_string_append_c (to, '"');
}
