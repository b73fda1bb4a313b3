/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Time, chance and order of a seed. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-world.h"

#include "shared/base/crm-id.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct _SimEvent
{
  gint64 at;
  guint64 order;
  const SimHost *host;
  const char *name;
  SimFunc func;
  gpointer data;
  gboolean is_cancelled;
};

SimWorld sim_the_world;

SimWorld *
sim_world (void)
{
  return &sim_the_world;
}

gpointer
sim_world_get_slot (SimSlot slot, gsize size)
{
  gpointer *data = &sim_world ()->slots[slot];

  if (*data == NULL)
    *data = g_malloc0 (size);
  return *data;
}

void
sim_world_reset (guint64 seed)
{
  SimWorld *self = sim_world ();
  SimWorld before = *self;

  memset (self, 0, sizeof *self);
  memcpy (self->slots, before.slots, sizeof self->slots);
  self->random = (seed + 1) * 0xd1342543de82ef95u;
  self->random ^= sim_random () << 17;
  self->heap = g_ptr_array_new ();
  self->hash = 0xcbf29ce484222325u;
  self->is_verbose = before.is_verbose;
  self->is_traced = TRUE;
}

/* splitmix64 */
guint64
sim_random (void)
{
  guint64 z = (sim_world ()->random += 0x9e3779b97f4a7c15u);

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

guint
sim_pick (guint limit)
{
  return limit > 0 ? (guint) (sim_random () % limit) : 0;
}

gboolean
sim_one_in (guint n)
{
  return sim_pick (n) == 0;
}

gint64
sim_between (gint64 low, gint64 high)
{
  return low + (gint64) (sim_random () % (guint64) (high - low));
}

/* ---- the queue ----------------------------------------------------------------------------- */

static gboolean
is_before (const SimEvent *a, const SimEvent *b)
{
  return a->at < b->at || (a->at == b->at && a->order < b->order);
}

static void
swap (GPtrArray *heap, guint a, guint b)
{
  gpointer data = heap->pdata[a];

  heap->pdata[a] = heap->pdata[b];
  heap->pdata[b] = data;
}

static void
sift_up (GPtrArray *heap, guint at)
{
  while (at > 0 && is_before (heap->pdata[at], heap->pdata[(at - 1) / 2]))
    {
      swap (heap, at, (at - 1) / 2);
      at = (at - 1) / 2;
    }
}

static void
sift_down (GPtrArray *heap, guint at)
{
  for (;;)
    {
      guint least = at;

      for (guint child = 2 * at + 1; child <= 2 * at + 2; child++)
        if (child < heap->len && is_before (heap->pdata[child], heap->pdata[least]))
          least = child;
      if (least == at)
        return;
      swap (heap, at, least);
      at = least;
    }
}

SimEvent *
sim_after (gint64 delay, const SimHost *host, const char *name, SimFunc func, gpointer data)
{
  SimWorld *self = sim_world ();
  SimEvent *event = g_new0 (SimEvent, 1);

  event->at = self->now + MAX (delay, 0);
  event->order = ++self->n_events;
  event->host = host;
  event->name = name;
  event->func = func;
  event->data = data;
  g_ptr_array_add (self->heap, event);
  sift_up (self->heap, self->heap->len - 1);
  return event;
}

void
sim_cancel (SimEvent *event)
{
  event->is_cancelled = TRUE;
}

static SimEvent *
pop (GPtrArray *heap)
{
  SimEvent *event;

  if (heap->len == 0)
    return NULL;
  event = heap->pdata[0];
  swap (heap, 0, heap->len - 1);
  g_ptr_array_set_size (heap, (int) heap->len - 1);
  sift_down (heap, 0);
  return event;
}

void
sim_drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

gboolean
sim_step (void)
{
  SimWorld *self = sim_world ();
  SimEvent *event = pop (self->heap);

  if (event == NULL)
    return FALSE;
  if (!event->is_cancelled)
    {
      self->now = event->at;
      self->host = event->host;
      if (event->name != NULL)
        sim_trace ("%s", event->name);
      event->func (event->data);
      sim_drain ();
    }
  g_free (event);
  return TRUE;
}

/* ---- telling ------------------------------------------------------------------------------- */

static void
hash_text (SimWorld *self, const char *text)
{
  for (; *text != '\0'; text++)
    self->hash = (self->hash ^ (guint8) *text) * 0x100000001b3u;
}

void
sim_trace (const char *format, ...)
{
  SimWorld *self = sim_world ();
  char text[512];
  va_list arguments;

  if (!self->is_traced)
    return;
  va_start (arguments, format);
  g_vsnprintf (text, sizeof text, format, arguments);
  va_end (arguments);
  hash_text (self, text);
  self->hash ^= (guint64) self->now;
  self->hash *= 0x100000001b3u;
  if (self->is_verbose)
    g_print ("%12.6f %s\n", self->now / 1e6, text);
}

void
sim_give_up (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
  abort ();
}

void
sim_fail (const char *format, ...)
{
  SimWorld *self = sim_world ();
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  sim_trace ("FAIL %s", text);
  if (self->failure == NULL)
    self->failure = g_steal_pointer (&text);
}

char *
sim_dup_token (const char *prefix)
{
  return g_strdup_printf ("%s%08x", prefix, (guint) sim_random ());
}

char *
sim_dup_id (void)
{
  return crm_id_new ();
}
