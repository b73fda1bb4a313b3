/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A GtkText or a GtkTextView behind one face. Main thread; made by a field row when it is first
 * edited. */

#include "client/ui/desk-field-editor.h"

struct _DeskFieldEditor
{
  GtkWidget parent_instance;

  GtkWidget *inner; /* GtkText or GtkTextView */
  gboolean multiline;
  gboolean filling; /* the program writes, not the person */
};

enum
{
  TYPED,
  ENTERED,
  ESCAPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskFieldEditor, desk_field_editor, GTK_TYPE_WIDGET)

static void
changed_cb (DeskFieldEditor *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[TYPED], 0);
}

static gboolean
key_cb (DeskFieldEditor *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval == GDK_KEY_Escape)
    g_signal_emit (self, signals[ESCAPED], 0);
  else if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) &&
           (!self->multiline || (state & GDK_CONTROL_MASK) != 0))
    g_signal_emit (self, signals[ENTERED], 0);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
set_text (DeskFieldEditor *self, const char *text)
{
  if (self->multiline)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->inner)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->inner), text);
}

static gpointer
make_lines (DeskFieldEditor *self)
{
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  self->inner = view;
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
}

static gboolean
desk_field_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (DESK_FIELD_EDITOR (widget)->inner);
}

static void
desk_field_editor_dispose (GObject *object)
{
  g_clear_pointer (&DESK_FIELD_EDITOR (object)->inner, gtk_widget_unparent);
  G_OBJECT_CLASS (desk_field_editor_parent_class)->dispose (object);
}

static void
desk_field_editor_class_init (DeskFieldEditorClass *klass)
{
  static const char *const names[] = { "typed", "entered", "escaped" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_field_editor_dispose;
  widget_class->grab_focus = desk_field_editor_grab_focus;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], DESK_TYPE_FIELD_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
desk_field_editor_init (DeskFieldEditor *self)
{
}

GtkWidget *
desk_field_editor_new (const char *label, const char *placeholder, gboolean multiline)
{
  DeskFieldEditor *self = g_object_new (DESK_TYPE_FIELD_EDITOR, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gpointer source;

  self->multiline = multiline;
  if (multiline)
    source = make_lines (self);
  else
    {
      source = self->inner = gtk_text_new ();
      gtk_text_set_placeholder_text (GTK_TEXT (self->inner), placeholder);
    }
  gtk_widget_add_css_class (self->inner, "desk-field-editor");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->inner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  g_signal_connect_object (source, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->inner, keys);
  gtk_widget_set_parent (self->inner, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

char *
desk_field_editor_dup_text (DeskFieldEditor *self)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer;

  g_return_val_if_fail (DESK_IS_FIELD_EDITOR (self), NULL);

  if (!self->multiline)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->inner)));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->inner));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

void
desk_field_editor_fill (DeskFieldEditor *self, const char *text)
{
  g_return_if_fail (DESK_IS_FIELD_EDITOR (self));

  self->filling = TRUE;
  if (!self->multiline)
    gtk_editable_set_enable_undo (GTK_EDITABLE (self->inner), FALSE);
  set_text (self, text);
  if (!self->multiline)
    gtk_editable_set_enable_undo (GTK_EDITABLE (self->inner), TRUE);
  self->filling = FALSE;
}

void
desk_field_editor_type (DeskFieldEditor *self, const char *text)
{
  g_return_if_fail (DESK_IS_FIELD_EDITOR (self));

  set_text (self, text);
}
