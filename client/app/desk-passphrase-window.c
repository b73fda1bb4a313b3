/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One window for choosing a passphrase and for being asked for it. Main thread; owned by the
 * toolkit, keeps nothing of what is typed. */

#include "client/app/desk-passphrase-window.h"

#include <glib/gi18n.h>

#include "client/app/desk-forgotten-dialog.h"
#include "client/app/desk-passphrase-strength.h"
#include "client/ui/desk-style.h"

#define BUSY_DELAY_MS 100
#define WIDTH         460
#define ASK_HEIGHT    440
#define CHOOSE_HEIGHT 700

struct _DeskPassphraseWindow
{
  AdwWindow parent_instance;

  /* template widgets */
  GtkLabel *title_label;
  GtkLabel *intro_label;
  GtkListBox *facts_list;
  GtkEditable *row;
  GtkEditable *again_row;
  GtkWidget *strength_box;
  GtkLevelBar *strength_bar;
  GtkLabel *strength_label;
  GtkWidget *caps_box;
  GtkRevealer *message_revealer;
  GtkLabel *message_label;
  GtkButton *submit_button;
  GtkStack *submit_stack;
  GtkLabel *submit_label;
  GtkSpinner *spinner;
  GtkWidget *forgot_button;

  DeskAccount *account;      /* (owned) */
  GCancellable *cancellable; /* (owned) */
  DeskPassphraseMode mode;
  gboolean busy;
  guint busy_source; /* delays the spinner */
};

typedef struct
{
  const char *icon_name;
  const char *title;
  const char *text;
} Fact;

static const Fact facts[] = {
  { "channel-secure-symbolic", N_ ("What it protects"),
    N_ ("Numbers of documents and accounts, drafts, and changes that were not sent yet") },
  { "dialog-warning-symbolic", N_ ("Nobody can restore it"),
    N_ ("Not even the administrator. If you forget it, the clients come back from the server; what "
        "was not sent is lost") },
  { "alarm-symbolic", N_ ("It is asked for at each start"), N_ ("On this computer only") },
};

enum
{
  TYPED,
  FORGOT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskPassphraseWindow, desk_passphrase_window, ADW_TYPE_WINDOW)

static void
show_message (DeskPassphraseWindow *self, const char *text)
{
  if (text != NULL)
    gtk_label_set_label (self->message_label, text);
  gtk_revealer_set_reveal_child (self->message_revealer, text != NULL);
}

static gboolean
busy_cb (gpointer user_data)
{
  DeskPassphraseWindow *self = user_data;

  self->busy_source = 0;
  gtk_stack_set_visible_child_name (self->submit_stack, "busy");
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
set_busy (DeskPassphraseWindow *self, gboolean busy)
{
  self->busy = busy;
  g_clear_handle_id (&self->busy_source, g_source_remove);
  /* Not grey: the focus stays where it is for the next try. */
  gtk_editable_set_editable (self->row, !busy);
  gtk_editable_set_editable (self->again_row, !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->submit_button), !busy);
  gtk_widget_set_sensitive (self->forgot_button, !busy);
  if (busy)
    {
      self->busy_source = g_timeout_add (BUSY_DELAY_MS, busy_cb, self);
      return;
    }
  gtk_spinner_stop (self->spinner);
  gtk_stack_set_visible_child_name (self->submit_stack, "label");
}

static void
refuse (DeskPassphraseWindow *self, GtkEditable *row, const char *text)
{
  desk_style_mark_wrong (GTK_WIDGET (row), TRUE);
  show_message (self, text);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
update_strength (DeskPassphraseWindow *self)
{
  const DeskStrength strength = desk_passphrase_rate (gtk_editable_get_text (self->row));

  gtk_level_bar_set_value (self->strength_bar,
                           strength == DESK_STRENGTH_NONE ? 0 : strength - DESK_STRENGTH_SHORT);
  gtk_label_set_label (self->strength_label, desk_passphrase_describe (strength));
}

static void
edited_cb (DeskPassphraseWindow *self)
{
  desk_style_mark_wrong (GTK_WIDGET (self->row), FALSE);
  desk_style_mark_wrong (GTK_WIDGET (self->again_row), FALSE);
  show_message (self, NULL);
  update_strength (self);
}

/* %FALSE when something has to be typed otherwise. */
static gboolean
check_chosen (DeskPassphraseWindow *self)
{
  const char *passphrase = gtk_editable_get_text (self->row);
  const DeskStrength strength = desk_passphrase_rate (passphrase);

  if (strength < DESK_STRENGTH_FAIR)
    refuse (self, self->row,
            strength == DESK_STRENGTH_NONE ? _ ("Type a passphrase")
                                           : desk_passphrase_describe (strength));
  else if (g_strcmp0 (passphrase, gtk_editable_get_text (self->again_row)) != 0)
    refuse (self, self->again_row,
            *gtk_editable_get_text (self->again_row) == '\0'
                ? _ ("Type it once more, so that a slip does not lock you out")
                : _ ("The two are not the same"));
  else
    return TRUE;
  return FALSE;
}

static void
submit_cb (DeskPassphraseWindow *self)
{
  g_autofree char *passphrase = g_strdup (gtk_editable_get_text (self->row));

  if (self->busy)
    return;
  if (self->mode == DESK_PASSPHRASE_CHOOSE && !check_chosen (self))
    return;
  if (*passphrase == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->row));
      return;
    }
  set_busy (self, TRUE);
  g_signal_emit (self, signals[TYPED], 0, passphrase);
}

static void
activated_cb (DeskPassphraseWindow *self)
{
  if (self->mode == DESK_PASSPHRASE_CHOOSE && *gtk_editable_get_text (self->again_row) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->again_row));
  else
    submit_cb (self);
}

static void
forget_response_cb (DeskPassphraseWindow *self, const char *response)
{
  if (g_strcmp0 (response, "forget") == 0)
    g_signal_emit (self, signals[FORGOT], 0);
}

static void
peeked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskPassphraseWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  DeskOutboxPeek peek;
  gboolean counted = desk_outbox_peek_finish (result, &peek, &error);
  GtkWidget *dialog;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!counted)
    g_message ("What waits could not be counted: %s", error->message);
  gtk_widget_set_sensitive (self->forgot_button, TRUE);
  dialog = desk_forgotten_dialog_new (GTK_WINDOW (self), counted ? &peek : NULL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (forget_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
forgot_cb (DeskPassphraseWindow *self)
{
  gtk_widget_set_sensitive (self->forgot_button, FALSE);
  desk_outbox_peek_async (self->account, self->cancellable, peeked_cb, g_object_ref (self));
}

static void
caps_changed_cb (GdkDevice *keyboard, GParamSpec *pspec, DeskPassphraseWindow *self)
{
  gtk_widget_set_visible (self->caps_box, gdk_device_get_caps_lock_state (keyboard));
}

static void
watch_keyboard (DeskPassphraseWindow *self)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;

  if (keyboard == NULL)
    return;
  g_signal_connect_object (keyboard, "notify::caps-lock-state", G_CALLBACK (caps_changed_cb), self,
                           0);
  caps_changed_cb (keyboard, NULL, self);
}

static void
add_facts (DeskPassphraseWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (facts[i].title));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (facts[i].text));
      adw_action_row_set_icon_name (ADW_ACTION_ROW (row), facts[i].icon_name);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_widget_set_focusable (row, FALSE);
      gtk_widget_add_css_class (row, "desk-fact");
      gtk_list_box_append (self->facts_list, row);
    }
}

static void
set_words (DeskPassphraseWindow *self)
{
  const gboolean chooses = self->mode == DESK_PASSPHRASE_CHOOSE;
  const char *submit = chooses ? _ ("Set the Passphrase") : _ ("Open");

  gtk_label_set_label (self->title_label,
                       chooses ? _ ("Choose a passphrase") : _ ("What is the passphrase?"));
  gtk_label_set_label (self->intro_label,
                       chooses ? _ ("This computer has no place that keeps passwords, so what is "
                                    "secret is locked with words that only you know.")
                               : _ ("What is secret in the data of your clients is locked with it "
                                    "on this computer."));
  gtk_label_set_label (self->submit_label, submit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->submit_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, submit, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_list), chooses);
  gtk_widget_set_visible (GTK_WIDGET (self->again_row), chooses);
  gtk_widget_set_visible (self->strength_box, chooses);
  gtk_widget_set_visible (self->forgot_button, !chooses);
}

static void
desk_passphrase_window_dispose (GObject *object)
{
  DeskPassphraseWindow *self = DESK_PASSPHRASE_WINDOW (object);

  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_PASSPHRASE_WINDOW);
  G_OBJECT_CLASS (desk_passphrase_window_parent_class)->dispose (object);
}

static void
desk_passphrase_window_finalize (GObject *object)
{
  g_object_unref (DESK_PASSPHRASE_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (desk_passphrase_window_parent_class)->finalize (object);
}

static void
desk_passphrase_window_class_init (DeskPassphraseWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_passphrase_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_passphrase_window_finalize;
  signals[TYPED] = g_signal_new ("typed", DESK_TYPE_PASSPHRASE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FORGOT] = g_signal_new ("forgot", DESK_TYPE_PASSPHRASE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/app/desk-passphrase-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, intro_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, facts_list);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, row);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, again_row);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, strength_box);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, strength_bar);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, strength_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, caps_box);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, message_revealer);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, message_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, submit_button);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, submit_stack);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, submit_label);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, DeskPassphraseWindow, forgot_button);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
  gtk_widget_class_bind_template_callback (widget_class, forgot_cb);
}

static void
desk_passphrase_window_init (DeskPassphraseWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  add_facts (self);
  watch_keyboard (self);
}

GtkWidget *
desk_passphrase_window_new (GtkApplication *application,
                            DeskAccount *account,
                            DeskPassphraseMode mode)
{
  DeskPassphraseWindow *self =
      g_object_new (DESK_TYPE_PASSPHRASE_WINDOW, "application", application, NULL);

  /* With room for what goes wrong. */
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH,
                               mode == DESK_PASSPHRASE_ASK ? ASK_HEIGHT : CHOOSE_HEIGHT);
  self->account = g_object_ref (account);
  self->mode = mode;
  set_words (self);
  update_strength (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->row));
  return GTK_WIDGET (self);
}

void
desk_passphrase_window_refuse (DeskPassphraseWindow *self)
{
  g_return_if_fail (DESK_IS_PASSPHRASE_WINDOW (self));

  set_busy (self, FALSE);
  refuse (self, self->row, _ ("This is not the passphrase. Nothing is lost: try again."));
  gtk_editable_select_region (self->row, 0, -1);
}

void
desk_passphrase_window_tell (DeskPassphraseWindow *self, const char *text)
{
  g_return_if_fail (DESK_IS_PASSPHRASE_WINDOW (self));

  set_busy (self, FALSE);
  show_message (self, text);
}

void
desk_passphrase_window_type (DeskPassphraseWindow *self, const char *passphrase)
{
  g_return_if_fail (DESK_IS_PASSPHRASE_WINDOW (self));

  gtk_editable_set_text (self->row, passphrase);
  gtk_editable_set_text (self->again_row, passphrase);
  submit_cb (self);
}
