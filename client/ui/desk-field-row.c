/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A field of a card, edited where it stands. It knows nothing of records: the card gives it texts
 * and a check and listens. Main thread; owned by its list box. */

#include "client/ui/desk-field-row.h"

#include <glib/gi18n.h>

#include "client/ui/desk-choice-popover.h"
#include "client/ui/desk-field-editor.h"
#include "shared/base/crm-util.h"

struct _DeskFieldRow
{
  GtkListBoxRow parent_instance;

  /* template widgets */
  GtkWidget *line_box;
  GtkLabel *title_label;
  GtkStack *value_stack;
  GtkLabel *value_label;
  GtkLabel *count_label;
  GtkLabel *mark_label;
  GtkBox *suffix_box;
  GtkWidget *quiet_box; /* (nullable): once something is in it */
  GtkWidget *problem_box;
  GtkLabel *problem_label;
  GtkWidget *problem_buttons;
  GtkWidget *correct_button;
  GtkWidget *discard_button;

  DeskFieldEditor *editor; /* (nullable): made when first edited */
  GtkWidget *popover;      /* (nullable) (owned by us as a child): of choices */

  /* (owned) (nullable) */
  char *text;
  char *edit_text;
  char *draft;
  char *problem;
  char *error;
  char *mark;
  char *placeholder;
  GStrv choice_ids;
  GStrv choice_titles;

  DeskFieldCheck check;
  gpointer check_data;
  GDestroyNotify check_destroy;

  guint expected_length;
  gboolean multiline;
  gboolean editable;
  gboolean editing;

  GtkWidget *list; /* (borrowed): the list box whose activation is listened to */
  GtkRoot *root;   /* (nullable) weak: the window whose focus is followed while editing */
};

enum
{
  PROP_TITLE = 1,
  PROP_SHOWS_TITLE,
  PROP_TEXT,
  PROP_EDIT_TEXT,
  PROP_PLACEHOLDER,
  PROP_EDITABLE,
  PROP_MULTILINE,
  PROP_EXPECTED_LENGTH,
  PROP_MARK,
  N_PROPS,
};

enum
{
  EDITED,
  COMMITTED,
  CANCELLED,
  PROBLEM_DISCARDED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskFieldRow, desk_field_row, GTK_TYPE_LIST_BOX_ROW)

static const char *
get_start_text (DeskFieldRow *self)
{
  const char *text = self->edit_text != NULL ? self->edit_text : self->text;

  return text != NULL ? text : "";
}

static void
update_accessible (DeskFieldRow *self)
{
  const char *title = gtk_label_get_text (self->title_label);
  const char *value = gtk_label_get_text (self->value_label);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, value);
  const char *reason = self->problem != NULL ? self->problem : self->error;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, reason != NULL ? reason : "",
                                  -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                               reason != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                              : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
set_class (gpointer widget, const char *class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, class);
  else
    gtk_widget_remove_css_class (widget, class);
}

/* A tooltip that is set makes the toolkit ask the X server at once where the pointer is. */
static gboolean
query_tooltip_cb (DeskFieldRow *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *shown = self->draft != NULL ? self->draft : self->text;

  if (shown == NULL || *shown == '\0' || self->multiline)
    return FALSE;
  gtk_tooltip_set_text (tooltip, shown);
  return TRUE;
}

static void
update_value (DeskFieldRow *self)
{
  const char *shown = self->draft != NULL ? self->draft : self->text;
  gboolean empty = shown == NULL || *shown == '\0';
  const char *mark = self->draft != NULL ? _ ("draft") : self->mark;

  gtk_label_set_text (self->value_label, !empty                      ? shown
                                         : self->placeholder != NULL ? self->placeholder
                                                                     : "\xe2\x80\x94");
  set_class (self->value_label, "dim-label", empty);
  gtk_label_set_text (self->mark_label, mark != NULL ? mark : "");
  gtk_widget_set_visible (GTK_WIDGET (self->mark_label), mark != NULL && !self->editing);
}

static void
update_error (DeskFieldRow *self)
{
  const char *reason = self->editing && self->error != NULL ? self->error : self->problem;

  gtk_label_set_text (self->problem_label, reason != NULL ? reason : "");
  gtk_widget_set_visible (self->problem_box, reason != NULL);
  gtk_widget_set_visible (self->problem_buttons, self->problem != NULL && !self->editing);
  set_class (self, "error", reason != NULL);
  update_accessible (self);
}

static void
update_count (DeskFieldRow *self, const char *typed)
{
  glong length = typed == NULL ? 0 : g_utf8_strlen (typed, -1);
  gboolean shown = self->editing && self->expected_length > 0 && length > 0 &&
                   length != (glong) self->expected_length;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->count_label), shown);
  if (!shown)
    return;
  /* Translators: signs typed of signs needed */
  text = g_strdup_printf (_ ("%ld of %u"), length, self->expected_length);
  gtk_label_set_text (self->count_label, text);
}

static void
check_typed (DeskFieldRow *self, const char *typed)
{
  g_clear_pointer (&self->error, g_free);
  if (self->check != NULL)
    self->error = self->check (typed, self->check_data);
  update_count (self, typed);
  update_error (self);
}

static void
typed_cb (DeskFieldRow *self)
{
  g_autofree char *typed = NULL;

  if (!self->editing)
    return;
  typed = desk_field_editor_dup_text (self->editor);
  check_typed (self, typed);
  g_signal_emit (self, signals[EDITED], 0, typed);
}

static void
leave_cb (DeskFieldRow *self)
{
  GtkWidget *focus = self->root != NULL ? gtk_root_get_focus (self->root) : NULL;

  /* Another window in front is not leaving the field. */
  if (!self->editing || focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->editor)))
    return;
  desk_field_row_end (self, TRUE);
}

/* The window says where the focus went; a focus controller is told while it is nowhere yet. */
static void
follow_focus (DeskFieldRow *self, GtkRoot *root)
{
  if (self->root != NULL)
    g_signal_handlers_disconnect_by_func (self->root, leave_cb, self);
  g_set_weak_pointer (&self->root, root);
  if (root != NULL)
    g_signal_connect_object (root, "notify::focus-widget", G_CALLBACK (leave_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
escaped_cb (DeskFieldRow *self)
{
  desk_field_row_end (self, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
entered_cb (DeskFieldRow *self)
{
  if (desk_field_row_end (self, TRUE))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
make_editor (DeskFieldRow *self)
{
  GtkWidget *editor = desk_field_editor_new (gtk_label_get_text (self->title_label),
                                             self->placeholder, self->multiline);

  self->editor = DESK_FIELD_EDITOR (editor);
  g_signal_connect_object (editor, "typed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "entered", G_CALLBACK (entered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "escaped", G_CALLBACK (escaped_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->value_stack, editor, "edit");
}

/* What is chosen already is no change. */
static void
chosen_cb (DeskFieldRow *self, const char *id)
{
  guint index = 0;

  while (!g_str_equal (self->choice_ids[index], id))
    index++;
  if (g_strcmp0 (self->choice_titles[index], self->text) != 0)
    g_signal_emit (self, signals[COMMITTED], 0, id);
}

static void
show_choices (DeskFieldRow *self)
{
  if (self->popover == NULL)
    {
      self->popover = desk_choice_popover_new ((const char *const *) self->choice_ids,
                                               (const char *const *) self->choice_titles);
      g_signal_connect_object (self->popover, "chosen", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self->value_stack));
    }
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
correct_clicked_cb (DeskFieldRow *self)
{
  desk_field_row_begin (self);
}

static void
discard_clicked_cb (DeskFieldRow *self)
{
  g_signal_emit (self, signals[PROBLEM_DISCARDED], 0);
}

static void
row_activated_cb (DeskFieldRow *self, GtkListBoxRow *row)
{
  if (row == GTK_LIST_BOX_ROW (self))
    desk_field_row_begin (self);
}

/* The list tells which row was clicked or entered; like AdwActionRow, follow whichever list holds
 * this row. */
static void
parent_cb (DeskFieldRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (self->list != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->list, row_activated_cb, self);
      g_clear_weak_pointer (&self->list);
    }
  if (parent == NULL || !GTK_IS_LIST_BOX (parent))
    return;
  g_set_weak_pointer (&self->list, parent);
  g_signal_connect_object (parent, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
begin_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  DeskFieldRow *self = DESK_FIELD_ROW (widget);

  if (self->editing || !self->editable)
    return FALSE;
  desk_field_row_begin (self);
  return TRUE;
}

static void
desk_field_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  DeskFieldRow *self = DESK_FIELD_ROW (object);

  switch (property_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_text (self->title_label));
      break;
    case PROP_SHOWS_TITLE:
      g_value_set_boolean (value, gtk_widget_get_visible (GTK_WIDGET (self->title_label)));
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_EDIT_TEXT:
      g_value_set_string (value, self->edit_text);
      break;
    case PROP_PLACEHOLDER:
      g_value_set_string (value, self->placeholder);
      break;
    case PROP_EDITABLE:
      g_value_set_boolean (value, self->editable);
      break;
    case PROP_MULTILINE:
      g_value_set_boolean (value, self->multiline);
      break;
    case PROP_EXPECTED_LENGTH:
      g_value_set_uint (value, self->expected_length);
      break;
    case PROP_MARK:
      g_value_set_string (value, self->mark);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_field_row_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  DeskFieldRow *self = DESK_FIELD_ROW (object);

  switch (property_id)
    {
    case PROP_TITLE:
      gtk_label_set_text (self->title_label, g_value_get_string (value));
      update_accessible (self);
      break;
    case PROP_SHOWS_TITLE:
      gtk_widget_set_visible (GTK_WIDGET (self->title_label), g_value_get_boolean (value));
      break;
    case PROP_TEXT:
      desk_field_row_set_text (self, g_value_get_string (value));
      break;
    case PROP_EDIT_TEXT:
      desk_field_row_set_edit_text (self, g_value_get_string (value));
      break;
    case PROP_PLACEHOLDER:
      crm_set_string (&self->placeholder, g_value_get_string (value));
      update_value (self);
      break;
    case PROP_EDITABLE:
      self->editable = g_value_get_boolean (value);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), self->editable);
      break;
    case PROP_MULTILINE:
      self->multiline = g_value_get_boolean (value);
      break;
    case PROP_EXPECTED_LENGTH:
      self->expected_length = g_value_get_uint (value);
      break;
    case PROP_MARK:
      desk_field_row_set_mark (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
desk_field_row_constructed (GObject *object)
{
  DeskFieldRow *self = DESK_FIELD_ROW (object);

  G_OBJECT_CLASS (desk_field_row_parent_class)->constructed (object);
  if (self->multiline)
    {
      gtk_label_set_ellipsize (self->value_label, PANGO_ELLIPSIZE_NONE);
      gtk_widget_add_css_class (GTK_WIDGET (self->value_label), "desk-field-text");
      gtk_label_set_wrap (self->value_label, TRUE);
      gtk_label_set_wrap_mode (self->value_label, PANGO_WRAP_WORD_CHAR);
      gtk_label_set_natural_wrap_mode (self->value_label, GTK_NATURAL_WRAP_NONE);
      gtk_label_set_yalign (self->title_label, 0);
    }
  update_value (self);
}

static void
desk_field_row_dispose (GObject *object)
{
  DeskFieldRow *self = DESK_FIELD_ROW (object);

  follow_focus (self, NULL);
  g_clear_weak_pointer (&self->list);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->quiet_box = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_FIELD_ROW);
  G_OBJECT_CLASS (desk_field_row_parent_class)->dispose (object);
}

static void
show_quiet (DeskFieldRow *self)
{
  const GtkStateFlags flags = gtk_widget_get_state_flags (GTK_WIDGET (self));

  if (self->quiet_box != NULL)
    gtk_widget_set_visible (self->quiet_box,
                            (flags & (GTK_STATE_FLAG_PRELIGHT | GTK_STATE_FLAG_FOCUSED |
                                      GTK_STATE_FLAG_FOCUS_WITHIN)) != 0);
}

static void
desk_field_row_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  show_quiet (DESK_FIELD_ROW (widget));
  GTK_WIDGET_CLASS (desk_field_row_parent_class)->state_flags_changed (widget, previous);
}

static void
desk_field_row_finalize (GObject *object)
{
  DeskFieldRow *self = DESK_FIELD_ROW (object);

  if (self->check_destroy != NULL)
    self->check_destroy (self->check_data);
  g_free (self->text);
  g_free (self->edit_text);
  g_free (self->draft);
  g_free (self->problem);
  g_free (self->error);
  g_free (self->mark);
  g_free (self->placeholder);
  g_strfreev (self->choice_ids);
  g_strfreev (self->choice_titles);
  G_OBJECT_CLASS (desk_field_row_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_SHOWS_TITLE] = g_param_spec_boolean ("shows-title", NULL, NULL, TRUE, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_EDIT_TEXT] = g_param_spec_string ("edit-text", NULL, NULL, NULL, flags);
  properties[PROP_PLACEHOLDER] = g_param_spec_string ("placeholder", NULL, NULL, NULL, flags);
  properties[PROP_EDITABLE] = g_param_spec_boolean ("editable", NULL, NULL, TRUE, flags);
  properties[PROP_MULTILINE] =
      g_param_spec_boolean ("multiline", NULL, NULL, FALSE, flags | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_EXPECTED_LENGTH] =
      g_param_spec_uint ("expected-length", NULL, NULL, 0, 1000, 0, flags);
  properties[PROP_MARK] = g_param_spec_string ("mark", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
desk_field_row_class_init (DeskFieldRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = desk_field_row_constructed;
  object_class->dispose = desk_field_row_dispose;
  object_class->finalize = desk_field_row_finalize;
  GTK_WIDGET_CLASS (klass)->state_flags_changed = desk_field_row_state_flags_changed;
  object_class->get_property = desk_field_row_get_property;
  object_class->set_property = desk_field_row_set_property;
  install_properties (object_class);

  signals[EDITED] = g_signal_new ("edited", DESK_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COMMITTED] = g_signal_new ("committed", DESK_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CANCELLED] = g_signal_new ("cancelled", DESK_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEM_DISCARDED] =
      g_signal_new ("problem-discarded", DESK_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/ui/desk-field-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, line_box);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, value_stack);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, value_label);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, count_label);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, mark_label);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, suffix_box);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, problem_box);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, problem_buttons);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, correct_button);
  gtk_widget_class_bind_template_child (widget_class, DeskFieldRow, discard_button);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, correct_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_clicked_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, begin_shortcut_cb, NULL);
}

static void
desk_field_row_init (DeskFieldRow *self)
{
  self->editable = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::parent", G_CALLBACK (parent_cb), NULL);
}

GtkWidget *
desk_field_row_new (const char *title, gboolean multiline)
{
  return g_object_new (DESK_TYPE_FIELD_ROW, "title", title, "multiline", multiline, NULL);
}

const char *
desk_field_row_get_text (DeskFieldRow *self)
{
  g_return_val_if_fail (DESK_IS_FIELD_ROW (self), NULL);
  return self->text;
}

void
desk_field_row_set_text (DeskFieldRow *self, const char *text)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));

  if (!crm_set_string (&self->text, text))
    return;
  update_value (self);
  update_accessible (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

void
desk_field_row_set_edit_text (DeskFieldRow *self, const char *text)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));

  if (crm_set_string (&self->edit_text, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDIT_TEXT]);
}

void
desk_field_row_set_check (DeskFieldRow *self,
                          DeskFieldCheck check,
                          gpointer user_data,
                          GDestroyNotify destroy)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));

  if (self->check_destroy != NULL)
    self->check_destroy (self->check_data);
  self->check = check;
  self->check_data = user_data;
  self->check_destroy = destroy;
}

void
desk_field_row_set_choices (DeskFieldRow *self, const char *const *ids, const char *const *titles)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_strfreev (self->choice_ids);
  g_strfreev (self->choice_titles);
  self->choice_ids = g_strdupv ((GStrv) ids);
  self->choice_titles = g_strdupv ((GStrv) titles);
}

void
desk_field_row_set_draft (DeskFieldRow *self, const char *text)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));

  if (crm_set_string (&self->draft, text))
    update_value (self);
}

void
desk_field_row_set_problem (DeskFieldRow *self, const char *message)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));

  if (crm_set_string (&self->problem, message))
    update_error (self);
}

const char *
desk_field_row_get_problem (DeskFieldRow *self)
{
  g_return_val_if_fail (DESK_IS_FIELD_ROW (self), NULL);
  return self->problem;
}

void
desk_field_row_set_mark (DeskFieldRow *self, const char *mark)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));

  if (!crm_set_string (&self->mark, mark))
    return;
  update_value (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MARK]);
}

void
desk_field_row_add_quiet_suffix (DeskFieldRow *self, GtkWidget *widget)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));

  if (self->quiet_box == NULL)
    {
      self->quiet_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_box_append (GTK_BOX (self->line_box), self->quiet_box);
      show_quiet (self);
    }
  gtk_box_append (GTK_BOX (self->quiet_box), widget);
}

void
desk_field_row_add_suffix (DeskFieldRow *self, GtkWidget *widget)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));
  gtk_box_append (self->suffix_box, widget);
}

gboolean
desk_field_row_is_editing (DeskFieldRow *self)
{
  g_return_val_if_fail (DESK_IS_FIELD_ROW (self), FALSE);
  return self->editing;
}

void
desk_field_row_begin (DeskFieldRow *self)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));

  if (self->editing || !self->editable)
    return;
  if (self->choice_ids != NULL)
    {
      show_choices (self);
      return;
    }
  if (self->editor == NULL)
    make_editor (self);
  self->editing = TRUE;
  desk_field_editor_fill (self->editor, self->draft != NULL ? self->draft : get_start_text (self));
  set_class (self, "editing", TRUE);
  gtk_stack_set_visible_child_name (self->value_stack, "edit");
  check_typed (self, self->draft != NULL ? self->draft : get_start_text (self));
  update_value (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
  follow_focus (self, gtk_widget_get_root (GTK_WIDGET (self)));
}

gboolean
desk_field_row_end (DeskFieldRow *self, gboolean commit)
{
  g_autofree char *typed = NULL;
  gboolean changed;

  g_return_val_if_fail (DESK_IS_FIELD_ROW (self), TRUE);

  if (!self->editing)
    return TRUE;
  typed = g_strstrip (desk_field_editor_dup_text (self->editor));
  changed = g_strcmp0 (typed, get_start_text (self)) != 0;
  if (commit && changed)
    {
      check_typed (self, typed);
      if (self->error != NULL)
        return FALSE;
    }

  self->editing = FALSE;
  follow_focus (self, NULL);
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->draft, g_free);
  set_class (self, "editing", FALSE);
  gtk_stack_set_visible_child_name (self->value_stack, "show");
  update_count (self, NULL);
  update_error (self);
  update_value (self);
  if (commit && changed)
    g_signal_emit (self, signals[COMMITTED], 0, typed);
  else
    g_signal_emit (self, signals[CANCELLED], 0);
  return TRUE;
}

const char *
desk_field_row_get_error (DeskFieldRow *self)
{
  g_return_val_if_fail (DESK_IS_FIELD_ROW (self), NULL);
  return self->error;
}

void
desk_field_row_type (DeskFieldRow *self, const char *text)
{
  g_return_if_fail (DESK_IS_FIELD_ROW (self));
  g_return_if_fail (self->editing);

  desk_field_editor_type (self->editor, text);
}
