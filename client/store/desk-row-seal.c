/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealing of rows: see the header. Both threads of a database. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-row-seal.h"

#include "shared/codec/crm-mask.h"

#define LOST CRM_MASK CRM_MASK CRM_MASK

static char *
make_context (const CrmKind *kind, guint field, const guint8 id[CRM_ID_BYTES])
{
  char text[CRM_ID_LENGTH + 1];

  crm_id_from_bytes (id, text);
  return g_strdup_printf ("row:%s:%s:%s", kind->name, text, kind->fields[field].column);
}

static gboolean
is_secret (const CrmKind *kind, guint field)
{
  return (kind->fields[field].flags & CRM_FIELD_MASKED) != 0;
}

char *
desk_row_seal_value (DeskConnection *connection,
                     int kind,
                     guint field,
                     const guint8 id[CRM_ID_BYTES],
                     const char *value)
{
  const CrmKind *table = connection->schema->kinds[kind];
  g_autofree char *context = NULL;

  if (connection->vault == NULL || !is_secret (table, field) || value == NULL ||
      crm_text_is_masked (value))
    return NULL;
  context = make_context (table, field, id);
  return desk_vault_seal (connection->vault, DESK_VAULT_CACHE, context, value);
}

DeskRow *
desk_row_seal (DeskConnection *connection, DeskRow *row, DeskRow **sealed)
{
  for (guint i = 0; i < row->n_values; i++)
    {
      char *value = desk_row_seal_value (connection, row->kind, i, row->id, row->values[i]);

      if (value == NULL)
        continue;
      if (*sealed == NULL)
        {
          *sealed = desk_row_new (row->kind, row->n_values, row->id);
          for (guint j = 0; j < row->n_values; j++)
            (*sealed)->values[j] = g_strdup (row->values[j]);
        }
      g_free ((*sealed)->values[i]);
      (*sealed)->values[i] = value;
    }
  return *sealed != NULL ? *sealed : row;
}

void
desk_row_open (DeskConnection *connection, DeskRow *row)
{
  const CrmKind *table = connection->schema->kinds[row->kind];

  for (guint i = 0; i < row->n_values; i++)
    {
      g_autofree char *sealed = NULL;
      g_autofree char *context = NULL;

      if (!is_secret (table, i) || !desk_vault_is_sealed (row->values[i]))
        continue;
      sealed = g_steal_pointer (&row->values[i]);
      context = make_context (table, i, row->id);
      row->values[i] = desk_vault_open (connection->vault, DESK_VAULT_CACHE, context, sealed);
      if (row->values[i] == NULL)
        row->values[i] = g_strdup (LOST);
    }
}
