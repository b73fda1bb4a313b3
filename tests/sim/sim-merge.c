/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of merging, written a second time from the papers: what an update may make of a client
 * that somebody else may have changed meanwhile. */

#define G_LOG_DOMAIN "sim"

#include "shared/customers/crm-customer.h"
#include "tests/sim/sim-seed.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const char *
get_field (const SimCommit *commit, const SimValue *values, guint field)
{
  int column = sim_table_find_column (commit->table, crm_customer_kind.fields[field].column);

  return sim_to_text (values[column]);
}

static gint64
get_rev (const SimCommit *commit, const SimValue *values)
{
  return values[sim_table_find_column (commit->table, "rev")].i;
}

/* 0: not since the creation. */
static gint64
get_last_change (const SimCommit *commit, const char *group, const char **device)
{
  const char *text = sim_to_text (commit->before[sim_table_find_column (commit->table, "revs")]);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *stamp;

  if (node == NULL || !json_object_has_member (json_node_get_object (node), group))
    return 0;
  stamp = json_object_get_array_member (json_node_get_object (node), group);
  *device = g_intern_string (json_array_get_string_element (stamp, 1));
  return json_array_get_int_element (stamp, 0);
}

static gint64
get_base (const SimCommit *commit)
{
  return MAX (crm_command_get_base (commit->command), 1);
}

static gboolean
is_changed_by_others (const SimCommit *commit, const char *group)
{
  const char *device = NULL;
  gint64 rev = get_last_change (commit, group, &device);

  return get_base (commit) > get_rev (commit, commit->before) ||
         (rev > get_base (commit) && g_strcmp0 (device, commit->device) != 0);
}

static gboolean
is_of_group (guint field, const char *group)
{
  return g_strcmp0 (crm_customer_kind.fields[field].group, group) == 0;
}

static gboolean
is_there (const SimCommit *commit, const SimValue *values, const char *group)
{
  CrmFieldSet *set = crm_command_get_set (commit->command);

  for (guint i = 0; i < crm_customer_kind.n_fields; i++)
    if (is_of_group (i, group) && crm_field_set_has (set, i) &&
        g_strcmp0 (crm_field_set_get (set, i), get_field (commit, values, i)) != 0)
      return FALSE;
  return TRUE;
}

/* The author saw what stands: all of the group, or with a base that is not of this history what he
 * changes. */
static gboolean
was_seen (const SimCommit *commit, const char *group)
{
  CrmFieldSet *set = crm_command_get_set (commit->command);
  CrmFieldSet *was = crm_command_get_was (commit->command);
  gboolean is_of_history = get_base (commit) <= get_rev (commit, commit->before);

  for (guint i = 0; i < crm_customer_kind.n_fields; i++)
    {
      if (!is_of_group (i, group))
        continue;
      if (was == NULL || !crm_field_set_has (was, i))
        {
          if (is_of_history || crm_field_set_has (set, i))
            return FALSE;
          continue;
        }
      if (g_strcmp0 (crm_field_set_get (was, i), get_field (commit, commit->before, i)) != 0)
        return FALSE;
    }
  return was != NULL;
}

static gboolean
is_unchanged (const SimCommit *commit, const char *group)
{
  for (guint i = 0; i < crm_customer_kind.n_fields; i++)
    if (is_of_group (i, group) && g_strcmp0 (get_field (commit, commit->before, i),
                                             get_field (commit, commit->after, i)) != 0)
      return FALSE;
  return TRUE;
}

/* What stood is still there, and what was added. */
static gboolean
holds_both (const SimCommit *commit, guint field)
{
  const char *before = get_field (commit, commit->before, field);
  const char *after = get_field (commit, commit->after, field);
  const char *mine = crm_field_set_get (crm_command_get_set (commit->command), field);
  const char *token =
      mine != NULL && strrchr (mine, '\n') != NULL ? strrchr (mine, '\n') + 1 : mine;

  return (before == NULL || (after != NULL && strstr (after, before) != NULL)) &&
         (token == NULL || (after != NULL && strstr (after, token) != NULL));
}

static void
tell (const SimCommit *commit, const char *group, const char *what)
{
  sim_fail ("command %s (%s): the group %s %s", crm_command_get_id (commit->command),
            commit->status, group, what);
}

/* %TRUE: it clashes. */
static gboolean
check_group (const SimCommit *commit, guint field)
{
  const char *group = crm_customer_kind.fields[field].group;

  if (is_there (commit, commit->before, group))
    {
      if (!is_unchanged (commit, group))
        tell (commit, group, "changed although it was as wanted");
      return FALSE;
    }
  if (!is_changed_by_others (commit, group) || was_seen (commit, group))
    {
      if (!is_there (commit, commit->after, group))
        tell (commit, group, "was free and is not as wanted");
      return FALSE;
    }
  if ((crm_customer_kind.fields[field].flags & CRM_FIELD_BOTH) != 0)
    {
      if (!holds_both (commit, field))
        tell (commit, group, "has not both texts");
      return FALSE;
    }
  if (!is_unchanged (commit, group))
    tell (commit, group, "was written over");
  return TRUE;
}

static gboolean
is_checkable (const SimCommit *commit)
{
  CrmFieldSet *set = crm_command_get_set (commit->command);
  int deleted = sim_table_find_column (commit->table, "deleted");

  return crm_command_get_kind (commit->command) == &crm_customer_kind && set != NULL &&
         !sim_is_true (commit->before[deleted]) && !sim_is_true (commit->after[deleted]) &&
         crm_command_get_argument (commit->command, "conflict") == NULL &&
         strcmp (commit->status, "rejected") != 0;
}

void
sim_merge_check (const SimCommit *commit)
{
  CrmFieldSet *set = crm_command_get_set (commit->command);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_clash = FALSE;

  if (!is_checkable (commit))
    return;
  for (guint i = 0; i < crm_customer_kind.n_fields; i++)
    {
      const char *group = crm_customer_kind.fields[i].group;

      if (group == NULL || !crm_field_set_has (set, i) ||
          !g_hash_table_add (seen, (gpointer) group))
        continue;
      has_clash |= check_group (commit, i);
    }
  if (has_clash != (strcmp (commit->status, "conflict") == 0))
    sim_fail ("command %s is %s and %s", crm_command_get_id (commit->command), commit->status,
              has_clash ? "clashes" : "does not clash");
}
