/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the sidebar. Main thread; follows the attention model of its module. */

#include "client/app/desk-sidebar-row.h"

#include "client/ui/desk-tooltip.h"

struct _DeskSidebarRow
{
  GtkListBoxRow parent_instance;

  /* template widgets */
  GtkBox *content;
  GtkImage *image;
  GtkLabel *label;
  GtkLabel *count_label;

  DeskModule *module; /* (owned) */
  char *section;      /* (owned) (nullable) */
  gboolean rail;
};

G_DEFINE_FINAL_TYPE (DeskSidebarRow, desk_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static void
update_count (DeskSidebarRow *self)
{
  GListModel *attention = desk_module_get_attention (self->module);
  guint n = attention != NULL ? g_list_model_get_n_items (attention) : 0;
  g_autofree char *text = n > 0 ? g_strdup_printf ("%u", n) : g_strdup ("");

  gtk_label_set_label (self->count_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), n > 0 && !self->rail);
}

static void
desk_sidebar_row_dispose (GObject *object)
{
  DeskSidebarRow *self = DESK_SIDEBAR_ROW (object);

  g_clear_object (&self->module);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SIDEBAR_ROW);
  G_OBJECT_CLASS (desk_sidebar_row_parent_class)->dispose (object);
}

static void
desk_sidebar_row_finalize (GObject *object)
{
  g_free (DESK_SIDEBAR_ROW (object)->section);
  G_OBJECT_CLASS (desk_sidebar_row_parent_class)->finalize (object);
}

static void
desk_sidebar_row_class_init (DeskSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_sidebar_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_sidebar_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/app/desk-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskSidebarRow, content);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebarRow, image);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebarRow, label);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebarRow, count_label);
}

static void
desk_sidebar_row_init (DeskSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
desk_sidebar_row_new (DeskModule *module, const char *section)
{
  DeskSidebarRow *self = g_object_new (DESK_TYPE_SIDEBAR_ROW, NULL);
  GListModel *attention = desk_module_get_attention (module);

  self->module = g_object_ref (module);
  self->section = g_strdup (section);
  gtk_image_set_from_icon_name (self->image, desk_module_get_icon_name (module));
  gtk_label_set_label (self->label, desk_module_get_title (module));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  desk_module_get_title (module), -1);
  if (attention != NULL)
    g_signal_connect_object (attention, "items-changed", G_CALLBACK (update_count), self,
                             G_CONNECT_SWAPPED);
  update_count (self);
  return GTK_WIDGET (self);
}

DeskModule *
desk_sidebar_row_get_module (DeskSidebarRow *self)
{
  g_return_val_if_fail (DESK_IS_SIDEBAR_ROW (self), NULL);

  return self->module;
}

const char *
desk_sidebar_row_get_section (DeskSidebarRow *self)
{
  g_return_val_if_fail (DESK_IS_SIDEBAR_ROW (self), NULL);

  return self->section;
}

void
desk_sidebar_row_set_rail (DeskSidebarRow *self, gboolean rail)
{
  g_return_if_fail (DESK_IS_SIDEBAR_ROW (self));

  self->rail = rail;
  gtk_widget_set_visible (GTK_WIDGET (self->label), !rail);
  gtk_widget_set_halign (GTK_WIDGET (self->content), rail ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  desk_tooltip_set (GTK_WIDGET (self), rail ? desk_module_get_title (self->module) : NULL);
  update_count (self);
}
