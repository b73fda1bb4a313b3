/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog of a merge. What is suggested is shared/customers/crm-merge-choice.c, as on the
 * server. Main thread; a toplevel that lives until it is closed. */

#define G_LOG_DOMAIN "zontik-customers"

#include "client/customers/desk-merge-dialog.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/store/desk-child-count.h"
#include "client/ui/desk-avatar.h"
#include "client/ui/desk-format.h"
#include "client/ui/desk-undo.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-merge-choice.h"

#define WIDTH  720
#define HEIGHT 560

struct _DeskMergeDialog
{
  AdwWindow parent_instance;

  GtkWidget *from;       /* (owned) (nullable) */
  DeskContext *context;  /* (owned) */
  CrmRecord *records[2]; /* (owned): who stays, who goes */
  CrmMergeTake takes[CRM_CUSTOMER_N_FIELDS];
  GArray
      *counts; /* (owned) (nullable) (element-type DeskChildCount): in the order of the ids asked */
  char *asked; /* (owned) (nullable): the first of those ids */
  GtkBox *content;
  GtkWidget *merge_button;
  gboolean is_shown;
  gboolean is_saved;
};

enum
{
  MERGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskMergeDialog, desk_merge_dialog, ADW_TYPE_WINDOW)

static const char *const *
get_values (DeskMergeDialog *self, guint side)
{
  return crm_record_get_values (self->records[side]);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static gboolean
is_both (guint field)
{
  const CrmField *self = &crm_customer_kind.fields[field];

  return self->type == CRM_FIELD_LIST || (self->flags & CRM_FIELD_BOTH) != 0;
}

static gboolean
is_asked (DeskMergeDialog *self, guint field)
{
  return crm_merge_has_choice (field) && !is_both (field) &&
         g_strcmp0 (get_values (self, 0)[field], get_values (self, 1)[field]) != 0;
}

static void
toggled_cb (GtkCheckButton *button, gpointer user_data)
{
  DeskMergeDialog *self =
      DESK_MERGE_DIALOG (gtk_widget_get_ancestor (GTK_WIDGET (button), DESK_TYPE_MERGE_DIALOG));

  if (self != NULL)
    self->takes[GPOINTER_TO_UINT (user_data)] =
        gtk_check_button_get_active (button) ? CRM_MERGE_TAKE_INTO : CRM_MERGE_TAKE_OTHER;
}

static GtkWidget *
make_choice (DeskMergeDialog *self, guint field, guint side)
{
  const CrmField *known = &crm_customer_kind.fields[field];
  g_autofree char *text =
      desk_format_field_value (&crm_customer_kind, known->name, get_values (self, side)[field]);
  const char *title = desk_format_field_title (&crm_customer_kind, known->name);
  const char *shown = text != NULL ? text : _ ("empty");
  g_autofree char *spoken =
      g_strdup_printf (side == 0 ? _ ("%s of who stays: %s") : _ ("%s of who goes: %s"), title,
                       shown);
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (shown);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  if (text == NULL)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), label);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "desk-choice");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  return button;
}

static GtkWidget *
make_row (DeskMergeDialog *self, guint field, GtkSizeGroup *const *columns)
{
  const char *name = crm_customer_kind.fields[field].name;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *title = gtk_label_new (desk_format_field_title (&crm_customer_kind, name));
  GtkWidget *first = make_choice (self, field, 0);
  GtkWidget *second = make_choice (self, field, 1);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "desk-row-title");
  gtk_widget_add_css_class (row, "desk-conflict-row");
  gtk_check_button_set_group (GTK_CHECK_BUTTON (second), GTK_CHECK_BUTTON (first));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (
                                   self->takes[field] == CRM_MERGE_TAKE_OTHER ? second : first),
                               TRUE);
  g_signal_connect (first, "toggled", G_CALLBACK (toggled_cb), GUINT_TO_POINTER (field));
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), first);
  gtk_box_append (GTK_BOX (row), second);
  gtk_size_group_add_widget (columns[0], title);
  gtk_size_group_add_widget (columns[1], first);
  gtk_size_group_add_widget (columns[2], second);
  return row;
}

static GtkWidget *
make_head (DeskMergeDialog *self, guint side)
{
  g_autofree char *name = crm_customer_dup_display_name (CRM_CUSTOMER (self->records[side]));
  const char *number = get_values (self, side)[CRM_CUSTOMER_NUMBER];
  g_autofree char *shown =
      number != NULL ? g_strdup_printf ("%s · %s", name, number) : g_strdup (name);
  g_autofree char *text = g_strdup_printf (side == 0 ? _ ("Stays: %s") : _ ("Goes: %s"), shown);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *avatar = desk_avatar_new (20);
  GtkWidget *label = gtk_label_new (text);

  desk_avatar_set_text (DESK_AVATAR (avatar), name);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
make_text (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "desk-subtitle");
  return label;
}

static void
add_rows (DeskMergeDialog *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *corner = gtk_label_new (_ ("Field"));
  g_autoptr (GtkSizeGroup) names = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  g_autoptr (GtkSizeGroup) firsts = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  g_autoptr (GtkSizeGroup) seconds = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  GtkSizeGroup *columns[] = { names, firsts, seconds };
  GtkWidget *heads[] = { corner, make_head (self, 0), make_head (self, 1) };
  guint n = 0;

  gtk_label_set_xalign (GTK_LABEL (corner), 0);
  gtk_widget_add_css_class (corner, "desk-subtitle");
  gtk_widget_add_css_class (head, "desk-conflict-row");
  gtk_widget_add_css_class (card, "card");
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      gtk_box_append (GTK_BOX (head), heads[i]);
      gtk_size_group_add_widget (columns[i], heads[i]);
    }
  gtk_box_append (GTK_BOX (card), head);
  for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
    if (is_asked (self, i))
      {
        gtk_box_append (GTK_BOX (card), make_row (self, i, columns));
        n++;
      }
  if (n == 0)
    {
      GtkWidget *same = make_text (_ ("All fields of both are the same"));

      gtk_widget_add_css_class (same, "desk-conflict-row");
      gtk_box_append (GTK_BOX (card), same);
    }
  gtk_box_append (self->content, card);
}

/* ---- what moves ------------------------------------------------------------------------------ */

static const struct
{
  const char *kind;
  const char *title;
} titles[] = {
  { "contact-point", N_ ("Contacts") },
  { "identity-document", N_ ("Documents") },
  { "bank-account", N_ ("Bank details") },
  { "policy", N_ ("Policies") },
  { "instalment", N_ ("Instalments") },
  { "insured-object", N_ ("Insured objects") },
  { "beneficiary", N_ ("Beneficiaries") },
  { "relation", N_ ("Relations") },
  { "consent", N_ ("Consents") },
  { "attachment", N_ ("Files") },
  { "offer", N_ ("Offers") },
  { "note", N_ ("Notes") },
  { "task", N_ ("Tasks") },
};

const char *
desk_merge_dialog_get_kind_title (const CrmKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i].kind, kind->name) == 0)
      return _ (titles[i].title);
  return NULL;
}

static char *
describe_counts (DeskMergeDialog *self)
{
  gboolean is_first = g_strcmp0 (self->asked, crm_record_get_id (self->records[0])) == 0;
  GString *text = g_string_new (NULL);

  for (guint i = 0; self->counts != NULL && i < self->counts->len; i++)
    {
      const DeskChildCount *count = &g_array_index (self->counts, DeskChildCount, i);
      const char *title = desk_merge_dialog_get_kind_title (count->kind);
      guint moves = is_first ? count->second : count->first;
      guint stays = is_first ? count->first : count->second;

      if (title != NULL && moves > 0)
        /* Translators: what moves over, how many there will be: "Policies: 2 to 3" */
        g_string_append_printf (text, _ ("%s%s: %u to %u"), text->len > 0 ? " · " : "", title,
                                moves, stays);
    }
  if (text->len == 0)
    g_string_append (text, _ ("nothing"));
  return g_string_free (text, FALSE);
}

static void
add_facts (DeskMergeDialog *self)
{
  g_autofree char *counts = self->counts != NULL ? describe_counts (self) : NULL;
  g_autofree char *moves = counts != NULL ? g_strdup_printf (_ ("Moves over: %s"), counts) : NULL;

  if (moves != NULL)
    gtk_box_append (self->content, make_text (moves));
  gtk_box_append (self->content,
                  make_text (_ ("Notes and tags of both are kept. It can be undone for 90 days.")));
}

/* ---- filling --------------------------------------------------------------------------------- */

static gboolean
may_merge (DeskMergeDialog *self)
{
  return desk_customer_may (self->context, self->records[0], CRM_ACTION_EDIT) &&
         desk_customer_may (self->context, self->records[1], CRM_ACTION_DELETE) &&
         g_strcmp0 (get_values (self, 0)[CRM_CUSTOMER_TYPE],
                    get_values (self, 1)[CRM_CUSTOMER_TYPE]) == 0;
}

static void
fill (DeskMergeDialog *self)
{
  GtkWidget *child;
  gboolean may = may_merge (self);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->content))) != NULL)
    gtk_box_remove (self->content, child);
  add_rows (self);
  add_facts (self);
  if (!may)
    gtk_box_append (self->content, make_text (_ ("You may not merge these two")));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.save", may && !self->is_saved);
}

static void
suggest (DeskMergeDialog *self)
{
  for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
    if (crm_merge_has_choice (i))
      self->takes[i] = crm_merge_suggest (i, get_values (self, 0), get_values (self, 1));
}

static void
loaded_cb (DeskMergeDialog *self)
{
  if (self->is_shown || !crm_record_is_loaded (self->records[0]) ||
      !crm_record_is_loaded (self->records[1]))
    return;
  self->is_shown = TRUE;
  suggest (self);
  fill (self);
  gtk_window_present (GTK_WINDOW (self));
}

/* The answer keeps nobody alive: a dialog that was closed must not come up when it is read. */
static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (DeskMergeDialog) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  GArray *counts = desk_child_count_finish (DESK_DATABASE (source), result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL)
    {
      g_clear_pointer (&counts, g_array_unref);
      return;
    }
  self->counts = counts;
  if (self->is_shown)
    fill (self);
}

static void
count (DeskMergeDialog *self, const char *into, const char *other)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  desk_child_count_async (desk_context_get_database (self->context), into, other, NULL, counted_cb,
                          weak);
}

/* ---- doing it -------------------------------------------------------------------------------- */

static CrmCommand *
make_command (DeskMergeDialog *self)
{
  g_autoptr (JsonObject) args = json_object_new ();
  JsonObject *choices = json_object_new ();

  for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
    if (is_asked (self, i) &&
        self->takes[i] != crm_merge_suggest (i, get_values (self, 0), get_values (self, 1)))
      json_object_set_string_member (choices, crm_customer_kind.fields[i].name,
                                     crm_merge_take_to_word (self->takes[i]));
  json_object_set_string_member (args, "into", crm_record_get_id (self->records[0]));
  json_object_set_object_member (args, "choices", choices);
  return crm_command_new ("customer.merge", crm_record_get_id (self->records[1]), args);
}

/* The merge has the id of the command, so it can be taken back before anything more is heard. */
static void
offer_undo (DeskMergeDialog *self, const char *command)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) undoes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (JsonObject) args = json_object_new ();
  g_autofree char *name = crm_customer_dup_display_name (CRM_CUSTOMER (self->records[0]));
  g_autofree char *text = g_strdup_printf (_ ("Merged: %s"), name);

  json_object_set_string_member (args, "merge", command);
  g_ptr_array_add (ids, g_strdup (command));
  g_ptr_array_add (undoes, crm_command_new ("customer.unmerge",
                                            crm_record_get_id (self->records[0]), args));
  desk_undo_offer (self->from, text, ids, undoes);
}

typedef struct
{
  DeskMergeDialog *self;
  char *id;
} Submission;

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Submission *submission = user_data;
  g_autoptr (DeskMergeDialog) self = submission->self;
  g_autofree char *id = submission->id;
  g_autoptr (GError) error = NULL;

  g_free (submission);
  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    {
      self->is_saved = FALSE;
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.save", TRUE);
      desk_customer_tell_failure (self->from, error);
      return;
    }
  offer_undo (self, id);
  g_signal_emit (self, signals[MERGED], 0, crm_record_get_id (self->records[0]));
  gtk_window_close (GTK_WINDOW (self));
}

void
desk_merge_dialog_merge (DeskMergeDialog *self)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  CrmCommand *command;
  Submission *submission;

  g_return_if_fail (DESK_IS_MERGE_DIALOG (self));

  if (!self->is_shown || self->is_saved || !may_merge (self))
    return;
  command = make_command (self);
  self->is_saved = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.save", FALSE);
  g_ptr_array_add (commands, command);
  submission = g_new0 (Submission, 1);
  submission->self = g_object_ref (self);
  submission->id = g_strdup (crm_command_get_id (command));
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, submitted_cb,
                            submission);
}

void
desk_merge_dialog_swap (DeskMergeDialog *self)
{
  CrmRecord *first;

  g_return_if_fail (DESK_IS_MERGE_DIALOG (self));

  if (!self->is_shown || self->is_saved)
    return;
  first = self->records[0];
  self->records[0] = self->records[1];
  self->records[1] = first;
  suggest (self);
  fill (self);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_merge_dialog_merge (DESK_MERGE_DIALOG (widget));
}

static void
swap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  desk_merge_dialog_swap (DESK_MERGE_DIALOG (widget));
}

/* ---- the window ------------------------------------------------------------------------------ */

static void
desk_merge_dialog_dispose (GObject *object)
{
  DeskMergeDialog *self = DESK_MERGE_DIALOG (object);

  g_clear_object (&self->from);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_merge_dialog_parent_class)->dispose (object);
}

static void
desk_merge_dialog_finalize (GObject *object)
{
  DeskMergeDialog *self = DESK_MERGE_DIALOG (object);

  g_clear_object (&self->records[0]);
  g_clear_object (&self->records[1]);
  g_clear_pointer (&self->counts, g_array_unref);
  g_free (self->asked);
  G_OBJECT_CLASS (desk_merge_dialog_parent_class)->finalize (object);
}

static void
desk_merge_dialog_class_init (DeskMergeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_merge_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_merge_dialog_finalize;
  signals[MERGED] = g_signal_new ("merged", DESK_TYPE_MERGE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "merge.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "merge.swap", NULL, swap_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "merge.save",
                                       NULL);
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
desk_merge_dialog_init (DeskMergeDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *swap = make_button (_ ("Swap"), "merge.swap");

  self->content = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  self->merge_button = make_button (_ ("Merge"), "merge.save");
  gtk_widget_add_css_class (self->merge_button, "suggested-action");
  gtk_widget_set_tooltip_text (self->merge_button, _ ("Merge (Ctrl+Enter)"));
  gtk_widget_set_tooltip_text (swap, _ ("The other one stays"));
  gtk_widget_add_css_class (header, "flat");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), make_button (_ ("Cancel"), "window.close"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->merge_button);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), swap);
  gtk_widget_set_margin_top (GTK_WIDGET (self->content), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (self->content), 24);
  gtk_widget_set_margin_end (GTK_WIDGET (self->content), 24);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->content), 24);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->content));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Two cards, one client"));
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.save", FALSE);
}

DeskMergeDialog *
desk_merge_dialog_new (GtkWidget *from, DeskContext *context, const char *into, const char *other)
{
  DeskMergeDialog *self = g_object_new (DESK_TYPE_MERGE_DIALOG, NULL);
  DeskDatabase *database = desk_context_get_database (context);
  GtkRoot *root = gtk_widget_get_root (from);

  self->from = g_object_ref (from);
  self->context = g_object_ref (context);
  self->asked = g_strdup (into);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  for (guint i = 0; i < G_N_ELEMENTS (self->records); i++)
    {
      self->records[i] =
          desk_database_ref_record (database, &crm_customer_kind, i == 0 ? into : other);
      g_signal_connect_object (self->records[i], "notify::loaded", G_CALLBACK (loaded_cb), self,
                               G_CONNECT_SWAPPED);
    }
  count (self, into, other);
  loaded_cb (self);
  return self;
}
