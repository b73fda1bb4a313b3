/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskRow: a row of any kind as plain data. Used by one thread at a time. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-row.h"

#include <string.h>

DeskRow *
desk_row_new (int kind, guint n_values, const guint8 id[CRM_ID_BYTES])
{
  DeskRow *self = g_new0 (DeskRow, 1);

  self->kind = kind;
  self->n_values = n_values;
  self->values = g_new0 (char *, n_values + 1);
  memcpy (self->id, id, CRM_ID_BYTES);
  return self;
}

void
desk_row_free (DeskRow *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_values; i++)
    g_free (self->values[i]);
  g_free (self->values);
  g_free (self->phone);
  g_free (self->email);
  g_free (self->summary);
  g_free (self);
}

void
desk_row_set_value (DeskRow *self, guint field, const char *value)
{
  g_return_if_fail (field < self->n_values);
  g_free (self->values[field]);
  self->values[field] = g_strdup (value);
}

void
desk_row_apply (DeskRow *self, CrmFieldSet *set)
{
  if (set == NULL)
    return;
  for (guint i = 0; i < self->n_values; i++)
    if (crm_field_set_has (set, i))
      desk_row_set_value (self, i, crm_field_set_get (set, i));
}

/* Values have no NUL in them: 0 is an empty one, 1 begins a text that ends with NUL. */
GBytes *
desk_row_pack (DeskRow *self)
{
  GByteArray *data = g_byte_array_new ();

  for (guint i = 0; i < self->n_values; i++)
    {
      const guint8 present = self->values[i] != NULL;

      g_byte_array_append (data, &present, 1);
      if (present)
        g_byte_array_append (data, (const guint8 *) self->values[i],
                             (guint) strlen (self->values[i]) + 1);
    }
  return g_byte_array_free_to_bytes (data);
}

void
desk_row_unpack (DeskRow *self, const guint8 *data, gsize length)
{
  gsize at = 0;

  for (guint i = 0; i < self->n_values; i++)
    {
      const guint8 present = at < length ? data[at++] : 0;
      const guint8 *end = present ? memchr (data + at, '\0', length - at) : NULL;

      desk_row_set_value (self, i, end != NULL ? (const char *) data + at : NULL);
      if (end != NULL)
        at = (gsize) (end - data) + 1;
    }
}

/* The last bytes of a UUIDv7 are random. */
guint
desk_id_hash (gconstpointer id)
{
  guint hash;

  memcpy (&hash, (const guint8 *) id + 12, sizeof hash);
  return hash;
}

gboolean
desk_id_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, CRM_ID_BYTES) == 0;
}

guint8 *
desk_id_copy (const guint8 id[CRM_ID_BYTES])
{
  return g_memdup2 (id, CRM_ID_BYTES);
}
