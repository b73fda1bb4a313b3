/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-session.h"
#include "server/db/hub-db.h"
#include "shared/base/crm-id.h"

G_BEGIN_DECLS

#define HUB_NO_ID "00000000-0000-0000-0000-000000000000"
/* Columns of sync/read-rights. */
#define HUB_RIGHTS_N_COLUMNS 8

#define HUB_LAST_ID "ffffffff-ffff-ffff-ffff-ffffffffffff"

/* Which customers somebody sees, with what hangs on them. Plain value. */
typedef struct
{
  HubScope level;
  char id[CRM_ID_LENGTH + 1]; /* of the person or the branch; HUB_NO_ID for all */
} HubReach;

/* Who asks, as the database says in the snapshot of the request. Plain value. */
typedef struct
{
  char user[CRM_ID_LENGTH + 1];
  char branch[CRM_ID_LENGTH + 1]; /* "" without one */
  char role[16];
  char name[256];
  char epoch[33];
  HubReach reach;
  gint64 watermark; /* every version below it is final */
} HubRights;

gboolean hub_reach_equal (const HubReach *self, const HubReach *other);
gboolean hub_reach_sees (const HubReach *self, const char *owner, const char *branch);
/* "o", "b" or "a", as in sync_exit. */
const char *hub_reach_get_letter (const HubReach *self);
/* Of a row of sync/read-rights. CRM_ERROR_UNAUTHENTICATED when the session or the person is no
 * more, CRM_ERROR_EPOCH_CHANGED when the database is another incarnation than its last epoch;
 * rights that cannot be told are CRM_ERROR_UNAVAILABLE, never an empty reach. */
gboolean
hub_rights_read (HubRights *self, const HubSession *session, HubDbRows *rows, GError **error);

G_END_DECLS
