/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The entry about integrity, bound to the status. Main thread; part of the popover of sync. */

#include "client/ui/desk-sync-check.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"

#define PULSE_MS 100

struct _DeskSyncCheck
{
  AdwBin parent_instance;

  /* template widgets */
  GtkImage *image;
  GtkLabel *text_label;
  GtkButton *button;
  GtkProgressBar *bar;

  DeskSyncStatus *status; /* (owned) (nullable) */
  guint pulse_source;     /* while nobody knows how far it is, and it is seen */
};

G_DEFINE_FINAL_TYPE (DeskSyncCheck, desk_sync_check, ADW_TYPE_BIN)

static gboolean
pulse_cb (gpointer user_data)
{
  gtk_progress_bar_pulse (DESK_SYNC_CHECK (user_data)->bar);
  return G_SOURCE_CONTINUE;
}

static char *
describe_rest (gint64 checked, const char *result)
{
  g_autofree char *when = checked > 0 ? desk_format_moment (checked, crm_time_now ()) : NULL;

  if (result != NULL)
    return g_strdup (result);
  if (when == NULL)
    return g_strdup (_ ("not compared with the server yet"));
  /* Translators: %s is "today at 10:24" */
  return g_strdup_printf (_ ("compared with the server %s"), when);
}

static void
show_progress (DeskSyncCheck *self, DeskCheckStage stage, double progress)
{
  const gboolean pulses = stage == DESK_CHECK_FILES && gtk_widget_get_mapped (GTK_WIDGET (self));

  gtk_widget_set_visible (GTK_WIDGET (self->bar), stage != DESK_CHECK_NONE);
  if (!pulses)
    g_clear_handle_id (&self->pulse_source, g_source_remove);
  else if (self->pulse_source == 0)
    self->pulse_source = g_timeout_add (PULSE_MS, pulse_cb, self);
  if (stage == DESK_CHECK_SERVER)
    gtk_progress_bar_set_fraction (self->bar, progress);
}

static char *
describe (DeskCheckStage stage, double progress, gint64 checked, const char *result)
{
  if (stage == DESK_CHECK_FILES)
    return g_strdup (_ ("reading what this computer keeps…"));
  if (stage == DESK_CHECK_SERVER)
    return g_strdup_printf (_ ("comparing with the server: %d %%"), (int) (progress * 100));
  return describe_rest (checked, result);
}

static void
update (DeskSyncCheck *self)
{
  g_autofree char *result = NULL;
  g_autofree char *text = NULL;
  DeskCheckStage stage;
  double progress;
  gint64 checked;
  gboolean is_bad;

  if (self->status == NULL)
    return;
  g_object_get (self->status, "check-stage", &stage, "check-progress", &progress, "checked",
                &checked, "check-result", &result, "check-bad", &is_bad, NULL);
  text = describe (stage, progress, checked, result);
  gtk_label_set_label (self->text_label, text);
  gtk_image_set_from_icon_name (self->image, is_bad && stage == DESK_CHECK_NONE
                                                 ? "dialog-warning-symbolic"
                                                 : "emblem-ok-symbolic");
  gtk_button_set_label (self->button, stage == DESK_CHECK_NONE ? _ ("Check") : _ ("Stop"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button),
                                  stage == DESK_CHECK_NONE ? "app.begin-check" : "app.stop-check");
  show_progress (self, stage, progress);
}

static void
desk_sync_check_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (desk_sync_check_parent_class)->map (widget);
  update (DESK_SYNC_CHECK (widget));
}

static void
desk_sync_check_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&DESK_SYNC_CHECK (widget)->pulse_source, g_source_remove);
  GTK_WIDGET_CLASS (desk_sync_check_parent_class)->unmap (widget);
}

static void
desk_sync_check_dispose (GObject *object)
{
  DeskSyncCheck *self = DESK_SYNC_CHECK (object);

  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_clear_object (&self->status);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SYNC_CHECK);
  G_OBJECT_CLASS (desk_sync_check_parent_class)->dispose (object);
}

static void
desk_sync_check_class_init (DeskSyncCheckClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_sync_check_dispose;
  widget_class->map = desk_sync_check_map;
  widget_class->unmap = desk_sync_check_unmap;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/ui/desk-sync-check.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskSyncCheck, image);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncCheck, text_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncCheck, button);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncCheck, bar);
}

static void
desk_sync_check_init (DeskSyncCheck *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
desk_sync_check_set_context (DeskSyncCheck *self, DeskContext *context)
{
  static const char *const watched[] = { "notify::check-stage", "notify::check-progress",
                                         "notify::checked", "notify::check-result",
                                         "notify::check-bad" };

  g_return_if_fail (DESK_IS_SYNC_CHECK (self) && self->status == NULL);

  self->status = g_object_ref (desk_context_get_status (context));
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (self->status, watched[i], G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  update (self);
}
