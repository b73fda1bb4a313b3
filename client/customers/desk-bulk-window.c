/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window of an act on many clients. The preview follows every key. When it is done the window
 * stays and tells what the server says of each; closing it loses nothing: the list of operations
 * says the same. Main thread. */

#include "client/customers/desk-bulk-window.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/store/desk-task-count.h"
#include "client/ui/desk-answer-text.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-undo.h"

#define MAX_REFUSED 200

struct _DeskBulkWindow
{
  AdwWindow parent_instance;

  GtkStack *stack;
  GtkDropDown *act_drop;
  GtkEditable *value_entry;
  GtkWidget *choice_box;
  GtkLabel *preview_label;
  GtkButton *apply_button;
  GtkLabel *result_label;
  GtkListBox *refused_list;

  GtkWidget *from;      /* (weak) */
  DeskContext *context; /* (owned) */
  GPtrArray *records;   /* (owned) (element-type CrmCustomer) */
  char *owner;          /* (owned) (nullable) */
  DeskBulkPlan *plan;   /* (owned) (nullable) */
  gint64 n_tasks;       /* -1: not counted */
  gboolean applied;
  guint refresh; /* idle source, 0: none */
};

enum
{
  APPLIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskBulkWindow, desk_bulk_window, ADW_TYPE_WINDOW)

static void
add_line (GString *text, const char *title, gint64 n)
{
  g_autofree char *count = desk_format_count (n);

  if (n > 0)
    g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", title, count);
}

static void
show_preview (DeskBulkWindow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->plan != NULL)
    {
      add_line (text, _ ("Clients that change"), self->plan->commands->len);
      if (self->owner != NULL)
        {
          add_line (text, _ ("Policies in force"), self->plan->n_policies);
          add_line (text, _ ("Premium a year, ₽"), self->plan->premium / 100);
          add_line (text, _ ("Open tasks"), self->n_tasks);
        }
      add_line (text, _ ("Already so"), self->plan->n_same);
      add_line (text, _ ("Not yours to change"), self->plan->n_denied);
      add_line (text, _ ("Not read yet"), self->plan->n_missing);
    }
  if (text->len == 0)
    g_string_append (text, _ ("Nothing would change"));
  gtk_label_set_text (self->preview_label, text->str);
  gtk_widget_set_sensitive (GTK_WIDGET (self->apply_button),
                            self->plan != NULL && self->plan->commands->len > 0);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskBulkWindow) self = user_data;

  self->n_tasks = desk_task_count_finish (result, NULL);
  if (self->context != NULL && !self->applied)
    show_preview (self);
}

static void
count_tasks (DeskBulkWindow *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < self->plan->ids->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->plan->ids, i));
  ids = g_strv_builder_end (builder);
  desk_task_count_async (desk_context_get_database (self->context), (const char *const *) ids,
                         counted_cb, g_object_ref (self));
}

static void
plan_cb (DeskBulkWindow *self)
{
  g_autofree char *value = self->owner != NULL
                               ? g_strdup (self->owner)
                               : g_strstrip (g_strdup (gtk_editable_get_text (self->value_entry)));
  const DeskBulkAct act = self->owner != NULL
                              ? DESK_BULK_REASSIGN
                              : (DeskBulkAct) gtk_drop_down_get_selected (self->act_drop);

  if (self->applied || self->context == NULL)
    return;
  g_clear_pointer (&self->plan, desk_bulk_plan_free);
  if (*value != '\0')
    self->plan = desk_bulk_plan_new (self->context, self->records, act, value);
  show_preview (self);
}

/* ---- what became of it --------------------------------------------------------------------- */

/* (transfer full) */
static char *
dup_reason (CrmProblem *problem)
{
  g_autoptr (GError) error = NULL;
  const CrmProblemError *first;

  if (problem == NULL)
    return g_strdup (_ ("somebody else changed it too"));
  first = crm_problem_n_errors (problem) > 0 ? crm_problem_get_error (problem, 0) : NULL;
  if (first != NULL)
    return desk_answer_dup_field_text (first->code, first->detail);
  crm_problem_to_error (problem, &error);
  return desk_answer_dup_text (error);
}

static void
add_refused (DeskBulkWindow *self, const char *name, DeskOutboxEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *reason = dup_reason (desk_outbox_entry_get_problem (entry));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reason);
  gtk_list_box_append (self->refused_list, row);
}

static void
clear_refused (DeskBulkWindow *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->refused_list))) != NULL)
    gtk_list_box_remove (self->refused_list, row);
}

static gboolean
refresh_cb (gpointer user_data)
{
  DeskBulkWindow *self = user_data;
  GListModel *outbox = G_LIST_MODEL (desk_context_get_outbox (self->context));
  const guint all = g_hash_table_size (self->plan->names);
  guint waiting = 0, refused = 0;
  g_autoptr (GString) text = g_string_new (NULL);

  self->refresh = 0;
  clear_refused (self);
  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (DeskOutboxEntry) entry = g_list_model_get_item (outbox, i);
      CrmCommand *command = desk_outbox_entry_get_command (entry);
      const char *name = command != NULL
                             ? g_hash_table_lookup (self->plan->names, crm_command_get_id (command))
                             : NULL;
      const DeskEntryState state = desk_outbox_entry_get_state (entry);

      if (name == NULL)
        continue;
      if (state != DESK_ENTRY_REJECTED && state != DESK_ENTRY_CONFLICT)
        waiting++;
      else if (refused++ < MAX_REFUSED)
        add_refused (self, name, entry);
    }
  add_line (text, _ ("Done"), all - waiting - refused);
  add_line (text, _ ("Waits to be sent"), waiting);
  add_line (text, _ ("Not accepted"), refused);
  gtk_label_set_text (self->result_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->refused_list), refused > 0);
  return G_SOURCE_REMOVE;
}

static void
outbox_changed_cb (DeskBulkWindow *self)
{
  if (self->applied && self->refresh == 0)
    self->refresh = g_idle_add_full (G_PRIORITY_LOW, refresh_cb, self, NULL);
}

static GPtrArray *
list_ids (DeskBulkWindow *self)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < self->plan->commands->len; i++)
    g_ptr_array_add (ids,
                     (gpointer) crm_command_get_id (g_ptr_array_index (self->plan->commands, i)));
  return ids;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskBulkWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree char *text = NULL;

  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    {
      desk_customer_tell_failure (GTK_WIDGET (self), error);
      gtk_stack_set_visible_child_name (self->stack, "choice");
      return;
    }
  self->applied = TRUE;
  ids = list_ids (self);
  if (self->context == NULL)
    return;
  text = desk_bulk_plan_dup_text (self->plan, self->context);
  if (self->from != NULL)
    desk_undo_offer (self->from, text, ids, self->plan->inverses);
  gtk_stack_set_visible_child_name (self->stack, "result");
  outbox_changed_cb (self);
  g_signal_emit (self, signals[APPLIED], 0);
}

void
desk_bulk_window_apply (DeskBulkWindow *self)
{
  g_return_if_fail (DESK_IS_BULK_WINDOW (self));

  if (self->plan == NULL || self->plan->commands->len == 0 || self->applied)
    return;
  gtk_stack_set_visible_child_name (self->stack, "busy");
  desk_outbox_submit_async (desk_context_get_outbox (self->context), self->plan->commands, NULL,
                            submitted_cb, g_object_ref (self));
}

gboolean
desk_bulk_window_is_applied (DeskBulkWindow *self)
{
  g_return_val_if_fail (DESK_IS_BULK_WINDOW (self), FALSE);
  return self->applied;
}

static void
apply_cb (DeskBulkWindow *self)
{
  desk_bulk_window_apply (self);
}

static void
undo_cb (DeskBulkWindow *self)
{
  if (self->from != NULL)
    gtk_widget_activate_action (self->from, "win.undo", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

/* ---- making -------------------------------------------------------------------------------- */

static void
desk_bulk_window_dispose (GObject *object)
{
  DeskBulkWindow *self = DESK_BULK_WINDOW (object);

  g_clear_handle_id (&self->refresh, g_source_remove);
  g_clear_weak_pointer (&self->from);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_bulk_window_parent_class)->dispose (object);
}

static void
desk_bulk_window_finalize (GObject *object)
{
  DeskBulkWindow *self = DESK_BULK_WINDOW (object);

  g_clear_pointer (&self->plan, desk_bulk_plan_free);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_free (self->owner);
  G_OBJECT_CLASS (desk_bulk_window_parent_class)->finalize (object);
}

static void
desk_bulk_window_class_init (DeskBulkWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = desk_bulk_window_dispose;
  object_class->finalize = desk_bulk_window_finalize;
  signals[APPLIED] = g_signal_new ("applied", DESK_TYPE_BULK_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static GtkLabel *
add_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
make_page (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 18);
  return box;
}

static void
make_choice (DeskBulkWindow *self)
{
  const char *const acts[] = { _ ("Add a tag"), _ ("Take a tag away"), _ ("Set the source"), NULL };
  GtkWidget *page = make_page ();
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *apply = gtk_button_new_with_label (_ ("Apply"));

  self->choice_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->act_drop = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (acts));
  self->value_entry = GTK_EDITABLE (entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->act_drop), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What to do"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Value"), -1);
  gtk_box_append (GTK_BOX (self->choice_box), GTK_WIDGET (self->act_drop));
  gtk_box_append (GTK_BOX (self->choice_box), entry);
  gtk_box_append (GTK_BOX (page), self->choice_box);
  self->preview_label = add_label (page);
  gtk_widget_set_vexpand (GTK_WIDGET (self->preview_label), TRUE);
  gtk_label_set_yalign (self->preview_label, 0);
  gtk_widget_add_css_class (apply, "suggested-action");
  gtk_widget_set_halign (apply, GTK_ALIGN_END);
  self->apply_button = GTK_BUTTON (apply);
  gtk_box_append (GTK_BOX (page), apply);
  g_signal_connect_object (self->act_drop, "notify::selected", G_CALLBACK (plan_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "changed", G_CALLBACK (plan_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (apply, "clicked", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, page, "choice");
}

static void
make_result (DeskBulkWindow *self)
{
  GtkWidget *page = make_page ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *undo = gtk_button_new_with_label (_ ("Undo all of it"));
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  gtk_stack_add_named (self->stack, spinner, "busy");
  self->result_label = add_label (page);
  self->refused_list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->refused_list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->refused_list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->refused_list), GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->refused_list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Not accepted"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->refused_list));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (page), scroller);
  gtk_widget_set_halign (undo, GTK_ALIGN_END);
  g_signal_connect_object (undo, "clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (page), undo);
  gtk_stack_add_named (self->stack, page, "result");
}

static void
desk_bulk_window_init (DeskBulkWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();

  self->n_tasks = -1;
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 440, 380);
  make_choice (self);
  make_result (self);
}

GtkWidget *
desk_bulk_window_new (GtkWidget *from, DeskContext *context, GPtrArray *records, const char *owner)
{
  DeskBulkWindow *self = g_object_new (DESK_TYPE_BULK_WINDOW, "transient-for",
                                       gtk_widget_get_root (from), "modal", TRUE, NULL);
  g_autofree char *title =
      g_strdup_printf (ngettext ("%u client chosen", "%u clients chosen", records->len),
                       records->len);

  g_set_weak_pointer (&self->from, from);
  self->context = g_object_ref (context);
  self->records = g_ptr_array_ref (records);
  self->owner = g_strdup (owner);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_widget_set_visible (self->choice_box, owner == NULL);
  g_signal_connect_object (desk_context_get_outbox (context), "items-changed",
                           G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
  plan_cb (self);
  if (owner != NULL)
    count_tasks (self);
  gtk_widget_grab_focus (owner != NULL ? GTK_WIDGET (self->apply_button)
                                       : GTK_WIDGET (self->value_entry));
  return GTK_WIDGET (self);
}

void
desk_bulk_window_choose (DeskBulkWindow *self, DeskBulkAct act, const char *value)
{
  g_return_if_fail (DESK_IS_BULK_WINDOW (self) && act <= DESK_BULK_SET_SOURCE);

  gtk_drop_down_set_selected (self->act_drop, act);
  gtk_editable_set_text (self->value_entry, value);
}
