/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskRelationEditor: name, what the other is, and that is all for a client; a phone for a
 * stranger. Down goes from the text to what was found, Enter takes it, Enter again stores. Main
 * thread; owned by the block. */

#include "client/customers/desk-relation-editor.h"

#include <glib/gi18n.h>

#include "client/customers/desk-card-words.h"
#include "client/customers/desk-customer-acts.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-avatar.h"
#include "shared/base/crm-util.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-relation-rules.h"
#include "shared/customers/crm-relation.h"

#define MAX_FOUND 6

struct _DeskRelationEditor
{
  GtkPopover parent_instance;

  GtkWidget *entry;
  GtkListBox *found_box;
  GtkDropDown *type_drop;
  GtkWidget *phone_entry;
  GtkWidget *position_entry;
  GtkWidget *home_check;
  GtkWidget *add_button;

  DeskContext *context; /* (owned) */
  DeskRecordList *list; /* (owned) (nullable): what the text finds */
  GPtrArray *held;      /* (owned) (nullable): its items */
  char *customer;       /* (owned) (nullable) */
  char *picked;         /* (owned) (nullable): id of the other */
  gboolean filling;
};

enum
{
  MADE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const types[] = { "spouse",   "parent",   "child",    "sibling",
                                     "relative", "guardian", "employer", "contact-person",
                                     "friend",   "other",    NULL };

G_DEFINE_FINAL_TYPE (DeskRelationEditor, desk_relation_editor, GTK_TYPE_POPOVER)

static const char *
get_type_name (DeskRelationEditor *self)
{
  guint i = gtk_drop_down_get_selected (self->type_drop);

  return i < G_N_ELEMENTS (types) - 1 ? types[i] : "other";
}

static const char *
get_typed (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static void
update (DeskRelationEditor *self)
{
  const char *type = get_type_name (self);
  const gboolean work = g_str_equal (type, "employer") || g_str_equal (type, "contact-person");
  const gboolean some = *get_typed (self->entry) != '\0';

  gtk_widget_set_visible (self->phone_entry, some && self->picked == NULL);
  gtk_widget_set_visible (self->position_entry, work);
  gtk_widget_set_sensitive (self->home_check, self->picked != NULL);
  gtk_widget_set_sensitive (self->add_button, some);
}

static void
clear_found (DeskRelationEditor *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->found_box))) != NULL)
    gtk_list_box_remove (self->found_box, row);
  gtk_widget_set_visible (GTK_WIDGET (self->found_box), FALSE);
}

static GtkWidget *
make_row (CrmRecord *customer)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *avatar = desk_avatar_new (26);
  g_autofree char *name = crm_customer_dup_display_name (CRM_CUSTOMER (customer));
  GtkWidget *label = gtk_label_new (name);

  desk_avatar_set_text (DESK_AVATAR (avatar), name);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, crm_record_get_id (customer));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
found_cb (DeskRelationEditor *self)
{
  guint n = 0;

  clear_found (self);
  if (self->list == NULL || self->picked != NULL)
    return;
  g_clear_pointer (&self->held, g_ptr_array_unref);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; n < MAX_FOUND && i < g_list_model_get_n_items (G_LIST_MODEL (self->list)) &&
                    i < MAX_FOUND + 1;
       i++)
    {
      CrmRecord *customer = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      g_ptr_array_add (self->held, customer);
      g_signal_handlers_disconnect_by_func (customer, found_cb, self);
      if (!crm_record_is_loaded (customer))
        g_signal_connect_object (customer, "notify::loaded", G_CALLBACK (found_cb), self,
                                 G_CONNECT_SWAPPED);
      else if (g_strcmp0 (crm_record_get_id (customer), self->customer) != 0)
        {
          gtk_list_box_append (self->found_box, make_row (customer));
          n++;
        }
    }
  gtk_widget_set_visible (GTK_WIDGET (self->found_box), n > 0);
}

static void
search (DeskRelationEditor *self, const char *text)
{
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query = desk_query_search (all, text);

  if (self->list != NULL)
    {
      desk_record_list_set_query (self->list, query);
      return;
    }
  self->list = desk_record_list_new_for_rows (desk_context_get_database (self->context), query,
                                              MAX_FOUND + 1);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (found_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
typed_cb (DeskRelationEditor *self)
{
  if (self->filling || self->context == NULL)
    return;
  g_clear_pointer (&self->picked, g_free);
  if (*get_typed (self->entry) == '\0')
    clear_found (self);
  else
    search (self, get_typed (self->entry));
  update (self);
}

static void
picked_cb (DeskRelationEditor *self, GtkListBoxRow *row)
{
  GtkWidget *label = gtk_widget_get_last_child (gtk_list_box_row_get_child (row));
  g_autofree char *name = g_strdup (gtk_label_get_text (GTK_LABEL (label)));

  crm_set_string (&self->picked, gtk_widget_get_name (GTK_WIDGET (row)));
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), name);
  self->filling = FALSE;
  clear_found (self);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->type_drop));
}

static void
type_changed_cb (DeskRelationEditor *self)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->home_check),
                               crm_relation_is_household (get_type_name (self)));
  update (self);
}

static void
put (CrmFieldSet *set, guint field, GtkWidget *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (get_typed (entry)));

  if (*text != '\0' && gtk_widget_get_visible (entry))
    crm_field_set_put (set, field, text);
}

static void
add_cb (DeskRelationEditor *self)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_relation_kind);

  if (*get_typed (self->entry) == '\0')
    return;
  if (self->picked != NULL)
    crm_field_set_put (set, CRM_RELATION_OTHER, self->picked);
  else
    put (set, CRM_RELATION_NAME, self->entry);
  put (set, CRM_RELATION_PHONE, self->phone_entry);
  put (set, CRM_RELATION_POSITION, self->position_entry);
  crm_field_set_put (set, CRM_RELATION_TYPE, get_type_name (self));
  if (self->picked != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->home_check)))
    crm_field_set_put (set, CRM_RELATION_HOUSEHOLD, "true");
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[MADE], 0, set);
}

/* Enter in the text takes the first that was found, unless it was chosen already. */
static void
entered_cb (DeskRelationEditor *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->found_box, 0);

  if (self->picked == NULL && first != NULL)
    picked_cb (self, first);
  else
    add_cb (self);
}

static gboolean
key_cb (DeskRelationEditor *self, guint key, guint code, GdkModifierType modifiers)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->found_box, 0);

  if (key != GDK_KEY_Down || first == NULL)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (first));
  return GDK_EVENT_STOP;
}

static void
show_cb (DeskRelationEditor *self)
{
  GtkWidget *entries[] = { self->entry, self->phone_entry, self->position_entry };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_editable_set_text (GTK_EDITABLE (entries[i]), "");
  gtk_drop_down_set_selected (self->type_drop, 0);
  type_changed_cb (self);
  gtk_widget_grab_focus (self->entry);
}

static void
desk_relation_editor_dispose (GObject *object)
{
  DeskRelationEditor *self = DESK_RELATION_EDITOR (object);

  desk_relation_editor_close (self);
  g_clear_pointer (&self->customer, g_free);
  g_clear_pointer (&self->picked, g_free);
  G_OBJECT_CLASS (desk_relation_editor_parent_class)->dispose (object);
}

static void
desk_relation_editor_class_init (DeskRelationEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_relation_editor_dispose;
  signals[MADE] = g_signal_new ("made", DESK_TYPE_RELATION_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static GtkWidget *
make_entry (DeskRelationEditor *self, const char *hint)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, hint, -1);
  return entry;
}

static void
make_type (DeskRelationEditor *self)
{
  const char *words[G_N_ELEMENTS (types)] = { NULL };

  for (guint i = 0; types[i] != NULL; i++)
    words[i] = desk_card_relation_word (types[i], NULL);
  self->type_drop = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (words));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->type_drop), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the other is to this client"), -1);
  g_signal_connect_object (self->type_drop, "notify::selected", G_CALLBACK (type_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
make_found (DeskRelationEditor *self)
{
  self->found_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->found_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->found_box), "desk-relation-found");
  gtk_widget_set_visible (GTK_WIDGET (self->found_box), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->found_box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Clients found"), -1);
  g_signal_connect_object (self->found_box, "row-activated", G_CALLBACK (picked_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
desk_relation_editor_init (DeskRelationEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = make_entry (self, _ ("Name or phone of the other"));
  self->phone_entry = make_entry (self, _ ("Phone"));
  self->position_entry = make_entry (self, _ ("Position"));
  self->home_check = gtk_check_button_new_with_label (_ ("They live together"));
  self->add_button = gtk_button_new_with_label (_ ("Add"));
  gtk_widget_add_css_class (self->add_button, "suggested-action");
  make_found (self);
  make_type (self);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entered_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->phone_entry, "activate", G_CALLBACK (add_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->position_entry, "activate", G_CALLBACK (add_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, keys);
  gtk_widget_set_size_request (box, 280, -1);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->found_box));
  gtk_box_append (GTK_BOX (box), self->phone_entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->type_drop));
  gtk_box_append (GTK_BOX (box), self->position_entry);
  gtk_box_append (GTK_BOX (box), self->home_check);
  gtk_box_append (GTK_BOX (box), self->add_button);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect (self, "map", G_CALLBACK (show_cb), NULL);
  update (self);
}

GtkWidget *
desk_relation_editor_new (DeskContext *context)
{
  DeskRelationEditor *self = g_object_new (DESK_TYPE_RELATION_EDITOR, NULL);

  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}

void
desk_relation_editor_close (DeskRelationEditor *self)
{
  g_return_if_fail (DESK_IS_RELATION_EDITOR (self));

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, found_cb, self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->context);
}

void
desk_relation_editor_set_customer (DeskRelationEditor *self, const char *customer)
{
  g_return_if_fail (DESK_IS_RELATION_EDITOR (self));
  crm_set_string (&self->customer, customer);
}
