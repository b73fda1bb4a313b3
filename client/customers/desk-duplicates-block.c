/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looked for anew when the client, or a pair that it is part of, changes. Main thread; child of the
 * card. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-duplicates-block.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-like-row.h"
#include "client/customers/desk-merge-dialog.h"
#include "client/customers/desk-unmerge-dialog.h"
#include "client/store/desk-record-list.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-duplicate-record.h"
#include "shared/customers/crm-merge.h"

#define UNDO_DAYS 90

struct _DeskDuplicatesBlock
{
  DeskCardBlock parent_instance;

  DeskContext *context; /* (owned) */
  CrmRecord *record;    /* (owned) (nullable) */
  GtkListBox *list;
  GCancellable *cancellable; /* (owned) (nullable): of the look at work */
  GPtrArray *likes;          /* (owned) (nullable) (element-type DeskLike) */
  DeskRecordList *merges;    /* (owned) (nullable) */
  GPtrArray *held;           /* (owned) (nullable) (element-type CrmRecord): the same */
};

G_DEFINE_FINAL_TYPE (DeskDuplicatesBlock, desk_duplicates_block, DESK_TYPE_CARD_BLOCK)

/* ---- likes ----------------------------------------------------------------------------------- */

static const DeskLike *
find_like (DeskDuplicatesBlock *self, const char *id)
{
  for (guint i = 0; self->likes != NULL && i < self->likes->len; i++)
    if (g_strcmp0 (((DeskLike *) self->likes->pdata[i])->id, id) == 0)
      return self->likes->pdata[i];
  return NULL;
}

static DeskDuplicatesBlock *
find_self (GtkWidget *widget)
{
  return DESK_DUPLICATES_BLOCK (gtk_widget_get_ancestor (widget, DESK_TYPE_DUPLICATES_BLOCK));
}

static void
merge_cb (GtkWidget *button)
{
  DeskDuplicatesBlock *self = find_self (button);

  desk_merge_dialog_new (GTK_WIDGET (self), self->context, crm_record_get_id (self->record),
                         gtk_widget_get_name (button));
}

static void
distinct_cb (GtkWidget *button)
{
  DeskDuplicatesBlock *self = find_self (button);
  const DeskLike *like = find_like (self, gtk_widget_get_name (button));

  if (like != NULL)
    desk_like_decide (GTK_WIDGET (self), self->context, crm_record_get_id (self->record), like,
                      TRUE);
}

static void
add_button (GtkWidget *box,
            const DeskLike *like,
            const char *label,
            const char *spoken,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_name (button, like->id);
  gtk_widget_add_css_class (button, "desk-compact");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect (button, "clicked", callback, NULL);
  gtk_box_append (GTK_BOX (box), button);
}

/* The column is narrow: what can be done stands below. */
static void
add_like (DeskDuplicatesBlock *self, const DeskLike *like)
{
  GtkWidget *row = desk_like_row_new (self->context, like);
  GtkWidget *below = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  /* Translators: %s is the name of a client */
  g_autofree char *other = g_strdup_printf (_ ("%s is somebody else"), like->name);
  g_autofree char *same = g_strdup_printf (_ ("Merge with %s"), like->name);

  gtk_widget_set_name (row, like->id);
  add_button (box, like, _ ("Merge…"), same, G_CALLBACK (merge_cb));
  add_button (box, like, _ ("Not a duplicate"), other, G_CALLBACK (distinct_cb));
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (below), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (below), FALSE);
  gtk_widget_set_focusable (below, FALSE);
  gtk_list_box_append (self->list, row);
  gtk_list_box_append (self->list, below);
}

/* ---- merges ---------------------------------------------------------------------------------- */

static void
part_cb (GtkWidget *button, CrmRecord *merge)
{
  DeskDuplicatesBlock *self = find_self (button);

  desk_unmerge_dialog_new (GTK_WIDGET (self), self->context, merge);
}

static gboolean
is_open (CrmRecord *merge, gint64 at)
{
  return crm_record_is_loaded (merge) && crm_record_get_text (merge, CRM_MERGE_UNDONE_AT) == NULL &&
         at > crm_time_now () - UNDO_DAYS * G_TIME_SPAN_DAY;
}

static void
add_merge (DeskDuplicatesBlock *self, CrmRecord *merge)
{
  const char *name = crm_record_get_text (merge, CRM_MERGE_OTHER_NAME);
  gint64 at = desk_format_parse_instant (crm_record_get_text (merge, CRM_MERGE_AT));
  g_autofree char *title = g_strdup_printf (_ ("Merged with %s"), name != NULL ? name : "—");
  g_autofree char *spoken = g_strdup_printf (_ ("Part again from %s"), name != NULL ? name : "—");
  g_autofree char *moment = desk_format_moment (at, crm_time_now ());
  GtkWidget *row;
  GtkWidget *button;

  if (!is_open (merge, at))
    return;
  row = adw_action_row_new ();
  g_object_set (row, "title", title, "subtitle", moment, "use-markup", FALSE, NULL);
  button = desk_like_row_add_button (row, _ ("Part again…"), spoken);
  g_signal_connect_object (button, "clicked", G_CALLBACK (part_cb), merge, 0);
  gtk_list_box_append (self->list, row);
}

static void
show_rows (DeskDuplicatesBlock *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; self->likes != NULL && i < self->likes->len; i++)
    if (!((DeskLike *) self->likes->pdata[i])->is_distinct)
      add_like (self, self->likes->pdata[i]);
  for (guint i = 0; self->held != NULL && i < self->held->len; i++)
    add_merge (self, g_ptr_array_index (self->held, i));
  desk_card_block_set_empty (DESK_CARD_BLOCK (self),
                             gtk_list_box_get_row_at_index (self->list, 0) == NULL);
}

/* A list keeps keys only: they are read while they are held. */
static void
hold_merges (DeskDuplicatesBlock *self)
{
  for (guint i = 0; self->held != NULL && i < self->held->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->held, i), show_rows, self);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  if (self->merges != NULL)
    self->held = desk_customer_hold_items (G_LIST_MODEL (self->merges));
  for (guint i = 0; self->held != NULL && i < self->held->len; i++)
    g_signal_connect_object (g_ptr_array_index (self->held, i), "notify", G_CALLBACK (show_rows),
                             self, G_CONNECT_SWAPPED);
  show_rows (self);
}

/* ---- looking --------------------------------------------------------------------------------- */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskDuplicatesBlock) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *likes = desk_likeness_finish (DESK_DATABASE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->context == NULL ||
      self->record == NULL)
    {
      g_clear_pointer (&likes, g_ptr_array_unref);
      return;
    }
  g_clear_pointer (&self->likes, g_ptr_array_unref);
  self->likes = likes;
  show_rows (self);
}

static void
look (DeskDuplicatesBlock *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->record == NULL || self->context == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  desk_likeness_of_async (desk_context_get_database (self->context),
                          crm_record_get_id (self->record), self->cancellable, found_cb,
                          g_object_ref (self));
}

static void
changed_cb (DeskDuplicatesBlock *self, const CrmKind *kind, GStrv ids)
{
  if (self->record == NULL)
    return;
  if (kind == &crm_duplicate_kind ||
      (kind == &crm_customer_kind &&
       (ids == NULL ||
        g_strv_contains ((const char *const *) ids, crm_record_get_id (self->record)))))
    look (self);
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskDuplicatesBlock *self = DESK_DUPLICATES_BLOCK (block);
  g_autoptr (DeskQuery) all = NULL;
  g_autoptr (DeskQuery) query = NULL;

  g_set_object (&self->record, record);
  g_clear_pointer (&self->likes, g_ptr_array_unref);
  g_clear_object (&self->merges);
  if (self->context == NULL)
    return;
  if (record != NULL)
    {
      all = desk_query_new (&crm_merge_kind);
      query = desk_query_where (all, CRM_MERGE_CUSTOMER, crm_record_get_id (record));
      self->merges = desk_record_list_new (desk_context_get_database (self->context), query);
      g_signal_connect_object (self->merges, "items-changed", G_CALLBACK (hold_merges), self,
                               G_CONNECT_SWAPPED);
    }
  hold_merges (self);
  look (self);
}

static void
activated_cb (DeskDuplicatesBlock *self, GtkListBoxRow *row)
{
  const char *id = gtk_widget_get_name (GTK_WIDGET (row));

  if (find_like (self, id) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(ss)", "customer", id);
}

static void
desk_duplicates_block_dispose (GObject *object)
{
  DeskDuplicatesBlock *self = DESK_DUPLICATES_BLOCK (object);

  desk_card_block_leave (DESK_CARD_BLOCK (object));
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->merges);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_object (&self->record);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_duplicates_block_parent_class)->dispose (object);
}

static void
desk_duplicates_block_finalize (GObject *object)
{
  g_clear_pointer (&DESK_DUPLICATES_BLOCK (object)->likes, g_ptr_array_unref);
  G_OBJECT_CLASS (desk_duplicates_block_parent_class)->finalize (object);
}

static void
desk_duplicates_block_class_init (DeskDuplicatesBlockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_duplicates_block_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_duplicates_block_finalize;
  DESK_CARD_BLOCK_CLASS (klass)->set_record = set_record;
}

static void
desk_duplicates_block_init (DeskDuplicatesBlock *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list));
}

DeskCardBlock *
desk_duplicates_block_new (DeskContext *context)
{
  DeskDuplicatesBlock *self = g_object_new (DESK_TYPE_DUPLICATES_BLOCK, "context", context, NULL);

  self->context = g_object_ref (context);
  desk_likeness_prepare (desk_context_get_database (context));
  g_signal_connect_object (desk_context_get_database (context), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  desk_card_block_set_empty (DESK_CARD_BLOCK (self), TRUE);
  return DESK_CARD_BLOCK (self);
}
