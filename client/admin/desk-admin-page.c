/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The frame that all sections share. Main thread. */

#include "client/admin/desk-admin-page.h"

#include <glib/gi18n.h>

#define COLUMN_WIDTH 760

struct _DeskAdminPage
{
  AdwBin parent_instance;

  DeskContext *context; /* (owned) */
  AdwHeaderBar *bar;
  GtkWidget *back; /* to the sections, where only one fits */
  GtkWidget *body;
  GtkRevealer *revealer;
};

G_DEFINE_FINAL_TYPE (DeskAdminPage, desk_admin_page, ADW_TYPE_BIN)

gboolean
desk_admin_is_online (DeskContext *context)
{
  DeskSyncState state = desk_sync_status_get_state (desk_context_get_status (context));

  return desk_context_get_remote (context) != NULL && state != DESK_SYNC_OFFLINE &&
         state != DESK_SYNC_SIGNED_OUT && state != DESK_SYNC_CERTIFICATE;
}

static void
status_cb (DeskAdminPage *self)
{
  gtk_revealer_set_reveal_child (self->revealer, !desk_admin_is_online (self->context));
}

static GtkRevealer *
make_banner (void)
{
  GtkWidget *revealer = gtk_revealer_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_ ("No connection: everything can be read, nothing changed."));

  gtk_widget_add_css_class (box, "desk-banner");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("network-offline-symbolic"));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_revealer_set_child (GTK_REVEALER (revealer), box);
  return GTK_REVEALER (revealer);
}

static void
desk_admin_page_dispose (GObject *object)
{
  g_clear_object (&DESK_ADMIN_PAGE (object)->context);
  G_OBJECT_CLASS (desk_admin_page_parent_class)->dispose (object);
}

static void
desk_admin_page_root (GtkWidget *widget)
{
  DeskAdminPage *self = DESK_ADMIN_PAGE (widget);
  GtkWidget *leaflet = gtk_widget_get_ancestor (widget, ADW_TYPE_LEAFLET);

  GTK_WIDGET_CLASS (desk_admin_page_parent_class)->root (widget);
  if (leaflet != NULL)
    g_object_bind_property (leaflet, "folded", self->back, "visible", G_BINDING_SYNC_CREATE);
}

static void
desk_admin_page_class_init (DeskAdminPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_admin_page_dispose;
  GTK_WIDGET_CLASS (klass)->root = desk_admin_page_root;
}

static void
desk_admin_page_init (DeskAdminPage *self)
{
}

static void
make_bar (DeskAdminPage *self, const char *title)
{
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *empty = adw_bin_new ();

  self->bar = ADW_HEADER_BAR (adw_header_bar_new ());
  self->back = desk_admin_make_icon_button ("go-previous-symbolic", _ ("Sections"));
  gtk_widget_set_visible (self->back, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "flat");
  gtk_widget_add_css_class (label, "desk-page-title");
  gtk_widget_set_margin_start (label, 12);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back), "admin.show-sections");
  adw_header_bar_pack_start (self->bar, self->back);
  adw_header_bar_pack_start (self->bar, label);
  adw_header_bar_set_title_widget (self->bar, empty);
}

GtkWidget *
desk_admin_page_new (DeskContext *context, const char *title)
{
  DeskAdminPage *self = g_object_new (DESK_TYPE_ADMIN_PAGE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->context = g_object_ref (context);
  make_bar (self, title);
  self->revealer = make_banner ();
  self->body = adw_bin_new ();
  gtk_widget_set_vexpand (self->body, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->revealer));
  gtk_box_append (GTK_BOX (box), self->body);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (desk_context_get_status (context), "notify::state",
                           G_CALLBACK (status_cb), self, G_CONNECT_SWAPPED);
  status_cb (self);
  return GTK_WIDGET (self);
}

void
desk_admin_page_add_end (DeskAdminPage *self, GtkWidget *widget)
{
  g_return_if_fail (DESK_IS_ADMIN_PAGE (self));

  if (GTK_IS_BUTTON (widget) && ADW_IS_BUTTON_CONTENT (gtk_button_get_child (GTK_BUTTON (widget))))
    gtk_widget_add_css_class (widget, "raised");
  adw_header_bar_pack_end (self->bar, widget);
}

void
desk_admin_page_set_child (DeskAdminPage *self, GtkWidget *child)
{
  g_return_if_fail (DESK_IS_ADMIN_PAGE (self));

  adw_bin_set_child (ADW_BIN (self->body), child);
}

GtkWidget *
desk_admin_make_column (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), COLUMN_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  gtk_widget_add_css_class (clamp, "desk-admin-column");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

GtkWidget *
desk_admin_make_heading (const char *title, const char *subtitle)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *quiet = gtk_label_new (subtitle);

  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (quiet, "desk-subtitle");
  gtk_widget_set_valign (quiet, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_label_set_ellipsize (GTK_LABEL (quiet), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (quiet, TRUE);
  gtk_label_set_xalign (GTK_LABEL (quiet), 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), quiet);
  gtk_widget_add_css_class (box, "desk-group-heading");
  return box;
}

GtkWidget *
desk_admin_make_button (const char *icon_name, const char *label)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), icon_name);
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), label);
  /* Its label names the button; a name of its own would be said twice. */
  gtk_button_set_child (GTK_BUTTON (button), content);
  return button;
}

GtkWidget *
desk_admin_make_icon_button (const char *icon_name, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

void
desk_admin_name_row (GtkWidget *child, const char *name)
{
  GtkWidget *row = gtk_widget_get_parent (child);

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
desk_admin_clear_list (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}
