/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plans of acts on many clients at once: ordinary commands with their inverse, so that they work
 * offline, are checked one by one by the server, and are taken back as one. Main thread. */

#include "client/customers/desk-bulk-plan.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "shared/codec/crm-json.h"

/* The list of tags with @tag in it or without it. (transfer full) (nullable): nothing changes. */
static char *
change_tags (const char *tags, const char *tag, gboolean add)
{
  g_autoptr (JsonNode) node = tags != NULL ? json_from_string (tags, NULL) : NULL;
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (JsonNode) changed = json_node_new (JSON_NODE_ARRAY);
  JsonArray *old = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean found = FALSE;

  for (guint i = 0; old != NULL && i < json_array_get_length (old); i++)
    {
      const char *item = json_array_get_string_element (old, i);
      const gboolean same = g_strcmp0 (item, tag) == 0;

      found |= same;
      if (!same || add)
        json_array_add_string_element (list, item);
    }
  if (found == add)
    return NULL;
  if (add)
    json_array_add_string_element (list, tag);
  json_node_set_array (changed, list);
  return crm_json_to_text (changed);
}

static CrmCommand *
make_reassign (CrmRecord *record, const char *owner)
{
  g_autoptr (JsonObject) args = json_object_new ();

  json_object_set_string_member (args, "owner", owner);
  return crm_command_new ("customer.reassign", crm_record_get_id (record), args);
}

static CrmCommand *
plan_reassign (const DeskBulkPlan *self, CrmRecord *record, CrmCommand **inverse)
{
  const char *old = crm_record_get_text (record, CRM_CUSTOMER_OWNER);

  if (g_strcmp0 (old, self->value) == 0)
    return NULL;
  if (old != NULL)
    *inverse = make_reassign (record, old);
  return make_reassign (record, self->value);
}

/* (nullable): it is so already. */
static CrmCommand *
plan_record (const DeskBulkPlan *self, CrmRecord *record, CrmCommand **inverse)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autofree char *tags = NULL;

  switch (self->act)
    {
    case DESK_BULK_REASSIGN:
      return plan_reassign (self, record, inverse);
    case DESK_BULK_SET_SOURCE:
      crm_field_set_put (set, CRM_CUSTOMER_SOURCE, self->value);
      break;
    case DESK_BULK_ADD_TAG:
    case DESK_BULK_REMOVE_TAG:
    default:
      tags = change_tags (crm_record_get_text (record, CRM_CUSTOMER_TAGS), self->value,
                          self->act == DESK_BULK_ADD_TAG);
      if (tags == NULL)
        return NULL;
      crm_field_set_put (set, CRM_CUSTOMER_TAGS, g_str_equal (tags, "[]") ? NULL : tags);
    }
  return desk_customer_make_update (record, set, inverse);
}

static void
add_record (DeskBulkPlan *self, DeskContext *context, CrmRecord *record)
{
  const CrmAction action = self->act == DESK_BULK_REASSIGN ? CRM_ACTION_REASSIGN : CRM_ACTION_EDIT;
  const CrmCustomerSummary *summary = crm_customer_get_summary (CRM_CUSTOMER (record));
  g_autoptr (CrmCommand) inverse = NULL;
  CrmCommand *command;

  if (!crm_record_is_loaded (record) || crm_record_get_state (record) == CRM_RECORD_DELETED)
    {
      self->n_missing++;
      return;
    }
  if (!desk_customer_may (context, record, action))
    {
      self->n_denied++;
      return;
    }
  command = plan_record (self, record, &inverse);
  if (command == NULL)
    {
      self->n_same++;
      return;
    }
  g_ptr_array_add (self->commands, command);
  if (inverse != NULL)
    g_ptr_array_add (self->inverses, g_steal_pointer (&inverse));
  g_ptr_array_add (self->ids, g_strdup (crm_record_get_id (record)));
  g_hash_table_insert (self->names, g_strdup (crm_command_get_id (command)),
                       crm_customer_dup_display_name (CRM_CUSTOMER (record)));
  self->n_policies += summary->n_in_force;
  self->premium += summary->premium;
}

DeskBulkPlan *
desk_bulk_plan_new (DeskContext *context, GPtrArray *records, DeskBulkAct act, const char *value)
{
  DeskBulkPlan *self = g_new0 (DeskBulkPlan, 1);

  self->act = act;
  self->value = g_strdup (value);
  self->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  self->inverses = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < records->len; i++)
    add_record (self, context, g_ptr_array_index (records, i));
  return self;
}

void
desk_bulk_plan_free (DeskBulkPlan *self)
{
  g_free (self->value);
  g_ptr_array_unref (self->commands);
  g_ptr_array_unref (self->inverses);
  g_ptr_array_unref (self->ids);
  g_hash_table_unref (self->names);
  g_free (self);
}

char *
desk_bulk_plan_dup_text (const DeskBulkPlan *self, DeskContext *context)
{
  const guint n = self->commands->len;
  const char *name;

  switch (self->act)
    {
    case DESK_BULK_ADD_TAG:
      return g_strdup_printf (ngettext ("Tag “%s” added to %u client",
                                        "Tag “%s” added to %u clients", n),
                              self->value, n);
    case DESK_BULK_REMOVE_TAG:
      return g_strdup_printf (ngettext ("Tag “%s” taken from %u client",
                                        "Tag “%s” taken from %u clients", n),
                              self->value, n);
    case DESK_BULK_SET_SOURCE:
      return g_strdup_printf (ngettext ("Source of %u client changed",
                                        "Source of %u clients changed", n),
                              n);
    case DESK_BULK_REASSIGN:
    default:
      name = desk_context_get_user_name (context, self->value);
      return g_strdup_printf (ngettext ("%u client handed over to %s",
                                        "%u clients handed over to %s", n),
                              n, name != NULL ? name : "");
    }
}
