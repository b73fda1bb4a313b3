/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A few rows over a list of the store. Main thread; owned by the button it hangs on. */

#include "client/admin/desk-audit-finder.h"

#include <glib/gi18n.h>

#include "client/admin/desk-admin-page.h"
#include "client/store/desk-record-list.h"
#include "shared/customers/crm-customer.h"

#define MAX_ROWS 8
#define WIDTH    300

struct _DeskAuditFinder
{
  GtkPopover parent_instance;

  DeskContext *context; /* (owned) */
  DeskRecordList *list; /* (owned) (nullable): when something is looked for */
  GPtrArray *shown;     /* (owned) (element-type CrmRecord) */

  /* children */
  GtkSearchEntry *entry;
  GtkListBox *rows;
  GtkWidget *nothing;
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskAuditFinder, desk_audit_finder, GTK_TYPE_POPOVER)

/* A row is perhaps not read yet when it is found. */
static void
show_name (GtkLabel *label, GParamSpec *pspec, CrmRecord *record)
{
  g_autofree char *name =
      crm_record_is_loaded (record) ? crm_customer_dup_display_name (CRM_CUSTOMER (record)) : NULL;

  gtk_label_set_label (label, name != NULL ? name : "…");
}

static void
add_row (DeskAuditFinder *self, CrmRecord *record)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  g_signal_connect_object (record, "notify", G_CALLBACK (show_name), label, G_CONNECT_SWAPPED);
  show_name (GTK_LABEL (label), NULL, record);
  gtk_list_box_append (self->rows, label);
  g_ptr_array_add (self->shown, g_object_ref (record));
}

static void
update_cb (DeskAuditFinder *self)
{
  guint n_found = 0;

  if (self->list != NULL && desk_record_list_is_loading (self->list))
    return;
  desk_admin_clear_list (self->rows);
  g_ptr_array_set_size (self->shown, 0);
  if (self->list != NULL)
    n_found = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  for (guint i = 0; i < MIN (n_found, MAX_ROWS); i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      add_row (self, record);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->rows), n_found > 0);
  gtk_widget_set_visible (self->nothing, self->list != NULL && n_found == 0);
}

static void
search_changed_cb (DeskAuditFinder *self)
{
  g_autofree char *text =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr (DeskQuery) all = desk_query_new (&crm_customer_kind);
  g_autoptr (DeskQuery) query = NULL;

  g_clear_object (&self->list);
  if (*text != '\0')
    {
      query = desk_query_search (all, text);
      self->list = desk_record_list_new_for_rows (desk_context_get_database (self->context), query,
                                                  MAX_ROWS);
      g_signal_connect_object (self->list, "items-changed", G_CALLBACK (update_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->list, "notify::loading", G_CALLBACK (update_cb), self,
                               G_CONNECT_SWAPPED);
    }
  update_cb (self);
}

static void
pick (DeskAuditFinder *self, guint index)
{
  g_autoptr (CrmRecord) record = NULL;

  if (index >= self->shown->len)
    return;
  record = g_object_ref (self->shown->pdata[index]);
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[PICKED], 0, record);
}

static void
activate_cb (DeskAuditFinder *self)
{
  pick (self, 0);
}

static void
row_activated_cb (DeskAuditFinder *self, GtkListBoxRow *row)
{
  pick (self, (guint) gtk_list_box_row_get_index (row));
}

static void
stop_search_cb (DeskAuditFinder *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
show_cb (DeskAuditFinder *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
desk_audit_finder_dispose (GObject *object)
{
  DeskAuditFinder *self = DESK_AUDIT_FINDER (object);

  g_clear_object (&self->list);
  g_clear_object (&self->context);
  g_ptr_array_set_size (self->shown, 0);
  G_OBJECT_CLASS (desk_audit_finder_parent_class)->dispose (object);
}

static void
desk_audit_finder_finalize (GObject *object)
{
  g_ptr_array_unref (DESK_AUDIT_FINDER (object)->shown);
  G_OBJECT_CLASS (desk_audit_finder_parent_class)->finalize (object);
}

static void
desk_audit_finder_class_init (DeskAuditFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_audit_finder_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_audit_finder_finalize;
  signals[PICKED] = g_signal_new ("picked", DESK_TYPE_AUDIT_FINDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, CRM_TYPE_RECORD);
}

static void
desk_audit_finder_init (DeskAuditFinder *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  self->nothing = gtk_label_new (_ ("No client is found"));
  g_object_set (self->entry, "placeholder-text", _ ("Name, phone or number of a client"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a client"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Found clients"), -1);
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "desk-plain");
  gtk_widget_add_css_class (self->nothing, "desk-subtitle");
  gtk_widget_set_size_request (box, WIDTH, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows));
  gtk_box_append (GTK_BOX (box), self->nothing);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (stop_search_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "show", G_CALLBACK (show_cb), NULL);
}

GtkWidget *
desk_audit_finder_new (DeskContext *context)
{
  DeskAuditFinder *self = g_object_new (DESK_TYPE_AUDIT_FINDER, NULL);

  self->context = g_object_ref (context);
  update_cb (self);
  return GTK_WIDGET (self);
}
