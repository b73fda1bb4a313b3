/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A result in text format. Plain memory: made by a worker, may be read and freed by any thread. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-private.h"

HubDbRows *
hub_db_rows_new (PGresult *result)
{
  HubDbRows *self = g_new (HubDbRows, 1);

  self->result = result;

  return self;
}

void
hub_db_rows_free (HubDbRows *self)
{
  if (self == NULL)
    return;

  PQclear (self->result);
  g_free (self);
}

guint
hub_db_rows_count (HubDbRows *self)
{
  return (guint) PQntuples (self->result);
}

guint
hub_db_rows_columns (HubDbRows *self)
{
  return (guint) PQnfields (self->result);
}

const char *
hub_db_rows_text (HubDbRows *self, guint row, guint column)
{
  if (PQgetisnull (self->result, (int) row, (int) column))
    return NULL;

  return PQgetvalue (self->result, (int) row, (int) column);
}

int
hub_db_rows_length (HubDbRows *self, guint row, guint column)
{
  return PQgetlength (self->result, (int) row, (int) column);
}

gint64
hub_db_rows_integer (HubDbRows *self, guint row, guint column)
{
  const char *text = hub_db_rows_text (self, row, column);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
hub_db_rows_boolean (HubDbRows *self, guint row, guint column)
{
  const char *text = hub_db_rows_text (self, row, column);

  return text != NULL && *text == 't';
}
