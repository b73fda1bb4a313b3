/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fibers by swapcontext(). One that is killed keeps its stack and what it owned: the process of a
 * seed is short. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-fiber.h"

#include <string.h>
#include <ucontext.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#define SWITCH_BEGIN(save, bottom, size) __sanitizer_start_switch_fiber (save, bottom, size)
#define SWITCH_END(save)                 __sanitizer_finish_switch_fiber (save, NULL, NULL)
#define STACK_SIZE                       (1024 * 1024)
#else
#define SWITCH_BEGIN(save, bottom, size)                                                           \
  do                                                                                               \
    {                                                                                              \
      (void) (save);                                                                               \
    }                                                                                              \
  while (0)
#define SWITCH_END(save)                                                                           \
  do                                                                                               \
    {                                                                                              \
      (void) (save);                                                                               \
    }                                                                                              \
  while (0)
#define STACK_SIZE (256 * 1024)
#endif

struct _SimFiber
{
  ucontext_t context;
  ucontext_t caller;
  char *stack; /* (owned) */
  SimFunc func;
  gpointer data;
  gboolean has_begun;
  gboolean is_over;
  gboolean is_dead;
  void *fake_stack;
};

typedef struct
{
  SimFiber *current;
  GPtrArray *stacks; /* unused ones */
  const void *main_bottom;
  size_t main_size;
} Fibers;

static Fibers *
get_fibers (void)
{
  return sim_world_get_slot (SIM_SLOT_FIBERS, sizeof (Fibers));
}

static char *
take_stack (void)
{
  Fibers *fibers = get_fibers ();

  if (fibers->stacks == NULL)
    fibers->stacks = g_ptr_array_new ();
  if (fibers->stacks->len > 0)
    return g_ptr_array_steal_index_fast (fibers->stacks, fibers->stacks->len - 1);
  return g_malloc (STACK_SIZE);
}

static void
leave (SimFiber *self)
{
  Fibers *fibers = get_fibers ();

  fibers->current = NULL;
  SWITCH_BEGIN (self->is_over ? NULL : &self->fake_stack, fibers->main_bottom, fibers->main_size);
  swapcontext (&self->context, &self->caller);
  SWITCH_END (self->fake_stack);
}

static void
run_current (void)
{
  Fibers *fibers = get_fibers ();
  SimFiber *self = fibers->current;

#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber (NULL, &fibers->main_bottom, &fibers->main_size);
#endif
  self->func (self->data);
  self->is_over = TRUE;
  leave (self);
}

static void
begin (SimFiber *self)
{
  self->has_begun = TRUE;
  self->stack = take_stack ();
  getcontext (&self->context);
  self->context.uc_stack.ss_sp = self->stack;
  self->context.uc_stack.ss_size = STACK_SIZE;
  self->context.uc_link = NULL;
  makecontext (&self->context, run_current, 0);
}

static void
resume (gpointer data)
{
  SimFiber *self = data;
  Fibers *fibers = get_fibers ();
  void *fake_stack = NULL;

  if (self->is_dead)
    return;
  g_assert (fibers->current == NULL);
  if (!self->has_begun)
    begin (self);
  fibers->current = self;
  SWITCH_BEGIN (&fake_stack, self->stack, STACK_SIZE);
  swapcontext (&self->caller, &self->context);
  SWITCH_END (fake_stack);
  if (self->is_over)
    {
      g_ptr_array_add (fibers->stacks, self->stack);
      g_free (self);
    }
}

SimFiber *
sim_fiber_start (gint64 delay, SimFunc func, gpointer data)
{
  SimFiber *self = g_new0 (SimFiber, 1);

  self->func = func;
  self->data = data;
  sim_after (delay, NULL, NULL, resume, self);
  return self;
}

SimFiber *
sim_fiber_get_current (void)
{
  return get_fibers ()->current;
}

void
sim_fiber_sleep (gint64 delay)
{
  SimFiber *self = get_fibers ()->current;

  if (self == NULL)
    return;
  sim_after (delay, NULL, NULL, resume, self);
  leave (self);
}

void
sim_fiber_wait (void)
{
  SimFiber *self = get_fibers ()->current;

  g_assert (self != NULL);
  leave (self);
}

void
sim_fiber_wake (SimFiber *self)
{
  sim_after (0, NULL, NULL, resume, self);
}

void
sim_fiber_kill (SimFiber *self)
{
  self->is_dead = TRUE;
}
