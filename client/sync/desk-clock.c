/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The interface to time and chance, and the implementation that is real. Main thread only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-clock.h"

G_DEFINE_INTERFACE (DeskClock, desk_clock, G_TYPE_OBJECT)

static void
desk_clock_default_init (DeskClockInterface *iface)
{
}

gint64
desk_clock_get_time (DeskClock *self)
{
  g_return_val_if_fail (DESK_IS_CLOCK (self), 0);
  return DESK_CLOCK_GET_IFACE (self)->get_time (self);
}

gint64
desk_clock_get_monotonic (DeskClock *self)
{
  g_return_val_if_fail (DESK_IS_CLOCK (self), 0);
  return DESK_CLOCK_GET_IFACE (self)->get_monotonic (self);
}

double
desk_clock_get_random (DeskClock *self)
{
  g_return_val_if_fail (DESK_IS_CLOCK (self), 0);
  return DESK_CLOCK_GET_IFACE (self)->get_random (self);
}

guint
desk_clock_add_timer (DeskClock *self, gint64 delay, GSourceOnceFunc func, gpointer data)
{
  g_return_val_if_fail (DESK_IS_CLOCK (self), 0);
  return DESK_CLOCK_GET_IFACE (self)->add_timer (self, delay, func, data);
}

void
desk_clock_remove_timer (DeskClock *self, guint id)
{
  g_return_if_fail (DESK_IS_CLOCK (self));
  DESK_CLOCK_GET_IFACE (self)->remove_timer (self, id);
}

struct _DeskSystemClock
{
  GObject parent_instance;
};

static gint64
system_get_time (DeskClock *clock)
{
  return g_get_real_time ();
}

static gint64
system_get_monotonic (DeskClock *clock)
{
  return g_get_monotonic_time ();
}

static double
system_get_random (DeskClock *clock)
{
  return g_random_double ();
}

static guint
system_add_timer (DeskClock *clock, gint64 delay, GSourceOnceFunc func, gpointer data)
{
  return g_timeout_add_once ((guint) CLAMP (delay / 1000, 0, G_MAXINT), func, data);
}

static void
system_remove_timer (DeskClock *clock, guint id)
{
  g_source_remove (id);
}

static void
clock_iface_init (DeskClockInterface *iface)
{
  iface->get_time = system_get_time;
  iface->get_monotonic = system_get_monotonic;
  iface->get_random = system_get_random;
  iface->add_timer = system_add_timer;
  iface->remove_timer = system_remove_timer;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DeskSystemClock,
                               desk_system_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_CLOCK, clock_iface_init))

static void
desk_system_clock_class_init (DeskSystemClockClass *klass)
{
}

static void
desk_system_clock_init (DeskSystemClock *self)
{
}

DeskClock *
desk_system_clock_new (void)
{
  return g_object_new (DESK_TYPE_SYSTEM_CLOCK, NULL);
}
