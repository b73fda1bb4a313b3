/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Policies of one client. All of them are in memory, for they are few and their order needs all;
 * rows are made for the first page, details for what is open. Main thread; owned by the card. */

#include "client/customers/desk-policy-block.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-policy-row.h"
#include "client/customers/desk-policy-words.h"
#include "shared/customers/crm-insured-object.h"

#define FIRST_ROWS 6
#define MORE_ROWS  20
#define OPEN_ROWS  2 /* as they appear */

struct _DeskPolicyBlock
{
  DeskCardBlock parent_instance;

  GtkListBox *list_box;
  GtkWidget *archive_button;
  GtkWidget *archive_label;
  GtkWidget *more_row;
  GtkLabel *more_label;
  GtkWidget *empty_row;
  GtkLabel *empty_label;

  DeskRecordSet *policies; /* (owned) (nullable) */
  DeskRecordSet *objects;  /* (owned) (nullable) */
  GHashTable *rows;        /* id (owned) → DeskPolicyRow (owned) */
  guint limit;             /* rows */
  gboolean archive;        /* is shown */
  gboolean filled;         /* once: what comes later does not open by itself */
};

G_DEFINE_FINAL_TYPE (DeskPolicyBlock, desk_policy_block, DESK_TYPE_CARD_BLOCK)

/* ---- the rows -------------------------------------------------------------------------------- */

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer today)
{
  return desk_policy_compare (*(CrmRecord *const *) a, *(CrmRecord *const *) b, today);
}

/* (transfer container): those that are shown, in order. @others: how many are in the other half. */
static GPtrArray *
pick_policies (DeskPolicyBlock *self, guint *others)
{
  g_autofree char *today = desk_rights_dup_today ();
  GPtrArray *picked = g_ptr_array_new ();

  *others = 0;
  for (guint i = 0; i < desk_record_set_get_count (self->policies); i++)
    {
      CrmRecord *policy = desk_record_set_get (self->policies, i);

      if (desk_policy_is_archived (policy, today) == self->archive)
        g_ptr_array_add (picked, policy);
      else
        (*others)++;
    }
  g_ptr_array_sort_with_data (picked, compare_cb, today);
  return picked;
}

static DeskPolicyRow *
make_row (DeskPolicyBlock *self, CrmRecord *policy, gboolean open)
{
  DeskContext *context = desk_card_block_get_context (DESK_CARD_BLOCK (self));
  GtkWidget *row = g_object_ref_sink (desk_policy_row_new (context, policy, self->objects));

  g_hash_table_insert (self->rows, g_strdup (crm_record_get_id (policy)), row);
  desk_policy_row_set_open (DESK_POLICY_ROW (row), open);
  return DESK_POLICY_ROW (row);
}

/* Rows that stay are not made anew: they may be open, or have the focus. */
static void
place_row (DeskPolicyBlock *self, CrmRecord *policy, guint position)
{
  const gboolean open = !self->filled && !self->archive && position < OPEN_ROWS;
  GtkWidget *row = g_hash_table_lookup (self->rows, crm_record_get_id (policy));

  if (row != NULL && gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) == (int) position)
    return;
  if (row == NULL)
    row = GTK_WIDGET (make_row (self, policy, open));
  else
    gtk_list_box_remove (self->list_box, row);
  gtk_list_box_insert (self->list_box, row, (int) position);
}

/* @wanted (nullable): ids of those that stay. */
static void
remove_rows (DeskPolicyBlock *self, GHashTable *wanted)
{
  GHashTableIter iter;
  gpointer id, row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, &row))
    if (wanted == NULL || !g_hash_table_contains (wanted, id))
      {
        gtk_list_box_remove (self->list_box, row);
        g_hash_table_iter_remove (&iter);
      }
}

static void
show_rows (DeskPolicyBlock *self, GPtrArray *policies)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  const guint n = MIN (policies->len, self->limit);
  g_autofree char *more = NULL;

  for (guint i = 0; i < n; i++)
    g_hash_table_add (wanted, (gpointer) crm_record_get_id (g_ptr_array_index (policies, i)));
  remove_rows (self, wanted);
  for (guint i = 0; i < n; i++)
    place_row (self, g_ptr_array_index (policies, i), i);
  gtk_widget_set_visible (self->more_row, policies->len > n);
  more = g_strdup_printf (ngettext ("Show %u more", "Show %u more", policies->len - n),
                          policies->len - n);
  gtk_label_set_text (self->more_label, more);
  gtk_widget_set_visible (self->empty_row, policies->len == 0);
  gtk_label_set_text (self->empty_label, desk_record_set_get_count (self->policies) == 0
                                             ? _ ("No policies yet")
                                             : _ ("None in force"));
}

/* ---- the line above -------------------------------------------------------------------------- */

static guint
count_in_force (GPtrArray *policies)
{
  g_autofree char *today = desk_rights_dup_today ();
  guint n = 0;

  for (guint i = 0; i < policies->len; i++)
    n += desk_policy_get_state (g_ptr_array_index (policies, i), today) == CRM_POLICY_ACTIVE;
  return n;
}

static void
show_heading (DeskPolicyBlock *self, GPtrArray *policies, guint others)
{
  const guint n = self->archive ? policies->len : count_in_force (policies);
  g_autofree char *subtitle =
      g_strdup_printf (self->archive ? ngettext ("archive: %u", "archive: %u", n)
                                     : ngettext ("%u in force", "%u in force", n),
                       n);
  g_autofree char *link =
      self->archive ? g_strdup (_ ("Those of today")) : g_strdup_printf (_ ("Archive: %u"), others);

  desk_card_block_set_subtitle (DESK_CARD_BLOCK (self), policies->len > 0 ? subtitle : NULL);
  gtk_label_set_text (GTK_LABEL (self->archive_label), link);
  gtk_widget_set_visible (self->archive_button, self->archive || others > 0);
}

static void
update_cb (DeskPolicyBlock *self)
{
  g_autoptr (GPtrArray) policies = NULL;
  guint others;

  if (self->policies == NULL || !desk_record_set_is_complete (self->policies))
    return;
  policies = pick_policies (self, &others);
  show_rows (self, policies);
  show_heading (self, policies, others);
  self->filled = TRUE;
}

static void
archive_clicked_cb (DeskPolicyBlock *self)
{
  self->archive = !self->archive;
  self->limit = FIRST_ROWS;
  remove_rows (self, NULL);
  update_cb (self);
}

static void
row_activated_cb (DeskPolicyBlock *self, GtkListBoxRow *row)
{
  int position = gtk_list_box_row_get_index (row);

  if (DESK_IS_POLICY_ROW (row))
    {
      desk_policy_row_set_open (DESK_POLICY_ROW (row),
                                !desk_policy_row_is_open (DESK_POLICY_ROW (row)));
      return;
    }
  self->limit += MORE_ROWS;
  update_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list_box, position)));
}

/* ---- the block ------------------------------------------------------------------------------- */

static void
forget (DeskPolicyBlock *self)
{
  if (self->policies != NULL)
    g_signal_handlers_disconnect_by_data (self->policies, self);
  remove_rows (self, NULL);
  g_clear_object (&self->policies);
  g_clear_object (&self->objects);
  self->limit = FIRST_ROWS;
  self->archive = FALSE;
  self->filled = FALSE;
}

static void
set_record (DeskCardBlock *block, CrmRecord *record)
{
  DeskPolicyBlock *self = DESK_POLICY_BLOCK (block);
  DeskDatabase *database;

  forget (self);
  desk_card_block_set_subtitle (block, NULL);
  gtk_widget_set_visible (self->archive_button, FALSE);
  gtk_widget_set_visible (self->more_row, FALSE);
  gtk_widget_set_visible (self->empty_row, FALSE);
  if (record == NULL)
    return;
  database = desk_context_get_database (desk_card_block_get_context (block));
  self->policies = desk_record_set_new_where (database, &crm_policy_kind, CRM_POLICY_CUSTOMER,
                                              crm_record_get_id (record));
  self->objects =
      desk_record_set_new_where (database, &crm_insured_object_kind, CRM_INSURED_OBJECT_CUSTOMER,
                                 crm_record_get_id (record));
  g_signal_connect_object (self->policies, "changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
update_rights (DeskCardBlock *block)
{
  desk_card_block_set_empty (block, !desk_customer_sees_kind (desk_card_block_get_context (block),
                                                              &crm_policy_kind));
}

static void
collect (DeskCardBlock *block, GPtrArray *records)
{
  DeskPolicyBlock *self = DESK_POLICY_BLOCK (block);

  for (guint i = 0; self->policies != NULL && i < desk_record_set_get_count (self->policies); i++)
    g_ptr_array_add (records, g_object_ref (desk_record_set_get (self->policies, i)));
}

static void
desk_policy_block_dispose (GObject *object)
{
  DeskPolicyBlock *self = DESK_POLICY_BLOCK (object);

  desk_card_block_leave (DESK_CARD_BLOCK (object));
  g_hash_table_remove_all (self->rows);
  G_OBJECT_CLASS (desk_policy_block_parent_class)->dispose (object);
}

static void
desk_policy_block_finalize (GObject *object)
{
  g_hash_table_unref (DESK_POLICY_BLOCK (object)->rows);
  G_OBJECT_CLASS (desk_policy_block_parent_class)->finalize (object);
}

static void
desk_policy_block_class_init (DeskPolicyBlockClass *klass)
{
  DeskCardBlockClass *block_class = DESK_CARD_BLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_policy_block_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_policy_block_finalize;
  block_class->set_record = set_record;
  block_class->update = update_rights;
  block_class->collect = collect;
}

static GtkWidget *
make_text_row (GtkLabel **label, gboolean activatable)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *text = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_add_css_class (text, "dim-label");
  gtk_widget_add_css_class (row, "desk-policy-text");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), text);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), activatable);
  gtk_widget_set_focusable (row, activatable);
  gtk_widget_set_visible (row, FALSE);
  *label = GTK_LABEL (text);
  return row;
}

static void
make_archive_button (DeskPolicyBlock *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  self->archive_label = gtk_label_new (NULL);
  self->archive_button = gtk_button_new ();
  gtk_box_append (GTK_BOX (box), self->archive_label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_button_set_child (GTK_BUTTON (self->archive_button), box);
  gtk_widget_add_css_class (self->archive_button, "desk-link");
  gtk_widget_add_css_class (self->archive_button, "desk-quiet");
  gtk_widget_set_visible (self->archive_button, FALSE);
  g_signal_connect_object (self->archive_button, "clicked", G_CALLBACK (archive_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  desk_card_block_add_suffix (DESK_CARD_BLOCK (self), self->archive_button);
}

static void
desk_policy_block_init (DeskPolicyBlock *self)
{
  self->limit = FIRST_ROWS;
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  self->more_row = make_text_row (&self->more_label, TRUE);
  self->empty_row = make_text_row (&self->empty_label, FALSE);
  gtk_list_box_append (self->list_box, self->more_row);
  gtk_list_box_append (self->list_box, self->empty_row);
  g_signal_connect_object (self->list_box, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  make_archive_button (self);
  desk_card_block_set_child (DESK_CARD_BLOCK (self), GTK_WIDGET (self->list_box));
}

DeskCardBlock *
desk_policy_block_new (DeskContext *context)
{
  return g_object_new (DESK_TYPE_POLICY_BLOCK, "context", context, NULL);
}
