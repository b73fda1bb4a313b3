/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nobody's client keeps or lacks a row, whatever happens to owners, roles, branches, shares,
 * deputies and days. test-leak [SEEDS [STEPS [FIRST-SEED]]] */

#define G_LOG_DOMAIN "test"

#include "tests/server/leak-world.h"

#include <stdlib.h>

#define N_PEOPLE    9
#define N_CUSTOMERS 24

typedef struct
{
  TempPostgres *postgres;
  guint n_seeds;
  guint n_steps;
  guint first;
} Plan;

static void
check_all (LeakWorld *world, guint64 seed, const char *after)
{
  for (guint i = 0; i < world->views->len; i++)
    {
      g_autofree char *wrong = leak_world_check (world, i);

      if (wrong != NULL)
        g_error ("seed %" G_GUINT64_FORMAT ", step %u, after “%s”, person %u%s", seed,
                 world->n_steps, after, i, wrong);
    }
}

static void
run_world (const Plan *plan, guint64 seed)
{
  g_autoptr (LeakWorld) world = leak_world_new (plan->postgres, seed, N_PEOPLE, N_CUSTOMERS);
  const char *last = "nothing";

  for (guint i = 0; i < plan->n_steps; i++)
    {
      last = leak_world_step (world);
      leak_world_pull_piece (world);
      if (i % 25 == 24)
        check_all (world, seed, last);
    }
  check_all (world, seed, last);
  g_test_message ("seed %" G_GUINT64_FORMAT ": %u steps, %u pages", seed, world->n_steps,
                  world->n_pages);
}

static void
test_leak (gconstpointer data)
{
  const Plan *plan = data;

  for (guint i = 0; i < plan->n_seeds; i++)
    run_world (plan, plan->first + i);
}

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;
  Plan plan = { .n_seeds = 2, .n_steps = 150, .first = 1 };

  g_test_init (&argc, &argv, NULL);
  plan.postgres = postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;
  if (argc > 1)
    plan.n_seeds = atoi (argv[1]);
  if (argc > 2)
    plan.n_steps = atoi (argv[2]);
  if (argc > 3)
    plan.first = atoi (argv[3]);

  g_test_add_data_func ("/leak/random", &plan, test_leak);
  return g_test_run ();
}
