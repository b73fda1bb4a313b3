/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The timeline of the card and what is done in it by keys: lines, filters, dates, notes, tasks. */

#include "client/customers/desk-customer-history.h"
#include "client/customers/desk-customer-page.h"
#include "client/customers/desk-customer-timeline.h"
#include "client/customers/desk-history-filter.h"
#include "client/customers/desk-note-composer.h"
#include "client/ui/desk-timeline-row.h"
#include "client/ui/desk-timeline-view.h"
#include "client/ui/desk-undo.h"
#include "life-fixture.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-task.h"
#include "tests/lib/crm-model-validator.h"
#include "tests/lib/crm-test.h"

#define N_CUSTOMERS 20
#define KAPELKIN    2
#define DEADLINE    20000

typedef struct
{
  UiFixture *fixture;
  DeskWindow *window;
  DeskTimelineView *view;
  GListModel *model;
  const char *text;
  guint expected;
} Test;

static gboolean
has_timeline (gpointer data)
{
  Test *test = data;

  test->view =
      DESK_TIMELINE_VIEW (ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_TIMELINE_VIEW));
  if (test->view == NULL)
    return FALSE;
  g_clear_object (&test->model);
  g_object_get (test->view, "model", &test->model, NULL);
  return test->model != NULL &&
         desk_customer_history_get_timeline (DESK_CUSTOMER_HISTORY (test->model)) != NULL &&
         desk_timeline_is_complete (
             desk_customer_history_get_timeline (DESK_CUSTOMER_HISTORY (test->model)));
}

static void
open_card (Test *test, guint customer)
{
  g_autofree char *id = ui_fixture_dup_customer (customer);

  test->window = ui_fixture_open (test->fixture);
  desk_window_open (test->window, "customers", id);
  crm_test_wait_until (has_timeline, test, DEADLINE);
}

static void
begin (Test *test)
{
  test->fixture = ui_fixture_new (N_CUSTOMERS);
  ui_feed_life (test->fixture);
  open_card (test, KAPELKIN);
}

static void
end (Test *test)
{
  g_clear_object (&test->model);
  ui_fixture_free (test->fixture);
}

/* Title without markup of line @position; "" while it is not read. (transfer full) */
static char *
dup_title (Test *test, guint position)
{
  g_autoptr (DeskTimelineItem) item = g_list_model_get_item (test->model, position);
  char *plain = NULL;

  if (item == NULL || desk_timeline_item_get_title (item) == NULL)
    return g_strdup ("");
  g_assert_true (
      pango_parse_markup (desk_timeline_item_get_title (item), -1, 0, NULL, &plain, NULL, NULL));
  return plain;
}

static guint
find_line (Test *test, const char *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (test->model); i++)
    {
      g_autofree char *title = dup_title (test, i);
      g_autoptr (DeskTimelineItem) item = g_list_model_get_item (test->model, i);

      if (g_str_equal (title, text) || g_strcmp0 (desk_timeline_item_get_detail (item), text) == 0)
        return i;
    }
  return G_MAXUINT;
}

static gboolean
has_line (gpointer data)
{
  Test *test = data;

  return find_line (test, test->text) != G_MAXUINT;
}

static guint
wait_line (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (has_line, test, DEADLINE);
  return find_line (test, text);
}

static gboolean
lacks_line (gpointer data)
{
  return !has_line (data);
}

static void
wait_no_line (Test *test, const char *text)
{
  test->text = text;
  crm_test_wait_until (lacks_line, test, DEADLINE);
}

static void
test_lines (void)
{
  static const char *const lines[] = {
    "Note · Анна Ливнева",
    "Прислать расчёт ОСАГО с женой",
    "Поздравить с днём рождения",
    "Motor hull: policy issued · 62\u00a0400\u00a0₽",
    "Motor hull instalment 2 of 3 · 15\u00a0600\u00a0₽",
    "Motor hull instalment 3 of 3 not paid · 15\u00a0600\u00a0₽",
    "Offered: Travel · 3\u00a0800\u00a0₽",
    "Refused: Travel · 3\u00a0800\u00a0₽",
    "Consent: processing of personal data",
    "Consent withdrawn: advertising",
    "Client created · Анна Ливнева",
  };
  Test test = { 0 };

  begin (&test);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    wait_line (&test, lines[i]);
  end (&test);
}

static gboolean
is_as_long (gpointer data)
{
  Test *test = data;

  return g_list_model_get_n_items (test->model) == test->expected;
}

static void
wait_lines (Test *test, guint n)
{
  test->expected = n;
  crm_test_wait_until (is_as_long, test, DEADLINE);
}

static void
test_filter (void)
{
  Test test = { 0 };
  DeskHistoryFilter *filter;
  guint all;

  begin (&test);
  all = g_list_model_get_n_items (test.model);
  filter =
      DESK_HISTORY_FILTER (ui_find_widget (GTK_WIDGET (test.window), DESK_TYPE_HISTORY_FILTER));
  g_assert_nonnull (ui_find_text (GTK_WIDGET (filter), "Notes"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_find_text (GTK_WIDGET (filter), "Notes")),
                                TRUE);
  wait_lines (&test, 2);
  desk_history_filter_set_groups (filter, DESK_TIMELINE_NOTES | DESK_TIMELINE_TASKS);
  wait_lines (&test, 5);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_find_text (GTK_WIDGET (filter), "All")),
                                TRUE);
  wait_lines (&test, all);
  end (&test);
}

static gboolean
shows_note (gpointer data)
{
  Test *test = data;
  g_autoptr (DeskTimelineItem) item = desk_timeline_view_ref_selected (test->view);

  return item != NULL && desk_timeline_view_find_row (test->view, item) != NULL &&
         gtk_widget_get_mapped (desk_timeline_view_find_row (test->view, item));
}

/* Ten thousand lines: those that are not looked at are not made, and a date is reached at once. */
static void
test_jump (void)
{
  Test test = { 0 };
  g_autoptr (DeskTimelineItem) item = NULL;
  DeskHistoryFilter *filter;
  gint64 wanted;

  test.fixture = ui_fixture_new (N_CUSTOMERS);
  ui_feed_changes (test.fixture, 5, 10000);
  open_card (&test, 5);
  g_assert_cmpuint (g_list_model_get_n_items (test.model), >=, 10000);
  filter =
      DESK_HISTORY_FILTER (ui_find_widget (GTK_WIDGET (test.window), DESK_TYPE_HISTORY_FILTER));
  wanted = crm_time_now () - 300 * G_TIME_SPAN_DAY;
  g_signal_emit_by_name (filter, "jump", wanted);
  crm_test_wait_until (shows_note, &test, DEADLINE);
  item = desk_timeline_view_ref_selected (test.view);
  g_assert_cmpint (desk_timeline_item_get_at (item), <=, wanted);
  g_assert_cmpint (desk_timeline_item_get_at (item), >, wanted - 2 * G_TIME_SPAN_HOUR);
  g_clear_object (&item);
  end (&test);
}

static GtkTextBuffer *
find_text (Test *test)
{
  GtkWidget *composer = ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_NOTE_COMPOSER);

  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (ui_find_widget (composer, GTK_TYPE_TEXT_VIEW)));
}

static void
assert_text (Test *test, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (find_text (test), "text", &text, NULL);
  g_assert_cmpstr (text, ==, expected);
}

/* As if the key was pressed in @widget. */
static void
press (GtkWidget *widget, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = NULL;
  gboolean handled = FALSE;

  for (; widget != NULL && !handled; widget = gtk_widget_get_parent (widget))
    {
      g_clear_object (&controllers);
      controllers = gtk_widget_observe_controllers (widget);
      for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++)
        {
          g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

          if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
              g_signal_has_handler_pending (controller,
                                            g_signal_lookup ("key-pressed",
                                                             GTK_TYPE_EVENT_CONTROLLER_KEY),
                                            0, FALSE))
            g_signal_emit_by_name (controller, "key-pressed", key, 0, modifiers, &handled);
        }
    }
  g_assert_true (handled);
}

static void
press_in_text (Test *test, guint key, GdkModifierType modifiers)
{
  GtkWidget *composer = ui_find_widget (GTK_WIDGET (test->window), DESK_TYPE_NOTE_COMPOSER);

  press (ui_find_widget (composer, GTK_TYPE_TEXT_VIEW), key, modifiers);
}

static gboolean
text_is_empty (gpointer data)
{
  return gtk_text_buffer_get_char_count (find_text (data)) == 0;
}

static DeskUndo *
get_undo (Test *test)
{
  return DESK_UNDO_HOST_GET_IFACE (test->window)->get_undo (DESK_UNDO_HOST (test->window));
}

static gboolean
can_undo (gpointer data)
{
  return desk_undo_can_undo (get_undo (data));
}

static void
test_note (void)
{
  Test test = { 0 };

  begin (&test);
  gtk_text_buffer_set_text (find_text (&test), "  Перезвонить в среду\n", -1);
  press_in_text (&test, GDK_KEY_Return, GDK_CONTROL_MASK);
  wait_line (&test, "Перезвонить в среду");
  crm_test_wait_until (text_is_empty, &test, DEADLINE);
  crm_test_wait_until (can_undo, &test, DEADLINE);
  g_assert_true (desk_undo_undo (get_undo (&test)));
  wait_no_line (&test, "Перезвонить в среду");
  end (&test);
}

/* Keys on a line. */
static void
test_note_keys (void)
{
  static const char *const text = "А если вписать жену, сколько получится?";
  Test test = { 0 };
  guint position;

  begin (&test);
  position = wait_line (&test, text);
  g_assert_cmpuint (position, >, 0);
  desk_timeline_view_show (test.view, position);
  press (GTK_WIDGET (test.view), GDK_KEY_d, GDK_CONTROL_MASK);
  crm_test_wait_until (can_undo, &test, DEADLINE);
  while (find_line (&test, text) != 0)
    g_main_context_iteration (NULL, TRUE);

  desk_timeline_view_show (test.view, 0);
  press (GTK_WIDGET (test.view), GDK_KEY_F2, 0);
  assert_text (&test, text);
  gtk_text_buffer_set_text (find_text (&test), "Вписать жену", -1);
  press_in_text (&test, GDK_KEY_Return, GDK_CONTROL_MASK);
  wait_line (&test, "Вписать жену");
  crm_test_wait_until (text_is_empty, &test, DEADLINE);
  end (&test);
}

static void
test_note_remove (void)
{
  static const char *const text = "А если вписать жену, сколько получится?";
  Test test = { 0 };

  begin (&test);
  desk_timeline_view_show (test.view, wait_line (&test, text));
  press (GTK_WIDGET (test.view), GDK_KEY_Delete, 0);
  wait_no_line (&test, text);
  crm_test_wait_until (can_undo, &test, DEADLINE);
  g_assert_true (desk_undo_undo (get_undo (&test)));
  wait_line (&test, text);
  end (&test);
}

/* Half-typed text waits for the same client, also over the end of the program. */
static void
test_note_draft (void)
{
  Test test = { 0 };
  g_autofree char *id = ui_fixture_dup_customer (4);

  begin (&test);
  gtk_text_buffer_set_text (find_text (&test), "Надо ещё спросить", -1);
  desk_window_open (test.window, "customers", id);
  crm_test_wait_until (text_is_empty, &test, DEADLINE);
  g_clear_object (&test.model);
  test.fixture = ui_fixture_restart (test.fixture);
  open_card (&test, KAPELKIN);
  assert_text (&test, "Надо ещё спросить");
  end (&test);
}

static gboolean
is_done (gpointer data)
{
  return crm_record_get_text (data, CRM_TASK_DONE_AT) != NULL;
}

static gboolean
is_open (gpointer data)
{
  return !is_done (data);
}

static void
test_task (void)
{
  Test test = { 0 };
  g_autoptr (CrmRecord) task = NULL;

  begin (&test);
  task = desk_database_ref_record (test.fixture->database, &crm_task_kind, UI_TASK);
  desk_timeline_view_show (test.view, wait_line (&test, "Прислать расчёт ОСАГО с женой"));
  press (GTK_WIDGET (test.view), GDK_KEY_space, 0);
  crm_test_wait_until (is_done, task, DEADLINE);
  crm_test_wait_until (can_undo, &test, DEADLINE);
  g_assert_true (desk_undo_undo (get_undo (&test)));
  crm_test_wait_until (is_open, task, DEADLINE);
  end (&test);
}

/* A list that changes under somebody who looks at it. */
static void
test_live (void)
{
  Test test = { 0 };
  g_autoptr (CrmModelValidator) validator = NULL;

  begin (&test);
  validator = crm_model_validator_new (test.model);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *customer = ui_fixture_dup_customer (KAPELKIN);
      g_autofree char *text = g_strdup_printf ("Строка %u", i);
      g_autofree char *at = crm_time_to_string (crm_time_now () - i * 7 * G_TIME_SPAN_DAY);
      const UiLine line = { &crm_note_kind,
                            NULL,
                            { { "customer", customer }, { "text", text }, { "at", at } } };

      ui_feed_lines (test.fixture, &line, 1);
      wait_line (&test, text);
    }
  crm_model_validator_check (validator);
  g_clear_pointer (&validator, crm_model_validator_free);
  end (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card-timeline/lines", test_lines);
  g_test_add_func ("/card-timeline/filter", test_filter);
  g_test_add_func ("/card-timeline/jump", test_jump);
  g_test_add_func ("/card-timeline/note", test_note);
  g_test_add_func ("/card-timeline/note-keys", test_note_keys);
  g_test_add_func ("/card-timeline/note-remove", test_note_remove);
  g_test_add_func ("/card-timeline/note-draft", test_note_draft);
  g_test_add_func ("/card-timeline/task", test_task);
  g_test_add_func ("/card-timeline/live", test_live);
  return g_test_run ();
}
