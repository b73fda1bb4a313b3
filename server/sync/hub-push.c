/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The body of a push and the body of its answer. A command that has an id but cannot be read is
 * rejected alone; without an id nothing could be answered for it, so the whole push is refused. */

#define G_LOG_DOMAIN "hub-push"

#include "server/sync/hub-push.h"

#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"

static void
item_free (HubPushItem *self)
{
  g_clear_pointer (&self->command, crm_command_unref);
  g_free (self->id);
  g_free (self->record);
  g_free (self->digest);
  g_clear_pointer (&self->result, crm_result_free);
  g_free (self);
}

static char *
read_id (JsonNode *node, const char *member)
{
  JsonNode *value = JSON_NODE_HOLDS_OBJECT (node)
                        ? json_object_get_member (json_node_get_object (node), member)
                        : NULL;
  const char *text = crm_json_get_text (value);
  g_autofree char *id = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  return id != NULL && crm_id_is_valid (id) ? g_steal_pointer (&id) : NULL;
}

static HubPushItem *
parse_item (JsonNode *node, guint index, CrmProblem *problem)
{
  g_autofree char *id = read_id (node, "id");
  g_autoptr (CrmProblem) own = crm_problem_new (CRM_ERROR_INVALID, "the command cannot be read");
  HubPushItem *self;

  if (id == NULL)
    {
      g_autofree char *pointer = g_strdup_printf ("/commands/%u/id", index);

      crm_problem_add (problem, pointer, "format", "a command needs an id");
      return NULL;
    }

  self = g_new0 (HubPushItem, 1);
  self->first = index;
  self->id = g_steal_pointer (&id);
  self->record = read_id (node, "record");
  self->command = crm_command_from_json (node, own);
  if (self->command != NULL)
    self->digest = crm_command_dup_digest (self->command);
  else
    {
      self->result = crm_result_new (self->id, CRM_STATUS_REJECTED);
      self->result->problem = g_steal_pointer (&own);
    }
  return self;
}

/* %FALSE: the same id stands for two different things. */
static gboolean
find_twins (HubPush *self, CrmProblem *problem)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->items->len; i++)
    {
      HubPushItem *item = g_ptr_array_index (self->items, i);
      HubPushItem *twin = g_hash_table_lookup (seen, item->id);

      if (twin == NULL)
        g_hash_table_insert (seen, item->id, item);
      else if (g_strcmp0 (twin->digest, item->digest) == 0)
        item->first = twin->first;
      else
        {
          crm_problem_set_code (problem, CRM_ERROR_CONFLICT);
          crm_problem_set_detail (problem, "one id with two bodies");
          return FALSE;
        }
    }
  return TRUE;
}

static JsonArray *
read_commands (JsonNode *root, guint max_commands, CrmProblem *problem)
{
  JsonNode *node = JSON_NODE_HOLDS_OBJECT (root)
                       ? json_object_get_member (json_node_get_object (root), "commands")
                       : NULL;
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      crm_problem_add (problem, "/commands", "type", "a list of commands is expected");
      return NULL;
    }

  array = json_node_get_array (node);
  if (json_array_get_length (array) > max_commands)
    {
      crm_problem_set_code (problem, CRM_ERROR_TOO_LARGE);
      crm_problem_set_detail (problem, "too many commands at once");
      return NULL;
    }
  return array;
}

/* A push without one is for any. */
static gboolean
read_epoch (HubPush *self, JsonNode *root, CrmProblem *problem)
{
  JsonNode *node = json_object_get_member (json_node_get_object (root), "epoch");

  if (node == NULL)
    return TRUE;
  self->epoch = g_strdup (crm_json_get_text (node));
  if (self->epoch == NULL)
    crm_problem_add (problem, "/epoch", "type", "a text is expected");
  return self->epoch != NULL;
}

HubPush *
hub_push_parse (GBytes *body, HubSession *session, guint max_commands, CrmProblem *problem)
{
  g_autoptr (HubPush) self = g_new0 (HubPush, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  gsize length = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &length) : NULL;
  JsonArray *commands;

  self->session = hub_session_ref (session);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  root = crm_json_parse (data != NULL ? data : "", length, &error);
  if (root == NULL)
    {
      crm_problem_set_detail (problem, error->message);
      return NULL;
    }

  commands = read_commands (root, max_commands, problem);
  if (commands == NULL || !read_epoch (self, root, problem))
    return NULL;
  for (guint i = 0; i < json_array_get_length (commands); i++)
    {
      HubPushItem *item = parse_item (json_array_get_element (commands, i), i, problem);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (self->items, item);
    }
  return find_twins (self, problem) ? g_steal_pointer (&self) : NULL;
}

void
hub_push_free (HubPush *self)
{
  g_clear_pointer (&self->session, hub_session_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self->epoch);
  g_free (self);
}

HubPushItem *
hub_push_get (HubPush *self, guint index)
{
  return g_ptr_array_index (self->items, index);
}

GBytes *
hub_push_to_reply (HubPush *self)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *results = json_array_sized_new (self->items->len);
  char *text;

  for (guint i = 0; i < self->items->len; i++)
    json_array_add_element (results, crm_result_to_json (hub_push_get (self, i)->result));
  json_object_set_array_member (object, "results", results);
  json_node_set_object (root, object);
  text = json_to_string (root, FALSE);
  return g_bytes_new_take (text, strlen (text));
}
