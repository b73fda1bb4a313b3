/* SPDX-License-Identifier: GPL-3.0-or-later */

/* At build time: writes the field tables of all kinds down, for hub_sql_template.py. */

#include "shared/codec/crm-field.h"

static const char *const types[] = {
  [CRM_FIELD_TEXT] = "text",       [CRM_FIELD_ID] = "id",           [CRM_FIELD_ENUM] = "enum",
  [CRM_FIELD_DATE] = "date",       [CRM_FIELD_TIME] = "time",       [CRM_FIELD_DECIMAL] = "decimal",
  [CRM_FIELD_INTEGER] = "integer", [CRM_FIELD_BOOLEAN] = "boolean", [CRM_FIELD_LIST] = "list",
  [CRM_FIELD_OBJECT] = "object",
};

/* A column, or "-". */
static const char *
get_column (const CrmKind *kind, int field)
{
  return field >= 0 ? kind->fields[field].column : "-";
}

int
main (void)
{
  guint n_kinds;
  const CrmKind *const *kinds = crm_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      const CrmKind *kind = kinds[i];
      gboolean is_under = kind->above != NULL;

      g_print ("kind %s %s %s %s %s\n", kind->table, kind->name, get_column (kind, kind->root),
               is_under ? kind->above->table : "-",
               get_column (kind, is_under ? (int) kind->above_field : -1));
      for (guint k = 0; k < kind->n_fields; k++)
        g_print ("field %s %s %s\n", kind->fields[k].column, types[kind->fields[k].type],
                 (kind->fields[k].flags & CRM_FIELD_MASKED) != 0 ? "masked" : "plain");
    }
  return 0;
}
