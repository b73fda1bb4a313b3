/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of administration and account: rows of a boxed list, each with a line for its trouble.
 * Main thread; owned by the toolkit, closes with its parent. */

#define G_LOG_DOMAIN "zontik-ui"

#include "client/ui/desk-form.h"

#include <glib/gi18n.h>

#include "client/ui/desk-answer-text.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-error.h"
#include "shared/protocol/crm-problem.h"

#define WIDTH 440

typedef struct
{
  char *name;
  DeskFormType type;
  char *first;        /* (nullable): canonical value at the beginning */
  char **ids;         /* of a choice */
  GtkWidget *row;     /* child of the list */
  GtkWidget *control; /* the row itself or the switch in it */
  GtkWidget *trouble; /* the row below it */
  GtkLabel *trouble_label;
} Field;

struct _DeskForm
{
  AdwWindow parent_instance;

  DeskContext *context;      /* (owned) */
  GPtrArray *fields;         /* (element-type Field) */
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

static void
free_field (gpointer data)
{
  Field *field = data;

  g_free (field->name);
  g_free (field->first);
  g_strfreev (field->ids);
  g_free (field);
}

static Field *
find_field (DeskForm *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = self->fields->pdata[i];

      if (g_strcmp0 (field->name, name) == 0)
        return field;
    }
  return NULL;
}

static char *
dup_value (Field *field)
{
  guint selected;
  const char *text;

  switch (field->type)
    {
    case DESK_FORM_SWITCH:
      return g_strdup (gtk_switch_get_active (GTK_SWITCH (field->control)) ? "true" : "false");
    case DESK_FORM_CHOICE:
      selected = adw_combo_row_get_selected (ADW_COMBO_ROW (field->control));
      return selected < g_strv_length (field->ids) && *field->ids[selected] != '\0'
                 ? g_strdup (field->ids[selected])
                 : NULL;
    case DESK_FORM_DATE:
      text = gtk_editable_get_text (GTK_EDITABLE (field->control));
      return *text != '\0' ? desk_format_parse_date (text, g_get_real_time ()) : NULL;
    case DESK_FORM_PASSWORD:
      text = gtk_editable_get_text (GTK_EDITABLE (field->control));
      return *text != '\0' ? g_strdup (text) : NULL;
    case DESK_FORM_TEXT:
    default:
      text = gtk_editable_get_text (GTK_EDITABLE (field->control));
      return *text != '\0' ? g_strstrip (g_strdup (text)) : NULL;
    }
}

static void
put_value (Field *field, const char *value)
{
  g_autofree char *date = NULL;

  switch (field->type)
    {
    case DESK_FORM_SWITCH:
      gtk_switch_set_active (GTK_SWITCH (field->control), g_strcmp0 (value, "true") == 0);
      break;
    case DESK_FORM_CHOICE:
      for (guint i = 0; field->ids[i] != NULL; i++)
        if (g_strcmp0 (field->ids[i], value != NULL ? value : "") == 0)
          adw_combo_row_set_selected (ADW_COMBO_ROW (field->control), i);
      break;
    case DESK_FORM_DATE:
      date = value != NULL ? desk_format_date (value) : g_strdup ("");
      gtk_editable_set_text (GTK_EDITABLE (field->control), date);
      break;
    case DESK_FORM_TEXT:
    case DESK_FORM_PASSWORD:
    default:
      gtk_editable_set_text (GTK_EDITABLE (field->control), value != NULL ? value : "");
    }
}

static void
complain (Field *field, const char *text)
{
  gtk_label_set_label (field->trouble_label, text != NULL ? text : "");
  gtk_widget_set_visible (field->trouble, text != NULL);
  if (text != NULL)
    gtk_widget_add_css_class (field->row, "error");
  else
    gtk_widget_remove_css_class (field->row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field->control), GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                            : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
edited_cb (GtkWidget *control, GParamSpec *pspec, Field *field)
{
  complain (field, NULL);
}

static void
set_busy (DeskForm *self, gboolean is_busy)
{
  self->is_busy = is_busy;
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !is_busy);
}

static gboolean
check_dates (DeskForm *self)
{
  gboolean is_good = TRUE;

  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = self->fields->pdata[i];
      g_autofree char *value = dup_value (field);

      if (field->type != DESK_FORM_DATE || value != NULL ||
          *gtk_editable_get_text (GTK_EDITABLE (field->control)) == '\0')
        continue;
      complain (field, _ ("Write the date like 14.03.2027"));
      is_good = FALSE;
    }
  return is_good;
}

static void
focus_trouble (DeskForm *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = self->fields->pdata[i];

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
    complain (self->fields->pdata[i], NULL);
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
      Field *field = slash != NULL ? find_field (self, slash + 1) : NULL;
      g_autofree char *words = desk_answer_dup_field_text (one->code, one->detail);

      if (field != NULL)
        {
          complain (field, words);
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
  if (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "fields") == 0)
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

static GtkLabel *
make_text (const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css);
  return GTK_LABEL (label);
}

static GtkWidget *
make_banner (DeskForm *self)
{
  GtkWidget *image = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  self->banner = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->banner_label = make_text ("desk-form-trouble");
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
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, close_cb, NULL);
}

static void
desk_form_init (DeskForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->fields = g_ptr_array_new_with_free_func (free_field);
  self->cancellable = g_cancellable_new ();
  self->description = make_text ("dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->description), FALSE);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
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

static void
make_switch (Field *field)
{
  field->row = adw_action_row_new ();
  field->control = gtk_switch_new ();
  gtk_widget_set_valign (field->control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (field->row), field->control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (field->row), field->control);
  g_signal_connect (field->control, "notify::active", G_CALLBACK (edited_cb), field);
}

static void
make_choice (Field *field, const DeskFormField *info)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (info->titles);

  field->row = field->control = adw_combo_row_new ();
  field->ids = g_strdupv ((char **) info->ids);
  adw_combo_row_set_model (ADW_COMBO_ROW (field->row), G_LIST_MODEL (titles));
  g_signal_connect (field->row, "notify::selected", G_CALLBACK (edited_cb), field);
}

static void
make_entry (DeskForm *self, Field *field)
{
  field->row = field->control =
      field->type == DESK_FORM_PASSWORD ? adw_password_entry_row_new () : adw_entry_row_new ();
  g_signal_connect (field->row, "notify::text", G_CALLBACK (edited_cb), field);
  g_signal_connect_object (field->row, "entry-activated", G_CALLBACK (desk_form_submit), self,
                           G_CONNECT_SWAPPED);
}

static void
make_trouble (Field *field)
{
  field->trouble_label = make_text ("desk-late");
  field->trouble = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (field->trouble), GTK_WIDGET (field->trouble_label));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (field->trouble), FALSE);
  gtk_widget_set_focusable (field->trouble, FALSE);
  gtk_widget_add_css_class (field->trouble, "desk-form-text");
  gtk_widget_set_visible (field->trouble, FALSE);
}

void
desk_form_add (DeskForm *self, const DeskFormField *info)
{
  Field *field = g_new0 (Field, 1);

  g_return_if_fail (DESK_IS_FORM (self));

  field->name = g_strdup (info->name);
  field->type = info->type;
  if (info->type == DESK_FORM_SWITCH)
    make_switch (field);
  else if (info->type == DESK_FORM_CHOICE)
    make_choice (field, info);
  else
    make_entry (self, field);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (field->row), info->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (field->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  info->title, -1);
  make_trouble (field);
  put_value (field, info->value);
  field->first = dup_value (field);
  g_ptr_array_add (self->fields, field);
  gtk_list_box_append (self->list, field->row);
  gtk_list_box_append (self->list, field->trouble);
}

char *
desk_form_dup_value (DeskForm *self, const char *name)
{
  Field *field;

  g_return_val_if_fail (DESK_IS_FORM (self), NULL);

  field = find_field (self, name);
  return field != NULL ? dup_value (field) : NULL;
}

void
desk_form_set_value (DeskForm *self, const char *name, const char *value)
{
  Field *field;

  g_return_if_fail (DESK_IS_FORM (self));

  field = find_field (self, name);
  if (field != NULL)
    put_value (field, value);
}

JsonObject *
desk_form_dup_set (DeskForm *self, gboolean only_changes)
{
  JsonObject *set = json_object_new ();

  g_return_val_if_fail (DESK_IS_FORM (self), set);

  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = self->fields->pdata[i];
      g_autofree char *value = dup_value (field);

      if (only_changes ? g_strcmp0 (value, field->first) == 0 : value == NULL)
        continue;
      if (value == NULL)
        json_object_set_null_member (set, field->name);
      else if (field->type == DESK_FORM_SWITCH)
        json_object_set_boolean_member (set, field->name, g_str_equal (value, "true"));
      else
        json_object_set_string_member (set, field->name, value);
    }
  return set;
}

void
desk_form_complain (DeskForm *self, const char *name, const char *text)
{
  Field *field;

  g_return_if_fail (DESK_IS_FORM (self));

  field = name != NULL ? find_field (self, name) : NULL;
  if (field != NULL)
    {
      complain (field, text);
      return;
    }
  gtk_label_set_label (self->banner_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->banner, text != NULL);
}

const char *
desk_form_get_complaint (DeskForm *self, const char *name)
{
  Field *field;

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
  gtk_button_set_label (self->cancel_button, _ ("Close"));
  gtk_widget_set_visible (GTK_WIDGET (self->save_button), FALSE);
}
