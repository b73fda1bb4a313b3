/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog of an undone merge. Without the server nothing is asked about: all that was added
 * stays where it is. Main thread; a toplevel that lives until it is closed. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-unmerge-dialog.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-merge-dialog.h"
#include "shared/customers/crm-merge.h"

#define WIDTH  520
#define HEIGHT 480

struct _DeskUnmergeDialog
{
  AdwWindow parent_instance;

  GtkWidget *from;      /* (owned) (nullable) */
  DeskContext *context; /* (owned) */
  CrmRecord *merge;     /* (owned) */
  GtkLabel *words;
  GtkListBox *list;
  GPtrArray *ids;     /* (owned) (element-type utf8): of what was added */
  GPtrArray *records; /* (owned) (element-type CrmRecord): the same */
  GPtrArray *choices; /* (owned) (element-type GtkDropDown): the same */
  gboolean is_saved;
};

G_DEFINE_FINAL_TYPE (DeskUnmergeDialog, desk_unmerge_dialog, ADW_TYPE_WINDOW)

static const char *
get_other_name (DeskUnmergeDialog *self)
{
  const char *name = crm_record_get_text (self->merge, CRM_MERGE_OTHER_NAME);

  return name != NULL ? name : "—";
}

/* ---- what was added -------------------------------------------------------------------------- */

/* The first field of a record that says what it is. */
static const char *
find_words (CrmRecord *record)
{
  const CrmKind *kind = crm_record_get_kind (record);
  static const char *const names[] = { "text", "value", "title", "number", "name", "product" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      int field = crm_kind_find_field (kind, names[i]);

      if (field >= 0 && crm_record_get_text (record, (guint) field) != NULL)
        return crm_record_get_text (record, (guint) field);
    }
  return "";
}

static void
record_cb (AdwActionRow *row, GParamSpec *pspec, CrmRecord *record)
{
  adw_action_row_set_subtitle (row, find_words (record));
}

static void
add_row (DeskUnmergeDialog *self, const CrmKind *kind, const char *id)
{
  const char *const places[] = { _ ("stays"), _ ("goes"), NULL };
  CrmRecord *record =
      desk_database_ref_record (desk_context_get_database (self->context), kind, id);
  const char *title = desk_merge_dialog_get_kind_title (kind);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *choice = gtk_drop_down_new_from_strings (places);

  g_object_set (row, "title", title != NULL ? title : kind->name, "use-markup", FALSE, NULL);
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Where it goes"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), choice);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), choice);
  g_ptr_array_add (self->ids, g_strdup (id));
  g_ptr_array_add (self->records, record);
  g_ptr_array_add (self->choices, choice);
  g_signal_connect_object (record, "notify::loaded", G_CALLBACK (record_cb), row,
                           G_CONNECT_SWAPPED);
  record_cb (ADW_ACTION_ROW (row), NULL, record);
  gtk_list_box_append (self->list, row);
}

static void
take_answer (DeskUnmergeDialog *self, JsonObject *answer)
{
  JsonNode *node = json_object_get_member (answer, "added");
  JsonArray *added =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; added != NULL && i < json_array_get_length (added); i++)
    {
      JsonObject *item = json_array_get_object_element (added, i);
      const CrmKind *kind = crm_kind_find (json_object_get_string_member (item, "kind"));

      if (kind != NULL)
        add_row (self, kind, json_object_get_string_member (item, "id"));
    }
  if (self->ids->len == 0)
    text = g_strdup_printf (_ ("%s gets back all that was hers or his."), get_other_name (self));
  else
    text = g_strdup_printf (_ ("This was added since. Does it stay, or does it go to %s?"),
                            get_other_name (self));
  gtk_label_set_label (self->words, text);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->ids->len > 0);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskUnmergeDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);

  if (self->context == NULL)
    return;
  if (answer != NULL && JSON_NODE_HOLDS_OBJECT (answer))
    take_answer (self, json_node_get_object (answer));
  else
    gtk_label_set_label (self->words, _ ("The server cannot be asked what was added since; all of "
                                         "that stays."));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "unmerge.save", TRUE);
}

static void
ask (DeskUnmergeDialog *self)
{
  DeskRemote *remote = desk_context_get_remote (self->context);
  g_autofree char *path = g_strconcat ("/merges/", crm_record_get_id (self->merge), NULL);

  if (remote != NULL)
    {
      gtk_label_set_label (self->words, _ ("Asking what was added since…"));
      desk_remote_call_async (remote, "GET", path, NULL, NULL, answered_cb, g_object_ref (self));
      return;
    }
  gtk_label_set_label (self->words, _ ("Without the server: all that was added since stays."));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "unmerge.save", TRUE);
}

/* ---- doing it -------------------------------------------------------------------------------- */

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskUnmergeDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (_ ("Parted again: %s"), get_other_name (self));

  if (desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    {
      gtk_widget_activate_action (self->from, "win.show-toast", "s", text);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  self->is_saved = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "unmerge.save", TRUE);
  desk_customer_tell_failure (self->from, error);
}

void
desk_unmerge_dialog_part (DeskUnmergeDialog *self)
{
  g_autoptr (JsonObject) args = json_object_new ();
  JsonArray *back = json_array_new ();
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);

  g_return_if_fail (DESK_IS_UNMERGE_DIALOG (self));

  if (self->is_saved)
    {
      json_array_unref (back);
      return;
    }
  self->is_saved = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "unmerge.save", FALSE);
  for (guint i = 0; i < self->ids->len; i++)
    if (gtk_drop_down_get_selected (g_ptr_array_index (self->choices, i)) == 1)
      json_array_add_string_element (back, g_ptr_array_index (self->ids, i));
  json_object_set_string_member (args, "merge", crm_record_get_id (self->merge));
  json_object_set_array_member (args, "back", back);
  g_ptr_array_add (commands,
                   crm_command_new ("customer.unmerge",
                                    crm_record_get_text (self->merge, CRM_MERGE_CUSTOMER), args));
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, submitted_cb,
                            g_object_ref (self));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_unmerge_dialog_part (DESK_UNMERGE_DIALOG (widget));
}

/* ---- the window ------------------------------------------------------------------------------ */

static void
desk_unmerge_dialog_dispose (GObject *object)
{
  DeskUnmergeDialog *self = DESK_UNMERGE_DIALOG (object);

  g_clear_object (&self->from);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_unmerge_dialog_parent_class)->dispose (object);
}

static void
desk_unmerge_dialog_finalize (GObject *object)
{
  DeskUnmergeDialog *self = DESK_UNMERGE_DIALOG (object);

  g_clear_object (&self->merge);
  g_ptr_array_unref (self->ids);
  g_ptr_array_unref (self->records);
  g_ptr_array_unref (self->choices);
  G_OBJECT_CLASS (desk_unmerge_dialog_parent_class)->finalize (object);
}

static void
desk_unmerge_dialog_class_init (DeskUnmergeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_unmerge_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_unmerge_dialog_finalize;
  gtk_widget_class_install_action (widget_class, "unmerge.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "unmerge.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static void
make_content (DeskUnmergeDialog *self, GtkBox *box)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->words = GTK_LABEL (gtk_label_new (NULL));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_label_set_xalign (self->words, 0);
  gtk_label_set_wrap (self->words, TRUE);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_widget_set_margin_start (content, 24);
  gtk_widget_set_margin_end (content, 24);
  gtk_widget_set_margin_bottom (content, 24);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->words));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (box, scroller);
}

static void
desk_unmerge_dialog_init (DeskUnmergeDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *save = make_button (_ ("Part again"), "unmerge.save");

  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->records = g_ptr_array_new_with_free_func (g_object_unref);
  self->choices = g_ptr_array_new ();
  gtk_widget_add_css_class (save, "suggested-action");
  gtk_widget_add_css_class (header, "flat");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), make_button (_ ("Cancel"), "window.close"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), save);
  gtk_box_append (GTK_BOX (box), header);
  make_content (self, GTK_BOX (box));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Two clients again"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "unmerge.save", FALSE);
}

DeskUnmergeDialog *
desk_unmerge_dialog_new (GtkWidget *from, DeskContext *context, CrmRecord *merge)
{
  DeskUnmergeDialog *self = g_object_new (DESK_TYPE_UNMERGE_DIALOG, NULL);
  GtkRoot *root = gtk_widget_get_root (from);

  self->from = g_object_ref (from);
  self->context = g_object_ref (context);
  self->merge = g_object_ref (merge);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  ask (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
