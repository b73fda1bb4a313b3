/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chips of a filter. Those of "any of them" have the word "or" between them. Main thread; owned by
 * the page. */

#include "client/ui/desk-filter-chips.h"

#include <glib/gi18n.h>

struct _DeskFilterChips
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *box;
  DeskFilterWords *words; /* (owned) */
  DeskFilter *filter;     /* (owned) (nullable) */
};

enum
{
  EDIT,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskFilterChips, desk_filter_chips, GTK_TYPE_WIDGET)

static void
edit_cb (DeskFilterChips *self)
{
  g_signal_emit (self, signals[EDIT], 0);
}

static void
remove_cb (DeskFilterChips *self, GtkWidget *button)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_filter_unref);
  g_autoptr (DeskFilter) left = NULL;
  const guint gone = (guint) g_ascii_strtoull (gtk_widget_get_name (button), NULL, 10);

  if (desk_filter_is_group (self->filter))
    for (guint i = 0; i < desk_filter_get_n_parts (self->filter); i++)
      if (i != gone)
        g_ptr_array_add (parts, desk_filter_ref (desk_filter_get_part (self->filter, i)));
  left = desk_filter_new_group (desk_filter_is_group (self->filter) &&
                                    desk_filter_is_any (self->filter),
                                parts);
  g_signal_emit (self, signals[REMOVED], 0, left);
}

static void
add_chip (DeskFilterChips *self, DeskFilter *part, guint index)
{
  g_autofree char *text = desk_filter_words_describe (self->words, part);
  g_autofree char *place = g_strdup_printf ("%u", index);
  g_autofree char *name = g_strdup_printf (_ ("Remove “%s”"), text);
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_button_new_with_label (text);
  GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_add_css_class (chip, "desk-filter-chip");
  gtk_widget_add_css_class (label, "flat");
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (label, _ ("Change the filter"));
  gtk_widget_set_name (remove, place);
  gtk_widget_set_tooltip_text (remove, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (label, "clicked", G_CALLBACK (edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), remove);
  gtk_box_append (GTK_BOX (self->box), chip);
}

static void
add_or (DeskFilterChips *self)
{
  GtkWidget *label = gtk_label_new (C_ ("filter", "or"));

  gtk_widget_add_css_class (label, "desk-subtitle");
  gtk_box_append (GTK_BOX (self->box), label);
}

static void
fill_cb (DeskFilterChips *self)
{
  GtkWidget *child;
  guint n = 0;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  if (desk_filter_is_empty (self->filter))
    return;
  if (!desk_filter_is_group (self->filter))
    {
      add_chip (self, self->filter, 0);
      return;
    }
  for (guint i = 0; i < desk_filter_get_n_parts (self->filter); i++)
    {
      if (desk_filter_is_empty (desk_filter_get_part (self->filter, i)))
        continue;
      if (n++ > 0 && desk_filter_is_any (self->filter))
        add_or (self);
      add_chip (self, desk_filter_get_part (self->filter, i), i);
    }
}

static void
desk_filter_chips_dispose (GObject *object)
{
  DeskFilterChips *self = DESK_FILTER_CHIPS (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->filter, desk_filter_unref);
  g_clear_object (&self->words);
  G_OBJECT_CLASS (desk_filter_chips_parent_class)->dispose (object);
}

static void
desk_filter_chips_class_init (DeskFilterChipsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_filter_chips_dispose;
  signals[EDIT] = g_signal_new ("edit", DESK_TYPE_FILTER_CHIPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", DESK_TYPE_FILTER_CHIPS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, DESK_TYPE_FILTER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
desk_filter_chips_init (DeskFilterChips *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Conditions"), -1);
}

GtkWidget *
desk_filter_chips_new (DeskFilterWords *words)
{
  DeskFilterChips *self = g_object_new (DESK_TYPE_FILTER_CHIPS, NULL);

  self->words = g_object_ref (words);
  g_signal_connect_object (words, "changed", G_CALLBACK (fill_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
desk_filter_chips_set_filter (DeskFilterChips *self, DeskFilter *filter)
{
  g_return_if_fail (DESK_IS_FILTER_CHIPS (self));

  if (filter == self->filter)
    return;
  g_clear_pointer (&self->filter, desk_filter_unref);
  self->filter = filter != NULL ? desk_filter_ref (filter) : NULL;
  fill_cb (self);
}
