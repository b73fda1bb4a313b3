/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Read anew when pairs or clients change; the row that had the focus, or the one that follows it,
 * has it again. Main thread; a toplevel that lives until it is closed. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-duplicates-window.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-like-row.h"
#include "client/customers/desk-merge-dialog.h"
#include "client/ui/desk-answer-text.h"
#include "client/ui/desk-empty-state.h"
#include "client/ui/desk-undo.h"
#include "shared/base/crm-text.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-duplicate-record.h"

#define WIDTH     760
#define HEIGHT    640
#define MAX_SHOWN 200
#define ALL       1000

struct _DeskDuplicatesWindow
{
  AdwWindow parent_instance;

  GtkWidget *from;      /* (owned) (nullable) */
  DeskContext *context; /* (owned) */
  GtkStack *stack;
  GtkListBox *list;
  GtkSearchEntry *entry;
  GtkLabel *count;
  GtkWidget *scan_button;
  GtkWidget *identical_button;
  GtkProgressBar *progress;
  DeskEmptyState *empty;
  GCancellable *cancellable; /* (owned) (nullable): of the reading at work */
  GPtrArray *pairs;          /* (owned) (nullable) (element-type DeskLikePair) */
  char *job;                 /* (owned) (nullable): the search of the server */
  guint n_shown;
};

G_DEFINE_FINAL_TYPE (DeskDuplicatesWindow, desk_duplicates_window, ADW_TYPE_WINDOW)

/* ---- rows ------------------------------------------------------------------------------------ */

static gboolean
is_wanted (DeskDuplicatesWindow *self, const DeskLikePair *pair)
{
  g_autofree char *wanted = crm_text_normalise (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_autofree char *both = g_strconcat (pair->first->name, " ", pair->second->name, NULL);
  g_autofree char *text = crm_text_normalise (both);

  return wanted == NULL || *wanted == '\0' || (text != NULL && strstr (text, wanted) != NULL);
}

static void
add_pair (DeskDuplicatesWindow *self, guint index)
{
  const DeskLikePair *pair = g_ptr_array_index (self->pairs, index);
  g_autofree char *title = g_strdup_printf ("%s — %s", pair->first->name, pair->second->name);
  g_autofree char *facts = desk_like_dup_facts (self->context, pair->first);
  g_autofree char *more = desk_like_dup_facts (self->context, pair->second);
  g_autofree char *reasons = desk_like_dup_reasons (pair->second->reasons);
  g_autofree char *lines = g_strdup_printf ("%s — %s\n%s", facts, more, reasons);
  g_autofree char *name = g_strdup_printf ("%u", index);
  GtkWidget *row = desk_like_row_new (self->context, pair->second);

  g_object_set (row, "title", title, "subtitle", lines, NULL);
  gtk_widget_set_name (row, name);
  gtk_list_box_append (self->list, row);
}

static void
show_count (DeskDuplicatesWindow *self, guint n_wanted)
{
  g_autofree char *text = NULL;

  if (n_wanted > self->n_shown)
    text = g_strdup_printf (_ ("The first %u of %u pairs"), self->n_shown, n_wanted);
  else
    text = g_strdup_printf (ngettext ("%u pair", "%u pairs", n_wanted), n_wanted);
  gtk_label_set_label (self->count, text);
  desk_empty_state_set_text (self->empty, "emblem-ok-symbolic",
                             self->pairs->len > 0 ? _ ("Nobody of that name")
                                                  : _ ("Nobody is there twice"),
                             self->pairs->len > 0 ? _ ("Type another part of a name") : NULL);
  gtk_stack_set_visible_child_name (self->stack, n_wanted > 0 ? "list" : "empty");
}

static void
show_pairs (DeskDuplicatesWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int at = row != NULL ? gtk_list_box_row_get_index (row) : 0;
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;
  guint n_wanted = 0;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  self->n_shown = 0;
  for (guint i = 0; self->pairs != NULL && i < self->pairs->len; i++)
    {
      if (!is_wanted (self, g_ptr_array_index (self->pairs, i)))
        continue;
      if (n_wanted++ >= MAX_SHOWN)
        continue;
      add_pair (self, i);
      self->n_shown++;
    }
  if (self->pairs != NULL)
    show_count (self, n_wanted);
  at = MIN (at, (int) self->n_shown - 1);
  row = at >= 0 ? gtk_list_box_get_row_at_index (self->list, at) : NULL;
  gtk_list_box_select_row (self->list, row);
  if (row != NULL && had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void show_identical (DeskDuplicatesWindow *self);

/* ---- reading --------------------------------------------------------------------------------- */

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskDuplicatesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *pairs = desk_likeness_list_finish (DESK_DATABASE (source), result, &error);

  if (pairs == NULL || self->context == NULL)
    {
      g_clear_pointer (&pairs, g_ptr_array_unref);
      return;
    }
  g_clear_pointer (&self->pairs, g_ptr_array_unref);
  self->pairs = pairs;
  show_identical (self);
  show_pairs (self);
}

static void
read_pairs (DeskDuplicatesWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  desk_likeness_list_async (desk_context_get_database (self->context), self->cancellable, listed_cb,
                            g_object_ref (self));
}

static void
changed_cb (DeskDuplicatesWindow *self, const CrmKind *kind, GStrv ids)
{
  if (self->context != NULL && (kind == &crm_duplicate_kind || kind == &crm_customer_kind))
    read_pairs (self);
}

/* ---- deciding -------------------------------------------------------------------------------- */

static const DeskLikePair *
get_pair (DeskDuplicatesWindow *self, GtkListBoxRow *row)
{
  guint64 index;

  if (row == NULL || self->pairs == NULL)
    return NULL;
  index = g_ascii_strtoull (gtk_widget_get_name (GTK_WIDGET (row)), NULL, 10);
  return index < self->pairs->len ? g_ptr_array_index (self->pairs, index) : NULL;
}

static void
activated_cb (DeskDuplicatesWindow *self, GtkListBoxRow *row)
{
  const DeskLikePair *pair = get_pair (self, row);
  DeskMergeDialog *dialog;

  if (pair == NULL)
    return;
  dialog = desk_merge_dialog_new (self->from, self->context, pair->first->id, pair->second->id);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
}

static void
distinct_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskDuplicatesWindow *self = DESK_DUPLICATES_WINDOW (widget);
  const DeskLikePair *pair = get_pair (self, gtk_list_box_get_selected_row (self->list));

  if (pair != NULL)
    desk_like_decide (self->from, self->context, pair->first->id, pair->second, TRUE);
}

static void
merge_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskDuplicatesWindow *self = DESK_DUPLICATES_WINDOW (widget);

  activated_cb (self, gtk_list_box_get_selected_row (self->list));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskDuplicatesWindow *self = DESK_DUPLICATES_WINDOW (widget);
  const DeskLikePair *pair = get_pair (self, gtk_list_box_get_selected_row (self->list));

  if (pair == NULL)
    return;
  gtk_widget_activate_action (self->from, "win.open-record", "(ss)", "customer", pair->first->id);
  gtk_window_close (GTK_WINDOW (self));
}

/* Enter in the entry goes on to the pairs. */
static void
entered_cb (DeskDuplicatesWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* ---- the identical ones ---------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *from; /* (owned) */
  GPtrArray *ids;  /* (owned) (element-type utf8): of the merges */
  GPtrArray *undoes;
} Bulk;

static void
bulk_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bulk *bulk = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u pair merged", "%u pairs merged", bulk->ids->len),
                       bulk->ids->len);

  if (desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    desk_undo_offer (bulk->from, text, bulk->ids, bulk->undoes);
  else
    desk_customer_tell_failure (bulk->from, error);
  g_object_unref (bulk->from);
  g_ptr_array_unref (bulk->ids);
  g_ptr_array_unref (bulk->undoes);
  g_free (bulk);
}

static void
add_merge (Bulk *bulk, GPtrArray *commands, const DeskLikePair *pair)
{
  g_autoptr (JsonObject) args = json_object_new ();
  g_autoptr (JsonObject) back = json_object_new ();
  CrmCommand *command;

  json_object_set_string_member (args, "into", pair->first->id);
  command = crm_command_new ("customer.merge", pair->second->id, args);
  json_object_set_string_member (back, "merge", crm_command_get_id (command));
  g_ptr_array_add (commands, command);
  g_ptr_array_add (bulk->ids, g_strdup (crm_command_get_id (command)));
  g_ptr_array_add (bulk->undoes, crm_command_new ("customer.unmerge", pair->first->id, back));
}

/* Each client once: of three who are one, the third is left for the next time. */
static void
merge_identical_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskDuplicatesWindow *self = DESK_DUPLICATES_WINDOW (widget);
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  Bulk *bulk = g_new0 (Bulk, 1);

  bulk->from = g_object_ref (self->from);
  bulk->ids = g_ptr_array_new_with_free_func (g_free);
  bulk->undoes = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  for (guint i = 0; self->pairs != NULL && i < self->pairs->len; i++)
    {
      const DeskLikePair *pair = g_ptr_array_index (self->pairs, i);

      if (!pair->is_identical || g_hash_table_contains (taken, pair->first->id) ||
          g_hash_table_contains (taken, pair->second->id))
        continue;
      g_hash_table_add (taken, pair->first->id);
      g_hash_table_add (taken, pair->second->id);
      add_merge (bulk, commands, pair);
    }
  gtk_widget_action_set_enabled (widget, "duplicates.merge-identical", FALSE);
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, bulk_cb, bulk);
}

static void
show_identical (DeskDuplicatesWindow *self)
{
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = 0; i < self->pairs->len; i++)
    n += ((DeskLikePair *) self->pairs->pdata[i])->is_identical;
  text = g_strdup_printf (_ ("Merge identical (%u)"), n);
  gtk_button_set_label (GTK_BUTTON (self->identical_button), text);
  gtk_widget_set_visible (self->identical_button, n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.merge-identical", n > 0);
}

/* ---- the search of the server ---------------------------------------------------------------- */

static void
news_cb (DeskDuplicatesWindow *self, JsonObject *news)
{
  const char *state;

  if (self->job == NULL || !json_object_has_member (news, "job") ||
      g_strcmp0 (json_object_get_string_member (news, "job"), self->job) != 0)
    return;
  state = json_object_get_string_member (news, "state");
  gtk_progress_bar_set_fraction (self->progress,
                                 (double) json_object_get_int_member (news, "done") / ALL);
  if (g_strcmp0 (state, "running") == 0)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_widget_set_sensitive (self->scan_button, TRUE);
  g_clear_pointer (&self->job, g_free);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskDuplicatesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);

  if (self->context == NULL)
    return;
  if (answer != NULL && JSON_NODE_HOLDS_OBJECT (answer))
    {
      self->job = g_strdup (json_object_get_string_member (json_node_get_object (answer), "job"));
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_widget_set_sensitive (self->scan_button, TRUE);
  if (error != NULL)
    {
      g_autofree char *text = desk_answer_dup_text (error);

      gtk_label_set_label (self->count, text);
    }
}

static void
scan_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DeskDuplicatesWindow *self = DESK_DUPLICATES_WINDOW (widget);
  DeskRemote *remote = desk_context_get_remote (self->context);

  if (remote == NULL || self->job != NULL)
    return;
  gtk_widget_set_sensitive (self->scan_button, FALSE);
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  desk_remote_call_async (remote, "POST", "/admin/duplicates/scan", NULL, NULL, started_cb,
                          g_object_ref (self));
}

/* ---- the window ------------------------------------------------------------------------------ */

static void
desk_duplicates_window_dispose (GObject *object)
{
  DeskDuplicatesWindow *self = DESK_DUPLICATES_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->from);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_duplicates_window_parent_class)->dispose (object);
}

static void
desk_duplicates_window_finalize (GObject *object)
{
  DeskDuplicatesWindow *self = DESK_DUPLICATES_WINDOW (object);

  g_clear_pointer (&self->pairs, g_ptr_array_unref);
  g_free (self->job);
  G_OBJECT_CLASS (desk_duplicates_window_parent_class)->finalize (object);
}

static void
desk_duplicates_window_class_init (DeskDuplicatesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_duplicates_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_duplicates_window_finalize;
  gtk_widget_class_install_action (widget_class, "duplicates.merge", NULL, merge_action);
  gtk_widget_class_install_action (widget_class, "duplicates.distinct", NULL, distinct_action);
  gtk_widget_class_install_action (widget_class, "duplicates.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "duplicates.scan", NULL, scan_action);
  gtk_widget_class_install_action (widget_class, "duplicates.merge-identical", NULL,
                                   merge_identical_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "duplicates.open", NULL);
}

static GtkWidget *
make_button (const char *label, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_header (DeskDuplicatesWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->scan_button =
      make_button (_ ("Search now"), _ ("Look through the whole base on the server"),
                   "duplicates.scan");
  self->identical_button =
      make_button ("", _ ("Same agent, name and birth date, and nothing contradicts"),
                   "duplicates.merge-identical");
  gtk_widget_set_visible (self->scan_button, FALSE);
  gtk_widget_set_visible (self->identical_button, FALSE);
  gtk_widget_add_css_class (header, "flat");
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->scan_button);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->identical_button);
  return header;
}

/* Delete is for the list alone: in the entry it deletes a letter. */
static GtkWidget *
make_list (DeskDuplicatesWindow *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Delete, 0),
                        gtk_named_action_new ("duplicates.distinct")));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pairs"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
make_bar (DeskDuplicatesWindow *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *merge = make_button (_ ("Merge…"), _ ("Merge (Enter)"), "duplicates.merge");

  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->count, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->count), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "desk-subtitle");
  gtk_widget_add_css_class (merge, "suggested-action");
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (bar), make_button (_ ("Open the card"), _ ("Open the card (Ctrl+Enter)"),
                                              "duplicates.open"));
  gtk_box_append (GTK_BOX (bar),
                  make_button (_ ("Not a duplicate"), _ ("They are two, for everybody (Delete)"),
                               "duplicates.distinct"));
  gtk_box_append (GTK_BOX (bar), merge);
  return bar;
}

static void
desk_duplicates_window_init (DeskDuplicatesWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  g_type_ensure (DESK_TYPE_EMPTY_STATE);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  self->empty = g_object_new (DESK_TYPE_EMPTY_STATE, NULL);
  g_object_set (self->entry, "placeholder-text", _ ("Part of a name"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Part of a name"), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_stack_add_named (self->stack, make_list (self), "list");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  gtk_widget_set_margin_start (content, 24);
  gtk_widget_set_margin_end (content, 24);
  gtk_widget_set_margin_bottom (content, 18);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (content), make_bar (self));
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), content);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (show_pairs), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entered_cb), self,
                           G_CONNECT_SWAPPED);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Duplicates"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
}

DeskDuplicatesWindow *
desk_duplicates_window_new (GtkWidget *from, DeskContext *context)
{
  DeskDuplicatesWindow *self = g_object_new (DESK_TYPE_DUPLICATES_WINDOW, NULL);
  DeskRemote *remote = desk_context_get_remote (context);
  DeskRights *rights = desk_context_get_rights (context);
  GtkRoot *root = gtk_widget_get_root (from);

  self->from = g_object_ref (from);
  self->context = g_object_ref (context);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  g_signal_connect_object (desk_context_get_database (context), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->scan_button,
                          remote != NULL && desk_rights_get (rights, "customer", CRM_ACTION_EDIT) ==
                                                CRM_SCOPE_ALL);
  if (remote != NULL)
    g_signal_connect_object (remote, "news::job-progress", G_CALLBACK (news_cb), self,
                             G_CONNECT_SWAPPED);
  read_pairs (self);
  return self;
}

guint
desk_duplicates_window_get_shown (DeskDuplicatesWindow *self)
{
  g_return_val_if_fail (DESK_IS_DUPLICATES_WINDOW (self), 0);

  return self->n_shown;
}

void
desk_duplicates_window_filter (DeskDuplicatesWindow *self, const char *text)
{
  g_return_if_fail (DESK_IS_DUPLICATES_WINDOW (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  show_pairs (self);
}
