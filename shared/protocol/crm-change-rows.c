/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row format of the change stream (crm-change.h). Owned by one CrmChangeReader. */
#include "shared/protocol/crm-change-item.h"

#include <string.h>

#include "shared/base/crm-id.h"

#define MAX_CODE   255
#define MAX_FIELDS 255

/* What one code of the stream stands for. */
typedef struct
{
  const CrmKind *kind; /* %NULL: unknown, its rows are skipped */
  guint n_fields;      /* of the stream */
  gint16 *map;         /* (owned): field of the stream to our field, or -1 */
} Code;

typedef struct
{
  const guint8 *at;
  const guint8 *end;
  gboolean corrupt; /* else a failed read means that more bytes are needed */
} Input;

struct _CrmChangeRows
{
  GArray *codes; /* (element-type Code) */
};

static void
clear_code (gpointer data)
{
  g_free (((Code *) data)->map);
}

CrmChangeRows *
crm_change_rows_new (void)
{
  CrmChangeRows *self = g_new0 (CrmChangeRows, 1);

  self->codes = g_array_new (FALSE, TRUE, sizeof (Code));
  g_array_set_clear_func (self->codes, clear_code);
  return self;
}

void
crm_change_rows_free (CrmChangeRows *self)
{
  g_array_unref (self->codes);
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
  if (length > CRM_ITEM_MAX)
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
read_code (CrmChangeRows *self, Input *input, const Code **code)
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
read_kind (CrmChangeRows *self, Input *input)
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
read_row (CrmChangeRows *self, Input *input, CrmChange *change)
{
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
read_gone (CrmChangeRows *self, Input *input, CrmChange *change)
{
  const Code *code;

  if (!read_code (self, input, &code) || !read_id (input, change->id))
    return FALSE;

  change->kind = code->kind;
  change->version = 0;
  change->reason = NULL;
  if (change->type == CRM_CHANGE_DELETED)
    return read_version (input, &change->version);
  if (!read_text (input, &change->reason))
    return FALSE;
  if (*change->reason == '\0')
    change->reason = NULL;
  return TRUE;
}

/* What stands behind a tag; %FALSE when it is cut or corrupt. */
static gboolean
read_tagged (CrmChangeRows *self, Input *input, guint8 tag, CrmChange *change)
{
  switch (tag)
    {
    case 'K':
      return read_kind (self, input);
    case 'R':
      change->type = CRM_CHANGE_ROW;
      return read_row (self, input, change);
    case 'D':
    case 'S':
      change->type = tag == 'D' ? CRM_CHANGE_DELETED : CRM_CHANGE_SCOPE;
      return read_gone (self, input, change);
    case 'C':
    case 'E':
      change->type = tag == 'C' ? CRM_CHANGE_CURSOR : CRM_CHANGE_END;
      change->kind = NULL;
      return read_text (input, &change->cursor);
    default:
      input->corrupt = TRUE;
      return FALSE;
    }
}

CrmItemResult
crm_change_rows_read (CrmChangeRows *self,
                      const guint8 *data,
                      gsize length,
                      CrmChange *change,
                      gsize *used)
{
  Input input = { .at = data, .end = data + length };
  guint8 tag;

  if (length == 0)
    return CRM_ITEM_CUT;

  tag = *input.at++;
  if (!read_tagged (self, &input, tag, change))
    return input.corrupt ? CRM_ITEM_CORRUPT : CRM_ITEM_CUT;

  *used = input.at - data;
  if (tag == 'K' || (tag != 'C' && tag != 'E' && change->kind == NULL))
    return CRM_ITEM_SKIPPED;
  return CRM_ITEM_DONE;
}
