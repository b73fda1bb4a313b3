/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes into bytes, one writer a stream. Any one thread at a time. */
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json-text.h"
#include "shared/protocol/crm-change.h"

#include <string.h>

#define MAX_NUMBER 10 /* bytes of a LEB128 number of 64 bits */

struct _CrmChangeWriter
{
  CrmChangeFormat format;
  GString *bytes;
  GPtrArray *kinds; /* (element-type CrmKind): those told, the index is the code */
};

CrmChangeWriter *
crm_change_writer_new (CrmChangeFormat format)
{
  CrmChangeWriter *self = g_new0 (CrmChangeWriter, 1);

  self->format = format;
  self->bytes = g_string_sized_new (64 * 1024);
  self->kinds = g_ptr_array_new ();
  return self;
}

void
crm_change_writer_free (CrmChangeWriter *self)
{
  g_string_free (self->bytes, TRUE);
  g_ptr_array_unref (self->kinds);
  g_free (self);
}

static guint8 *
put_number (guint8 *to, guint64 value)
{
  for (; value >= 0x80; value >>= 7)
    *to++ = (value & 0x7f) | 0x80;
  *to++ = value;

  return to;
}

static guint8 *
put_text (guint8 *to, const char *text, gsize length, gsize told)
{
  to = put_number (to, told);
  memcpy (to, text, length);
  to[length] = '\0';
  return to + length + 1;
}

/* Room for @size more bytes; finish_put() gives back what was not used. */
static guint8 *
begin_put (CrmChangeWriter *self, gsize size)
{
  gsize length = self->bytes->len;

  g_string_set_size (self->bytes, length + size);
  return (guint8 *) self->bytes->str + length;
}

static void
finish_put (CrmChangeWriter *self, const guint8 *end)
{
  g_string_set_size (self->bytes, end - (const guint8 *) self->bytes->str);
}

static void
put_kind (CrmChangeWriter *self, const CrmKind *kind, guint code)
{
  gsize size = 1 + 2 * MAX_NUMBER + strlen (kind->name) + 1 + MAX_NUMBER;
  guint8 *to;

  for (guint i = 0; i < kind->n_fields; i++)
    size += MAX_NUMBER + strlen (kind->fields[i].name) + 1;

  to = begin_put (self, size);
  *to++ = 'K';
  to = put_number (to, code);
  to = put_text (to, kind->name, strlen (kind->name), strlen (kind->name));
  to = put_number (to, kind->n_fields);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      const char *name = kind->fields[i].name;

      to = put_text (to, name, strlen (name), strlen (name));
    }
  finish_put (self, to);
}

/* The code of the kind, told to the reader before its first use. */
static guint
tell_kind (CrmChangeWriter *self, const CrmKind *kind)
{
  for (guint i = 0; i < self->kinds->len; i++)
    if (g_ptr_array_index (self->kinds, i) == kind)
      return i;

  g_ptr_array_add (self->kinds, (gpointer) kind);
  put_kind (self, kind, self->kinds->len - 1);
  return self->kinds->len - 1;
}

static void
put_row (CrmChangeWriter *self, const CrmChange *change)
{
  const CrmKind *kind = change->kind;
  guint code = tell_kind (self, kind);
  gsize size = 1 + 2 * MAX_NUMBER + CRM_ID_BYTES;
  guint8 *to;

  for (guint i = 0; i < kind->n_fields; i++)
    size += 1 + (change->values[i] != NULL ? MAX_NUMBER + change->lengths[i] : 0);

  to = begin_put (self, size);
  *to++ = 'R';
  to = put_number (to, code);
  memcpy (to, change->id, CRM_ID_BYTES);
  to = put_number (to + CRM_ID_BYTES, change->version);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      gsize length = change->values[i] != NULL ? change->lengths[i] : 0;

      if (length == 0)
        *to++ = 0;
      else
        to = put_text (to, change->values[i], length, length + 1);
    }
  finish_put (self, to);
}

static void
put_gone (CrmChangeWriter *self, const CrmChange *change)
{
  guint code = tell_kind (self, change->kind);
  gboolean has_reason = change->type == CRM_CHANGE_SCOPE && change->reason != NULL;
  const char *reason = has_reason ? change->reason : "";
  gsize length = strlen (reason);
  guint8 *to = begin_put (self, 1 + 3 * MAX_NUMBER + CRM_ID_BYTES + length + 1);

  *to++ = change->type == CRM_CHANGE_DELETED ? 'D' : 'S';
  to = put_number (to, code);
  memcpy (to, change->id, CRM_ID_BYTES);
  to += CRM_ID_BYTES;
  if (change->type == CRM_CHANGE_DELETED)
    to = put_number (to, change->version);
  else
    to = put_text (to, reason, length, length);
  finish_put (self, to);
}

static void
put_cursor (CrmChangeWriter *self, const CrmChange *change)
{
  gsize length = strlen (change->cursor);
  guint8 *to = begin_put (self, 1 + MAX_NUMBER + length + 1);

  *to++ = change->type == CRM_CHANGE_END ? 'E' : 'C';
  to = put_text (to, change->cursor, length, length);
  finish_put (self, to);
}

static void
print_value (GString *to, const CrmField *field, const char *value, gsize length)
{
  switch (field->type)
    {
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_BOOLEAN:
    case CRM_FIELD_LIST:
    case CRM_FIELD_OBJECT:
      g_string_append_len (to, value, length);
      break;
    default:
      crm_json_append_string (to, value, length);
    }
}

/* Members of one parent stand together in the field table, so the object is opened once. */
static void
print_data (GString *to, const CrmChange *change)
{
  const char *parent = NULL;
  gsize parent_length = 0;
  const char *comma = "";

  for (guint i = 0; i < change->kind->n_fields; i++)
    {
      const CrmField *field = &change->kind->fields[i];
      const char *dot = strchr (field->name, '.');
      gboolean inside = parent != NULL && strncmp (field->name, parent, parent_length) == 0;

      if (change->values[i] == NULL || change->lengths[i] == 0)
        continue;

      if (parent != NULL && !inside)
        {
          g_string_append_c (to, '}');
          parent = NULL;
        }
      g_string_append (to, comma);
      if (dot != NULL && parent == NULL)
        {
          parent = field->name;
          parent_length = dot - field->name + 1;
          g_string_append_printf (to, "\"%.*s\":{", (int) parent_length - 1, parent);
        }

      g_string_append_printf (to, "\"%s\":", dot != NULL ? dot + 1 : field->name);
      print_value (to, field, change->values[i], change->lengths[i]);
      comma = ",";
    }

  if (parent != NULL)
    g_string_append_c (to, '}');
}

static void
print_event (GString *to, const CrmChange *change)
{
  switch (change->type)
    {
    case CRM_CHANGE_ROW:
      g_string_append (to, ",\"data\":{");
      print_data (to, change);
      g_string_append (to, "}}\n");
      break;
    case CRM_CHANGE_DELETED:
      g_string_append (to, ",\"gone\":\"deleted\"}\n");
      break;
    default:
      g_string_append (to, ",\"gone\":\"scope\"");
      if (change->reason != NULL)
        {
          g_string_append (to, ",\"reason\":");
          crm_json_append_string (to, change->reason, strlen (change->reason));
        }
      g_string_append (to, "}\n");
    }
}

static void
print_line (GString *to, const CrmChange *change)
{
  char id[CRM_ID_LENGTH + 1];

  if (change->type == CRM_CHANGE_CURSOR || change->type == CRM_CHANGE_END)
    {
      g_string_append (to, "{\"cursor\":");
      crm_json_append_string (to, change->cursor, strlen (change->cursor));
      g_string_append (to, change->type == CRM_CHANGE_END ? ",\"end\":true}\n" : "}\n");
      return;
    }

  crm_id_from_bytes (change->id, id);
  g_string_append_printf (to, "{\"kind\":\"%s\",\"id\":\"%s\"", change->kind->name, id);
  if (change->type != CRM_CHANGE_SCOPE)
    g_string_append_printf (to, ",\"version\":%" G_GINT64_FORMAT, change->version);

  print_event (to, change);
}

/**
 * crm_change_writer_add:
 * @self: a writer
 * @change: one line; values and lengths of a row belong together
 */
void
crm_change_writer_add (CrmChangeWriter *self, const CrmChange *change)
{
  if (self->format == CRM_CHANGE_NDJSON)
    {
      print_line (self->bytes, change);
      return;
    }

  switch (change->type)
    {
    case CRM_CHANGE_ROW:
      put_row (self, change);
      break;
    case CRM_CHANGE_DELETED:
    case CRM_CHANGE_SCOPE:
      put_gone (self, change);
      break;
    default:
      put_cursor (self, change);
    }
}

gsize
crm_change_writer_size (CrmChangeWriter *self)
{
  return self->bytes->len;
}

/**
 * crm_change_writer_take:
 * @self: a writer
 *
 * Returns: (transfer full): what was written since the last call; the stream goes on
 */
GBytes *
crm_change_writer_take (CrmChangeWriter *self)
{
  GString *full = self->bytes;

  self->bytes = g_string_sized_new (MIN (full->len + 1, 1024 * 1024));
  return g_string_free_to_bytes (full);
}
