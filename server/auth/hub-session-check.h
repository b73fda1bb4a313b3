/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-session.h"
#include "server/auth/hub-token.h"
#include "server/db/hub-db.h"

G_BEGIN_DECLS

/* One question to the database: whose is the token with this hash. */
typedef struct
{
  guint8 hash[HUB_TOKEN_HASH_BYTES];
  guint days;          /* that a use makes it live */
  HubSession *session; /* (owned) (nullable): the answer; maybe one that has ended */
} HubSessionCheck;

void hub_session_check_free (gpointer check);
/* A #HubDbWork without a transaction: single statements, as a use that is worth writing down is
 * rare. */
gboolean hub_session_check_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
