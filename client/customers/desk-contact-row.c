/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A contact point on the card: value edited in place, the rest from its menu. Main thread; owned by
 * DeskCustomerContacts. */

#include "client/customers/desk-contact-row.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-record-field.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-phone.h"
#include "shared/customers/crm-customer-rules.h"

struct _DeskContactRow
{
  GObject parent_instance;

  DeskContext *context;        /* (owned) */
  CrmRecord *contact;          /* (owned) */
  DeskFieldRow *row;           /* (owned) */
  DeskRecordField *field;      /* (owned) */
  GSimpleActionGroup *actions; /* (owned) */
  GtkWidget *link_button;      /* (borrowed): inside the row */
  GtkWidget *menu_button;      /* (borrowed) */
  GtkWidget *label_popover;    /* (borrowed) (nullable) */
  gboolean has_others;         /* of its type */
};

enum
{
  MADE_MAIN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskContactRow, desk_contact_row, G_TYPE_OBJECT)

static char *
show_value (CrmRecord *record, guint field)
{
  const char *value = crm_record_get_text (record, field);

  if (value != NULL &&
      g_strcmp0 (crm_record_get_text (record, CRM_CONTACT_POINT_TYPE), "phone") == 0)
    return crm_phone_format (value);
  return g_strdup (value);
}

static char *
parse_value (CrmRecord *record, guint field, const char *typed, CrmFieldSet *set)
{
  char *complaint = desk_record_field_parse (&crm_contact_point_kind, field, typed, set);

  if (complaint == NULL)
    crm_contact_point_normalise_set (set, crm_record_get_text (record, CRM_CONTACT_POINT_TYPE));
  return complaint;
}

static const DeskFieldLook value_look = { CRM_CONTACT_POINT_VALUE, show_value, show_value,
                                          parse_value };

const char *
desk_contact_type_icon (const char *type)
{
  if (g_strcmp0 (type, "phone") == 0)
    return "call-start-symbolic";
  if (g_strcmp0 (type, "email") == 0)
    return "mail-unread-symbolic";
  if (g_strcmp0 (type, "messenger") == 0)
    return "user-available-symbolic";
  return "zontik-link-symbolic";
}

static void
update_cb (DeskContactRow *self)
{
  const char *type = crm_record_get_text (self->contact, CRM_CONTACT_POINT_TYPE);
  const char *label = crm_record_get_text (self->contact, CRM_CONTACT_POINT_LABEL);
  const char *word = desk_format_enum (&crm_contact_point_kind, "type", type);
  g_autofree char *title = desk_format_title (label != NULL ? label : word);
  gboolean phone = g_strcmp0 (type, "phone") == 0;
  gboolean email = g_strcmp0 (type, "email") == 0;
  const char *mark = NULL;

  if (crm_record_get_boolean (self->contact, CRM_CONTACT_POINT_INVALID))
    mark = _ ("not working");
  else if (crm_record_get_boolean (self->contact, CRM_CONTACT_POINT_OPTED_OUT))
    mark = _ ("no messages");
  else if (self->has_others && crm_record_get_boolean (self->contact, CRM_CONTACT_POINT_PRIMARY))
    mark = _ ("main");
  g_object_set (self->row, "title", title, NULL);
  desk_field_row_set_mark (self->row, mark);
  gtk_button_set_icon_name (GTK_BUTTON (self->link_button), desk_contact_type_icon (type));
  gtk_widget_set_visible (self->link_button, phone || email);
  gtk_widget_set_tooltip_text (self->link_button, phone ? _ ("Call") : _ ("Write an e-mail"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->link_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  phone ? _ ("Call") : _ ("Write an e-mail"), -1);
}

static void
link_clicked_cb (DeskContactRow *self)
{
  const char *type = crm_record_get_text (self->contact, CRM_CONTACT_POINT_TYPE);
  const char *value = crm_record_get_text (self->contact, CRM_CONTACT_POINT_VALUE);
  g_autofree char *escaped = value == NULL ? NULL : g_uri_escape_string (value, "@+", TRUE);
  g_autofree char *uri = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->row));

  if (escaped == NULL || !GTK_IS_WINDOW (root))
    return;
  uri = g_strdup_printf ("%s:%s", g_strcmp0 (type, "phone") == 0 ? "tel" : "mailto", escaped);
  gtk_show_uri (GTK_WINDOW (root), uri, GDK_CURRENT_TIME);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskContactRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    desk_customer_tell_failure (GTK_WIDGET (self->row), error);
}

static void
submit_text (DeskContactRow *self, guint field, const char *value)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_contact_point_kind);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (CrmCommand) inverse = NULL;
  CrmCommand *command;

  crm_field_set_put (set, field, value);
  command = desk_customer_make_update (self->contact, set, &inverse);
  if (command == NULL)
    return;
  g_ptr_array_add (commands, command);
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, submitted_cb,
                            g_object_ref (self));
}

static void
make_main_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_signal_emit (user_data, signals[MADE_MAIN], 0);
}

static void
toggle_invalid_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskContactRow *self = user_data;
  gboolean invalid = crm_record_get_boolean (self->contact, CRM_CONTACT_POINT_INVALID);

  submit_text (self, CRM_CONTACT_POINT_INVALID, invalid ? NULL : "true");
}

static void
toggle_opted_out_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskContactRow *self = user_data;
  gboolean refused = crm_record_get_boolean (self->contact, CRM_CONTACT_POINT_OPTED_OUT);

  submit_text (self, CRM_CONTACT_POINT_OPTED_OUT, refused ? NULL : "true");
}

static void
remove_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskContactRow *self = user_data;

  desk_customer_remove_child (gtk_widget_get_parent (GTK_WIDGET (self->row)), self->context,
                              self->contact, _ ("Contact removed"));
}

static void
label_activate_cb (DeskContactRow *self, GtkEntry *entry)
{
  g_autofree char *label = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  gtk_popover_popdown (GTK_POPOVER (self->label_popover));
  submit_text (self, CRM_CONTACT_POINT_LABEL, *label != '\0' ? label : NULL);
}

static void
edit_label_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DeskContactRow *self = user_data;
  const char *label = crm_record_get_text (self->contact, CRM_CONTACT_POINT_LABEL);
  GtkWidget *entry;

  if (self->label_popover == NULL)
    {
      entry = gtk_entry_new ();
      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("work, home, …"));
      gtk_editable_set_width_chars (GTK_EDITABLE (entry), 24);
      gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Label of the contact"), -1);
      g_signal_connect_object (entry, "activate", G_CALLBACK (label_activate_cb), self,
                               G_CONNECT_SWAPPED);
      self->label_popover = gtk_popover_new ();
      gtk_popover_set_child (GTK_POPOVER (self->label_popover), entry);
      desk_field_row_add_suffix (self->row, self->label_popover);
    }
  entry = gtk_popover_get_child (GTK_POPOVER (self->label_popover));
  gtk_editable_set_text (GTK_EDITABLE (entry), label != NULL ? label : "");
  gtk_popover_popup (GTK_POPOVER (self->label_popover));
  gtk_widget_grab_focus (entry);
}

static const GActionEntry action_entries[] = {
  { .name = "make-main", .activate = make_main_action },
  { .name = "toggle-invalid", .activate = toggle_invalid_action },
  { .name = "toggle-opted-out", .activate = toggle_opted_out_action },
  { .name = "edit-label", .activate = edit_label_action },
  { .name = "remove", .activate = remove_action },
};

static void
add_edits (DeskContactRow *self, GMenu *menu)
{
  if (!crm_record_get_boolean (self->contact, CRM_CONTACT_POINT_PRIMARY))
    g_menu_append (menu, _ ("Make main"), "contact.make-main");
  g_menu_append (menu, _ ("Label…"), "contact.edit-label");
  g_menu_append (menu,
                 crm_record_get_boolean (self->contact, CRM_CONTACT_POINT_INVALID)
                     ? _ ("Works again")
                     : _ ("Does not work"),
                 "contact.toggle-invalid");
  g_menu_append (menu,
                 crm_record_get_boolean (self->contact, CRM_CONTACT_POINT_OPTED_OUT)
                     ? _ ("Agrees to messages")
                     : _ ("Refuses messages"),
                 "contact.toggle-opted-out");
}

/* The words depend on the state and the rights, so the menu is made when it is opened. */
static void
make_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  DeskContactRow *self = user_data;
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  if (desk_customer_may (self->context, self->contact, CRM_ACTION_EDIT))
    add_edits (self, menu);
  if (desk_customer_may (self->context, self->contact, CRM_ACTION_DELETE))
    g_menu_append (last, _ ("Remove"), "contact.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
add_buttons (DeskContactRow *self)
{
  self->link_button = gtk_button_new ();
  gtk_widget_add_css_class (self->link_button, "flat");
  gtk_widget_add_css_class (self->link_button, "desk-row-button");
  g_signal_connect_object (self->link_button, "clicked", G_CALLBACK (link_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  desk_field_row_add_suffix (self->row, self->link_button);

  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_add_css_class (self->menu_button, "desk-row-button");
  gtk_widget_set_tooltip_text (self->menu_button, _ ("More"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More"), -1);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), make_menu_cb, self,
                                         NULL);
  desk_field_row_add_quiet_suffix (self->row, self->menu_button);
}

static void
desk_contact_row_dispose (GObject *object)
{
  DeskContactRow *self = DESK_CONTACT_ROW (object);

  if (self->menu_button != NULL && self->row != NULL)
    gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), NULL, NULL, NULL);
  self->menu_button = NULL;
  g_clear_object (&self->field);
  g_clear_object (&self->row);
  g_clear_object (&self->actions);
  g_clear_object (&self->contact);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_contact_row_parent_class)->dispose (object);
}

static void
desk_contact_row_class_init (DeskContactRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_contact_row_dispose;
  signals[MADE_MAIN] = g_signal_new ("made-main", DESK_TYPE_CONTACT_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
}

static void
desk_contact_row_init (DeskContactRow *self)
{
  self->row = DESK_FIELD_ROW (g_object_ref_sink (desk_field_row_new ("", FALSE)));
  self->actions = g_simple_action_group_new ();
  add_buttons (self);
}

DeskContactRow *
desk_contact_row_new (DeskContext *context, CrmRecord *contact)
{
  DeskContactRow *self = g_object_new (DESK_TYPE_CONTACT_ROW, NULL);

  self->context = g_object_ref (context);
  self->contact = g_object_ref (contact);
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self->row), "contact",
                                  G_ACTION_GROUP (self->actions));
  self->field = desk_record_field_new (context, self->row, &value_look);
  desk_record_field_set_record (self->field, contact);
  g_signal_connect_object (contact, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return self;
}

void
desk_contact_row_set_has_others (DeskContactRow *self, gboolean has_others)
{
  g_return_if_fail (DESK_IS_CONTACT_ROW (self));

  if (self->has_others == has_others)
    return;
  self->has_others = has_others;
  update_cb (self);
}

DeskFieldRow *
desk_contact_row_get_row (DeskContactRow *self)
{
  g_return_val_if_fail (DESK_IS_CONTACT_ROW (self), NULL);
  return self->row;
}

CrmRecord *
desk_contact_row_get_contact (DeskContactRow *self)
{
  g_return_val_if_fail (DESK_IS_CONTACT_ROW (self), NULL);
  return self->contact;
}

void
desk_contact_row_leave (DeskContactRow *self)
{
  g_return_if_fail (DESK_IS_CONTACT_ROW (self));
  desk_record_field_leave (self->field);
}
