/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sign-in form. Main thread, page of the sign-in window. It words every failure: what happened,
 * what can be done. The certificate questions are in desk-certificate-dialog.c. */

#define G_LOG_DOMAIN "zontik-app"

#include "client/app/desk-sign-in-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/app/desk-certificate-dialog.h"
#include "client/sync/desk-sign-in.h"
#include "client/ui/desk-style.h"
#include "shared/base/crm-error.h"

#define BUSY_DELAY_MS 100

struct _DeskSignInPage
{
  AdwBin parent_instance;

  /* template widgets */
  GtkListBox *rows_list;
  GtkEditable *server_row;
  GtkEditable *login_row;
  GtkEditable *password_row;
  GtkEditable *code_row;
  GtkRevealer *message_revealer;
  GtkImage *message_image;
  GtkLabel *message_label;
  GtkButton *submit_button;
  GtkStack *submit_stack;
  GtkSpinner *spinner;
  GtkWidget *offline_button;
  GtkWidget *offline_label;
  GtkWidget *server_image;
  GtkLabel *server_label;
  GtkWidget *other_button;

  DeskAccount *account;      /* (owned) */
  char *server;              /* (owned) (nullable): as typed or given */
  char *trusted;             /* (owned) (nullable): fingerprint that was agreed to */
  char *trusted_server;      /* (owned) (nullable): for this one */
  GCancellable *cancellable; /* (owned) (nullable): of the attempt under way */
  gboolean can_work_offline;
  guint busy_source; /* delays the spinner */
  guint wait_source; /* counts down after too many attempts */
  gint64 wait_until; /* monotonic µs */
};

enum
{
  SIGNED_IN,
  WORK_OFFLINE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskSignInPage, desk_sign_in_page, ADW_TYPE_BIN)

static const char *
strip_scheme (const char *server)
{
  const char *rest = strstr (server, "://");

  return rest != NULL ? rest + strlen ("://") : server;
}

static void
update_server (DeskSignInPage *self)
{
  g_autofree char *text = NULL;

  if (self->server == NULL || *self->server == '\0')
    text = g_strdup (_ ("The server is not chosen"));
  else
    text = g_strdup_printf (_ ("%s, the connection is protected"), strip_scheme (self->server));
  gtk_label_set_label (self->server_label, text);
  gtk_widget_set_visible (self->server_image, self->server != NULL && *self->server != '\0');
}

static void
show_message (DeskSignInPage *self, const char *text)
{
  if (text != NULL)
    gtk_label_set_label (self->message_label, text);
  gtk_revealer_set_reveal_child (self->message_revealer, text != NULL);
}

static void
offer_offline (DeskSignInPage *self, gboolean offered)
{
  gtk_widget_set_visible (self->offline_button, offered && self->can_work_offline);
  gtk_widget_set_visible (self->offline_label, offered && self->can_work_offline);
}

static gboolean
busy_cb (gpointer user_data)
{
  DeskSignInPage *self = user_data;

  self->busy_source = 0;
  gtk_stack_set_visible_child_name (self->submit_stack, "busy");
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
set_busy (DeskSignInPage *self, gboolean busy)
{
  g_clear_handle_id (&self->busy_source, g_source_remove);
  /* Not grey: the focus stays where it is for the next try. */
  gtk_editable_set_editable (self->server_row, !busy);
  gtk_editable_set_editable (self->login_row, !busy);
  gtk_editable_set_editable (self->password_row, !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->submit_button), !busy);
  gtk_widget_set_sensitive (self->other_button, !busy);
  if (busy)
    self->busy_source = g_timeout_add (BUSY_DELAY_MS, busy_cb, self);
  else
    {
      gtk_spinner_stop (self->spinner);
      gtk_stack_set_visible_child_name (self->submit_stack, "label");
    }
}

static void
show_wait (DeskSignInPage *self)
{
  gint64 left = (self->wait_until - g_get_monotonic_time () + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  if (left <= 0)
    {
      g_clear_handle_id (&self->wait_source, g_source_remove);
      gtk_widget_set_sensitive (GTK_WIDGET (self->submit_button), TRUE);
      show_message (self, _ ("You can try again now."));
      return;
    }
  text = left < 120 ? g_strdup_printf (_ ("Too many attempts. Try again in %d s."), (int) left)
                    : g_strdup_printf (_ ("Too many attempts. Try again in %d min."),
                                       (int) (left + 59) / 60);
  show_message (self, text);
}

static gboolean
wait_cb (gpointer user_data)
{
  DeskSignInPage *self = user_data;

  show_wait (self);
  return self->wait_source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
begin_wait (DeskSignInPage *self, guint seconds)
{
  self->wait_until = g_get_monotonic_time () + (gint64) MAX (seconds, 1) * G_USEC_PER_SEC;
  gtk_widget_set_sensitive (GTK_WIDGET (self->submit_button), FALSE);
  g_clear_handle_id (&self->wait_source, g_source_remove);
  self->wait_source = g_timeout_add_seconds (1, wait_cb, self);
  show_wait (self);
}

static void
trusted_cb (const char *fingerprint, gpointer user_data)
{
  g_autoptr (DeskSignInPage) self = user_data;

  if (fingerprint == NULL || self->account == NULL)
    return;
  /* Also for the next try, when the password turns out to be wrong. */
  g_free (self->trusted);
  g_free (self->trusted_server);
  self->trusted = g_strdup (fingerprint);
  self->trusted_server = g_strdup (self->server);
  desk_sign_in_page_submit (self, fingerprint);
}

static void
ask_certificate (DeskSignInPage *self, const DeskSignInTrouble *trouble)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *server = g_strdup (strip_scheme (self->server));

  if (trouble->changed)
    {
      show_message (self, _ ("The server shows another certificate than before. Nothing was sent "
                             "to it, not even the password."));
      offer_offline (self, TRUE);
      desk_certificate_dialog_explain (window, server, desk_account_get_fingerprint (self->account),
                                       trouble->fingerprint, trusted_cb, g_object_ref (self));
    }
  else
    desk_certificate_dialog_ask (window, server, trouble->fingerprint, trusted_cb,
                                 g_object_ref (self));
}

/* The password was right. Asked for the first time, nothing is wrong yet. */
static void
ask_code (DeskSignInPage *self)
{
  gboolean was_asked = gtk_widget_get_visible (GTK_WIDGET (self->code_row));

  gtk_widget_set_visible (GTK_WIDGET (self->code_row), TRUE);
  gtk_editable_set_text (self->code_row, "");
  desk_style_mark_wrong (GTK_WIDGET (self->code_row), was_asked);
  show_message (self, was_asked
                          ? _ ("The code is wrong or was used. Wait for the next one, or type a "
                               "recovery code.")
                          : _ ("Type the six digits that the program on your telephone shows, or a "
                               "recovery code."));
  gtk_widget_grab_focus (GTK_WIDGET (self->code_row));
}

static void
show_failure (DeskSignInPage *self, const GError *error, const DeskSignInTrouble *trouble)
{
  g_autofree char *text = NULL;

  if (trouble->needs_code)
    ask_code (self);
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED))
    {
      desk_style_mark_wrong (GTK_WIDGET (self->login_row), TRUE);
      desk_style_mark_wrong (GTK_WIDGET (self->password_row), TRUE);
      show_message (self, _ ("The login or the password is wrong."));
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
    }
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_MANY))
    begin_wait (self, trouble->wait > 0 ? trouble->wait : 30);
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_CERTIFICATE))
    ask_certificate (self, trouble);
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_INVALID))
    {
      gtk_widget_set_visible (GTK_WIDGET (self->server_row), TRUE);
      desk_style_mark_wrong (GTK_WIDGET (self->server_row), TRUE);
      show_message (self, _ ("This is not the address of a server: zontik.example or "
                             "zontik.example:8443 is expected."));
      gtk_widget_grab_focus (GTK_WIDGET (self->server_row));
    }
  else if (g_error_matches (error, CRM_ERROR, CRM_ERROR_OFFLINE) ||
           g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
    {
      text = g_strdup_printf (_ ("%s does not answer. Check the network and the address."),
                              strip_scheme (self->server));
      show_message (self, text);
      offer_offline (self, TRUE);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_warning ("Cannot sign in: %s", error->message);
      text = g_strdup_printf (_ ("It did not work: %s"), error->message);
      show_message (self, text);
      offer_offline (self, TRUE);
    }
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSignInPage) self = user_data;
  g_auto (DeskSignInTrouble) trouble = { NULL };
  g_autoptr (GError) error = NULL;
  gboolean done = desk_sign_in_finish (result, &trouble, &error);

  g_clear_object (&self->cancellable);
  if (self->account == NULL)
    return;
  set_busy (self, FALSE);
  if (!done)
    {
      show_failure (self, error, &trouble);
      return;
    }
  gtk_editable_set_text (self->password_row, "");
  gtk_editable_set_text (self->code_row, "");
  gtk_widget_set_visible (GTK_WIDGET (self->code_row), FALSE);
  g_signal_emit (self, signals[SIGNED_IN], 0);
}

static void
edited_cb (DeskSignInPage *self)
{
  desk_style_mark_wrong (GTK_WIDGET (self->server_row), FALSE);
  desk_style_mark_wrong (GTK_WIDGET (self->login_row), FALSE);
  desk_style_mark_wrong (GTK_WIDGET (self->password_row), FALSE);
  desk_style_mark_wrong (GTK_WIDGET (self->code_row), FALSE);
  if (self->wait_source == 0)
    show_message (self, NULL);
  if (gtk_widget_get_visible (GTK_WIDGET (self->server_row)))
    {
      g_free (self->server);
      self->server = g_strdup (gtk_editable_get_text (self->server_row));
      update_server (self);
    }
}

static void
server_activated_cb (DeskSignInPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->login_row));
}

static void
login_activated_cb (DeskSignInPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
submit_cb (DeskSignInPage *self)
{
  desk_sign_in_page_submit (self, NULL);
}

static void
offline_cb (DeskSignInPage *self)
{
  g_signal_emit (self, signals[WORK_OFFLINE], 0);
}

static void
show_server_row (DeskSignInPage *self)
{
  g_autofree char *server = g_strdup (self->server);

  gtk_widget_set_visible (GTK_WIDGET (self->server_row), TRUE);
  gtk_editable_set_text (self->server_row, server != NULL ? strip_scheme (server) : "");
}

static void
other_server_cb (DeskSignInPage *self)
{
  show_server_row (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->server_row));
}

static void
desk_sign_in_page_dispose (GObject *object)
{
  DeskSignInPage *self = DESK_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_handle_id (&self->wait_source, g_source_remove);
  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (self), DESK_TYPE_SIGN_IN_PAGE);
  G_OBJECT_CLASS (desk_sign_in_page_parent_class)->dispose (object);
}

static void
desk_sign_in_page_finalize (GObject *object)
{
  DeskSignInPage *self = DESK_SIGN_IN_PAGE (object);

  g_clear_object (&self->cancellable);
  g_free (self->server);
  g_free (self->trusted);
  g_free (self->trusted_server);
  G_OBJECT_CLASS (desk_sign_in_page_parent_class)->finalize (object);
}

static void
desk_sign_in_page_class_init (DeskSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_sign_in_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_sign_in_page_finalize;
  signals[SIGNED_IN] = g_signal_new ("signed-in", DESK_TYPE_SIGN_IN_PAGE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[WORK_OFFLINE] = g_signal_new ("work-offline", DESK_TYPE_SIGN_IN_PAGE, G_SIGNAL_RUN_LAST,
                                        0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/zontik/Zontik/app/desk-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, rows_list);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, login_row);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, code_row);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, message_revealer);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, message_image);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, message_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, submit_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, submit_stack);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, offline_button);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, offline_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, server_image);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, server_label);
  gtk_widget_class_bind_template_child (widget_class, DeskSignInPage, other_button);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, login_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
  gtk_widget_class_bind_template_callback (widget_class, offline_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_server_cb);
}

/* The eye in a password row is libadwaita's and has no name of its own. */
static void
name_buttons (GtkWidget *root, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
    else
      name_buttons (child, name);
}

static void
desk_sign_in_page_init (DeskSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_buttons (GTK_WIDGET (self->password_row), _ ("Show or hide the password"));
}

GtkWidget *
desk_sign_in_page_new (DeskAccount *account, const char *server, gboolean can_work_offline)
{
  DeskSignInPage *self = g_object_new (DESK_TYPE_SIGN_IN_PAGE, NULL);
  const char *login = desk_account_get_login (account);

  self->account = g_object_ref (account);
  self->server = g_strdup (server != NULL ? server : desk_account_get_server (account));
  self->can_work_offline = can_work_offline;
  if (login != NULL)
    gtk_editable_set_text (self->login_row, login);
  if (self->server == NULL)
    show_server_row (self);
  update_server (self);
  return GTK_WIDGET (self);
}

void
desk_sign_in_page_focus (DeskSignInPage *self)
{
  GtkEditable *row = self->password_row;

  g_return_if_fail (DESK_IS_SIGN_IN_PAGE (self));

  if (*gtk_editable_get_text (self->login_row) == '\0')
    row = self->login_row;
  if (self->server == NULL)
    row = self->server_row;
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

void
desk_sign_in_page_fill (DeskSignInPage *self, const char *login, const char *password)
{
  g_return_if_fail (DESK_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (self->login_row, login);
  gtk_editable_set_text (self->password_row, password);
}

/* The first thing that is missing gets the focus; the button itself is never grey for that. */
static gboolean
check_filled (DeskSignInPage *self)
{
  GtkEditable *missing = NULL;

  if (*gtk_editable_get_text (self->password_row) == '\0')
    missing = self->password_row;
  if (*gtk_editable_get_text (self->login_row) == '\0')
    missing = self->login_row;
  if (self->server == NULL || *self->server == '\0')
    {
      show_server_row (self);
      missing = self->server_row;
    }
  if (missing == NULL)
    return TRUE;
  desk_style_mark_wrong (GTK_WIDGET (missing), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (missing));
  return FALSE;
}

void
desk_sign_in_page_submit (DeskSignInPage *self, const char *fingerprint)
{
  const char *code;

  g_return_if_fail (DESK_IS_SIGN_IN_PAGE (self));

  if (self->cancellable != NULL || self->wait_source != 0 || !check_filled (self))
    return;
  show_message (self, NULL);
  offer_offline (self, FALSE);
  set_busy (self, TRUE);
  self->cancellable = g_cancellable_new ();
  if (fingerprint == NULL && g_strcmp0 (self->trusted_server, self->server) == 0)
    fingerprint = self->trusted;
  code = gtk_editable_get_text (self->code_row);
  desk_sign_in_async (self->account,
                      &(DeskSignInForm){
                          .server = self->server,
                          .login = gtk_editable_get_text (self->login_row),
                          .password = gtk_editable_get_text (self->password_row),
                          .code = *code != '\0' ? code : NULL,
                          .fingerprint = fingerprint,
                      },
                      self->cancellable, signed_in_cb, g_object_ref (self));
}

gboolean
desk_sign_in_page_asks_code (DeskSignInPage *self)
{
  g_return_val_if_fail (DESK_IS_SIGN_IN_PAGE (self), FALSE);

  return gtk_widget_get_visible (GTK_WIDGET (self->code_row));
}

void
desk_sign_in_page_fill_code (DeskSignInPage *self, const char *code)
{
  g_return_if_fail (DESK_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (self->code_row, code);
}

gboolean
desk_sign_in_page_is_busy (DeskSignInPage *self)
{
  g_return_val_if_fail (DESK_IS_SIGN_IN_PAGE (self), FALSE);

  return self->cancellable != NULL;
}

void
desk_sign_in_page_tell (DeskSignInPage *self, const char *text)
{
  g_return_if_fail (DESK_IS_SIGN_IN_PAGE (self));

  show_message (self, text);
}

const char *
desk_sign_in_page_get_message (DeskSignInPage *self)
{
  g_return_val_if_fail (DESK_IS_SIGN_IN_PAGE (self), NULL);

  return gtk_revealer_get_reveal_child (self->message_revealer)
             ? gtk_label_get_label (self->message_label)
             : NULL;
}
