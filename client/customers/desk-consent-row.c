/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskConsentRow: follows its consent. Main thread; owned by the block. */

#include "client/customers/desk-consent-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/customers/desk-card-words.h"
#include "client/customers/desk-consent-editor.h"
#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-record-details.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-consent.h"

struct _DeskConsentRow
{
  GtkListBoxRow parent_instance;

  GtkWidget *icon;
  GtkLabel *title_label;
  GtkLabel *state_label;
  GtkWidget *withdraw_button;
  GtkWidget *editor;

  DeskContext *context; /* (owned) */
  CrmRecord *consent;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (DeskConsentRow, desk_consent_row, GTK_TYPE_LIST_BOX_ROW)

static gboolean
is_over (CrmRecord *consent)
{
  const char *until = crm_record_get_text (consent, CRM_CONSENT_VALID_TO);
  g_autofree char *today = desk_rights_dup_today ();

  return until != NULL && strcmp (until, today) < 0;
}

gboolean
desk_consent_row_is_valid (DeskConsentRow *self)
{
  g_return_val_if_fail (DESK_IS_CONSENT_ROW (self), FALSE);
  return crm_record_get_text (self->consent, CRM_CONSENT_WITHDRAWN_AT) == NULL &&
         !is_over (self->consent);
}

/* "given 12 Feb, on paper" */
static char *
dup_state (DeskConsentRow *self)
{
  gint64 now = crm_time_now ();
  const char *withdrawn = crm_record_get_text (self->consent, CRM_CONSENT_WITHDRAWN_AT);
  const char *given = crm_record_get_text (self->consent, CRM_CONSENT_GIVEN_AT);
  const char *evidence =
      desk_card_evidence_word (crm_record_get_text (self->consent, CRM_CONSENT_EVIDENCE));
  g_autofree char *day =
      desk_format_day (desk_format_parse_instant (withdrawn != NULL ? withdrawn : given), now);
  g_autofree char *until =
      desk_format_date (crm_record_get_text (self->consent, CRM_CONSENT_VALID_TO));

  if (withdrawn != NULL)
    /* Translators: %s is a day */
    return g_strdup_printf (_ ("withdrawn %s"), day);
  if (is_over (self->consent))
    return g_strdup_printf (_ ("ended %s"), until);
  /* Translators: a day, what proves it */
  return g_strdup_printf (_ ("given %s, %s"), day, evidence);
}

static void
update_cb (DeskConsentRow *self)
{
  const gboolean valid = desk_consent_row_is_valid (self);
  g_autofree char *state = NULL;
  g_autofree char *title = NULL;
  g_autofree char *capital = NULL;
  g_autofree char *spoken = NULL;

  if (!crm_record_is_loaded (self->consent))
    return;
  state = dup_state (self);
  capital = desk_format_title (
      desk_card_purpose_word (crm_record_get_text (self->consent, CRM_CONSENT_PURPOSE)));
  title = g_strdup_printf ("%s, %s", capital,
                           desk_card_channel_word (
                               crm_record_get_text (self->consent, CRM_CONSENT_CHANNEL)));
  spoken = g_strdup_printf ("%s, %s", title, state);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->state_label, state);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                valid ? "emblem-ok-symbolic" : "changes-prevent-symbolic");
  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "over");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "over");
  gtk_widget_set_visible (self->withdraw_button,
                          valid &&
                              desk_customer_may (self->context, self->consent, CRM_ACTION_EDIT));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
withdrawn_cb (DeskConsentRow *self, CrmFieldSet *set)
{
  desk_customer_change (GTK_WIDGET (self), self->context, self->consent, set,
                        _ ("Consent withdrawn"));
}

static void
withdraw_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskConsentRow *self = DESK_CONSENT_ROW (widget);

  if (gtk_widget_get_visible (self->withdraw_button))
    gtk_popover_popup (GTK_POPOVER (self->editor));
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskConsentRow *self = DESK_CONSENT_ROW (widget);

  desk_record_details_show (widget, self->context, self->consent);
}

static void
desk_consent_row_dispose (GObject *object)
{
  DeskConsentRow *self = DESK_CONSENT_ROW (object);

  g_clear_pointer (&self->editor, gtk_widget_unparent);
  g_clear_object (&self->consent);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_consent_row_parent_class)->dispose (object);
}

static void
desk_consent_row_class_init (DeskConsentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_consent_row_dispose;
  gtk_widget_class_install_action (widget_class, "consent.withdraw", NULL, withdraw_action);
  gtk_widget_class_install_action (widget_class, "consent.show", NULL, show_action);
  /* What Delete means for what cannot be deleted. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "consent.withdraw", NULL);
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
desk_consent_row_init (DeskConsentRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->icon = gtk_image_new ();
  self->title_label = make_label ();
  self->state_label = make_label ();
  gtk_widget_add_css_class (GTK_WIDGET (self->state_label), "desk-subtitle");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  self->withdraw_button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->withdraw_button), "consent.withdraw");
  gtk_widget_add_css_class (self->withdraw_button, "flat");
  gtk_widget_add_css_class (self->withdraw_button, "desk-row-button");
  gtk_widget_set_valign (self->withdraw_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->withdraw_button, _ ("Withdraw (Delete)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->withdraw_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Withdraw this consent"), -1);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->title_label));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->state_label));
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), self->withdraw_button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-relation-row");
}

GtkWidget *
desk_consent_row_new (DeskContext *context, CrmRecord *consent)
{
  DeskConsentRow *self = g_object_new (DESK_TYPE_CONSENT_ROW, NULL);

  self->context = g_object_ref (context);
  self->consent = g_object_ref (consent);
  self->editor = desk_consent_editor_new (NULL, TRUE);
  gtk_widget_set_parent (self->editor, GTK_WIDGET (self));
  g_signal_connect_object (self->editor, "made", G_CALLBACK (withdrawn_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (consent, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}

CrmRecord *
desk_consent_row_get_consent (DeskConsentRow *self)
{
  g_return_val_if_fail (DESK_IS_CONSENT_ROW (self), NULL);
  return self->consent;
}
