/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The left column of the window. Main thread. It knows modules by their interface and everything
 * else by action. */

#include "client/app/desk-sidebar.h"

#include <glib/gi18n.h>

#include "client/app/desk-sidebar-row.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-menu-button.h"
#include "client/ui/desk-role.h"
#include "client/ui/desk-sync-row.h"
#include "client/ui/desk-tooltip.h"

#define WIDTH      212
#define RAIL_WIDTH 56

struct _DeskSidebar
{
  AdwBin parent_instance;

  /* template widgets */
  AdwClamp *clamp; /* of the header bar: its natural width is more than it needs */
  AdwHeaderBar *header_bar;
  GtkWidget *name_box;
  GtkMenuButton *menu_button;
  GMenuModel *main_menu;
  GtkWidget *find_button;
  GtkWidget *find_content;
  GtkWidget *find_label;
  GtkWidget *find_key;
  GtkListBox *pages_list;
  DeskSyncRow *sync_row;
  GtkWidget *user_button;
  GMenuModel *user_menu;
  GtkWidget *user_content;
  GtkWidget *user_texts;
  GtkWidget *user_arrow;
  DeskAvatar *avatar;
  GtkLabel *user_label;
  GtkLabel *role_label;

  DeskContext *context; /* (owned) (nullable) */
  gboolean rail;
};

enum
{
  PROP_RAIL = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskSidebar, desk_sidebar, ADW_TYPE_BIN)

static void
update_user (DeskSidebar *self)
{
  DeskAccount *account = desk_context_get_account (self->context);
  const char *name = desk_account_get_user_name (account);
  const char *branch =
      desk_context_get_branch_name (self->context, desk_account_get_branch (account));
  g_autofree char *role = NULL;
  g_autofree char *spoken = NULL;

  if (name == NULL)
    name = desk_account_get_login (account);
  role = branch != NULL
             ? g_strdup_printf ("%s · %s", desk_role_get_title (desk_account_get_role (account)),
                                branch)
             : g_strdup (desk_role_get_title (desk_account_get_role (account)));
  desk_avatar_set_text (self->avatar, name);
  gtk_label_set_label (self->user_label, name != NULL ? name : "");
  gtk_label_set_label (self->role_label, role);
  /* Translators: accessible name of the button with the signed-in person */
  spoken = g_strdup_printf (_ ("%s: theme, preferences, sign out"), name != NULL ? name : "");
  desk_tooltip_set (self->user_button, self->rail ? name : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->user_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

static void
update_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  DeskSidebar *self = user_data;
  const char *section = desk_sidebar_row_get_section (DESK_SIDEBAR_ROW (row));
  GtkWidget *label;

  if (section == NULL || self->rail)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (section);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "desk-section");
  gtk_list_box_row_set_header (row, label);
}

static void
row_activated_cb (DeskSidebar *self, GtkListBoxRow *row)
{
  DeskModule *module = desk_sidebar_row_get_module (DESK_SIDEBAR_ROW (row));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", desk_module_get_id (module));
}

static void
desk_sidebar_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_RAIL:
      g_value_set_boolean (value, DESK_SIDEBAR (object)->rail);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_sidebar_set_property (GObject *object,
                           guint property_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_RAIL:
      desk_sidebar_set_rail (DESK_SIDEBAR (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_sidebar_dispose (GObject *object)
{
  DeskSidebar *self = DESK_SIDEBAR (object);

  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SIDEBAR);
  G_OBJECT_CLASS (desk_sidebar_parent_class)->dispose (object);
}

static void
desk_sidebar_class_init (DeskSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = desk_sidebar_get_property;
  object_class->set_property = desk_sidebar_set_property;
  object_class->dispose = desk_sidebar_dispose;

  properties[PROP_RAIL] =
      g_param_spec_boolean ("rail", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (DESK_TYPE_SYNC_ROW);
  g_type_ensure (DESK_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/app/desk-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, clamp);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, header_bar);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, name_box);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, main_menu);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, find_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, find_content);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, find_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, find_key);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, pages_list);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, sync_row);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, user_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, user_menu);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, user_content);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, user_texts);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, user_arrow);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, avatar);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, user_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSidebar, role_label);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
desk_sidebar_init (DeskSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  desk_menu_button_fill (GTK_MENU_BUTTON (self->user_button));
  desk_menu_button_set_menu (GTK_MENU_BUTTON (self->user_button), self->user_menu);
  desk_menu_button_set_menu (self->menu_button, self->main_menu);
  gtk_widget_set_size_request (GTK_WIDGET (self), WIDTH, -1);
  gtk_list_box_set_header_func (self->pages_list, update_header_cb, self, NULL);
}

void
desk_sidebar_set_context (DeskSidebar *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_SIDEBAR (self));

  if (!g_set_object (&self->context, context))
    return;
  desk_sync_row_set_context (self->sync_row, context);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_user), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_account (context), "notify", G_CALLBACK (update_user),
                           self, G_CONNECT_SWAPPED);
  update_user (self);
}

void
desk_sidebar_add_module (DeskSidebar *self, DeskModule *module, const char *section)
{
  g_return_if_fail (DESK_IS_SIDEBAR (self));

  gtk_list_box_append (self->pages_list, desk_sidebar_row_new (module, section));
}

void
desk_sidebar_select (DeskSidebar *self, const char *module)
{
  GtkListBoxRow *row;

  g_return_if_fail (DESK_IS_SIDEBAR (self));

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->pages_list, i)) != NULL; i++)
    if (g_str_equal (desk_module_get_id (desk_sidebar_row_get_module (DESK_SIDEBAR_ROW (row))),
                     module))
      gtk_list_box_select_row (self->pages_list, row);
}

void
desk_sidebar_set_rail (DeskSidebar *self, gboolean rail)
{
  GtkListBoxRow *row;

  g_return_if_fail (DESK_IS_SIDEBAR (self));

  if (self->rail == rail)
    return;
  self->rail = rail;
  if (rail)
    gtk_widget_add_css_class (GTK_WIDGET (self), "rail");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "rail");
  gtk_widget_set_size_request (GTK_WIDGET (self), rail ? RAIL_WIDTH : WIDTH, -1);
  gtk_widget_set_visible (self->name_box, !rail);
  gtk_widget_set_visible (self->find_label, !rail);
  gtk_widget_set_visible (self->find_key, !rail);
  gtk_widget_set_halign (self->find_content, rail ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  desk_tooltip_set (self->find_button, rail ? _ ("Find (Ctrl+K)") : NULL);
  gtk_widget_set_visible (self->user_texts, !rail);
  gtk_widget_set_visible (self->user_arrow, !rail);
  gtk_widget_set_halign (self->user_content, rail ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->pages_list, i)) != NULL; i++)
    desk_sidebar_row_set_rail (DESK_SIDEBAR_ROW (row), rail);
  gtk_list_box_invalidate_headers (self->pages_list);
  desk_sync_row_set_compact (self->sync_row, rail);
  if (self->context != NULL)
    update_user (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RAIL]);
}

void
desk_sidebar_set_alone (DeskSidebar *self, gboolean alone)
{
  g_return_if_fail (DESK_IS_SIDEBAR (self));

  adw_header_bar_set_show_end_title_buttons (self->header_bar, alone);
  adw_clamp_set_maximum_size (self->clamp, alone ? G_MAXINT16 : self->rail ? RAIL_WIDTH : WIDTH);
  adw_clamp_set_tightening_threshold (self->clamp, adw_clamp_get_maximum_size (self->clamp));
}

void
desk_sidebar_show_sync (DeskSidebar *self)
{
  g_return_if_fail (DESK_IS_SIDEBAR (self));

  desk_sync_row_popup (self->sync_row);
}
