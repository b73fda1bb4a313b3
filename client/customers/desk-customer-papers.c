/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documents or bank accounts of one client, kept in step with the store as the contacts are: rows
 * come and go by id, so that a row that is being typed into is never made anew. Main thread; owned
 * by the card. */

#include "client/customers/desk-customer-papers.h"

#include <string.h>

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-customer-words.h"
#include "client/customers/desk-draft-timer.h"
#include "client/customers/desk-paper-row.h"
#include "client/store/desk-record-list.h"
#include "shared/base/crm-id.h"
#include "shared/base/crm-util.h"

struct _DeskCustomerPapers
{
  GtkWidget parent_instance;

  GtkListBox *list_box;
  GtkWidget *add_row;
  GtkWidget *add_popover; /* (nullable): when there are types to choose from */
  DeskFieldRow *new_row;  /* (borrowed): shown while something is being added */

  DeskContext *context;      /* (owned) (nullable) */
  const DeskPaperLook *look; /* (unowned): a constant */
  CrmRecord *customer;       /* (owned) (nullable) */
  DeskRecordList *list;      /* (owned) (nullable) */
  GPtrArray *held;           /* (owned) (nullable): its items */
  GHashTable *papers;        /* id (borrowed) → DeskPaperRow (owned) */
  char *new_type;            /* (owned) (nullable) */
  char *draft;               /* (owned) (nullable) */
  DeskDraftTimer draft_timer;
};

/* Something new on its way into the outbox. */
typedef struct
{
  DeskCustomerPapers *papers; /* (owned) */
  CrmRecord *customer;        /* (owned) */
  char *key;                  /* (owned): of the draft */
  char *draft;                /* (owned) */
} NewPaper;

static void
new_paper_free (NewPaper *self)
{
  g_object_unref (self->papers);
  g_object_unref (self->customer);
  g_free (self->key);
  g_free (self->draft);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NewPaper, new_paper_free)

G_DEFINE_FINAL_TYPE (DeskCustomerPapers, desk_customer_papers, GTK_TYPE_WIDGET)

/* ---- the rows ------------------------------------------------------------------------------ */

/* Whose row it is, and the how manieth of his. */
static DeskPaperRow *
find_paper (DeskCustomerPapers *self, GtkListBoxRow *widget, guint *index)
{
  GHashTableIter iter;
  gpointer paper;

  g_hash_table_iter_init (&iter, self->papers);
  while (g_hash_table_iter_next (&iter, NULL, &paper))
    for (guint i = 0; desk_paper_row_get_row (paper, i) != NULL; i++)
      if (GTK_LIST_BOX_ROW (desk_paper_row_get_row (paper, i)) == widget)
        {
          *index = i;
          return paper;
        }
  return NULL;
}

/* In the order of their making, each with its details; what is being added and the row that adds at
 * the end. */
static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  DeskCustomerPapers *self = user_data;
  guint first_index = 0, second_index = 0;
  DeskPaperRow *first = find_paper (self, a, &first_index);
  DeskPaperRow *second = find_paper (self, b, &second_index);

  if (first == NULL || second == NULL)
    {
      int rank_a = first != NULL ? 0 : (GtkWidget *) a == self->add_row ? 2 : 1;
      int rank_b = second != NULL ? 0 : (GtkWidget *) b == self->add_row ? 2 : 1;

      return rank_a - rank_b;
    }
  if (first == second)
    return (int) first_index - (int) second_index;
  return g_strcmp0 (crm_record_get_id (desk_paper_row_get_record (first)),
                    crm_record_get_id (desk_paper_row_get_record (second)));
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskCustomerPapers) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    desk_customer_tell_failure (GTK_WIDGET (self), error);
}

static void
add_primary_change (GPtrArray *commands, CrmRecord *record, guint field, const char *value)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (crm_record_get_kind (record));
  g_autoptr (CrmCommand) inverse = NULL;
  CrmCommand *command;

  crm_field_set_put (set, field, value);
  command = desk_customer_make_update (record, set, &inverse);
  if (command != NULL)
    g_ptr_array_add (commands, command);
}

static void
made_main_cb (DeskCustomerPapers *self, DeskPaperRow *main_paper)
{
  const guint field = (guint) self->look->primary;
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  GHashTableIter iter;
  gpointer paper;

  g_hash_table_iter_init (&iter, self->papers);
  while (g_hash_table_iter_next (&iter, NULL, &paper))
    add_primary_change (commands, desk_paper_row_get_record (paper), field,
                        paper == main_paper ? "true" : NULL);
  if (commands->len > 0)
    desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, submitted_cb,
                              g_object_ref (self));
}

static void
add_paper (DeskCustomerPapers *self, CrmRecord *record)
{
  DeskPaperRow *paper = desk_paper_row_new (self->context, record, self->look);

  g_signal_connect_object (paper, "made-main", G_CALLBACK (made_main_cb), self, G_CONNECT_SWAPPED);
  g_hash_table_insert (self->papers, (gpointer) crm_record_get_id (record), paper);
  for (guint i = 0; desk_paper_row_get_row (paper, i) != NULL; i++)
    gtk_list_box_append (self->list_box, GTK_WIDGET (desk_paper_row_get_row (paper, i)));
}

static void
remove_paper (DeskCustomerPapers *self, DeskPaperRow *paper)
{
  for (guint i = 0; desk_paper_row_get_row (paper, i) != NULL; i++)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (desk_paper_row_get_row (paper, i)));
}

static void sync_rows_cb (DeskCustomerPapers *self);

/* A row that is not read yet has no id to be known by: its turn comes when it is. */
static void
await_record (DeskCustomerPapers *self, CrmRecord *record)
{
  g_signal_handlers_disconnect_by_func (record, sync_rows_cb, self);
  g_signal_connect_object (record, "notify::loaded", G_CALLBACK (sync_rows_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
remove_gone (DeskCustomerPapers *self, GHashTable *present)
{
  GHashTableIter iter;
  gpointer id, paper;

  g_hash_table_iter_init (&iter, self->papers);
  while (g_hash_table_iter_next (&iter, &id, &paper))
    if (!g_hash_table_contains (present, id))
      {
        remove_paper (self, paper);
        g_hash_table_iter_remove (&iter);
      }
}

static void
sync_rows_cb (DeskCustomerPapers *self)
{
  g_autoptr (GHashTable) present = g_hash_table_new (g_str_hash, g_str_equal);

  if (self->list == NULL)
    return;
  g_clear_pointer (&self->held, g_ptr_array_unref);
  self->held = desk_customer_hold_items (G_LIST_MODEL (self->list));
  for (guint i = 0; i < self->held->len; i++)
    {
      CrmRecord *record = g_ptr_array_index (self->held, i);

      if (!crm_record_is_loaded (record))
        {
          await_record (self, record);
          continue;
        }
      if (!g_hash_table_contains (self->papers, crm_record_get_id (record)))
        add_paper (self, record);
      g_hash_table_add (present, (gpointer) crm_record_get_id (record));
    }
  remove_gone (self, present);
}

static void
clear_rows (DeskCustomerPapers *self)
{
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);

  remove_gone (self, none);
}

/* ---- a new one ----------------------------------------------------------------------------- */

static char *
dup_key (DeskCustomerPapers *self)
{
  return g_strdup_printf ("customer:%s:new-%s", crm_record_get_id (self->customer),
                          self->look->kind->name);
}

/* The draft of what does not exist yet: its type, a space, its text. */
static char *
make_draft (DeskCustomerPapers *self, const char *text)
{
  return text == NULL
             ? NULL
             : g_strdup_printf ("%s %s", self->new_type != NULL ? self->new_type : "-", text);
}

static NewPaper *
new_paper_new (DeskCustomerPapers *self, const char *typed)
{
  NewPaper *paper = g_new0 (NewPaper, 1);

  paper->papers = g_object_ref (self);
  paper->customer = g_object_ref (self->customer);
  paper->key = dup_key (self);
  paper->draft = make_draft (self, typed);
  return paper;
}

static void
store_draft (DeskCustomerPapers *self, const char *text)
{
  g_autofree char *key = dup_key (self);
  g_autofree char *draft = make_draft (self, text);

  desk_outbox_save_draft_async (desk_context_get_outbox (self->context), key, draft, NULL, NULL,
                                NULL);
}

static void
draft_due_cb (gpointer user_data)
{
  DeskCustomerPapers *self = user_data;

  if (self->customer != NULL)
    store_draft (self, self->draft);
}

static void
new_edited_cb (DeskCustomerPapers *self, const char *typed)
{
  crm_set_string (&self->draft, typed);
  desk_draft_timer_start (&self->draft_timer, draft_due_cb, self);
}

static void
hide_new (DeskCustomerPapers *self)
{
  desk_draft_timer_stop (&self->draft_timer);
  g_clear_pointer (&self->draft, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), FALSE);
}

static void
end_new (DeskCustomerPapers *self)
{
  hide_new (self);
  if (self->customer != NULL)
    store_draft (self, NULL);
}

static void
show_new (DeskCustomerPapers *self, const char *type)
{
  crm_set_string (&self->new_type, type);
  g_object_set (self->new_row, "title", self->look->get_new_title (type), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), TRUE);
}

/* Of an earlier life, or of something that could not be stored. */
static void
offer_draft (DeskCustomerPapers *self)
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

/* The draft goes when the row is stored, and comes back when it is not. */
static void
new_submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NewPaper) paper = user_data;
  DeskCustomerPapers *self = paper->papers;
  g_autoptr (GError) error = NULL;
  const gboolean stored = desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error);

  if (stored && self->draft != NULL)
    return;
  desk_outbox_save_draft_async (DESK_OUTBOX (source), paper->key, stored ? NULL : paper->draft,
                                NULL, NULL, NULL);
  if (stored)
    return;
  if (self->customer == paper->customer && !desk_field_row_is_editing (self->new_row))
    offer_draft (self);
  desk_customer_tell_failure (GTK_WIDGET (self), error);
}

static CrmFieldSet *
make_new_set (DeskCustomerPapers *self, const char *typed, char **complaint)
{
  const CrmKind *kind = self->look->kind;
  g_autoptr (CrmFieldSet) set = crm_field_set_new (kind);
  const char *values[CRM_MAX_FIELDS] = { NULL };

  *complaint = self->look->read_new (self->new_type, typed, set);
  if (*complaint != NULL)
    return NULL;
  crm_field_set_put (set, (guint) kind->root, crm_record_get_id (self->customer));
  for (guint i = 0; i < kind->n_fields; i++)
    values[i] = crm_field_set_get (set, i);
  *complaint = desk_customer_check_values (kind, values, NULL, TRUE);
  return *complaint == NULL ? g_steal_pointer (&set) : NULL;
}

static char *
check_new_cb (const char *typed, gpointer user_data)
{
  DeskCustomerPapers *self = user_data;
  g_autoptr (CrmFieldSet) set = NULL;
  char *complaint = NULL;

  if (self->customer == NULL || *typed == '\0')
    return NULL;
  set = make_new_set (self, typed, &complaint);
  return complaint;
}

static void
new_committed_cb (DeskCustomerPapers *self, const char *typed)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autofree char *complaint = NULL;
  g_autoptr (CrmFieldSet) set = make_new_set (self, typed, &complaint);
  g_autofree char *id = NULL;

  if (set == NULL)
    {
      end_new (self);
      return;
    }
  id = crm_id_new ();
  g_ptr_array_add (commands, crm_command_new_create (self->look->kind, id, set));
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL,
                            new_submitted_cb, new_paper_new (self, typed));
  hide_new (self);
}

static void
begin_new (DeskCustomerPapers *self, const char *type)
{
  show_new (self, type);
  desk_field_row_begin (self->new_row);
}

static void
type_activated_cb (DeskCustomerPapers *self, GtkListBoxRow *row)
{
  gtk_popover_popdown (GTK_POPOVER (self->add_popover));
  begin_new (self, self->look->types[gtk_list_box_row_get_index (row)]);
}

static GtkWidget *
make_types (DeskCustomerPapers *self)
{
  GtkWidget *list = gtk_list_box_new ();

  for (guint i = 0; self->look->types[i] != NULL; i++)
    {
      GtkWidget *label = gtk_label_new (self->look->get_new_title (self->look->types[i]));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_append (GTK_LIST_BOX (list), label);
    }
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "desk-menu-list");
  g_signal_connect_object (list, "row-activated", G_CALLBACK (type_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return list;
}

static void
row_activated_cb (DeskCustomerPapers *self, GtkListBoxRow *row)
{
  if ((GtkWidget *) row != self->add_row)
    return;
  if (self->add_popover != NULL)
    gtk_popover_popup (GTK_POPOVER (self->add_popover));
  else
    begin_new (self, NULL);
}

static void
make_add_row (DeskCustomerPapers *self)
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
make_new_row (DeskCustomerPapers *self)
{
  self->new_row = DESK_FIELD_ROW (desk_field_row_new ("", FALSE));
  desk_field_row_set_check (self->new_row, check_new_cb, self, NULL);
  g_signal_connect_object (self->new_row, "edited", G_CALLBACK (new_edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->new_row, "committed", G_CALLBACK (new_committed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->new_row, "cancelled", G_CALLBACK (end_new), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), FALSE);
  gtk_list_box_append (self->list_box, GTK_WIDGET (self->new_row));
}

/* ---- the widget ---------------------------------------------------------------------------- */

static void
update_rights_cb (DeskCustomerPapers *self)
{
  if (self->customer == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self),
                          desk_customer_sees_kind (self->context, self->look->kind));
  gtk_widget_set_visible (self->add_row,
                          desk_customer_may_add (self->context, self->customer, self->look->kind));
}

static void
desk_customer_papers_dispose (GObject *object)
{
  DeskCustomerPapers *self = DESK_CUSTOMER_PAPERS (object);

  desk_draft_timer_flush (&self->draft_timer);
  g_clear_object (&self->customer);
  if (self->list_box != NULL)
    clear_rows (self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->context);
  if (self->list_box != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->list_box));
  self->list_box = NULL;
  G_OBJECT_CLASS (desk_customer_papers_parent_class)->dispose (object);
}

static void
desk_customer_papers_finalize (GObject *object)
{
  DeskCustomerPapers *self = DESK_CUSTOMER_PAPERS (object);

  g_hash_table_unref (self->papers);
  g_free (self->new_type);
  g_free (self->draft);
  G_OBJECT_CLASS (desk_customer_papers_parent_class)->finalize (object);
}

static void
desk_customer_papers_class_init (DeskCustomerPapersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_customer_papers_dispose;
  object_class->finalize = desk_customer_papers_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
desk_customer_papers_init (DeskCustomerPapers *self)
{
  self->papers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  gtk_widget_set_parent (GTK_WIDGET (self->list_box), GTK_WIDGET (self));
  gtk_list_box_set_sort_func (self->list_box, compare_rows, self, NULL);
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
desk_customer_papers_new (DeskContext *context, const DeskPaperLook *look)
{
  DeskCustomerPapers *self = g_object_new (DESK_TYPE_CUSTOMER_PAPERS, NULL);

  self->context = g_object_ref (context);
  self->look = look;
  make_new_row (self);
  make_add_row (self);
  g_signal_connect_object (desk_context_get_rights (context), "changed",
                           G_CALLBACK (update_rights_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
leave (DeskCustomerPapers *self)
{
  GHashTableIter iter;
  gpointer paper;

  g_hash_table_iter_init (&iter, self->papers);
  while (g_hash_table_iter_next (&iter, NULL, &paper))
    desk_paper_row_leave (paper);
  if (desk_field_row_is_editing (self->new_row) && !desk_field_row_end (self->new_row, TRUE))
    desk_draft_timer_flush (&self->draft_timer);
}

static void
list_papers (DeskCustomerPapers *self)
{
  const CrmKind *kind = self->look->kind;
  g_autoptr (DeskQuery) all = desk_query_new (kind);
  g_autoptr (DeskQuery) own =
      desk_query_where (all, (guint) kind->root, crm_record_get_id (self->customer));

  self->list = desk_record_list_new (desk_context_get_database (self->context), own);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (sync_rows_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->customer, "notify", G_CALLBACK (update_rights_cb), self,
                           G_CONNECT_SWAPPED);
  update_rights_cb (self);
  sync_rows_cb (self);
  offer_draft (self);
}

void
desk_customer_papers_set_record (DeskCustomerPapers *self, CrmRecord *customer)
{
  g_return_if_fail (DESK_IS_CUSTOMER_PAPERS (self));

  if (self->customer == customer)
    return;
  leave (self);
  if (self->customer != NULL)
    g_signal_handlers_disconnect_by_func (self->customer, update_rights_cb, self);
  g_clear_object (&self->customer);
  desk_field_row_end (self->new_row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->new_row), FALSE);
  clear_rows (self);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, sync_rows_cb, self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_set_object (&self->customer, customer);
  if (customer != NULL)
    list_papers (self);
}

GPtrArray *
desk_customer_papers_list (DeskCustomerPapers *self)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer paper;

  g_return_val_if_fail (DESK_IS_CUSTOMER_PAPERS (self), records);

  g_hash_table_iter_init (&iter, self->papers);
  while (g_hash_table_iter_next (&iter, NULL, &paper))
    g_ptr_array_add (records, g_object_ref (desk_paper_row_get_record (paper)));
  return records;
}
