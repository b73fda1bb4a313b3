/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Insured objects and cross-sale on a card in a real window: what is done there becomes commands,
 * can be taken back, and needs no server. */

#include "client/customers/desk-object-block.h"
#include "client/customers/desk-offer-block.h"
#include "client/customers/desk-offer-row.h"
#include "client/ui/desk-field-row.h"
#include "client/ui/desk-rights.h"
#include "client/ui/desk-undo.h"
#include "shared/base/crm-date.h"
#include "shared/customers/crm-insured-object.h"
#include "tests/lib/crm-test.h"
#include "ui-fixture.h"
#include "ui-portfolio.h"

#define N_CUSTOMERS 20
#define KAPELKIN    2
#define DEADLINE    20000
#define LACKS_DMS   "{\"lacks\":\"dms\"}"

typedef struct
{
  UiFixture *fixture;
  DeskWindow *window;
  GType type; /* of the block */
  GtkWidget *block;
  const char *text;
  guint expected;
} Test;

static void
add_rule (UiPortfolio *portfolio)
{
  ui_portfolio_add_picture (portfolio);
  ui_portfolio_add_rule (portfolio, 0, "ДМС", LACKS_DMS);
  ui_portfolio_add_rule (portfolio, 1, "ОСАГО есть", "{\"lacks\":\"osago\"}");
}

static void
set_up (Test *test, GType type, void (*fill) (UiPortfolio *portfolio))
{
  UiPortfolio *portfolio = ui_portfolio_new ();
  g_autofree char *id = ui_fixture_dup_customer (KAPELKIN);

  test->type = type;
  test->fixture = ui_fixture_new (N_CUSTOMERS);
  fill (portfolio);
  ui_portfolio_apply (portfolio, test->fixture);
  test->window = ui_fixture_open (test->fixture);
  desk_window_open (test->window, "customers", id);
}

static gboolean
shows_text (gpointer data)
{
  Test *test = data;

  test->block = ui_find_widget (GTK_WIDGET (test->window), test->type);
  return test->block != NULL && ui_find_text (test->block, test->text) != NULL;
}

static GtkWidget *
wait_text (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (shows_text, test, DEADLINE);
  return ui_find_text (test->block, text);
}

static gboolean
hides_text (gpointer data)
{
  Test *test = data;

  test->block = ui_find_widget (GTK_WIDGET (test->window), test->type);
  return test->block == NULL || ui_find_text (test->block, test->text) == NULL;
}

static void
wait_no_text (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (hides_text, test, DEADLINE);
}

static gboolean
has_pending (gpointer data)
{
  Test *test = data;

  return desk_outbox_get_pending (test->fixture->outbox) == test->expected;
}

/* (transfer full): the newest of @n commands that wait. */
static CrmCommand *
wait_command (Test *test, guint n)
{
  GListModel *outbox = G_LIST_MODEL (test->fixture->outbox);
  g_autoptr (DeskOutboxEntry) entry = NULL;

  test->expected = n;
  crm_test_wait_until (has_pending, test, DEADLINE);
  entry = g_list_model_get_item (outbox, g_list_model_get_n_items (outbox) - 1);
  return crm_command_ref (desk_outbox_entry_get_command (entry));
}

static gboolean
offers_undo (gpointer data)
{
  Test *test = data;

  return ui_find_text (GTK_WIDGET (test->window), test->text) != NULL;
}

/* Once it is offered, which is when the act is stored. */
static void
undo (Test *test, const char *toast)
{
  test->text = toast;
  crm_test_wait_until (offers_undo, test, DEADLINE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (test->window), "win.undo", NULL));
}

static const char *
get_set (CrmCommand *command, guint field)
{
  return crm_field_set_get (crm_command_get_set (command), field);
}

static char *
dup_day (int days)
{
  g_autofree char *today = desk_rights_dup_today ();
  int now;

  g_assert_true (crm_date_to_days (today, &now));
  return crm_date_from_days (now + days);
}

/* ---- cross-sale -------------------------------------------------------------------------------
 */

/* Without rules of the company those that come with the program count. */
static void
test_shipped (void)
{
  Test test = { 0 };

  set_up (&test, DESK_TYPE_OFFER_BLOCK, ui_portfolio_add_picture);
  wait_text (&test, "Продление ОСАГО");
  ui_fixture_free (test.fixture);
}

static DeskOfferRow *
wait_offer (Test *test, const char *title)
{
  return DESK_OFFER_ROW (gtk_widget_get_ancestor (wait_text (test, title), GTK_TYPE_LIST_BOX_ROW));
}

static gboolean
has_conversion (gpointer data)
{
  return desk_offer_row_get_conversion (data) != NULL;
}

/* Offered, taken back, offered again and won: with the keys that a list has. */
static void
test_steps (void)
{
  Test test = { 0 };
  DeskOfferRow *row;
  g_autoptr (CrmCommand) made = NULL;
  g_autoptr (CrmCommand) again = NULL;
  g_autofree char *today = desk_rights_dup_today ();

  set_up (&test, DESK_TYPE_OFFER_BLOCK, add_rule);
  row = wait_offer (&test, "ДМС");
  g_assert_cmpstr (desk_card_block_get_subtitle (DESK_CARD_BLOCK (test.block)), ==,
                   "1 recommendation");
  g_assert_null (ui_find_text (test.block, "ОСАГО есть"));
  gtk_widget_grab_focus (GTK_WIDGET (row));
  g_assert_true (gtk_widget_activate (GTK_WIDGET (row)));
  made = wait_command (&test, 1);
  g_assert_cmpstr (crm_command_get_name (made), ==, "offer.create");
  g_assert_cmpstr (get_set (made, CRM_OFFER_BY_RULE), ==, "ДМС");
  g_assert_cmpstr (get_set (made, CRM_OFFER_PRODUCT), ==, "dms");
  g_assert_cmpstr (get_set (made, CRM_OFFER_STATUS), ==, "offered");
  g_assert_cmpstr (get_set (made, CRM_OFFER_REASON), ==, "Того нет");
  g_assert_cmpstr (get_set (made, CRM_OFFER_OFFERED_ON), ==, today);
  wait_text (&test, "Won");
  undo (&test, "Marked as offered");
  wait_text (&test, "Offer");
  wait_no_text (&test, "Won");

  g_assert_true (gtk_widget_activate (GTK_WIDGET (wait_offer (&test, "ДМС"))));
  wait_text (&test, "Won");
  g_assert_true (gtk_widget_activate (GTK_WIDGET (wait_offer (&test, "ДМС"))));
  wait_no_text (&test, "Won");
  row = wait_offer (&test, "ДМС");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (row), "won"));
  desk_offer_row_count (row);
  crm_test_wait_until (has_conversion, row, DEADLINE);
  g_assert_cmpstr (desk_offer_row_get_conversion (row), ==,
                   "Of 1 such offers that were decided 1 were won (100 %)");
  ui_fixture_free (test.fixture);
}

/* Whoever refused is left in peace until the day that is shown. */
static void
test_refused (void)
{
  Test test = { 0 };
  DeskOfferRow *row;
  g_autoptr (CrmCommand) command = NULL;
  g_autofree char *until = dup_day (90);

  set_up (&test, DESK_TYPE_OFFER_BLOCK, add_rule);
  g_assert_true (gtk_widget_activate (GTK_WIDGET (wait_offer (&test, "ДМС"))));
  wait_text (&test, "Won");
  row = wait_offer (&test, "ДМС");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (row), "offer.refuse", "i", 90));
  wait_no_text (&test, "Won");
  command = wait_command (&test, 2);
  g_assert_cmpstr (crm_command_get_name (command), ==, "offer.update");
  g_assert_cmpstr (get_set (command, CRM_OFFER_STATUS), ==, "refused");
  g_assert_cmpstr (get_set (command, CRM_OFFER_SILENT_UNTIL), ==, until);
  g_assert_null (ui_find_text (test.block, "Offer"));
  /* Acts that follow each other at once are one for the undo. */
  undo (&test, "Marked as refused, and 1 more");
  wait_text (&test, "Offer");
  ui_fixture_free (test.fixture);
}

/* ---- insured objects --------------------------------------------------------------------------
 */

static void
test_objects (void)
{
  Test test = { 0 };
  UiPortfolio *portfolio;

  set_up (&test, DESK_TYPE_OBJECT_BLOCK, ui_portfolio_add_picture);
  wait_text (&test, "Ромашка Кросс · А\302\240000\302\240АА\302\24077");
  wait_text (&test, "VIN\302\240XTA210990Y2765432 · 2022 · 113 hp");
  wait_text (&test, "Motor liability 12 days");
  wait_text (&test, "Licence plate: unusual plate");
  portfolio = ui_portfolio_new ();
  ui_portfolio_add_policy (portfolio, 7, "0000007777", 5, 370);
  ui_portfolio_apply (portfolio, test.fixture);
  wait_text (&test, "Insured twice at once: Motor liability ХХХ 0000005551 and ХХХ 0000007777");
  ui_fixture_free (test.fixture);
}

static DeskFieldRow *
find_editing (GtkWidget *root)
{
  if (DESK_IS_FIELD_ROW (root) && desk_field_row_is_editing (DESK_FIELD_ROW (root)))
    return DESK_FIELD_ROW (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      DeskFieldRow *row = find_editing (child);

      if (row != NULL)
        return row;
    }
  return NULL;
}

/* As from the menu behind "Add an object"; type 0 is a vehicle, 1 a property. */
static void
add_object (Test *test, int type, const char *typed)
{
  GtkWidget *add =
      gtk_widget_get_ancestor (wait_text (test, "Add an object"), GTK_TYPE_LIST_BOX_ROW);
  GtkWidget *types;
  DeskFieldRow *row;

  g_assert_true (gtk_widget_activate (add));
  types = ui_find_widget (add, GTK_TYPE_LIST_BOX);
  g_assert_nonnull (types);
  g_signal_emit_by_name (types, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (types), type));
  row = find_editing (test->block);
  g_assert_nonnull (row);
  desk_field_row_type (row, typed);
  g_assert_true (desk_field_row_end (row, TRUE));
}

typedef struct
{
  const char *name;
  int type;
  const char *typed;
  guint field;
  const char *value;
} NewCase;

static const NewCase news[] = {
  { "vin", 0, "xta 210990 y2765432", CRM_INSURED_OBJECT_VIN, "XTA210990Y2765432" },
  { "latin-plate", 0, "a123bc77", CRM_INSURED_OBJECT_PLATE, "А123ВС77" },
  { "name", 0, "Прицеп лодочный", CRM_INSURED_OBJECT_TITLE, "Прицеп лодочный" },
  { "address", 1, "Тверь, Речная ул., 5", CRM_INSURED_OBJECT_ADDRESS, "Тверь, Речная ул., 5" },
  { "cadastral", 1, "77:01:0004012:1024", CRM_INSURED_OBJECT_CADASTRAL_NUMBER,
    "77:01:0004012:1024" },
};

static void
test_new (gconstpointer data)
{
  const NewCase *one = data;
  Test test = { 0 };
  g_autoptr (CrmCommand) command = NULL;

  set_up (&test, DESK_TYPE_OBJECT_BLOCK, ui_portfolio_add_picture);
  add_object (&test, one->type, one->typed);
  command = wait_command (&test, 1);
  g_assert_cmpstr (crm_command_get_name (command), ==, "insured-object.create");
  g_assert_cmpstr (get_set (command, CRM_INSURED_OBJECT_TYPE), ==,
                   one->type == 0 ? "vehicle" : "property");
  g_assert_cmpstr (get_set (command, one->field), ==, one->value);
  wait_text (&test, "not insured");
  ui_fixture_free (test.fixture);
}

/* A VIN whose check digit is wrong is kept and told. */
static void
test_checksum (void)
{
  Test test = { 0 };

  set_up (&test, DESK_TYPE_OBJECT_BLOCK, ui_portfolio_add_picture);
  add_object (&test, 0, "1HGCM82633A004353");
  wait_text (&test, "VIN: check digit does not fit");
  ui_fixture_free (test.fixture);
}

/* Opened, changed in place, removed and brought back, with keys only. */
static void
test_edit (void)
{
  Test test = { 0 };
  GtkWidget *line;
  DeskFieldRow *row;
  g_autoptr (CrmCommand) change = NULL;
  g_autoptr (CrmCommand) removal = NULL;

  set_up (&test, DESK_TYPE_OBJECT_BLOCK, ui_portfolio_add_picture);
  line = gtk_widget_get_ancestor (wait_text (&test, "Квартира"), GTK_TYPE_LIST_BOX_ROW);
  g_assert_true (gtk_widget_activate (line));
  row = DESK_FIELD_ROW (
      gtk_widget_get_ancestor (wait_text (&test, "Cadastral number"), DESK_TYPE_FIELD_ROW));
  desk_field_row_begin (row);
  desk_field_row_type (row, "77:01:0004012:1024");
  g_assert_true (desk_field_row_end (row, TRUE));
  change = wait_command (&test, 1);
  g_assert_cmpstr (crm_command_get_name (change), ==, "insured-object.update");
  g_assert_cmpstr (get_set (change, CRM_INSURED_OBJECT_CADASTRAL_NUMBER), ==, "77:01:0004012:1024");
  g_signal_emit_by_name (gtk_widget_get_ancestor (ui_find_widget (line, GTK_TYPE_BUTTON),
                                                  GTK_TYPE_BUTTON),
                         "clicked");
  removal = wait_command (&test, 2);
  g_assert_cmpstr (crm_command_get_name (removal), ==, "insured-object.delete");
  wait_no_text (&test, "Квартира");
  undo (&test, "Object removed");
  wait_text (&test, "Квартира");
  ui_fixture_free (test.fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/portfolio/shipped", test_shipped);
  g_test_add_func ("/portfolio/steps", test_steps);
  g_test_add_func ("/portfolio/refused", test_refused);
  g_test_add_func ("/portfolio/objects", test_objects);
  crm_test_add_cases ("/portfolio/new", news, sizeof news[0], G_N_ELEMENTS (news), test_new);
  g_test_add_func ("/portfolio/checksum", test_checksum);
  g_test_add_func ("/portfolio/edit", test_edit);
  return g_test_run ();
}
