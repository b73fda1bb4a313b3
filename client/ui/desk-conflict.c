/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a conflict record says and what the person decides about it, apart from any widget. */

#include "client/ui/desk-conflict.h"

#include "client/ui/desk-change-text.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"

struct _DeskConflictChoice
{
  CrmRecord *record;   /* (owned): the conflict */
  const CrmKind *kind; /* (nullable): of what was edited */
  GPtrArray *groups;   /* (element-type DeskConflictGroup) */
};

static void
group_free (DeskConflictGroup *group)
{
  g_free (group->group);
  g_clear_pointer (&group->base, crm_field_set_unref);
  g_clear_pointer (&group->mine, crm_field_set_unref);
  g_clear_pointer (&group->theirs, crm_field_set_unref);
  g_clear_pointer (&group->shown_mine, crm_field_set_unref);
  g_clear_pointer (&group->shown_theirs, crm_field_set_unref);
  g_free (group);
}

static CrmFieldSet *
read_side (const CrmKind *kind, JsonObject *sides, const char *side)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  JsonNode *node = json_object_get_member (sides, side);
  CrmFieldSet *set = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    set = crm_json_read_fields (kind, json_node_get_object (node), "", problem);
  return set != NULL ? set : crm_field_set_new (kind);
}

static gboolean
has_address (const CrmKind *kind, CrmFieldSet *set)
{
  for (guint i = CRM_CUSTOMER_ADDRESS_REGION; i <= CRM_CUSTOMER_ADDRESS_TEXT; i++)
    if (kind == &crm_customer_kind && crm_field_set_has (set, i))
      return TRUE;
  return FALSE;
}

/* The field that both typed into, when there is just one; an address reads as a whole only. */
static int
find_only_field (const CrmKind *kind, const DeskConflictGroup *group)
{
  int found = -1;

  if (crm_field_set_size (group->mine) != 1 || has_address (kind, group->mine))
    return -1;
  for (guint i = 0; i < kind->n_fields; i++)
    if (crm_field_set_has (group->mine, i))
      found = (int) i;
  if (found < 0 || !crm_field_set_has (group->theirs, (guint) found) ||
      g_strcmp0 (crm_field_set_get (group->theirs, (guint) found),
                 crm_field_set_get (group->base, (guint) found)) == 0)
    return -1;
  return found;
}

/* Mine has only what I typed, theirs the whole group: side by side they would not compare. */
static void
fill_shown (const CrmKind *kind, DeskConflictGroup *group)
{
  group->field = find_only_field (kind, group);
  group->shown_mine = crm_field_set_new (kind);
  group->shown_theirs = crm_field_set_new (kind);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      CrmFieldSet *mine = crm_field_set_has (group->mine, i) ? group->mine : group->theirs;

      if (group->field >= 0 && (guint) group->field != i)
        continue;
      if (crm_field_set_has (mine, i))
        crm_field_set_put (group->shown_mine, i, crm_field_set_get (mine, i));
      if (crm_field_set_has (group->theirs, i))
        crm_field_set_put (group->shown_theirs, i, crm_field_set_get (group->theirs, i));
    }
}

static void
read_groups (DeskConflictChoice *self)
{
  const char *text = crm_record_get_text (self->record, CRM_CONFLICT_GROUPS);
  g_autoptr (JsonNode) node = text != NULL ? crm_json_parse (text, -1, NULL) : NULL;
  g_autoptr (GList) names = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) || self->kind == NULL)
    return;
  names = json_object_get_members (json_node_get_object (node));
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *sides = json_object_get_member (json_node_get_object (node), l->data);
      DeskConflictGroup *group;

      if (!JSON_NODE_HOLDS_OBJECT (sides))
        continue;
      group = g_new0 (DeskConflictGroup, 1);
      group->group = g_strdup (l->data);
      group->base = read_side (self->kind, json_node_get_object (sides), "base");
      group->mine = read_side (self->kind, json_node_get_object (sides), "mine");
      group->theirs = read_side (self->kind, json_node_get_object (sides), "theirs");
      group->take_mine = TRUE;
      fill_shown (self->kind, group);
      g_ptr_array_add (self->groups, group);
    }
}

DeskConflictChoice *
desk_conflict_choice_new (CrmRecord *conflict)
{
  DeskConflictChoice *self = g_new0 (DeskConflictChoice, 1);
  const char *kind = crm_record_get_text (conflict, CRM_CONFLICT_RECORD_KIND);

  self->record = g_object_ref (conflict);
  self->kind = kind != NULL ? crm_kind_find (kind) : NULL;
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
  read_groups (self);
  return self;
}

void
desk_conflict_choice_free (DeskConflictChoice *self)
{
  g_ptr_array_unref (self->groups);
  g_object_unref (self->record);
  g_free (self);
}

guint
desk_conflict_choice_get_size (DeskConflictChoice *self)
{
  return self->groups->len;
}

DeskConflictGroup *
desk_conflict_choice_get_group (DeskConflictChoice *self, guint index)
{
  return g_ptr_array_index (self->groups, index);
}

const CrmKind *
desk_conflict_choice_get_kind (DeskConflictChoice *self)
{
  return self->kind;
}

GStrv
desk_conflict_choice_dup_merged (DeskConflictChoice *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) groups = crm_record_dup_list (self->record, CRM_CONFLICT_MERGED);

  for (guint i = 0; groups != NULL && self->kind != NULL && groups[i] != NULL; i++)
    g_strv_builder_add (builder, desk_change_get_group_title (self->kind, groups[i]));
  return g_strv_builder_end (builder);
}

static gboolean
has_reason (DeskConflictChoice *self, const char *reason)
{
  return g_strcmp0 (crm_record_get_text (self->record, CRM_CONFLICT_REASON), reason) == 0;
}

gboolean
desk_conflict_choice_is_deleted (DeskConflictChoice *self)
{
  return has_reason (self, "deleted");
}

gboolean
desk_conflict_choice_is_moved (DeskConflictChoice *self)
{
  return has_reason (self, "moved");
}

void
desk_conflict_choice_take_all (DeskConflictChoice *self, gboolean mine)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      DeskConflictGroup *group = g_ptr_array_index (self->groups, i);

      group->take_mine = mine;
    }
}

CrmCommand *
desk_conflict_choice_to_command (DeskConflictChoice *self, gint64 base)
{
  g_autoptr (CrmFieldSet) set = NULL;

  g_return_val_if_fail (self->kind != NULL, NULL);

  set = crm_field_set_new (self->kind);
  for (guint i = 0; i < self->groups->len; i++)
    {
      DeskConflictGroup *group = g_ptr_array_index (self->groups, i);

      for (guint f = 0; group->take_mine && f < self->kind->n_fields; f++)
        if (crm_field_set_has (group->mine, f))
          crm_field_set_put (set, f, crm_field_set_get (group->mine, f));
    }
  return crm_command_new_resolve (self->kind,
                                  crm_record_get_text (self->record, CRM_CONFLICT_RECORD), base,
                                  set, crm_record_get_id (self->record));
}

/* As the card writes it: «Москва, Тестовая ул., 8, кв. 3». */
static char *
write_address (CrmFieldSet *set)
{
  g_autofree char *id = crm_id_new ();
  g_autoptr (CrmRecord) record = crm_record_new (&crm_customer_kind, id);
  char *line;

  crm_record_apply (record, set);
  line = crm_customer_dup_address_line (CRM_CUSTOMER (record));
  return line != NULL ? line : g_strdup ("");
}

char *
desk_conflict_dup_text (const CrmKind *kind, CrmFieldSet *set)
{
  GString *text;

  if (has_address (kind, set))
    return write_address (set);
  text = g_string_new (NULL);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      const char *value = crm_field_set_has (set, i) ? crm_field_set_get (set, i) : NULL;
      g_autofree char *shown = NULL;

      if (value == NULL)
        continue;
      shown = desk_format_field_value (kind, kind->fields[i].name, value);
      if (shown == NULL)
        continue;
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, shown);
    }
  return g_string_free (text, FALSE);
}

const char *
desk_conflict_group_get_title (const DeskConflictGroup *self, const CrmKind *kind)
{
  if (self->field >= 0)
    return desk_format_field_title (kind, kind->fields[self->field].name);
  return desk_change_get_group_title (kind, self->group);
}
