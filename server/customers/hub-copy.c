/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The text form of COPY is made in the worker, so that two of them share that work. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-copy.h"

#include <string.h>

#define CHUNK (256 * 1024)

void
hub_copy_init (HubCopy *self, HubDb *db)
{
  self->db = db;
  self->text = g_string_sized_new (CHUNK + 4096);
}

void
hub_copy_clear (HubCopy *self)
{
  g_string_free (self->text, TRUE);
}

static void
add_escaped (GString *text, const char *value)
{
  for (;;)
    {
      gsize plain = strcspn (value, "\\\t\n\r");

      g_string_append_len (text, value, plain);
      value += plain;
      if (*value == '\0')
        return;
      g_string_append_c (text, '\\');
      g_string_append_c (text, *value == '\\'   ? '\\'
                               : *value == '\t' ? 't'
                               : *value == '\n' ? 'n'
                                                : 'r');
      value++;
    }
}

void
hub_copy_add_first (HubCopy *self, const char *value)
{
  if (value == NULL)
    g_string_append_len (self->text, "\\N", 2);
  else
    add_escaped (self->text, value);
}

void
hub_copy_add (HubCopy *self, const char *value)
{
  g_string_append_c (self->text, '\t');
  hub_copy_add_first (self, value);
}

gboolean
hub_copy_end_line (HubCopy *self, GError **error)
{
  g_string_append_c (self->text, '\n');
  if (self->text->len < CHUNK)
    return TRUE;
  if (!hub_db_copy_data (self->db, self->text->str, self->text->len, error))
    return FALSE;

  g_string_truncate (self->text, 0);
  return TRUE;
}

gboolean
hub_copy_end (HubCopy *self, GError **error)
{
  if (self->text->len > 0 && !hub_db_copy_data (self->db, self->text->str, self->text->len, error))
    return FALSE;

  g_string_truncate (self->text, 0);
  return hub_db_copy_end (self->db, error);
}
