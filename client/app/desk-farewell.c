/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Waiting for the last writes: see the header. Main thread; frees itself. */

#define G_LOG_DOMAIN "zontik-app"

#include "client/app/desk-farewell.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <unistd.h>

#define SHOW_MS 700

typedef struct
{
  GtkApplication *application; /* (owned): held */
  GtkWidget *window;           /* (nullable) weak: that says what is waited for */
  GtkWidget *question;         /* (nullable) weak */
  guint patience_ms;
  gboolean asks;
  guint show_source;
  guint patience_source;
} Farewell;

static void
farewell_free (Farewell *self)
{
  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_handle_id (&self->patience_source, g_source_remove);
  if (self->question != NULL)
    gtk_window_destroy (GTK_WINDOW (self->question));
  g_clear_weak_pointer (&self->question);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_weak_pointer (&self->window);
  g_application_release (G_APPLICATION (self->application));
  g_object_unref (self->application);
  g_free (self);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!desk_workspace_flush_finish (DESK_WORKSPACE (source), result, &error))
    g_message ("the last writes: %s", error->message);
  farewell_free (user_data);
}

/* Its thread cannot be ended: it waits for the disk inside the kernel. All that was said to be
 * saved is on the disk, as after a power cut. */
static void
give_up (void)
{
  g_message ("the disk does not answer; the program ends without it");
  _exit (EXIT_FAILURE);
}

static gboolean patience_cb (gpointer user_data);

static void
answered_cb (Farewell *self, const char *response)
{
  if (g_strcmp0 (response, "close") == 0)
    give_up ();
  g_clear_weak_pointer (&self->question);
  self->patience_source = g_timeout_add (self->patience_ms, patience_cb, self);
}

static gboolean
patience_cb (gpointer user_data)
{
  Farewell *self = user_data;
  GtkWidget *dialog;

  self->patience_source = 0;
  if (!self->asks)
    give_up ();
  dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _ ("The disk does not answer"),
                                   _ ("What was typed last is still not saved. Everything before "
                                      "it is."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "wait", _ ("Wait"), "close",
                                    _ ("Close Anyway"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "wait");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "wait");
  g_set_weak_pointer (&self->question, dialog);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (answered_cb), self);
  gtk_window_present (GTK_WINDOW (dialog));
  return G_SOURCE_REMOVE;
}

static GtkWidget *
make_content (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("Saving what you typed last…")));
  gtk_widget_add_css_class (box, "desk-farewell");
  return box;
}

static gboolean
show_cb (gpointer user_data)
{
  Farewell *self = user_data;
  GtkWidget *window = adw_window_new ();

  self->show_source = 0;
  g_set_weak_pointer (&self->window, window);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Zontik"));
  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gtk_window_set_deletable (GTK_WINDOW (window), FALSE);
  adw_window_set_content (ADW_WINDOW (window), make_content ());
  gtk_window_present (GTK_WINDOW (window));
  return G_SOURCE_REMOVE;
}

void
desk_farewell_begin (GtkApplication *application,
                     DeskWorkspace *workspace,
                     guint patience_ms,
                     gboolean asks)
{
  Farewell *self;

  g_return_if_fail (GTK_IS_APPLICATION (application) && DESK_IS_WORKSPACE (workspace));

  self = g_new0 (Farewell, 1);
  self->application = g_object_ref (application);
  g_application_hold (G_APPLICATION (application));
  self->patience_ms = patience_ms;
  self->asks = asks;
  if (asks)
    self->show_source = g_timeout_add (SHOW_MS, show_cb, self);
  self->patience_source = g_timeout_add (patience_ms, patience_cb, self);
  desk_workspace_flush_async (workspace, written_cb, self);
}
