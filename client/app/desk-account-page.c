/* SPDX-License-Identifier: GPL-3.0-or-later */

/* See the header. What is secret passes through here once and is kept nowhere. Main thread; page of
 * the preferences window. */

#define G_LOG_DOMAIN "zontik-app"

#include "client/app/desk-account-page.h"

#include <glib/gi18n.h>

#include "client/app/desk-recovery-codes.h"
#include "client/ui/desk-answer-text.h"
#include "client/ui/desk-device-list.h"
#include "client/ui/desk-form.h"
#include "client/ui/desk-qr-code.h"
#include "shared/codec/crm-json.h"

struct _DeskAccountPage
{
  AdwPreferencesPage parent_instance;

  DeskContext *context;      /* (owned) */
  GCancellable *cancellable; /* (owned) */

  /* children */
  AdwActionRow *totp_row;
  GtkButton *totp_button;
  DeskDeviceList *devices;
  gboolean has_totp;
};

G_DEFINE_FINAL_TYPE (DeskAccountPage, desk_account_page, ADW_TYPE_PREFERENCES_PAGE)

/* Password */

static void
submit_password_cb (DeskForm *form)
{
  g_autofree char *old = desk_form_dup_value (form, "old");
  g_autofree char *new = desk_form_dup_value (form, "new");
  g_autofree char *again = desk_form_dup_value (form, "again");
  JsonObject *object;
  JsonNode *body;

  if (g_strcmp0 (new, again) != 0)
    {
      desk_form_complain (form, "again", _ ("It is not the same"));
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "old", old != NULL ? old : "");
  json_object_set_string_member (object, "new", new != NULL ? new : "");
  body = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (body, object);
  desk_form_send (form, "POST", "/me/password", body);
}

GtkWidget *
desk_password_form_open (GtkWidget *from, DeskContext *context, gboolean is_forced)
{
  DeskForm *form =
      desk_form_new (from, context, is_forced ? _ ("Choose a password") : _ ("Change password"));

  desk_form_set_words (form, _ ("Change"),
                       is_forced ? _ ("The password you were given is for the first sign-in only. "
                                      "At least ten characters, "
                                      "without your login and name.")
                                 : _ ("At least ten characters, without your login and name. Your "
                                      "other devices are signed "
                                      "out."));
  desk_form_add (form, &(DeskFormField){ .name = "old",
                                         .title = _ ("Password until now"),
                                         .type = DESK_FORM_PASSWORD });
  desk_form_add (form, &(DeskFormField){ .name = "new",
                                         .title = _ ("New password"),
                                         .type = DESK_FORM_PASSWORD });
  desk_form_add (form, &(DeskFormField){
                           .name = "again", .title = _ ("Once more"), .type = DESK_FORM_PASSWORD });
  g_signal_connect (form, "submit", G_CALLBACK (submit_password_cb), NULL);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

GtkWidget *
desk_account_page_change_password (DeskAccountPage *self)
{
  g_return_val_if_fail (DESK_IS_ACCOUNT_PAGE (self), NULL);

  return desk_password_form_open (GTK_WIDGET (self), self->context, FALSE);
}

/* Second factor */

static void
show_totp (DeskAccountPage *self, gboolean has_totp, gint64 n_codes)
{
  g_autofree char *text = NULL;

  self->has_totp = has_totp;
  if (has_totp)
    /* Translators: %d codes for when the telephone is lost */
    text = g_strdup_printf (ngettext ("On. %d recovery code is left.",
                                      "On. %d recovery codes are left.", (gulong) n_codes),
                            (int) n_codes);
  else
    text = g_strdup (_ ("Off. A code from the telephone protects you when somebody learns the "
                        "password."));
  adw_action_row_set_subtitle (self->totp_row, text);
  gtk_button_set_label (self->totp_button, has_totp ? _ ("Turn Off…") : _ ("Turn On…"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->totp_button), TRUE);
}

static void
me_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);
  JsonObject *me;

  if (self->context == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL || !JSON_NODE_HOLDS_OBJECT (answer))
    {
      g_autofree char *text = error != NULL ? desk_answer_dup_text (error) : NULL;

      adw_action_row_set_subtitle (self->totp_row, text);
      return;
    }
  me = json_node_get_object (answer);
  show_totp (self, json_object_get_boolean_member_with_default (me, "totp", FALSE),
             json_object_get_int_member_with_default (me, "recovery_codes_left", 0));
}

static void
ask_me (DeskAccountPage *self)
{
  DeskRemote *remote = desk_context_get_remote (self->context);

  gtk_widget_set_sensitive (GTK_WIDGET (self->totp_button), FALSE);
  if (remote != NULL)
    desk_remote_call_async (remote, "GET", "/me", NULL, self->cancellable, me_cb,
                            g_object_ref (self));
  else
    adw_action_row_set_subtitle (self->totp_row, _ ("Nothing can be changed without a connection"));
}

static void
confirmed_cb (DeskAccountPage *self, JsonNode *answer, DeskForm *form)
{
  desk_recovery_codes_show (form, answer);
  ask_me (self);
}

static void
submit_code_cb (DeskForm *form)
{
  JsonNode *body = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (body, desk_form_dup_set (form, FALSE));
  desk_form_send (form, "POST", "/me/totp/confirm", body);
}

static GtkWidget *
make_secret (const char *uri, const char *secret)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *label = gtk_label_new (secret);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_widget_add_css_class (label, "desk-password");
  gtk_box_append (GTK_BOX (box), desk_qr_code_new (uri, _ ("Code to be read by the telephone")));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static void
show_secret (DeskAccountPage *self, const char *uri, const char *secret)
{
  DeskForm *form = desk_form_new (GTK_WIDGET (self), self->context, _ ("Two-factor sign-in"));

  desk_form_set_words (form, _ ("Turn On"),
                       _ ("Read the picture with the program for codes on your telephone, or type "
                          "the letters below it there. Then type the six digits it shows."));
  desk_form_set_head (form, make_secret (uri, secret));
  desk_form_add (form, &(DeskFormField){ .name = "code", .title = _ ("Six digits") });
  g_signal_connect (form, "submit", G_CALLBACK (submit_code_cb), NULL);
  g_signal_connect_object (form, "done", G_CALLBACK (confirmed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (form));
}

static void
secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) answer = desk_remote_call_finish (DESK_REMOTE (source), result, &error);
  JsonObject *object =
      answer != NULL && JSON_NODE_HOLDS_OBJECT (answer) ? json_node_get_object (answer) : NULL;
  const char *uri =
      object != NULL ? crm_json_get_text (json_object_get_member (object, "uri")) : NULL;
  const char *secret =
      object != NULL ? crm_json_get_text (json_object_get_member (object, "secret")) : NULL;

  if (self->context == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->totp_button), TRUE);
  if (uri != NULL && secret != NULL)
    show_secret (self, uri, secret);
  else if (error != NULL)
    {
      g_autofree char *text = desk_answer_dup_text (error);

      adw_action_row_set_subtitle (self->totp_row, text);
    }
}

void
desk_account_page_turn_on (DeskAccountPage *self)
{
  DeskRemote *remote;
  g_autoptr (JsonNode) body = NULL;

  g_return_if_fail (DESK_IS_ACCOUNT_PAGE (self));

  remote = desk_context_get_remote (self->context);
  if (remote == NULL)
    return;
  body = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (body, json_object_new ());
  gtk_widget_set_sensitive (GTK_WIDGET (self->totp_button), FALSE);
  desk_remote_call_async (remote, "POST", "/me/totp", body, self->cancellable, secret_cb,
                          g_object_ref (self));
}

static void
submit_off_cb (DeskForm *form)
{
  JsonNode *body = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (body, desk_form_dup_set (form, FALSE));
  desk_form_send (form, "DELETE", "/me/totp", body);
}

GtkWidget *
desk_account_page_turn_off (DeskAccountPage *self)
{
  DeskForm *form;

  g_return_val_if_fail (DESK_IS_ACCOUNT_PAGE (self), NULL);

  form = desk_form_new (GTK_WIDGET (self), self->context, _ ("Turn off two-factor sign-in"));
  desk_form_set_words (form, _ ("Turn Off"), _ ("From then on the password alone is enough."));
  desk_form_set_destructive (form);
  desk_form_add (form, &(DeskFormField){ .name = "password",
                                         .title = _ ("Password"),
                                         .type = DESK_FORM_PASSWORD });
  desk_form_add (form, &(DeskFormField){ .name = "code", .title = _ ("Code from the telephone") });
  g_signal_connect (form, "submit", G_CALLBACK (submit_off_cb), NULL);
  g_signal_connect_object (form, "done", G_CALLBACK (ask_me), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (form));
  return GTK_WIDGET (form);
}

static void
totp_clicked_cb (DeskAccountPage *self)
{
  if (self->has_totp)
    desk_account_page_turn_off (self);
  else
    desk_account_page_turn_on (self);
}

/* Building */

static GtkButton *
add_row (AdwPreferencesGroup *group, const char *title, const char *subtitle, const char *label)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (label);

  g_object_set (row, "title", title, "subtitle", subtitle, "subtitle-lines", 3, NULL);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (group, row);
  return GTK_BUTTON (button);
}

static AdwPreferencesGroup *
add_group (DeskAccountPage *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (group));
  return ADW_PREFERENCES_GROUP (group);
}

static void
add_security (DeskAccountPage *self)
{
  AdwPreferencesGroup *group = add_group (self, _ ("Signing in"));
  GtkButton *password = add_row (group, _ ("Password"), NULL, _ ("Change…"));

  g_signal_connect_object (password, "clicked", G_CALLBACK (desk_account_page_change_password),
                           self, G_CONNECT_SWAPPED);
  self->totp_button = add_row (group, _ ("Two-factor sign-in"), _ ("Asking the server…"), "…");
  self->totp_row = ADW_ACTION_ROW (
      gtk_widget_get_ancestor (GTK_WIDGET (self->totp_button), ADW_TYPE_ACTION_ROW));
  g_signal_connect_object (self->totp_button, "clicked", G_CALLBACK (totp_clicked_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
add_devices (DeskAccountPage *self)
{
  AdwPreferencesGroup *group = add_group (self, _ ("My devices"));
  GtkWidget *list = desk_device_list_new (self->context, NULL, FALSE);
  GtkWidget *others = gtk_button_new_with_label (_ ("Sign Out Everywhere Else"));

  self->devices = DESK_DEVICE_LIST (list);
  gtk_widget_set_valign (others, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (others, "flat");
  g_signal_connect_object (others, "clicked", G_CALLBACK (desk_device_list_end_all), list,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (group, others);
  adw_preferences_group_add (group, list);
}

static void
desk_account_page_dispose (GObject *object)
{
  DeskAccountPage *self = DESK_ACCOUNT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (desk_account_page_parent_class)->dispose (object);
}

static void
desk_account_page_finalize (GObject *object)
{
  g_clear_object (&DESK_ACCOUNT_PAGE (object)->cancellable);
  G_OBJECT_CLASS (desk_account_page_parent_class)->finalize (object);
}

static void
desk_account_page_class_init (DeskAccountPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_account_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_account_page_finalize;
}

static void
desk_account_page_init (DeskAccountPage *self)
{
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
desk_account_page_new (DeskContext *context)
{
  DeskAccountPage *self = g_object_new (DESK_TYPE_ACCOUNT_PAGE, "title", _ ("Account and devices"),
                                        "icon-name", "channel-secure-symbolic", NULL);

  self->context = g_object_ref (context);
  add_security (self);
  add_devices (self);
  ask_me (self);
  return GTK_WIDGET (self);
}
