/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A clock for tests: see the header. */

#include "tests/lib/fake-clock.h"

typedef struct
{
  guint id;
  gint64 due;
  GSourceOnceFunc func;
  gpointer data;
} Timer;

struct _FakeClock
{
  GObject parent_instance;

  GArray *timers; /* (owned) (element-type Timer) */
  gint64 now;
  double random;
  guint last_id;
};

static gint64
get_time (DeskClock *clock)
{
  /* 2026-01-01, so that it looks like a date. */
  return G_GINT64_CONSTANT (1767225600000000) + FAKE_CLOCK (clock)->now;
}

static gint64
get_monotonic (DeskClock *clock)
{
  return FAKE_CLOCK (clock)->now;
}

static double
get_random (DeskClock *clock)
{
  return FAKE_CLOCK (clock)->random;
}

static guint
add_timer (DeskClock *clock, gint64 delay, GSourceOnceFunc func, gpointer data)
{
  FakeClock *self = FAKE_CLOCK (clock);
  Timer timer = { ++self->last_id, self->now + delay, func, data };

  g_array_append_val (self->timers, timer);
  return timer.id;
}

static void
remove_timer (DeskClock *clock, guint id)
{
  FakeClock *self = FAKE_CLOCK (clock);

  for (guint i = 0; i < self->timers->len; i++)
    if (g_array_index (self->timers, Timer, i).id == id)
      {
        g_array_remove_index (self->timers, i);
        return;
      }
  g_assert_not_reached ();
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

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeClock,
                               fake_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DESK_TYPE_CLOCK, clock_iface_init))

static void
fake_clock_finalize (GObject *object)
{
  g_array_unref (FAKE_CLOCK (object)->timers);
  G_OBJECT_CLASS (fake_clock_parent_class)->finalize (object);
}

static void
fake_clock_class_init (FakeClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_clock_finalize;
}

static void
fake_clock_init (FakeClock *self)
{
  self->timers = g_array_new (FALSE, FALSE, sizeof (Timer));
  self->now = G_TIME_SPAN_HOUR;
  self->random = 0.5;
}

FakeClock *
fake_clock_new (void)
{
  return g_object_new (FAKE_TYPE_CLOCK, NULL);
}

void
fake_clock_set_random (FakeClock *self, double random)
{
  self->random = random;
}

static int
find_first (FakeClock *self)
{
  int first = -1;

  for (guint i = 0; i < self->timers->len; i++)
    if (first < 0 ||
        g_array_index (self->timers, Timer, i).due < g_array_index (self->timers, Timer, first).due)
      first = (int) i;
  return first;
}

gint64
fake_clock_get_next (FakeClock *self)
{
  int first = find_first (self);

  return first < 0 ? -1 : g_array_index (self->timers, Timer, first).due - self->now;
}

guint
fake_clock_get_n_timers (FakeClock *self)
{
  return self->timers->len;
}

void
fake_clock_advance (FakeClock *self, gint64 span)
{
  gint64 end = self->now + span;

  for (int first = find_first (self); first >= 0; first = find_first (self))
    {
      Timer timer = g_array_index (self->timers, Timer, first);

      if (timer.due > end)
        break;
      g_array_remove_index (self->timers, (guint) first);
      self->now = MAX (self->now, timer.due);
      timer.func (timer.data);
    }
  self->now = end;
}
