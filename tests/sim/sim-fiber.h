/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/sim/sim-world.h"

G_BEGIN_DECLS

/* A piece of the server's work that can be put aside in the middle of a call of the database, so
 * that transactions overlap. Fibers take turns on the one thread, by events. */
typedef struct _SimFiber SimFiber;

/* Begins after @delay. */
SimFiber *sim_fiber_start (gint64 delay, SimFunc func, gpointer data);
/* Of whoever runs now; %NULL outside of any. */
SimFiber *sim_fiber_get_current (void);
/* Puts the current one aside for so long. */
void sim_fiber_sleep (gint64 delay);
/* Puts the current one aside until somebody wakes it. */
void sim_fiber_wait (void);
void sim_fiber_wake (SimFiber *self);
/* It never goes on: its process has died. */
void sim_fiber_kill (SimFiber *self);

G_END_DECLS
