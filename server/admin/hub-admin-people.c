/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of people, branches and roles. Worker threads. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-act.h"

#include "server/admin/hub-admin-jobs.h"
#include "server/auth/hub-account.h"
#include "shared/customers/crm-saved-view.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-role.h"
#include "shared/record/crm-user.h"

#include <string.h>

#define ADMINISTRATOR "administrator"
#define BIT(field)    (G_GUINT64_CONSTANT (1) << (field))

/* People */

static void
prepare_user (HubAdminAct *act)
{
  if (!crm_field_set_has (act->set, CRM_USER_ACTIVE))
    hub_admin_row_set (act->draft, CRM_USER_ACTIVE, "true");
}

static gboolean
is_login (const char *login)
{
  for (const char *p = login; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static gboolean
check_login (HubAdminAct *act, GError **error)
{
  const char *params[] = { hub_admin_act_get (act, CRM_USER_LOGIN), act->id };
  g_autoptr (HubDbRows) rows = NULL;

  if (!hub_admin_act_changes (act, CRM_USER_LOGIN))
    return TRUE;
  if (!is_login (params[0]))
    {
      hub_admin_act_complain (act, CRM_USER_LOGIN, "format", "a login is one word");
      return TRUE;
    }
  if ((rows = hub_admin_act_ask (act, HUB_ADMIN_FIND_LOGIN, params, error)) == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) > 0)
    hub_admin_act_complain (act, CRM_USER_LOGIN, "taken", "somebody else has this login");
  return TRUE;
}

static gboolean
check_branch_of (HubAdminAct *act, guint field, GError **error)
{
  const char *params[] = { hub_admin_act_get (act, field) };
  g_autoptr (HubDbRows) rows = NULL;

  if (params[0] == NULL || !hub_admin_act_changes (act, field))
    return TRUE;
  if ((rows = hub_admin_act_ask (act, HUB_ADMIN_FIND_BRANCH, params, error)) == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    hub_admin_act_complain (act, field, "unknown", "there is no such branch");
  return TRUE;
}

/* Who has no branch lacks only views that are shared with one. */
static gboolean
needs_branch (const CrmRights *rights)
{
  guint n_subjects;
  const CrmSubject *subjects = crm_subjects (&n_subjects);

  for (guint i = 0; i < n_subjects; i++)
    if (strcmp (subjects[i].name, crm_saved_view_kind.name) != 0 &&
        rights->scopes[i][CRM_ACTION_SEE] == CRM_SCOPE_BRANCH)
      return TRUE;
  return FALSE;
}

/* Who may change somebody may become him, by a new password; so nobody touches those who may more
 * than he does. */
static gboolean
check_old_role (HubAdminAct *act, GError **error)
{
  g_auto (HubAdminPerson) person = { NULL };
  gboolean is_found = FALSE;

  if (act->before == NULL)
    return TRUE;
  if (!hub_admin_person_find (&person, act->db, act->id, &is_found, error))
    return FALSE;
  if (is_found && !hub_admin_may_give (&act->rights, NULL, &person.rights))
    hub_admin_act_complain (act, CRM_USER_ROLE, "denied", "this person may more than you do");
  return TRUE;
}

static gboolean
check_role_of (HubAdminAct *act, GError **error)
{
  const char *params[] = { hub_admin_act_get (act, CRM_USER_ROLE) };
  g_autoptr (HubDbRows) rows = hub_admin_act_ask (act, HUB_ADMIN_FIND_ROLE, params, error);
  gboolean may = TRUE;
  CrmRights rights;

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) == 0)
    {
      hub_admin_act_complain (act, CRM_USER_ROLE, "unknown", "there is no such role");
      return TRUE;
    }
  if (!hub_admin_rights_parse (&rights, hub_db_rows_text (rows, 0, 0), error))
    return FALSE;
  if (hub_admin_act_changes (act, CRM_USER_ROLE) &&
      !hub_admin_act_may_give (act, NULL, &rights, NULL, &may, error))
    return FALSE;
  if (!may)
    hub_admin_act_complain (act, CRM_USER_ROLE, "denied", "this role may more than you do");
  if (needs_branch (&rights) && hub_admin_act_get (act, CRM_USER_BRANCH) == NULL)
    hub_admin_act_complain (act, CRM_USER_BRANCH, "required", "this role needs a branch");
  return TRUE;
}

static void
check_self (HubAdminAct *act)
{
  static const guint fields[] = { CRM_USER_ROLE, CRM_USER_BRANCH, CRM_USER_ACTIVE };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (hub_admin_act_is_of_self (act, act->id) && hub_admin_act_changes (act, fields[i]))
      hub_admin_act_complain (act, fields[i], "self", "somebody else has to change that for you");
}

static gboolean
check_user (HubAdminAct *act, GError **error)
{
  check_self (act);
  return check_login (act, error) && check_branch_of (act, CRM_USER_BRANCH, error) &&
         check_old_role (act, error) && check_role_of (act, error);
}

/* Everywhere, and what is there of the clients goes too. */
static gboolean
end_sessions (HubAdminAct *act, GError **error)
{
  const HubAccountEnd end = { .user = act->id, .wipe = TRUE };
  const HubAuditEvent event = { .action = HUB_AUDIT_DEVICE_WIPE,
                                .actor = act->rights.user,
                                .device = act->session->device,
                                .kind = "user",
                                .record = act->id };

  if (!hub_account_end_sessions (act->db, &end, act->ended, error))
    return FALSE;
  return act->ended->len == 0 || hub_audit_add (act->db, &event, error);
}

/* His exceptions go with him at once, his customers step by step. */
static gboolean
begin_move (HubAdminAct *act, GError **error)
{
  const char *branch = hub_admin_act_get (act, CRM_USER_BRANCH);
  const char *params[] = { act->id, branch };
  HubAdminJob job = { .kind = "move-branch",
                      .actor = act->rights.user,
                      .device = act->session->device,
                      .person = act->id };

  act->job = crm_id_new ();
  job.id = act->job;
  return hub_db_queue (act->db, hub_admin_query (HUB_ADMIN_MOVE_EXCEPTIONS), params, error) &&
         hub_admin_job_add (act->db, &job, error);
}

static gboolean
user_changed (HubAdminAct *act, GError **error)
{
  if (act->before == NULL)
    return TRUE;
  if (hub_admin_act_changes (act, CRM_USER_BRANCH) && !begin_move (act, error))
    return FALSE;
  return hub_admin_act_get (act, CRM_USER_ACTIVE) != NULL ||
         !hub_admin_act_changes (act, CRM_USER_ACTIVE) || end_sessions (act, error);
}

static gboolean
verify_administrators (HubAdminAct *act, guint field, GError **error)
{
  g_autoptr (HubDbRows) rows = hub_admin_act_ask (act, HUB_ADMIN_COUNT_ADMINISTRATORS, NULL, error);

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_integer (rows, 0, 0) == 0)
    hub_admin_act_complain (act, field, "last-administrator", "nobody would be left to administer");
  return TRUE;
}

static gboolean
verify_user (HubAdminAct *act, GError **error)
{
  if (act->before == NULL || g_strcmp0 (act->before->values[CRM_USER_ROLE], ADMINISTRATOR) != 0)
    return TRUE;
  return verify_administrators (act,
                                hub_admin_act_changes (act, CRM_USER_ROLE) ? CRM_USER_ROLE
                                                                           : CRM_USER_ACTIVE,
                                error);
}

const HubAdminRules hub_admin_user_rules = {
  .kind = &crm_user_kind,
  .load = HUB_ADMIN_LOAD_USER,
  .save = HUB_ADMIN_SAVE_USER,
  .required = BIT (CRM_USER_LOGIN) | BIT (CRM_USER_NAME) | BIT (CRM_USER_ROLE),
  .prepare = prepare_user,
  .check = check_user,
  .changed = user_changed,
  .verify = verify_user,
};

/* Branches */

static gboolean
check_parent (HubAdminAct *act, GError **error)
{
  const char *params[] = { hub_admin_act_get (act, CRM_BRANCH_PARENT) };
  g_autoptr (HubDbRows) rows = NULL;

  if (params[0] == NULL || !hub_admin_act_changes (act, CRM_BRANCH_PARENT))
    return TRUE;
  if ((rows = hub_admin_act_ask (act, HUB_ADMIN_LIST_ANCESTORS, params, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    if (strcmp (hub_db_rows_text (rows, i, 0), act->id) == 0)
      hub_admin_act_complain (act, CRM_BRANCH_PARENT, "cycle", "a branch cannot lie below itself");
  return TRUE;
}

static gboolean
check_branch_name (HubAdminAct *act, GError **error)
{
  const char *params[] = { hub_admin_act_get (act, CRM_BRANCH_NAME), act->id };
  g_autoptr (HubDbRows) rows = hub_admin_act_ask (act, HUB_ADMIN_FIND_BRANCH_NAME, params, error);

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) > 0)
    hub_admin_act_complain (act, CRM_BRANCH_NAME, "taken", "another branch has this name");
  return TRUE;
}

static void
check_time_zone (HubAdminAct *act)
{
  const char *name = hub_admin_act_get (act, CRM_BRANCH_TIME_ZONE);
  g_autoptr (GTimeZone) zone = NULL;

  if (name == NULL || !hub_admin_act_changes (act, CRM_BRANCH_TIME_ZONE))
    return;
  /* Only names of places: the database reads "+03" the other way round. */
  if (g_ascii_isalpha (*name) && strchr (name, '/') != NULL)
    zone = g_time_zone_new_identifier (name);
  if (zone == NULL)
    hub_admin_act_complain (act, CRM_BRANCH_TIME_ZONE, "unknown", "there is no such time zone");
}

static gboolean
check_empty (HubAdminAct *act, GError **error)
{
  const char *params[] = { act->id };
  g_autoptr (HubDbRows) rows = hub_admin_act_ask (act, HUB_ADMIN_COUNT_OF_BRANCH, params, error);
  static const char *const what[] = { "people", "customers", "branches" };

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (what); i++)
    if (hub_db_rows_integer (rows, 0, i) > 0)
      crm_problem_add (act->problem, "", "in-use", "the branch has %s", what[i]);
  return TRUE;
}

static gboolean
check_branch (HubAdminAct *act, GError **error)
{
  if (act->draft->is_deleted)
    return check_empty (act, error);
  check_time_zone (act);
  return check_branch_name (act, error) && check_branch_of (act, CRM_BRANCH_PARENT, error) &&
         check_parent (act, error);
}

const HubAdminRules hub_admin_branch_rules = {
  .kind = &crm_branch_kind,
  .load = HUB_ADMIN_LOAD_BRANCH,
  .save = HUB_ADMIN_SAVE_BRANCH,
  .required = BIT (CRM_BRANCH_NAME),
  .check = check_branch,
};

/* Roles */

/* "/customer/see: no such action" is about /set/rights/customer/see. */
static void
complain_of_rights (HubAdminAct *act, const char *message)
{
  const char *colon = strchr (message, ':');
  g_autofree char *place =
      *message == '/' && colon != NULL ? g_strndup (message, colon - message) : g_strdup ("");
  g_autofree char *pointer = g_strconcat ("/set/rights", place, NULL);

  crm_problem_add (act->problem, pointer, "unknown", "%s", message);
}

static gboolean
keeps_administration (const CrmRights *rights)
{
  static const char *const subjects[] = { "user", "role" };

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (crm_rights_get (rights, subjects[i], CRM_ACTION_SEE) != CRM_SCOPE_ALL ||
        crm_rights_get (rights, subjects[i], CRM_ACTION_EDIT) != CRM_SCOPE_ALL)
      return FALSE;
  return TRUE;
}

static gboolean
check_given (HubAdminAct *act, const CrmRights *rights, GError **error)
{
  const char *code = hub_admin_act_get (act, CRM_ROLE_CODE);
  const char *old_text = act->before != NULL ? act->before->values[CRM_ROLE_RIGHTS] : NULL;
  CrmRights old;
  gboolean has_old = old_text != NULL && crm_rights_parse (&old, old_text, NULL);
  gboolean may = FALSE;

  if (!hub_admin_act_may_give (act, has_old ? &old : NULL, rights, NULL, &may, error))
    return FALSE;
  if (strcmp (code, act->rights.role) == 0)
    hub_admin_act_complain (act, CRM_ROLE_RIGHTS, "self",
                            "somebody else has to change your rights");
  if (!may)
    hub_admin_act_complain (act, CRM_ROLE_RIGHTS, "denied", "you do not have these rights");
  if (strcmp (code, ADMINISTRATOR) == 0 && !keeps_administration (rights))
    hub_admin_act_complain (act, CRM_ROLE_RIGHTS, "last-administrator",
                            "nobody would be left to administer");
  return TRUE;
}

static gboolean
check_role (HubAdminAct *act, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *text = NULL;
  g_autofree char *canonical = NULL;
  CrmRights rights;

  if (!hub_admin_act_changes (act, CRM_ROLE_RIGHTS))
    return TRUE;
  if (!crm_rights_parse (&rights, hub_admin_act_get (act, CRM_ROLE_RIGHTS), &wrong))
    {
      complain_of_rights (act, wrong->message);
      return TRUE;
    }
  text = crm_rights_to_text (&rights);
  if (!crm_field_canonical (&crm_role_kind.fields[CRM_ROLE_RIGHTS], text, &canonical, error))
    return FALSE;
  hub_admin_row_set (act->draft, CRM_ROLE_RIGHTS, canonical);
  return !hub_admin_act_changes (act, CRM_ROLE_RIGHTS) || check_given (act, &rights, error);
}

const HubAdminRules hub_admin_role_rules = {
  .kind = &crm_role_kind,
  .load = HUB_ADMIN_LOAD_ROLE,
  .save = HUB_ADMIN_SAVE_ROLE,
  .required = BIT (CRM_ROLE_CODE) | BIT (CRM_ROLE_NAME) | BIT (CRM_ROLE_RIGHTS),
  .fixed = BIT (CRM_ROLE_CODE),
  .check = check_role,
};
