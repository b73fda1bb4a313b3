/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of what is given to one person until a day: exceptions from the role, standing in for
 * somebody, a customer of somebody else. Worker threads. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-act.h"

#include "server/sync/hub-kinds.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-deputy.h"
#include "shared/record/crm-right-exception.h"
#include "shared/record/crm-share.h"

#include <string.h>

#define BIT(field) (G_GUINT64_CONSTANT (1) << (field))
/* A pull looks at eight owners: the person and these. */
#define MAX_ABSENT   7
#define MAX_DEPUTIES 366 /* days */

/* The scope of what is about one person. */
static gboolean
find_scope_of_person (HubAdminAct *act, guint field, GError **error)
{
  g_auto (HubAdminPerson) person = { NULL };
  const char *user = hub_admin_act_get (act, field);
  gboolean is_found = FALSE;

  if (!hub_admin_person_find (&person, act->db, user, &is_found, error))
    return FALSE;
  g_free (act->draft->owner);
  act->draft->owner = g_strdup (user);
  g_free (act->draft->branch);
  act->draft->branch = g_strdup (person.branch);
  if (!is_found && act->action == CRM_ACTION_CREATE)
    hub_admin_act_complain (act, field, "unknown", "there is no such record");
  return TRUE;
}

static void
check_days (HubAdminAct *act, guint starts_on, guint ends_on)
{
  const char *first = hub_admin_act_get (act, starts_on);
  const char *last = hub_admin_act_get (act, ends_on);

  if (last == NULL)
    return;
  if (first != NULL && strcmp (last, first) < 0)
    hub_admin_act_complain (act, ends_on, "range", "it ends before it begins");
  else if (strcmp (last, act->today) < 0)
    hub_admin_act_complain (act, ends_on, "range", "it is over already");
}

static void
default_to_today (HubAdminAct *act, guint field)
{
  if (!crm_field_set_has (act->set, field))
    hub_admin_row_set (act->draft, field, act->today);
}

/* Exceptions */

static void
prepare_exception (HubAdminAct *act)
{
  default_to_today (act, CRM_RIGHT_EXCEPTION_STARTS_ON);
}

static gboolean
find_scope_of_exception (HubAdminAct *act, GError **error)
{
  return find_scope_of_person (act, CRM_RIGHT_EXCEPTION_USER, error);
}

/* Nobody gives what he does not have, nor for longer than he has it. */
static gboolean
check_given (HubAdminAct *act, const CrmRights *rights, GError **error)
{
  const char *last = hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_ENDS_ON);
  gboolean may = FALSE;

  if (!hub_admin_may_give (&act->rights, NULL, rights))
    {
      hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_SCOPE, "denied",
                              "you do not have this right");
      return TRUE;
    }
  if (!hub_admin_act_may_give (act, NULL, rights, last, &may, error))
    return FALSE;
  if (!may)
    hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_ENDS_ON, "outlasts",
                            "you do not have this right for so long yourself");
  return TRUE;
}

static gboolean
check_cell (HubAdminAct *act, GError **error)
{
  int subject = crm_subject_find (hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_SUBJECT));
  const CrmSubject *subjects = crm_subjects (NULL);
  CrmAction action;
  CrmScope scope;

  if (subject < 0)
    hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_SUBJECT, "unknown",
                            "nothing of this name has rights");
  else if (!crm_action_from_text (hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_ACTION), &action) ||
           (subjects[subject].actions & (1 << action)) == 0)
    hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_ACTION, "unknown", "no such action");
  else if (!crm_scope_from_text (hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_SCOPE), &scope) ||
           (subjects[subject].is_plain && scope != CRM_SCOPE_NONE && scope != CRM_SCOPE_ALL))
    hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_SCOPE, "unknown", "none or all");
  else
    {
      CrmRights rights = { 0 };

      crm_rights_set (&rights, (guint) subject, action, scope);
      return check_given (act, &rights, error);
    }
  return TRUE;
}

/* With its end the person has what the role says again: what is taken away so is given back only by
 * who could give it. */
static gboolean
check_end (HubAdminAct *act, GError **error)
{
  g_auto (HubAdminPerson) person = { NULL };
  const char *user = hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_USER);
  int subject = crm_subject_find (hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_SUBJECT));
  gboolean is_found = FALSE;
  gboolean may = FALSE;
  CrmRights before;
  CrmAction action;
  CrmScope scope;

  if (!hub_admin_person_find (&person, act->db, user, &is_found, error))
    return FALSE;
  if (!is_found || subject < 0 ||
      !crm_action_from_text (hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_ACTION), &action) ||
      !crm_scope_from_text (hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_SCOPE), &scope))
    return TRUE;

  before = person.of_role;
  before.scopes[subject][action] = (guint8) scope;
  crm_rights_clamp (&before);
  if (!hub_admin_act_may_give (act, &before, &person.of_role, NULL, &may, error))
    return FALSE;
  if (!may)
    hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_SCOPE, "denied",
                            "the role gives more than you have");
  return TRUE;
}

static gboolean
check_overlap (HubAdminAct *act, GError **error)
{
  const char *params[] = { hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_USER),
                           hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_SUBJECT),
                           hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_ACTION),
                           hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_STARTS_ON),
                           hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_ENDS_ON),
                           act->id };
  g_autoptr (HubDbRows) rows = hub_admin_act_ask (act, HUB_ADMIN_LIST_EXCEPTIONS, params, error);

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) > 0)
    hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_STARTS_ON, "overlap",
                            "there is an exception for this on these days");
  return TRUE;
}

static gboolean
check_exception (HubAdminAct *act, GError **error)
{
  const char *user = hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_USER);

  if (hub_admin_act_is_of_self (act, user))
    hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_USER, "self",
                            "somebody else has to change your rights");
  if (act->draft->is_deleted)
    return check_end (act, error);
  if (hub_admin_act_get (act, CRM_RIGHT_EXCEPTION_ENDS_ON) == NULL && !act->is_open)
    hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_ENDS_ON, "required",
                            "it needs an end, or \"open\": true");
  check_days (act, CRM_RIGHT_EXCEPTION_STARTS_ON, CRM_RIGHT_EXCEPTION_ENDS_ON);
  return check_cell (act, error) && check_overlap (act, error);
}

static gboolean
verify_exception (HubAdminAct *act, GError **error)
{
  g_autoptr (HubDbRows) rows = hub_admin_act_ask (act, HUB_ADMIN_COUNT_ADMINISTRATORS, NULL, error);

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_integer (rows, 0, 0) == 0)
    hub_admin_act_complain (act, CRM_RIGHT_EXCEPTION_SCOPE, "last-administrator",
                            "nobody would be left to administer");
  return TRUE;
}

const HubAdminRules hub_admin_right_exception_rules = {
  .kind = &crm_right_exception_kind,
  .load = HUB_ADMIN_LOAD_RIGHT_EXCEPTION,
  .save = HUB_ADMIN_SAVE_RIGHT_EXCEPTION,
  .has_scope = TRUE,
  .is_private = TRUE,
  .scope_field = CRM_RIGHT_EXCEPTION_USER,
  .required = BIT (CRM_RIGHT_EXCEPTION_USER) | BIT (CRM_RIGHT_EXCEPTION_SUBJECT) |
              BIT (CRM_RIGHT_EXCEPTION_ACTION) | BIT (CRM_RIGHT_EXCEPTION_SCOPE) |
              BIT (CRM_RIGHT_EXCEPTION_STARTS_ON),
  .prepare = prepare_exception,
  .find_scope = find_scope_of_exception,
  .check = check_exception,
  .verify = verify_exception,
};

/* Deputies */

static void
prepare_deputy (HubAdminAct *act)
{
  default_to_today (act, CRM_DEPUTY_STARTS_ON);
}

static gboolean
find_scope_of_deputy (HubAdminAct *act, GError **error)
{
  return find_scope_of_person (act, CRM_DEPUTY_ABSENT, error);
}

/* He will see what the absent one sees as his own, so he is one of those the maker decides for. */
static gboolean
check_stand_in (HubAdminAct *act, GError **error)
{
  g_auto (HubAdminPerson) person = { NULL };
  const char *user = hub_admin_act_get (act, CRM_DEPUTY_DEPUTY);
  gboolean is_found = FALSE;

  if (!hub_admin_person_find (&person, act->db, user, &is_found, error))
    return FALSE;
  if (!is_found ||
      !hub_admin_may_about (&act->rights, crm_deputy_kind.name, act->action, user, person.branch))
    hub_admin_act_complain (act, CRM_DEPUTY_DEPUTY, "unknown", "there is no such record");
  else if (!person.is_active)
    hub_admin_act_complain (act, CRM_DEPUTY_DEPUTY, "disabled", "this person does not work here");
  return TRUE;
}

static guint
count_on (HubDbRows *rows, const char *day)
{
  guint n = 0;

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    if (strcmp (hub_db_rows_text (rows, i, 1), day) <= 0 &&
        strcmp (hub_db_rows_text (rows, i, 2), day) >= 0)
      n++;
  return n;
}

/* The most of them at a time begins with one of them. */
static void
check_crowd (HubAdminAct *act, HubDbRows *rows)
{
  const char *first = hub_admin_act_get (act, CRM_DEPUTY_STARTS_ON);
  guint most = count_on (rows, first);

  for (guint i = 0; i < hub_db_rows_count (rows); i++)
    {
      const char *day = hub_db_rows_text (rows, i, 1);

      if (strcmp (day, first) > 0)
        most = MAX (most, count_on (rows, day));
      if (strcmp (hub_db_rows_text (rows, i, 0), hub_admin_act_get (act, CRM_DEPUTY_ABSENT)) == 0)
        hub_admin_act_complain (act, CRM_DEPUTY_STARTS_ON, "overlap",
                                "he stands in for this person on these days already");
    }
  if (most >= MAX_ABSENT)
    hub_admin_act_complain (act, CRM_DEPUTY_DEPUTY, "too-many",
                            "nobody stands in for more than seven at a time");
}

static gboolean
check_others (HubAdminAct *act, GError **error)
{
  const char *params[] = { hub_admin_act_get (act, CRM_DEPUTY_DEPUTY),
                           hub_admin_act_get (act, CRM_DEPUTY_STARTS_ON),
                           hub_admin_act_get (act, CRM_DEPUTY_ENDS_ON), act->id };
  g_autoptr (HubDbRows) rows = hub_admin_act_ask (act, HUB_ADMIN_LIST_DEPUTIES, params, error);

  if (rows == NULL)
    return FALSE;
  check_crowd (act, rows);
  return TRUE;
}

static void
check_length (HubAdminAct *act)
{
  GDate first;
  GDate last;

  g_date_clear (&first, 1);
  g_date_clear (&last, 1);
  g_date_set_parse (&first, hub_admin_act_get (act, CRM_DEPUTY_STARTS_ON));
  g_date_set_parse (&last, hub_admin_act_get (act, CRM_DEPUTY_ENDS_ON));
  if (g_date_valid (&first) && g_date_valid (&last) &&
      g_date_days_between (&first, &last) > MAX_DEPUTIES)
    hub_admin_act_complain (act, CRM_DEPUTY_ENDS_ON, "range", "it lasts longer than a year");
}

static gboolean
check_deputy (HubAdminAct *act, GError **error)
{
  if (act->draft->is_deleted)
    return TRUE;
  if (g_strcmp0 (hub_admin_act_get (act, CRM_DEPUTY_ABSENT),
                 hub_admin_act_get (act, CRM_DEPUTY_DEPUTY)) == 0)
    hub_admin_act_complain (act, CRM_DEPUTY_DEPUTY, "same", "nobody stands in for himself");
  check_days (act, CRM_DEPUTY_STARTS_ON, CRM_DEPUTY_ENDS_ON);
  check_length (act);
  return check_stand_in (act, error) && check_others (act, error);
}

const HubAdminRules hub_admin_deputy_rules = {
  .kind = &crm_deputy_kind,
  .load = HUB_ADMIN_LOAD_DEPUTY,
  .save = HUB_ADMIN_SAVE_DEPUTY,
  .scope_field = CRM_DEPUTY_ABSENT,
  .required = BIT (CRM_DEPUTY_ABSENT) | BIT (CRM_DEPUTY_DEPUTY) | BIT (CRM_DEPUTY_STARTS_ON) |
              BIT (CRM_DEPUTY_ENDS_ON),
  .prepare = prepare_deputy,
  .find_scope = find_scope_of_deputy,
  .check = check_deputy,
};

/* Shares */

static gboolean
find_scope_of_share (HubAdminAct *act, GError **error)
{
  const char *params[] = { hub_admin_act_get (act, CRM_SHARE_CUSTOMER) };
  g_autoptr (HubDbRows) rows = hub_admin_act_ask (act, HUB_ADMIN_FIND_CUSTOMER, params, error);

  if (rows == NULL)
    return FALSE;
  /* Of a customer that was deleted it keeps what it has, so that all who see it are told of its
   * end. */
  if (hub_db_rows_count (rows) > 0)
    {
      g_free (act->draft->owner);
      g_free (act->draft->branch);
      act->draft->owner = g_strdup (hub_db_rows_text (rows, 0, 0));
      act->draft->branch = g_strdup (hub_db_rows_text (rows, 0, 1));
    }
  else if (act->action == CRM_ACTION_CREATE)
    hub_admin_act_complain (act, CRM_SHARE_CUSTOMER, "unknown", "there is no such record");
  return TRUE;
}

static gboolean
check_receiver (HubAdminAct *act, GError **error)
{
  g_auto (HubAdminPerson) person = { NULL };
  const char *user = hub_admin_act_get (act, CRM_SHARE_USER);
  gboolean is_found = FALSE;

  if (!hub_admin_person_find (&person, act->db, user, &is_found, error))
    return FALSE;
  if (!is_found)
    hub_admin_act_complain (act, CRM_SHARE_USER, "unknown", "there is no such record");
  else if (!person.is_active)
    hub_admin_act_complain (act, CRM_SHARE_USER, "disabled", "this person does not work here");
  else if (g_strcmp0 (user, act->draft->owner) == 0)
    hub_admin_act_complain (act, CRM_SHARE_USER, "same", "it is his own customer");
  return TRUE;
}

static gboolean
check_once (HubAdminAct *act, GError **error)
{
  const char *params[] = { hub_admin_act_get (act, CRM_SHARE_CUSTOMER),
                           hub_admin_act_get (act, CRM_SHARE_USER) };
  g_autoptr (HubDbRows) rows = hub_admin_act_ask (act, HUB_ADMIN_FIND_SHARE, params, error);

  if (rows == NULL)
    return FALSE;
  if (hub_db_rows_count (rows) > 0)
    hub_admin_act_complain (act, CRM_SHARE_USER, "taken", "it is shared with this person already");
  return TRUE;
}

static gboolean
check_share (HubAdminAct *act, GError **error)
{
  const char *ends_on = hub_admin_act_get (act, CRM_SHARE_ENDS_ON);

  if (act->draft->is_deleted)
    return TRUE;
  if (ends_on != NULL && strcmp (ends_on, act->today) < 0)
    hub_admin_act_complain (act, CRM_SHARE_ENDS_ON, "range", "it is over already");
  return check_receiver (act, error) && check_once (act, error);
}

/* The customer comes to the person with a new place in the feed, and leaves him by an exit. */
static gboolean
share_changed (HubAdminAct *act, GError **error)
{
  const char *user = hub_admin_act_get (act, CRM_SHARE_USER);
  const char *customer = hub_admin_act_get (act, CRM_SHARE_CUSTOMER);
  const char *bump[] = { customer };
  g_autofree char *number = g_strdup_printf ("%u", hub_kinds_find (&crm_customer_kind));
  const char *exit[] = { "s", user, customer, "share-ended", number };

  hub_tickle_add_owner (act->tickle, user);
  if (!act->draft->is_deleted)
    return hub_db_queue (act->db, hub_admin_query (HUB_ADMIN_BUMP_CUSTOMER), bump, error);
  return hub_db_queue (act->db, hub_sync_query (HUB_SYNC_INSERT_EXIT), exit, error);
}

const HubAdminRules hub_admin_share_rules = {
  .kind = &crm_share_kind,
  .load = HUB_ADMIN_LOAD_SHARE,
  .save = HUB_ADMIN_SAVE_SHARE,
  .has_scope = TRUE,
  .is_private = TRUE,
  .is_of_customer = TRUE,
  .scope_field = CRM_SHARE_CUSTOMER,
  .required = BIT (CRM_SHARE_CUSTOMER) | BIT (CRM_SHARE_USER),
  .find_scope = find_scope_of_share,
  .check = check_share,
  .changed = share_changed,
};
