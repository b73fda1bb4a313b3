/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskRelationRow: follows the relation and the other client. Main thread; owned by the block. */

#include "client/customers/desk-relation-row.h"

#include <glib/gi18n.h>

#include "client/customers/desk-card-words.h"
#include "client/customers/desk-customer-acts.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-change-text.h"
#include "shared/base/crm-phone.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-relation-rules.h"
#include "shared/customers/crm-relation.h"

struct _DeskRelationRow
{
  GtkListBoxRow parent_instance;

  DeskAvatar *avatar;
  GtkLabel *name_label;
  GtkLabel *more_label;
  GtkWidget *home_icon;
  GtkWidget *menu_button;

  DeskContext *context; /* (owned) */
  CrmRecord *relation;  /* (owned) */
  CrmRecord *other;     /* (owned) (nullable): a client */
  gboolean reverse;     /* the card is that of the other */
};

G_DEFINE_FINAL_TYPE (DeskRelationRow, desk_relation_row, GTK_TYPE_LIST_BOX_ROW)

static gboolean
is_other_known (DeskRelationRow *self)
{
  return self->other != NULL && crm_record_is_loaded (self->other) &&
         crm_record_get_id (self->other) != NULL &&
         crm_record_get_state (self->other) != CRM_RECORD_DELETED;
}

/* (transfer full) */
static char *
dup_name (DeskRelationRow *self)
{
  const char *name = crm_record_get_text (self->relation, CRM_RELATION_NAME);

  if (is_other_known (self))
    return desk_change_dup_short_name (self->other);
  if (!self->reverse && name != NULL)
    return g_strdup (name);
  /* Somebody whose card this person may not see. */
  return g_strdup (_ ("A client you do not see"));
}

/* (transfer full) (nullable): how a stranger is reached, where an employee works. */
static char *
dup_more (DeskRelationRow *self)
{
  const char *phone = crm_record_get_text (self->relation, CRM_RELATION_PHONE);
  const char *position = crm_record_get_text (self->relation, CRM_RELATION_POSITION);
  g_autofree char *shown = self->other != NULL || phone == NULL ? NULL : crm_phone_format (phone);

  if (shown != NULL && position != NULL)
    return g_strdup_printf ("%s, %s", position, shown);
  return shown != NULL ? g_steal_pointer (&shown) : g_strdup (position);
}

static void
update_cb (DeskRelationRow *self)
{
  const char *type = crm_record_get_text (self->relation, CRM_RELATION_TYPE);
  const char *sex =
      is_other_known (self) ? crm_record_get_text (self->other, CRM_CUSTOMER_SEX) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *more = NULL;
  g_autofree char *spoken = NULL;
  g_autofree char *markup = NULL;
  const char *word;

  if (!crm_record_is_loaded (self->relation))
    return;
  word = desk_card_relation_word (self->reverse ? crm_relation_reverse (type) : type, sex);
  name = dup_name (self);
  more = dup_more (self);
  markup = g_markup_printf_escaped ("%s <span alpha=\"58%%\">\xc2\xb7 %s</span>", name, word);
  spoken = g_strdup_printf ("%s, %s", name, word);
  desk_avatar_set_text (self->avatar, name);
  gtk_label_set_markup (self->name_label, markup);
  gtk_label_set_text (self->more_label, more != NULL ? more : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), more != NULL);
  gtk_widget_set_visible (self->home_icon,
                          crm_record_get_boolean (self->relation, CRM_RELATION_HOUSEHOLD));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskRelationRow *self = DESK_RELATION_ROW (widget);

  if (is_other_known (self))
    gtk_widget_activate_action (widget, "win.open-record", "(ss)", "customer",
                                crm_record_get_id (self->other));
}

static void
household_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskRelationRow *self = DESK_RELATION_ROW (widget);
  const gboolean home = crm_record_get_boolean (self->relation, CRM_RELATION_HOUSEHOLD);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_relation_kind);

  crm_field_set_put (set, CRM_RELATION_HOUSEHOLD, home ? NULL : "true");
  desk_customer_change (widget, self->context, self->relation, set,
                        home ? _ ("They live apart now") : _ ("They live together now"));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskRelationRow *self = DESK_RELATION_ROW (widget);
  GtkWidget *list = gtk_widget_get_parent (widget);

  if (desk_customer_may (self->context, self->relation, CRM_ACTION_DELETE))
    desk_customer_remove_child (list != NULL ? list : widget, self->context, self->relation,
                                _ ("Relation removed"));
}

/* The words depend on the state and the rights, so the menu is made when it is opened. */
static void
make_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  DeskRelationRow *self = user_data;
  const gboolean home = crm_record_get_boolean (self->relation, CRM_RELATION_HOUSEHOLD);
  g_autoptr (GMenu) menu = g_menu_new ();

  if (is_other_known (self))
    g_menu_append (menu, _ ("Open the card"), "relation.open");
  if (desk_customer_may (self->context, self->relation, CRM_ACTION_EDIT))
    g_menu_append (menu, home ? _ ("Live apart") : _ ("Live together"), "relation.household");
  if (desk_customer_may (self->context, self->relation, CRM_ACTION_DELETE))
    g_menu_append (menu, _ ("Remove"), "relation.remove");
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
desk_relation_row_dispose (GObject *object)
{
  DeskRelationRow *self = DESK_RELATION_ROW (object);

  g_clear_object (&self->other);
  g_clear_object (&self->relation);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_relation_row_parent_class)->dispose (object);
}

static void
desk_relation_row_class_init (DeskRelationRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_relation_row_dispose;
  gtk_widget_class_install_action (widget_class, "relation.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "relation.household", NULL, household_action);
  gtk_widget_class_install_action (widget_class, "relation.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "relation.remove", NULL);
}

static GtkLabel *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return GTK_LABEL (label);
}

static void
desk_relation_row_init (DeskRelationRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->avatar = DESK_AVATAR (desk_avatar_new (26));
  self->name_label = make_label ();
  self->more_label = make_label ();
  gtk_widget_add_css_class (GTK_WIDGET (self->more_label), "desk-subtitle");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  self->home_icon = gtk_image_new_from_icon_name ("zontik-house-symbolic");
  gtk_widget_set_tooltip_text (self->home_icon, _ ("Lives together with this client"));
  gtk_widget_add_css_class (self->home_icon, "dim-label");
  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), make_menu_cb, self,
                                         NULL);
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_add_css_class (self->menu_button, "desk-row-button");
  gtk_widget_set_valign (self->menu_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->menu_button, _ ("More"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More about this relation"), -1);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->name_label));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->more_label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->avatar));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), self->home_icon);
  gtk_box_append (GTK_BOX (box), self->menu_button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-relation-row");
}

GtkWidget *
desk_relation_row_new (DeskContext *context, CrmRecord *relation, const char *customer)
{
  DeskRelationRow *self = g_object_new (DESK_TYPE_RELATION_ROW, NULL);
  const char *owner = crm_record_get_text (relation, CRM_RELATION_CUSTOMER);
  const char *id;

  self->context = g_object_ref (context);
  self->relation = g_object_ref (relation);
  self->reverse = g_strcmp0 (owner, customer) != 0;
  id = self->reverse ? owner : crm_record_get_text (relation, CRM_RELATION_OTHER);
  if (id != NULL)
    {
      self->other =
          desk_database_ref_record (desk_context_get_database (context), &crm_customer_kind, id);
      g_signal_connect_object (self->other, "notify", G_CALLBACK (update_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (relation, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}

CrmRecord *
desk_relation_row_get_relation (DeskRelationRow *self)
{
  g_return_val_if_fail (DESK_IS_RELATION_ROW (self), NULL);
  return self->relation;
}

void
desk_relation_row_open (DeskRelationRow *self)
{
  g_return_if_fail (DESK_IS_RELATION_ROW (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "relation.open", NULL);
}
