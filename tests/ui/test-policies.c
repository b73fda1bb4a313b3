/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The policies of a card in a real window: what is open, what is in the archive, the words of a
 * schedule, and that nothing but a key is needed. */

#include "client/customers/desk-customer-facts.h"
#include "client/customers/desk-customer-header.h"
#include "client/customers/desk-policy-block.h"
#include "client/customers/desk-policy-details.h"
#include "client/customers/desk-policy-row.h"
#include "client/customers/desk-policy-words.h"
#include "client/customers/desk-schedule-bar.h"
#include "shared/customers/crm-insured-object.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"
#include "ui-portfolio.h"

#define N_CUSTOMERS 20
#define KAPELKIN    2
#define KUVSHINKINA 3
#define DEADLINE    20000
#define ENOUGH      64

typedef struct
{
  UiFixture *fixture;
  DeskWindow *window;
  GtkWidget *block;
  const char *text;
  GPtrArray *rows; /* (element-type DeskPolicyRow): mapped ones */
  guint expected;
} Test;

static void
collect_rows (GtkWidget *root, GPtrArray *rows)
{
  if (!gtk_widget_get_mapped (root))
    return;
  if (DESK_IS_POLICY_ROW (root))
    g_ptr_array_add (rows, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_rows (child, rows);
}

static gboolean
has_rows (gpointer data)
{
  Test *test = data;

  test->block = ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_POLICY_BLOCK);
  if (test->block == NULL)
    return FALSE;
  g_clear_pointer (&test->rows, g_ptr_array_unref);
  test->rows = g_ptr_array_new ();
  collect_rows (test->block, test->rows);
  return test->rows->len == test->expected;
}

static void
wait_rows (Test *test, guint n)
{
  test->expected = n;
  crm_test_wait_until (has_rows, test, DEADLINE);
}

static gboolean
shows_text (gpointer data)
{
  Test *test = data;

  return ui_find_text (test->block, test->text) != NULL;
}

static void
wait_text (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (shows_text, test, DEADLINE);
}

static void
set_up (Test *test, guint customer, void (*fill) (UiPortfolio *portfolio))
{
  UiPortfolio *portfolio = ui_portfolio_new ();
  g_autofree char *id = ui_fixture_dup_customer (customer);

  test->fixture = ui_fixture_new (N_CUSTOMERS);
  fill (portfolio);
  ui_portfolio_apply (portfolio, test->fixture);
  test->window = ui_fixture_open (test->fixture);
  desk_window_open (test->window, "customers", id);
}

static void
tear_down (Test *test)
{
  g_clear_pointer (&test->rows, g_ptr_array_unref);
  ui_fixture_free (test->fixture);
}

static DeskPolicyRow *
get_row (Test *test, guint position)
{
  return DESK_POLICY_ROW (g_ptr_array_index (test->rows, position));
}

static const char *
get_number (Test *test, guint position)
{
  return crm_record_get_text (desk_policy_row_get_policy (get_row (test, position)),
                              CRM_POLICY_NUMBER);
}

/* What ends first comes first; the first two are open, with their details. */
static void
test_list (void)
{
  Test test = { 0 };

  set_up (&test, KAPELKIN, ui_portfolio_add_picture);
  wait_rows (&test, 4);
  g_assert_cmpstr (get_number (&test, 0), ==, "0000005551");
  g_assert_cmpstr (get_number (&test, 1), ==, "КС-2025-005551");
  g_assert_cmpstr (get_number (&test, 2), ==, "ИП-005512");
  g_assert_cmpstr (get_number (&test, 3), ==, "ИМ-005520");
  g_assert_true (desk_policy_row_is_open (get_row (&test, 0)));
  g_assert_true (desk_policy_row_is_open (get_row (&test, 1)));
  g_assert_false (desk_policy_row_is_open (get_row (&test, 2)));
  g_assert_cmpstr (desk_card_block_get_subtitle (DESK_CARD_BLOCK (test.block)), ==, "4 in force");
  wait_text (&test, "12 days");
  wait_text (&test, "62\302\240400\302\240₽");
  wait_text (&test, "2\302\240140\302\240000\302\240₽");
  wait_text (&test, "Ромашка Кросс · А\302\240000\302\240АА\302\24077");
  wait_text (&test, "Капелькин Семён Ильич");
  wait_text (&test, "Drivers");
  tear_down (&test);
}

static void
test_archive (void)
{
  Test test = { 0 };
  GtkWidget *button;

  set_up (&test, KAPELKIN, ui_portfolio_add_picture);
  wait_rows (&test, 4);
  button = ui_find_text (test.block, "Archive: 2");
  g_assert_nonnull (button);
  button = gtk_widget_get_ancestor (button, GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  wait_rows (&test, 2);
  g_assert_cmpstr (get_number (&test, 0), ==, "0000004410");
  g_assert_cmpstr (get_number (&test, 1), ==, "ВЗР-000871");
  g_assert_false (desk_policy_row_is_open (get_row (&test, 0)));
  g_assert_nonnull (ui_find_text (test.block, "cancelled"));
  g_signal_emit_by_name (button, "clicked");
  wait_rows (&test, 4);
  tear_down (&test);
}

/* Shares that do not make a whole are told where the policy is read. */
static void
test_shares (void)
{
  Test test = { 0 };

  set_up (&test, KAPELKIN, ui_portfolio_add_picture);
  wait_rows (&test, 4);
  g_assert_null (ui_find_text (test.block, "Shares make 90.00 % instead of 100 %"));
  desk_policy_row_set_open (get_row (&test, 2), TRUE);
  wait_text (&test, "Shares make 90.00 % instead of 100 %");
  wait_text (&test, "АО «Банк Тестовый», 60\302\240%\nКапелькин Семён Ильич, 30\302\240%");
  tear_down (&test);
}

static gboolean
has_schedule (gpointer data)
{
  Test *test = data;
  GtkWidget *bar = ui_find_widget (GTK_WIDGET (get_row (test, 1)), DESK_TYPE_SCHEDULE_BAR);

  return bar != NULL &&
         g_strcmp0 (desk_schedule_bar_get_text (DESK_SCHEDULE_BAR (bar)), test->text) == 0;
}

/* The strip says in words what its colours say, and follows a payment that comes from the server.
 */
static void
test_schedule (void)
{
  Test test = { 0 };
  UiPortfolio *portfolio;
  g_autofree char *customer = ui_fixture_dup_customer (KAPELKIN);
  g_autofree char *day = NULL;
  g_autofree char *expected = NULL;
  const char *values[CRM_INSTALMENT_N_FIELDS] = {
    [CRM_INSTALMENT_POLICYHOLDER] = customer,
    [CRM_INSTALMENT_NO] = "4",
    [CRM_INSTALMENT_AMOUNT_KOPECKS] = "1560000",
    [CRM_INSTALMENT_PAID_KOPECKS] = "1560000",
    [CRM_INSTALMENT_STATUS] = "paid",
  };

  set_up (&test, KAPELKIN, ui_portfolio_add_picture);
  wait_rows (&test, 4);
  portfolio = ui_portfolio_new ();
  day = desk_day_format (ui_portfolio_day (portfolio, 5), g_get_real_time ());
  expected =
      g_strdup_printf ("3 of 4 paid, next: %s · 15\302\240600\302\240₽ · due in 5 days", day);
  test.text = expected;
  crm_test_wait_until (has_schedule, &test, DEADLINE);

  values[CRM_INSTALMENT_POLICY] = ui_portfolio_id (portfolio, 'p', 0);
  values[CRM_INSTALMENT_DUE_ON] = ui_portfolio_day (portfolio, 5);
  values[CRM_INSTALMENT_PAID_ON] = ui_portfolio_day (portfolio, 0);
  ui_portfolio_add (portfolio, &crm_instalment_kind, ui_portfolio_id (portfolio, 'i', 3), values);
  ui_portfolio_apply (portfolio, test.fixture);
  test.text = "all paid";
  crm_test_wait_until (has_schedule, &test, DEADLINE);
  tear_down (&test);
}

static void
add_fifty (UiPortfolio *portfolio)
{
  ui_portfolio_add_many (portfolio, KUVSHINKINA, 50);
}

/* Of fifty policies only those that are seen have rows, and only open ones have details. */
static void
test_fifty (void)
{
  Test test = { 0 };
  GtkWidget *more;

  set_up (&test, KUVSHINKINA, add_fifty);
  wait_rows (&test, 6);
  g_assert_null (ui_find_widget (GTK_WIDGET (get_row (&test, 2)), DESK_TYPE_POLICY_DETAILS));
  more = ui_find_text (test.block, "Show 44 more");
  g_assert_nonnull (more);
  more = gtk_widget_get_ancestor (more, GTK_TYPE_LIST_BOX_ROW);
  gtk_widget_activate (more);
  wait_rows (&test, 26);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (test.window)) == GTK_WIDGET (get_row (&test, 6)));
  tear_down (&test);
}

/* The card slides in, and a menu has its place beside what is seen. */
static gboolean
is_in_view (gpointer data)
{
  GtkWidget *row = data;
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (row));
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (row, root, &bounds) && bounds.origin.y > 0 &&
         bounds.origin.x + bounds.size.width < (float) gtk_widget_get_width (root) &&
         bounds.origin.y + bounds.size.height < (float) gtk_widget_get_height (root);
}

static void
test_keys (void)
{
  Test test = { 0 };
  DeskPolicyRow *row;

  set_up (&test, KAPELKIN, ui_portfolio_add_picture);
  wait_rows (&test, 4);
  row = get_row (&test, 2);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (row)));
  g_assert_true (gtk_widget_activate (GTK_WIDGET (row)));
  g_assert_true (desk_policy_row_is_open (row));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "policy.close", NULL));
  g_assert_false (desk_policy_row_is_open (row));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "policy.open", NULL));
  g_assert_true (desk_policy_row_is_open (row));
  /* A menu has its place beside what is seen: the first row is. */
  row = get_row (&test, 0);
  crm_test_wait_until (is_in_view, row, DEADLINE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "policy.menu", NULL));
  g_assert_nonnull (ui_find_widget (GTK_WIDGET (row), GTK_TYPE_POPOVER_MENU));
  tear_down (&test);
}

static void
test_none (void)
{
  Test test = { 0 };

  set_up (&test, KUVSHINKINA, ui_portfolio_add_picture);
  wait_rows (&test, 0);
  wait_text (&test, "No policies yet");
  tear_down (&test);
}

/* ---- the header -------------------------------------------------------------------------------
 */

static gboolean
header_shows (gpointer data)
{
  Test *test = data;

  test->block = ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_CUSTOMER_FACTS);
  return test->block != NULL && ui_find_text (test->block, test->text) != NULL;
}

static void
wait_header (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (header_shows, test, DEADLINE);
}

/* Sums are derived from policies and instalments; how, with both sides of the ratio, is a key away.
 */
static void
test_facts (void)
{
  Test test = { 0 };
  GtkWidget *button;

  set_up (&test, KAPELKIN, ui_portfolio_add_picture);
  wait_header (&test, "86\302\240400\302\240₽");
  wait_header (&test, "46\302\240800\302\240₽");
  wait_header (&test, "in 1 year");
  wait_header (&test, "100\302\240%");
  wait_header (&test, "3/3");
  g_assert_nonnull (ui_find_text (test.block, "Анна Ливнева"));
  g_assert_null (ui_find_text (test.block, "Розница"));
  button = gtk_widget_get_ancestor (ui_find_text (test.block, "3/3"), GTK_TYPE_BUTTON);
  g_assert_nonnull (gtk_widget_get_tooltip_text (button));
  g_assert_true (gtk_widget_grab_focus (button));
  crm_test_wait_until (is_in_view, button, DEADLINE);
  g_assert_true (gtk_widget_activate (button));
  wait_header (&test, "Pays in time: 3 of 3, 100\302\240%");
  wait_header (&test, "Premium in force: 86\302\240400\302\240₽, 4 policies in force");
  tear_down (&test);
}

/* A policy makes a client of a lead, whatever the server said last. */
static void
test_standing (void)
{
  Test test = { 0 };
  UiPortfolio *portfolio;
  GtkWidget *header;
  const guint lead = 6;

  set_up (&test, lead, ui_portfolio_add_picture);
  wait_header (&test, "Анна Ливнева");
  header = ui_find_widget (GTK_WIDGET (test.window), DESK_TYPE_CUSTOMER_HEADER);
  g_assert_nonnull (ui_find_text (header, "lead"));
  portfolio = ui_portfolio_new ();
  ui_portfolio_add_many (portfolio, lead, 1);
  ui_portfolio_apply (portfolio, test.fixture);
  wait_header (&test, "62\302\240400\302\240₽");
  g_assert_null (ui_find_text (header, "lead"));
  tear_down (&test);
}

/* ---- words ------------------------------------------------------------------------------------
 */

typedef struct
{
  const char *name;
  const char *status;
  const char *starts_on;
  const char *ends_on;
  const char *term;
  const char *tone;
} TermCase;

static const TermCase terms[] = {
  { "far", "active", "2026-01-01", "2026-12-31", "until 31.12.2026", NULL },
  { "edge", "active", "2026-01-01", "2026-12-23", "30 days", "soon" },
  { "one", "active", "2026-01-01", "2026-11-24", "1 day", "soon" },
  { "last", "active", "2026-01-01", "2026-11-23", "last day", "soon" },
  { "over", "active", "2026-01-01", "2026-11-22", "ended 22.11.2026", NULL },
  { "later", "issued", "2026-12-01", "2027-11-30", "from 01.12.2026", "plain" },
  { "begun", "issued", "2026-11-23", "2027-11-22", "until 22.11.2027", NULL },
  { "draft", "draft", NULL, NULL, "draft", "plain" },
  { "cancelled", "cancelled", "2026-01-01", "2026-12-31", "cancelled", "plain" },
  { "suspended", "suspended", "2026-01-01", "2026-12-31", "suspended", "soon" },
  { "endless", "active", "2026-01-01", NULL, "without an end", NULL },
};

static void
test_term (gconstpointer data)
{
  const TermCase *one = data;
  const char *values[CRM_POLICY_N_FIELDS] = { [CRM_POLICY_STATUS] = one->status,
                                              [CRM_POLICY_STARTS_ON] = one->starts_on,
                                              [CRM_POLICY_ENDS_ON] = one->ends_on };
  g_autoptr (CrmRecord) policy =
      crm_record_new (&crm_policy_kind, "01980000-0004-7000-8000-000000000001");
  const char *tone = "unset";
  g_autofree char *term = NULL;

  crm_record_load (policy, 1, CRM_RECORD_SYNCED, values);
  term = desk_policy_dup_term (policy, "2026-11-23", &tone);
  g_assert_cmpstr (term, ==, one->term);
  g_assert_cmpstr (tone, ==, one->tone);
}

typedef struct
{
  const char *name;
  CrmInstalmentFacts facts;
  const char *words;
  const char *tone;
} StateCase;

static const StateCase states[] = {
  { "paid", { NULL, "2026-11-01", "2026-11-01", 1000, 1000 }, "paid", "paid" },
  { "today", { NULL, "2026-11-23", NULL, 1000, 0 }, "due today", "due" },
  { "soon", { NULL, "2026-11-24", NULL, 1000, 0 }, "due in 1 day", "due" },
  { "late", { NULL, "2026-11-20", NULL, 1000, 0 }, "overdue by 3 days", "overdue" },
  { "late-part", { NULL, "2026-11-22", NULL, 1000, 500 }, "overdue by 1 day", "overdue" },
  { "part", { NULL, "2027-11-20", NULL, 150000, 50050 }, "999,50\302\240₽ to pay", "partial" },
  { "planned", { NULL, "2027-01-01", NULL, 1000, 0 }, "planned", "planned" },
  { "cancelled", { "cancelled", "2026-01-01", NULL, 1000, 0 }, "cancelled", "cancelled" },
};

static void
test_state (gconstpointer data)
{
  const StateCase *one = data;
  g_autofree char *words = desk_instalment_dup_state (&one->facts, "2026-11-23");

  g_assert_cmpstr (words, ==, one->words);
  g_assert_cmpstr (desk_instalment_get_tone (crm_instalment_get_state (&one->facts, "2026-11-23")),
                   ==, one->tone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/policies/term", terms, sizeof terms[0], G_N_ELEMENTS (terms), test_term);
  crm_test_add_cases ("/policies/instalment", states, sizeof states[0], G_N_ELEMENTS (states),
                      test_state);
  g_test_add_func ("/policies/list", test_list);
  g_test_add_func ("/policies/archive", test_archive);
  g_test_add_func ("/policies/shares", test_shares);
  g_test_add_func ("/policies/schedule", test_schedule);
  g_test_add_func ("/policies/fifty", test_fifty);
  g_test_add_func ("/policies/keys", test_keys);
  g_test_add_func ("/policies/none", test_none);
  g_test_add_func ("/policies/facts", test_facts);
  g_test_add_func ("/policies/standing", test_standing);
  return g_test_run ();
}
