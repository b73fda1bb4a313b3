/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The frame around the pages. Main thread, child of the window. The toolkit has no breakpoints yet:
 * the width is seen when it is allocated and the shape changes in the next turn of the loop. */

#include "client/app/desk-shell.h"

#include <glib/gi18n.h>

#include "client/app/desk-sidebar.h"
#include "client/ui/desk-elastic.h"

struct _DeskShell
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *box;
  AdwLeaflet *leaflet;
  DeskSidebar *sidebar;
  DeskElastic *content;
  GtkStack *pages_stack;
  GtkBox *bottom_bar;

  DeskContext *context;  /* (owned) (nullable) */
  GPtrArray *bottom;     /* (element-type GtkToggleButton), borrowed; the last is «Ещё» */
  DeskModule *module;    /* (owned) (nullable): in front */
  gboolean shows_record; /* a detail, not the list */
  DeskLayout layout;
  DeskLayout wanted;
  guint layout_source;
};

G_DEFINE_FINAL_TYPE (DeskShell, desk_shell, GTK_TYPE_WIDGET)

static gboolean
is_narrow (DeskShell *self)
{
  return self->layout == DESK_LAYOUT_NARROW;
}

static gboolean
shows_sidebar (DeskShell *self)
{
  return g_strcmp0 (adw_leaflet_get_visible_child_name (self->leaflet), "sidebar") == 0;
}

/* In the narrow shape a detail has the whole window; the bottom bar is for lists. */
static void
update_bars (DeskShell *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);
  gboolean more = folded && shows_sidebar (self);

  desk_sidebar_set_alone (self->sidebar, folded);
  gtk_widget_set_visible (GTK_WIDGET (self->bottom_bar),
                          is_narrow (self) && (more || !self->shows_record));
  for (guint i = 0; i < self->bottom->len; i++)
    {
      GtkToggleButton *button = g_ptr_array_index (self->bottom, i);
      const char *id = gtk_widget_get_name (GTK_WIDGET (button));
      gboolean active = i + 1 == self->bottom->len
                            ? more
                            : !more && self->module != NULL &&
                                  g_str_equal (id, desk_module_get_id (self->module));

      gtk_toggle_button_set_active (button, active);
    }
}

static void
folded_cb (DeskShell *self)
{
  if (self->bottom != NULL)
    update_bars (self);
}

static void
apply_layout (DeskShell *self)
{
  self->layout = self->wanted;
  desk_sidebar_set_rail (self->sidebar, self->layout == DESK_LAYOUT_RAIL);
  adw_leaflet_set_can_unfold (self->leaflet, !is_narrow (self));
  if (!is_narrow (self))
    adw_leaflet_set_visible_child_name (self->leaflet, "content");
  if (self->context != NULL)
    desk_context_set_layout (self->context, self->layout);
  update_bars (self);
}

static gboolean
layout_cb (gpointer user_data)
{
  DeskShell *self = user_data;

  self->layout_source = 0;
  apply_layout (self);
  return G_SOURCE_REMOVE;
}

static void
bottom_clicked_cb (DeskShell *self, GtkWidget *button)
{
  const char *id = gtk_widget_get_name (button);

  if (g_str_equal (id, "more"))
    adw_leaflet_set_visible_child_name (self->leaflet, "sidebar");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", id);
  update_bars (self);
}

static void
add_bottom_button (DeskShell *self, const char *id, const char *icon_name, const char *title)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name (icon_name));
  gtk_box_append (GTK_BOX (content), gtk_label_new (title));
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_set_name (button, id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (bottom_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->bottom_bar, button);
  g_ptr_array_add (self->bottom, button);
}

static void
desk_shell_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  gtk_widget_measure (DESK_SHELL (widget)->box, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
desk_shell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DeskShell *self = DESK_SHELL (widget);

  self->wanted = desk_layout_for_width (width);
  if (self->wanted != self->layout && self->layout_source == 0)
    self->layout_source = g_idle_add_full (GDK_PRIORITY_REDRAW - 20, layout_cb, self, NULL);
  gtk_widget_allocate (self->box, width, height, baseline, NULL);
}

static void
desk_shell_dispose (GObject *object)
{
  DeskShell *self = DESK_SHELL (object);

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_pointer (&self->bottom, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SHELL);
  g_clear_object (&self->module);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_shell_parent_class)->dispose (object);
}

static void
desk_shell_class_init (DeskShellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_shell_dispose;
  widget_class->measure = desk_shell_measure;
  widget_class->size_allocate = desk_shell_size_allocate;

  g_type_ensure (DESK_TYPE_SIDEBAR);
  g_type_ensure (DESK_TYPE_ELASTIC);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/app/desk-shell.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskShell, box);
  gtk_widget_class_bind_template_child (widget_class, DeskShell, leaflet);
  gtk_widget_class_bind_template_child (widget_class, DeskShell, sidebar);
  gtk_widget_class_bind_template_child (widget_class, DeskShell, content);
  gtk_widget_class_bind_template_child (widget_class, DeskShell, pages_stack);
  gtk_widget_class_bind_template_child (widget_class, DeskShell, bottom_bar);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
}

static void
desk_shell_init (DeskShell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->bottom = g_ptr_array_new ();
  self->layout = DESK_LAYOUT_WIDE;
  self->wanted = DESK_LAYOUT_WIDE;
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
}

void
desk_shell_set_context (DeskShell *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_SHELL (self));

  if (!g_set_object (&self->context, context))
    return;
  desk_sidebar_set_context (self->sidebar, context);
  desk_context_set_layout (context, self->layout);
}

void
desk_shell_add_module (DeskShell *self, DeskModule *module, const char *section)
{
  g_return_if_fail (DESK_IS_SHELL (self));

  /* «Ещё» stays last: it opens the sidebar with everything that has no room below. */
  if (self->bottom->len > 0)
    {
      gtk_box_remove (self->bottom_bar, g_ptr_array_index (self->bottom, self->bottom->len - 1));
      g_ptr_array_set_size (self->bottom, self->bottom->len - 1);
    }
  desk_sidebar_add_module (self->sidebar, module, section);
  add_bottom_button (self, desk_module_get_id (module), desk_module_get_icon_name (module),
                     desk_module_get_title (module));
  add_bottom_button (self, "more", "view-more-horizontal-symbolic", _ ("More"));
}

void
desk_shell_show (DeskShell *self, DeskModule *module, const char *record)
{
  const char *id;

  g_return_if_fail (DESK_IS_SHELL (self));
  g_return_if_fail (DESK_IS_MODULE (module));

  id = desk_module_get_id (module);
  if (gtk_stack_get_child_by_name (self->pages_stack, id) == NULL)
    gtk_stack_add_named (self->pages_stack, desk_module_create_page (module, self->context), id);
  g_set_object (&self->module, module);
  self->shows_record = record != NULL;
  desk_module_open_record (module, record);
  gtk_stack_set_visible_child_name (self->pages_stack, id);
  desk_sidebar_select (self->sidebar, id);
  adw_leaflet_set_visible_child_name (self->leaflet, "content");
  update_bars (self);
}

void
desk_shell_expect_width (DeskShell *self, int width)
{
  g_return_if_fail (DESK_IS_SHELL (self));

  self->wanted = desk_layout_for_width (width);
  if (self->wanted != self->layout)
    apply_layout (self);
}

static gboolean
show_sync_cb (gpointer user_data)
{
  g_autoptr (DeskShell) self = user_data;

  if (self->bottom != NULL)
    desk_sidebar_show_sync (self->sidebar);
  return G_SOURCE_REMOVE;
}

void
desk_shell_show_sync (DeskShell *self)
{
  g_return_if_fail (DESK_IS_SHELL (self));

  if (is_narrow (self))
    adw_leaflet_set_visible_child_name (self->leaflet, "sidebar");
  update_bars (self);
  /* The popover needs its button on the screen. */
  g_idle_add (show_sync_cb, g_object_ref (self));
}

GtkWidget *
desk_shell_get_page (DeskShell *self)
{
  g_return_val_if_fail (DESK_IS_SHELL (self), NULL);

  return gtk_stack_get_visible_child (self->pages_stack);
}

void
desk_shell_move_pane (DeskShell *self, int step)
{
  GtkWidget *panes[] = { GTK_WIDGET (self->sidebar), GTK_WIDGET (self->content),
                         GTK_WIDGET (self->bottom_bar) };
  const int n = G_N_ELEMENTS (panes);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  int at = step > 0 ? -1 : n;

  for (int i = 0; focus != NULL && i < n; i++)
    if (focus == panes[i] || gtk_widget_is_ancestor (focus, panes[i]))
      at = i;
  for (int tries = 0; tries < n; tries++)
    {
      at = (at + step + n) % n;
      if (gtk_widget_get_mapped (panes[at]) &&
          gtk_widget_child_focus (panes[at], GTK_DIR_TAB_FORWARD))
        return;
    }
}
