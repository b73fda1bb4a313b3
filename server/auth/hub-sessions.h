/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-passwords.h"
#include "server/auth/hub-session.h"
#include "server/base/hub-context.h"

G_BEGIN_DECLS

/* All tokens of one server: an authority for the HTTP layer, with a memory of a few seconds, so
 * that what another process ends is over here as soon.
 *
 * Signal "ended" (session: string, is_own: boolean): whatever stands on it must go; @is_own when
 * this process ended it and others do not know. May come more than once for one session. Main
 * thread. */
#define HUB_TYPE_SESSIONS (hub_sessions_get_type ())
G_DECLARE_FINAL_TYPE (HubSessions, hub_sessions, HUB, SESSIONS, GObject)

/* @context is borrowed. Looks for ended sessions every few seconds until hub_sessions_stop(). */
HubSessions *hub_sessions_new (HubContext *context);
void hub_sessions_stop (HubSessions *self);
HubPasswords *hub_sessions_get_passwords (HubSessions *self);
/* The session is over: forgets it and says so. */
void hub_sessions_end (HubSessions *self, const char *session);
/* Another process may have ended some: looks at once. */
void hub_sessions_look (HubSessions *self);

G_END_DECLS
