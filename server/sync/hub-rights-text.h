/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-reach.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): what the person of @session may do today, in the text of a role. In
 * a transaction, on a worker; the errors are those of hub_rights_read(). */
char *hub_rights_read_text (HubDb *db, const HubSession *session, GError **error);

G_END_DECLS
