/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Merging by field group. A group clashes only if somebody else changed it since the version the
 * author saw and its value is neither what he saw nor what he wants. "Somebody else" is another
 * device: what two devices of one person did blindly must not vanish either. Pure. */

#define G_LOG_DOMAIN "hub-merge"

#include "server/sync/hub-merge.h"

#include <string.h>

#include "shared/codec/crm-json.h"
#include "shared/codec/crm-mask.h"

enum
{
  REV_NUMBER,
  REV_DEVICE,
  REV_USER,
  REV_AT,
  REV_LENGTH,
};

typedef enum
{
  VERDICT_NOTHING, /* the wanted value is there */
  VERDICT_APPLY,
  VERDICT_BOTH,
  VERDICT_CLASH,
} Verdict;

void
hub_group_rev_read (JsonObject *revs, const char *group, HubGroupRev *rev)
{
  JsonNode *node = revs != NULL ? json_object_get_member (revs, group) : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  memset (rev, 0, sizeof *rev);
  if (array == NULL || json_array_get_length (array) != REV_LENGTH)
    return;

  rev->rev = json_array_get_int_element (array, REV_NUMBER);
  rev->device = json_array_get_string_element (array, REV_DEVICE);
  rev->user = json_array_get_string_element (array, REV_USER);
  rev->at = json_array_get_string_element (array, REV_AT);
}

void
hub_group_rev_write (JsonObject *revs, const char *group, const HubGroupRev *rev)
{
  JsonArray *array = json_array_sized_new (REV_LENGTH);

  json_array_add_int_element (array, rev->rev);
  json_array_add_string_element (array, rev->device);
  json_array_add_string_element (array, rev->user);
  json_array_add_string_element (array, rev->at);
  json_object_set_array_member (revs, group, array);
}

static gboolean
is_in_group (const CrmField *field, const char *group)
{
  return field->group != NULL && strcmp (field->group, group) == 0;
}

/* A base from the future is of a database that was set back: nothing is known about who did what.
 */
static gboolean
was_changed_by_others (const HubMergeInput *input, const char *group)
{
  HubGroupRev rev;

  hub_group_rev_read (input->revs, group, &rev);
  return input->base > input->rev ||
         (rev.rev > input->base && g_strcmp0 (rev.device, input->device) != 0);
}

static gboolean
is_there_already (const HubMergeInput *input, const char *group)
{
  for (guint i = 0; i < input->kind->n_fields; i++)
    if (is_in_group (&input->kind->fields[i], group) && crm_field_set_has (input->set, i) &&
        g_strcmp0 (crm_field_set_get (input->set, i), input->current[i]) != 0)
      return FALSE;
  return TRUE;
}

/* Of a masked field the author saw the masked form only. */
static gboolean
is_value_seen (const CrmField *field, const char *seen, const char *current)
{
  g_autofree char *masked = NULL;

  if ((field->flags & CRM_FIELD_MASKED) == 0 || !crm_text_is_masked (seen))
    return g_strcmp0 (seen, current) == 0;

  masked = crm_text_mask (current);
  return g_strcmp0 (seen, masked) == 0;
}

/* The group has the value that the author saw. Of a group of several fields he must have told all,
 * because another one of them could be what changed. */
static gboolean
is_as_seen (const HubMergeInput *input, const char *group)
{
  gboolean must_cover = input->base <= input->rev;

  if (input->was == NULL)
    return FALSE;

  for (guint i = 0; i < input->kind->n_fields; i++)
    {
      if (!is_in_group (&input->kind->fields[i], group))
        continue;
      if (!crm_field_set_has (input->was, i))
        {
          if (must_cover || crm_field_set_has (input->set, i))
            return FALSE;
          continue;
        }
      if (!is_value_seen (&input->kind->fields[i], crm_field_set_get (input->was, i),
                          input->current[i]))
        return FALSE;
    }
  return TRUE;
}

/* The text after both: what stands, who writes, and what he added to what he saw. */
static char *
join_texts (const HubMergeInput *input, guint field)
{
  const char *theirs = input->current[field];
  const char *mine = crm_field_set_get (input->set, field);
  const char *seen = input->was != NULL ? crm_field_set_get (input->was, field) : NULL;
  g_autofree char *added = NULL;

  if (mine == NULL)
    return g_strdup (theirs);
  if (theirs == NULL)
    return g_strdup (mine);
  if (seen != NULL && g_str_has_prefix (mine, seen))
    mine += strlen (seen);

  added = g_strstrip (g_strdup (mine));
  if (*added == '\0' || strstr (theirs, added) != NULL)
    return g_strdup (theirs);
  return g_strconcat (theirs, "\n\n", input->author_line, "\n", added, NULL);
}

static Verdict
judge_group (const HubMergeInput *input, guint field)
{
  const CrmField *first = &input->kind->fields[field];

  if (is_there_already (input, first->group))
    return VERDICT_NOTHING;
  if (!was_changed_by_others (input, first->group) || is_as_seen (input, first->group))
    return VERDICT_APPLY;
  if ((first->flags & CRM_FIELD_BOTH) != 0)
    return VERDICT_BOTH;
  return VERDICT_CLASH;
}

static void
apply_group (const HubMergeInput *input, HubMerge *merge, const char *group)
{
  for (guint i = 0; i < input->kind->n_fields; i++)
    if (is_in_group (&input->kind->fields[i], group) && crm_field_set_has (input->set, i) &&
        g_strcmp0 (crm_field_set_get (input->set, i), input->current[i]) != 0)
      crm_field_set_put (merge->apply, i, crm_field_set_get (input->set, i));
}

static gboolean
apply_both (const HubMergeInput *input, HubMerge *merge, guint field)
{
  g_autofree char *joined = join_texts (input, field);
  guint max_length = input->kind->fields[field].max_length;

  if (joined != NULL && g_utf8_strlen (joined, -1) > (glong) (max_length > 0 ? max_length : 1000))
    return FALSE;

  if (g_strcmp0 (joined, input->current[field]) != 0)
    crm_field_set_put (merge->apply, field, joined);
  return TRUE;
}

static void
merge_group (const HubMergeInput *input, HubMerge *merge, guint field)
{
  const char *group = input->kind->fields[field].group;
  Verdict verdict = judge_group (input, field);

  if (verdict == VERDICT_APPLY)
    apply_group (input, merge, group);
  else if (verdict == VERDICT_BOTH && !apply_both (input, merge, field))
    verdict = VERDICT_CLASH;

  g_ptr_array_add (verdict == VERDICT_CLASH ? merge->clashed : merge->applied, (gpointer) group);
  if (verdict == VERDICT_CLASH && crm_field_group_is_strict (input->kind, group))
    merge->is_strict = TRUE;
}

static gboolean
has_name (GPtrArray *groups, const char *group)
{
  return g_ptr_array_find_with_equal_func (groups, group, g_str_equal, NULL);
}

HubMerge *
hub_merge_run (const HubMergeInput *input)
{
  HubMerge *self = g_new0 (HubMerge, 1);

  self->apply = crm_field_set_new (input->kind);
  self->applied = g_ptr_array_new ();
  self->clashed = g_ptr_array_new ();
  self->has_others = hub_merge_has_others (input->revs, input->rev, input->base, input->device);

  for (guint i = 0; i < input->kind->n_fields; i++)
    {
      const char *group = input->kind->fields[i].group;

      if (crm_field_set_has (input->set, i) && group != NULL && !has_name (self->applied, group) &&
          !has_name (self->clashed, group))
        merge_group (input, self, i);
    }
  return self;
}

void
hub_merge_free (HubMerge *self)
{
  crm_field_set_unref (self->apply);
  g_ptr_array_unref (self->applied);
  g_ptr_array_unref (self->clashed);
  g_free (self);
}

gboolean
hub_merge_has_others (JsonObject *revs, gint64 rev, gint64 base, const char *device)
{
  JsonObjectIter iter;
  const char *group;

  if (base > rev)
    return TRUE;
  if (revs == NULL)
    return FALSE;

  json_object_iter_init (&iter, revs);
  while (json_object_iter_next (&iter, &group, NULL))
    {
      HubGroupRev last;

      hub_group_rev_read (revs, group, &last);
      if (last.rev > base && g_strcmp0 (last.device, device) != 0)
        return TRUE;
    }
  return FALSE;
}

JsonObject *
hub_merge_dup_group_set (const CrmKind *kind, const char *group, CrmFieldSet *set)
{
  g_autoptr (CrmFieldSet) part = crm_field_set_new (kind);

  for (guint i = 0; i < kind->n_fields; i++)
    if (set != NULL && is_in_group (&kind->fields[i], group) && crm_field_set_has (set, i))
      crm_field_set_put (part, i, crm_field_set_get (set, i));
  return crm_json_write_set (part);
}

JsonObject *
hub_merge_dup_group_values (const CrmKind *kind, const char *group, const char *const *values)
{
  g_autoptr (CrmFieldSet) part = crm_field_set_new (kind);

  for (guint i = 0; i < kind->n_fields; i++)
    if (is_in_group (&kind->fields[i], group))
      crm_field_set_put (part, i, values[i]);
  return crm_json_write_set (part);
}
