/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-passwords.h"
#include "server/auth/hub-session.h"
#include "server/base/hub-context.h"

G_BEGIN_DECLS

/* All tokens of one server: an authority for the HTTP layer, with a memory of a few seconds, so
 * that what another process ends is over here as soon.
 *
 * Signal "ended" (session: string, wipe: boolean, is_own: boolean): whatever stands on it must go,
 * and its device is to wipe what it has or not; @is_own when this process ended it and others do
 * not know. May come more than once for one session. Main thread. */
#define HUB_TYPE_SESSIONS (hub_sessions_get_type ())
G_DECLARE_FINAL_TYPE (HubSessions, hub_sessions, HUB, SESSIONS, GObject)

/* (transfer full) (nullable): what the person of a session may do, in the text of a role; in a
 * transaction, on a worker. */
typedef char *(*HubRightsFunc) (HubDb *db, const HubSession *session, GError **error);

/* @context is borrowed. Looks for ended sessions every few seconds until hub_sessions_stop(). */
HubSessions *hub_sessions_new (HubContext *context, HubRightsFunc rights_func);
void hub_sessions_stop (HubSessions *self);
HubContext *hub_sessions_get_context (HubSessions *self);
HubPasswords *hub_sessions_get_passwords (HubSessions *self);
HubRightsFunc hub_sessions_get_rights_func (HubSessions *self);
/* The session is over: forgets it and says so. Nothing is wiped. */
void hub_sessions_end (HubSessions *self, const char *session);
/* The same for many; @ended (element-type utf8): their ids. */
void hub_sessions_end_all (HubSessions *self, GPtrArray *ended, gboolean wipe);
/* It goes on, but something about it or its person is different. */
void hub_sessions_refresh (HubSessions *self, const char *session);
/* Another process may have ended some: looks at once. */
void hub_sessions_look (HubSessions *self);

G_END_DECLS
