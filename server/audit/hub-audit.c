/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One event into the audit. Worker threads, inside a transaction of somebody else. */

#define G_LOG_DOMAIN "hub-audit"

#include "server/audit/hub-audit.h"

#include <json-glib/json-glib.h>

#include "server/audit/hub-audit-queries.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"

static const char *const actions[] = {
  [HUB_AUDIT_SIGN_IN] = "sign-in",
  [HUB_AUDIT_SIGN_IN_FAILED] = "sign-in-failed",
  [HUB_AUDIT_SIGN_OUT] = "sign-out",
  [HUB_AUDIT_SESSION_ENDED] = "session-ended",
  [HUB_AUDIT_DEVICE_WIPE] = "device-wipe",
  [HUB_AUDIT_PASSWORD] = "password",
  [HUB_AUDIT_TOTP] = "totp",
  [HUB_AUDIT_REVEAL] = "reveal",
  [HUB_AUDIT_EXPORT] = "export",
  [HUB_AUDIT_DOWNLOAD] = "download",
  [HUB_AUDIT_DENIED] = "denied",
  [HUB_AUDIT_CREATE] = "create",
  [HUB_AUDIT_UPDATE] = "update",
  [HUB_AUDIT_DELETE] = "delete",
  [HUB_AUDIT_HAND_OVER] = "hand-over",
  [HUB_AUDIT_RESTORE] = "restore",
};

G_STATIC_ASSERT (G_N_ELEMENTS (actions) == HUB_AUDIT_N_ACTIONS);

const char *
hub_audit_action_to_text (HubAuditAction action)
{
  g_return_val_if_fail (action < HUB_AUDIT_N_ACTIONS, NULL);

  return actions[action];
}

gboolean
hub_audit_add (HubDb *db, const HubAuditEvent *event, GError **error)
{
  g_autofree char *id = crm_id_new ();
  const char *params[] = { id,          event->actor,  event->device,  actions[event->action],
                           event->kind, event->record, event->done_at, event->details };

  return hub_db_queue (db, hub_audit_query (HUB_AUDIT_INSERT_EVENT), params, error);
}

char *
hub_audit_details (const char *name, ...)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  va_list args;

  va_start (args, name);
  for (const char *member = name; member != NULL; member = va_arg (args, const char *))
    {
      const char *value = va_arg (args, const char *);

      if (value != NULL)
        json_object_set_string_member (object, member, value);
    }
  va_end (args);
  json_node_take_object (node, object);
  return crm_json_to_text (node);
}
