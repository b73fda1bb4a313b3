/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskNoteComposer: one text for a new note and for the correction of an old one, each with its own
 * draft. What is typed goes only when it was stored. Main thread. */

#include "client/customers/desk-note-composer.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-acts.h"
#include "client/customers/desk-draft-timer.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-note.h"

#define MAX_HEIGHT 160

struct _DeskNoteComposer
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkTextView *text_view;
  GtkWidget *hint_label;
  GtkWidget *mode_label;
  GtkWidget *cancel_button;
  GtkToggleButton *pin_toggle;
  GtkWidget *store_button;

  DeskContext *context; /* (owned) (nullable) */
  CrmRecord *customer;  /* (owned) (nullable) */
  CrmRecord *note;      /* (owned) (nullable): being corrected */
  DeskDraftTimer draft_timer;
  gboolean filling; /* the text changes by itself */
};

/* A note on its way into the outbox. */
typedef struct
{
  DeskNoteComposer *composer; /* (owned) */
  CrmCommand *command;        /* (owned) */
  CrmCommand *inverse;        /* (owned) (nullable) */
  char *key;                  /* (owned): of the draft */
  const char *what;
} Storing;

G_DEFINE_FINAL_TYPE (DeskNoteComposer, desk_note_composer, GTK_TYPE_WIDGET)

static void
storing_free (Storing *storing)
{
  g_clear_pointer (&storing->command, crm_command_unref);
  g_clear_pointer (&storing->inverse, crm_command_unref);
  g_free (storing->key);
  g_object_unref (storing->composer);
  g_free (storing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Storing, storing_free)

static char *
dup_text (DeskNoteComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

/* (transfer full): of what is being written. */
static char *
dup_key (DeskNoteComposer *self)
{
  if (self->note != NULL)
    return g_strdup_printf ("note:%s:text", crm_record_get_id (self->note));
  return g_strdup_printf ("customer:%s:new-note", crm_record_get_id (self->customer));
}

static void
store_draft (gpointer owner)
{
  DeskNoteComposer *self = owner;
  g_autofree char *text = NULL;
  g_autofree char *key = NULL;

  if (self->customer == NULL)
    return;
  text = dup_text (self);
  key = dup_key (self);
  desk_outbox_save_draft_async (desk_context_get_outbox (self->context), key,
                                *text != '\0' ? text : NULL, NULL, NULL, NULL);
}

static void
update (DeskNoteComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  g_autofree char *text = dup_text (self);
  const gboolean some = *text != '\0';

  gtk_widget_set_visible (self->hint_label, gtk_text_buffer_get_char_count (buffer) == 0);
  gtk_widget_set_sensitive (self->store_button, some);
  gtk_widget_set_visible (self->mode_label, self->note != NULL);
  gtk_widget_set_visible (self->cancel_button, self->note != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->pin_toggle), self->note == NULL);
  if (some)
    gtk_widget_add_css_class (self->store_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->store_button, "suggested-action");
}

static void
changed_cb (DeskNoteComposer *self)
{
  update (self);
  if (!self->filling && self->customer != NULL)
    desk_draft_timer_start (&self->draft_timer, store_draft, self);
}

static void
fill (DeskNoteComposer *self, const char *text)
{
  self->filling = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text != NULL ? text : "",
                            -1);
  self->filling = FALSE;
  update (self);
}

/* Goes over to @note (nullable: a new one) and to what waits of it. */
static void
turn_to (DeskNoteComposer *self, CrmRecord *note)
{
  g_autofree char *key = NULL;
  g_autofree char *draft = NULL;

  desk_draft_timer_flush (&self->draft_timer);
  g_set_object (&self->note, note);
  gtk_toggle_button_set_active (self->pin_toggle, FALSE);
  if (self->customer == NULL)
    {
      fill (self, NULL);
      return;
    }
  key = dup_key (self);
  draft = desk_outbox_dup_draft (desk_context_get_outbox (self->context), key);
  if (draft == NULL && note != NULL)
    fill (self, crm_record_get_text (note, CRM_NOTE_TEXT));
  else
    fill (self, draft);
}

static void
cancel_cb (DeskNoteComposer *self)
{
  g_autofree char *key = NULL;

  if (self->note == NULL)
    return;
  key = dup_key (self);
  desk_draft_timer_stop (&self->draft_timer);
  desk_outbox_save_draft_async (desk_context_get_outbox (self->context), key, NULL, NULL, NULL,
                                NULL);
  turn_to (self, NULL);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Storing) storing = user_data;
  DeskNoteComposer *self = storing->composer;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;

  if (self->box != NULL)
    gtk_widget_set_sensitive (self->box, TRUE);
  if (!desk_outbox_submit_finish (DESK_OUTBOX (source), result, &error))
    {
      desk_customer_tell_failure (GTK_WIDGET (self), error);
      return;
    }
  desk_outbox_save_draft_async (DESK_OUTBOX (source), storing->key, NULL, NULL, NULL, NULL);
  if (self->box == NULL || self->customer == NULL)
    return;
  key = dup_key (self);
  if (g_str_equal (key, storing->key))
    {
      desk_draft_timer_stop (&self->draft_timer);
      fill (self, NULL);
      if (self->note != NULL)
        turn_to (self, NULL);
      gtk_toggle_button_set_active (self->pin_toggle, FALSE);
      gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
    }
  desk_customer_push_undo (GTK_WIDGET (self), storing->what, storing->command, storing->inverse);
}

static void
make_new (DeskNoteComposer *self, Storing *storing, const char *text)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_note_kind);
  g_autofree char *id = crm_id_new ();

  crm_field_set_put (set, CRM_NOTE_CUSTOMER, crm_record_get_id (self->customer));
  crm_field_set_put (set, CRM_NOTE_TEXT, text);
  if (gtk_toggle_button_get_active (self->pin_toggle))
    crm_field_set_put (set, CRM_NOTE_PINNED, "true");
  storing->command = crm_command_new_create (&crm_note_kind, id, set);
  storing->inverse = crm_command_new_delete (&crm_note_kind, id, 0);
  storing->what = _ ("Note added");
}

static void
make_correction (DeskNoteComposer *self, Storing *storing, const char *text)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_note_kind);

  crm_field_set_put (set, CRM_NOTE_TEXT, text);
  storing->command = desk_customer_make_update (self->note, set, &storing->inverse);
  storing->what = _ ("Note changed");
}

static void
store_cb (DeskNoteComposer *self)
{
  g_autofree char *text = dup_text (self);
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (Storing) storing = NULL;

  if (self->customer == NULL || *text == '\0' || !gtk_widget_get_sensitive (self->box))
    return;
  storing = g_new0 (Storing, 1);
  storing->composer = g_object_ref (self);
  storing->key = dup_key (self);
  if (self->note != NULL)
    make_correction (self, storing, text);
  else
    make_new (self, storing, text);
  if (storing->command == NULL)
    {
      cancel_cb (self);
      return;
    }
  commands = g_ptr_array_new ();
  g_ptr_array_add (commands, storing->command);
  gtk_widget_set_sensitive (self->box, FALSE);
  desk_outbox_submit_async (desk_context_get_outbox (self->context), commands, NULL, stored_cb,
                            g_steal_pointer (&storing));
}

static gboolean
key_cb (DeskNoteComposer *self, guint key, guint code, GdkModifierType modifiers)
{
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && (modifiers & GDK_CONTROL_MASK) != 0)
    {
      store_cb (self);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Escape && self->note != NULL)
    {
      cancel_cb (self);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
desk_note_composer_dispose (GObject *object)
{
  DeskNoteComposer *self = DESK_NOTE_COMPOSER (object);

  if (self->text_view != NULL)
    desk_draft_timer_flush (&self->draft_timer);
  desk_draft_timer_stop (&self->draft_timer);
  self->text_view = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->note);
  g_clear_object (&self->customer);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_note_composer_parent_class)->dispose (object);
}

static gboolean
desk_note_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (DESK_NOTE_COMPOSER (widget)->text_view));
}

static void
desk_note_composer_class_init (DeskNoteComposerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_note_composer_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = desk_note_composer_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_text (DeskNoteComposer *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->text_view = GTK_TEXT_VIEW (view);
  gtk_text_view_set_wrap_mode (self->text_view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->text_view, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Text of the note"), -1);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (view, keys);
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  self->hint_label = gtk_label_new (_ ("Write a note…"));
  gtk_label_set_xalign (GTK_LABEL (self->hint_label), 0);
  gtk_widget_set_valign (self->hint_label, GTK_ALIGN_START);
  gtk_widget_set_can_target (self->hint_label, FALSE);
  gtk_widget_add_css_class (self->hint_label, "dim-label");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), scroller);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->hint_label);
  return overlay;
}

static GtkWidget *
make_button (GtkWidget *button, const char *icon_name, const char *tooltip)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon_name);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  gtk_widget_add_css_class (button, "circular");
  return button;
}

static GtkWidget *
make_bar (DeskNoteComposer *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->mode_label = gtk_label_new (_ ("Correcting a note"));
  gtk_label_set_xalign (GTK_LABEL (self->mode_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->mode_label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->mode_label, "desk-subtitle");
  self->pin_toggle = GTK_TOGGLE_BUTTON (make_button (gtk_toggle_button_new (), "view-pin-symbolic",
                                                     _ ("Keep at the top of the history")));
  gtk_widget_add_css_class (GTK_WIDGET (self->pin_toggle), "flat");
  self->cancel_button =
      make_button (gtk_button_new (), "window-close-symbolic", _ ("Leave it as it was (Esc)"));
  gtk_widget_add_css_class (self->cancel_button, "flat");
  self->store_button =
      make_button (gtk_button_new (), "go-up-symbolic", _ ("Store the note (Ctrl+Enter)"));
  gtk_widget_set_hexpand (self->store_button, TRUE);
  gtk_widget_set_halign (self->store_button, GTK_ALIGN_END);
  g_signal_connect_object (self->cancel_button, "clicked", G_CALLBACK (cancel_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store_button, "clicked", G_CALLBACK (store_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->pin_toggle));
  gtk_box_append (GTK_BOX (bar), self->cancel_button);
  gtk_box_append (GTK_BOX (bar), self->mode_label);
  gtk_box_append (GTK_BOX (bar), self->store_button);
  return bar;
}

static void
desk_note_composer_init (DeskNoteComposer *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->box, "desk-composer");
  gtk_box_append (GTK_BOX (self->box), make_text (self));
  gtk_box_append (GTK_BOX (self->box), make_bar (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  update (self);
}

GtkWidget *
desk_note_composer_new (DeskContext *context)
{
  DeskNoteComposer *self = g_object_new (DESK_TYPE_NOTE_COMPOSER, NULL);

  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}

void
desk_note_composer_set_customer (DeskNoteComposer *self, CrmRecord *customer)
{
  g_return_if_fail (DESK_IS_NOTE_COMPOSER (self));

  if (self->customer == customer)
    return;
  desk_draft_timer_flush (&self->draft_timer);
  g_clear_object (&self->note);
  g_set_object (&self->customer, customer);
  turn_to (self, NULL);
}

void
desk_note_composer_edit (DeskNoteComposer *self, CrmRecord *note)
{
  g_return_if_fail (DESK_IS_NOTE_COMPOSER (self) && CRM_IS_NOTE (note));

  turn_to (self, note);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}
