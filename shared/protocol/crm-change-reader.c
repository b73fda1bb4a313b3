/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes into changes. A row that lies whole in the fed bytes is not copied: its values point into
 * them; only what is cut at the end of a chunk is carried over. Any one thread at a time. */
#include "shared/protocol/crm-change.h"

#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json-text.h"
#include "shared/codec/crm-json.h"

#define MAX_ITEM   (1024 * 1024)
#define MAX_CODE   255
#define MAX_FIELDS 255
#define STEP       4096 /* first piece of a chunk that is copied to complete what was cut */

/* What one code of the stream stands for. */
typedef struct
{
  const CrmKind *kind; /* %NULL: unknown, its rows are skipped */
  guint n_fields;      /* of the stream */
  gint16 *map;         /* (owned): field of the stream to our field, or -1 */
} Code;

typedef enum
{
  ITEM_DONE,
  ITEM_SKIPPED, /* nothing to tell */
  ITEM_CUT,     /* more bytes are needed */
  ITEM_CORRUPT,
} ItemResult;

typedef struct
{
  const guint8 *at;
  const guint8 *end;
  gboolean corrupt; /* else a failed read means that more bytes are needed */
} Input;

struct _CrmChangeReader
{
  CrmChangeFormat format;
  GArray *codes;     /* (element-type Code) */
  GByteArray *carry; /* the beginning of a cut item */
  GPtrArray *texts;  /* (element-type utf8): values of the NDJSON line at hand */
  CrmChange change;
  gboolean ended;
  gboolean failed;

  /* where the changes go, during feed only */
  CrmChangeFunc func;
  gpointer user_data;
};

static void
clear_code (gpointer data)
{
  g_free (((Code *) data)->map);
}

CrmChangeReader *
crm_change_reader_new (CrmChangeFormat format)
{
  CrmChangeReader *self = g_new0 (CrmChangeReader, 1);

  self->format = format;
  self->codes = g_array_new (FALSE, TRUE, sizeof (Code));
  g_array_set_clear_func (self->codes, clear_code);
  self->carry = g_byte_array_new ();
  self->texts = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
crm_change_reader_free (CrmChangeReader *self)
{
  g_array_unref (self->codes);
  g_byte_array_unref (self->carry);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

/* Most text is ASCII and two-byte letters; the rest is left to GLib. NUL is refused. */
static gboolean
is_text (const guint8 *text, gsize length)
{
  const guint8 *end = text + length;

  while (text < end)
    {
      if (*text < 0x80)
        {
          if (*text == '\0')
            return FALSE;
          text++;
        }
      else if (*text >= 0xc2 && *text < 0xe0 && end - text > 1 && (text[1] & 0xc0) == 0x80)
        text += 2;
      else
        return g_utf8_validate_len ((const char *) text, end - text, NULL);
    }

  return TRUE;
}

static gboolean
read_number (Input *input, guint64 *value)
{
  guint64 sum = 0;

  for (guint shift = 0; input->at < input->end; shift += 7)
    {
      guint8 byte = *input->at++;

      if (shift > 56 && byte > (shift == 63 ? 1 : 0xff))
        {
          input->corrupt = TRUE;
          return FALSE;
        }
      sum |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        {
          *value = sum;
          return TRUE;
        }
      if (shift >= 63)
        {
          input->corrupt = TRUE;
          return FALSE;
        }
    }

  return FALSE;
}

/* @length bytes and a NUL. */
static gboolean
read_bytes (Input *input, gsize length, const char **text)
{
  if (length > MAX_ITEM)
    {
      input->corrupt = TRUE;
      return FALSE;
    }
  if ((gsize) (input->end - input->at) <= length)
    return FALSE;
  if (input->at[length] != '\0' || !is_text (input->at, length))
    {
      input->corrupt = TRUE;
      return FALSE;
    }

  *text = (const char *) input->at;
  input->at += length + 1;
  return TRUE;
}

static gboolean
read_text (Input *input, const char **text)
{
  guint64 length;

  return read_number (input, &length) && read_bytes (input, length, text);
}

static gboolean
read_small (Input *input, guint max, guint *value)
{
  guint64 number;

  if (!read_number (input, &number))
    return FALSE;
  if (number > max)
    {
      input->corrupt = TRUE;
      return FALSE;
    }

  *value = (guint) number;
  return TRUE;
}

static gboolean
read_id (Input *input, guint8 *id)
{
  if (input->end - input->at < CRM_ID_BYTES)
    return FALSE;

  memcpy (id, input->at, CRM_ID_BYTES);
  input->at += CRM_ID_BYTES;
  return TRUE;
}

static gboolean
read_version (Input *input, gint64 *version)
{
  guint64 number;

  if (!read_number (input, &number))
    return FALSE;
  if (number > G_MAXINT64)
    {
      input->corrupt = TRUE;
      return FALSE;
    }

  *version = (gint64) number;
  return TRUE;
}

static gboolean
read_code (CrmChangeReader *self, Input *input, const Code **code)
{
  guint number;

  if (!read_small (input, MAX_CODE, &number))
    return FALSE;

  *code = number < self->codes->len ? &g_array_index (self->codes, Code, number) : NULL;
  if (*code == NULL || (*code)->map == NULL)
    {
      input->corrupt = TRUE;
      return FALSE;
    }

  return TRUE;
}

/* 'K': nothing is kept until all of it is there. */
static gboolean
read_kind (CrmChangeReader *self, Input *input)
{
  gint16 map[MAX_FIELDS + 1];
  const CrmKind *kind;
  const char *name;
  guint number, n_fields;
  Code *code;

  if (!read_small (input, MAX_CODE, &number) || !read_text (input, &name) ||
      !read_small (input, MAX_FIELDS, &n_fields))
    return FALSE;

  kind = crm_kind_find (name);
  for (guint i = 0; i < n_fields; i++)
    {
      if (!read_text (input, &name))
        return FALSE;
      map[i] = kind != NULL ? crm_kind_find_field (kind, name) : -1;
    }

  if (number >= self->codes->len)
    g_array_set_size (self->codes, number + 1);
  code = &g_array_index (self->codes, Code, number);
  g_free (code->map);
  code->kind = kind;
  code->n_fields = n_fields;
  code->map = g_memdup2 (map, sizeof map);
  return TRUE;
}

static gboolean
read_row (CrmChangeReader *self, Input *input)
{
  CrmChange *change = &self->change;
  const Code *code;

  if (!read_code (self, input, &code) || !read_id (input, change->id) ||
      !read_version (input, &change->version))
    return FALSE;

  change->kind = code->kind;
  if (code->kind != NULL)
    memset (change->values, 0, code->kind->n_fields * sizeof change->values[0]);

  for (guint i = 0; i < code->n_fields; i++)
    {
      guint64 length;
      const char *text;
      int field = code->map[i];

      /* The usual case without a call: a short or no value. */
      if (input->at < input->end && *input->at < 0x80)
        length = *input->at++;
      else if (!read_number (input, &length))
        return FALSE;

      if (length == 0)
        continue;
      if (!read_bytes (input, length - 1, &text))
        return FALSE;
      if (field >= 0)
        {
          change->values[field] = text;
          change->lengths[field] = (int) (length - 1);
        }
    }

  return TRUE;
}

static gboolean
read_gone (CrmChangeReader *self, Input *input)
{
  CrmChange *change = &self->change;
  const Code *code;

  if (!read_code (self, input, &code) || !read_id (input, change->id))
    return FALSE;

  change->kind = code->kind;
  change->version = 0;
  return change->type == CRM_CHANGE_SCOPE || read_version (input, &change->version);
}

/* One item of the row format into self->change. */
static ItemResult
read_row_item (CrmChangeReader *self, Input *input)
{
  CrmChange *change = &self->change;
  gboolean good = FALSE;
  guint8 tag = *input->at++;

  switch (tag)
    {
    case 'K':
      good = read_kind (self, input);
      break;
    case 'R':
      change->type = CRM_CHANGE_ROW;
      good = read_row (self, input);
      break;
    case 'D':
    case 'S':
      change->type = tag == 'D' ? CRM_CHANGE_DELETED : CRM_CHANGE_SCOPE;
      good = read_gone (self, input);
      break;
    case 'C':
    case 'E':
      change->type = tag == 'C' ? CRM_CHANGE_CURSOR : CRM_CHANGE_END;
      good = read_text (input, &change->cursor);
      break;
    default:
      input->corrupt = TRUE;
    }

  if (!good)
    return input->corrupt ? ITEM_CORRUPT : ITEM_CUT;
  if (tag == 'K' || (tag != 'C' && tag != 'E' && change->kind == NULL))
    return ITEM_SKIPPED;
  return ITEM_DONE;
}

static JsonNode *
find_member (JsonObject *data, const char *name)
{
  const char *dot = strchr (name, '.');
  g_autofree char *parent = dot != NULL ? g_strndup (name, dot - name) : NULL;
  JsonNode *node = json_object_get_member (data, dot != NULL ? parent : name);

  if (dot == NULL || node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return dot == NULL ? node : NULL;
  return json_object_get_member (json_node_get_object (node), dot + 1);
}

static gboolean
read_line_data (CrmChangeReader *self, JsonObject *line)
{
  CrmChange *change = &self->change;
  JsonNode *data = json_object_get_member (line, "data");

  if (data == NULL || !JSON_NODE_HOLDS_OBJECT (data))
    return FALSE;

  for (guint i = 0; i < change->kind->n_fields; i++)
    {
      const CrmField *field = &change->kind->fields[i];
      JsonNode *node = find_member (json_node_get_object (data), field->name);
      char *text = NULL;

      if (node != NULL && !crm_json_read_value (field, node, &text))
        return FALSE;
      if (text != NULL && *text == '\0')
        g_clear_pointer (&text, g_free);

      change->values[i] = text;
      change->lengths[i] = text != NULL ? (int) strlen (text) : 0;
      if (text != NULL)
        g_ptr_array_add (self->texts, text);
    }

  return TRUE;
}

static gboolean
read_line_cursor (CrmChange *change, JsonObject *line)
{
  JsonNode *end = json_object_get_member (line, "end");

  change->type =
      end != NULL && json_node_get_value_type (end) == G_TYPE_BOOLEAN && json_node_get_boolean (end)
          ? CRM_CHANGE_END
          : CRM_CHANGE_CURSOR;
  return crm_json_get_string (line, "cursor", &change->cursor, NULL);
}

/* kind, id, version and what happened. */
static ItemResult
read_line_record (CrmChangeReader *self, JsonObject *line)
{
  CrmChange *change = &self->change;
  const char *kind, *id;
  const char *gone = NULL;

  if (!crm_json_get_string (line, "kind", &kind, NULL) ||
      !crm_json_get_string (line, "id", &id, NULL) || !crm_id_to_bytes (id, change->id))
    return ITEM_CORRUPT;

  change->kind = crm_kind_find (kind);
  if (change->kind == NULL)
    return ITEM_SKIPPED;

  crm_json_get_string (line, "gone", &gone, NULL);
  change->version = 0;
  if (g_strcmp0 (gone, "scope") == 0)
    {
      change->type = CRM_CHANGE_SCOPE;
      return ITEM_DONE;
    }
  if (!crm_json_get_integer (line, "version", &change->version, NULL) || change->version < 0)
    return ITEM_CORRUPT;

  change->type = gone != NULL ? CRM_CHANGE_DELETED : CRM_CHANGE_ROW;
  if (gone != NULL)
    return g_str_equal (gone, "deleted") ? ITEM_DONE : ITEM_CORRUPT;
  return read_line_data (self, line) ? ITEM_DONE : ITEM_CORRUPT;
}

static gboolean
deliver (CrmChangeReader *self, GError **error)
{
  if (self->ended)
    return crm_fail (error, CRM_ERROR_CORRUPT, "the stream goes on after its end");

  self->ended = self->change.type == CRM_CHANGE_END;
  return self->func (&self->change, self->user_data, error);
}

/* One line without its newline. */
static gboolean
take_line (CrmChangeReader *self, const char *line, gsize length, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  ItemResult result;

  if (length == 0)
    return TRUE;

  node = crm_json_parse (line, length, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return crm_fail (error, CRM_ERROR_CORRUPT, "a line of the stream is not an object");

  object = json_node_get_object (node);
  g_ptr_array_set_size (self->texts, 0);
  if (json_object_has_member (object, "cursor"))
    result = read_line_cursor (&self->change, object) ? ITEM_DONE : ITEM_CORRUPT;
  else
    result = read_line_record (self, object);

  if (result == ITEM_CORRUPT)
    return crm_fail (error, CRM_ERROR_CORRUPT, "a line of the stream is not a change");
  return result == ITEM_SKIPPED || deliver (self, error);
}

/* All whole lines; @used is how many bytes they have. */
static gboolean
take_lines (CrmChangeReader *self, const guint8 *data, gsize length, gsize *used, GError **error)
{
  const guint8 *newline;

  *used = 0;
  while ((newline = memchr (data + *used, '\n', length - *used)) != NULL)
    {
      gsize line_length = newline - (data + *used);

      if (line_length > MAX_ITEM)
        return crm_fail (error, CRM_ERROR_CORRUPT, "a line of the stream is too long");
      if (!take_line (self, (const char *) data + *used, line_length, error))
        return FALSE;
      *used += line_length + 1;
    }

  return TRUE;
}

/* All whole items of the row format. */
static gboolean
take_rows (CrmChangeReader *self, const guint8 *data, gsize length, gsize *used, GError **error)
{
  *used = 0;
  while (*used < length)
    {
      Input input = { .at = data + *used, .end = data + length };
      ItemResult result = read_row_item (self, &input);

      if (result == ITEM_CUT)
        return TRUE;
      if (result == ITEM_CORRUPT || input.at - (data + *used) > MAX_ITEM)
        return crm_fail (error, CRM_ERROR_CORRUPT, "the stream is damaged");
      if (result == ITEM_DONE && !deliver (self, error))
        return FALSE;

      *used = input.at - data;
    }

  return TRUE;
}

static gboolean
take_items (CrmChangeReader *self, const guint8 *data, gsize length, gsize *used, GError **error)
{
  return self->format == CRM_CHANGE_NDJSON ? take_lines (self, data, length, used, error)
                                           : take_rows (self, data, length, used, error);
}

/* Completes the item that was cut with as little copying as possible. @used: bytes of @data that
 * are done. */
static gboolean
finish_carry (CrmChangeReader *self, const guint8 *data, gsize length, gsize *used, GError **error)
{
  *used = 0;
  while (self->carry->len > 0 && *used < length)
    {
      gsize piece = MIN (length - *used, MAX (STEP, self->carry->len));
      gsize done;

      g_byte_array_append (self->carry, data + *used, piece);
      *used += piece;
      if (!take_items (self, self->carry->data, self->carry->len, &done, error))
        return FALSE;

      if (done > 0)
        {
          /* What is left came with this piece, so it is read again where it lies. */
          *used -= self->carry->len - done;
          g_byte_array_set_size (self->carry, 0);
        }
      else if (self->carry->len > MAX_ITEM)
        return crm_fail (error, CRM_ERROR_CORRUPT, "the stream is damaged: no end of a row");
    }

  return TRUE;
}

static gboolean
feed (CrmChangeReader *self, const guint8 *data, gsize length, GError **error)
{
  gsize used, done;

  if (!finish_carry (self, data, length, &used, error) ||
      !take_items (self, data + used, length - used, &done, error))
    return FALSE;

  used += done;
  if (length - used > MAX_ITEM)
    return crm_fail (error, CRM_ERROR_CORRUPT, "the stream is damaged: no end of a row");
  if (used < length)
    g_byte_array_append (self->carry, data + used, length - used);
  return TRUE;
}

/**
 * crm_change_reader_feed:
 * @self: a reader
 * @data: the next bytes of the stream
 * @length: how many
 * @func: gets each change; what it gets is gone when it returns
 * @user_data: for @func
 * @error: CRM_ERROR_CORRUPT, or what @func says
 *
 * Returns: %FALSE when the stream cannot go on; every later call fails too
 */
gboolean
crm_change_reader_feed (CrmChangeReader *self,
                        const guint8 *data,
                        gsize length,
                        CrmChangeFunc func,
                        gpointer user_data,
                        GError **error)
{
  if (self->failed)
    return crm_fail (error, CRM_ERROR_CORRUPT, "the stream was damaged before");
  if (length == 0)
    return TRUE;

  self->func = func;
  self->user_data = user_data;
  self->failed = !feed (self, data, length, error);
  return !self->failed;
}
