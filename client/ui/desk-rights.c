/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The matrix of the person at this desk, computed again when a record it is made of changes. Main
 * thread; owned by the context. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-rights.h"

#include <string.h>

#include "shared/record/crm-branch.h"
#include "shared/record/crm-deputy.h"
#include "shared/record/crm-right-exception.h"
#include "shared/record/crm-role.h"
#include "shared/record/crm-share.h"
#include "shared/record/crm-user.h"

static const CrmKind *const kinds[] = { &crm_user_kind,   &crm_branch_kind,
                                        &crm_role_kind,   &crm_right_exception_kind,
                                        &crm_deputy_kind, &crm_share_kind };

enum
{
  SET_USERS,
  SET_BRANCHES,
  SET_ROLES,
  SET_EXCEPTIONS,
  SET_DEPUTIES,
  SET_SHARES,
  N_SETS
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == N_SETS);

struct _DeskRights
{
  GObject parent_instance;

  DeskDatabase *database;      /* (owned) */
  DeskAccount *account;        /* (owned) */
  DeskRecordSet *sets[N_SETS]; /* (owned) (nullable): once the database is open */
  CrmRights matrix;
  gboolean is_known;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskRights, desk_rights, G_TYPE_OBJECT)

char *
desk_rights_dup_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%d");
}

gboolean
desk_rights_is_today (const char *starts_on, const char *ends_on)
{
  g_autofree char *today = desk_rights_dup_today ();

  return (starts_on == NULL || strcmp (starts_on, today) <= 0) &&
         (ends_on == NULL || strcmp (today, ends_on) <= 0);
}

static void
put_exception (CrmRecord *exception, CrmRights *rights)
{
  int subject = crm_subject_find (crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_SUBJECT));
  CrmAction action;
  CrmScope scope;

  if (subject >= 0 &&
      crm_action_from_text (crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_ACTION), &action) &&
      crm_scope_from_text (crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_SCOPE), &scope) &&
      desk_rights_is_today (crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_STARTS_ON),
                            crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_ENDS_ON)))
    crm_rights_set (rights, (guint) subject, action, scope);
}

static gboolean
compute (DeskRights *self, const char *user, const char *role, CrmRights *rights)
{
  CrmRecord *record = desk_record_set_find_by (self->sets[SET_ROLES], CRM_ROLE_CODE, role);
  DeskRecordSet *exceptions = self->sets[SET_EXCEPTIONS];

  if (record == NULL ||
      !crm_rights_parse (rights, crm_record_get_text (record, CRM_ROLE_RIGHTS), NULL))
    return FALSE;
  for (guint i = 0; i < desk_record_set_get_count (exceptions); i++)
    {
      CrmRecord *exception = desk_record_set_get (exceptions, i);

      if (g_strcmp0 (crm_record_get_text (exception, CRM_RIGHT_EXCEPTION_USER), user) == 0)
        put_exception (exception, rights);
    }
  crm_rights_clamp (rights);
  return TRUE;
}

static const char *
find_role (DeskRights *self, const char *user)
{
  CrmRecord *record = desk_record_set_find (self->sets[SET_USERS], user);

  return record != NULL ? crm_record_get_text (record, CRM_USER_ROLE)
                        : desk_account_get_role (self->account);
}

static void
changed_cb (DeskRights *self)
{
  const char *user = desk_account_get_user_id (self->account);

  self->is_known = compute (self, user, find_role (self, user), &self->matrix);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Nothing can be listed before the files are open, and the window is made before that. */
static gboolean
start (DeskRights *self)
{
  if (self->sets[0] != NULL)
    return TRUE;
  if (self->database == NULL || !desk_database_is_open (self->database))
    return FALSE;
  for (guint i = 0; i < N_SETS; i++)
    {
      self->sets[i] = desk_record_set_new (self->database, kinds[i]);
      g_signal_connect_object (self->sets[i], "changed", G_CALLBACK (changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  return TRUE;
}

static void
desk_rights_dispose (GObject *object)
{
  DeskRights *self = DESK_RIGHTS (object);

  for (guint i = 0; i < N_SETS; i++)
    g_clear_object (&self->sets[i]);
  g_clear_object (&self->database);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (desk_rights_parent_class)->dispose (object);
}

static void
desk_rights_class_init (DeskRightsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_rights_dispose;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_RIGHTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
desk_rights_init (DeskRights *self)
{
}

DeskRights *
desk_rights_new (DeskDatabase *database, DeskAccount *account)
{
  DeskRights *self = g_object_new (DESK_TYPE_RIGHTS, NULL);

  self->database = g_object_ref (database);
  self->account = g_object_ref (account);
  return self;
}

gboolean
desk_rights_is_known (DeskRights *self)
{
  g_return_val_if_fail (DESK_IS_RIGHTS (self), FALSE);

  return start (self) && self->is_known;
}

CrmScope
desk_rights_get (DeskRights *self, const char *subject, CrmAction action)
{
  g_return_val_if_fail (DESK_IS_RIGHTS (self), CRM_SCOPE_NONE);

  return desk_rights_is_known (self) ? crm_rights_get (&self->matrix, subject, action)
                                     : CRM_SCOPE_ALL;
}

/* For himself and for whom he stands in today. */
static gboolean
is_mine (DeskRights *self, const char *owner)
{
  const char *me = desk_account_get_user_id (self->account);
  DeskRecordSet *deputies = self->sets[SET_DEPUTIES];

  if (owner == NULL || g_strcmp0 (owner, me) == 0)
    return owner != NULL;
  for (guint i = 0; i < desk_record_set_get_count (deputies); i++)
    {
      CrmRecord *deputy = desk_record_set_get (deputies, i);

      if (g_strcmp0 (crm_record_get_text (deputy, CRM_DEPUTY_DEPUTY), me) == 0 &&
          g_strcmp0 (crm_record_get_text (deputy, CRM_DEPUTY_ABSENT), owner) == 0 &&
          desk_rights_is_today (crm_record_get_text (deputy, CRM_DEPUTY_STARTS_ON),
                                crm_record_get_text (deputy, CRM_DEPUTY_ENDS_ON)))
        return TRUE;
    }
  return FALSE;
}

gboolean
desk_rights_allow (DeskRights *self,
                   const char *subject,
                   CrmAction action,
                   const char *owner,
                   const char *branch)
{
  CrmScope scope;

  g_return_val_if_fail (DESK_IS_RIGHTS (self), FALSE);

  scope = desk_rights_get (self, subject, action);
  if (scope == CRM_SCOPE_ALL || scope == CRM_SCOPE_NONE)
    return scope == CRM_SCOPE_ALL;
  return is_mine (self, owner) ||
         (scope == CRM_SCOPE_BRANCH && branch != NULL &&
          g_strcmp0 (branch, desk_account_get_branch (self->account)) == 0);
}

gboolean
desk_rights_allow_owned (DeskRights *self, const char *subject, CrmAction action, const char *owner)
{
  CrmRecord *user = NULL;

  g_return_val_if_fail (DESK_IS_RIGHTS (self), FALSE);

  if (start (self))
    user = desk_record_set_find (self->sets[SET_USERS], owner);
  return desk_rights_allow (self, subject, action, owner,
                            user != NULL ? crm_record_get_text (user, CRM_USER_BRANCH)
                                         : desk_account_get_branch (self->account));
}

gboolean
desk_rights_allow_any (DeskRights *self, const char *subject, CrmAction action)
{
  return desk_rights_get (self, subject, action) != CRM_SCOPE_NONE;
}

gboolean
desk_rights_may_administer (DeskRights *self)
{
  g_return_val_if_fail (DESK_IS_RIGHTS (self), FALSE);

  return desk_rights_is_known (self) && (desk_rights_allow_any (self, "user", CRM_ACTION_EDIT) ||
                                         desk_rights_allow_any (self, "role", CRM_ACTION_EDIT) ||
                                         desk_rights_allow_any (self, "audit", CRM_ACTION_SEE));
}

gboolean
desk_rights_compute (DeskRights *self, CrmRecord *user, CrmRights *rights)
{
  g_return_val_if_fail (DESK_IS_RIGHTS (self), FALSE);

  memset (rights, 0, sizeof *rights);
  return start (self) && compute (self, crm_record_get_id (user),
                                  crm_record_get_text (user, CRM_USER_ROLE), rights);
}

DeskRecordSet *
desk_rights_get_set (DeskRights *self, const CrmKind *kind)
{
  g_return_val_if_fail (DESK_IS_RIGHTS (self), NULL);

  for (guint i = 0; i < N_SETS && start (self); i++)
    if (kinds[i] == kind)
      return self->sets[i];
  return NULL;
}
