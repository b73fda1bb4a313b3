/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-session.h"
#include "server/db/hub-db.h"
#include "server/sync/hub-kinds.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-field.h"
#include "shared/record/crm-rights.h"

G_BEGIN_DECLS

#define HUB_NO_ID   "00000000-0000-0000-0000-000000000000"
#define HUB_LAST_ID "ffffffff-ffff-ffff-ffff-ffffffffffff"
/* Columns of sync/read-rights. */
#define HUB_RIGHTS_N_COLUMNS 14
/* Somebody and those he stands in for. */
#define HUB_MAX_OWNERS 8

/* Which rows somebody sees, besides those of customers that are shared with him: for each kind the
 * #CrmScope of seeing it. What makes no difference is empty, so that equal reaches are equal bytes.
 * Plain value. */
typedef struct
{
  guint8 levels[HUB_N_KINDS + 1]; /* by number of the kind */
  guint n_owners;
  char owners[HUB_MAX_OWNERS][CRM_ID_LENGTH + 1]; /* in order */
  char branch[CRM_ID_LENGTH + 1];
} HubReach;

/* Who asks, as the database says in the snapshot of the request. Zeroed, it allows nothing. */
typedef struct
{
  char user[CRM_ID_LENGTH + 1];
  char branch[CRM_ID_LENGTH + 1]; /* "" without one */
  char role[33];
  char name[256];
  char epoch[33];
  CrmRights matrix; /* of the role, with the exceptions of today, clamped */
  guint n_owners;
  char owners[HUB_MAX_OWNERS][CRM_ID_LENGTH + 1]; /* the person and those he stands in for today */
  HubReach reach;
  char *shared;     /* (owned) (nullable): "{id,…}", the customers shared with him */
  gint64 watermark; /* every version below it is final */
  gint64 horizon;   /* what went below it is forgotten */
  gint64 seen;      /* place in the log of the database: nothing seen so far lies behind it */
  int day;          /* where he works, days since 2000; 0 in a push */
  int lapsed;       /* the last day of the share that ran out last, 0 without one */
} HubRights;

/* Of a row of sync/read-rights. CRM_ERROR_UNAUTHENTICATED when the session or the person is no
 * more, CRM_ERROR_EPOCH_CHANGED when the database is another incarnation than its last epoch;
 * rights that cannot be told are CRM_ERROR_UNAVAILABLE, never an empty reach. Clear it in the
 * end, also after a failure. */
gboolean
hub_rights_read (HubRights *self, const HubSession *session, HubDbRows *rows, GError **error);
void hub_rights_clear (HubRights *self);

/* Whether the person may do that to a row of this owner and branch; %FALSE for kinds without
 * rights. */
gboolean hub_rights_allow (const HubRights *self,
                           const CrmKind *kind,
                           CrmAction action,
                           const char *owner,
                           const char *branch);
/* The same for a #CrmSubject by name, also one that is not a kind. */
gboolean hub_rights_allow_subject (const HubRights *self,
                                   const char *subject,
                                   CrmAction action,
                                   const char *owner,
                                   const char *branch);
/* Whether a row is in the reach of its kind, without shares. */
gboolean
hub_rights_sees (const HubRights *self, const CrmKind *kind, const char *owner, const char *branch);
/* Whether it is in the reach because @root, the customer, was shared with the person. */
gboolean hub_rights_sees_shared (const HubRights *self, const CrmKind *kind, const char *root);

gboolean hub_reach_equal (const HubReach *self, const HubReach *other);
/* Bits 1 << number of the kinds of which @self may see what @other does not. */
HubKindSet hub_reach_find_more (const HubReach *self, const HubReach *other);
/* Bits of the kinds that tell of other records, when what they may tell differs between the two. */
HubKindSet hub_reach_find_retold (const HubReach *self, const HubReach *other);
/* Why the rows that @before saw and @self does not have left. */
const char *hub_reach_get_reason (const HubReach *self, const HubReach *before);

/* What goes with every query about a reach: "{3,3,1,…}", "{id,…}", a branch. */
typedef struct
{
  char levels[2 * HUB_N_KINDS + 2];
  char owners[HUB_MAX_OWNERS * (CRM_ID_LENGTH + 1) + 2];
  const char *branch; /* (unowned) */
} HubReachText;

void hub_reach_print (const HubReach *self, HubReachText *text);

/* Lets the transaction work on any row: what it does was decided from the rights. */
gboolean hub_reach_open_all (HubDb *db, GError **error);

G_END_DECLS
