/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Titles and cells are two columns of rows beside each other; the heights of both halves of a row
 * are kept equal. One adjustment moves the cells and their head. Main thread. */

#include "client/admin/desk-rights-table.h"

struct _DeskRightsTable
{
  AdwBin parent_instance;

  GtkBox *titles;
  GtkBox *cells;
  GtkAdjustment *sideways; /* (owned) */
};

G_DEFINE_FINAL_TYPE (DeskRightsTable, desk_rights_table, ADW_TYPE_BIN)

static GtkWidget *
make_half (GtkWidget *child, const char *side, const char *css)
{
  GtkWidget *half = adw_bin_new ();

  gtk_widget_add_css_class (half, css);
  gtk_widget_add_css_class (half, side);
  if (child != NULL)
    adw_bin_set_child (ADW_BIN (half), child);
  return half;
}

/* The user scrolls by the bar below, by the wheel or by moving the focus. */
static GtkWidget *
make_sideways (DeskRightsTable *self, GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_hadjustment (GTK_SCROLLED_WINDOW (scroller), self->sideways);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  return scroller;
}

static void
keep_equal (GtkSizeGroupMode mode, GtkWidget *first, GtkWidget *second)
{
  g_autoptr (GtkSizeGroup) group = gtk_size_group_new (mode);

  gtk_size_group_add_widget (group, first);
  gtk_size_group_add_widget (group, second);
}

static void
show_bar_cb (GtkAdjustment *sideways, GtkWidget *bar)
{
  gtk_widget_set_visible (bar, gtk_adjustment_get_upper (sideways) >
                                   gtk_adjustment_get_page_size (sideways));
}

static GtkWidget *
make_bar (DeskRightsTable *self)
{
  GtkWidget *bar = gtk_scrollbar_new (GTK_ORIENTATION_HORIZONTAL, self->sideways);

  g_signal_connect_object (self->sideways, "changed", G_CALLBACK (show_bar_cb), bar, 0);
  show_bar_cb (self->sideways, bar);
  return bar;
}

static GtkWidget *
make_row (GtkWidget *title, GtkWidget *cells)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_hexpand (cells, FALSE);
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), cells);
  return row;
}

static void
desk_rights_table_finalize (GObject *object)
{
  g_object_unref (DESK_RIGHTS_TABLE (object)->sideways);
  G_OBJECT_CLASS (desk_rights_table_parent_class)->finalize (object);
}

static void
desk_rights_table_class_init (DeskRightsTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_rights_table_finalize;
}

static void
desk_rights_table_init (DeskRightsTable *self)
{
  self->titles = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->cells = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->sideways = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
}

GtkWidget *
desk_rights_table_new (GtkWidget *title, GtkWidget *cells)
{
  DeskRightsTable *self = g_object_new (DESK_TYPE_RIGHTS_TABLE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *rows = gtk_scrolled_window_new ();
  GtkWidget *head = make_sideways (self, make_half (cells, "cells", "desk-rights-head"));
  GtkWidget *body = make_sideways (self, GTK_WIDGET (self->cells));
  GtkWidget *corner = make_half (title, "title", "desk-rights-head");

  gtk_box_append (GTK_BOX (box), make_row (corner, head));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (rows), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (rows),
                                 make_row (GTK_WIDGET (self->titles), body));
  gtk_widget_set_vexpand (rows, TRUE);
  keep_equal (GTK_SIZE_GROUP_VERTICAL, corner, head);
  keep_equal (GTK_SIZE_GROUP_HORIZONTAL, head, body);
  gtk_box_append (GTK_BOX (box), rows);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  adw_bin_set_child (ADW_BIN (self), box);
  return GTK_WIDGET (self);
}

void
desk_rights_table_add (DeskRightsTable *self, GtkWidget *title, GtkWidget *cells)
{
  const char *css = cells != NULL ? "desk-rights-row" : "desk-rights-group";
  GtkWidget *left;
  GtkWidget *right;

  g_return_if_fail (DESK_IS_RIGHTS_TABLE (self));

  left = make_half (title, "title", css);
  right = make_half (cells, "cells", css);
  keep_equal (GTK_SIZE_GROUP_VERTICAL, left, right);
  gtk_box_append (self->titles, left);
  gtk_box_append (self->cells, right);
}
