/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Time, timers and chance as the sync code sees them, so that its tests need not wait. The timer
 * runs once on the main thread. */
#define DESK_TYPE_CLOCK (desk_clock_get_type ())
G_DECLARE_INTERFACE (DeskClock, desk_clock, DESK, CLOCK, GObject)

struct _DeskClockInterface
{
  GTypeInterface parent_iface;

  gint64 (*get_time) (DeskClock *self);
  gint64 (*get_monotonic) (DeskClock *self);
  double (*get_random) (DeskClock *self);
  guint (*add_timer) (DeskClock *self, gint64 delay, GSourceOnceFunc func, gpointer data);
  void (*remove_timer) (DeskClock *self, guint id);
};

/* Microseconds since 1970, for people. */
gint64 desk_clock_get_time (DeskClock *self);
/* Microseconds that never jump, for delays. */
gint64 desk_clock_get_monotonic (DeskClock *self);
/* In [0, 1). */
double desk_clock_get_random (DeskClock *self);
/* @delay in microseconds. */
guint desk_clock_add_timer (DeskClock *self, gint64 delay, GSourceOnceFunc func, gpointer data);
void desk_clock_remove_timer (DeskClock *self, guint id);

/* The real one. */
#define DESK_TYPE_SYSTEM_CLOCK (desk_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (DeskSystemClock, desk_system_clock, DESK, SYSTEM_CLOCK, GObject)

DeskClock *desk_system_clock_new (void);

G_END_DECLS
