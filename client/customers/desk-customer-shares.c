/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A boxed list over the cached shares. Giving and ending one asks the server. Main thread; child of
 * the card. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-customer-shares.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "client/ui/desk-answer-text.h"
#include "client/ui/desk-form.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-deputy.h"
#include "shared/record/crm-share.h"
#include "shared/record/crm-user.h"

struct _DeskCustomerShares
{
  DeskCardBlock parent_instance;

  DeskContext *context; /* (owned) */
  CrmRecord *record;    /* (owned) (nullable) */
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (DeskCustomerShares, desk_customer_shares, DESK_TYPE_CARD_BLOCK)

static gboolean
may (DeskCustomerShares *self, CrmAction action)
{
  DeskRights *rights = desk_context_get_rights (self->context);

  return self->record != NULL && desk_context_get_remote (self->context) != NULL &&
         desk_rights_is_known (rights) &&
         desk_rights_allow (rights, "share", action,
                            crm_record_get_text (self->record, CRM_CUSTOMER_OWNER),
                            crm_record_get_text (self->record, CRM_CUSTOMER_BRANCH));
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskCustomerShares) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);
  g_autofree char *text =
      error != NULL ? desk_answer_dup_text (error) : g_strdup (_ ("Sharing ended"));

  if (self->context != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s", text);
}

static void
end_cb (GtkWidget *button, CrmRecord *share)
{
  DeskCustomerShares *self =
      DESK_CUSTOMER_SHARES (gtk_widget_get_ancestor (button, DESK_TYPE_CUSTOMER_SHARES));
  g_autofree char *path = g_strconcat ("/admin/share/", crm_record_get_id (share), NULL);
  DeskRemote *remote = desk_context_get_remote (self->context);

  if (remote != NULL)
    desk_remote_call_async (remote, "DELETE", path, NULL, NULL, ended_cb, g_object_ref (self));
}

static void
add_end_button (DeskCustomerShares *self, GtkWidget *row, CrmRecord *share, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  /* Translators: %s is the name of a person */
  g_autofree char *spoken = g_strdup_printf (_ ("End sharing with %s"), name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("End sharing"));
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (end_cb), share, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_share (DeskCustomerShares *self, CrmRecord *share)
{
  const char *name =
      desk_context_get_user_name (self->context, crm_record_get_text (share, CRM_SHARE_USER));
  const char *ends_on = crm_record_get_text (share, CRM_SHARE_ENDS_ON);
  const char *reason = crm_record_get_text (share, CRM_SHARE_REASON);
  g_autofree char *day = ends_on != NULL ? desk_format_date (ends_on) : NULL;
  /* Translators: %s is a day */
  g_autofree char *until =
      day != NULL ? g_strdup_printf (_ ("until %s"), day) : g_strdup (_ ("without an end"));
  g_autofree char *line =
      g_strdup_printf ("%s%s%s", until, reason != NULL ? ": " : "", reason != NULL ? reason : "");
  GtkWidget *row = adw_action_row_new ();

  g_object_set (row, "title", name != NULL ? name : "—", "subtitle", line, "use-markup", FALSE,
                NULL);
  if (may (self, CRM_ACTION_DELETE))
    add_end_button (self, row, share, name != NULL ? name : "—");
  gtk_list_box_append (self->list, row);
}

static void
update_cb (DeskCustomerShares *self)
{
  DeskRecordSet *shares =
      desk_rights_get_set (desk_context_get_rights (self->context), &crm_share_kind);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0;
       shares != NULL && self->record != NULL && i < desk_record_set_get_count (shares); i++)
    {
      CrmRecord *share = desk_record_set_get (shares, i);

      if (g_strcmp0 (crm_record_get_text (share, CRM_SHARE_CUSTOMER),
                     crm_record_get_id (self->record)) == 0)
        add_share (self, share);
    }
  desk_card_block_set_empty (DESK_CARD_BLOCK (self),
                             gtk_list_box_get_row_at_index (self->list, 0) == NULL);
}

static void
submit_cb (DeskForm *form, CrmRecord *customer)
{
  g_autofree char *id = crm_id_new ();
  JsonObject *object = json_object_new ();
  JsonObject *set = desk_form_dup_set (form, FALSE);
  JsonNode *body = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (set, "customer", crm_record_get_id (customer));
  json_object_set_string_member (object, "id", id);
  json_object_set_object_member (object, "set", set);
  json_node_take_object (body, object);
  desk_form_send (form, "POST", "/admin/share", body);
}

static void
list_people (DeskCustomerShares *self, GStrv *ids, GStrv *titles)
{
  DeskRecordSet *users =
      desk_rights_get_set (desk_context_get_rights (self->context), &crm_user_kind);
  const char *owner = crm_record_get_text (self->record, CRM_CUSTOMER_OWNER);
  g_autoptr (GStrvBuilder) all_ids = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) all_titles = g_strv_builder_new ();

  for (guint i = 0; users != NULL && i < desk_record_set_get_count (users); i++)
    {
      CrmRecord *user = desk_record_set_get (users, i);

      if (!crm_record_get_boolean (user, CRM_USER_ACTIVE) ||
          g_strcmp0 (crm_record_get_id (user), owner) == 0)
        continue;
      g_strv_builder_add (all_ids, crm_record_get_id (user));
      g_strv_builder_add (all_titles, crm_user_get_name (CRM_USER (user)));
    }
  *ids = g_strv_builder_end (all_ids);
  *titles = g_strv_builder_end (all_titles);
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskCustomerShares *self = DESK_CUSTOMER_SHARES (block);

  g_set_object (&self->record, record);
  if (self->context != NULL)
    update_cb (self);
}

static void
desk_customer_shares_dispose (GObject *object)
{
  desk_card_block_leave (DESK_CARD_BLOCK (object));
  g_clear_object (&DESK_CUSTOMER_SHARES (object)->record);
  g_clear_object (&DESK_CUSTOMER_SHARES (object)->context);
  G_OBJECT_CLASS (desk_customer_shares_parent_class)->dispose (object);
}

static void
desk_customer_shares_class_init (DeskCustomerSharesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_customer_shares_dispose;
  DESK_CARD_BLOCK_CLASS (klass)->set_record = set_record;
}

static void
desk_customer_shares_init (DeskCustomerShares *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list));
}

DeskCardBlock *
desk_customer_shares_new (DeskContext *context)
{
  DeskCustomerShares *self = g_object_new (DESK_TYPE_CUSTOMER_SHARES, "context", context, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (desk_context_get_rights (context), "changed", G_CALLBACK (update_cb),
                           self, G_CONNECT_SWAPPED);
  update_cb (self);
  return DESK_CARD_BLOCK (self);
}

gboolean
desk_customer_shares_may_add (DeskCustomerShares *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_SHARES (self), FALSE);

  return may (self, CRM_ACTION_CREATE);
}

GtkWidget *
desk_customer_shares_add (DeskCustomerShares *self)
{
  DeskForm *form;
  g_auto (GStrv) ids = NULL;
  g_auto (GStrv) titles = NULL;

  g_return_val_if_fail (DESK_IS_CUSTOMER_SHARES (self) && self->record != NULL, NULL);

  form = desk_form_new (GTK_WIDGET (self), self->context, _ ("Share with…"));
  list_people (self, &ids, &titles);
  desk_form_set_words (
      form, _ ("Share"),
      _ ("That person sees this client with all that belongs to it, until the last "
         "day."));
  desk_form_add (form, &(DeskFormField){ .name = "user",
                                         .title = _ ("With whom"),
                                         .type = DESK_FORM_CHOICE,
                                         .ids = (const char *const *) ids,
                                         .titles = (const char *const *) titles });
  desk_form_add (form, &(DeskFormField){
                           .name = "ends_on", .title = _ ("Last day"), .type = DESK_FORM_DATE });
  desk_form_add (form, &(DeskFormField){ .name = "reason", .title = _ ("Reason") });
  g_signal_connect_object (form, "submit", G_CALLBACK (submit_cb), self->record, 0);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

char *
desk_customer_dup_deputies (DeskContext *context, const char *owner)
{
  DeskRecordSet *deputies =
      desk_rights_get_set (desk_context_get_rights (context), &crm_deputy_kind);
  GString *text = g_string_new (NULL);

  for (guint i = 0; deputies != NULL && i < desk_record_set_get_count (deputies); i++)
    {
      CrmRecord *deputy = desk_record_set_get (deputies, i);
      const char *ends_on = crm_record_get_text (deputy, CRM_DEPUTY_ENDS_ON);
      const char *name =
          desk_context_get_user_name (context, crm_record_get_text (deputy, CRM_DEPUTY_DEPUTY));
      g_autofree char *day = ends_on != NULL ? desk_format_date (ends_on) : NULL;

      if (owner == NULL || name == NULL || day == NULL ||
          g_strcmp0 (crm_record_get_text (deputy, CRM_DEPUTY_ABSENT), owner) != 0 ||
          !desk_rights_is_today (crm_record_get_text (deputy, CRM_DEPUTY_STARTS_ON), ends_on))
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      /* Translators: the name of a deputy, a day */
      g_string_append_printf (text, _ ("%s stands in until %s"), name, day);
    }
  return g_string_free (text, text->len == 0);
}
