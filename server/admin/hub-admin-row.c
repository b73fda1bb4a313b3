/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row between its table and an act of administration: every kind has its columns in the order of
 * its field table, so one code reads and writes them all. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-row.h"

#include "shared/codec/crm-json.h"

#include <string.h>

#define FIXED_COLUMNS 5
#define MAX_PARAMS    (FIXED_COLUMNS + CRM_MAX_FIELDS)

HubAdminRow *
hub_admin_row_new (const CrmKind *kind, const char *id)
{
  HubAdminRow *self = g_new0 (HubAdminRow, 1);

  self->kind = kind;
  g_strlcpy (self->id, id, sizeof self->id);
  self->values = g_new0 (char *, kind->n_fields + 1);
  return self;
}

/* Objects are stored as they came; compared and shown they have one form. */
static char *
read_value (const CrmField *field, const char *text)
{
  g_autofree char *canonical = NULL;

  if (text != NULL && crm_field_canonical (field, text, &canonical, NULL))
    return g_steal_pointer (&canonical);
  return g_strdup (text);
}

HubAdminRow *
hub_admin_row_new_loaded (const CrmKind *kind, HubDbRows *rows)
{
  HubAdminRow *self = NULL;

  if (hub_db_rows_count (rows) == 0)
    return NULL;

  self = hub_admin_row_new (kind, hub_db_rows_text (rows, 0, 0));
  self->rev = hub_db_rows_integer (rows, 0, 1);
  self->is_deleted = hub_db_rows_boolean (rows, 0, 2);
  self->owner = g_strdup (hub_db_rows_text (rows, 0, 3));
  self->branch = g_strdup (hub_db_rows_text (rows, 0, 4));
  for (guint i = 0; i < kind->n_fields; i++)
    self->values[i] = read_value (&kind->fields[i], hub_db_rows_text (rows, 0, FIXED_COLUMNS + i));
  return self;
}

HubAdminRow *
hub_admin_row_copy (HubAdminRow *self)
{
  HubAdminRow *copy = hub_admin_row_new (self->kind, self->id);

  copy->rev = self->rev;
  copy->is_deleted = self->is_deleted;
  copy->owner = g_strdup (self->owner);
  copy->branch = g_strdup (self->branch);
  for (guint i = 0; i < self->kind->n_fields; i++)
    copy->values[i] = g_strdup (self->values[i]);
  return copy;
}

void
hub_admin_row_free (HubAdminRow *self)
{
  for (guint i = 0; i < self->kind->n_fields; i++)
    g_free (self->values[i]);
  g_free (self->values);
  g_free (self->owner);
  g_free (self->branch);
  g_free (self);
}

void
hub_admin_row_set (HubAdminRow *self, guint field, const char *value)
{
  char *copy = g_strdup (value);

  g_free (self->values[field]);
  self->values[field] = copy;
}

void
hub_admin_row_apply (HubAdminRow *self, CrmFieldSet *set)
{
  for (guint i = 0; i < self->kind->n_fields; i++)
    if (crm_field_set_has (set, i))
      hub_admin_row_set (self, i, crm_field_set_get (set, i));
}

gboolean
hub_admin_row_holds (HubAdminRow *self, CrmFieldSet *set)
{
  for (guint i = 0; i < self->kind->n_fields; i++)
    if (crm_field_set_has (set, i) && g_strcmp0 (crm_field_set_get (set, i), self->values[i]) != 0)
      return FALSE;
  return TRUE;
}

gboolean
hub_admin_row_equal (HubAdminRow *self, HubAdminRow *other)
{
  for (guint i = 0; i < self->kind->n_fields; i++)
    if (g_strcmp0 (self->values[i], other->values[i]) != 0)
      return FALSE;
  return self->is_deleted == other->is_deleted;
}

gboolean
hub_admin_row_save (HubAdminRow *self,
                    HubDb *db,
                    const HubQuery *query,
                    gboolean has_scope,
                    GError **error)
{
  const char *params[MAX_PARAMS];
  char rev[24];
  guint n = 0;

  g_snprintf (rev, sizeof rev, "%" G_GINT64_FORMAT, self->rev);
  params[n++] = self->id;
  params[n++] = rev;
  params[n++] = self->is_deleted ? "true" : "false";
  if (has_scope)
    {
      params[n++] = self->owner;
      params[n++] = self->branch;
    }
  for (guint i = 0; i < self->kind->n_fields; i++)
    params[n++] = self->values[i];
  g_return_val_if_fail (n == query->n_params, FALSE);
  return hub_db_queue (db, query, params, error);
}

JsonObject *
hub_admin_row_to_json (HubAdminRow *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "kind", self->kind->name);
  json_object_set_string_member (object, "id", self->id);
  json_object_set_int_member (object, "version", self->rev);
  if (self->is_deleted)
    json_object_set_string_member (object, "gone", "deleted");
  else
    json_object_set_object_member (object, "record",
                                   crm_json_write_values (self->kind,
                                                          (const char *const *) self->values));
  return object;
}

char *
hub_admin_row_print_change (HubAdminRow *before, HubAdminRow *after)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (after->kind);
  g_autoptr (CrmFieldSet) was = crm_field_set_new (after->kind);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < after->kind->n_fields; i++)
    {
      const char *old = before != NULL ? before->values[i] : NULL;

      if (g_strcmp0 (old, after->values[i]) == 0)
        continue;
      crm_field_set_put (set, i, after->values[i]);
      if (before != NULL)
        crm_field_set_put (was, i, old);
    }
  json_object_set_object_member (object, "set", crm_json_write_set (set));
  if (before != NULL)
    json_object_set_object_member (object, "was", crm_json_write_set (was));
  json_node_take_object (node, object);
  return crm_json_to_text (node);
}
