/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables of words. Pure over gettext and the cached records. */

#include "client/admin/desk-admin-words.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "client/ui/desk-role.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-role.h"
#include "shared/record/crm-user.h"

static const struct
{
  const char *subject;
  const char *title;
} subjects[] = {
  { "customer", N_ ("Clients") },
  { "contact-point", N_ ("Contacts") },
  { "identity-document", N_ ("Documents") },
  { "bank-account", N_ ("Bank accounts") },
  { "share", N_ ("Shared clients") },
  { "conflict", N_ ("Conflicts") },
  { "history-event", N_ ("History of changes") },
  { "user", N_ ("People") },
  { "branch", N_ ("Branches") },
  { "role", N_ ("Roles") },
  { "right-exception", N_ ("Exceptions from roles") },
  { "deputy", N_ ("Deputies") },
  { "device", N_ ("Devices") },
  { "audit", N_ ("Action log") },
  { "policy", N_ ("Policies") },
  { "task", N_ ("Tasks") },
  { "saved-view", N_ ("Saved views") },
  { "settings", N_ ("Reference data") },
};

static const char *const action_titles[CRM_N_ACTIONS] = {
  [CRM_ACTION_SEE] = NC_ ("right", "See"),
  [CRM_ACTION_CREATE] = NC_ ("right", "Create"),
  [CRM_ACTION_EDIT] = NC_ ("right", "Change"),
  [CRM_ACTION_DELETE] = NC_ ("right", "Delete"),
  [CRM_ACTION_EXPORT] = NC_ ("right", "Export lists"),
  [CRM_ACTION_REASSIGN] = NC_ ("right", "Hand over"),
  [CRM_ACTION_REVEAL] = NC_ ("right", "Show numbers in full"),
  [CRM_ACTION_MASS_CHANGE] = NC_ ("right", "Change many at once"),
};

/* Where the general word says too little. */
static const struct
{
  const char *subject;
  CrmAction action;
  const char *title;
} special_titles[] = {
  { "customer", CRM_ACTION_SEE, NC_ ("right", "See cards") },
  { "customer", CRM_ACTION_EDIT, NC_ ("right", "Change cards") },
  { "share", CRM_ACTION_CREATE, NC_ ("right", "Share") },
  { "share", CRM_ACTION_DELETE, NC_ ("right", "End sharing") },
  { "conflict", CRM_ACTION_EDIT, NC_ ("right", "Decide") },
  { "user", CRM_ACTION_CREATE, NC_ ("right", "Invite") },
  { "right-exception", CRM_ACTION_CREATE, NC_ ("right", "Give") },
  { "right-exception", CRM_ACTION_DELETE, NC_ ("right", "Take away") },
  { "deputy", CRM_ACTION_CREATE, NC_ ("right", "Appoint") },
  { "deputy", CRM_ACTION_DELETE, NC_ ("right", "Take back") },
  { "device", CRM_ACTION_DELETE, NC_ ("right", "Sign out and wipe") },
};

static const struct
{
  const char *code;
  const char *title;
} columns[] = {
  { "agent", NC_ ("column", "Agent") },           { "head", NC_ ("column", "Head") },
  { "director", NC_ ("column", "Director") },     { "adjuster", NC_ ("column", "Adjuster") },
  { "accountant", NC_ ("column", "Accountant") }, { "marketer", NC_ ("column", "Marketer") },
  { "administrator", NC_ ("column", "Admin") },
};

const char *
desk_subject_get_title (const char *subject)
{
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (g_strcmp0 (subjects[i].subject, subject) == 0)
      return _ (subjects[i].title);
  return subject != NULL ? subject : "";
}

const char *
desk_action_get_title (const char *subject, CrmAction action)
{
  g_return_val_if_fail (action < CRM_N_ACTIONS, "");

  for (guint i = 0; i < G_N_ELEMENTS (special_titles); i++)
    if (special_titles[i].action == action && g_strcmp0 (special_titles[i].subject, subject) == 0)
      return g_dpgettext2 (NULL, "right", special_titles[i].title);
  return g_dpgettext2 (NULL, "right", action_titles[action]);
}

const char *
desk_scope_get_title (CrmScope scope, gboolean is_plain)
{
  switch (scope)
    {
    case CRM_SCOPE_OWN:
      return C_ ("scope", "own");
    case CRM_SCOPE_BRANCH:
      return C_ ("scope", "branch");
    case CRM_SCOPE_ALL:
      return is_plain ? C_ ("scope", "yes") : C_ ("scope", "all");
    case CRM_SCOPE_NONE:
    case CRM_N_SCOPES:
    default:
      return "—";
    }
}

const char *
desk_role_get_column_title (const char *code, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_strcmp0 (columns[i].code, code) == 0)
      return g_dpgettext2 (NULL, "column", columns[i].title);
  return name != NULL ? name : "";
}

int
desk_role_get_position (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_strcmp0 (columns[i].code, code) == 0)
      return (int) i;
  return G_N_ELEMENTS (columns);
}

char *
desk_person_dup_line (DeskContext *context, CrmRecord *user)
{
  const char *branch =
      desk_context_get_branch_name (context, crm_record_get_text (user, CRM_USER_BRANCH));
  g_autofree char *role =
      desk_format_title (desk_role_get_title (crm_record_get_text (user, CRM_USER_ROLE)));

  return g_strdup_printf ("%s · %s", role, branch != NULL ? branch : "—");
}

typedef struct
{
  char *id;
  char *title;
} Choice;

static void
free_choice (gpointer data)
{
  Choice *choice = data;

  g_free (choice->id);
  g_free (choice->title);
  g_free (choice);
}

static int
compare_choices (gconstpointer a, gconstpointer b)
{
  const Choice *const *one = a;
  const Choice *const *other = b;

  return g_utf8_collate ((*one)->title, (*other)->title);
}

static void
add_choice (GPtrArray *choices, const char *id, const char *title)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->id = g_strdup (id);
  choice->title = g_strdup (title != NULL ? title : id);
  g_ptr_array_add (choices, choice);
}

/* Takes @choices. */
static void
take_choices (GPtrArray *choices, const char *first, GStrv *ids, GStrv *titles)
{
  g_autoptr (GStrvBuilder) all_ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) all_titles = g_strv_builder_new ();

  if (first != NULL)
    {
      g_strv_builder_add (all_ids, "");
      g_strv_builder_add (all_titles, first);
    }
  for (guint i = 0; i < choices->len; i++)
    {
      Choice *choice = choices->pdata[i];

      g_strv_builder_add (all_ids, choice->id);
      g_strv_builder_add (all_titles, choice->title);
    }
  *ids = g_strv_builder_end (all_ids);
  *titles = g_strv_builder_end (all_titles);
  g_ptr_array_unref (choices);
}

/* (transfer full) */
static GPtrArray *
collect_people (DeskContext *context, const char *except, gboolean are_active)
{
  DeskRecordSet *users = desk_rights_get_set (desk_context_get_rights (context), &crm_user_kind);
  GPtrArray *choices = g_ptr_array_new_with_free_func (free_choice);

  for (guint i = 0; users != NULL && i < desk_record_set_get_count (users); i++)
    {
      CrmRecord *user = desk_record_set_get (users, i);

      if (crm_record_get_boolean (user, CRM_USER_ACTIVE) == are_active &&
          g_strcmp0 (crm_record_get_id (user), except) != 0)
        add_choice (choices, crm_record_get_id (user), crm_user_get_name (CRM_USER (user)));
    }
  g_ptr_array_sort (choices, compare_choices);
  return choices;
}

void
desk_people_list_choices (DeskContext *context,
                          const char *nobody,
                          const char *except,
                          GStrv *ids,
                          GStrv *titles)
{
  take_choices (collect_people (context, except, TRUE), nobody, ids, titles);
}

void
desk_everybody_list_choices (DeskContext *context, const char *nobody, GStrv *ids, GStrv *titles)
{
  GPtrArray *choices = collect_people (context, NULL, TRUE);

  g_ptr_array_extend_and_steal (choices, collect_people (context, NULL, FALSE));
  take_choices (choices, nobody, ids, titles);
}

void
desk_branches_list_choices (DeskContext *context,
                            const char *none,
                            CrmRecord *except,
                            GStrv *ids,
                            GStrv *titles)
{
  DeskRecordSet *branches =
      desk_rights_get_set (desk_context_get_rights (context), &crm_branch_kind);
  GPtrArray *choices = g_ptr_array_new_with_free_func (free_choice);

  for (guint i = 0; branches != NULL && i < desk_record_set_get_count (branches); i++)
    {
      CrmRecord *branch = desk_record_set_get (branches, i);

      if (branch != except)
        add_choice (choices, crm_record_get_id (branch),
                    crm_record_get_text (branch, CRM_BRANCH_NAME));
    }
  g_ptr_array_sort (choices, compare_choices);
  take_choices (choices, none, ids, titles);
}

void
desk_roles_list_choices (DeskContext *context, GStrv *ids, GStrv *titles)
{
  DeskRecordSet *roles = desk_rights_get_set (desk_context_get_rights (context), &crm_role_kind);
  GPtrArray *choices = g_ptr_array_new_with_free_func (free_choice);
  guint n_roles = roles != NULL ? desk_record_set_get_count (roles) : 0;

  for (int position = 0; position <= (int) G_N_ELEMENTS (columns); position++)
    for (guint i = 0; i < n_roles; i++)
      {
        CrmRecord *role = desk_record_set_get (roles, i);
        const char *code = crm_record_get_text (role, CRM_ROLE_CODE);
        g_autofree char *title = desk_format_title (desk_role_get_title (code));

        if (desk_role_get_position (code) == position)
          add_choice (choices, code, title);
      }
  take_choices (choices, NULL, ids, titles);
}
