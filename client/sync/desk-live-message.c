/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes over the live connection, read. Pure. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-live-message.h"

#include "shared/codec/crm-json.h"

static gboolean
is_wipe (JsonObject *object)
{
  JsonNode *member = json_object_get_member (object, "wipe");

  return member != NULL && JSON_NODE_HOLDS_VALUE (member) &&
         json_node_get_value_type (member) == G_TYPE_BOOLEAN && json_node_get_boolean (member);
}

static void
take_event (DeskLiveMessage *self, DeskLiveEvent event)
{
  self->type = DESK_LIVE_MESSAGE_EVENT;
  self->event = event;
}

/* Types that are not known belong to a newer server and are nothing to us. */
void
desk_live_message_read (DeskLiveMessage *self, const char *data, gsize size)
{
  g_autoptr (JsonNode) node = size > 0 ? crm_json_parse (data, (gssize) size, NULL) : NULL;
  const char *name = NULL;

  *self = (DeskLiveMessage){ DESK_LIVE_MESSAGE_NOTHING, DESK_LIVE_CHANGES, NULL };
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !crm_json_get_string (json_node_get_object (node), "type", &name, NULL))
    return;
  if (g_strcmp0 (name, "changes") == 0)
    take_event (self, DESK_LIVE_CHANGES);
  else if (g_strcmp0 (name, "signed-out") == 0)
    take_event (self,
                is_wipe (json_node_get_object (node)) ? DESK_LIVE_WIPED : DESK_LIVE_SIGNED_OUT);
  else if (g_strcmp0 (name, "job-progress") == 0)
    {
      self->type = DESK_LIVE_MESSAGE_NEWS;
      self->news = g_steal_pointer (&node);
    }
}

void
desk_live_message_clear (DeskLiveMessage *self)
{
  g_clear_pointer (&self->news, json_node_unref);
}
