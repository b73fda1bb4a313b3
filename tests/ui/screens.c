/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes a picture of every screen: `xvfb.sh screens FOLDER [SCENE...]`, under a window manager so
 * that dialogs stand where they stand. UI_SIZE and UI_THEME choose the shape; add a line to the
 * table for a new scene. Not a test: what it writes is for looking at. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>

#include "client/app/desk-certificate-dialog.h"
#include "client/app/desk-forgotten-dialog.h"
#include "client/app/desk-palette.h"
#include "client/app/desk-passphrase-window.h"
#include "client/app/desk-preferences-window.h"
#include "client/app/desk-shortcuts-window.h"
#include "client/customers/desk-customer-new.h"
#include "client/customers/desk-customer-selection.h"
#include "client/customers/desk-customers-page.h"
#include "client/ui/desk-conflict-dialog.h"
#include "client/ui/desk-field-row.h"
#include "client/ui/desk-form.h"
#include "screens.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/record/crm-conflict.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"
#include "ui-portfolio.h"

static gboolean
passed_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
screens_settle (guint milliseconds)
{
  gboolean passed = FALSE;

  /* lint: banned pictures for people, no test */
  g_timeout_add (milliseconds, passed_cb, &passed);
  crm_test_wait_for (&passed, 20000);
}

DeskWindow *
screens_open_window (UiFixture *self)
{
  DeskWindow *window = ui_fixture_open (self);

  gtk_window_maximize (GTK_WINDOW (window));
  screens_settle (400);
  return window;
}

static void
go_offline (UiFixture *self)
{
  desk_sync_status_set_state (self->status, DESK_SYNC_OFFLINE);
  g_object_set (self->status, "since", crm_time_now () - 18 * G_TIME_SPAN_MINUTE, "next-try",
                crm_time_now () + 24 * G_TIME_SPAN_SECOND, NULL);
}

static void
type_changes (UiFixture *self)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autoptr (CrmFieldSet) phone = crm_field_set_new (&crm_contact_point_kind);
  g_autofree char *customer = ui_fixture_dup_customer (7);
  g_autofree char *refused = NULL;
  g_autofree char *id = g_strdup ("01980000-0009-7000-8000-000000000001");
  g_autofree char *contact = g_strdup ("01980000-0009-7000-8000-000000000002");

  refused = ui_fixture_submit (self, ui_fixture_make_edit (4, CRM_CUSTOMER_INN, "123456789012"));
  ui_fixture_reject (self, refused, "/set/inn", "checksum");
  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "Облачкова");
  crm_field_set_put (set, CRM_CUSTOMER_FIRST_NAME, "Инна");
  crm_field_set_put (set, CRM_CUSTOMER_MIDDLE_NAME, "Сергеевна");
  g_free (ui_fixture_submit (self, crm_command_new_create (&crm_customer_kind, id, set)));
  crm_field_set_put (phone, CRM_CONTACT_POINT_CUSTOMER, customer);
  crm_field_set_put (phone, CRM_CONTACT_POINT_TYPE, "phone");
  crm_field_set_put (phone, CRM_CONTACT_POINT_VALUE, "+79005550167");
  g_free (
      ui_fixture_submit (self, crm_command_new_create (&crm_contact_point_kind, contact, phone)));
  g_free (ui_fixture_submit (self, ui_fixture_make_edit (2, CRM_CUSTOMER_ADDRESS_HOUSE, "14")));
  g_free (ui_fixture_submit (self, ui_fixture_make_edit (3, CRM_CUSTOMER_NOTE, "Перезвонить")));
  g_object_set (self->status, "pending", 4u, "to-decide", 2u, NULL);
}

static void
show_list (UiFixture *self)
{
  screens_open_window (self);
}

static void
show_card (UiFixture *self)
{
  DeskWindow *window = screens_open_window (self);
  g_autofree char *id = ui_fixture_dup_customer (2);

  desk_window_open (window, "customers", id);
}

static DeskCustomersPage *
search_clients (UiFixture *self, const char *text)
{
  DeskWindow *window = screens_open_window (self);
  GtkWidget *page = ui_find_widget (GTK_WIDGET (window), DESK_TYPE_CUSTOMERS_PAGE);

  desk_customers_page_search (DESK_CUSTOMERS_PAGE (page), text);
  screens_settle (300);
  return DESK_CUSTOMERS_PAGE (page);
}

static void
show_search (UiFixture *self)
{
  search_clients (self, "тест");
}

static void
show_nothing (UiFixture *self)
{
  search_clients (self, "Метелкин");
}

static void
show_head (UiFixture *self)
{
  GtkSelectionModel *model;
  DeskCustomersPage *page;

  g_assert_true (
      desk_account_set (desk_application_get_account (self->application), "role", "head", NULL));
  page = search_clients (self, "ли");
  model = GTK_SELECTION_MODEL (desk_customers_page_get_model (page));
  gtk_selection_model_select_item (model, 1, FALSE);
  gtk_selection_model_select_item (model, 2, FALSE);
}

static void
show_preview (UiFixture *self)
{
  DeskCustomersPage *page = search_clients (self, "капель");

  gtk_widget_activate_action (GTK_WIDGET (page), "customers.show-preview", NULL);
}

static void
show_checked (UiFixture *self)
{
  DeskCustomersPage *page;
  GtkSelectionModel *model;

  type_changes (self);
  page = search_clients (self, "ли");
  model = GTK_SELECTION_MODEL (desk_customers_page_get_model (page));
  gtk_selection_model_select_item (model, 4, FALSE);
  gtk_selection_model_select_item (model, 7, FALSE);
  gtk_selection_model_select_item (model, 2, FALSE);
}

static GtkWidget *
find_tooltip (GtkWidget *root, const char *tooltip)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_widget_get_tooltip_text (root), tooltip) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_tooltip (child, tooltip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
press (GtkWidget *root, const char *tooltip)
{
  GtkWidget *button = find_tooltip (root, tooltip);

  if (button != NULL)
    g_signal_emit_by_name (button, "clicked");
}

/* The details of the first document, and the question before its number is shown. */
static void
show_card_papers (UiFixture *self)
{
  show_card (self);
  screens_settle (600);
  press (GTK_WIDGET (self->window), _ ("Details"));
  screens_settle (200);
  press (GTK_WIDGET (self->window), _ ("Show the number"));
}

static void
show_card_rejected (UiFixture *self)
{
  g_autofree char *id = ui_fixture_dup_customer (4);

  type_changes (self);
  desk_window_open (screens_open_window (self), "customers", id);
}

static void
show_card_edit (UiFixture *self)
{
  DeskWindow *window = screens_open_window (self);
  g_autofree char *id = ui_fixture_dup_customer (2);
  GtkWidget *value;
  DeskFieldRow *row;

  desk_window_open (window, "customers", id);
  screens_settle (400);
  value = ui_find_text (GTK_WIDGET (window), "добавить ИНН");
  if (value == NULL)
    return;
  row = DESK_FIELD_ROW (gtk_widget_get_ancestor (value, DESK_TYPE_FIELD_ROW));
  desk_field_row_begin (row);
  desk_field_row_type (row, "50010073");
}

static void
show_new (UiFixture *self)
{
  DeskWindow *window = screens_open_window (self);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-customer", NULL);
}

static void
show_new_errors (UiFixture *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  show_new (self);
  screens_settle (300);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (!DESK_IS_CUSTOMER_NEW (window))
        continue;
      desk_customer_new_type (DESK_CUSTOMER_NEW (window), DESK_CUSTOMER_FORM_NAME,
                              "Облачкова Инна Сергеевна");
      desk_customer_new_type (DESK_CUSTOMER_NEW (window), DESK_CUSTOMER_FORM_PHONE, "8 900 55");
      desk_customer_new_save (DESK_CUSTOMER_NEW (window));
    }
}

static void
show_offline (UiFixture *self)
{
  type_changes (self);
  go_offline (self);
  screens_open_window (self);
}

static void
show_sync (UiFixture *self)
{
  DeskWindow *window;

  type_changes (self);
  go_offline (self);
  window = screens_open_window (self);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-sync", NULL);
}

static void
show_eviction (UiFixture *self)
{
  DeskWindow *window;

  desk_sync_status_set_state (self->status, DESK_SYNC_BLOCKED);
  g_object_set (self->status, "evicting", 298u, "message",
                _ ("The exchange with the server is stopped."), NULL);
  window = screens_open_window (self);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-sync", NULL);
}

static void
show_check (UiFixture *self)
{
  DeskWindow *window;

  g_object_set (self->status, "check-stage", DESK_CHECK_SERVER, "check-progress", 0.42,
                "unreadable", 2u, NULL);
  window = screens_open_window (self);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-sync", NULL);
}

static DeskPassphraseWindow *
open_passphrase (UiFixture *self, DeskPassphraseMode mode)
{
  DeskAccount *account = desk_application_get_account (self->application);
  GtkWidget *window =
      desk_passphrase_window_new (GTK_APPLICATION (self->application), account, mode);

  gtk_window_present (GTK_WINDOW (window));
  screens_settle (400);
  return DESK_PASSPHRASE_WINDOW (window);
}

static void
show_passphrase (UiFixture *self)
{
  DeskPassphraseWindow *window = open_passphrase (self, DESK_PASSPHRASE_CHOOSE);
  GtkWidget *row = ui_find_widget (GTK_WIDGET (window), ADW_TYPE_PASSWORD_ENTRY_ROW);

  gtk_editable_set_text (GTK_EDITABLE (row), "рыжая лопата");
}

static void
show_passphrase_ask (UiFixture *self)
{
  DeskPassphraseWindow *window = open_passphrase (self, DESK_PASSPHRASE_ASK);

  desk_passphrase_window_type (window, "рыжая лопата");
  desk_passphrase_window_refuse (window);
}

static void
show_forgotten (UiFixture *self)
{
  const DeskOutboxPeek peek = { .unsent = 5, .sealed = 2, .drafts = 1 };
  DeskPassphraseWindow *window = open_passphrase (self, DESK_PASSPHRASE_ASK);

  gtk_window_present (GTK_WINDOW (desk_forgotten_dialog_new (GTK_WINDOW (window), &peek)));
}

static void
show_conflict (UiFixture *self)
{
  DeskWindow *window = screens_open_window (self);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.resolve-conflict", "s", UI_CONFLICT);
}

static void
show_palette (UiFixture *self)
{
  DeskWindow *window = screens_open_window (self);

  desk_window_show_palette (window);
  desk_palette_set_text (DESK_PALETTE (ui_find_widget (GTK_WIDGET (window), DESK_TYPE_PALETTE)),
                         "5551");
}

static void
show_palette_number (UiFixture *self)
{
  UiPortfolio *portfolio = ui_portfolio_new ();
  DeskWindow *window;

  ui_portfolio_add_picture (portfolio);
  ui_portfolio_add_policy (portfolio, 7, "7770005432", -10, 355);
  ui_portfolio_apply (portfolio, self);
  window = screens_open_window (self);
  desk_window_show_palette (window);
  desk_palette_set_text (DESK_PALETTE (ui_find_widget (GTK_WIDGET (window), DESK_TYPE_PALETTE)),
                         "5432");
}

static void
show_palette_empty (UiFixture *self)
{
  desk_window_show_palette (screens_open_window (self));
}

static void
show_user_menu (UiFixture *self)
{
  DeskWindow *window = screens_open_window (self);
  GtkWidget *name = ui_find_text (GTK_WIDGET (window), "Анна Ливнева");
  GtkWidget *button = name != NULL ? gtk_widget_get_ancestor (name, GTK_TYPE_MENU_BUTTON) : NULL;

  if (button != NULL)
    gtk_menu_button_popup (GTK_MENU_BUTTON (button));
}

static void
show_action (UiFixture *self, const char *action)
{
  screens_open_window (self);
  g_action_group_activate_action (G_ACTION_GROUP (self->application), action, NULL);
}

static void
show_preferences (UiFixture *self)
{
  show_action (self, "preferences");
}

static void
show_shortcuts (UiFixture *self)
{
  show_action (self, "shortcuts");
}

static void
show_about (UiFixture *self)
{
  show_action (self, "about");
}

static DeskSignInWindow *
open_sign_in (UiFixture *self)
{
  DeskSignInWindow *window;

  desk_application_ask_sign_in (self->application);
  window = desk_application_get_sign_in_window (self->application);
  desk_sign_in_page_fill (desk_sign_in_window_get_page (window), "anna.livneva", "0123456789");
  gtk_window_maximize (GTK_WINDOW (window));
  screens_settle (400);
  return window;
}

static void
show_sign_in (UiFixture *self)
{
  open_sign_in (self);
}

/* Port 1 of this machine: refused at once, as an unreachable server is after a while. */
static void
show_unreachable (UiFixture *self)
{
  DeskSignInWindow *window;

  g_assert_true (desk_account_set (desk_application_get_account (self->application), "server",
                                   "https://127.0.0.1:1", NULL));
  window = open_sign_in (self);
  desk_sign_in_page_submit (desk_sign_in_window_get_page (window), NULL);
  screens_settle (1500);
}

#define SHOWN                                                                                      \
  "3F:A0:11:9C:5B:77:E2:04:8D:1A:6E:33:90:C4:57:2B:AA:0F:61:D8:7E:45:B9:02:CC:13:88:F7:24:5D:9E:"  \
  "60"
#define TRUSTED                                                                                    \
  "A1:07:5E:DD:48:30:9B:F6:12:C8:73:E4:05:6A:BF:91:2D:8C:E0:37:54:A9:1B:F2:66:03:D5:7A:98:4C:21:"  \
  "EE"

static void
trust_cb (const char *fingerprint, gpointer user_data)
{
}

static void
show_fingerprint (UiFixture *self)
{
  DeskSignInWindow *window = open_sign_in (self);

  desk_certificate_dialog_ask (GTK_WIDGET (window), "zontik.example", SHOWN, trust_cb, NULL);
}

static void
show_certificate (UiFixture *self)
{
  DeskSignInWindow *window = open_sign_in (self);

  desk_certificate_dialog_explain (GTK_WIDGET (window), "zontik.example", TRUSTED, SHOWN, trust_cb,
                                   NULL);
}

static void
show_first_run (UiFixture *self)
{
  DeskSignInWindow *window;
  g_autoptr (DeskWorkspace) workspace =
      desk_workspace_new (desk_application_get_account (self->application),
                          desk_application_get_settings (self->application), NULL);
  DeskContext *context = desk_workspace_get_context (workspace);

  window = open_sign_in (self);
  g_object_set (desk_context_get_status (context), "progress-rows", (gint64) 120, "progress-total",
                (gint64) 11480, NULL);
  desk_sync_status_set_state (desk_context_get_status (context), DESK_SYNC_PULLING);
  desk_sign_in_window_show_first_run (window, workspace);
  screens_settle (1200);
  g_object_set (desk_context_get_status (context), "progress-rows", (gint64) 4120, NULL);
  screens_settle (500);
}

static const Scene scenes[] = {
  { "clients", 342, show_list },
  { "client", 342, show_card },
  { "new-client-twice", 342, screens_show_typed },
  { "client-twice", 342, screens_show_twice },
  { "merge", 342, screens_show_merge },
  { "duplicates", 342, screens_show_duplicates },
  { "clients-search", 342, show_search },
  { "clients-nothing", 342, show_nothing },
  { "clients-checked", 342, show_checked },
  { "clients-head", 342, show_head },
  { "clients-preview", 342, show_preview },
  { "client-edit", 342, show_card_edit },
  { "client-papers", 342, show_card_papers },
  { "client-rejected", 342, show_card_rejected },
  { "new-client", 20, show_new },
  { "new-client-errors", 20, show_new_errors },
  { "offline", 342, show_offline },
  { "sync", 342, show_sync },
  { "sync-eviction", 342, show_eviction },
  { "sync-check", 342, show_check },
  { "passphrase", 0, show_passphrase },
  { "passphrase-ask", 0, show_passphrase_ask },
  { "passphrase-forgotten", 0, show_forgotten },
  { "conflict", 342, show_conflict },
  { "palette", 342, show_palette },
  { "palette-number", 342, show_palette_number },
  { "palette-empty", 342, show_palette_empty },
  { "user-menu", 342, show_user_menu },
  { "preferences", 20, show_preferences },
  { "shortcuts", 20, show_shortcuts },
  { "about", 20, show_about },
  { "sign-in", 0, show_sign_in },
  { "unreachable", 0, show_unreachable },
  { "fingerprint", 0, show_fingerprint },
  { "certificate", 0, show_certificate },
  { "first-run", 0, show_first_run },
};

static void
shoot (const char *folder, const Scene *scene)
{
  const char *size = g_getenv ("UI_SIZE") != NULL ? g_getenv ("UI_SIZE") : "1440x900";
  const char *theme = g_getenv ("UI_THEME") != NULL ? g_getenv ("UI_THEME") : "light";
  const char *hold = g_getenv ("UI_HOLD"); /* milliseconds in which somebody may press keys */
  g_autofree char *name = g_strdup_printf ("%s-%s-%s.png", scene->name, size, theme);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GSubprocess) import = NULL;
  g_autoptr (GSubprocess) pointer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  /* A pointer in the middle would show a row as hovered. */
  pointer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "xdotool", "mousemove",
                              "3000", "3000", NULL);
  screens_settle (hold != NULL ? (guint) atoi (hold) : 700);
  import = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "import", "-silent", "-window",
                             "root", path, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (import, NULL, crm_test_take_result, &result);
  result = crm_test_wait_result (&result, 20000);
  g_assert_true (g_subprocess_wait_check_finish (import, result, &error));
  g_print ("%s\n", path);
}

static const Scene *
get_scenes (guint *n)
{
  *n = G_N_ELEMENTS (scenes);
  return scenes;
}

static const Scene *(*const tables[]) (guint *n) = {
  get_scenes,
  screens_get_cards,
  screens_get_imports,
  screens_get_admin,
};

/* (nullable) */
static const Scene *
find_scene (const char *name)
{
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      guint n;
      const Scene *found = tables[t](&n);

      for (guint i = 0; i < n; i++)
        if (g_str_equal (found[i].name, name))
          return &found[i];
    }
  return NULL;
}

static void
list_scenes (void)
{
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      guint n;
      const Scene *found = tables[t](&n);

      for (guint i = 0; i < n; i++)
        g_print ("%s\n", found[i].name);
    }
}

int
main (int argc, char **argv)
{
  UiFixture *fixture;
  const Scene *scene;

  if (argc == 2 && g_str_equal (argv[1], "--list"))
    {
      list_scenes ();
      return EXIT_SUCCESS;
    }
  if (argc != 3 || (scene = find_scene (argv[2])) == NULL)
    {
      g_printerr ("screens FOLDER SCENE | screens --list\n");
      return EXIT_FAILURE;
    }
  fixture = ui_fixture_new (scene->customers);
  g_object_set (desk_application_get_settings (fixture->application), "color-scheme",
                g_getenv ("UI_THEME") != NULL ? g_getenv ("UI_THEME") : "light", NULL);
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", "gtk-cursor-blink",
                FALSE, NULL);
  scene->show (fixture);
  shoot (argv[1], scene);
  /* The windows and what they hold go with the process. */
  exit (EXIT_SUCCESS);
}
