/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the frames are when the list of clients jumps to its end and back: `xvfb.sh bench-jump
 * [CUSTOMERS]`. Layout and drawing of each frame are counted, from the frame clock's "before-paint"
 * to its "after-paint": by the clock, and the processor's time of the main thread, which does not
 * depend on what else the machine does. */

#include <stdlib.h>
#include <time.h>

#include "client/customers/desk-customers-page.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"

#define JUMPS    20
#define DEADLINE 120000

typedef struct
{
  gint64 began;
  gint64 began_cpu;
  gint64 longest;
  gint64 longest_cpu;
  gint64 total;
  guint frames;
} Frames;

static gint64
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
before_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->began = g_get_monotonic_time ();
  frames->began_cpu = get_cpu_time ();
}

static void
after_cb (GdkFrameClock *clock, Frames *frames)
{
  gint64 taken = g_get_monotonic_time () - frames->began;

  frames->longest = MAX (frames->longest, taken);
  frames->longest_cpu = MAX (frames->longest_cpu, get_cpu_time () - frames->began_cpu);
  frames->total += taken;
  frames->frames++;
}

typedef struct
{
  GListModel *model;
  guint expected;
} Rows;

static gboolean
has_rows (gpointer data)
{
  Rows *rows = data;

  return g_list_model_get_n_items (rows->model) == rows->expected;
}

static void
jump (GtkWidget *list, guint position)
{
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
  for (guint i = 0; i < 4; i++)
    ui_fixture_wait_frame (list);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 100000;
  UiFixture *fixture = ui_fixture_new (n);
  GtkWidget *window = GTK_WIDGET (ui_fixture_open (fixture));
  GtkWidget *page, *view, *list;
  GdkFrameClock *clock;
  Frames frames = { 0 };
  Rows rows = { NULL, n };

  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  page = ui_find_widget (window, DESK_TYPE_CUSTOMERS_PAGE);
  rows.model = desk_customers_page_get_model (DESK_CUSTOMERS_PAGE (page));
  crm_test_wait_until (has_rows, &rows, DEADLINE);
  view = ui_find_widget (page, GTK_TYPE_COLUMN_VIEW);
  list = gtk_widget_get_last_child (view);
  jump (list, n / 2);
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_cb), &frames);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_cb), &frames);
  for (guint i = 0; i < JUMPS; i++)
    jump (list, i % 2 == 0 ? n - 1 : 0);
  g_print ("%u rows, %d jumps, %u frames: longest %.1f ms (%.1f ms of processor), mean %.1f ms\n",
           n, JUMPS, frames.frames, (double) frames.longest / 1000,
           (double) frames.longest_cpu / 1000, (double) frames.total / frames.frames / 1000);
  /* The windows and what they hold go with the process. */
  exit (frames.longest_cpu < 33000 ? EXIT_SUCCESS : EXIT_FAILURE);
}
