/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long the cache may be read without the server: `lease.ini` beside it. Counted by whatever
 * says it is longer: the clock, the latest time the clock ever showed, and the time the program
 * ran; a clock that went back by more than a day is not believed at all. Main thread. */
typedef struct _DeskLease DeskLease;

#define DESK_LEASE_DAYS 14

DeskLease *desk_lease_new (const char *folder);
void desk_lease_free (DeskLease *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskLease, desk_lease_free)

/* The server was reached. Both times in microseconds: since 1970, and one that never jumps. */
void desk_lease_renew (DeskLease *self, gint64 time, gint64 monotonic, guint days);
/* Whether it has ended. */
gboolean desk_lease_is_over (DeskLease *self, gint64 time, gint64 monotonic);

G_END_DECLS
