/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One bar for all troubles of the exchange, each with the one thing a person can do about it. Main
 * thread; a child of a page's template, follows the status of its context. */

#include "client/ui/desk-offline-banner.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"

struct _DeskOfflineBanner
{
  AdwBin parent_instance;

  /* template widgets */
  GtkRevealer *revealer;
  GtkWidget *bar;
  GtkImage *image;
  GtkLabel *title_label;
  GtkLabel *missing_label;
  GtkButton *button;

  DeskContext *context; /* (owned) (nullable) */
  GSignalGroup *status; /* (owned): of the DeskSyncStatus */
  GSignalGroup *layout; /* (owned): of the context */
};

enum
{
  PROP_CONTEXT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskOfflineBanner, desk_offline_banner, ADW_TYPE_BIN)

static void
show_trouble (DeskOfflineBanner *self,
              const char *icon_name,
              const char *title,
              const char *button,
              const char *action)
{
  gtk_image_set_from_icon_name (self->image, icon_name);
  gtk_label_set_label (self->title_label, title);
  gtk_button_set_label (self->button, button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action);
  gtk_widget_set_visible (self->bar, TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

static void
show_offline (DeskOfflineBanner *self, DeskSyncStatus *status)
{
  g_autofree char *clock = desk_format_time (desk_sync_status_get_since (status));
  g_autofree char *title = NULL;

  /* Translators: %s is a time, 10:06 */
  title = g_strdup_printf (_ ("No connection since %s. Everything works, changes are kept here."),
                           clock);
  show_trouble (self, "network-offline-symbolic", title, _ ("Check"), "app.sync-now");
}

static gboolean
is_evicting (DeskSyncStatus *status)
{
  guint n;

  g_object_get (status, "evicting", &n, NULL);
  return n > 0;
}

static void
update (DeskOfflineBanner *self)
{
  DeskSyncStatus *status;
  DeskSyncState state;

  if (self->context == NULL)
    return;
  status = desk_context_get_status (self->context);
  state = desk_sync_status_get_state (status);
  gtk_widget_set_visible (GTK_WIDGET (self->missing_label),
                          state == DESK_SYNC_OFFLINE &&
                              desk_context_get_layout (self->context) >= DESK_LAYOUT_MEDIUM);
  if (state == DESK_SYNC_CERTIFICATE)
    gtk_widget_add_css_class (self->bar, "late");
  else
    gtk_widget_remove_css_class (self->bar, "late");

  if (state == DESK_SYNC_OFFLINE)
    show_offline (self, status);
  else if (state == DESK_SYNC_SIGNED_OUT)
    show_trouble (self, "dialog-password-symbolic",
                  _ ("The session has ended. Sign in again: all you typed is kept."), _ ("Sign In"),
                  "app.sign-in");
  else if (state == DESK_SYNC_CERTIFICATE)
    show_trouble (self, "dialog-warning-symbolic",
                  _ ("The server shows another certificate than before. The exchange is stopped."),
                  _ ("Details"), "app.certificate");
  else if (state == DESK_SYNC_BLOCKED)
    show_trouble (self, "dialog-warning-symbolic",
                  desk_sync_status_get_message (status) != NULL
                      ? desk_sync_status_get_message (status)
                      : _ ("The exchange with the server is stopped."),
                  is_evicting (status) ? _ ("Decide") : _ ("Check"),
                  is_evicting (status) ? "win.show-sync" : "app.sync-now");
  else if (state == DESK_SYNC_IDLE || state == DESK_SYNC_PULLING || state == DESK_SYNC_PUSHING)
    /* While it is connecting the bar stays as it is: no flicker at each attempt. */
    gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static void
desk_offline_banner_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  DeskOfflineBanner *self = DESK_OFFLINE_BANNER (object);

  switch (property_id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, self->context);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_offline_banner_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CONTEXT:
      desk_offline_banner_set_context (DESK_OFFLINE_BANNER (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_offline_banner_dispose (GObject *object)
{
  DeskOfflineBanner *self = DESK_OFFLINE_BANNER (object);

  g_clear_object (&self->status);
  g_clear_object (&self->layout);
  g_clear_object (&self->context);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_OFFLINE_BANNER);
  G_OBJECT_CLASS (desk_offline_banner_parent_class)->dispose (object);
}

static void
desk_offline_banner_class_init (DeskOfflineBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = desk_offline_banner_get_property;
  object_class->set_property = desk_offline_banner_set_property;
  object_class->dispose = desk_offline_banner_dispose;

  properties[PROP_CONTEXT] =
      g_param_spec_object ("context", NULL, NULL, DESK_TYPE_CONTEXT,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/ui/desk-offline-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskOfflineBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, DeskOfflineBanner, bar);
  gtk_widget_class_bind_template_child (widget_class, DeskOfflineBanner, image);
  gtk_widget_class_bind_template_child (widget_class, DeskOfflineBanner, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskOfflineBanner, missing_label);
  gtk_widget_class_bind_template_child (widget_class, DeskOfflineBanner, button);
}

static void
desk_offline_banner_init (DeskOfflineBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_label (self->missing_label, _ ("Not seen: changes of colleagues"));

  self->status = g_signal_group_new (DESK_TYPE_SYNC_STATUS);
  g_signal_group_connect_swapped (self->status, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->status, "notify::since", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->status, "notify::message", G_CALLBACK (update), self);
  self->layout = g_signal_group_new (DESK_TYPE_CONTEXT);
  g_signal_group_connect_swapped (self->layout, "notify::layout", G_CALLBACK (update), self);
}

void
desk_offline_banner_set_context (DeskOfflineBanner *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_OFFLINE_BANNER (self));

  if (!g_set_object (&self->context, context))
    return;
  g_signal_group_set_target (self->status,
                             context != NULL ? desk_context_get_status (context) : NULL);
  g_signal_group_set_target (self->layout, context);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTEXT]);
}

gboolean
desk_offline_banner_is_shown (DeskOfflineBanner *self)
{
  g_return_val_if_fail (DESK_IS_OFFLINE_BANNER (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}
