/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server/db/hub-db.h"

G_BEGIN_DECLS

/* (transfer full): [{id, device: {id, name}, created_at, seen_at, expires_at, current}] of the
 * user, the last used first. @current (nullable): the session that asks. */
JsonArray *
hub_admin_session_list_read (HubDb *db, const char *user, const char *current, GError **error);

G_END_DECLS
