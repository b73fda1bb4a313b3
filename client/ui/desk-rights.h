/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"
#include "client/ui/desk-record-set.h"
#include "shared/record/crm-rights.h"

G_BEGIN_DECLS

/* What the signed-in person may do, by the cached roles, exceptions and deputies: the screens hide
 * what is not possible, the server decides. Until the role is in the cache everything is offered.
 * Signal "changed". Main thread only. */
#define DESK_TYPE_RIGHTS (desk_rights_get_type ())
G_DECLARE_FINAL_TYPE (DeskRights, desk_rights, DESK, RIGHTS, GObject)

DeskRights *desk_rights_new (DeskDatabase *database, DeskAccount *account);
/* The role was read. */
gboolean desk_rights_is_known (DeskRights *self);
CrmScope desk_rights_get (DeskRights *self, const char *subject, CrmAction action);
/* Whether it is allowed on a row of @owner and @branch (both nullable). */
gboolean desk_rights_allow (DeskRights *self,
                            const char *subject,
                            CrmAction action,
                            const char *owner,
                            const char *branch);
/* The same; the branch is that of @owner, or one's own when nobody owns it. */
gboolean desk_rights_allow_owned (DeskRights *self,
                                  const char *subject,
                                  CrmAction action,
                                  const char *owner);
/* Whether there is any row it is allowed on; the window of administration is for those who know. */
gboolean desk_rights_allow_any (DeskRights *self, const char *subject, CrmAction action);
gboolean desk_rights_may_administer (DeskRights *self);
/* Of anybody: the matrix of the role with today's exceptions. %FALSE when it is not in the cache.
 */
gboolean desk_rights_compute (DeskRights *self, CrmRecord *user, CrmRights *rights);

/* (transfer none) (nullable): user, branch, role, right-exception, deputy or share; %NULL before
 * the database is open. */
DeskRecordSet *desk_rights_get_set (DeskRights *self, const CrmKind *kind);
/* "2026-11-23" */
char *desk_rights_dup_today (void);
/* A record with starts_on and ends_on (nullable text) holds today. */
gboolean desk_rights_is_today (const char *starts_on, const char *ends_on);

G_END_DECLS
