/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NDJSON format of the change stream (protocol.md, 3). Owned by one CrmChangeReader. */
#include "shared/protocol/crm-change-item.h"

#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/codec/crm-json-text.h"
#include "shared/codec/crm-json.h"

struct _CrmChangeLines
{
  JsonNode *line;   /* (owned) (nullable): the last one, the cursor points into it */
  GPtrArray *texts; /* (element-type utf8): its values */
};

CrmChangeLines *
crm_change_lines_new (void)
{
  CrmChangeLines *self = g_new0 (CrmChangeLines, 1);

  self->texts = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
crm_change_lines_free (CrmChangeLines *self)
{
  g_clear_pointer (&self->line, json_node_unref);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

static JsonNode *
find_member (JsonObject *data, const char *name)
{
  const char *dot = strchr (name, '.');
  g_autofree char *parent = dot != NULL ? g_strndup (name, dot - name) : NULL;
  JsonNode *node = json_object_get_member (data, dot != NULL ? parent : name);

  if (dot == NULL || node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return dot == NULL ? node : NULL;
  return json_object_get_member (json_node_get_object (node), dot + 1);
}

static gboolean
read_data (CrmChangeLines *self, JsonObject *line, CrmChange *change)
{
  JsonNode *data = json_object_get_member (line, "data");

  if (data == NULL || !JSON_NODE_HOLDS_OBJECT (data))
    return FALSE;

  for (guint i = 0; i < change->kind->n_fields; i++)
    {
      const CrmField *field = &change->kind->fields[i];
      JsonNode *node = find_member (json_node_get_object (data), field->name);
      char *text = NULL;

      if (node != NULL && !crm_json_read_value (field, node, &text))
        return FALSE;
      if (text != NULL && *text == '\0')
        g_clear_pointer (&text, g_free);

      change->values[i] = text;
      change->lengths[i] = text != NULL ? (int) strlen (text) : 0;
      if (text != NULL)
        g_ptr_array_add (self->texts, text);
    }

  return TRUE;
}

static gboolean
read_cursor (JsonObject *line, CrmChange *change)
{
  JsonNode *end = json_object_get_member (line, "end");

  change->type =
      end != NULL && json_node_get_value_type (end) == G_TYPE_BOOLEAN && json_node_get_boolean (end)
          ? CRM_CHANGE_END
          : CRM_CHANGE_CURSOR;
  return crm_json_get_string (line, "cursor", &change->cursor, NULL);
}

/* kind, id, version and what happened. */
static CrmItemResult
read_record (CrmChangeLines *self, JsonObject *line, CrmChange *change)
{
  const char *kind, *id;
  const char *gone = NULL;

  if (!crm_json_get_string (line, "kind", &kind, NULL) ||
      !crm_json_get_string (line, "id", &id, NULL) || !crm_id_to_bytes (id, change->id))
    return CRM_ITEM_CORRUPT;

  change->kind = crm_kind_find (kind);
  if (change->kind == NULL)
    return CRM_ITEM_SKIPPED;

  crm_json_get_string (line, "gone", &gone, NULL);
  change->version = 0;
  change->reason = NULL;
  if (g_strcmp0 (gone, "scope") == 0)
    {
      change->type = CRM_CHANGE_SCOPE;
      crm_json_get_string (line, "reason", &change->reason, NULL);
      return CRM_ITEM_DONE;
    }
  if (!crm_json_get_integer (line, "version", &change->version, NULL) || change->version < 0)
    return CRM_ITEM_CORRUPT;

  change->type = gone != NULL ? CRM_CHANGE_DELETED : CRM_CHANGE_ROW;
  if (gone != NULL)
    return g_str_equal (gone, "deleted") ? CRM_ITEM_DONE : CRM_ITEM_CORRUPT;
  return read_data (self, line, change) ? CRM_ITEM_DONE : CRM_ITEM_CORRUPT;
}

CrmItemResult
crm_change_lines_read (CrmChangeLines *self,
                       const guint8 *data,
                       gsize length,
                       CrmChange *change,
                       gsize *used)
{
  const guint8 *newline = memchr (data, '\n', length);
  JsonObject *object;

  if (newline == NULL)
    return CRM_ITEM_CUT;

  *used = newline - data + 1;
  if (newline == data)
    return CRM_ITEM_SKIPPED;
  if (*used > CRM_ITEM_MAX)
    return CRM_ITEM_CORRUPT;

  g_clear_pointer (&self->line, json_node_unref);
  g_ptr_array_set_size (self->texts, 0);
  self->line = crm_json_parse ((const char *) data, newline - data, NULL);
  if (self->line == NULL || !JSON_NODE_HOLDS_OBJECT (self->line))
    return CRM_ITEM_CORRUPT;

  object = json_node_get_object (self->line);
  if (json_object_has_member (object, "cursor"))
    return read_cursor (object, change) ? CRM_ITEM_DONE : CRM_ITEM_CORRUPT;
  return read_record (self, object, change);
}
