/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/sync/desk-clock.h"

G_BEGIN_DECLS

/* How long to wait after a failure: full jitter under a ceiling that doubles from 1 s to 60 s and
 * comes down again after 60 s of health only, so that a server that dies at every request is not
 * hammered. Plain struct, main thread. */
typedef struct
{
  guint failures;
  gint64 healthy_since; /* monotonic, 0 after a failure */
} DeskBackoff;

void desk_backoff_succeed (DeskBackoff *self, DeskClock *clock);
/* Microseconds to wait; never less than @retry_after seconds. */
gint64 desk_backoff_fail (DeskBackoff *self, DeskClock *clock, guint retry_after);

G_END_DECLS
