/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskClock over the time of the seed. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-client.h"

typedef struct
{
  SimClock *clock; /* (unowned): its timers are removed before it goes */
  guint id;
  GSourceOnceFunc func;
  gpointer data;
  SimEvent *event;
} Timer;

struct _SimClock
{
  GObject parent_instance;

  const SimHost *host;
  GHashTable *timers; /* by id */
  guint last_id;
};

static void clock_iface_init (DeskClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimClock,
                               sim_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_CLOCK, clock_iface_init))

static gint64
get_time (DeskClock *clock)
{
  return SIM_START + sim_world ()->now + SIM_CLOCK (clock)->host->skew;
}

static gint64
get_monotonic (DeskClock *clock)
{
  return sim_world ()->now;
}

static double
get_random (DeskClock *clock)
{
  return (double) (sim_random () >> 11) / 9007199254740992.0;
}

static void
timer_cb (gpointer data)
{
  Timer *timer = data;
  GSourceOnceFunc func = timer->func;
  gpointer func_data = timer->data;

  g_hash_table_remove (timer->clock->timers, GUINT_TO_POINTER (timer->id));
  func (func_data);
}

static guint
add_timer (DeskClock *clock, gint64 delay, GSourceOnceFunc func, gpointer data)
{
  SimClock *self = SIM_CLOCK (clock);
  Timer *timer = g_new0 (Timer, 1);

  timer->clock = self;
  timer->id = ++self->last_id;
  timer->func = func;
  timer->data = data;
  timer->event = sim_after (delay, self->host, NULL, timer_cb, timer);
  g_hash_table_insert (self->timers, GUINT_TO_POINTER (timer->id), timer);
  return timer->id;
}

static void
remove_timer (DeskClock *clock, guint id)
{
  SimClock *self = SIM_CLOCK (clock);
  Timer *timer = g_hash_table_lookup (self->timers, GUINT_TO_POINTER (id));

  if (timer == NULL)
    return;
  sim_cancel (timer->event);
  g_hash_table_remove (self->timers, GUINT_TO_POINTER (id));
}

static void
clock_iface_init (DeskClockInterface *iface)
{
  iface->get_time = get_time;
  iface->get_monotonic = get_monotonic;
  iface->get_random = get_random;
  iface->add_timer = add_timer;
  iface->remove_timer = remove_timer;
}

static void
sim_clock_finalize (GObject *object)
{
  g_hash_table_unref (SIM_CLOCK (object)->timers);
  G_OBJECT_CLASS (sim_clock_parent_class)->finalize (object);
}

static void
sim_clock_class_init (SimClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_clock_finalize;
}

static void
sim_clock_init (SimClock *self)
{
  self->timers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

DeskClock *
sim_clock_new (const SimHost *host)
{
  SimClock *self = g_object_new (SIM_TYPE_CLOCK, NULL);

  self->host = host;
  return DESK_CLOCK (self);
}
