/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A result in the palette. Main thread, owned by the palette's list; shows a live record and
 * follows it, because it may not be loaded yet when it is found. */

#include "client/app/desk-palette-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "client/app/desk-mark.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-products.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-policy.h"

struct _DeskPaletteRow
{
  GtkListBoxRow parent_instance;

  /* template widgets */
  DeskAvatar *avatar;
  GtkImage *image;
  GtkWidget *texts_box;
  GtkLabel *title_label;
  GtkLabel *subtitle_label;
  GtkWidget *enter_box;
  GtkLabel *enter_label;
  GtkLabel *key_label;
  GtkWidget *buttons_box;
  GtkWidget *phone_button;
  GtkWidget *email_button;

  CrmRecord *customer;          /* (owned) (nullable) */
  const CrmKind *kind;          /* (nullable): of a hit */
  char *hit_title;              /* (owned) (nullable): its accessible name */
  char *hit_customer;           /* (owned) (nullable): whose hit it is */
  char *reason;                 /* (owned) (nullable): why the customer is found */
  const DeskActionInfo *action; /* (nullable): of the const table */
  GStrv words;                  /* (owned) (nullable) */
  GSignalGroup *changes;        /* (owned): of the customer */
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (DeskPaletteRow, desk_palette_row, GTK_TYPE_LIST_BOX_ROW)

static char *
describe_customer (CrmCustomer *customer)
{
  const char *number = crm_record_get_text (CRM_RECORD (customer), CRM_CUSTOMER_NUMBER);
  const char *phone = crm_customer_get_phone (customer);
  const char *inn = crm_record_get_text (CRM_RECORD (customer), CRM_CUSTOMER_INN);
  GString *text = g_string_new (NULL);

  if (number != NULL)
    g_string_append_printf (text, _ ("card no. %s"), number);
  if (phone != NULL)
    {
      g_autofree char *shown =
          desk_format_field_value (crm_kind_find ("contact-point"), "value", phone);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", shown);
    }
  if (inn != NULL)
    g_string_append_printf (text, _ ("%sINN %s"), text->len > 0 ? " · " : "", inn);
  return g_string_free (text, FALSE);
}

/* "policy 0001234567", "VIN …4321": which number it was. */
static char *
describe_reason (const DeskSearchHit *hit)
{
  const glong length = hit->found != NULL ? g_utf8_strlen (hit->found, -1) : 0;

  if (hit->why == &crm_policy_kind)
    return g_strdup_printf (_ ("policy %s"), hit->found);
  if (hit->field == CRM_INSURED_OBJECT_VIN && length > 8)
    return g_strdup_printf (_ ("VIN …%s"), g_utf8_offset_to_pointer (hit->found, length - 7));
  if (hit->field == CRM_INSURED_OBJECT_VIN)
    return g_strdup_printf (_ ("VIN %s"), hit->found);
  return g_strdup_printf (_ ("plate %s"), hit->found);
}

/* "OSAGO · 01.02.2026 – 31.01.2027" of a policy, "Лада Веста" of an object. */
static char *
describe_hit (DeskContext *context, const DeskSearchHit *hit)
{
  if (hit->kind == &crm_policy_kind)
    {
      g_autofree char *starts = hit->values[1] != NULL ? desk_format_date (hit->values[1]) : NULL;
      g_autofree char *ends = hit->values[2] != NULL ? desk_format_date (hit->values[2]) : NULL;
      const char *product = desk_product_get_name (context, hit->values[0]);

      return g_strdup_printf ("%s%s%s%s%s", product != NULL ? product : "",
                              starts != NULL || ends != NULL ? " · " : "",
                              starts != NULL ? starts : "", ends != NULL ? " – " : "",
                              ends != NULL ? ends : "");
    }
  if (hit->values[0] != NULL)
    return g_strdup (hit->values[0]);
  return g_strdup_printf ("%s %s", hit->values[1] != NULL ? hit->values[1] : "",
                          hit->values[2] != NULL ? hit->values[2] : "");
}

static char *
mark (DeskPaletteRow *self, const char *text)
{
  return desk_mark_dup_markup (text, (const char *const *) self->words,
                               adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static void
update_customer (DeskPaletteRow *self)
{
  CrmCustomer *customer = CRM_CUSTOMER (self->customer);
  g_autofree char *name = crm_customer_dup_display_name (customer);
  g_autofree char *facts = describe_customer (customer);
  g_autofree char *text =
      self->reason != NULL ? g_strdup_printf ("%s · %s", self->reason, facts) : g_strdup (facts);
  g_autofree char *name_markup = mark (self, name);
  g_autofree char *text_markup = mark (self, text);

  desk_avatar_set_text (self->avatar, name);
  gtk_label_set_markup (self->title_label, name_markup);
  gtk_label_set_markup (self->subtitle_label, text_markup);
  gtk_widget_set_visible (self->phone_button, crm_customer_get_phone (customer) != NULL);
  gtk_widget_set_visible (self->email_button, crm_customer_get_email (customer) != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
record_changed_cb (DeskPaletteRow *self)
{
  if (self->customer != NULL)
    update_customer (self);
}

/* The hint with Enter and the buttons belong to the selected row only. In a narrow window there is
 * no room for the hint, and the name has a line of its own. */
static void
update_shape (DeskPaletteRow *self)
{
  gboolean selected =
      (gtk_widget_get_state_flags (GTK_WIDGET (self)) & GTK_STATE_FLAG_SELECTED) != 0;

  gtk_widget_set_visible (self->enter_box, selected && !self->narrow);
  gtk_widget_set_visible (self->buttons_box, selected && self->customer != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->key_label),
                          !selected && *gtk_label_get_label (self->key_label) != '\0');
}

static void
state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  update_shape (DESK_PALETTE_ROW (widget));
  GTK_WIDGET_CLASS (desk_palette_row_parent_class)->state_flags_changed (widget, previous);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskPaletteRow *self = DESK_PALETTE_ROW (widget);
  gboolean phone = g_str_equal (name, "palette-row.copy-phone");
  CrmCustomer *customer = CRM_CUSTOMER (self->customer);
  const char *text = phone ? crm_customer_get_phone (customer) : crm_customer_get_email (customer);

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.show-toast", "s",
                              phone ? _ ("Phone copied") : _ ("E-mail copied"));
  gtk_widget_activate_action (widget, "palette.close", NULL);
}

static void
desk_palette_row_dispose (GObject *object)
{
  DeskPaletteRow *self = DESK_PALETTE_ROW (object);

  g_clear_object (&self->changes);
  g_clear_object (&self->customer);
  g_clear_pointer (&self->hit_customer, g_free);
  g_clear_pointer (&self->hit_title, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->words, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_PALETTE_ROW);
  G_OBJECT_CLASS (desk_palette_row_parent_class)->dispose (object);
}

static void
desk_palette_row_class_init (DeskPaletteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_palette_row_dispose;
  widget_class->state_flags_changed = state_flags_changed;

  g_type_ensure (DESK_TYPE_AVATAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/app/desk-palette-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, image);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, texts_box);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, enter_box);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, enter_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, key_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, buttons_box);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, phone_button);
  gtk_widget_class_bind_template_child (widget_class, DeskPaletteRow, email_button);
  gtk_widget_class_install_action (widget_class, "palette-row.copy-phone", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "palette-row.copy-email", NULL, copy_action);
}

static void
desk_palette_row_init (DeskPaletteRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->buttons_box, FALSE);
  self->changes = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->changes, "notify", G_CALLBACK (record_changed_cb), self);
}

GtkWidget *
desk_palette_row_new (void)
{
  return g_object_new (DESK_TYPE_PALETTE_ROW, NULL);
}

static void
set_words (DeskPaletteRow *self, const char *const *words)
{
  g_strfreev (self->words);
  self->words = g_strdupv ((char **) words);
}

void
desk_palette_row_set_customer (DeskPaletteRow *self, CrmRecord *customer, const char *const *words)
{
  g_return_if_fail (DESK_IS_PALETTE_ROW (self));

  self->action = NULL;
  self->kind = NULL;
  g_clear_pointer (&self->reason, g_free);
  set_words (self, words);
  g_set_object (&self->customer, customer);
  g_signal_group_set_target (self->changes, customer);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->image), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), TRUE);
  gtk_label_set_label (self->enter_label, _ ("open"));
  gtk_label_set_label (self->key_label, "");
  gtk_widget_set_visible (GTK_WIDGET (self->key_label), FALSE);
  update_customer (self);
}

void
desk_palette_row_set_reason (DeskPaletteRow *self, const DeskSearchHit *reason)
{
  g_return_if_fail (DESK_IS_PALETTE_ROW (self));
  g_return_if_fail (self->customer != NULL);

  if (reason == NULL && self->reason == NULL)
    return;
  g_free (self->reason);
  self->reason = reason != NULL ? describe_reason (reason) : NULL;
  update_customer (self);
}

void
desk_palette_row_set_hit (DeskPaletteRow *self,
                          DeskContext *context,
                          const DeskSearchHit *hit,
                          const char *const *words)
{
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  g_autofree char *title_markup = NULL;
  g_autofree char *text_markup = NULL;

  g_return_if_fail (DESK_IS_PALETTE_ROW (self));

  set_words (self, words);
  g_clear_object (&self->customer);
  g_signal_group_set_target (self->changes, NULL);
  self->action = NULL;
  self->kind = hit->kind;
  g_free (self->hit_customer);
  self->hit_customer = g_strdup (hit->customer);
  title = describe_reason (hit);
  text = describe_hit (context, hit);
  title_markup = mark (self, title);
  text_markup = mark (self, text);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->image), TRUE);
  gtk_image_set_from_icon_name (self->image, hit->kind == &crm_policy_kind
                                                 ? "zontik-policy-symbolic"
                                                 : "zontik-car-symbolic");
  gtk_label_set_markup (self->title_label, title_markup);
  gtk_label_set_markup (self->subtitle_label, text_markup);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), TRUE);
  gtk_label_set_label (self->enter_label, _ ("open"));
  gtk_label_set_label (self->key_label, "");
  gtk_widget_set_visible (GTK_WIDGET (self->key_label), FALSE);
  gtk_widget_set_visible (self->buttons_box, FALSE);
  g_free (self->hit_title);
  self->hit_title = g_strdup_printf ("%s, %s", title, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->hit_title, -1);
}

void
desk_palette_row_set_action (DeskPaletteRow *self,
                             const DeskActionInfo *action,
                             const char *const *words)
{
  g_autofree char *key = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (DESK_IS_PALETTE_ROW (self));

  set_words (self, words);
  g_clear_object (&self->customer);
  g_signal_group_set_target (self->changes, NULL);
  self->kind = NULL;
  self->action = action;
  key = desk_action_info_dup_key_label (action);
  markup = mark (self, _ (action->title));
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->image), TRUE);
  gtk_image_set_from_icon_name (self->image, action->icon_name);
  gtk_label_set_markup (self->title_label, markup);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle_label), FALSE);
  gtk_label_set_label (self->enter_label, "");
  gtk_label_set_label (self->key_label, key != NULL ? key : "");
  gtk_widget_set_visible (GTK_WIDGET (self->key_label), key != NULL);
  gtk_widget_set_visible (self->buttons_box, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (action->title), -1);
}

CrmRecord *
desk_palette_row_get_customer (DeskPaletteRow *self)
{
  g_return_val_if_fail (DESK_IS_PALETTE_ROW (self), NULL);

  return self->customer;
}

const char *
desk_palette_row_get_customer_id (DeskPaletteRow *self)
{
  g_return_val_if_fail (DESK_IS_PALETTE_ROW (self), NULL);

  if (self->customer != NULL)
    return crm_record_get_id (self->customer);
  return self->kind != NULL ? self->hit_customer : NULL;
}

char *
desk_palette_row_dup_title (DeskPaletteRow *self)
{
  g_return_val_if_fail (DESK_IS_PALETTE_ROW (self), NULL);

  if (self->customer != NULL)
    return crm_customer_dup_display_name (CRM_CUSTOMER (self->customer));
  if (self->kind != NULL)
    return g_strdup (self->hit_title);
  return g_strdup (self->action != NULL ? _ (self->action->title) : "");
}

const char *
desk_palette_row_get_section (DeskPaletteRow *self)
{
  g_return_val_if_fail (DESK_IS_PALETTE_ROW (self), NULL);

  if (self->customer != NULL)
    return _ ("Clients");
  if (self->kind == NULL)
    return _ ("Do");
  return self->kind == &crm_policy_kind ? _ ("Policies") : _ ("Insured objects");
}

const DeskActionInfo *
desk_palette_row_get_action (DeskPaletteRow *self)
{
  g_return_val_if_fail (DESK_IS_PALETTE_ROW (self), NULL);

  return self->action;
}

gboolean
desk_palette_row_focus_buttons (DeskPaletteRow *self)
{
  g_return_val_if_fail (DESK_IS_PALETTE_ROW (self), FALSE);

  if (self->customer == NULL)
    return FALSE;
  return gtk_widget_child_focus (self->buttons_box, GTK_DIR_TAB_FORWARD);
}

void
desk_palette_row_set_narrow (DeskPaletteRow *self, gboolean narrow)
{
  g_return_if_fail (DESK_IS_PALETTE_ROW (self));

  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->texts_box),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (self->texts_box), narrow ? 0 : 11);
  update_shape (self);
}
