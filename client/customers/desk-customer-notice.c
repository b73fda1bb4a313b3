/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands in the way of a client, in one line with one button. Main thread; owned by the card.
 */

#include "client/customers/desk-customer-notice.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-change-text.h"
#include "shared/record/crm-conflict.h"

struct _DeskCustomerNotice
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *label;
  GtkButton *button;

  DeskContext *context;      /* (owned) (nullable) */
  CrmRecord *record;         /* (owned) (nullable) */
  DeskRecordList *conflicts; /* (owned) (nullable): open ones of the record */
  CrmRecord *conflict;       /* (owned) (nullable): the first of them */
  GSignalGroup *events;      /* (owned): of the record */
  char *conflict_id;         /* (owned) (nullable): what the button decides */
};

G_DEFINE_FINAL_TYPE (DeskCustomerNotice, desk_customer_notice, GTK_TYPE_WIDGET)

gboolean
desk_customer_is_gone (CrmRecord *record)
{
  g_return_val_if_fail (CRM_IS_RECORD (record), FALSE);
  return crm_record_get_state (record) == CRM_RECORD_DELETED;
}

/* A refusal that no field of the card can show: of the creation, the removal, a handing over. */
static char *
dup_refusal (DeskCustomerNotice *self)
{
  g_autoptr (DeskOutboxEntry) entry =
      desk_outbox_ref_rejected (desk_context_get_outbox (self->context),
                                crm_record_get_id (self->record));
  CrmCommand *command = entry == NULL ? NULL : desk_outbox_entry_get_command (entry);

  if (entry != NULL && command == NULL)
    return g_strdup (_ ("This version of the program cannot read it"));
  if (command == NULL || crm_command_get_verb (command) == CRM_VERB_UPDATE)
    return NULL;
  return desk_change_dup_reason (desk_outbox_entry_get_problem (entry), &crm_customer_kind);
}

static gboolean
is_suggestion (CrmRecord *conflict)
{
  return g_strcmp0 (crm_record_get_text (conflict, CRM_CONFLICT_REASON), "moved") == 0;
}

static void
update_notice (DeskCustomerNotice *self)
{
  CrmRecord *conflict = self->conflict;
  g_autofree char *refusal = NULL;

  g_clear_pointer (&self->conflict_id, g_free);
  if (conflict != NULL && !crm_record_is_loaded (conflict))
    conflict = NULL;
  if (conflict != NULL)
    {
      self->conflict_id = g_strdup (crm_record_get_id (conflict));
      gtk_label_set_text (self->label,
                          is_suggestion (conflict)
                              ? _ ("A colleague who had this client before changed it. Choose what "
                                   "stays")
                              : _ ("Someone else changed the same. Choose which value stays"));
      gtk_button_set_label (self->button, _ ("Decide"));
      gtk_widget_remove_css_class (GTK_WIDGET (self), "late");
    }
  else if (crm_record_get_state (self->record) == CRM_RECORD_REJECTED)
    {
      refusal = dup_refusal (self);
      if (refusal != NULL)
        {
          gtk_label_set_text (self->label, refusal);
          gtk_button_set_label (self->button, _ ("Discard"));
          gtk_widget_add_css_class (GTK_WIDGET (self), "late");
        }
    }
  gtk_widget_set_visible (GTK_WIDGET (self), conflict != NULL || refusal != NULL);
}

static void
show_gone (DeskCustomerNotice *self)
{
  const char *owner = crm_record_get_text (self->record, CRM_CUSTOMER_OWNER);
  const char *me = desk_account_get_user_id (desk_context_get_account (self->context));
  const char *name = desk_context_get_user_name (self->context, owner);
  g_autofree char *text = NULL;

  if (name != NULL && g_strcmp0 (owner, me) != 0)
    /* Translators: %s is the name of a person */
    text = g_strdup_printf (_ ("This client is with %s and not for you to see any more. What is "
                               "shown is the last you had."),
                            name);
  else
    text =
        g_strdup (_ ("This client was handed over or deleted and is not for you to see any more. "
                     "What is shown is the last you had."));
  gtk_label_set_text (self->label, text);
  gtk_button_set_label (self->button, _ ("To the List"));
  gtk_widget_remove_css_class (GTK_WIDGET (self), "late");
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
update_cb (DeskCustomerNotice *self)
{
  if (self->record == NULL || !crm_record_is_loaded (self->record))
    return;
  if (desk_customer_is_gone (self->record))
    show_gone (self);
  else
    update_notice (self);
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskCustomerNotice) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) taken = desk_outbox_discard_finish (DESK_OUTBOX (source), result, &error);

  if (taken == NULL)
    desk_customer_tell_failure (GTK_WIDGET (self), error);
  else if (self->record != NULL)
    update_cb (self);
}

static void
clicked_cb (DeskCustomerNotice *self)
{
  g_autoptr (DeskOutboxEntry) entry = NULL;

  if (desk_customer_is_gone (self->record))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.go-back", NULL);
      return;
    }
  if (self->conflict_id != NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.resolve-conflict", "s",
                                  self->conflict_id);
      return;
    }
  entry = desk_outbox_ref_rejected (desk_context_get_outbox (self->context),
                                    crm_record_get_id (self->record));
  if (entry != NULL)
    {
      g_autofree char *id = NULL;
      const char *ids[] = { NULL, NULL };

      g_object_get (entry, "id", &id, NULL);
      ids[0] = id;
      desk_outbox_discard_async (desk_context_get_outbox (self->context), ids, NULL, discarded_cb,
                                 g_object_ref (self));
    }
}

static void
conflicts_changed_cb (DeskCustomerNotice *self)
{
  g_clear_object (&self->conflict);
  self->conflict = g_list_model_get_item (G_LIST_MODEL (self->conflicts), 0);
  if (self->conflict != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->conflict, update_cb, self);
      g_signal_connect_object (self->conflict, "notify::loaded", G_CALLBACK (update_cb), self,
                               G_CONNECT_SWAPPED);
    }
  update_cb (self);
}

static void
list_conflicts (DeskCustomerNotice *self)
{
  g_autoptr (DeskQuery) all = NULL;
  g_autoptr (DeskQuery) own = NULL;
  g_autoptr (DeskQuery) open = NULL;

  if (self->conflicts != NULL)
    g_signal_handlers_disconnect_by_func (self->conflicts, conflicts_changed_cb, self);
  g_clear_object (&self->conflict);
  g_clear_object (&self->conflicts);
  if (self->record == NULL)
    return;
  all = desk_query_new (&crm_conflict_kind);
  own = desk_query_where (all, CRM_CONFLICT_CUSTOMER, crm_record_get_id (self->record));
  open = desk_query_where (own, CRM_CONFLICT_STATUS, "open");
  self->conflicts = desk_record_list_new (desk_context_get_database (self->context), open);
  g_signal_connect_object (self->conflicts, "items-changed", G_CALLBACK (conflicts_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
desk_customer_notice_dispose (GObject *object)
{
  DeskCustomerNotice *self = DESK_CUSTOMER_NOTICE (object);

  g_clear_object (&self->events);
  g_clear_object (&self->conflicts);
  g_clear_object (&self->conflict);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (desk_customer_notice_parent_class)->dispose (object);
}

static void
desk_customer_notice_finalize (GObject *object)
{
  g_free (DESK_CUSTOMER_NOTICE (object)->conflict_id);
  G_OBJECT_CLASS (desk_customer_notice_parent_class)->finalize (object);
}

static void
desk_customer_notice_class_init (DeskCustomerNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_customer_notice_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_customer_notice_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
desk_customer_notice_init (DeskCustomerNotice *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "desk-banner");
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "desk-compact");
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), icon);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->events = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->events, "notify", G_CALLBACK (update_cb), self);
}

void
desk_customer_notice_set_context (DeskCustomerNotice *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_CUSTOMER_NOTICE (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
}

void
desk_customer_notice_set_record (DeskCustomerNotice *self, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_CUSTOMER_NOTICE (self));

  if (!g_set_object (&self->record, record))
    return;
  list_conflicts (self);
  if (self->events != NULL)
    g_signal_group_set_target (self->events, record);
  update_cb (self);
}
