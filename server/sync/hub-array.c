/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Array parameters: every item quoted. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-array.h"

#include <string.h>

HubArray *
hub_array_new (void)
{
  return g_string_new ("{");
}

void
hub_array_free (gpointer array)
{
  g_string_free (array, TRUE);
}

void
hub_array_add (HubArray *self, const char *item)
{
  if (self->len > 1)
    g_string_append_c (self, ',');
  if (item == NULL)
    {
      g_string_append (self, "NULL");
      return;
    }

  g_string_append_c (self, '"');
  for (;;)
    {
      gsize plain = strcspn (item, "\"\\");

      g_string_append_len (self, item, plain);
      item += plain;
      if (*item == '\0')
        break;
      g_string_append_c (self, '\\');
      g_string_append_c (self, *item++);
    }
  g_string_append_c (self, '"');
}

const char *
hub_array_end (HubArray *self)
{
  g_string_append_c (self, '}');
  return self->str;
}
