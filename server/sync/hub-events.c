/* SPDX-License-Identifier: GPL-3.0-or-later */

/* History events and conflicts. Both hang on the customer and are seen by whoever sees it, so that
 * nobody is left with a piece of a card that went elsewhere. Worker threads. */

#define G_LOG_DOMAIN "hub-events"

#include "server/sync/hub-events.h"

#include "shared/base/crm-time.h"
#include "shared/codec/crm-json.h"
#include "shared/codec/crm-mask.h"
#include "shared/record/crm-conflict.h"
#include "shared/record/crm-history-event.h"

static char *
print_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return crm_json_to_text (node);
}

static char *
print_names (GPtrArray *names)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < names->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (names, i));
  json_node_take_array (node, array);
  return crm_json_to_text (node);
}

static JsonNode *
value_to_json (const CrmField *field, const char *text)
{
  JsonNode *node = json_node_alloc ();

  switch (field->type)
    {
    case CRM_FIELD_INTEGER:
      return json_node_init_int (node, g_ascii_strtoll (text, NULL, 10));
    case CRM_FIELD_BOOLEAN:
      return json_node_init_boolean (node, TRUE);
    case CRM_FIELD_LIST:
    case CRM_FIELD_OBJECT:
      json_node_free (node);
      return json_from_string (text, NULL);
    default:
      return json_node_init_string (node, text);
    }
}

static void
add_value (JsonObject *to, const char *member, const CrmField *field, const char *text)
{
  g_autofree char *shown = crm_field_mask (field, text);
  JsonNode *node = shown != NULL ? value_to_json (field, shown) : NULL;

  if (node != NULL)
    json_object_set_member (to, member, node);
}

/* {"last_name":{"was":…,"now":…}}; an empty side is absent. */
static JsonObject *
describe_changes (HubRow *before, HubRow *after)
{
  const CrmKind *kind = after->kind->kind;
  JsonObject *changes = json_object_new ();

  for (guint i = 0; i < kind->n_fields; i++)
    {
      const CrmField *field = &kind->fields[i];
      const char *was = before != NULL ? before->values[i] : NULL;
      JsonObject *change;

      if (field->group == NULL || g_strcmp0 (was, after->values[i]) == 0)
        continue;

      change = json_object_new ();
      add_value (change, "was", field, was);
      add_value (change, "now", field, after->values[i]);
      json_object_set_object_member (changes, field->name, change);
    }
  return changes;
}

static void
add_reason (JsonObject *changes, const char *reason)
{
  JsonObject *change = json_object_new ();

  json_object_set_string_member (change, "now", reason);
  json_object_set_object_member (changes, "reason", change);
}

/* A row about @row, of the same scope; what belongs to nobody is told to who does it. */
static HubRow *
new_row_about (HubUnit *unit, HubRow *row, const CrmKind *kind)
{
  g_autofree char *id = crm_id_new ();
  HubRow *self = hub_row_new (hub_kinds_get (hub_kinds_find (kind)), id);

  self->rev = 1;
  if (row->kind->scope == HUB_SCOPE_EVERYBODY)
    hub_row_set_scope (self, unit->rights.user,
                       *unit->rights.branch != '\0' ? unit->rights.branch : NULL);
  else
    hub_row_set_scope (self, row->owner, row->branch);
  return self;
}

void
hub_events_add_history (HubUnit *unit,
                        HubRow *before,
                        HubRow *after,
                        const char *action,
                        const char *reason)
{
  HubRow *event;
  g_autoptr (JsonObject) changes = NULL;
  g_autofree char *text = NULL;

  /* What belongs to nobody is in the audit only. */
  if (after->kind->scope == HUB_SCOPE_EVERYBODY)
    return;

  event = new_row_about (unit, after, &crm_history_event_kind);
  changes = describe_changes (before, after);
  if (reason != NULL)
    add_reason (changes, reason);
  text = json_object_get_size (changes) > 0 ? print_object (changes) : NULL;

  hub_row_set (event, CRM_HISTORY_EVENT_CUSTOMER, hub_row_get_root (after));
  hub_row_set (event, CRM_HISTORY_EVENT_RECORD_KIND, after->kind->kind->name);
  hub_row_set (event, CRM_HISTORY_EVENT_RECORD, after->id);
  hub_row_set (event, CRM_HISTORY_EVENT_ACTION, action);
  hub_row_set (event, CRM_HISTORY_EVENT_ACTOR, unit->rights.user);
  hub_row_set (event, CRM_HISTORY_EVENT_AT, unit->now_text);
  hub_row_set (event, CRM_HISTORY_EVENT_DONE_AT, unit->done_at);
  hub_row_set (event, CRM_HISTORY_EVENT_CHANGES, text);
  hub_unit_add_row (unit, event);
}

/* The fields of @group in @set (nullable), as others may see them. */
static JsonObject *
describe_set (const CrmKind *kind, const char *group, CrmFieldSet *set)
{
  g_autoptr (CrmFieldSet) masked = crm_field_set_new (kind);

  for (guint i = 0; set != NULL && i < kind->n_fields; i++)
    if (crm_field_set_has (set, i))
      {
        g_autofree char *shown = crm_field_mask (&kind->fields[i], crm_field_set_get (set, i));

        crm_field_set_put (masked, i, shown);
      }
  return hub_merge_dup_group_set (kind, group, masked);
}

static JsonObject *
describe_row (HubRow *row, const char *group)
{
  const CrmKind *kind = row->kind->kind;
  char **masked = crm_kind_mask_values (kind, (const char *const *) row->values);
  JsonObject *values = hub_merge_dup_group_values (kind, group, (const char *const *) masked);

  crm_kind_free_values (kind, masked);
  return values;
}

static JsonObject *
describe_group (HubUnit *unit, HubRow *row, const char *group, CrmFieldSet *mine)
{
  const CrmKind *kind = row->kind->kind;
  JsonObject *self = json_object_new ();

  json_object_set_object_member (self, "base",
                                 describe_set (kind, group, crm_command_get_was (unit->command)));
  json_object_set_object_member (self, "mine", describe_set (kind, group, mine));
  json_object_set_object_member (self, "theirs", describe_row (row, group));
  return self;
}

/* Whose value stands: who changed any of the groups last. */
static void
set_other (HubRow *conflict, HubRow *row, GPtrArray *clashed)
{
  HubGroupRev last = { 0 };

  for (guint i = 0; i < clashed->len; i++)
    {
      HubGroupRev rev;

      hub_group_rev_read (row->revs, g_ptr_array_index (clashed, i), &rev);
      if (rev.rev > last.rev)
        last = rev;
    }
  if (row->is_deleted || last.rev == 0)
    hub_group_rev_read (row->revs, HUB_GROUP_WHOLE, &last);
  hub_row_set (conflict, CRM_CONFLICT_OTHER, last.rev > 0 ? last.user : row->changed_by);
  hub_row_set (conflict, CRM_CONFLICT_OTHER_AT, last.rev > 0 ? last.at : NULL);
}

static char *
print_groups (HubUnit *unit, HubRow *row, GPtrArray *names, CrmFieldSet *mine)
{
  g_autoptr (JsonObject) groups = json_object_new ();

  for (guint i = 0; i < names->len; i++)
    {
      const char *group = g_ptr_array_index (names, i);

      json_object_set_object_member (groups, group, describe_group (unit, row, group, mine));
    }
  return print_object (groups);
}

/* About the command at work and @row; what clashed is still to be said. */
static HubRow *
new_conflict (HubUnit *unit, HubRow *row, const char *reason)
{
  HubRow *conflict = new_row_about (unit, row, &crm_conflict_kind);

  hub_row_set (conflict, CRM_CONFLICT_CUSTOMER, hub_row_get_root (row));
  hub_row_set (conflict, CRM_CONFLICT_RECORD_KIND, row->kind->kind->name);
  hub_row_set (conflict, CRM_CONFLICT_RECORD, row->id);
  hub_row_set (conflict, CRM_CONFLICT_COMMAND, crm_command_get_id (unit->command));
  hub_row_set (conflict, CRM_CONFLICT_AUTHOR, unit->rights.user);
  hub_row_set (conflict, CRM_CONFLICT_DONE_AT, unit->done_at);
  hub_row_set (conflict, CRM_CONFLICT_REASON, reason);
  hub_row_set (conflict, CRM_CONFLICT_STATUS, "open");
  return conflict;
}

void
hub_events_add_conflict (HubUnit *unit,
                         HubRow *row,
                         GPtrArray *clashed,
                         GPtrArray *merged,
                         const char *reason)
{
  HubRow *conflict = new_conflict (unit, row, reason);
  g_autofree char *groups_text =
      print_groups (unit, row, clashed, crm_command_get_set (unit->command));
  g_autofree char *merged_text = merged->len > 0 ? print_names (merged) : NULL;

  set_other (conflict, row, clashed);
  hub_row_set (conflict, CRM_CONFLICT_GROUPS, groups_text);
  hub_row_set (conflict, CRM_CONFLICT_MERGED, merged_text);
  hub_unit_add_row (unit, conflict);
}

/* What can be chosen later: the customer of what is to hang on it cannot. */
static GPtrArray *
list_wanted (CrmFieldSet *wanted)
{
  const CrmKind *kind = crm_field_set_get_kind (wanted);
  GPtrArray *groups = g_ptr_array_new ();

  for (guint i = 0; i < kind->n_fields; i++)
    if (crm_field_set_has (wanted, i) && kind->fields[i].group != NULL && (int) i != kind->root &&
        !g_ptr_array_find_with_equal_func (groups, kind->fields[i].group, g_str_equal, NULL))
      g_ptr_array_add (groups, (gpointer) kind->fields[i].group);
  return groups;
}

void
hub_events_add_suggestion (HubUnit *unit, HubRow *row, CrmFieldSet *wanted)
{
  HubRow *conflict = new_conflict (unit, row, "moved");
  g_autoptr (GPtrArray) groups = list_wanted (wanted);
  g_autofree char *text = print_groups (unit, row, groups, wanted);

  hub_row_set (conflict, CRM_CONFLICT_OTHER, row->owner);
  hub_row_set (conflict, CRM_CONFLICT_OTHER_AT, unit->now_text);
  hub_row_set (conflict, CRM_CONFLICT_GROUPS, text);
  hub_unit_add_row (unit, conflict);
}

JsonNode *
hub_events_describe_clashes (HubUnit *unit, HubRow *row, GPtrArray *clashed)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_sized_new (clashed->len);

  for (guint i = 0; i < clashed->len; i++)
    {
      const char *group = g_ptr_array_index (clashed, i);
      JsonObject *clash = describe_group (unit, row, group, crm_command_get_set (unit->command));
      HubGroupRev rev;

      hub_group_rev_read (row->revs, group, &rev);
      json_object_set_string_member (clash, "group", group);
      if (rev.rev > 0)
        {
          json_object_set_string_member (clash, "by", rev.user);
          json_object_set_string_member (clash, "at", rev.at);
        }
      json_array_add_object_element (array, clash);
    }
  json_node_take_array (node, array);
  return node;
}
