/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ctrl+K: what is found, in which order, and what Enter does. */

#include "client/app/desk-mark.h"
#include "client/app/desk-palette.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"
#include "ui-portfolio.h"

#define DEADLINE 20000

typedef struct
{
  const char *name;
  const char *typed;
  const char *first;  /* (nullable): %NULL: nothing is found */
  const char *absent; /* (nullable) */
} Case;

static const Case cases[] = {
  { "name", "капел", "Капелькин Семён Ильич", "New client" },
  { "other-layout", "rfgtkm", "Капелькин Семён Ильич", NULL },
  { "number", "5551", "Капелькин Семён Ильич", NULL },
  { "number-with-noughts", "005551", "Капелькин Семён Ильич", NULL },
  { "only-numbers", "#5551", "Капелькин Семён Ильич", "New client" },
  { "only-clients", "@капел", "Капелькин Семён Ильич", "New client" },
  { "only-actions", ">new", "New client", "Капелькин Семён Ильич" },
  { "action", "preferences", "Preferences", NULL },
  { "action-typed-in-cyrillic", ">зкуаукутсуы", "Preferences", NULL },
  { "action-by-another-word", ">theme", "Preferences", NULL },
  { "phone-end", "550123", "Капелькин Семён Ильич", NULL },
  { "empty", "", "New client", "Капелькин Семён Ильич" },
  { "nothing", "абракадабра", NULL, NULL },
};

typedef struct
{
  DeskPalette *palette;
  const char *first;
} Wait;

static gboolean
shows_first (gpointer data)
{
  Wait *wait = data;
  g_auto (GStrv) titles = desk_palette_dup_titles (wait->palette);

  return g_strcmp0 (titles[0], wait->first) == 0;
}

static DeskPalette *
open_palette (UiFixture *fixture)
{
  DeskWindow *window = ui_fixture_open (fixture);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-palette", NULL);
  g_assert_true (desk_window_is_palette_shown (window));
  return DESK_PALETTE (ui_find_widget (GTK_WIDGET (window), DESK_TYPE_PALETTE));
}

static void
test_find (gconstpointer data)
{
  const Case *test = data;
  UiFixture *fixture = ui_fixture_new (30);
  Wait wait = { open_palette (fixture), test->first };
  g_auto (GStrv) titles = NULL;

  desk_palette_set_text (wait.palette, test->typed);
  crm_test_wait_until (shows_first, &wait, DEADLINE);
  titles = desk_palette_dup_titles (wait.palette);
  if (test->absent != NULL)
    g_assert_false (g_strv_contains ((const char *const *) titles, test->absent));
  ui_fixture_free (fixture);
}

/* The picture's policies: who has the number, and the policy itself below. */
static void
test_policies (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  UiPortfolio *portfolio = ui_portfolio_new ();
  g_auto (GStrv) titles = NULL;
  Wait wait;

  ui_portfolio_add_policy (portfolio, 7, "7770001234", -10, 355);
  ui_portfolio_apply (portfolio, fixture);
  wait.palette = open_palette (fixture);
  wait.first = "Капелькин Семён Ильич";
  desk_palette_set_text (wait.palette, "777000");
  crm_test_wait_until (shows_first, &wait, DEADLINE);
  titles = desk_palette_dup_titles (wait.palette);
  g_assert_cmpuint (g_strv_length (titles), ==, 2);
  g_assert_true (g_str_has_prefix (titles[1], "policy 7770001234, "));
  g_assert_nonnull (ui_find_text (GTK_WIDGET (wait.palette), "Policies"));
  desk_palette_set_text (wait.palette, "@777000");
  crm_test_wait_until (shows_first, &wait, DEADLINE);
  ui_fixture_free (fixture);
}

static gboolean
is_closed (gpointer data)
{
  return !desk_window_is_palette_shown (data);
}

static gboolean
shows_name (gpointer data)
{
  return ui_find_text (data, "Капелькин Семён Ильич") != NULL;
}

static void
test_enter (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  Wait wait = { open_palette (fixture), "Капелькин Семён Ильич" };
  GtkWidget *entry = ui_find_widget (GTK_WIDGET (wait.palette), GTK_TYPE_TEXT);

  desk_palette_set_text (wait.palette, "@капел");
  crm_test_wait_until (shows_first, &wait, DEADLINE);
  g_signal_emit_by_name (entry, "activate");
  crm_test_wait_until (is_closed, fixture->window, DEADLINE);
  crm_test_wait_until (shows_name, desk_shell_get_page (desk_window_get_shell (fixture->window)),
                       DEADLINE);
  ui_fixture_free (fixture);
}

static gboolean
shows_something (gpointer data)
{
  g_auto (GStrv) titles = desk_palette_dup_titles (data);

  return titles[0] != NULL;
}

static gboolean
nothing_work (DeskConnection *connection, gpointer data, GError **error)
{
  return TRUE;
}

static gboolean
has_come (gpointer data)
{
  GAsyncResult **result = data;

  return *result != NULL;
}

/* What was asked of the writer before this is done. */
static void
await_writer (UiFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  desk_database_write_async (fixture->database, DESK_PRIORITY_SCREEN, nothing_work, NULL, NULL,
                             NULL, crm_test_take_result, &result);
  crm_test_wait_until (has_come, &result, DEADLINE);
}

/* Whose card was opened comes first among those of the same name. */
static void
test_opened (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  Wait wait = { open_palette (fixture), "Берёзкин-28 Остап" };
  g_autofree char *id = ui_fixture_dup_customer (28);

  desk_palette_set_text (wait.palette, "@остап");
  crm_test_wait_until (shows_something, wait.palette, DEADLINE);
  g_assert_false (shows_first (&wait));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-record", "(ss)", "customer",
                              id);
  await_writer (fixture);
  desk_window_hide_palette (fixture->window);
  desk_window_show_palette (fixture->window);
  desk_palette_set_text (wait.palette, "@остап");
  crm_test_wait_until (shows_first, &wait, DEADLINE);
  ui_fixture_free (fixture);
}

static void
test_focus_returns (void)
{
  UiFixture *fixture = ui_fixture_new (5);
  DeskPalette *palette;
  GtkWidget *before;

  ui_fixture_open (fixture);
  before = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  desk_window_show_palette (fixture->window);
  palette = DESK_PALETTE (ui_find_widget (GTK_WIDGET (fixture->window), DESK_TYPE_PALETTE));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) != before);
  gtk_widget_activate_action (GTK_WIDGET (palette), "palette.close", NULL);
  g_assert_false (desk_window_is_palette_shown (fixture->window));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == before);
  ui_fixture_free (fixture);
}

static gboolean
is_narrow (gpointer data)
{
  return desk_context_get_layout (data) == DESK_LAYOUT_NARROW;
}

/* In a narrow window the selected row gives its room to the name. */
static void
test_narrow (void)
{
  UiFixture *fixture = ui_fixture_new (30);
  Wait wait = { open_palette (fixture), "Капелькин Семён Ильич" };
  GtkWidget *title;
  int natural = 0;

  desk_palette_set_text (wait.palette, "@капел");
  crm_test_wait_until (shows_first, &wait, DEADLINE);
  ui_fixture_wait_frame (GTK_WIDGET (fixture->window));
  g_assert_nonnull (ui_find_text (GTK_WIDGET (wait.palette), "Enter"));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 400, 700);
  crm_test_wait_until (is_narrow, fixture->context, DEADLINE);
  ui_fixture_wait_frame (GTK_WIDGET (fixture->window));
  ui_fixture_wait_frame (GTK_WIDGET (fixture->window));
  g_assert_null (ui_find_text (GTK_WIDGET (wait.palette), "Enter"));
  title = ui_find_text (GTK_WIDGET (wait.palette), "Капелькин Семён Ильич");
  g_assert_nonnull (title);
  gtk_widget_measure (title, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  g_assert_cmpint (gtk_widget_get_width (title), >=, natural);
  ui_fixture_free (fixture);
}

#define M(text) "<span weight=\"600\" foreground=\"#1a5fb4\">" text "</span>"

static const struct
{
  const char *name;
  const char *text;
  const char *words[3];
  const char *markup;
} marks[] = {
  { "word", "Капелькин Семён", { "капел" }, M ("Капел") "ькин Семён" },
  { "yo", "Семён", { "семен" }, M ("Семён") },
  { "not-inside", "Семён", { "мен" }, "Семён" },
  { "escaped", "<a> & b", { "b" }, "&lt;a&gt; &amp; " M ("b") },
  { "phone", "+7 900 555-01-23", { "5550123" }, "+7 900 " M ("555-01-23") },
  { "digits-inside", "№ 005551", { "5551" }, "№ 00" M ("5551") },
  { "two", "Ильич Семён", { "иль", "сем" }, M ("Иль") "ич " M ("Сем") "ён" },
  { "nothing", "Семён", { NULL }, "Семён" },
};

static void
test_marks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autofree char *markup = desk_mark_dup_markup (marks[i].text, marks[i].words, FALSE);

      g_test_message ("%s", marks[i].name);
      g_assert_cmpstr (markup, ==, marks[i].markup);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  crm_test_add_cases ("/ui/palette/find", cases, sizeof cases[0], G_N_ELEMENTS (cases), test_find);
  g_test_add_func ("/ui/palette/policies", test_policies);
  g_test_add_func ("/ui/palette/enter", test_enter);
  g_test_add_func ("/ui/palette/opened", test_opened);
  g_test_add_func ("/ui/palette/focus-returns", test_focus_returns);
  g_test_add_func ("/ui/palette/narrow", test_narrow);
  g_test_add_func ("/ui/palette/marks", test_marks);
  return g_test_run ();
}
