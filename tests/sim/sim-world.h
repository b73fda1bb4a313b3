/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The one thing that happens next: virtual time, chance and the order of events of a seed. One
 * thread; everything that a seed does is an event of this queue or a source of the default main
 * context, which is drained after each event. */

typedef void (*SimFunc) (gpointer data);

/* A machine: its clock, and which start of it this is. */
typedef struct
{
  gint64 skew; /* microseconds its clock is ahead */
  guint64 boot;
} SimHost;

typedef struct _SimEvent SimEvent;

typedef enum
{
  SIM_SLOT_ARENA,
  SIM_SLOT_DATABASE,
  SIM_SLOT_DISKS,
  SIM_SLOT_FIBERS,
  SIM_SLOT_FILES,
  SIM_SLOT_FINDINGS,
  SIM_SLOT_STATEMENTS,
  SIM_SLOT_TEXTS,
  SIM_N_SLOTS,
} SimSlot;

typedef struct
{
  guint64 random;
  gint64 now;          /* virtual microseconds since the start */
  const SimHost *host; /* (nullable): whose code runs now */
  GPtrArray *heap;     /* (element-type SimEvent): by time, then by order */
  guint64 n_events;    /* made so far */
  guint64 hash;        /* of the trace */
  gboolean is_verbose;
  gboolean is_traced; /* the trace counts: not while the template is made */
  char *failure;      /* (nullable): the first */
  gpointer slots[SIM_N_SLOTS];
} SimWorld;

#define SIM_START (1767258000 * G_TIME_SPAN_SECOND) /* 2026-01-01 12:00 in Moscow */

/* The world of this process: what the linker wraps (time, chance, files) finds it here. */
SimWorld *sim_world (void);
/* What a part of the simulator keeps for the whole process: @size bytes, zeroed at first. */
gpointer sim_world_get_slot (SimSlot slot, gsize size);
void sim_world_reset (guint64 seed);

guint64 sim_random (void);
/* In [0, limit). */
guint sim_pick (guint limit);
/* Once in @n times. */
gboolean sim_one_in (guint n);
/* In [low, high). */
gint64 sim_between (gint64 low, gint64 high);

/* @host (nullable): where it happens. @name (nullable): as the trace has it. */
SimEvent *
sim_after (gint64 delay, const SimHost *host, const char *name, SimFunc func, gpointer data);
/* It will not happen. */
void sim_cancel (SimEvent *event);
/* Runs the next event and what follows from it; %FALSE when there is none. */
gboolean sim_step (void);
void sim_drain (void);

void sim_trace (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* The simulator itself is at its end: nothing it says would be true. */
G_NORETURN void sim_give_up (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* The first failure ends the seed at its next step. */
void sim_fail (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* (transfer full): "a1b2…" of @length characters. */
char *sim_dup_token (const char *prefix);
/* (transfer full): an id like those of crm-id, from the seed. */
char *sim_dup_id (void);

G_END_DECLS
