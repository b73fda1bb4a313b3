/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. Pages are made when first shown. Main thread; closed with the main window. */

#define G_LOG_DOMAIN "zontik-admin"

#include "client/admin/desk-admin-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/admin/desk-admin-page.h"
#include "client/admin/desk-admin-sections.h"
#include "client/admin/desk-audit-page.h"
#include "shared/base/crm-text.h"
#include "shared/record/crm-user.h"

#define WIDTH         1240
#define HEIGHT        740
#define SIDEBAR_WIDTH 231
#define TOAST_SECONDS 5
#define MAX_UNDOS     50

typedef struct
{
  char *text;
  DeskAdminUndoFunc undo;
  gpointer data;
  GDestroyNotify data_free;
} Act;

struct _DeskAdminWindow
{
  AdwWindow parent_instance;

  DeskContext *context; /* (owned) */
  GPtrArray *acts;      /* (element-type Act): newest last */
  const DeskAdminSection *shown;

  /* children */
  AdwToastOverlay *overlay;
  AdwLeaflet *leaflet;
  GtkSearchEntry *search;
  GtkListBox *list;
  GtkWidget *nothing;
  GtkStack *stack;
  GtkLabel *foot;
  AdwToast *undo_toast; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DeskAdminWindow, desk_admin_window, ADW_TYPE_WINDOW)

static void
free_act (gpointer data)
{
  Act *act = data;

  if (act->data_free != NULL)
    act->data_free (act->data);
  g_free (act->text);
  g_free (act);
}

static const DeskAdminSection *
get_section (GtkListBoxRow *row)
{
  guint n_sections;
  const DeskAdminSection *sections = desk_admin_sections (&n_sections);
  const char *id = gtk_widget_get_name (GTK_WIDGET (row));

  for (guint i = 0; i < n_sections; i++)
    if (g_str_equal (sections[i].id, id))
      return &sections[i];
  return NULL;
}

static void
show_section (DeskAdminWindow *self, const DeskAdminSection *section)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, section->id);

  if (page == NULL)
    {
      page = section->create (self->context);
      gtk_stack_add_named (self->stack, page, section->id);
    }
  self->shown = section;
  gtk_stack_set_visible_child (self->stack, page);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
row_activated_cb (DeskAdminWindow *self, GtkListBoxRow *row)
{
  const DeskAdminSection *section = get_section (row);

  if (section != NULL)
    show_section (self, section);
}

static gboolean
is_found (GtkListBoxRow *row, gpointer user_data)
{
  DeskAdminWindow *self = user_data;
  const DeskAdminSection *section = get_section (row);
  g_autofree char *wanted =
      crm_text_normalise (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  g_autofree char *all = NULL;
  g_autofree char *text = NULL;

  if (section == NULL || !desk_admin_section_is_for (section, self->context))
    return FALSE;
  all = g_strconcat (_ (section->title), " ", _ (section->words), NULL);
  text = crm_text_normalise (all);
  return wanted == NULL || strstr (text, wanted) != NULL;
}

static GtkListBoxRow *
find_first (DeskAdminWindow *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
search_changed_cb (DeskAdminWindow *self)
{
  gtk_list_box_invalidate_filter (self->list);
  gtk_widget_set_visible (self->nothing, find_first (self) == NULL);
}

static void
search_activate_cb (DeskAdminWindow *self)
{
  GtkListBoxRow *row;

  /* Who is quick presses Enter before the search has noticed the last letter. */
  search_changed_cb (self);
  row = find_first (self);
  if (row == NULL)
    return;
  gtk_list_box_select_row (self->list, row);
  row_activated_cb (self, row);
}

static void
stop_search_cb (DeskAdminWindow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* The rights of this person changed: a section more or less, or nothing left. */
static void
rights_changed_cb (DeskAdminWindow *self)
{
  DeskRights *rights = desk_context_get_rights (self->context);
  GtkListBoxRow *row;

  if (desk_rights_is_known (rights) && !desk_rights_may_administer (rights))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  gtk_list_box_invalidate_filter (self->list);
  if (self->shown != NULL && !desk_admin_section_is_for (self->shown, self->context) &&
      (row = find_first (self)) != NULL)
    row_activated_cb (self, row);
}

static void
show_foot (DeskAdminWindow *self)
{
  const char *server = desk_account_get_server (desk_context_get_account (self->context));
  const char *rest = server != NULL ? strstr (server, "://") : NULL;
  DeskRecordSet *users =
      desk_rights_get_set (desk_context_get_rights (self->context), &crm_user_kind);
  guint n_active = 0;
  g_autofree char *people = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; users != NULL && i < desk_record_set_get_count (users); i++)
    n_active += crm_record_get_boolean (desk_record_set_get (users, i), CRM_USER_ACTIVE);
  /* Translators: %u people work with the program */
  people = g_strdup_printf (ngettext ("%u person", "%u people", n_active), n_active);
  /* Translators: the server, the version of the program, "31 people" */
  text = g_strdup_printf (_ ("Server %s\nversion %s · %s"),
                          rest != NULL ? rest + strlen ("://") : (server != NULL ? server : "—"),
                          ZONTIK_VERSION, people);
  gtk_label_set_label (self->foot, text);
}

static void
undo_cb (DeskAdminWindow *self)
{
  desk_admin_window_undo (self);
}

static void
toast_dismissed_cb (DeskAdminWindow *self, AdwToast *toast)
{
  if (self->undo_toast == toast)
    g_clear_object (&self->undo_toast);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  undo_cb (DESK_ADMIN_WINDOW (widget));
}

static void
show_sections_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_navigate (DESK_ADMIN_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_sections_action (widget, NULL, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (DESK_ADMIN_WINDOW (widget)->search));
}

static GtkWidget *
make_section_row (const DeskAdminSection *section)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_ (section->title));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "desk-page-name");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (section->icon_name));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, section->id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (section->title), -1);
  return row;
}

static GtkWidget *
make_search (DeskAdminWindow *self)
{
  GtkWidget *entry = gtk_search_entry_new ();

  self->search = GTK_SEARCH_ENTRY (entry);
  g_object_set (entry, "placeholder-text", _ ("Find setting"), NULL);
  gtk_widget_add_css_class (entry, "desk-find");
  gtk_widget_add_css_class (entry, "desk-admin-find");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find setting"), -1);
  g_signal_connect_object (entry, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (search_activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "stop-search", G_CALLBACK (stop_search_cb), self,
                           G_CONNECT_SWAPPED);
  return entry;
}

static GtkWidget *
make_list (DeskAdminWindow *self)
{
  guint n_sections;
  const DeskAdminSection *sections = desk_admin_sections (&n_sections);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  for (guint i = 0; i < n_sections; i++)
    gtk_list_box_append (self->list, make_section_row (&sections[i]));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Sections"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self->list);
}

static GtkWidget *
make_sidebar (DeskAdminWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *title = gtk_label_new (_ ("Administration"));
  GtkWidget *foot = gtk_label_new (NULL);
  GtkWidget *list = make_list (self);
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_add_css_class (bar, "flat");
  gtk_widget_add_css_class (title, "desk-app-name");
  gtk_widget_set_margin_start (title, 9);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), title);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), adw_bin_new ());
  /* Beside the page its bar has the buttons of the window. */
  g_object_bind_property (self->leaflet, "folded", bar, "show-end-title-buttons",
                          G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), make_search (self));
  gtk_box_append (GTK_BOX (box), list);
  self->nothing = gtk_label_new (_ ("Nothing is called that"));
  gtk_widget_add_css_class (self->nothing, "desk-subtitle");
  gtk_widget_set_margin_top (self->nothing, 12);
  gtk_widget_set_visible (self->nothing, FALSE);
  gtk_box_append (GTK_BOX (box), self->nothing);
  self->foot = GTK_LABEL (foot);
  gtk_label_set_xalign (self->foot, 0);
  gtk_label_set_wrap (self->foot, TRUE);
  gtk_widget_set_vexpand (foot, TRUE);
  gtk_widget_set_valign (foot, GTK_ALIGN_END);
  gtk_widget_add_css_class (foot, "caption");
  gtk_widget_add_css_class (foot, "desk-admin-foot");
  gtk_box_append (GTK_BOX (box), foot);
  /* The bar alone would be wider. */
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), SIDEBAR_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), SIDEBAR_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_widget_add_css_class (clamp, "desk-sidebar");
  gtk_widget_set_hexpand (clamp, FALSE);
  return clamp;
}

static void
folded_cb (DeskAdminWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "admin.show-sections",
                                 adw_leaflet_get_folded (self->leaflet));
}

static void
desk_admin_window_dispose (GObject *object)
{
  DeskAdminWindow *self = DESK_ADMIN_WINDOW (object);

  g_clear_object (&self->undo_toast);
  g_ptr_array_set_size (self->acts, 0);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_admin_window_parent_class)->dispose (object);
}

static void
desk_admin_window_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_ADMIN_WINDOW (object)->acts);
  G_OBJECT_CLASS (desk_admin_window_parent_class)->finalize (object);
}

static void
desk_admin_window_class_init (DeskAdminWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_admin_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_admin_window_finalize;
  gtk_widget_class_install_action (widget_class, "admin.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "admin.show-sections", NULL, show_sections_action);
  gtk_widget_class_install_action (widget_class, "admin.find", NULL, find_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "admin.undo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "admin.find",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
desk_admin_window_init (DeskAdminWindow *self)
{
  GtkWidget *line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);

  self->acts = g_ptr_array_new_with_free_func (free_act);
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  adw_leaflet_append (self->leaflet, make_sidebar (self));
  adw_leaflet_page_set_navigatable (adw_leaflet_append (self->leaflet, line), FALSE);
  adw_leaflet_append (self->leaflet, GTK_WIDGET (self->stack));
  adw_leaflet_set_can_navigate_back (self->leaflet, TRUE);
  self->overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->overlay, GTK_WIDGET (self->leaflet));
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->overlay));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, -1);
  g_signal_connect_object (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
  folded_cb (self);
}

GtkWidget *
desk_admin_window_new (GtkApplication *application, DeskContext *context)
{
  DeskAdminWindow *self =
      g_object_new (DESK_TYPE_ADMIN_WINDOW, "application", application, "title",
                    _ ("Administration"), "icon-name", "io.github.zontik.Zontik", NULL);
  DeskRights *rights = desk_context_get_rights (context);
  GtkListBoxRow *row;

  self->context = g_object_ref (context);
  g_signal_connect_object (rights, "changed", G_CALLBACK (rights_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (rights, "changed", G_CALLBACK (show_foot), self, G_CONNECT_SWAPPED);
  gtk_list_box_set_filter_func (self->list, is_found, self, NULL);
  show_foot (self);
  row = find_first (self);
  if (row != NULL)
    {
      gtk_list_box_select_row (self->list, row);
      row_activated_cb (self, row);
    }
  return GTK_WIDGET (self);
}

gboolean
desk_admin_window_show (DeskAdminWindow *self, const char *id)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (DESK_IS_ADMIN_WINDOW (self), FALSE);

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_str_equal (gtk_widget_get_name (GTK_WIDGET (row)), id) &&
        desk_admin_section_is_for (get_section (row), self->context))
      {
        gtk_list_box_select_row (self->list, row);
        row_activated_cb (self, row);
        return TRUE;
      }
  return FALSE;
}

gboolean
desk_admin_window_show_log (DeskAdminWindow *self, CrmRecord *record)
{
  GtkWidget *page;

  g_return_val_if_fail (DESK_IS_ADMIN_WINDOW (self), FALSE);

  if (!desk_admin_window_show (self, "audit"))
    return FALSE;
  page = gtk_stack_get_visible_child (self->stack);
  desk_audit_bar_choose_record (desk_audit_page_get_bar (DESK_AUDIT_PAGE (page)), record);
  return TRUE;
}

const char *
desk_admin_window_get_shown (DeskAdminWindow *self)
{
  g_return_val_if_fail (DESK_IS_ADMIN_WINDOW (self), NULL);

  return self->shown != NULL ? self->shown->id : NULL;
}

void
desk_admin_window_find (DeskAdminWindow *self, const char *text)
{
  g_return_if_fail (DESK_IS_ADMIN_WINDOW (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  search_changed_cb (self);
}

gboolean
desk_admin_window_undo (DeskAdminWindow *self)
{
  Act *act;

  g_return_val_if_fail (DESK_IS_ADMIN_WINDOW (self), FALSE);

  if (self->acts->len == 0)
    return FALSE;
  act = g_ptr_array_steal_index (self->acts, self->acts->len - 1);
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  act->undo (act->data);
  free_act (act);
  return TRUE;
}

static DeskAdminWindow *
find_window (GtkWidget *from)
{
  GtkRoot *root = gtk_widget_get_root (from);

  while (GTK_IS_WINDOW (root) && !DESK_IS_ADMIN_WINDOW (root))
    root = (GtkRoot *) gtk_window_get_transient_for (GTK_WINDOW (root));
  return DESK_IS_ADMIN_WINDOW (root) ? DESK_ADMIN_WINDOW (root) : NULL;
}

void
desk_admin_toast (GtkWidget *from, const char *text)
{
  DeskAdminWindow *self = find_window (from);
  AdwToast *toast;

  if (self == NULL)
    return;
  toast = adw_toast_new (text);
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  adw_toast_overlay_add_toast (self->overlay, toast);
}

void
desk_admin_offer_undo (GtkWidget *from,
                       const char *text,
                       DeskAdminUndoFunc undo,
                       gpointer data,
                       GDestroyNotify data_free)
{
  DeskAdminWindow *self = find_window (from);
  Act *act = g_new0 (Act, 1);
  AdwToast *toast;

  act->text = g_strdup (text);
  act->undo = undo;
  act->data = data;
  act->data_free = data_free;
  if (self == NULL)
    {
      free_act (act);
      return;
    }
  g_ptr_array_add (self->acts, act);
  if (self->acts->len > MAX_UNDOS)
    g_ptr_array_remove_index (self->acts, 0);
  toast = adw_toast_new (text);
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "admin.undo");
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  g_set_object (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (self->overlay, toast);
}
