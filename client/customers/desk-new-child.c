/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskNewChild: between the commit and the answer of the outbox an operation keeps it and the
 * client it is for, so that the draft comes back when nothing was stored, even on another card. */

#include "client/customers/desk-new-child.h"

#include <string.h>

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-words.h"
#include "client/customers/desk-draft-timer.h"
#include "client/ui/desk-field-row.h"
#include "shared/base/crm-id.h"
#include "shared/base/crm-util.h"

struct _DeskNewChild
{
  GObject parent_instance;

  GtkListBox *list_box;   /* (borrowed) (nullable): until it is closed, as the rows */
  DeskFieldRow *new_row;  /* (borrowed): shown while something is being added */
  GtkWidget *add_row;     /* (borrowed) */
  GtkWidget *add_popover; /* (borrowed) (nullable): when there are types to choose from */

  DeskContext *context;         /* (owned) */
  const DeskNewChildLook *look; /* (unowned): a constant */
  CrmRecord *customer;          /* (owned) (nullable) */
  char *type;                   /* (owned) (nullable): of what is being added */
  char *draft;                  /* (owned) (nullable) */
  DeskDraftTimer draft_timer;
};

G_DEFINE_FINAL_TYPE (DeskNewChild, desk_new_child, G_TYPE_OBJECT)

/* Something new on its way into the outbox. */
typedef struct
{
  DeskNewChild *child; /* (owned) */
  GtkWidget *list_box; /* (owned): to tell a failure at */
  CrmRecord *customer; /* (owned) */
  char *key;           /* (owned): of the draft */
  char *draft;         /* (owned) */
} Addition;

static void
addition_free (Addition *self)
{
  g_object_unref (self->child);
  g_object_unref (self->list_box);
  g_object_unref (self->customer);
  g_free (self->key);
  g_free (self->draft);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Addition, addition_free)

static char *
dup_key (DeskNewChild *self)
{
  return g_strdup_printf ("customer:%s:%s", crm_record_get_id (self->customer), self->look->draft);
}

/* The draft of what does not exist yet: its type, a space, its text. */
static char *
make_draft (DeskNewChild *self, const char *text)
{
  return text == NULL ? NULL
                      : g_strdup_printf ("%s %s", self->type != NULL ? self->type : "-", text);
}

static Addition *
addition_new (DeskNewChild *self, const char *typed)
{
  Addition *addition = g_new0 (Addition, 1);

  addition->child = g_object_ref (self);
  addition->list_box = GTK_WIDGET (g_object_ref (self->list_box));
  addition->customer = g_object_ref (self->customer);
  addition->key = dup_key (self);
  addition->draft = make_draft (self, typed);
  return addition;
}

static void
store_draft (DeskNewChild *self, const char *text)
{
  g_autofree char *key = dup_key (self);
  g_autofree char *draft = make_draft (self, text);

  desk_outbox_save_draft_async (desk_context_get_outbox (self->context), key, draft, NULL, NULL,
                                NULL);
}

static void
draft_due_cb (gpointer user_data)
{
  DeskNewChild *self = user_data;

  if (self->customer != NULL)
    store_draft (self, self->draft);
}

static void
edited_cb (DeskNewChild *self, const char *typed)
{
  crm_set_string (&self->draft, typed);
  desk_draft_timer_start (&self->draft_timer, draft_due_cb, self);
}

static void
hide_new (DeskNewChild *self)
{
  desk_draft_timer_stop (&self->draft_timer);
  g_clear_pointer (&self->draft, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), FALSE);
}

static void
end_new (DeskNewChild *self)
{
  hide_new (self);
  if (self->customer != NULL)
    store_draft (self, NULL);
}

static void
show_new (DeskNewChild *self, const char *type)
{
  crm_set_string (&self->type, type);
  g_object_set (self->new_row, "title", self->look->get_title (type), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), TRUE);
}

/* Of an earlier life, or of something that could not be stored. */
static void
offer_draft (DeskNewChild *self)
{
  g_autofree char *key = dup_key (self);
  g_autofree char *draft = desk_outbox_dup_draft (desk_context_get_outbox (self->context), key);
  char *text = draft == NULL ? NULL : strchr (draft, ' ');

  if (text == NULL)
    return;
  *text = '\0';
  show_new (self, strcmp (draft, "-") != 0 ? draft : NULL);
  desk_field_row_set_draft (self->new_row, text + 1);
}

/* The draft goes when the record is stored, and comes back when it is not. */
static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Addition) addition = user_data;
  DeskNewChild *self = addition->child;
  g_autoptr (GError) error = NULL;
  const gboolean stored = desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error);

  if (stored && self->draft != NULL)
    return;
  desk_outbox_save_draft_async (DESK_OUTBOX (source), addition->key,
                                stored ? NULL : addition->draft, NULL, NULL, NULL);
  if (stored)
    return;
  if (self->customer == addition->customer && !desk_field_row_is_editing (self->new_row))
    offer_draft (self);
  desk_customer_tell_failure (addition->list_box, error);
}

static CrmFieldSet *
make_set (DeskNewChild *self, const char *typed, char **complaint)
{
  const CrmKind *kind = self->look->kind;
  g_autoptr (CrmFieldSet) set = crm_field_set_new (kind);
  const char *values[CRM_MAX_FIELDS] = { NULL };

  *complaint = self->look->read (self->type, typed, set);
  if (*complaint != NULL)
    return NULL;
  crm_field_set_put (set, (guint) kind->root, crm_record_get_id (self->customer));
  for (guint i = 0; i < kind->n_fields; i++)
    values[i] = crm_field_set_get (set, i);
  *complaint = desk_customer_check_values (kind, values, NULL, TRUE);
  return *complaint == NULL ? g_steal_pointer (&set) : NULL;
}

static char *
check_cb (const char *typed, gpointer user_data)
{
  DeskNewChild *self = user_data;
  g_autoptr (CrmFieldSet) set = NULL;
  char *complaint = NULL;

  if (self->customer == NULL || *typed == '\0')
    return NULL;
  set = make_set (self, typed, &complaint);
  return complaint;
}

static void
committed_cb (DeskNewChild *self, const char *typed)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autofree char *complaint = NULL;
  g_autoptr (CrmFieldSet) set = make_set (self, typed, &complaint);
  g_autofree char *id = NULL;

  if (set == NULL)
    {
      end_new (self);
      return;
    }
  id = crm_id_new ();
  g_ptr_array_add (commands, crm_command_new_create (self->look->kind, id, set));
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, submitted_cb,
                            addition_new (self, typed));
  hide_new (self);
}

static void
begin_new (DeskNewChild *self, const char *type)
{
  show_new (self, type);
  desk_field_row_begin (self->new_row);
}

static void
type_activated_cb (DeskNewChild *self, GtkListBoxRow *row)
{
  gtk_popover_popdown (GTK_POPOVER (self->add_popover));
  begin_new (self, self->look->types[gtk_list_box_row_get_index (row)]);
}

static void
row_activated_cb (DeskNewChild *self, GtkListBoxRow *row)
{
  if ((GtkWidget *) row != self->add_row)
    return;
  if (self->add_popover != NULL)
    gtk_popover_popup (GTK_POPOVER (self->add_popover));
  else
    begin_new (self, NULL);
}

static GtkWidget *
make_type (DeskNewChild *self, const char *type)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  if (self->look->get_icon != NULL)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (self->look->get_icon (type)));
  gtk_box_append (GTK_BOX (box), gtk_label_new (self->look->get_title (type)));
  return box;
}

static GtkWidget *
make_types (DeskNewChild *self)
{
  GtkWidget *list = gtk_list_box_new ();

  for (guint i = 0; self->look->types[i] != NULL; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), make_type (self, self->look->types[i]));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "desk-menu-list");
  g_signal_connect_object (list, "row-activated", G_CALLBACK (type_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return list;
}

static void
make_add_row (DeskNewChild *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_ (self->look->add_label));

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "dim-label");
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  self->add_row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->add_row), box);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self->add_row), FALSE);
  gtk_widget_add_css_class (self->add_row, "desk-field-row");
  gtk_widget_add_css_class (self->add_row, "desk-add-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->look->add_label), -1);
  if (self->look->types != NULL)
    {
      self->add_popover = gtk_popover_new ();
      gtk_popover_set_child (GTK_POPOVER (self->add_popover), make_types (self));
      gtk_box_append (GTK_BOX (box), self->add_popover);
    }
  gtk_list_box_append (self->list_box, self->add_row);
}

static void
make_new_row (DeskNewChild *self)
{
  self->new_row = DESK_FIELD_ROW (desk_field_row_new ("", FALSE));
  desk_field_row_set_check (self->new_row, check_cb, self, NULL);
  g_signal_connect_object (self->new_row, "edited", G_CALLBACK (edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->new_row, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->new_row, "cancelled", G_CALLBACK (end_new), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), FALSE);
  gtk_list_box_append (self->list_box, GTK_WIDGET (self->new_row));
}

static void
desk_new_child_finalize (GObject *object)
{
  DeskNewChild *self = DESK_NEW_CHILD (object);

  g_clear_object (&self->customer);
  g_object_unref (self->context);
  g_free (self->type);
  g_free (self->draft);
  G_OBJECT_CLASS (desk_new_child_parent_class)->finalize (object);
}

static void
desk_new_child_class_init (DeskNewChildClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = desk_new_child_finalize;
}

static void
desk_new_child_init (DeskNewChild *self)
{
}

DeskNewChild *
desk_new_child_new (DeskContext *context, const DeskNewChildLook *look, GtkListBox *list_box)
{
  DeskNewChild *self = g_object_new (DESK_TYPE_NEW_CHILD, NULL);

  self->context = g_object_ref (context);
  self->look = look;
  self->list_box = list_box;
  make_new_row (self);
  make_add_row (self);
  g_signal_connect_object (list_box, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
desk_new_child_set_customer (DeskNewChild *self, CrmRecord *customer)
{
  g_return_if_fail (DESK_IS_NEW_CHILD (self));

  if (desk_field_row_is_editing (self->new_row) && !desk_field_row_end (self->new_row, TRUE))
    desk_draft_timer_flush (&self->draft_timer);
  /* What is cancelled without a client keeps its draft. */
  g_clear_object (&self->customer);
  desk_field_row_end (self->new_row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), FALSE);
  if (customer == NULL)
    return;
  self->customer = g_object_ref (customer);
  offer_draft (self);
}

void
desk_new_child_set_may_add (DeskNewChild *self, gboolean may_add)
{
  g_return_if_fail (DESK_IS_NEW_CHILD (self));
  gtk_widget_set_visible (self->add_row, may_add);
}

int
desk_new_child_rank (DeskNewChild *self, GtkListBoxRow *row)
{
  g_return_val_if_fail (DESK_IS_NEW_CHILD (self), 0);

  if ((GtkWidget *) row == self->add_row)
    return 2;
  return (GtkWidget *) row == (GtkWidget *) self->new_row ? 1 : 0;
}

void
desk_new_child_close (DeskNewChild *self)
{
  g_return_if_fail (DESK_IS_NEW_CHILD (self));

  desk_draft_timer_flush (&self->draft_timer);
  g_clear_object (&self->customer);
  g_signal_handlers_disconnect_by_data (self->list_box, self);
  g_signal_handlers_disconnect_by_data (self->new_row, self);
  desk_field_row_set_check (self->new_row, NULL, NULL, NULL);
  self->list_box = NULL;
  self->new_row = NULL;
  self->add_row = NULL;
  self->add_popover = NULL;
}
