/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Back-off shared by the engine and the live connection. */

#include "client/sync/desk-backoff.h"

#define BASE   G_TIME_SPAN_SECOND
#define CAP    (60 * G_TIME_SPAN_SECOND)
#define HEALTH (60 * G_TIME_SPAN_SECOND)
/* The ceiling has reached its cap by then. */
#define MAX_DOUBLINGS 6

void
desk_backoff_succeed (DeskBackoff *self, DeskClock *clock)
{
  if (self->healthy_since == 0)
    self->healthy_since = desk_clock_get_monotonic (clock);
}

gint64
desk_backoff_fail (DeskBackoff *self, DeskClock *clock, guint retry_after)
{
  gint64 ceiling, delay;

  if (self->healthy_since != 0 && desk_clock_get_monotonic (clock) - self->healthy_since >= HEALTH)
    self->failures = 0;
  self->healthy_since = 0;
  ceiling = MIN (CAP, BASE << MIN (self->failures, MAX_DOUBLINGS));
  self->failures = MIN (self->failures + 1, MAX_DOUBLINGS);
  delay = (gint64) (desk_clock_get_random (clock) * (double) ceiling);
  /* All who were asked to wait get the same number; the jitter on top keeps them apart. */
  if (retry_after > 0)
    delay = (gint64) retry_after * G_TIME_SPAN_SECOND + MIN (delay, BASE);
  return delay;
}
