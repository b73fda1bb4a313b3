/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. Main thread. */

#include "client/imports/desk-import-work.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "client/imports/desk-import-faults.h"

struct _DeskImportWork
{
  GtkBox parent_instance;

  DeskContext *context;     /* (owned) */
  DeskImportJob *job;       /* (owned) */
  const JsonArray *shown;   /* (unowned): faults in the list; only compared */
  AdwMessageDialog *dialog; /* (nullable) weak */

  /* children */
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkProgressBar *progress;
  GtkWidget *counts;
  DeskImportFaults *faults;
  GtkWidget *again;
  GtkWidget *run;
  GtkWidget *pause;
  GtkWidget *cancel;
  GtkWidget *revert;
};

G_DEFINE_FINAL_TYPE (DeskImportWork, desk_import_work, GTK_TYPE_BOX)

static const struct
{
  const char *state;
  const char *title;
} titles[] = {
  { "sending", N_ ("Sending the files") }, { "draft", N_ ("Ready to be checked") },
  { "checking", N_ ("Checking") },         { "checked", N_ ("Checked, nothing is written yet") },
  { "running", N_ ("Bringing in") },       { "paused", N_ ("Paused") },
  { "done", N_ ("Brought in") },           { "cancelled", N_ ("Ended before its end") },
  { "failed", N_ ("It cannot go on") },    { "reverting", N_ ("Taking back") },
  { "reverted", N_ ("Taken back") },
};

static const struct
{
  const char *name;
  const char *title;
} counted[] = {
  { "read", N_ ("rows read") },     { "new", N_ ("new") },
  { "updated", N_ ("changed") },    { "unchanged", N_ ("unchanged") },
  { "rejected", N_ ("not taken") }, { "twins", N_ ("duplicates") },
};

static gboolean
is_state (DeskImportWork *self, const char *states)
{
  g_auto (GStrv) list = g_strsplit (states, " ", -1);

  return g_strv_contains ((const char *const *) list, desk_import_job_get_state (self->job));
}

/* ---- showing ------------------------------------------------------------------------------- */

static void
add_count (DeskImportWork *self, guint i)
{
  g_autofree char *number =
      g_strdup_printf ("%'" G_GINT64_FORMAT, desk_import_job_count (self->job, counted[i].name));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *figure = gtk_label_new (number);
  GtkWidget *title = gtk_label_new (_ (counted[i].title));

  gtk_label_set_xalign (GTK_LABEL (figure), 0);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (figure, "title-3");
  gtk_widget_add_css_class (title, "desk-subtitle");
  gtk_box_append (GTK_BOX (box), figure);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (self->counts), box);
}

static void
show_counts (DeskImportWork *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->counts)) != NULL)
    gtk_box_remove (GTK_BOX (self->counts), child);
  if (!is_state (self, "sending draft"))
    for (guint i = 0; i < G_N_ELEMENTS (counted); i++)
      add_count (self, i);
}

static gint64
count_kept (JsonObject *fates)
{
  static const char *const kept[] = { "kept-changed", "kept-grown", "kept-partly", "kept-foreign" };
  gint64 n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    n += json_object_get_int_member_with_default (fates, kept[i], 0);
  return n;
}

static char *
describe_fates (JsonObject *object)
{
  JsonObject *fates = json_object_get_object_member (object, "fates");
  const gint64 gone = json_object_get_int_member_with_default (fates, "removed", 0) +
                      json_object_get_int_member_with_default (fates, "restored", 0);

  /* Translators: numbers of records */
  return g_strdup_printf (_ ("%d records are as before; %d stay, because somebody changed them or "
                             "added to them since"),
                          (int) gone, (int) count_kept (fates));
}

static char *
dup_subtitle (DeskImportWork *self)
{
  JsonObject *object = desk_import_job_get_object (self->job);
  const char *problem =
      object != NULL ? json_object_get_string_member_with_default (object, "problem", NULL) : NULL;

  if (problem != NULL)
    return g_strdup (problem);
  if (is_state (self, "running checking reverting sending"))
    return g_strdup (is_state (self, "sending")
                         ? ""
                         : _ ("The server goes on with it when this window is closed."));
  if (object != NULL && is_state (self, "reverted"))
    return describe_fates (object);
  return g_strdup ("");
}

static void
show_title (DeskImportWork *self)
{
  const char *state = desk_import_job_get_state (self->job);
  const double fraction = desk_import_job_get_fraction (self->job);
  g_autofree char *subtitle = dup_subtitle (self);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (strcmp (titles[i].state, state) == 0)
      gtk_label_set_label (self->title, _ (titles[i].title));
  gtk_label_set_label (self->subtitle, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), *subtitle != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->progress), desk_import_job_is_at_work (self->job));
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0, 1));
  else
    gtk_progress_bar_pulse (self->progress);
}

static void
show_buttons (DeskImportWork *self)
{
  const guint n_mended = desk_import_faults_count_mended (self->faults);
  const gint64 n_good =
      desk_import_job_count (self->job, "read") - desk_import_job_count (self->job, "rejected");
  /* Translators: %d is the number of rows */
  g_autofree char *run =
      g_strdup_printf (ngettext ("_Bring In %d Row", "_Bring In %d Rows", (gulong) n_good),
                       (int) n_good);

  gtk_button_set_label (GTK_BUTTON (self->run),
                        is_state (self, "paused failed cancelled") ? _ ("_Go On") : run);
  gtk_widget_set_visible (self->run, is_state (self, "checked paused failed cancelled"));
  gtk_widget_set_sensitive (self->run,
                            n_mended == 0 && (n_good > 0 || !is_state (self, "checked")));
  gtk_widget_set_visible (self->again, n_mended > 0 && is_state (self, "checked done cancelled"));
  gtk_button_set_label (GTK_BUTTON (self->again), is_state (self, "checked")
                                                      ? _ ("Check _Mended Rows")
                                                      : _ ("Bring In _Mended Rows"));
  gtk_widget_set_visible (self->pause, is_state (self, "running"));
  gtk_widget_set_visible (self->cancel, is_state (self, "running checking paused"));
  gtk_widget_set_visible (self->revert, is_state (self, "done cancelled paused failed"));
}

static void
show_faults (DeskImportWork *self)
{
  JsonObject *object = desk_import_job_get_object (self->job);
  JsonArray *faults =
      desk_import_job_is_at_work (self->job) ? NULL : desk_import_job_get_faults (self->job);

  if (faults == self->shown && faults != NULL)
    return;
  self->shown = faults;
  desk_import_faults_show (self->faults, faults,
                           object != NULL ? json_object_get_array_member (object, "files") : NULL);
}

static void
show (DeskImportWork *self)
{
  show_title (self);
  show_counts (self);
  show_faults (self);
  show_buttons (self);
}

/* ---- acting -------------------------------------------------------------------------------- */

static void
run_cb (DeskImportWork *self)
{
  desk_import_job_act (self->job, "run");
}

static void
again_cb (DeskImportWork *self)
{
  desk_import_job_mend (self->job, desk_import_faults_take (self->faults),
                        is_state (self, "checked") ? "check" : "run");
}

static void
pause_cb (DeskImportWork *self)
{
  desk_import_job_act (self->job, "pause");
}

static void
cancel_cb (DeskImportWork *self)
{
  desk_import_job_act (self->job, is_state (self, "checking") ? "stop-check" : "cancel");
}

static void
revert_answered_cb (DeskImportWork *self, const char *response)
{
  if (strcmp (response, "revert") == 0)
    desk_import_job_act (self->job, "revert");
}

static void
revert_cb (DeskImportWork *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Take this import back?"), NULL);

  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("What it made goes, what it changed is as before. What people changed since stays."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep"), "revert",
                                    _ ("_Take Back"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "revert",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (revert_answered_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- children ------------------------------------------------------------------------------ */

static GtkWidget *
add_button (DeskImportWork *self, GtkWidget *box, const char *title, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (title);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_buttons (DeskImportWork *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *filler = adw_bin_new ();

  self->revert = add_button (self, box, _ ("_Take Back…"), G_CALLBACK (revert_cb));
  self->cancel = add_button (self, box, _ ("_End"), G_CALLBACK (cancel_cb));
  gtk_widget_set_hexpand (filler, TRUE);
  gtk_box_append (GTK_BOX (box), filler);
  self->pause = add_button (self, box, _ ("_Pause"), G_CALLBACK (pause_cb));
  self->again = add_button (self, box, _ ("Check _Mended Rows"), G_CALLBACK (again_cb));
  self->run = add_button (self, box, _ ("_Go On"), G_CALLBACK (run_cb));
  gtk_widget_add_css_class (self->revert, "destructive-action");
  gtk_widget_add_css_class (self->run, "suggested-action");
  gtk_widget_add_css_class (self->again, "suggested-action");
  return box;
}

static void
desk_import_work_dispose (GObject *object)
{
  DeskImportWork *self = DESK_IMPORT_WORK (object);

  g_clear_object (&self->job);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_import_work_parent_class)->dispose (object);
}

static void
desk_import_work_class_init (DeskImportWorkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_import_work_dispose;
}

static void
desk_import_work_init (DeskImportWork *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->title = GTK_LABEL (gtk_label_new (NULL));
  self->subtitle = GTK_LABEL (gtk_label_new (NULL));
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  self->counts = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  self->faults = DESK_IMPORT_FAULTS (desk_import_faults_new ());
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_xalign (self->subtitle, 0);
  gtk_label_set_wrap (self->subtitle, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "title-2");
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "desk-subtitle");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->subtitle));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (self), self->counts);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->faults));
  gtk_box_append (GTK_BOX (self), make_buttons (self));
  gtk_widget_set_valign (gtk_widget_get_last_child (GTK_WIDGET (self)), GTK_ALIGN_END);
  gtk_widget_set_vexpand (gtk_widget_get_last_child (GTK_WIDGET (self)), TRUE);
  gtk_widget_set_margin_start (GTK_WIDGET (self), 24);
  gtk_widget_set_margin_end (GTK_WIDGET (self), 24);
  gtk_widget_set_margin_top (GTK_WIDGET (self), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), 18);
}

GtkWidget *
desk_import_work_new (DeskContext *context, DeskImportJob *job)
{
  DeskImportWork *self = g_object_new (DESK_TYPE_IMPORT_WORK, NULL);

  self->context = g_object_ref (context);
  self->job = g_object_ref (job);
  g_signal_connect_object (job, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->faults, "changed", G_CALLBACK (show_buttons), self,
                           G_CONNECT_SWAPPED);
  show (self);
  return GTK_WIDGET (self);
}
