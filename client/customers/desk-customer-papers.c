/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documents or bank accounts of one client, kept in step with the store as the contacts are: rows
 * come and go by id, so that a row that is being typed into is never made anew. Main thread; owned
 * by the card. */

#include "client/customers/desk-customer-papers.h"

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-new-child.h"
#include "client/customers/desk-paper-row.h"
#include "client/store/desk-record-list.h"
#include "shared/customers/crm-identity-document.h"

struct _DeskCustomerPapers
{
  DeskCardBlock parent_instance;

  GtkListBox *list_box;
  DeskNewChild *child; /* (owned) (nullable): the rows at the end */

  DeskContext *context;      /* (owned) (nullable) */
  const DeskPaperLook *look; /* (unowned): a constant */
  CrmRecord *customer;       /* (owned) (nullable) */
  DeskRecordList *list;      /* (owned) (nullable) */
  GPtrArray *held;           /* (owned) (nullable): its items */
  GHashTable *papers;        /* id (borrowed) → DeskPaperRow (owned) */

  DeskCustomerFiles *files;   /* (owned) (nullable): of documents */
  DeskFilePictures *pictures; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DeskCustomerPapers, desk_customer_papers, DESK_TYPE_CARD_BLOCK)

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
    return desk_new_child_rank (self->child, a) - desk_new_child_rank (self->child, b);
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
  if (self->files != NULL)
    desk_paper_row_add_scans (paper, self->files, self->pictures);
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

/* ---- the widget ---------------------------------------------------------------------------- */

static void
update_rights (DeskCardBlock *block)
{
  DeskCustomerPapers *self = DESK_CUSTOMER_PAPERS (block);

  desk_card_block_set_empty (block, !desk_customer_sees_kind (self->context, self->look->kind));
  desk_new_child_set_may_add (self->child, desk_customer_may_add (self->context, self->customer,
                                                                  self->look->kind));
}

static void
desk_customer_papers_dispose (GObject *object)
{
  DeskCustomerPapers *self = DESK_CUSTOMER_PAPERS (object);

  desk_card_block_leave (DESK_CARD_BLOCK (self));
  if (self->child != NULL)
    desk_new_child_close (self->child);
  g_clear_object (&self->customer);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->files);
  g_clear_object (&self->pictures);
  g_clear_object (&self->context);
  g_clear_object (&self->child);
  G_OBJECT_CLASS (desk_customer_papers_parent_class)->dispose (object);
}

static void
desk_customer_papers_finalize (GObject *object)
{
  DeskCustomerPapers *self = DESK_CUSTOMER_PAPERS (object);

  g_hash_table_unref (self->papers);
  G_OBJECT_CLASS (desk_customer_papers_parent_class)->finalize (object);
}

static void
leave (DeskCustomerPapers *self)
{
  GHashTableIter iter;
  gpointer paper;

  g_hash_table_iter_init (&iter, self->papers);
  while (g_hash_table_iter_next (&iter, NULL, &paper))
    desk_paper_row_leave (paper);
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
  sync_rows_cb (self);
}

static void
set_record (DeskCardBlock *block, CrmRecord *customer)
{
  DeskCustomerPapers *self = DESK_CUSTOMER_PAPERS (block);

  leave (self);
  g_clear_object (&self->customer);
  clear_rows (self);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_func (self->list, sync_rows_cb, self);
  g_clear_object (&self->list);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_set_object (&self->customer, customer);
  if (self->files != NULL)
    desk_customer_files_set_customer (self->files, customer);
  if (self->child != NULL)
    desk_new_child_set_customer (self->child, customer);
  if (customer != NULL)
    list_papers (self);
}

static void
collect (DeskCardBlock *block, GPtrArray *records)
{
  GHashTableIter iter;
  gpointer paper;

  g_hash_table_iter_init (&iter, DESK_CUSTOMER_PAPERS (block)->papers);
  while (g_hash_table_iter_next (&iter, NULL, &paper))
    g_ptr_array_add (records, g_object_ref (desk_paper_row_get_record (paper)));
}

static void
desk_customer_papers_class_init (DeskCustomerPapersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DeskCardBlockClass *block_class = DESK_CARD_BLOCK_CLASS (klass);

  object_class->dispose = desk_customer_papers_dispose;
  object_class->finalize = desk_customer_papers_finalize;
  block_class->set_record = set_record;
  block_class->update = update_rights;
  block_class->collect = collect;
}

static void
desk_customer_papers_init (DeskCustomerPapers *self)
{
  self->papers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list_box));
}

static DeskCardBlock *
make_papers (DeskContext *context, const DeskPaperLook *look)
{
  DeskCustomerPapers *self = g_object_new (DESK_TYPE_CUSTOMER_PAPERS, "context", context, NULL);

  self->context = g_object_ref (context);
  self->look = look;
  self->child = desk_new_child_new (context, &look->added, self->list_box);
  gtk_list_box_set_sort_func (self->list_box, compare_rows, self, NULL);
  if (look->kind == &crm_identity_document_kind && desk_context_get_files (context) != NULL)
    {
      self->files = desk_customer_files_new (context);
      self->pictures = desk_file_pictures_new ();
    }
  return DESK_CARD_BLOCK (self);
}

DeskCardBlock *
desk_customer_documents_new (DeskContext *context)
{
  return make_papers (context, &desk_paper_documents);
}

DeskCardBlock *
desk_customer_accounts_new (DeskContext *context)
{
  return make_papers (context, &desk_paper_accounts);
}
