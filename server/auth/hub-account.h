/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server/db/hub-db.h"

G_BEGIN_DECLS

/* What is done to the account of a person, by the person or by an administrator. Inside the
 * read-write transaction of somebody else, on a worker; who may do it and what is written down
 * about it is the caller's business. After the commit hub_sessions_end_all() has to hear what
 * ended. */

/* Which sessions end. Plain value with borrowed texts. */
typedef struct
{
  const char *user;
  const char *session; /* (nullable): only this one */
  const char *except;  /* (nullable): not this one */
  gboolean wipe;       /* their devices wipe what they have */
} HubAccountEnd;

/* Adds the ids to @ended (element-type utf8), which owns them. */
gboolean
hub_account_end_sessions (HubDb *db, const HubAccountEnd *end, GPtrArray *ended, GError **error);
/* @before: (nullable): the hash it must still have. CRM_ERROR_NOT_FOUND when there is no such
 * person, or it has another. */
gboolean hub_account_set_password (HubDb *db,
                                   const char *user,
                                   const char *hash,
                                   const char *before,
                                   gboolean must_change,
                                   GError **error);
/* @had: (out) (nullable): there was a second factor. */
gboolean hub_account_reset_totp (HubDb *db, const char *user, gboolean *had, GError **error);
/* (transfer full): as GET /sessions lists them; @current: (nullable): the id of the one that
 * asks. Those whose devices still have to hear that they are to wipe themselves have "ended" and
 * are left out with @current. */
JsonArray *
hub_account_list_sessions (HubDb *db, const char *user, const char *current, GError **error);

G_END_DECLS
