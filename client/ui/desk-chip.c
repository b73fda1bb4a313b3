/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One filter of a DeskFilterBar. Main thread; owned by the bar. */

#include "client/ui/desk-chip.h"

#include "client/ui/desk-format.h"
#include "shared/base/crm-util.h"

struct _DeskChip
{
  GtkToggleButton parent_instance;

  GtkLabel *title_label;
  GtkLabel *count_label;
  char *id; /* (owned) */
  gint64 count;
};

enum
{
  PROP_TITLE = 1,
  PROP_COUNT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskChip, desk_chip, GTK_TYPE_TOGGLE_BUTTON)

static void
update_name (DeskChip *self)
{
  const char *title = gtk_label_get_text (self->title_label);
  const char *count = gtk_label_get_text (self->count_label);
  g_autofree char *name =
      self->count < 0 ? g_strdup (title) : g_strdup_printf ("%s, %s", title, count);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
desk_chip_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DeskChip *self = DESK_CHIP (object);

  switch (property_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_text (self->title_label));
      break;
    case PROP_COUNT:
      g_value_set_int64 (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_chip_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  DeskChip *self = DESK_CHIP (object);

  switch (property_id)
    {
    case PROP_TITLE:
      gtk_label_set_text (self->title_label, g_value_get_string (value));
      update_name (self);
      break;
    case PROP_COUNT:
      desk_chip_set_count (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_chip_finalize (GObject *object)
{
  g_free (DESK_CHIP (object)->id);
  G_OBJECT_CLASS (desk_chip_parent_class)->finalize (object);
}

static void
desk_chip_class_init (DeskChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = desk_chip_finalize;
  object_class->get_property = desk_chip_get_property;
  object_class->set_property = desk_chip_set_property;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COUNT] =
      g_param_spec_int64 ("count", NULL, NULL, -1, G_MAXINT64, -1,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_chip_init (DeskChip *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->count = -1;
  self->title_label = GTK_LABEL (gtk_label_new (NULL));
  self->count_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "desk-chip-count");
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title_label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count_label));
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-chip");
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
desk_chip_new (const char *id, const char *title)
{
  DeskChip *self = g_object_new (DESK_TYPE_CHIP, "title", title, NULL);

  self->id = g_strdup (id);
  return GTK_WIDGET (self);
}

const char *
desk_chip_get_id (DeskChip *self)
{
  g_return_val_if_fail (DESK_IS_CHIP (self), NULL);
  return self->id;
}

gint64
desk_chip_get_count (DeskChip *self)
{
  g_return_val_if_fail (DESK_IS_CHIP (self), -1);
  return self->count;
}

void
desk_chip_set_count (DeskChip *self, gint64 count)
{
  g_autofree char *text = NULL;

  g_return_if_fail (DESK_IS_CHIP (self));

  if (self->count == count)
    return;
  self->count = count;
  text = count < 0 ? g_strdup ("") : desk_format_count (count);
  gtk_label_set_text (self->count_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), count >= 0);
  update_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}
