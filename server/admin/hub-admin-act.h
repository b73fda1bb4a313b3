/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/admin/hub-admin-queries.h"
#include "server/admin/hub-admin-row.h"
#include "server/audit/hub-audit.h"
#include "server/base/hub-tickle.h"
#include "server/sync/hub-reach.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

typedef struct _HubAdminAct HubAdminAct;

/* What makes one kind different from the others. The functions run on a worker inside the
 * transaction; those that may fail set an error only when the database did: what is wrong with the
 * act itself is added to its problem. */
typedef struct
{
  const CrmKind *kind;
  HubAdminQuery load;
  HubAdminQuery save;
  gboolean has_scope; /* the table carries owner and branch */
  guint64 required;   /* bits of fields */
  guint64 fixed;      /* set at creation only */
  /* Only those whom it concerns are told, not everybody. */
  gboolean is_private;
  /* The scope is that of a customer, otherwise that of a person. */
  gboolean is_of_customer;
  /* Fills a new row: defaults. May be %NULL, as all below. */
  void (*prepare) (HubAdminAct *act);
  /* Whose the row is, as far as rights go: sets owner and branch of @draft. */
  gboolean (*find_scope) (HubAdminAct *act, GError **error);
  guint scope_field; /* names what the scope comes from */
  /* The whole draft against the rules; for a deletion what forbids it. */
  gboolean (*check) (HubAdminAct *act, GError **error);
  /* It is certain now: what else follows, queued. */
  gboolean (*changed) (HubAdminAct *act, GError **error);
  /* After everything is written: what must still hold. */
  gboolean (*verify) (HubAdminAct *act, GError **error);
} HubAdminRules;

/* One act of administration. What it is, by the route; what came of it, by the worker. */
struct _HubAdminAct
{
  const HubAdminRules *rules;
  HubSession *session; /* (owned) */
  CrmAction action;    /* create, edit or delete */
  char *id;            /* (owned) */
  gint64 base;         /* 0: not given */
  CrmFieldSet *set;    /* (owned) (nullable) */
  gboolean is_open;    /* the request says that there is no end */

  /* of the transaction */
  HubDb *db;
  HubRights rights;
  char *today;         /* (owned): where the person works */
  HubAdminRow *before; /* (owned) (nullable) */
  HubAdminRow *draft;  /* (owned) (nullable) */
  CrmProblem *problem; /* (owned) */
  HubTickle *tickle;   /* (owned) */
  GPtrArray *ended;    /* (owned) (element-type utf8): sessions */
  char *job;           /* (owned) (nullable): that goes on with it */
  gboolean is_repeated;
  gboolean is_restored; /* what was deleted is made again as it was */
};

HubAdminAct *hub_admin_act_new (const HubAdminRules *rules, HubSession *session, CrmAction action);
void hub_admin_act_free (gpointer act);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubAdminAct, hub_admin_act_free)

/* A #HubDbWork for a #HubAdminAct, in a read-write transaction; may be run again. With the error
 * CRM_ERROR_CONFLICT and a @before, that is what the record is now. */
gboolean hub_admin_act_work (HubDb *db, gpointer data, GError **error);

/* For the rules. */
const char *hub_admin_act_get (HubAdminAct *act, guint field);
/* Whether the draft differs from what was there; everything does in a new one. */
gboolean hub_admin_act_changes (HubAdminAct *act, guint field);
gboolean hub_admin_act_is_of_self (HubAdminAct *act, const char *user);
/* Adds what is wrong with the value of @field. */
void hub_admin_act_complain (HubAdminAct *act, guint field, const char *code, const char *detail);
/* (nullable) (transfer full): no rows at all is not a failure. */
HubDbRows *hub_admin_act_ask (HubAdminAct *act,
                              HubAdminQuery query,
                              const char *const *params,
                              GError **error);
/* Nobody gives what he does not have, except an administrator. @before (nullable): what is there
 * already and so is not given. */
gboolean
hub_admin_may_give (const HubRights *mine, const CrmRights *before, const CrmRights *rights);
/* The same for what is given until the day @until (nullable: for ever): what somebody has for a
 * while he gives no longer than that. %FALSE only when the database failed. */
gboolean hub_admin_act_may_give (HubAdminAct *act,
                                 const CrmRights *before,
                                 const CrmRights *rights,
                                 const char *until,
                                 gboolean *may,
                                 GError **error);
gboolean hub_admin_is_administrator (const HubRights *rights);
/* Whether @action may be done about this person. Standing in for somebody gives his customers, not
 * his account: "own" is oneself here. */
gboolean hub_admin_may_about (const HubRights *rights,
                              const char *subject,
                              CrmAction action,
                              const char *user,
                              const char *branch);

/* A person as rules look at one. Plain struct. */
typedef struct
{
  char *branch; /* (owned) (nullable) */
  char *role;   /* (owned) */
  gboolean is_active;
  CrmRights of_role;
  CrmRights rights; /* the most he may: of the role, or by an exception of now or later */
} HubAdminPerson;

void hub_admin_person_clear (HubAdminPerson *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubAdminPerson, hub_admin_person_clear)
/* @is_found: there is such a person. */
gboolean hub_admin_person_find (HubAdminPerson *self,
                                HubDb *db,
                                const char *id,
                                gboolean *is_found,
                                GError **error);
/* Rights that cannot be told are CRM_ERROR_UNAVAILABLE. */
gboolean hub_admin_rights_parse (CrmRights *rights, const char *json, GError **error);

extern const HubAdminRules hub_admin_user_rules;
extern const HubAdminRules hub_admin_branch_rules;
extern const HubAdminRules hub_admin_role_rules;
extern const HubAdminRules hub_admin_right_exception_rules;
extern const HubAdminRules hub_admin_deputy_rules;
extern const HubAdminRules hub_admin_share_rules;

G_END_DECLS
