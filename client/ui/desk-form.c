/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of administration and account: rows of a boxed list, each with a line for its trouble.
 * Main thread; owned by the toolkit, closes with its parent. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-form.h"

#include <glib/gi18n.h>

#include "client/ui/desk-answer-text.h"
#include "client/ui/desk-form-field.h"
#include "shared/base/crm-error.h"
#include "shared/protocol/crm-problem.h"

#define WIDTH 440

struct _DeskForm
{
  AdwWindow parent_instance;

  DeskContext *context;      /* (owned) */
  GPtrArray *fields;         /* (element-type DeskFormRow) */
  GCancellable *cancellable; /* (owned) */
  gboolean is_busy;

  /* children */
  GtkWidget *stack;
  GtkListBox *list;
  GtkLabel *description;
  GtkWidget *banner;
  GtkLabel *banner_label;
  GtkButton *cancel_button;
  GtkButton *save_button;
};

enum
{
  SUBMIT,
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskForm, desk_form, ADW_TYPE_WINDOW)

static DeskFormRow *
find_field (DeskForm *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      DeskFormRow *field = self->fields->pdata[i];

      if (g_strcmp0 (field->name, name) == 0)
        return field;
    }
  return NULL;
}

static void
set_busy (DeskForm *self, gboolean is_busy)
{
  /* The fields do not turn grey: the focus stays where it is. */
  self->is_busy = is_busy;
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !is_busy);
}

static gboolean
check_dates (DeskForm *self)
{
  gboolean is_good = TRUE;

  for (guint i = 0; i < self->fields->len; i++)
    if (desk_form_row_is_bad_date (self->fields->pdata[i]))
      {
        desk_form_row_complain (self->fields->pdata[i], _ ("Write the date like 14.03.2027"));
        is_good = FALSE;
      }
  return is_good;
}

static void
focus_trouble (DeskForm *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      DeskFormRow *field = self->fields->pdata[i];

      if (gtk_widget_get_visible (field->trouble))
        {
          gtk_widget_grab_focus (field->control);
          return;
        }
    }
}

void
desk_form_submit (DeskForm *self)
{
  g_return_if_fail (DESK_IS_FORM (self));

  if (self->is_busy)
    return;
  desk_form_complain (self, NULL, NULL);
  for (guint i = 0; i < self->fields->len; i++)
    desk_form_row_complain (self->fields->pdata[i], NULL);
  if (check_dates (self))
    g_signal_emit (self, signals[SUBMIT], 0);
  focus_trouble (self);
}

static void
show_refusal (DeskForm *self, const GError *error)
{
  CrmProblem *problem = crm_problem_find_of_error (error);
  g_autofree char *text = NULL;
  guint n_placed = 0;

  for (guint i = 0; problem != NULL && i < crm_problem_n_errors (problem); i++)
    {
      const CrmProblemError *one = crm_problem_get_error (problem, i);
      const char *slash = one->pointer != NULL ? strrchr (one->pointer, '/') : NULL;
      DeskFormRow *field = slash != NULL ? find_field (self, slash + 1) : NULL;
      g_autofree char *words = desk_answer_dup_field_text (one->code, one->detail);

      if (field != NULL)
        {
          desk_form_row_complain (field, words);
          n_placed++;
        }
    }
  if (n_placed > 0)
    {
      focus_trouble (self);
      return;
    }
  text = desk_answer_dup_text (error);
  desk_form_complain (self, NULL, text);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskForm) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->context == NULL)
    return;
  set_busy (self, FALSE);
  if (error != NULL)
    {
      show_refusal (self, error);
      return;
    }
  g_signal_emit (self, signals[DONE], 0, answer);
  if (!self->is_busy &&
      g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "fields") == 0)
    gtk_window_close (GTK_WINDOW (self));
}

void
desk_form_send (DeskForm *self, const char *method, const char *path, JsonNode *body)
{
  g_autoptr (JsonNode) taken = body;
  DeskRemote *remote;

  g_return_if_fail (DESK_IS_FORM (self));

  remote = desk_context_get_remote (self->context);
  if (remote == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (CRM_ERROR, CRM_ERROR_OFFLINE, "no server");

      show_refusal (self, error);
      return;
    }
  set_busy (self, TRUE);
  desk_remote_call_async (remote, method, path, taken, self->cancellable, sent_cb,
                          g_object_ref (self));
}

static gboolean
close_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static GtkWidget *
make_header (DeskForm *self)
{
  GtkWidget *bar = adw_header_bar_new ();

  gtk_widget_add_css_class (bar, "flat");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  self->cancel_button = GTK_BUTTON (gtk_button_new_with_label (_ ("Cancel")));
  g_signal_connect_object (self->cancel_button, "clicked", G_CALLBACK (gtk_window_close), self,
                           G_CONNECT_SWAPPED);
  self->save_button = GTK_BUTTON (gtk_button_new_with_label (_ ("Save")));
  gtk_widget_add_css_class (GTK_WIDGET (self->save_button), "suggested-action");
  g_signal_connect_object (self->save_button, "clicked", G_CALLBACK (desk_form_submit), self,
                           G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), GTK_WIDGET (self->cancel_button));
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), GTK_WIDGET (self->save_button));
  return bar;
}

static GtkWidget *
make_banner (DeskForm *self)
{
  GtkWidget *image = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  self->banner = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->banner_label = desk_form_make_text ("desk-form-trouble");
  gtk_widget_add_css_class (self->banner, "desk-banner");
  gtk_widget_add_css_class (self->banner, "late");
  gtk_widget_set_hexpand (GTK_WIDGET (self->banner_label), TRUE);
  gtk_box_append (GTK_BOX (self->banner), image);
  gtk_box_append (GTK_BOX (self->banner), GTK_WIDGET (self->banner_label));
  gtk_widget_set_visible (self->banner, FALSE);
  return self->banner;
}

static void
desk_form_dispose (GObject *object)
{
  DeskForm *self = DESK_FORM (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_form_parent_class)->dispose (object);
}

static void
desk_form_finalize (GObject *object)
{
  g_clear_object (&DESK_FORM (object)->cancellable);
  g_ptr_array_unref (DESK_FORM (object)->fields);
  G_OBJECT_CLASS (desk_form_parent_class)->finalize (object);
}

static void
desk_form_class_init (DeskFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_form_finalize;
  signals[SUBMIT] = g_signal_new ("submit", DESK_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", DESK_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, JSON_TYPE_NODE);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, close_cb, NULL);
}

static void
desk_form_init (DeskForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_form_row_free);
  self->cancellable = g_cancellable_new ();
  self->description = desk_form_make_text ("dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->description), FALSE);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_widget_add_css_class (content, "desk-form");
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->description));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->list));
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->stack), content, "fields");
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), make_banner (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
}

DeskForm *
desk_form_new (GtkWidget *parent, DeskContext *context, const char *title)
{
  DeskForm *self = g_object_new (DESK_TYPE_FORM, "title", title, NULL);
  GtkRoot *root = parent != NULL ? gtk_widget_get_root (parent) : NULL;

  self->context = g_object_ref (context);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  return self;
}

void
desk_form_set_words (DeskForm *self, const char *save, const char *description)
{
  g_return_if_fail (DESK_IS_FORM (self));

  if (save != NULL)
    gtk_button_set_label (self->save_button, save);
  gtk_label_set_label (self->description, description != NULL ? description : "");
  gtk_widget_set_visible (GTK_WIDGET (self->description), description != NULL);
}

void
desk_form_set_destructive (DeskForm *self)
{
  g_return_if_fail (DESK_IS_FORM (self));

  gtk_widget_remove_css_class (GTK_WIDGET (self->save_button), "suggested-action");
  gtk_widget_add_css_class (GTK_WIDGET (self->save_button), "destructive-action");
}

void
desk_form_set_head (DeskForm *self, GtkWidget *widget)
{
  GtkWidget *box = gtk_widget_get_parent (GTK_WIDGET (self->list));

  g_return_if_fail (DESK_IS_FORM (self));

  gtk_box_insert_child_after (GTK_BOX (box), widget, GTK_WIDGET (self->description));
}

void
desk_form_add (DeskForm *self, const DeskFormField *info)
{
  DeskFormRow *row;

  g_return_if_fail (DESK_IS_FORM (self));

  row = desk_form_row_new (info);
  if (ADW_IS_ENTRY_ROW (row->row))
    g_signal_connect_object (row->row, "entry-activated", G_CALLBACK (desk_form_submit), self,
                             G_CONNECT_SWAPPED);
  g_ptr_array_add (self->fields, row);
  gtk_list_box_append (self->list, row->row);
  gtk_list_box_append (self->list, row->trouble);
  gtk_widget_set_visible (GTK_WIDGET (self->list), TRUE);
  /* Else the keyboard begins at Cancel, and the first space typed closes the form. */
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    gtk_widget_grab_focus (row->control);
}

char *
desk_form_dup_value (DeskForm *self, const char *name)
{
  DeskFormRow *field;

  g_return_val_if_fail (DESK_IS_FORM (self), NULL);

  field = find_field (self, name);
  return field != NULL ? desk_form_row_dup_value (field) : NULL;
}

void
desk_form_set_value (DeskForm *self, const char *name, const char *value)
{
  DeskFormRow *field;

  g_return_if_fail (DESK_IS_FORM (self));

  field = find_field (self, name);
  if (field != NULL)
    desk_form_row_set_value (field, value);
}

JsonObject *
desk_form_dup_set (DeskForm *self, gboolean only_changes)
{
  JsonObject *set = json_object_new ();

  g_return_val_if_fail (DESK_IS_FORM (self), set);

  for (guint i = 0; i < self->fields->len; i++)
    {
      DeskFormRow *field = self->fields->pdata[i];
      g_autofree char *value = desk_form_row_dup_value (field);

      if (only_changes ? g_strcmp0 (value, field->first) == 0 : value == NULL)
        continue;
      json_object_set_member (set, field->name, desk_form_row_to_json (field, value));
    }
  return set;
}

void
desk_form_complain (DeskForm *self, const char *name, const char *text)
{
  DeskFormRow *field;

  g_return_if_fail (DESK_IS_FORM (self));

  field = name != NULL ? find_field (self, name) : NULL;
  if (field != NULL)
    {
      desk_form_row_complain (field, text);
      return;
    }
  gtk_label_set_label (self->banner_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->banner, text != NULL);
}

const char *
desk_form_get_complaint (DeskForm *self, const char *name)
{
  DeskFormRow *field;

  g_return_val_if_fail (DESK_IS_FORM (self), NULL);

  field = name != NULL ? find_field (self, name) : NULL;
  if (field != NULL)
    return gtk_widget_get_visible (field->trouble) ? gtk_label_get_label (field->trouble_label)
                                                   : NULL;
  return gtk_widget_get_visible (self->banner) ? gtk_label_get_label (self->banner_label) : NULL;
}

void
desk_form_show_result (DeskForm *self, GtkWidget *widget)
{
  g_return_if_fail (DESK_IS_FORM (self));

  gtk_stack_add_named (GTK_STACK (self->stack), widget, "result");
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "result");
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
  gtk_button_set_label (self->cancel_button, _ ("Close"));
  gtk_widget_set_visible (GTK_WIDGET (self->save_button), FALSE);
}
