/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the exchange stands, in one line. Main thread; part of the sidebar. Short exchanges are not
 * shown at all: the words change only when one lasts. */

#include "client/ui/desk-sync-row.h"

#include <glib/gi18n.h>

#include "client/ui/desk-format.h"
#include "client/ui/desk-menu-button.h"
#include "client/ui/desk-sync-popover.h"
#include "client/ui/desk-tooltip.h"
#include "shared/base/crm-time.h"

#define BUSY_DELAY_MS 600

struct _DeskSyncRow
{
  AdwBin parent_instance;

  /* template widgets */
  GtkMenuButton *button;
  GtkBox *content;
  GtkImage *image;
  GtkLabel *label;
  GtkLabel *side_label;

  DeskContext *context; /* (owned) (nullable) */
  GSignalGroup *status; /* (owned) */
  gboolean compact;
  guint busy_source;
};

/* What the row shows; texts are owned. */
typedef struct
{
  const char *icon_name;
  const char *css_class; /* (nullable) */
  char *text;
  char *side;
} Line;

enum
{
  PROP_COMPACT = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskSyncRow, desk_sync_row, ADW_TYPE_BIN)

static void
line_clear (Line *line)
{
  g_free (line->text);
  g_free (line->side);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static void
compose_pulling (DeskSyncStatus *status, Line *line)
{
  gint64 rows;
  gint64 total;

  g_object_get (status, "progress-rows", &rows, "progress-total", &total, NULL);
  line->icon_name = "view-refresh-symbolic";
  line->text = g_strdup (_ ("Loading"));
  if (total > 0)
    line->side = g_strdup_printf ("%d %%", (int) (rows * 100 / total));
  else if (rows > 0)
    line->side = desk_format_count (rows);
}

static void
compose_idle (DeskSyncStatus *status, guint to_decide, Line *line)
{
  gint64 last = desk_sync_status_get_last_sync (status);

  if (to_decide > 0)
    {
      line->icon_name = "zontik-conflict-symbolic";
      line->css_class = "decide";
      line->text = g_strdup_printf (_ ("To decide: %u"), to_decide);
    }
  else
    {
      line->icon_name = "object-select-symbolic";
      line->text = g_strdup (_ ("Synchronised"));
    }
  if (last > 0)
    line->side = desk_format_when (last, crm_time_now ());
}

static void
compose (DeskSyncStatus *status, Line *line)
{
  guint pending;
  guint to_decide;

  g_object_get (status, "pending", &pending, "to-decide", &to_decide, NULL);
  switch (desk_sync_status_get_state (status))
    {
    case DESK_SYNC_OFFLINE:
      line->icon_name = "network-offline-symbolic";
      line->css_class = "soon";
      line->text = g_strdup (_ ("No connection"));
      if (pending > 0)
        line->side = g_strdup_printf (g_dngettext (NULL, "%u waits", "%u wait", pending), pending);
      break;
    case DESK_SYNC_SIGNED_OUT:
      line->icon_name = "dialog-password-symbolic";
      line->css_class = "soon";
      line->text = g_strdup (_ ("Sign in again"));
      break;
    case DESK_SYNC_CERTIFICATE:
      line->icon_name = "dialog-warning-symbolic";
      line->css_class = "late";
      line->text = g_strdup (_ ("Certificate changed"));
      break;
    case DESK_SYNC_BLOCKED:
      line->icon_name = "dialog-warning-symbolic";
      line->css_class = "late";
      line->text = g_strdup (_ ("Exchange stopped"));
      break;
    case DESK_SYNC_CONNECTING:
      line->icon_name = "view-refresh-symbolic";
      line->text = g_strdup (_ ("Connecting"));
      break;
    case DESK_SYNC_PUSHING:
      line->icon_name = "view-refresh-symbolic";
      line->text = g_strdup_printf (_ ("Sending %u"), pending);
      break;
    case DESK_SYNC_PULLING:
      compose_pulling (status, line);
      break;
    case DESK_SYNC_IDLE:
    default:
      compose_idle (status, to_decide, line);
    }
}

static void
show_state (DeskSyncRow *self)
{
  static const char *const classes[] = { "soon", "late", "decide" };
  g_auto (Line) line = { NULL };
  g_autofree char *spoken = NULL;

  compose (desk_context_get_status (self->context), &line);
  gtk_image_set_from_icon_name (self->image, line.icon_name);
  gtk_label_set_label (self->label, line.text);
  gtk_label_set_label (self->side_label, line.side != NULL ? line.side : "");
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_strcmp0 (line.css_class, classes[i]) == 0)
      gtk_widget_add_css_class (GTK_WIDGET (self->button), classes[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self->button), classes[i]);

  spoken =
      line.side != NULL ? g_strdup_printf ("%s, %s", line.text, line.side) : g_strdup (line.text);
  desk_tooltip_set (GTK_WIDGET (self->button), self->compact ? spoken : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

static gboolean
busy_cb (gpointer user_data)
{
  DeskSyncRow *self = user_data;

  self->busy_source = 0;
  show_state (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_busy (DeskSyncState state)
{
  return state == DESK_SYNC_CONNECTING || state == DESK_SYNC_PUSHING || state == DESK_SYNC_PULLING;
}

static void
status_changed_cb (DeskSyncRow *self)
{
  DeskSyncState state;
  gboolean shown;

  if (self->context == NULL)
    return;
  state = desk_sync_status_get_state (desk_context_get_status (self->context));
  shown = *gtk_label_get_label (self->label) != '\0';
  if (is_busy (state) && shown)
    {
      if (self->busy_source == 0)
        self->busy_source = g_timeout_add (BUSY_DELAY_MS, busy_cb, self);
      return;
    }
  g_clear_handle_id (&self->busy_source, g_source_remove);
  show_state (self);
}

/* Made when first asked for: the start of the program does not pay for it. */
static void
create_popup_cb (GtkMenuButton *button, gpointer user_data)
{
  DeskSyncRow *self = user_data;

  if (gtk_menu_button_get_popover (button) == NULL && self->context != NULL)
    gtk_menu_button_set_popover (button, desk_sync_popover_new (self->context));
}

static void
desk_sync_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, DESK_SYNC_ROW (object)->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_sync_row_set_property (GObject *object,
                            guint property_id,
                            const GValue *value,
                            GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_COMPACT:
      desk_sync_row_set_compact (DESK_SYNC_ROW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_sync_row_dispose (GObject *object)
{
  DeskSyncRow *self = DESK_SYNC_ROW (object);

  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_object (&self->status);
  g_clear_object (&self->context);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SYNC_ROW);
  G_OBJECT_CLASS (desk_sync_row_parent_class)->dispose (object);
}

static void
desk_sync_row_class_init (DeskSyncRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = desk_sync_row_get_property;
  object_class->set_property = desk_sync_row_set_property;
  object_class->dispose = desk_sync_row_dispose;

  properties[PROP_COMPACT] =
      g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/ui/desk-sync-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskSyncRow, button);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncRow, content);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncRow, image);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncRow, label);
  gtk_widget_class_bind_template_child (widget_class, DeskSyncRow, side_label);
}

static void
desk_sync_row_init (DeskSyncRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  desk_menu_button_fill (self->button);
  gtk_menu_button_set_create_popup_func (self->button, create_popup_cb, self, NULL);
  self->status = g_signal_group_new (DESK_TYPE_SYNC_STATUS);
  g_signal_group_connect_swapped (self->status, "notify", G_CALLBACK (status_changed_cb), self);
}

void
desk_sync_row_set_context (DeskSyncRow *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_SYNC_ROW (self));

  if (!g_set_object (&self->context, context))
    return;
  g_signal_group_set_target (self->status,
                             context != NULL ? desk_context_get_status (context) : NULL);
  status_changed_cb (self);
}

void
desk_sync_row_set_compact (DeskSyncRow *self, gboolean compact)
{
  g_return_if_fail (DESK_IS_SYNC_ROW (self));

  if (self->compact == compact)
    return;
  self->compact = compact;
  gtk_widget_set_visible (GTK_WIDGET (self->label), !compact);
  gtk_widget_set_visible (GTK_WIDGET (self->side_label), !compact);
  gtk_widget_set_halign (GTK_WIDGET (self->content), compact ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  if (self->context != NULL)
    show_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

void
desk_sync_row_popup (DeskSyncRow *self)
{
  g_return_if_fail (DESK_IS_SYNC_ROW (self));

  gtk_menu_button_popup (self->button);
}

const char *
desk_sync_row_get_text (DeskSyncRow *self)
{
  g_return_val_if_fail (DESK_IS_SYNC_ROW (self), NULL);

  return gtk_label_get_label (self->label);
}
