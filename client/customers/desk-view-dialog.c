/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog "Save as a view". Main thread; it closes by itself. */

#include "client/customers/desk-view-dialog.h"

#include <glib/gi18n.h>

#include "shared/customers/crm-saved-view.h"

struct _DeskViewDialog
{
  AdwMessageDialog parent_instance;

  GtkEditable *name_entry;
  GtkDropDown *sharing_drop;
  GPtrArray *sharings; /* (element-type utf8) (unowned): in the order of the list */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  const char *id;
  const char *title;
} Sharing;

static const Sharing all_sharings[] = {
  { "own", NC_ ("sharing", "Only me") },
  { "branch", NC_ ("sharing", "My branch") },
  { "all", NC_ ("sharing", "Everybody") },
};

G_DEFINE_FINAL_TYPE (DeskViewDialog, desk_view_dialog, ADW_TYPE_MESSAGE_DIALOG)

static char *
dup_name (DeskViewDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));
}

static void
name_changed_cb (DeskViewDialog *self)
{
  g_autofree char *name = dup_name (self);

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "save", *name != '\0');
}

static void
activated_cb (DeskViewDialog *self)
{
  g_autofree char *name = dup_name (self);

  if (*name != '\0')
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (self), "save");
}

static void
response_cb (DeskViewDialog *self, const char *response)
{
  const guint place = gtk_drop_down_get_selected (self->sharing_drop);
  g_autofree char *name = dup_name (self);

  if (g_str_equal (response, "save") && place < self->sharings->len)
    g_signal_emit (self, signals[CHOSEN], 0, name, g_ptr_array_index (self->sharings, place));
}

static void
desk_view_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_VIEW_DIALOG (object)->sharings);
  G_OBJECT_CLASS (desk_view_dialog_parent_class)->finalize (object);
}

static void
desk_view_dialog_class_init (DeskViewDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_view_dialog_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", DESK_TYPE_VIEW_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
desk_view_dialog_init (DeskViewDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *entry = gtk_entry_new ();

  self->sharings = g_ptr_array_new ();
  self->name_entry = GTK_EDITABLE (entry);
  self->sharing_drop = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Name of the view"));
  gtk_entry_set_max_length (GTK_ENTRY (entry), 100);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the view"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sharing_drop),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Who sees it"), -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sharing_drop));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self), "cancel", _ ("Cancel"), "save",
                                    _ ("Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (self), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self), "cancel");
  g_signal_connect (self, "response", G_CALLBACK (response_cb), NULL);
}

static void
list_sharings (DeskViewDialog *self, DeskCustomersViews *views, const char *chosen)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < G_N_ELEMENTS (all_sharings); i++)
    {
      if (!desk_customers_views_may_share (views, all_sharings[i].id) &&
          g_strcmp0 (chosen, all_sharings[i].id) != 0)
        continue;
      if (g_strcmp0 (chosen, all_sharings[i].id) == 0)
        selected = self->sharings->len;
      g_ptr_array_add (self->sharings, (gpointer) all_sharings[i].id);
      gtk_string_list_append (titles, g_dpgettext2 (NULL, "sharing", all_sharings[i].title));
    }
  gtk_drop_down_set_model (self->sharing_drop, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->sharing_drop, selected);
}

GtkWidget *
desk_view_dialog_new (GtkWidget *from, DeskCustomersViews *views, CrmRecord *record)
{
  DeskViewDialog *self =
      g_object_new (DESK_TYPE_VIEW_DIALOG, "transient-for", gtk_widget_get_root (from), "modal",
                    TRUE, "heading", record != NULL ? _ ("View") : _ ("Save as a view"), NULL);
  const char *name = record != NULL ? crm_record_get_text (record, CRM_SAVED_VIEW_NAME) : NULL;

  list_sharings (self, views,
                 record != NULL ? crm_record_get_text (record, CRM_SAVED_VIEW_SHARING) : "own");
  gtk_editable_set_text (self->name_entry, name != NULL ? name : "");
  name_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
  return GTK_WIDGET (self);
}
