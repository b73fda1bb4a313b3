/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The one connection on the main loop: LISTEN, and NOTIFY outside of any transaction. It only wakes
 * and may lose what was sent while it was away, which it tells with the signal "resumed".
 *
 * Signals: "notified" (channel: string, payload: string), not for its own notifications;
 * "resumed" (): listening, for the first time or again: look once. Main thread. */
#define HUB_TYPE_DB_LISTENER (hub_db_listener_get_type ())
G_DECLARE_FINAL_TYPE (HubDbListener, hub_db_listener, HUB, DB_LISTENER, GObject)

/* Connects at once and for ever, with a growing delay. */
HubDbListener *hub_db_listener_new (const char *conninfo, const char *const *channels);
gboolean hub_db_listener_is_listening (HubDbListener *self);
/* Sent in order as soon as the connection allows; dropped while there is none. */
void hub_db_listener_notify (HubDbListener *self, const char *channel, const char *payload);
void hub_db_listener_close (HubDbListener *self);

G_END_DECLS
