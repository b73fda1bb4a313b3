/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The builder of filters: rows of conditions below "all of them" or "any of them", and groups of
 * the same, one level deep. Main thread; owned by its popover. */

#include "client/ui/desk-filter-builder.h"

#include <glib/gi18n.h>

#include "client/ui/desk-filter-row.h"

struct _DeskFilterBuilder
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *mode_box;
  GtkToggleButton *all_button;
  GtkToggleButton *any_button;
  GtkWidget *remove_button; /* of a group inside another */
  GtkWidget *rows;
  GtkWidget *group_button;

  DeskFilterWords *words; /* (owned) */
  gboolean inner;
  gboolean filling;
};

enum
{
  CHANGED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskFilterBuilder, desk_filter_builder, GTK_TYPE_WIDGET)

static DeskFilterBuilder *make_inner (DeskFilterBuilder *self);

static guint
count_rows (DeskFilterBuilder *self)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (self->rows); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n++;
  return n;
}

/* "All or any" is a question from two on. */
static void
changed_cb (DeskFilterBuilder *self)
{
  if (self->any_button == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->all_button), count_rows (self) > 1 || self->inner);
  gtk_widget_set_visible (GTK_WIDGET (self->any_button), count_rows (self) > 1 || self->inner);
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
row_removed_cb (DeskFilterBuilder *self, GtkWidget *row)
{
  GtkWidget *next = gtk_widget_get_next_sibling (row);

  if (next == NULL)
    next = gtk_widget_get_prev_sibling (row);
  gtk_box_remove (GTK_BOX (self->rows), row);
  if (next == NULL || !gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
  changed_cb (self);
}

static void
append_row (DeskFilterBuilder *self, GtkWidget *row)
{
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (row_removed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->rows), row);
}

static void
add_row_cb (DeskFilterBuilder *self)
{
  desk_filter_builder_add (self);
}

static void
add_group_cb (DeskFilterBuilder *self)
{
  DeskFilterBuilder *group = make_inner (self);

  append_row (self, GTK_WIDGET (group));
  gtk_toggle_button_set_active (group->any_button, TRUE);
  desk_filter_builder_add (group);
}

static void
remove_cb (DeskFilterBuilder *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
desk_filter_builder_dispose (GObject *object)
{
  DeskFilterBuilder *self = DESK_FILTER_BUILDER (object);

  self->filling = TRUE;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->words);
  G_OBJECT_CLASS (desk_filter_builder_parent_class)->dispose (object);
}

static void
desk_filter_builder_class_init (DeskFilterBuilderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_filter_builder_dispose;
  signals[CHANGED] = g_signal_new ("changed", DESK_TYPE_FILTER_BUILDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", DESK_TYPE_FILTER_BUILDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkToggleButton *
add_mode (DeskFilterBuilder *self, const char *title)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (title);

  gtk_widget_set_visible (button, FALSE);
  g_signal_connect_object (button, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->mode_box), button);
  return GTK_TOGGLE_BUTTON (button);
}

static GtkWidget *
make_add_button (DeskFilterBuilder *self, const char *title, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (title);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_head (DeskFilterBuilder *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->mode_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->mode_box, "linked");
  self->all_button = add_mode (self, _ ("All conditions"));
  self->any_button = add_mode (self, _ ("Any of them"));
  gtk_toggle_button_set_group (self->any_button, self->all_button);
  gtk_toggle_button_set_active (self->all_button, TRUE);
  gtk_widget_set_hexpand (self->mode_box, TRUE);
  gtk_box_append (GTK_BOX (head), self->mode_box);
  self->remove_button = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_add_css_class (self->remove_button, "flat");
  gtk_widget_set_tooltip_text (self->remove_button, _ ("Remove the group"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Remove the group"), -1);
  gtk_widget_set_visible (self->remove_button, FALSE);
  g_signal_connect_object (self->remove_button, "clicked", G_CALLBACK (remove_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), self->remove_button);
  return head;
}

static void
desk_filter_builder_init (DeskFilterBuilder *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->filling = TRUE;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), make_head (self));
  gtk_box_append (GTK_BOX (self->box), self->rows);
  gtk_box_append (GTK_BOX (foot),
                  make_add_button (self, _ ("Add a condition"), G_CALLBACK (add_row_cb)));
  self->group_button = make_add_button (self, _ ("Add a group"), G_CALLBACK (add_group_cb));
  gtk_box_append (GTK_BOX (foot), self->group_button);
  gtk_box_append (GTK_BOX (self->box), foot);
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-filter-builder");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Conditions"), -1);
  self->filling = FALSE;
}

GtkWidget *
desk_filter_builder_new (DeskFilterWords *words)
{
  DeskFilterBuilder *self = g_object_new (DESK_TYPE_FILTER_BUILDER, NULL);

  self->words = g_object_ref (words);
  return GTK_WIDGET (self);
}

static DeskFilterBuilder *
make_inner (DeskFilterBuilder *self)
{
  DeskFilterBuilder *group = DESK_FILTER_BUILDER (desk_filter_builder_new (self->words));

  group->inner = TRUE;
  gtk_widget_add_css_class (GTK_WIDGET (group), "inner");
  gtk_widget_set_visible (group->group_button, FALSE);
  gtk_widget_set_visible (group->remove_button, TRUE);
  return group;
}

void
desk_filter_builder_add (DeskFilterBuilder *self)
{
  GtkWidget *row;

  g_return_if_fail (DESK_IS_FILTER_BUILDER (self));

  row = desk_filter_row_new (self->words, NULL);
  append_row (self, row);
  /* A popover that opens gives the keyboard to its first widget by itself. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
  changed_cb (self);
}

static void
fill (DeskFilterBuilder *self, DeskFilter *filter)
{
  gtk_toggle_button_set_active (desk_filter_is_any (filter) ? self->any_button : self->all_button,
                                TRUE);
  for (guint i = 0; i < desk_filter_get_n_parts (filter); i++)
    {
      DeskFilter *part = desk_filter_get_part (filter, i);
      DeskFilterBuilder *group;

      if (!desk_filter_is_group (part))
        {
          append_row (self, desk_filter_row_new (self->words, part));
          continue;
        }
      group = make_inner (self);
      desk_filter_builder_set_filter (group, part);
      append_row (self, GTK_WIDGET (group));
    }
}

void
desk_filter_builder_set_filter (DeskFilterBuilder *self, DeskFilter *filter)
{
  GtkWidget *row;

  g_return_if_fail (DESK_IS_FILTER_BUILDER (self));

  self->filling = TRUE;
  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), row);
  if (filter != NULL && desk_filter_is_group (filter))
    fill (self, filter);
  else if (filter != NULL)
    append_row (self, desk_filter_row_new (self->words, filter));
  changed_cb (self);
  self->filling = FALSE;
}

DeskFilter *
desk_filter_builder_dup_filter (DeskFilterBuilder *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_filter_unref);

  g_return_val_if_fail (DESK_IS_FILTER_BUILDER (self), NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (self->rows);
       row != NULL && parts->len < DESK_FILTER_MAX_TESTS; row = gtk_widget_get_next_sibling (row))
    {
      DeskFilter *part = DESK_IS_FILTER_ROW (row)
                             ? desk_filter_row_dup_test (DESK_FILTER_ROW (row))
                             : desk_filter_builder_dup_filter (DESK_FILTER_BUILDER (row));

      if (part != NULL)
        g_ptr_array_add (parts, part);
    }
  return desk_filter_new_group (gtk_toggle_button_get_active (self->any_button), parts);
}
