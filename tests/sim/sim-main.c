/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sim --seed N [--verbose] | --seeds FROM..TO [--jobs N] [--seconds N]: each seed in a process of
 * its own, so that none inherits anything. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-memory.h"
#include "tests/sim/sim-seed.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#define IS_READY   "ZONTIK_SIM_IS_READY"
#define TELL_EVERY 1000

typedef struct
{
  gint64 seed;
  char *seeds;
  int jobs;
  int seconds;
  gboolean is_verbose;
  gboolean is_twice;
  gboolean goes_on;
} Options;

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  const char *message = "", *domain = "";

  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      message = fields[i].value;
    else if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
      domain = fields[i].value;
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_FLAG_FATAL)) != 0)
    fprintf (stderr, "%s: %s\n", domain, message);
  else if ((level & G_LOG_LEVEL_CRITICAL) != 0)
    sim_fail ("%s: critical: %s", domain, message);
  else if (level <= G_LOG_LEVEL_INFO)
    sim_trace ("log %s: %s", domain, message);
  return G_LOG_WRITER_HANDLED;
}

/* In the child. */
static int
run_seed (const Options *options, guint64 seed, SimDisk *template_disk)
{
  SimSeed *self;

  sim_memory_begin_seed ();
  self = sim_seed_new (seed, template_disk);
  sim_seed_run (self);
  if (sim_world ()->failure != NULL)
    {
      printf ("seed %" G_GUINT64_FORMAT " FAILED at %.3f s: %s\n", seed, sim_world ()->now / 1e6,
              sim_world ()->failure);
      printf ("replay: sim --seed %" G_GUINT64_FORMAT " --verbose\n", seed);
    }
  if (options->seeds == NULL || options->is_twice)
    printf ("seed %" G_GUINT64_FORMAT ": trace %016" G_GINT64_MODIFIER "x, %" G_GUINT64_FORMAT
            " events, %.0f s, %u commands\n",
            seed, sim_world ()->hash, sim_world ()->n_events, sim_world ()->now / 1e6,
            self->typed->len);
  fflush (stdout);
  return sim_world ()->failure != NULL ? 1 : 0;
}

static pid_t
start_seed (const Options *options, guint64 seed, SimDisk *template_disk)
{
  pid_t pid;

  fflush (stdout);
  pid = fork ();
  if (pid == 0)
    _exit (run_seed (options, seed, template_disk));
  return pid;
}

typedef struct
{
  pid_t pid;
  guint64 seed;
} Child;

typedef struct
{
  GArray *children; /* (element-type Child) */
  guint n_done;
  guint n_failed;
  GTimer *timer; /* (owned) */
} Runner;

static void
tell (const Runner *self)
{
  printf ("%u seeds, %u failed, %.1f seeds/s\n", self->n_done, self->n_failed,
          self->n_done / g_timer_elapsed (self->timer, NULL));
  fflush (stdout);
}

static void
wait_for_one (Runner *self)
{
  int status = 0;
  pid_t pid = wait (&status);

  for (guint i = 0; i < self->children->len; i++)
    {
      Child child = g_array_index (self->children, Child, i);

      if (child.pid != pid)
        continue;
      g_array_remove_index_fast (self->children, i);
      self->n_done++;
      if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
        self->n_failed++;
      if (!WIFEXITED (status))
        printf ("seed %" G_GUINT64_FORMAT " FAILED: signal %d\n", child.seed, WTERMSIG (status));
      if (self->n_done % TELL_EVERY == 0)
        tell (self);
      return;
    }
}

static int
run_many (const Options *options, SimDisk *template_disk)
{
  Runner self = { g_array_new (FALSE, FALSE, sizeof (Child)), 0, 0, g_timer_new () };
  g_auto (GStrv) ends = g_strsplit (options->seeds, "..", 2);
  guint64 from = g_ascii_strtoull (ends[0], NULL, 10);
  guint64 to = ends[1] != NULL ? g_ascii_strtoull (ends[1], NULL, 10) : from;
  gint64 until = options->seconds > 0 ? options->seconds : G_MAXINT32;

  for (guint64 seed = from; seed <= to && (self.n_failed == 0 || options->goes_on) &&
                            g_timer_elapsed (self.timer, NULL) < (double) until;
       seed++)
    {
      Child child = { start_seed (options, seed, template_disk), seed };

      g_array_append_val (self.children, child);
      while (self.children->len >= (guint) MAX (options->jobs, 1))
        wait_for_one (&self);
    }
  while (self.children->len > 0)
    wait_for_one (&self);
  tell (&self);
  return self.n_failed > 0 ? 1 : 0;
}

static gboolean
parse (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "One seed, in this process", "N" },
    { "seeds", 0, 0, G_OPTION_ARG_STRING, &options->seeds, "Many seeds", "FROM..TO" },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &options->jobs, "So many at a time", "N" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &options->seconds, "No new ones after that", "N" },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &options->is_verbose, "Print the trace", NULL },
    { "traces", 0, 0, G_OPTION_ARG_NONE, &options->is_twice, "Print the hash of each trace", NULL },
    { "go-on", 0, 0, G_OPTION_ARG_NONE, &options->goes_on, "Also after a failure", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  fprintf (stderr, "%s\n", error->message);
  return FALSE;
}

/* Hash tables of pointers are walked in the order of addresses. The rest is speed: everything is
 * linked before a seed is forked. */
static void
fix_surroundings (char **argv)
{
  int before = personality (0xffffffff);

  if (g_getenv (IS_READY) != NULL)
    return;
  g_setenv (IS_READY, "1", TRUE);
  g_setenv ("G_SLICE", "always-malloc", TRUE);
  g_setenv ("LD_BIND_NOW", "1", TRUE);
  g_setenv ("GIO_MODULE_DIR", "/nonexistent", TRUE);
  g_setenv ("GIO_USE_NETWORK_MONITOR", "base", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  personality ((unsigned long) before | ADDR_NO_RANDOMIZE);
  execv ("/proc/self/exe", argv);
}

/* Nobody outside wakes us. */
static int
poll_nothing (GPollFD *fds, guint n_fds, int timeout)
{
  return 0;
}

static void
prepare_libraries (void)
{
  g_main_context_set_poll_func (NULL, poll_nothing);
  sqlite3_config (SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  sim_vfs_register ();
}

int
main (int argc, char **argv)
{
  Options options = { .seed = 1, .jobs = 1 };
  SimDisk *template_disk;
  int code;

  fix_surroundings (argv);
  if (!parse (&options, &argc, &argv))
    return 2;
  /* What the faults provoke is warned of; only what cannot be ends a seed. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_writer_func (write_log, NULL, NULL);
  prepare_libraries ();
  template_disk = sim_seed_make_template ();
  sim_world ()->is_verbose = options.is_verbose;
  /* What the simulator keeps to the end is nobody's leak. */
  fflush (stdout);
  code = options.seeds != NULL ? run_many (&options, template_disk)
                               : run_seed (&options, (guint64) options.seed, template_disk);
  fflush (stdout);
  _exit (code);
}
