/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first section: people at the left, the matrix at the right. Main thread; made when first
 * shown. */

#define G_LOG_DOMAIN "zontik-admin"

#include "client/admin/desk-people-page.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-page.h"
#include "client/admin/desk-admin-window.h"
#include "client/admin/desk-admin-words.h"
#include "client/admin/desk-devices-page.h"
#include "client/admin/desk-exception-list.h"
#include "client/admin/desk-hand-over.h"
#include "client/admin/desk-people-list.h"
#include "client/admin/desk-person-acts.h"
#include "client/ui/desk-answer-text.h"
#include "client/ui/desk-menu-button.h"
#include "client/ui/desk-sessions.h"
#include "shared/base/crm-error.h"
#include "shared/record/crm-user.h"

#define LIST_WIDTH   258
#define RIGHTS_WIDTH 300

struct _DeskPeoplePage
{
  AdwBin parent_instance;

  DeskContext *context;     /* (owned) */
  DeskRightsEditor *editor; /* (owned) */
  DeskSessions *sessions;   /* (owned) */

  /* children */
  DeskPeopleList *list;
  DeskRightsMatrix *matrix;
  DeskExceptionList *exceptions;
  GtkToggleButton *compare;
  GtkWidget *invite;
  AdwLeaflet *leaflet;
};

/* A change of one role that can be taken back. */
typedef struct
{
  DeskRightsEditor *editor; /* (owned) */
  char *code;
  CrmRights before;
} Change;

G_DEFINE_FINAL_TYPE (DeskPeoplePage, desk_people_page, ADW_TYPE_BIN)

static void
free_change (gpointer data)
{
  Change *change = data;

  g_object_unref (change->editor);
  g_free (change->code);
  g_free (change);
}

static void
undo_change (gpointer data)
{
  Change *change = data;
  int role = desk_rights_editor_find_role (change->editor, change->code);

  if (role >= 0)
    desk_rights_editor_put (change->editor, (guint) role, &change->before);
}

static void
show_differences (DeskPeoplePage *self)
{
  guint n_differences = desk_rights_matrix_count_differences (self->matrix);
  g_autofree char *text = NULL;

  if (!gtk_toggle_button_get_active (self->compare))
    text = g_strdup (_ ("Compare with the default role"));
  else if (n_differences == 0)
    text = g_strdup (_ ("All as by default"));
  else
    /* Translators: %u cells of a table */
    text = g_strdup_printf (ngettext ("%u difference from the default",
                                      "%u differences from the default", n_differences),
                            n_differences);
  gtk_button_set_label (GTK_BUTTON (self->compare), text);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->compare))),
                           PANGO_ELLIPSIZE_END);
}

static void
edited_cb (DeskPeoplePage *self, guint role, gpointer before, const char *text)
{
  Change *change = g_new0 (Change, 1);

  change->editor = g_object_ref (self->editor);
  change->code =
      g_strdup (crm_record_get_text (desk_rights_editor_get_role (self->editor, role), 0));
  change->before = *(const CrmRights *) before;
  desk_admin_offer_undo (GTK_WIDGET (self), text, undo_change, change, free_change);
  show_differences (self);
}

static void
refused_cb (DeskPeoplePage *self, const char *why)
{
  desk_admin_toast (GTK_WIDGET (self), why);
}

static void
failed_cb (DeskPeoplePage *self, guint role, GError *error)
{
  g_autofree char *text = desk_answer_dup_text (error);

  desk_admin_toast (GTK_WIDGET (self), text);
  show_differences (self);
}

static void
compare_cb (DeskPeoplePage *self)
{
  desk_rights_matrix_set_comparing (self->matrix, gtk_toggle_button_get_active (self->compare));
  show_differences (self);
}

/* What can be done with the chosen one now. */
static void
update_actions (DeskPeoplePage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  DeskRights *rights = desk_context_get_rights (self->context);
  CrmRecord *user = desk_people_page_get_person (self);
  const char *me = desk_account_get_user_id (desk_context_get_account (self->context));
  gboolean is_online = desk_admin_is_online (self->context);
  gboolean is_other = user != NULL && g_strcmp0 (crm_record_get_id (user), me) != 0;
  gboolean is_active = user != NULL && crm_record_get_boolean (user, CRM_USER_ACTIVE);
  gboolean may_edit =
      is_online && user != NULL && desk_rights_allow_any (rights, "user", CRM_ACTION_EDIT);
  gboolean may_except =
      is_online && is_other && desk_rights_allow_any (rights, "right-exception", CRM_ACTION_CREATE);
  gboolean may_hand_over =
      is_online && user != NULL && desk_rights_allow_any (rights, "customer", CRM_ACTION_REASSIGN);

  gtk_widget_action_set_enabled (widget, "person.edit", may_edit);
  gtk_widget_action_set_enabled (widget, "person.password", may_edit && is_other);
  gtk_widget_action_set_enabled (widget, "person.totp", may_edit && is_other);
  gtk_widget_action_set_enabled (widget, "person.disable", may_edit && is_other && is_active);
  gtk_widget_action_set_enabled (widget, "person.enable", may_edit && is_other && !is_active);
  gtk_widget_action_set_enabled (widget, "person.exception", may_except);
  gtk_widget_action_set_enabled (widget, "person.hand-over", may_hand_over);
  gtk_widget_action_set_enabled (widget, "person.deputy",
                                 is_online && user != NULL &&
                                     desk_rights_allow_any (rights, "deputy", CRM_ACTION_CREATE));
  gtk_widget_action_set_enabled (widget, "person.devices",
                                 user != NULL &&
                                     desk_rights_allow_any (rights, "device", CRM_ACTION_SEE));
  gtk_widget_action_set_enabled (widget, "person.invite",
                                 is_online &&
                                     desk_rights_allow_any (rights, "user", CRM_ACTION_CREATE));
}

static void
chosen_cb (DeskPeoplePage *self, CrmRecord *user)
{
  desk_rights_matrix_set_role (self->matrix, crm_record_get_text (user, CRM_USER_ROLE));
  desk_exception_list_set_person (self->exceptions, user);
  update_actions (self);
}

static void
rights_changed_cb (DeskPeoplePage *self)
{
  CrmRecord *user = desk_people_page_get_person (self);

  if (user != NULL)
    chosen_cb (self, user);
  else
    update_actions (self);
}

static void
activated_cb (DeskPeoplePage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "person.edit", NULL);
}

static const struct
{
  const char *name;
  GtkWidget *(*open) (GtkWidget *from, DeskContext *context, CrmRecord *user);
} forms[] = {
  { "person.edit", desk_person_edit },
  { "person.password", desk_person_reset_password },
  { "person.totp", desk_person_reset_totp },
  { "person.disable", desk_person_disable },
  { "person.exception", desk_person_add_exception },
  { "person.hand-over", desk_hand_over_open },
  { "person.deputy", desk_person_add_deputy },
  { "person.devices", desk_devices_open },
};

static void
person_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskPeoplePage *self = DESK_PEOPLE_PAGE (widget);
  CrmRecord *user = desk_people_page_get_person (self);

  if (g_str_equal (name, "person.invite"))
    desk_person_invite (widget, self->context);
  else if (user != NULL && g_str_equal (name, "person.enable"))
    desk_person_enable (widget, self->context, user);
  for (guint i = 0; user != NULL && i < G_N_ELEMENTS (forms); i++)
    if (g_str_equal (forms[i].name, name))
      forms[i].open (widget, self->context, user);
}

static GMenuModel *
make_menu (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) access = g_menu_new ();
  g_autoptr (GMenu) work = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();

  g_menu_append (work, _ ("Edit…"), "person.edit");
  g_menu_append (work, _ ("Give an exception…"), "person.exception");
  g_menu_append (work, _ ("Appoint a deputy…"), "person.deputy");
  g_menu_append (work, _ ("Hand over all clients…"), "person.hand-over");
  g_menu_append (access, _ ("Devices…"), "person.devices");
  g_menu_append (access, _ ("New password…"), "person.password");
  g_menu_append (access, _ ("Turn off two-factor sign-in…"), "person.totp");
  g_menu_append (end, _ ("Disable…"), "person.disable");
  g_menu_append (end, _ ("Enable again"), "person.enable");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (work));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (access));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
add_bar_buttons (DeskPeoplePage *self, DeskAdminPage *page)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenuModel) menu = make_menu ();

  self->invite = desk_admin_make_button ("contact-new-symbolic", _ ("Invite"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->invite), "person.invite");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_set_tooltip_text (button, _ ("What to do with the chosen person"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What to do with the chosen person"), -1);
  desk_admin_page_add_end (page, button);
  desk_admin_page_add_end (page, self->invite);
}

static void
add_sample (GtkWidget *box, CrmScope scope, const char *css, const char *meaning)
{
  GtkWidget *sample = gtk_label_new (desk_scope_get_title (scope, FALSE));
  GtkWidget *label = gtk_label_new (meaning);

  gtk_widget_add_css_class (sample, "desk-level");
  gtk_widget_add_css_class (sample, css);
  gtk_widget_add_css_class (label, "desk-subtitle");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_end (label, 9);
  gtk_box_append (GTK_BOX (box), sample);
  gtk_box_append (GTK_BOX (box), label);
}

static GtkWidget *
make_legend (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *hint = gtk_label_new (_ ("Change: click or 0–3"));

  add_sample (box, CRM_SCOPE_OWN, "own", _ ("assigned to the person"));
  add_sample (box, CRM_SCOPE_BRANCH, "branch", _ ("of the branch"));
  add_sample (box, CRM_SCOPE_ALL, "all", _ ("of the company"));
  gtk_widget_add_css_class (hint, "desk-subtitle");
  gtk_label_set_ellipsize (GTK_LABEL (hint), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (hint, TRUE);
  gtk_widget_set_halign (hint, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), hint);
  return box;
}

static void
turn_cb (DeskPeoplePage *self)
{
  adw_leaflet_navigate (self->leaflet,
                        adw_leaflet_get_adjacent_child (self->leaflet,
                                                        ADW_NAVIGATION_DIRECTION_FORWARD) != NULL
                            ? ADW_NAVIGATION_DIRECTION_FORWARD
                            : ADW_NAVIGATION_DIRECTION_BACK);
}

/* Between the people and the matrix, where only one of them fits. */
static GtkWidget *
make_turn (DeskPeoplePage *self, const char *icon_name, const char *label)
{
  GtkWidget *button = desk_admin_make_icon_button (icon_name, label);

  g_object_bind_property (self->leaflet, "folded", button, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (turn_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_head (DeskPeoplePage *self)
{
  GtkWidget *head = desk_admin_make_heading (_ ("Rights by roles"), _ ("whose records are open"));

  gtk_box_prepend (GTK_BOX (head), make_turn (self, "go-previous-symbolic", _ ("Users")));
  self->compare = GTK_TOGGLE_BUTTON (gtk_toggle_button_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->compare), "desk-link");
  gtk_widget_add_css_class (GTK_WIDGET (self->compare), "desk-quiet");
  g_signal_connect_object (self->compare, "toggled", G_CALLBACK (compare_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->compare));
  return head;
}

static GtkWidget *
make_rights (DeskPeoplePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *head = make_head (self);
  GtkWidget *matrix = desk_rights_matrix_new (self->editor);
  GtkWidget *exceptions = desk_exception_list_new (self->context);

  self->matrix = DESK_RIGHTS_MATRIX (matrix);
  self->exceptions = DESK_EXCEPTION_LIST (exceptions);
  gtk_widget_set_vexpand (matrix, TRUE);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), matrix);
  gtk_box_append (GTK_BOX (box), make_legend ());
  gtk_box_append (GTK_BOX (box), exceptions);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_size_request (box, RIGHTS_WIDTH, -1);
  return box;
}

static void
build (DeskPeoplePage *self)
{
  GtkWidget *page = desk_admin_page_new (self->context, _ ("Users and rights"));
  GtkWidget *list = desk_people_list_new (self->context, self->sessions);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->list = DESK_PEOPLE_LIST (list);
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  gtk_widget_set_size_request (left, LIST_WIDTH, -1);
  gtk_widget_set_hexpand (left, FALSE);
  gtk_widget_set_vexpand (list, TRUE);
  gtk_widget_add_css_class (left, "desk-admin-left");
  gtk_widget_add_css_class (GTK_WIDGET (self->leaflet), "desk-admin-body");
  gtk_box_append (GTK_BOX (left), list);
  desk_people_list_add_button (self->list,
                               make_turn (self, "go-next-symbolic", _ ("Rights by roles")));
  adw_leaflet_append (self->leaflet, left);
  adw_leaflet_append (self->leaflet, make_rights (self));
  desk_admin_page_set_child (DESK_ADMIN_PAGE (page), GTK_WIDGET (self->leaflet));
  add_bar_buttons (self, DESK_ADMIN_PAGE (page));
  adw_bin_set_child (ADW_BIN (self), page);
}

static void
connect_all (DeskPeoplePage *self)
{
  g_signal_connect_object (self->list, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->matrix, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->matrix, "refused", G_CALLBACK (refused_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (show_differences), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_rights (self->context), "changed",
                           G_CALLBACK (rights_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_status (self->context), "notify::state",
                           G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
}

static void
desk_people_page_dispose (GObject *object)
{
  DeskPeoplePage *self = DESK_PEOPLE_PAGE (object);

  g_clear_object (&self->editor);
  g_clear_object (&self->sessions);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_people_page_parent_class)->dispose (object);
}

static void
desk_people_page_class_init (DeskPeoplePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_people_page_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    gtk_widget_class_install_action (widget_class, forms[i].name, NULL, person_action);
  gtk_widget_class_install_action (widget_class, "person.invite", NULL, person_action);
  gtk_widget_class_install_action (widget_class, "person.enable", NULL, person_action);
}

static void
desk_people_page_init (DeskPeoplePage *self)
{
}

GtkWidget *
desk_people_page_new (DeskContext *context)
{
  DeskPeoplePage *self = g_object_new (DESK_TYPE_PEOPLE_PAGE, NULL);

  self->context = g_object_ref (context);
  self->editor = desk_rights_editor_new (context);
  self->sessions = desk_sessions_new (context, "/admin/sessions");
  build (self);
  connect_all (self);
  show_differences (self);
  rights_changed_cb (self);
  return GTK_WIDGET (self);
}

CrmRecord *
desk_people_page_get_person (DeskPeoplePage *self)
{
  g_return_val_if_fail (DESK_IS_PEOPLE_PAGE (self), NULL);

  return desk_people_list_get_chosen (self->list);
}

gboolean
desk_people_page_choose (DeskPeoplePage *self, const char *id)
{
  g_return_val_if_fail (DESK_IS_PEOPLE_PAGE (self), FALSE);

  return desk_people_list_choose (self->list, id);
}

DeskRightsMatrix *
desk_people_page_get_matrix (DeskPeoplePage *self)
{
  g_return_val_if_fail (DESK_IS_PEOPLE_PAGE (self), NULL);

  return self->matrix;
}

DeskRightsEditor *
desk_people_page_get_editor (DeskPeoplePage *self)
{
  g_return_val_if_fail (DESK_IS_PEOPLE_PAGE (self), NULL);

  return self->editor;
}
