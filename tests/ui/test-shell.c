/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window in use: shapes, history, exchange, undo, keys. A real window with a real store.
 */

#include "client/app/desk-action-table.h"
#include "client/app/desk-history.h"
#include "client/app/desk-preferences-window.h"
#include "client/app/desk-shortcuts-window.h"
#include "client/ui/desk-offline-banner.h"
#include "client/ui/desk-sync-entry-row.h"
#include "client/ui/desk-sync-popover.h"
#include "client/ui/desk-sync-row.h"
#include "client/ui/desk-undo.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"

#define DEADLINE 20000

typedef struct
{
  UiFixture *fixture;
  DeskLayout layout;
} LayoutWait;

static gboolean
has_layout (gpointer data)
{
  LayoutWait *wait = data;

  return desk_context_get_layout (wait->fixture->context) == wait->layout;
}

static void
resize (UiFixture *fixture, int width, DeskLayout layout)
{
  LayoutWait wait = { fixture, layout };

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, 700);
  crm_test_wait_until (has_layout, &wait, DEADLINE);
}

static void
test_layouts (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  DeskWindow *window = ui_fixture_open (fixture);

  resize (fixture, 1300, DESK_LAYOUT_WIDE);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (window), "Zontik"));
  resize (fixture, 1024, DESK_LAYOUT_MEDIUM);
  resize (fixture, 800, DESK_LAYOUT_RAIL);
  ui_fixture_wait_frame (GTK_WIDGET (window));
  g_assert_null (ui_find_text (GTK_WIDGET (window), "Zontik"));
  resize (fixture, 400, DESK_LAYOUT_NARROW);
  ui_fixture_wait_frame (GTK_WIDGET (window));
  g_assert_nonnull (ui_find_text (GTK_WIDGET (window), "More"));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, 420);
  resize (fixture, 1300, DESK_LAYOUT_WIDE);
  ui_fixture_wait_frame (GTK_WIDGET (window));
  g_assert_null (ui_find_text (GTK_WIDGET (window), "More"));
  ui_fixture_free (fixture);
}

static void
test_history (void)
{
  g_autoptr (DeskHistory) history = desk_history_new ();

  g_assert_false (desk_history_can_go (history, -1));
  desk_history_visit (history, "customers", NULL);
  desk_history_visit (history, "customers", "a");
  desk_history_visit (history, "customers", "a");
  desk_history_visit (history, "customers", "b");
  g_assert_false (desk_history_can_go (history, 1));
  g_assert_true (desk_history_go (history, -1));
  g_assert_cmpstr (desk_history_get_record (history), ==, "a");
  g_assert_true (desk_history_go (history, -1));
  g_assert_null (desk_history_get_record (history));
  g_assert_false (desk_history_go (history, -1));
  g_assert_true (desk_history_go (history, 1));
  desk_history_visit (history, "chats", NULL);
  g_assert_false (desk_history_can_go (history, 1));
  g_assert_cmpstr (desk_history_get_module (history), ==, "chats");
}

static gboolean
shows_text (gpointer data)
{
  const gpointer *pair = data;

  return ui_find_text (pair[0], pair[1]) != NULL;
}

static void
wait_text (gpointer root, const char *text)
{
  gpointer pair[] = { root, (gpointer) text };

  crm_test_wait_until (shows_text, pair, DEADLINE);
}

static void
test_navigation (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  DeskWindow *window = ui_fixture_open (fixture);
  g_autofree char *id = ui_fixture_dup_customer (2);

  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (window), "win.open-record", "(ss)", "customer", id));
  wait_text (window, "Капелькин Семён Ильич");
  desk_window_go (window, -1);
  crm_test_drain ();
  desk_window_go (window, 1);
  wait_text (window, "Капелькин Семён Ильич");
  ui_fixture_free (fixture);
}

static void
test_exchange (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  DeskWindow *window = ui_fixture_open (fixture);
  DeskSyncRow *row = DESK_SYNC_ROW (ui_find_widget (GTK_WIDGET (window), DESK_TYPE_SYNC_ROW));
  DeskOfflineBanner *banner =
      DESK_OFFLINE_BANNER (ui_find_widget (desk_shell_get_page (desk_window_get_shell (window)),
                                           DESK_TYPE_OFFLINE_BANNER));

  g_assert_cmpstr (desk_sync_row_get_text (row), ==, "Synchronised");
  g_assert_false (desk_offline_banner_is_shown (banner));
  desk_sync_status_set_state (fixture->status, DESK_SYNC_OFFLINE);
  g_assert_cmpstr (desk_sync_row_get_text (row), ==, "No connection");
  g_assert_true (desk_offline_banner_is_shown (banner));
  desk_sync_status_set_state (fixture->status, DESK_SYNC_CONNECTING);
  g_assert_true (desk_offline_banner_is_shown (banner));
  desk_sync_status_set_state (fixture->status, DESK_SYNC_SIGNED_OUT);
  g_assert_cmpstr (desk_sync_row_get_text (row), ==, "Sign in again");
  desk_sync_status_set_state (fixture->status, DESK_SYNC_CERTIFICATE);
  g_assert_cmpstr (desk_sync_row_get_text (row), ==, "Certificate changed");
  desk_sync_status_set_state (fixture->status, DESK_SYNC_IDLE);
  g_assert_false (desk_offline_banner_is_shown (banner));
  g_object_set (fixture->status, "to-decide", 2u, NULL);
  g_assert_cmpstr (desk_sync_row_get_text (row), ==, "To decide: 2");
  ui_fixture_free (fixture);
}

static gboolean
finds_type (gpointer data)
{
  return ui_find_widget (data, DESK_TYPE_SYNC_POPOVER) != NULL;
}

static void
test_popover (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  g_autofree char *sent = NULL;
  g_autofree char *waiting = NULL;
  DeskWindow *window;
  GtkWidget *popover;
  GtkWidget *row;

  sent = ui_fixture_submit (fixture, ui_fixture_make_edit (4, CRM_CUSTOMER_INN, "123456789012"));
  ui_fixture_reject (fixture, sent, "/set/inn", "checksum");
  waiting = ui_fixture_submit (fixture, ui_fixture_make_edit (2, CRM_CUSTOMER_ADDRESS_HOUSE, "14"));
  window = ui_fixture_open (fixture);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-sync", NULL);
  crm_test_wait_until (finds_type, window, DEADLINE);
  popover = ui_find_widget (GTK_WIDGET (window), DESK_TYPE_SYNC_POPOVER);
  wait_text (popover, "Address of the client");
  wait_text (popover, "Капелькин С.\u00a0И. · 1 field");
  wait_text (popover, "INN has a wrong check digit");
  wait_text (popover, "Compare");

  row = gtk_widget_get_ancestor (ui_find_text (popover, "INN has a wrong check digit"),
                                 DESK_TYPE_SYNC_ENTRY_ROW);
  gtk_widget_activate_action (row, "sync-entry.discard", NULL);
  while (desk_outbox_get_rejected (fixture->outbox) > 0)
    g_main_context_iteration (NULL, TRUE);
  gtk_popover_popdown (GTK_POPOVER (popover));
  ui_fixture_wait_frame (GTK_WIDGET (window));
  crm_test_drain ();
  ui_fixture_free (fixture);
}

static gboolean
is_empty (gpointer data)
{
  return g_list_model_get_n_items (data) == 0;
}

static gboolean
has_one (gpointer data)
{
  return g_list_model_get_n_items (data) == 1;
}

static gboolean
can_undo (gpointer data)
{
  return desk_undo_can_undo (desk_window_get_undo (data));
}

static gboolean
can_redo (gpointer data)
{
  return desk_undo_can_redo (desk_window_get_undo (data));
}

static void
test_undo (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  DeskWindow *window = ui_fixture_open (fixture);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  CrmCommand *edit = ui_fixture_make_edit (2, CRM_CUSTOMER_NOTE, "Перезвонить");

  g_assert_false (desk_undo_can_undo (desk_window_get_undo (window)));
  g_ptr_array_add (ids, ui_fixture_submit (fixture, edit));
  desk_undo_offer (GTK_WIDGET (desk_window_get_shell (window)), "Note changed", ids, NULL);
  wait_text (window, "Note changed");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL));
  crm_test_wait_until (is_empty, fixture->outbox, DEADLINE);
  crm_test_wait_until (can_redo, window, DEADLINE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL));
  crm_test_wait_until (has_one, fixture->outbox, DEADLINE);
  crm_test_wait_until (can_undo, window, DEADLINE);
  ui_fixture_free (fixture);
}

/* Two clients changed in one act, one of them on its way already: the other one is only taken back,
 * and the server hears nothing of it. */
static void
test_undo_partly_sent (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  DeskWindow *window = ui_fixture_open (fixture);
  g_autofree char *sent = ui_fixture_dup_customer (2);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) inverse =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (GAsyncResult) taken = NULL;
  g_autoptr (GPtrArray) commands = NULL;

  for (guint i = 2; i < 4; i++)
    {
      g_ptr_array_add (ids, ui_fixture_submit (fixture, ui_fixture_make_edit (i, CRM_CUSTOMER_NOTE,
                                                                              "Перезвонить")));
      g_ptr_array_add (inverse, ui_fixture_make_edit (i, CRM_CUSTOMER_NOTE, NULL));
    }
  desk_undo_push (desk_window_get_undo (window), "Notes changed", ids, inverse);
  desk_outbox_take_async (fixture->outbox, 1, NULL, crm_test_take_result, &taken);
  taken = crm_test_wait_result (&taken, DEADLINE);
  commands = desk_outbox_take_finish (fixture->outbox, taken, NULL);
  g_assert_cmpuint (commands->len, ==, 1);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL));
  crm_test_wait_until (can_redo, window, DEADLINE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->outbox)), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (DeskOutboxEntry) entry = g_list_model_get_item (G_LIST_MODEL (fixture->outbox), i);

      g_assert_cmpstr (crm_command_get_record (desk_outbox_entry_get_command (entry)), ==, sent);
    }
  ui_fixture_free (fixture);
}

static char *
offer_note (UiFixture *fixture, guint customer)
{
  DeskWindow *window = fixture->window;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  char *id =
      ui_fixture_submit (fixture, ui_fixture_make_edit (customer, CRM_CUSTOMER_NOTE, "Позвонить"));

  g_ptr_array_add (ids, g_strdup (id));
  desk_undo_offer (GTK_WIDGET (desk_window_get_shell (window)), "Note changed", ids, NULL);
  return id;
}

static gboolean
has_three (gpointer data)
{
  return g_list_model_get_n_items (data) == 3;
}

/* What was done in a row is one toast and one step back, and one step forward again. */
static void
test_undo_merged (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  DeskWindow *window = ui_fixture_open (fixture);
  DeskUndo *undo = desk_window_get_undo (window);

  g_free (offer_note (fixture, 1));
  wait_text (window, "Note changed");
  g_free (offer_note (fixture, 2));
  wait_text (window, "Note changed, and 1 more");
  g_free (offer_note (fixture, 3));
  wait_text (window, "Note changed, and 2 more");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL));
  crm_test_wait_until (is_empty, fixture->outbox, DEADLINE);
  crm_test_wait_until (can_redo, window, DEADLINE);
  g_assert_false (desk_undo_can_undo (undo));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.redo", NULL));
  crm_test_wait_until (has_three, fixture->outbox, DEADLINE);
  crm_test_wait_until (can_undo, window, DEADLINE);

  /* What is not offered any more stays a step of its own. */
  desk_undo_withdraw (undo);
  g_free (offer_note (fixture, 4));
  g_assert_null (desk_undo_merge (undo));
  ui_fixture_free (fixture);
}

static GtkWidget *
open_popover (UiFixture *fixture)
{
  DeskWindow *window = ui_fixture_open (fixture);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-sync", NULL);
  crm_test_wait_until (finds_type, window, DEADLINE);
  return ui_find_widget (GTK_WIDGET (window), DESK_TYPE_SYNC_POPOVER);
}

static void
close_popover (UiFixture *fixture, GtkWidget *popover)
{
  gtk_popover_popdown (GTK_POPOVER (popover));
  ui_fixture_wait_frame (GTK_WIDGET (fixture->window));
  crm_test_drain ();
  ui_fixture_free (fixture);
}

static void
test_eviction_choice (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  GtkWidget *popover = open_popover (fixture);

  g_assert_null (ui_find_text (popover, "Keep for Now"));
  desk_sync_status_set_state (fixture->status, DESK_SYNC_BLOCKED);
  g_object_set (fixture->status, "evicting-reason", "role-changed", "evicting", 15u, NULL);
  wait_text (popover, "Remove 15 clients from this computer?");
  wait_text (popover, "The server says that your role has changed.");
  wait_text (popover, "Remove 15 Clients");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (gtk_widget_get_ancestor (
                       ui_find_text (popover, "Keep for Now"), GTK_TYPE_BUTTON))),
                   ==, "app.keep-evicted");
  g_object_set (fixture->status, "evicting-kept", TRUE, NULL);
  wait_text (popover, "Remove 15 Clients");
  g_assert_null (ui_find_text (popover, "Keep for Now"));
  g_object_set (fixture->status, "evicting", 0u, NULL);
  g_assert_null (ui_find_text (popover, "Remove 15 Clients"));
  close_popover (fixture, popover);
}

static void
test_integrity_entry (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  GtkWidget *popover = open_popover (fixture);

  wait_text (popover, "not compared with the server yet");
  wait_text (popover, "Check");
  g_object_set (fixture->status, "check-stage", DESK_CHECK_FILES, NULL);
  wait_text (popover, "reading what this computer keeps…");
  wait_text (popover, "Stop");
  g_object_set (fixture->status, "check-stage", DESK_CHECK_SERVER, "check-progress", 0.42, NULL);
  wait_text (popover, "comparing with the server: 42 %");
  g_object_set (fixture->status, "check-stage", DESK_CHECK_NONE, "check-result", "All is well",
                NULL);
  wait_text (popover, "All is well");
  g_object_set (fixture->status, "damaged", TRUE, NULL);
  wait_text (popover, "Part of the data on this computer is damaged. It is loaded again as soon as "
                      "the server answers; nothing that you typed is lost.");
  g_object_set (fixture->status, "damaged", FALSE, "unreadable", 2u, NULL);
  wait_text (popover, "2 changes cannot be read: their key is lost.");
  wait_text (popover, "Details");
  close_popover (fixture, popover);
}

/* What the table promises must exist. */
static void
test_actions (void)
{
  UiFixture *fixture = ui_fixture_new (0);
  GtkWidgetClass *klass = g_type_class_ref (DESK_TYPE_WINDOW);
  guint n;
  const DeskActionInfo *table = desk_action_table (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = NULL;
      g_autoptr (GVariant) target = NULL;
      gboolean found = (table[i].flags & DESK_ACTION_PAGE) != 0;
      const GVariantType *type;
      const char *installed;
      const char *property;
      GType owner;

      g_assert_true (g_action_parse_detailed_name (table[i].action, &name, &target, NULL));
      if (g_str_has_prefix (name, "app."))
        found = g_action_group_has_action (G_ACTION_GROUP (fixture->application), name + 4);
      for (guint j = 0;
           !found && gtk_widget_class_query_action (klass, j, &owner, &installed, &type, &property);
           j++)
        found = g_str_equal (installed, name);
      if (!found)
        g_test_message ("no action %s", name);
      g_assert_true (found);
    }
  g_type_class_unref (klass);
  ui_fixture_free (fixture);
}

static void
test_shortcuts (void)
{
  GtkWidget *window = g_object_ref_sink (desk_shortcuts_window_new (FALSE));
  GtkWidget *more = g_object_ref_sink (desk_shortcuts_window_new (TRUE));
  guint all = desk_shortcuts_window_get_n_shown (DESK_SHORTCUTS_WINDOW (window));
  GtkWidget *entry;

  g_assert_cmpuint (all, >, 12);
  /* Who does not administer is not told of it. */
  g_assert_cmpuint (desk_shortcuts_window_get_n_shown (DESK_SHORTCUTS_WINDOW (more)), ==, all + 1);
  gtk_window_destroy (GTK_WINDOW (more));
  g_object_unref (more);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_wait_frame (window);
  entry = ui_find_widget (window, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "undo");
  crm_test_drain ();
  g_assert_cmpuint (desk_shortcuts_window_get_n_shown (DESK_SHORTCUTS_WINDOW (window)), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  crm_test_drain ();
  crm_test_assert_finalized (window);
}

static GtkWidget *
find_preferences (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (DESK_IS_PREFERENCES_WINDOW (window))
        return window;
    }
  return NULL;
}

/* Buttons of a window beside the main one reach the actions of the application. */
static void
test_preferences (void)
{
  UiFixture *fixture = ui_fixture_new (1);
  GtkWidget *preferences, *button;

  ui_fixture_open (fixture);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "preferences", NULL);
  preferences = find_preferences ();
  g_assert_nonnull (preferences);
  ui_fixture_wait_frame (preferences);
  button = gtk_widget_get_ancestor (ui_find_text (preferences, "Sign Out"), GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_is_sensitive (button));
  gtk_window_destroy (GTK_WINDOW (preferences));
  crm_test_drain ();
  ui_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/shell/layouts", test_layouts);
  g_test_add_func ("/ui/shell/history", test_history);
  g_test_add_func ("/ui/shell/navigation", test_navigation);
  g_test_add_func ("/ui/shell/exchange", test_exchange);
  g_test_add_func ("/ui/shell/popover", test_popover);
  g_test_add_func ("/ui/shell/undo", test_undo);
  g_test_add_func ("/ui/shell/undo-partly-sent", test_undo_partly_sent);
  g_test_add_func ("/ui/shell/undo-merged", test_undo_merged);
  g_test_add_func ("/ui/shell/eviction-choice", test_eviction_choice);
  g_test_add_func ("/ui/shell/integrity-entry", test_integrity_entry);
  g_test_add_func ("/ui/shell/actions", test_actions);
  g_test_add_func ("/ui/shell/shortcuts", test_shortcuts);
  g_test_add_func ("/ui/shell/preferences", test_preferences);
  return g_test_run ();
}
