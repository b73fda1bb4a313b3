/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The preferences window: bindings to the settings and a view of the account. Main thread; made
 * when asked for, closed with its parent. */

#include "client/app/desk-preferences-window.h"

#include <glib/gi18n.h>

#include "client/app/desk-account-page.h"
#include "client/ui/desk-role.h"

struct _DeskPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  /* template widgets */
  AdwComboRow *theme_row;
  AdwComboRow *language_row;
  GtkSwitch *preview_switch;
  GtkSpinButton *files_spin;
  GtkWidget *account_group;
  AdwActionRow *user_row;
  GtkWidget *sign_out_button;
  AdwActionRow *server_row;
  AdwActionRow *certificate_row;
  AdwActionRow *folder_row;
};

/* Values of the settings in the order of the rows' models. */
static const char *const themes[] = { "system", "light", "dark", NULL };
static const char *const languages[] = { "system", "ru", "en", NULL };

G_DEFINE_FINAL_TYPE (DeskPreferencesWindow, desk_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static gboolean
word_to_index (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *const *words = user_data;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_strcmp0 (words[i], g_value_get_string (from)) == 0)
      g_value_set_uint (to, i);
  return TRUE;
}

static gboolean
index_to_word (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *const *words = user_data;
  guint index = g_value_get_uint (from);

  if (index >= g_strv_length ((char **) words))
    return FALSE;
  g_value_set_string (to, words[index]);
  return TRUE;
}

static void
bind_row (DeskSettings *settings, const char *property, AdwComboRow *row, const char *const *words)
{
  g_object_bind_property_full (settings, property, row, "selected",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, word_to_index,
                               index_to_word, (gpointer) words, NULL);
}

static void
show_account (DeskPreferencesWindow *self, DeskAccount *account)
{
  const char *name = desk_account_get_user_name (account);
  const char *fingerprint = desk_account_get_fingerprint (account);
  g_autofree char *user = NULL;

  gtk_widget_set_visible (self->account_group, desk_account_get_user_id (account) != NULL);
  if (desk_account_get_user_id (account) == NULL)
    return;
  user = g_strdup_printf ("%s · %s · %s", name != NULL ? name : "",
                          desk_role_get_title (desk_account_get_role (account)),
                          desk_account_get_login (account));
  adw_action_row_set_subtitle (self->user_row, user);
  adw_action_row_set_subtitle (self->server_row, desk_account_get_server (account));
  adw_action_row_set_subtitle (self->certificate_row, fingerprint);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate_row),
                          fingerprint != NULL && *fingerprint != '\0');
  adw_action_row_set_subtitle (self->folder_row, desk_account_get_folder (account));
}

static void
desk_preferences_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DESK_TYPE_PREFERENCES_WINDOW);
  G_OBJECT_CLASS (desk_preferences_window_parent_class)->dispose (object);
}

static void
desk_preferences_window_class_init (DeskPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = desk_preferences_window_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/zontik/Zontik/app/desk-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, theme_row);
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, language_row);
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, preview_switch);
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, files_spin);
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, account_group);
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, user_row);
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, sign_out_button);
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, server_row);
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, DeskPreferencesWindow, folder_row);
}

static void
desk_preferences_window_init (DeskPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
desk_preferences_window_new (DeskSettings *settings, DeskAccount *account)
{
  DeskPreferencesWindow *self = g_object_new (DESK_TYPE_PREFERENCES_WINDOW, NULL);

  bind_row (settings, "color-scheme", self->theme_row, themes);
  bind_row (settings, "language", self->language_row, languages);
  g_object_bind_property (settings, "files-limit", self->files_spin, "value",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (settings, "show-preview", self->preview_switch, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  show_account (self, account);
  return GTK_WIDGET (self);
}

void
desk_preferences_window_add_account (DeskPreferencesWindow *self, DeskContext *context)
{
  g_return_if_fail (DESK_IS_PREFERENCES_WINDOW (self));

  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self),
                              ADW_PREFERENCES_PAGE (desk_account_page_new (context)));
}
