/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whoever does not see the screen: on each page every button, field and row that is shown says what
 * it is. With GTK's own test backend, which keeps what was told. */

#include "admin-fixture.h"
#include "client/app/desk-preferences-window.h"
#include "client/app/desk-shortcuts-window.h"
#include "client/app/desk-sign-in-window.h"
#include "client/customers/desk-customer-new.h"
#include "client/ui/desk-sync-popover.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"

#define DEADLINE 20000

static gboolean
is_text (const char *text)
{
  return text != NULL && *text != '\0';
}

/* As GTK makes names: told, or from the labels inside. */
static gboolean
has_words (GtkWidget *root)
{
  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL) ||
      gtk_test_accessible_has_relation (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  if (GTK_IS_LABEL (root) && is_text (gtk_label_get_text (GTK_LABEL (root))))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;
  return FALSE;
}

/* What a person acts on. The inner text of an entry speaks through its entry. */
static gboolean
must_have_name (GtkWidget *widget)
{
  switch (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)))
    {
    case GTK_ACCESSIBLE_ROLE_BUTTON:
    case GTK_ACCESSIBLE_ROLE_CHECKBOX:
    case GTK_ACCESSIBLE_ROLE_COMBO_BOX:
    case GTK_ACCESSIBLE_ROLE_LIST:
    case GTK_ACCESSIBLE_ROLE_LIST_ITEM:
    case GTK_ACCESSIBLE_ROLE_RADIO:
    case GTK_ACCESSIBLE_ROLE_ROW:
    case GTK_ACCESSIBLE_ROLE_SEARCH_BOX:
    case GTK_ACCESSIBLE_ROLE_SPIN_BUTTON:
    case GTK_ACCESSIBLE_ROLE_SWITCH:
    case GTK_ACCESSIBLE_ROLE_TREE_GRID:
      return TRUE;
    case GTK_ACCESSIBLE_ROLE_TEXT_BOX:
      return !GTK_IS_TEXT (widget);
    default:
      return FALSE;
    }
}

static guint
count_nameless (GtkWidget *root)
{
  guint n = 0;

  if (!gtk_widget_get_mapped (root))
    return 0;
  if (must_have_name (root) && !has_words (root))
    {
      GtkWidget *parent = gtk_widget_get_parent (root);

      g_test_message ("no name: %s (%s) in %s", G_OBJECT_TYPE_NAME (root),
                      gtk_widget_get_name (root),
                      parent != NULL ? G_OBJECT_TYPE_NAME (parent) : "nothing");
      n++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_nameless (child);
  return n;
}

static gboolean
has_names (gpointer data)
{
  return count_nameless (data) == 0;
}

static void
check_window (GtkWidget *window)
{
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_wait_frame (window);
  crm_test_drain ();
  ui_fixture_wait_frame (window);
  crm_test_wait_until (has_names, window, DEADLINE);
}

static void
test_list (void)
{
  UiFixture *fixture = ui_fixture_new (40);
  GtkWidget *window = GTK_WIDGET (ui_fixture_open (fixture));

  check_window (window);
  desk_window_show_palette (DESK_WINDOW (window));
  check_window (window);
  ui_fixture_free (fixture);
}

static gboolean
shows_popover (gpointer data)
{
  return ui_find_widget (data, DESK_TYPE_SYNC_POPOVER) != NULL;
}

static void
test_card (void)
{
  UiFixture *fixture = ui_fixture_new (40);
  GtkWidget *window = GTK_WIDGET (ui_fixture_open (fixture));
  g_autofree char *person = ui_fixture_dup_customer (2);
  g_autofree char *waiting =
      ui_fixture_submit (fixture, ui_fixture_make_edit (2, CRM_CUSTOMER_ADDRESS_HOUSE, "14"));

  gtk_widget_activate_action (window, "win.open-record", "(ss)", "customer", person);
  check_window (window);
  gtk_widget_activate_action (window, "win.show-sync", NULL);
  crm_test_wait_until (shows_popover, window, DEADLINE);
  check_window (window);
  gtk_popover_popdown (GTK_POPOVER (ui_find_widget (window, DESK_TYPE_SYNC_POPOVER)));
  ui_fixture_wait_frame (window);
  crm_test_drain ();
  ui_fixture_free (fixture);
}

static void
test_windows (void)
{
  UiFixture *fixture = ui_fixture_new (40);
  DeskSettings *settings = desk_application_get_settings (fixture->application);
  DeskAccount *account = desk_application_get_account (fixture->application);
  GtkWidget *windows[] = {
    desk_preferences_window_new (settings, account),
    desk_shortcuts_window_new (TRUE),
    desk_customer_new_new (fixture->context),
    GTK_WIDGET (
        desk_sign_in_window_new (GTK_APPLICATION (fixture->application), account, NULL, TRUE)),
  };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      check_window (windows[i]);
      gtk_window_destroy (GTK_WINDOW (windows[i]));
      crm_test_drain ();
    }
  ui_fixture_free (fixture);
}

static void
test_admin (void)
{
  static const char *const sections[] = { "people", "branches", "deputies", "devices", "audit" };
  AdminFixture *fixture = admin_fixture_new ("administrator", 4);
  DeskAdminWindow *window;

  admin_remote_answer (fixture->remote, "GET", "/admin/sessions", "{\"sessions\":[]}");
  admin_remote_answer (fixture->remote, "GET", "/admin/audit", "{\"events\":[]}");
  window = admin_fixture_open (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      g_assert_true (desk_admin_window_show (window, sections[i]));
      check_window (GTK_WIDGET (window));
    }
  admin_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/names/list", test_list);
  g_test_add_func ("/ui/names/card", test_card);
  g_test_add_func ("/ui/names/windows", test_windows);
  g_test_add_func ("/ui/names/admin", test_admin);
  return g_test_run ();
}
