/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/sync/desk-clock.h"

G_BEGIN_DECLS

/* Time that passes only when a test says so. Chance is what the test says too (0.5 at first). */
#define FAKE_TYPE_CLOCK (fake_clock_get_type ())
G_DECLARE_FINAL_TYPE (FakeClock, fake_clock, FAKE, CLOCK, GObject)

FakeClock *fake_clock_new (void);
void fake_clock_set_random (FakeClock *self, double random);
/* Microseconds to the first timer, or -1. */
gint64 fake_clock_get_next (FakeClock *self);
guint fake_clock_get_n_timers (FakeClock *self);
/* Lets time pass and runs the timers that become due, in order. */
void fake_clock_advance (FakeClock *self, gint64 span);

G_END_DECLS
