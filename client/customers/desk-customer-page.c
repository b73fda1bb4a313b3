/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The card: header, groups of fields, history. It only arranges; fields, contacts and history keep
 * themselves in step with the store. Main thread; owned by the module's stack. */

#include "client/customers/desk-customer-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-contacts.h"
#include "client/customers/desk-customer-fields.h"
#include "client/customers/desk-customer-header.h"
#include "client/customers/desk-customer-history.h"
#include "client/customers/desk-customer-papers.h"
#include "client/customers/desk-customer-shares.h"
#include "client/customers/desk-customer-words.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-change-text.h"
#include "client/ui/desk-field-row.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-offline-banner.h"
#include "client/ui/desk-person-picker.h"
#include "client/ui/desk-timeline-view.h"
#include "shared/base/crm-phone.h"
#include "shared/base/crm-time.h"
#include "shared/record/crm-conflict.h"

#define HISTORY_WIDTH 372

struct _DeskCustomerPage
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *page_box;
  GtkWidget *window_title;
  GtkWidget *title_box;
  GtkLabel *subtitle_label;
  GtkWidget *edit_button;
  DeskOfflineBanner *offline_banner;
  GtkWidget *notice_box;
  GtkLabel *notice_label;
  GtkButton *notice_button;
  DeskCustomerHeader *customer_header;
  GtkWidget *switch_box;
  GtkToggleButton *data_toggle;
  GtkToggleButton *history_toggle;
  GtkWidget *data_scroller;
  GtkBox *columns_box;
  GtkBox *left_box;
  GtkBox *right_box;
  GtkWidget *history_box;
  GtkWidget *history_title;
  GtkWidget *history_empty;
  DeskTimelineView *timeline_view;

  /* made here, inside the boxes */
  DeskCustomerFields *data_fields;
  DeskCustomerFields *care_fields;
  DeskCustomerFields *note_fields;
  DeskCustomerContacts *contacts;
  DeskCustomerPapers *documents;
  DeskCustomerPapers *accounts;
  DeskFieldRow *owner_row;
  DeskCustomerShares *shares;
  DeskFieldRow *branch_row;
  GtkWidget *picker;
  GtkWidget *hand_over_button; /* only for those who may */

  DeskContext *context;         /* (owned) */
  CrmRecord *record;            /* (owned) (nullable) */
  DeskCustomerHistory *history; /* (owned) */
  DeskRecordList *conflicts;    /* (owned) (nullable): open ones of the record */
  CrmRecord *conflict;          /* (owned) (nullable): the first of them */
  GSignalGroup *events;         /* (owned): of the record */
  char *notice_action_target;   /* (owned) (nullable): id of the conflict */
  gboolean focus_wanted;        /* as soon as there are rows */
};

enum
{
  PROP_CONTEXT = 1,
  N_PROPS,
};

enum
{
  STEP,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskCustomerPage, desk_customer_page, GTK_TYPE_WIDGET)

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "desk-group-heading");
  return label;
}

static void
add_group (GtkBox *box, const char *title, GtkWidget *group)
{
  GtkWidget *heading = make_heading (title);

  gtk_box_append (box, heading);
  gtk_box_append (box, group);
  g_object_bind_property (group, "visible", heading, "visible", G_BINDING_SYNC_CREATE);
  /* Each group is one list. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (group)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
picked_cb (DeskCustomerPage *self, const char *user)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  g_ptr_array_add (records, self->record);
  desk_customer_reassign (GTK_WIDGET (self), self->context, records, user);
}

static void
owner_clicked_cb (DeskCustomerPage *self)
{
  desk_person_picker_set_current (DESK_PERSON_PICKER (self->picker),
                                  crm_record_get_text (self->record, CRM_CUSTOMER_OWNER));
  gtk_popover_popup (GTK_POPOVER (self->picker));
}

static void
make_owner_row (DeskCustomerPage *self)
{
  GtkWidget *button;

  self->owner_row = DESK_FIELD_ROW (desk_field_row_new (_ ("Agent"), FALSE));
  self->branch_row = DESK_FIELD_ROW (desk_field_row_new (_ ("Branch"), FALSE));
  g_object_set (self->owner_row, "editable", FALSE, NULL);
  g_object_set (self->branch_row, "editable", FALSE, NULL);
  desk_customer_fields_append (self->care_fields, GTK_WIDGET (self->owner_row));
  desk_customer_fields_append (self->care_fields, GTK_WIDGET (self->branch_row));

  self->picker = desk_person_picker_new (self->context);
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  button = gtk_button_new_from_icon_name ("system-switch-user-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "desk-row-button");
  gtk_widget_set_tooltip_text (button, _ ("Hand over"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hand over to another agent"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (owner_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  desk_field_row_add_suffix (self->owner_row, button);
  desk_field_row_add_suffix (self->owner_row, self->picker);
  self->hand_over_button = button;
}

static void
make_groups (DeskCustomerPage *self)
{
  self->data_fields = DESK_CUSTOMER_FIELDS (desk_customer_fields_new (DESK_CUSTOMER_GROUP_DATA));
  self->care_fields = DESK_CUSTOMER_FIELDS (desk_customer_fields_new (DESK_CUSTOMER_GROUP_CARE));
  self->note_fields = DESK_CUSTOMER_FIELDS (desk_customer_fields_new (DESK_CUSTOMER_GROUP_NOTE));
  self->contacts = g_object_new (DESK_TYPE_CUSTOMER_CONTACTS, NULL);
  desk_customer_fields_set_context (self->data_fields, self->context);
  desk_customer_fields_set_context (self->care_fields, self->context);
  desk_customer_fields_set_context (self->note_fields, self->context);
  desk_customer_contacts_set_context (self->contacts, self->context);
  add_group (self->left_box, _ ("Data"), GTK_WIDGET (self->data_fields));
  self->documents =
      DESK_CUSTOMER_PAPERS (desk_customer_papers_new (self->context, &desk_paper_documents));
  self->accounts =
      DESK_CUSTOMER_PAPERS (desk_customer_papers_new (self->context, &desk_paper_accounts));
  add_group (self->left_box, _ (desk_paper_documents.title), GTK_WIDGET (self->documents));
  add_group (self->left_box, _ (desk_paper_accounts.title), GTK_WIDGET (self->accounts));
  add_group (self->right_box, _ ("Contacts"), GTK_WIDGET (self->contacts));
  add_group (self->right_box, _ ("Care"), GTK_WIDGET (self->care_fields));
  self->shares = DESK_CUSTOMER_SHARES (desk_customer_shares_new (self->context));
  add_group (self->right_box, _ ("Shared with"), GTK_WIDGET (self->shares));
  add_group (self->right_box, _ ("Note"), GTK_WIDGET (self->note_fields));
  make_owner_row (self);
}

static void
update_subtitle (DeskCustomerPage *self)
{
  const char *number = crm_record_get_text (self->record, CRM_CUSTOMER_NUMBER);
  gint64 at =
      desk_format_parse_instant (crm_record_get_text (self->record, CRM_CUSTOMER_CHANGED_AT));
  g_autofree char *when = at == 0 ? NULL : desk_format_moment (at, crm_time_now ());
  g_autofree char *text = NULL;

  if (number != NULL && when != NULL)
    text = g_strdup_printf (_ ("No. %s · card changed %s"), number, when);
  else if (number != NULL)
    text = g_strdup_printf (_ ("No. %s"), number);
  else if (when != NULL)
    text = g_strdup_printf (_ ("card changed %s"), when);
  else
    text = g_strdup (_ ("gets its number from the server"));
  gtk_label_set_text (self->subtitle_label, text);
}

/* A refusal that no field of the card can show: of the creation, the removal, a handing over. */
static char *
dup_refusal (DeskCustomerPage *self)
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
update_notice (DeskCustomerPage *self)
{
  CrmRecord *conflict = self->conflict;
  g_autofree char *refusal = NULL;

  g_clear_pointer (&self->notice_action_target, g_free);
  if (conflict != NULL && !crm_record_is_loaded (conflict))
    conflict = NULL;
  if (conflict != NULL)
    {
      self->notice_action_target = g_strdup (crm_record_get_id (conflict));
      gtk_label_set_text (self->notice_label,
                          is_suggestion (conflict)
                              ? _ ("A colleague who had this client before changed it. Choose what "
                                   "stays")
                              : _ ("Someone else changed the same. Choose which value stays"));
      gtk_button_set_label (self->notice_button, _ ("Decide"));
      gtk_widget_remove_css_class (self->notice_box, "late");
    }
  else if (crm_record_get_state (self->record) == CRM_RECORD_REJECTED)
    {
      refusal = dup_refusal (self);
      if (refusal != NULL)
        {
          gtk_label_set_text (self->notice_label, refusal);
          gtk_button_set_label (self->notice_button, _ ("Discard"));
          gtk_widget_add_css_class (self->notice_box, "late");
        }
    }
  gtk_widget_set_visible (self->notice_box, conflict != NULL || refusal != NULL);
}

static DeskFieldRow *
get_first_row (DeskCustomerPage *self)
{
  DeskFieldRow *row = desk_customer_fields_get_row (self->data_fields, CRM_CUSTOMER_LAST_NAME);

  return row != NULL ? row
                     : desk_customer_fields_get_row (self->data_fields, CRM_CUSTOMER_COMPANY_NAME);
}

static void
update_rights (DeskCustomerPage *self)
{
  gtk_widget_set_visible (self->hand_over_button,
                          desk_customer_may_reassign (self->context) &&
                              desk_customer_may (self->context, self->record, CRM_ACTION_REASSIGN));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customer.edit",
                                 desk_customer_may (self->context, self->record, CRM_ACTION_EDIT));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customer.delete",
                                 desk_customer_may (self->context, self->record,
                                                    CRM_ACTION_DELETE));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customer.log",
                                 desk_rights_allow_any (desk_context_get_rights (self->context),
                                                        "audit", CRM_ACTION_SEE));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "customer.share",
                                 desk_customer_shares_may_add (self->shares));
}

/* It left what this person sees, or was deleted elsewhere, while the card is open. */
static gboolean
is_gone (DeskCustomerPage *self)
{
  return crm_record_get_state (self->record) == CRM_RECORD_DELETED;
}

static void
show_gone (DeskCustomerPage *self)
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
  gtk_label_set_text (self->notice_label, text);
  gtk_button_set_label (self->notice_button, _ ("To the List"));
  gtk_widget_remove_css_class (self->notice_box, "late");
  gtk_widget_set_visible (self->notice_box, TRUE);
}

static void
update_cb (DeskCustomerPage *self)
{
  const char *owner, *branch;
  g_autofree char *deputies = NULL;

  if (self->record == NULL || !crm_record_is_loaded (self->record))
    return;
  owner = crm_record_get_text (self->record, CRM_CUSTOMER_OWNER);
  branch = crm_record_get_text (self->record, CRM_CUSTOMER_BRANCH);
  update_subtitle (self);
  desk_field_row_set_text (self->owner_row, desk_context_get_user_name (self->context, owner));
  desk_field_row_set_text (self->branch_row, desk_context_get_branch_name (self->context, branch));
  deputies = desk_customer_dup_deputies (self->context, owner);
  desk_field_row_set_mark (self->owner_row, deputies);
  gtk_widget_set_sensitive (GTK_WIDGET (self->columns_box), !is_gone (self));
  if (is_gone (self))
    show_gone (self);
  else
    update_notice (self);
  update_rights (self);
  if (self->focus_wanted && get_first_row (self) != NULL)
    {
      self->focus_wanted = FALSE;
      gtk_widget_grab_focus (GTK_WIDGET (get_first_row (self)));
    }
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskCustomerPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) taken = desk_outbox_discard_finish (DESK_OUTBOX (source), result, &error);

  if (taken == NULL)
    desk_customer_tell_failure (GTK_WIDGET (self), error);
  else if (self->record != NULL)
    update_cb (self);
}

static void
notice_clicked_cb (DeskCustomerPage *self)
{
  g_autoptr (DeskOutboxEntry) entry = NULL;

  if (is_gone (self))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.go-back", NULL);
      return;
    }
  if (self->notice_action_target != NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.resolve-conflict", "s",
                                  self->notice_action_target);
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
history_changed_cb (DeskCustomerPage *self)
{
  gtk_widget_set_visible (self->history_empty,
                          g_list_model_get_n_items (G_LIST_MODEL (self->history)) == 0);
}

static void
update_layout_cb (DeskCustomerPage *self)
{
  DeskLayout layout = desk_context_get_layout (self->context);
  gboolean narrow = layout == DESK_LAYOUT_NARROW;
  gboolean one_pane = layout <= DESK_LAYOUT_RAIL;
  gboolean history = gtk_toggle_button_get_active (self->history_toggle);

  gtk_widget_set_visible (self->title_box, !narrow);
  gtk_widget_set_visible (self->window_title, narrow);
  gtk_widget_set_visible (self->edit_button, !narrow);
  gtk_widget_set_visible (self->switch_box, one_pane);
  gtk_widget_set_visible (self->history_title, !one_pane);
  gtk_widget_set_visible (self->data_scroller, !one_pane || !history);
  gtk_widget_set_visible (self->history_box, !one_pane || history);
  gtk_widget_set_hexpand (self->history_box, one_pane);
  gtk_widget_set_size_request (self->history_box,
                               one_pane                       ? -1
                               : layout == DESK_LAYOUT_MEDIUM ? 320
                                                              : HISTORY_WIDTH,
                               -1);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns_box),
                                  layout == DESK_LAYOUT_WIDE || layout == DESK_LAYOUT_RAIL
                                      ? GTK_ORIENTATION_HORIZONTAL
                                      : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_homogeneous (self->columns_box,
                           gtk_orientable_get_orientation (GTK_ORIENTABLE (self->columns_box)) ==
                               GTK_ORIENTATION_HORIZONTAL);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
}

static void
switch_toggled_cb (DeskCustomerPage *self)
{
  if (self->context != NULL)
    update_layout_cb (self);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[STEP], 0, 1);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[STEP], 0, -1);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (widget);
  DeskFieldRow *row = get_first_row (self);

  if (row != NULL)
    desk_field_row_begin (row);
}

static gpointer
copy_ref (gconstpointer object, gpointer user_data)
{
  return g_object_ref ((gpointer) object);
}

static void
log_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrmRecord *record = DESK_CUSTOMER_PAGE (widget)->record;

  if (record != NULL)
    gtk_widget_activate_action (widget, "win.show-log", "(ss)", crm_customer_kind.name,
                                crm_record_get_id (record));
}

static void
share_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (widget);

  if (self->record != NULL)
    desk_customer_shares_add (self->shares);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (widget);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) children = NULL;
  g_autoptr (GPtrArray) documents = NULL;
  g_autoptr (GPtrArray) accounts = NULL;

  if (self->record == NULL || !crm_record_is_loaded (self->record))
    return;
  records = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (records, g_object_ref (self->record));
  children = desk_customer_contacts_list (self->contacts);
  documents = desk_customer_papers_list (self->documents);
  accounts = desk_customer_papers_list (self->accounts);
  g_ptr_array_extend (children, documents, copy_ref, NULL);
  g_ptr_array_extend (children, accounts, copy_ref, NULL);
  desk_customer_delete (widget, self->context, records, children);
  gtk_widget_activate_action (widget, "win.go-back", NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (widget);
  g_autoptr (GPtrArray) contacts = NULL;
  g_autofree char *display_name = NULL;
  g_autoptr (GString) text = NULL;

  if (self->record == NULL)
    return;
  display_name = crm_customer_dup_display_name (CRM_CUSTOMER (self->record));
  text = g_string_new (display_name);
  contacts = desk_customer_contacts_list (self->contacts);
  for (guint i = 0; i < contacts->len; i++)
    {
      const char *value =
          crm_record_get_text (g_ptr_array_index (contacts, i), CRM_CONTACT_POINT_VALUE);
      g_autofree char *shown = desk_format_field_value (&crm_contact_point_kind, "value", value);

      if (shown != NULL)
        g_string_append_printf (text, "\n%s", shown);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  gtk_widget_activate_action (widget, "win.show-toast", "s", _ ("Copied"));
}

static void
desk_customer_page_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_CONTEXT:
      DESK_CUSTOMER_PAGE (object)->context = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_customer_page_constructed (GObject *object)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (object);

  G_OBJECT_CLASS (desk_customer_page_parent_class)->constructed (object);
  if (self->context == NULL)
    return;
  desk_offline_banner_set_context (self->offline_banner, self->context);
  desk_customer_header_set_context (self->customer_header, self->context);
  make_groups (self);
  self->history = desk_customer_history_new (self->context);
  g_signal_connect_object (self->history, "items-changed", G_CALLBACK (history_changed_cb), self,
                           G_CONNECT_SWAPPED);
  desk_timeline_view_set_model (self->timeline_view, G_LIST_MODEL (self->history));
  g_signal_connect_object (self->context, "notify::layout", G_CALLBACK (update_layout_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_rights (self->context), "changed",
                           G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_layout_cb (self);
}

static void
desk_customer_page_dispose (GObject *object)
{
  DeskCustomerPage *self = DESK_CUSTOMER_PAGE (object);

  g_clear_object (&self->events);
  if (self->context != NULL && self->data_fields != NULL)
    desk_customer_page_set_record (self, NULL);
  self->data_fields = NULL;
  g_clear_object (&self->history);
  g_clear_object (&self->conflicts);
  g_clear_object (&self->conflict);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_CUSTOMER_PAGE);
  G_OBJECT_CLASS (desk_customer_page_parent_class)->dispose (object);
}

static void
desk_customer_page_finalize (GObject *object)
{
  g_free (DESK_CUSTOMER_PAGE (object)->notice_action_target);
  G_OBJECT_CLASS (desk_customer_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/customers/desk-customer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, page_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, title_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, edit_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, offline_banner);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, notice_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, notice_label);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, notice_button);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, customer_header);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, switch_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, data_toggle);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, history_toggle);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, data_scroller);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, columns_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, left_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, right_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, history_box);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, history_title);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, history_empty);
  gtk_widget_class_bind_template_child (widget_class, DeskCustomerPage, timeline_view);
  gtk_widget_class_bind_template_callback (widget_class, notice_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, switch_toggled_cb);
}

static void
desk_customer_page_class_init (DeskCustomerPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = desk_customer_page_constructed;
  object_class->dispose = desk_customer_page_dispose;
  object_class->finalize = desk_customer_page_finalize;
  object_class->set_property = desk_customer_page_set_property;
  properties[PROP_CONTEXT] =
      g_param_spec_object ("context", NULL, NULL, DESK_TYPE_CONTEXT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[STEP] = g_signal_new ("step", DESK_TYPE_CUSTOMER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  g_type_ensure (DESK_TYPE_OFFLINE_BANNER);
  g_type_ensure (DESK_TYPE_CUSTOMER_HEADER);
  g_type_ensure (DESK_TYPE_TIMELINE_VIEW);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "customer.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "customer.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "customer.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "customer.log", NULL, log_action);
  gtk_widget_class_install_action (widget_class, "customer.share", NULL, share_action);
  gtk_widget_class_install_action (widget_class, "customer.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "customer.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "customer.next",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "customer.previous",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "customer.edit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "customer.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.go-back", NULL);
}

static void
desk_customer_page_init (DeskCustomerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->events = g_signal_group_new (CRM_TYPE_RECORD);
  g_signal_group_connect_swapped (self->events, "notify", G_CALLBACK (update_cb), self);
}

GtkWidget *
desk_customer_page_new (DeskContext *context)
{
  return g_object_new (DESK_TYPE_CUSTOMER_PAGE, "context", context, NULL);
}

CrmRecord *
desk_customer_page_get_record (DeskCustomerPage *self)
{
  g_return_val_if_fail (DESK_IS_CUSTOMER_PAGE (self), NULL);
  return self->record;
}

static void
conflicts_changed_cb (DeskCustomerPage *self)
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
list_conflicts (DeskCustomerPage *self)
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

void
desk_customer_page_set_record (DeskCustomerPage *self, CrmRecord *record)
{
  g_return_if_fail (DESK_IS_CUSTOMER_PAGE (self));

  if (!g_set_object (&self->record, record))
    return;
  self->focus_wanted = FALSE;
  list_conflicts (self);
  if (self->events != NULL)
    g_signal_group_set_target (self->events, record);
  desk_customer_header_set_record (self->customer_header, record);
  desk_customer_fields_set_record (self->data_fields, record);
  desk_customer_fields_set_record (self->care_fields, record);
  desk_customer_fields_set_record (self->note_fields, record);
  desk_customer_contacts_set_record (self->contacts, record);
  desk_customer_papers_set_record (self->documents, record);
  desk_customer_papers_set_record (self->accounts, record);
  desk_customer_history_set_record (self->history, record);
  desk_customer_shares_set_record (self->shares, record);
  update_cb (self);
}

void
desk_customer_page_focus (DeskCustomerPage *self)
{
  g_return_if_fail (DESK_IS_CUSTOMER_PAGE (self));
  self->focus_wanted = TRUE;
  update_cb (self);
}
