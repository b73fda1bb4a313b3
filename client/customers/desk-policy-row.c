/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line follows its record; the details are made when they are first asked for. Main thread;
 * child of the list of the block. */

#include "client/customers/desk-policy-row.h"

#include <glib/gi18n.h>

#include "client/customers/desk-policy-details.h"
#include "client/customers/desk-policy-words.h"
#include "client/ui/desk-products.h"

struct _DeskPolicyRow
{
  GtkListBoxRow parent_instance;

  GtkBox *box;
  GtkImage *icon;
  GtkBox *name_box;
  GtkLabel *name_label;
  GtkLabel *number_label;
  GtkBox *value_box;
  GtkLabel *term_label;
  GtkLabel *premium_label;
  GtkImage *arrow;
  GtkWidget *details; /* (nullable): once it was open */
  GtkWidget *menu;    /* (nullable): while it is open */

  DeskContext *context;   /* (owned) (nullable) */
  CrmRecord *policy;      /* (owned) (nullable) */
  DeskRecordSet *objects; /* (owned) (nullable) */
  gboolean open;
};

enum
{
  PROP_OPEN = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DeskPolicyRow, desk_policy_row, GTK_TYPE_LIST_BOX_ROW)

/* What a screen reader says of the whole line. */
static void
speak (DeskPolicyRow *self, const char *number, const char *term, const char *premium)
{
  g_autofree char *text =
      g_strdup_printf ("%s%s%s, %s, %s", gtk_label_get_text (self->name_label),
                       number != NULL ? " " : "", number != NULL ? number : "", term, premium);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
set_term (DeskPolicyRow *self, const char *term, const char *tone)
{
  const char *quiet[] = { "desk-subtitle", NULL };
  const char *tag[] = { "desk-tag", tone, NULL };

  gtk_label_set_text (self->term_label, term);
  gtk_widget_set_css_classes (GTK_WIDGET (self->term_label), tone == NULL ? quiet : tag);
}

static void
update_cb (DeskPolicyRow *self)
{
  g_autofree char *today = desk_rights_dup_today ();
  g_autofree char *number = NULL;
  g_autofree char *term = NULL;
  g_autofree char *premium = NULL;
  const char *product, *tone;

  if (self->policy == NULL || !crm_record_is_loaded (self->policy))
    return;
  product = crm_record_get_text (self->policy, CRM_POLICY_PRODUCT);
  number = desk_policy_dup_number (self->policy);
  term = desk_policy_dup_term (self->policy, today, &tone);
  premium = desk_money_format (crm_record_get_integer (self->policy, CRM_POLICY_PREMIUM_KOPECKS));
  gtk_image_set_from_icon_name (self->icon, desk_product_get_icon (self->context, product));
  gtk_label_set_text (self->name_label, desk_product_get_name (self->context, product));
  gtk_label_set_text (self->number_label, number != NULL ? number : "");
  gtk_label_set_text (self->premium_label, premium);
  set_term (self, term, tone);
  if (desk_policy_is_archived (self->policy, today))
    gtk_widget_add_css_class (GTK_WIDGET (self), "past");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "past");
  speak (self, number, term, premium);
}

/* Narrow, number and term go below what they belong to. */
static void
update_layout_cb (DeskPolicyRow *self)
{
  const gboolean narrow = desk_context_get_layout (self->context) == DESK_LAYOUT_NARROW;
  const GtkOrientation orientation = narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->name_box), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->value_box), orientation);
  gtk_box_set_spacing (self->name_box, narrow ? 0 : 9);
  gtk_box_set_spacing (self->value_box, narrow ? 0 : 18);
  gtk_widget_set_halign (GTK_WIDGET (self->term_label), narrow ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  gtk_box_reorder_child_after (
      self->value_box, narrow ? GTK_WIDGET (self->term_label) : GTK_WIDGET (self->premium_label),
      narrow ? GTK_WIDGET (self->premium_label) : GTK_WIDGET (self->term_label));
}

/* ---- what can be done ------------------------------------------------------------------------ */

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_policy_row_set_open (DESK_POLICY_ROW (widget), TRUE);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_policy_row_set_open (DESK_POLICY_ROW (widget), FALSE);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskPolicyRow *self = DESK_POLICY_ROW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          gtk_label_get_text (self->number_label));
  gtk_widget_activate_action (widget, "win.show-toast", "s", _ ("Copied"));
}

static void
log_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.show-log", "(ss)", crm_policy_kind.name,
                              crm_record_get_id (DESK_POLICY_ROW (widget)->policy));
}

static void
menu_closed_cb (DeskPolicyRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static GMenuModel *
make_menu (DeskPolicyRow *self)
{
  GMenu *menu = g_menu_new ();

  if (self->open)
    g_menu_append (menu, _ ("Close"), "policy.close");
  else
    g_menu_append (menu, _ ("Open"), "policy.open");
  if (*gtk_label_get_text (self->number_label) != '\0')
    g_menu_append (menu, _ ("Copy the number"), "policy.copy");
  if (desk_rights_allow_any (desk_context_get_rights (self->context), "audit", CRM_ACTION_SEE))
    g_menu_append (menu, _ ("Action log of the policy"), "policy.log");
  return G_MENU_MODEL (menu);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskPolicyRow *self = DESK_POLICY_ROW (widget);
  g_autoptr (GMenuModel) model = make_menu (self);

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_position (GTK_POPOVER (self->menu), GTK_POS_BOTTOM);
      gtk_box_append (self->name_box, self->menu);
      g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  else
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
right_pressed_cb (DeskPolicyRow *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  menu_action (GTK_WIDGET (self), NULL, NULL);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* ---- the widget ------------------------------------------------------------------------------ */

static void
desk_policy_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_OPEN:
      g_value_set_boolean (value, DESK_POLICY_ROW (object)->open);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_policy_row_dispose (GObject *object)
{
  DeskPolicyRow *self = DESK_POLICY_ROW (object);

  g_clear_object (&self->policy);
  g_clear_object (&self->objects);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_policy_row_parent_class)->dispose (object);
}

static void
install_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "policy.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "policy.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "policy.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "policy.log", NULL, log_action);
  gtk_widget_class_install_action (widget_class, "policy.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, 0, "policy.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, 0, "policy.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "policy.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "policy.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "policy.copy",
                                       NULL);
}

static void
desk_policy_row_class_init (DeskPolicyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = desk_policy_row_get_property;
  object_class->dispose = desk_policy_row_dispose;
  properties[PROP_OPEN] =
      g_param_spec_boolean ("open", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  install_keys (GTK_WIDGET_CLASS (klass));
}

static GtkLabel *
make_label (GtkBox *box, const char *css_class, gboolean ellipsize)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (ellipsize)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static GtkBox *
make_line (DeskPolicyRow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->name_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9));
  self->value_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18));
  self->arrow = GTK_IMAGE (gtk_image_new_from_icon_name ("pan-down-symbolic"));
  gtk_widget_add_css_class (line, "desk-policy-line");
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "desk-policy-icon");
  gtk_widget_add_css_class (GTK_WIDGET (self->arrow), "desk-policy-icon");
  gtk_widget_set_hexpand (GTK_WIDGET (self->name_box), TRUE);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->name_box));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->value_box));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->arrow));
  return GTK_BOX (line);
}

static void
desk_policy_row_init (DeskPolicyRow *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_box_append (self->box, GTK_WIDGET (make_line (self)));
  self->name_label = make_label (self->name_box, "desk-policy-name", FALSE);
  self->number_label = make_label (self->name_box, "desk-subtitle", TRUE);
  self->term_label = make_label (self->value_box, "desk-subtitle", FALSE);
  self->premium_label = make_label (self->value_box, "desk-policy-premium", FALSE);
  gtk_label_set_xalign (self->premium_label, 1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->box));
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-policy-row");
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (right_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE, -1);
}

GtkWidget *
desk_policy_row_new (DeskContext *context, CrmRecord *policy, DeskRecordSet *objects)
{
  DeskPolicyRow *self = g_object_new (DESK_TYPE_POLICY_ROW, NULL);

  self->context = g_object_ref (context);
  self->policy = g_object_ref (policy);
  self->objects = g_object_ref (objects);
  g_signal_connect_object (policy, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "notify::layout", G_CALLBACK (update_layout_cb), self,
                           G_CONNECT_SWAPPED);
  update_layout_cb (self);
  update_cb (self);
  return GTK_WIDGET (self);
}

CrmRecord *
desk_policy_row_get_policy (DeskPolicyRow *self)
{
  g_return_val_if_fail (DESK_IS_POLICY_ROW (self), NULL);
  return self->policy;
}

gboolean
desk_policy_row_is_open (DeskPolicyRow *self)
{
  g_return_val_if_fail (DESK_IS_POLICY_ROW (self), FALSE);
  return self->open;
}

void
desk_policy_row_set_open (DeskPolicyRow *self, gboolean open)
{
  g_return_if_fail (DESK_IS_POLICY_ROW (self));

  if (self->open == open)
    return;
  self->open = open;
  if (open && self->details == NULL)
    {
      self->details = desk_policy_details_new (self->context, self->policy, self->objects);
      gtk_box_append (self->box, self->details);
    }
  gtk_widget_set_visible (self->details, open);
  gtk_image_set_from_icon_name (self->arrow, open ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, open, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}
