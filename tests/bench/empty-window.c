/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The floor of the start-up and memory figures: an empty Adwaita window. Says "first frame" when it
 * was painted; with an argument it stays open that many seconds, else it ends at once. */

#include <adwaita.h>

static void
after_paint_cb (GdkFrameClock *clock, gpointer data)
{
  const char *seconds = data;

  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, data);
  g_print ("first frame\n");
  if (seconds == NULL)
    exit (0);
  g_timeout_add_seconds (atoi (seconds), (GSourceFunc) exit, NULL);
}

static void
activate_cb (GtkApplication *app, gpointer data)
{
  GtkWidget *window = adw_application_window_new (app);

  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb),
                    data);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) app = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);

  setvbuf (stdout, NULL, _IOLBF, 0);
  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), argc > 1 ? argv[1] : NULL);
  return g_application_run (G_APPLICATION (app), 1, argv);
}
