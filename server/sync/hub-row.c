/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row between its table and the commands: the columns that every synced table has, and the values
 * of the field table in its order. */

#define G_LOG_DOMAIN "hub-row"

#include "server/sync/hub-row.h"

#include "server/sync/hub-array.h"
#include "server/sync/hub-merge.h"
#include "shared/base/crm-util.h"
#include "shared/codec/crm-json.h"
#include "shared/codec/crm-mask.h"

#define N_COMMON   8
#define MAX_PARAMS (N_COMMON + CRM_MAX_FIELDS)

enum
{
  COLUMN_ID,
  COLUMN_VER,
  COLUMN_REV,
  COLUMN_DELETED,
  COLUMN_OWNER,
  COLUMN_BRANCH,
  COLUMN_REVS,
  COLUMN_FIRST_FIELD,
};

HubRow *
hub_row_new (const HubKind *kind, const char *id)
{
  HubRow *self = g_new0 (HubRow, 1);

  self->kind = kind;
  g_strlcpy (self->id, id, sizeof self->id);
  self->values = g_new0 (char *, kind->kind->n_fields);
  return self;
}

static JsonObject *
parse_revs (const char *text)
{
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

HubRow *
hub_row_new_loaded (const HubKind *kind, HubDbRows *rows, guint index)
{
  HubRow *self = hub_row_new (kind, hub_db_rows_text (rows, index, COLUMN_ID));

  self->is_stored = TRUE;
  self->ver = hub_db_rows_integer (rows, index, COLUMN_VER);
  self->rev = hub_db_rows_integer (rows, index, COLUMN_REV);
  self->is_deleted = hub_db_rows_boolean (rows, index, COLUMN_DELETED);
  self->owner = g_strdup (hub_db_rows_text (rows, index, COLUMN_OWNER));
  self->branch = g_strdup (hub_db_rows_text (rows, index, COLUMN_BRANCH));
  self->revs = parse_revs (hub_db_rows_text (rows, index, COLUMN_REVS));
  for (guint i = 0; i < kind->kind->n_fields; i++)
    self->values[i] = g_strdup (hub_db_rows_text (rows, index, COLUMN_FIRST_FIELD + i));
  return self;
}

static JsonObject *
copy_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (node, object);
  text = json_to_string (node, FALSE);
  return parse_revs (text);
}

HubRow *
hub_row_copy (HubRow *self)
{
  HubRow *copy = hub_row_new (self->kind, self->id);

  copy->is_stored = self->is_stored;
  copy->is_dirty = self->is_dirty;
  copy->is_deleted = self->is_deleted;
  copy->ver = self->ver;
  copy->rev = self->rev;
  copy->owner = g_strdup (self->owner);
  copy->branch = g_strdup (self->branch);
  copy->changed_by = g_strdup (self->changed_by);
  copy->revs = self->revs != NULL ? copy_object (self->revs) : NULL;
  for (guint i = 0; i < self->kind->kind->n_fields; i++)
    copy->values[i] = g_strdup (self->values[i]);
  return copy;
}

void
hub_row_free (HubRow *self)
{
  for (guint i = 0; i < self->kind->kind->n_fields; i++)
    g_free (self->values[i]);
  g_free (self->values);
  g_free (self->owner);
  g_free (self->branch);
  g_free (self->changed_by);
  g_clear_pointer (&self->revs, json_object_unref);
  g_free (self);
}

const char *
hub_row_get (HubRow *self, guint field)
{
  return self->values[field];
}

void
hub_row_set (HubRow *self, guint field, const char *value)
{
  crm_set_string (&self->values[field], value);
}

void
hub_row_apply (HubRow *self, CrmFieldSet *set)
{
  for (guint i = 0; i < self->kind->kind->n_fields; i++)
    if (crm_field_set_has (set, i))
      crm_set_string (&self->values[i], crm_field_set_get (set, i));
}

void
hub_row_set_scope (HubRow *self, const char *owner, const char *branch)
{
  crm_set_string (&self->owner, owner);
  crm_set_string (&self->branch, branch);
  if (self->kind->owner_field >= 0)
    crm_set_string (&self->values[self->kind->owner_field], owner);
  if (self->kind->branch_field >= 0)
    crm_set_string (&self->values[self->kind->branch_field], branch);
}

const char *
hub_row_get_root (HubRow *self)
{
  if (self->kind->scope == HUB_SCOPE_CUSTOMER)
    return self->id;
  return self->kind->kind->root >= 0 ? self->values[self->kind->kind->root] : NULL;
}

void
hub_row_stamp (HubRow *self,
               CrmFieldSet *changed,
               const char *device,
               const char *user,
               const char *at)
{
  HubGroupRev rev = { self->rev, device, user, at };

  if (self->kind->writer != HUB_WRITER_COMMANDS || crm_field_set_size (changed) == 0)
    return;
  if (self->revs == NULL)
    self->revs = json_object_new ();
  for (guint i = 0; i < self->kind->kind->n_fields; i++)
    if (crm_field_set_has (changed, i) && self->kind->kind->fields[i].group != NULL)
      hub_group_rev_write (self->revs, self->kind->kind->fields[i].group, &rev);
}

void
hub_row_stamp_whole (HubRow *self, const char *device, const char *user, const char *at)
{
  HubGroupRev rev = { self->rev, device, user, at };

  if (self->kind->writer != HUB_WRITER_COMMANDS)
    return;
  if (self->revs == NULL)
    self->revs = json_object_new ();
  hub_group_rev_write (self->revs, HUB_GROUP_WHOLE, &rev);
}

JsonObject *
hub_row_to_json (HubRow *self)
{
  const CrmKind *kind = self->kind->kind;
  char **masked = NULL;
  JsonObject *object;

  if (!crm_kind_has_masked (kind))
    return crm_json_write_values (kind, (const char *const *) self->values);

  masked = crm_kind_mask_values (kind, (const char *const *) self->values);
  object = crm_json_write_values (kind, (const char *const *) masked);
  crm_kind_free_values (kind, masked);
  return object;
}

static char *
print_revs (HubRow *self)
{
  g_autoptr (JsonNode) node = NULL;

  if (self->revs == NULL)
    return NULL;

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, self->revs);
  return json_to_string (node, FALSE);
}

/* The columns of one row in the order of the queries, see list_written() in hub_sql_template.py;
 * the version comes behind them. */
static guint
fill_params (HubRow *self, const char **params, char rev[24], const char *revs)
{
  const CrmKind *kind = self->kind->kind;
  guint n = 0;

  g_snprintf (rev, 24, "%" G_GINT64_FORMAT, self->rev);
  params[n++] = self->id;
  params[n++] = rev;
  params[n++] = self->is_deleted ? "true" : "false";
  if (self->kind->scope != HUB_SCOPE_EVERYBODY)
    {
      params[n++] = self->owner;
      params[n++] = self->branch;
    }
  if (self->kind->writer == HUB_WRITER_COMMANDS)
    params[n++] = revs;
  if (self->kind->scope == HUB_SCOPE_CUSTOMER)
    params[n++] = self->changed_by;
  for (guint i = 0; i < kind->n_fields; i++)
    if ((int) i != self->kind->owner_field && (int) i != self->kind->branch_field)
      params[n++] = self->values[i];
  return n;
}

gboolean
hub_row_write (HubRow *self, const char *ver, HubDb *db, GError **error)
{
  const HubQuery *query = self->is_stored ? self->kind->update : self->kind->insert;
  const char *params[MAX_PARAMS];
  char rev[24];
  g_autofree char *revs = print_revs (self);

  params[fill_params (self, params, rev, revs)] = ver;
  return hub_db_queue (db, query, params, error);
}

gboolean
hub_row_insert_many (GPtrArray *rows, const char *ver, HubDb *db, GError **error)
{
  const HubKind *kind = ((HubRow *) rows->pdata[0])->kind;
  const HubQuery *query = kind->insert_many;
  g_autoptr (GPtrArray) arrays = g_ptr_array_new_with_free_func (hub_array_free);
  const char *params[MAX_PARAMS];
  guint n = 0;

  for (guint i = 0; i + 1 < query->n_params; i++)
    g_ptr_array_add (arrays, hub_array_new ());
  for (guint i = 0; i < rows->len; i++)
    {
      char rev[24];
      g_autofree char *revs = print_revs (rows->pdata[i]);

      n = fill_params (rows->pdata[i], params, rev, revs);
      for (guint k = 0; k < n; k++)
        hub_array_add (arrays->pdata[k], params[k]);
    }
  for (guint k = 0; k < n; k++)
    params[k] = hub_array_end (arrays->pdata[k]);
  params[n] = ver;
  return hub_db_queue (db, query, params, error);
}
