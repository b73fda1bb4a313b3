/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chips of the saved filters of one page. Main thread; owned by the page. */

#include "client/ui/desk-filter-bar.h"

#include <glib/gi18n.h>

#include "client/ui/desk-chip.h"
#include "shared/base/crm-util.h"

struct _DeskFilterBar
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *box;
  GtkWidget *end;         /* (nullable): behind the chips */
  GtkToggleButton *first; /* (nullable): leader of the radio group */
  char *active;           /* (owned) (nullable) */
};

enum
{
  PROP_ACTIVE = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskFilterBar, desk_filter_bar, GTK_TYPE_WIDGET)

static DeskChip *
find_chip (DeskFilterBar *self, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (DESK_IS_CHIP (child) && g_strcmp0 (desk_chip_get_id (DESK_CHIP (child)), id) == 0)
      return DESK_CHIP (child);
  return NULL;
}

static void
chip_toggled_cb (DeskChip *chip, DeskFilterBar *self)
{
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip)) &&
      crm_set_string (&self->active, desk_chip_get_id (chip)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
desk_filter_bar_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_ACTIVE:
      g_value_set_string (value, DESK_FILTER_BAR (object)->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_filter_bar_set_property (GObject *object,
                              guint property_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_ACTIVE:
      desk_filter_bar_set_active (DESK_FILTER_BAR (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_filter_bar_dispose (GObject *object)
{
  g_clear_pointer (&DESK_FILTER_BAR (object)->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (desk_filter_bar_parent_class)->dispose (object);
}

static void
desk_filter_bar_finalize (GObject *object)
{
  g_free (DESK_FILTER_BAR (object)->active);
  G_OBJECT_CLASS (desk_filter_bar_parent_class)->finalize (object);
}

static void
desk_filter_bar_class_init (DeskFilterBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = desk_filter_bar_dispose;
  object_class->finalize = desk_filter_bar_finalize;
  object_class->get_property = desk_filter_bar_get_property;
  object_class->set_property = desk_filter_bar_set_property;

  properties[PROP_ACTIVE] =
      g_param_spec_string ("active", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
desk_filter_bar_init (DeskFilterBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-filter-bar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filters"), -1);
}

void
desk_filter_bar_add (DeskFilterBar *self, const char *id, const char *title)
{
  GtkWidget *chip;

  g_return_if_fail (DESK_IS_FILTER_BAR (self));

  chip = desk_chip_new (id, title);
  if (self->first == NULL)
    self->first = GTK_TOGGLE_BUTTON (chip);
  else
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (chip), self->first);
  g_signal_connect_object (chip, "toggled", G_CALLBACK (chip_toggled_cb), self, G_CONNECT_DEFAULT);
  gtk_box_append (GTK_BOX (self->box), chip);
  if (self->end != NULL)
    gtk_box_reorder_child_after (GTK_BOX (self->box), self->end, chip);
  if (self->active == NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
}

const char *
desk_filter_bar_get_active (DeskFilterBar *self)
{
  g_return_val_if_fail (DESK_IS_FILTER_BAR (self), NULL);
  return self->active;
}

void
desk_filter_bar_set_active (DeskFilterBar *self, const char *id)
{
  DeskChip *chip;

  g_return_if_fail (DESK_IS_FILTER_BAR (self));

  chip = find_chip (self, id);
  if (chip != NULL)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
}

gint64
desk_filter_bar_get_count (DeskFilterBar *self, const char *id)
{
  DeskChip *chip;

  g_return_val_if_fail (DESK_IS_FILTER_BAR (self), -1);

  chip = find_chip (self, id);
  return chip == NULL ? -1 : desk_chip_get_count (chip);
}

void
desk_filter_bar_set_count (DeskFilterBar *self, const char *id, gint64 count)
{
  DeskChip *chip;

  g_return_if_fail (DESK_IS_FILTER_BAR (self));

  chip = find_chip (self, id);
  if (chip != NULL)
    desk_chip_set_count (chip, count);
}

void
desk_filter_bar_set_end (DeskFilterBar *self, GtkWidget *widget)
{
  g_return_if_fail (DESK_IS_FILTER_BAR (self) && self->end == NULL);

  self->end = widget;
  gtk_box_append (GTK_BOX (self->box), widget);
}

void
desk_filter_bar_remove (DeskFilterBar *self, const char *id)
{
  DeskChip *chip;

  g_return_if_fail (DESK_IS_FILTER_BAR (self));

  chip = find_chip (self, id);
  if (chip == NULL || GTK_TOGGLE_BUTTON (chip) == self->first)
    return;
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip)))
    gtk_toggle_button_set_active (self->first, TRUE);
  gtk_box_remove (GTK_BOX (self->box), GTK_WIDGET (chip));
}

gboolean
desk_filter_bar_has (DeskFilterBar *self, const char *id)
{
  g_return_val_if_fail (DESK_IS_FILTER_BAR (self), FALSE);
  return find_chip (self, id) != NULL;
}

void
desk_filter_bar_set_title (DeskFilterBar *self, const char *id, const char *title)
{
  DeskChip *chip;

  g_return_if_fail (DESK_IS_FILTER_BAR (self));

  chip = find_chip (self, id);
  if (chip != NULL)
    g_object_set (chip, "title", title, NULL);
}
