/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A boxed list over a set of cached records. Main thread; child of the window of administration. */

#include "client/admin/desk-admin-list.h"

#include "client/admin/desk-admin-page.h"
#include "client/ui/desk-empty-state.h"

struct _DeskAdminList
{
  AdwBin parent_instance;

  DeskContext *context; /* (owned) */
  const CrmKind *kind;
  void (*fill) (DeskAdminList *self, GPtrArray *records);
  GtkWidget *(*open) (GtkWidget *from, DeskContext *context);

  /* children */
  GtkListBox *list;
  GtkStack *stack;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (DeskAdminList, desk_admin_list, ADW_TYPE_BIN)

static GPtrArray *
list_records (DeskAdminList *self)
{
  DeskRecordSet *set = desk_rights_get_set (desk_context_get_rights (self->context), self->kind);
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; set != NULL && i < desk_record_set_get_count (set); i++)
    g_ptr_array_add (records, g_object_ref (desk_record_set_get (set, i)));
  return records;
}

/* The row the keyboard is in, or -1. */
static int
find_focus (DeskAdminList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->list));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    row = GTK_IS_LIST_BOX_ROW (focus) ? focus
                                      : gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW);
  return row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : -1;
}

/* After an act the keyboard is in the row that took the place, or at the button when none is left.
 */
static void
restore_focus (DeskAdminList *self, int place)
{
  GtkListBoxRow *row = NULL;

  for (; place >= 0 && row == NULL; place--)
    row = gtk_list_box_get_row_at_index (self->list, place);
  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : self->add);
}

static void
update_cb (DeskAdminList *self)
{
  g_autoptr (GPtrArray) records = list_records (self);
  int place = find_focus (self);

  desk_admin_clear_list (self->list);
  gtk_widget_set_sensitive (self->add, desk_admin_list_may (self, CRM_ACTION_CREATE));
  self->fill (self, records);
  gtk_stack_set_visible_child_name (self->stack, records->len > 0 ? "list" : "empty");
  if (place >= 0)
    restore_focus (self, place);
}

static void
add_cb (DeskAdminList *self)
{
  self->open (GTK_WIDGET (self), self->context);
}

static void
desk_admin_list_dispose (GObject *object)
{
  g_clear_object (&DESK_ADMIN_LIST (object)->context);
  G_OBJECT_CLASS (desk_admin_list_parent_class)->dispose (object);
}

static void
desk_admin_list_class_init (DeskAdminListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_admin_list_dispose;
}

static void
desk_admin_list_init (DeskAdminList *self)
{
}

static void
build (DeskAdminList *self, const DeskAdminListSpec *spec)
{
  GtkWidget *page = desk_admin_page_new (self->context, spec->title);
  GtkWidget *empty = g_object_new (DESK_TYPE_EMPTY_STATE, NULL);

  self->add = desk_admin_make_button ("list-add-symbolic", spec->add);
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);
  desk_admin_page_add_end (DESK_ADMIN_PAGE (page), self->add);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spec->title, -1);
  desk_empty_state_set_text (DESK_EMPTY_STATE (empty), spec->icon_name, spec->empty,
                             spec->empty_text);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, desk_admin_make_column (GTK_WIDGET (self->list)), "list");
  gtk_stack_add_named (self->stack, empty, "empty");
  desk_admin_page_set_child (DESK_ADMIN_PAGE (page), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), page);
}

GtkWidget *
desk_admin_list_new (DeskContext *context, const DeskAdminListSpec *spec)
{
  DeskAdminList *self = g_object_new (DESK_TYPE_ADMIN_LIST, NULL);

  self->context = g_object_ref (context);
  self->kind = spec->kind;
  self->fill = spec->fill;
  self->open = spec->open;
  build (self, spec);
  g_signal_connect_object (desk_context_get_rights (context), "changed", G_CALLBACK (update_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "users-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk_context_get_status (context), "notify::state",
                           G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}

DeskContext *
desk_admin_list_get_context (DeskAdminList *self)
{
  g_return_val_if_fail (DESK_IS_ADMIN_LIST (self), NULL);

  return self->context;
}

gboolean
desk_admin_list_may (DeskAdminList *self, CrmAction action)
{
  g_return_val_if_fail (DESK_IS_ADMIN_LIST (self), FALSE);

  return desk_admin_is_online (self->context) &&
         desk_rights_allow_any (desk_context_get_rights (self->context), self->kind->name, action);
}

void
desk_admin_list_add_row (DeskAdminList *self, GtkWidget *row)
{
  g_return_if_fail (DESK_IS_ADMIN_LIST (self));

  gtk_list_box_append (self->list, row);
}

void
desk_admin_list_add_button (GtkWidget *row,
                            CrmRecord *record,
                            const char *icon_name,
                            const char *label,
                            const char *name,
                            DeskAdminListFunc clicked)
{
  g_autofree char *spoken = g_strdup_printf ("%s: %s", label, name);
  GtkWidget *button = desk_admin_make_icon_button (icon_name, label);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked), record, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

DeskAdminList *
desk_admin_list_find (GtkWidget *widget)
{
  return DESK_ADMIN_LIST (gtk_widget_get_ancestor (widget, DESK_TYPE_ADMIN_LIST));
}
