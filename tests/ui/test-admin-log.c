/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The action log as a person asks it: pages, days of one's own, one client, and in words that
 * people know. */

#include <adwaita.h>

#include "admin-fixture.h"
#include "client/admin/desk-audit-finder.h"
#include "client/admin/desk-audit-page.h"
#include "client/admin/desk-audit-words.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000

typedef struct
{
  AdminFixture *fixture;
  GtkWidget *window;
  DeskAuditPage *page;
  DeskAuditBar *bar;
  const char *part;
} Test;

#define EVENT(n)                                                                                   \
  "{\"id\":\"" n "\",\"at\":\"2026-11-20T09:0" n                                                   \
  ":00Z\",\"actor_name\":\"Анна\",\"action\":\"update\","                                      \
  "\"kind\":\"customer\",\"changed\":[\"note\"]}"

static void
open_log (Test *test)
{
  test->fixture = admin_fixture_new ("administrator", 12);
  admin_remote_answer (test->fixture->remote, "GET", "/admin/audit", "{\"events\":[]}");
  admin_remote_answer (test->fixture->remote, "GET", "/admin/sessions", "{\"sessions\":[]}");
  test->window = GTK_WIDGET (admin_fixture_open (test->fixture));
  g_assert_true (desk_admin_window_show (DESK_ADMIN_WINDOW (test->window), "audit"));
  ui_fixture_wait_frame (test->window);
  test->page = DESK_AUDIT_PAGE (ui_find_widget (test->window, DESK_TYPE_AUDIT_PAGE));
  test->bar = desk_audit_page_get_bar (test->page);
}

static void
close_log (Test *test)
{
  admin_fixture_free (test->fixture);
}

static gboolean
has_asked (gpointer data)
{
  Test *test = data;
  g_autofree char *path = admin_remote_dup_path (test->fixture->remote, "GET", "/admin/audit");

  return path != NULL && strstr (path, test->part) != NULL;
}

/* (transfer full): what was asked when @part was in it. */
static char *
wait_question (Test *test, const char *part)
{
  test->part = part;
  crm_test_wait_until (has_asked, test, DEADLINE);
  return admin_remote_dup_path (test->fixture->remote, "GET", "/admin/audit");
}

static gboolean
has_three (gpointer data)
{
  return g_list_model_get_n_items (data) == 3;
}

static void
test_pages (void)
{
  Test test = { NULL };
  DeskAuditList *list;
  DeskAuditFilter all = { NULL };
  g_autofree char *question = NULL;

  open_log (&test);
  admin_remote_answer (test.fixture->remote, "GET", "/admin/audit",
                       "{\"events\":[" EVENT ("1") "," EVENT ("2") "],\"cursor\":\"next\"}");
  admin_remote_answer (test.fixture->remote, "GET", "/admin/audit?cursor=next",
                       "{\"events\":[" EVENT ("3") "]}");
  list = desk_audit_page_get_list (test.page);
  desk_audit_bar_choose (test.bar, UI_COLLEAGUE, "update");
  question = wait_question (&test, "actor=" UI_COLLEAGUE "&action=update");
  /* A week, if nobody says otherwise. */
  g_assert_nonnull (strstr (question, "?from="));
  desk_audit_list_ask (list, &all);
  crm_test_wait_until (has_three, list, DEADLINE);
  g_assert_false (desk_audit_list_has_more (list));
  close_log (&test);
}

/* ---- days ---------------------------------------------------------------------------------- */

/* (nullable): the first field, when it has unfolded. */
static GtkWidget *
find_day (Test *test)
{
  GtkWidget *revealer = ui_find_widget (GTK_WIDGET (test->bar), GTK_TYPE_REVEALER);

  return revealer != NULL ? ui_find_widget (revealer, GTK_TYPE_ENTRY) : NULL;
}

static gboolean
has_day (gpointer data)
{
  return find_day (data) != NULL;
}

static void
test_days (void)
{
  Test test = { NULL };
  g_autofree char *question = NULL;
  g_autofree char *open_end = NULL;
  guint n_questions;
  GtkWidget *entry;

  open_log (&test);
  desk_audit_bar_choose_days (test.bar, "2026-11-01", "2026-11-05");
  /* Days of this place, both included. */
  question = wait_question (&test, "from=2026-10-31T21%3A00%3A00Z&to=2026-11-05T21%3A00%3A00Z");
  ui_fixture_wait_frame (test.window);
  desk_audit_bar_choose_days (test.bar, "2026-11-02", NULL);
  open_end = wait_question (&test, "from=2026-11-01T21%3A00%3A00Z");
  g_assert_null (strstr (open_end, "to="));

  /* What is no day is marked and asks for nothing. */
  n_questions = admin_remote_count (test.fixture->remote, "GET", "/admin/audit");
  crm_test_wait_until (has_day, &test, DEADLINE);
  entry = find_day (&test);
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "32.13.2026");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "2.11.2026");
  g_signal_emit_by_name (entry, "activate");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  /* The same again is no other question. */
  n_questions = admin_remote_count (test.fixture->remote, "GET", "/admin/audit");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (admin_remote_count (test.fixture->remote, "GET", "/admin/audit"), ==,
                    n_questions);
  close_log (&test);
}

/* ---- one client ---------------------------------------------------------------------------- */

static GtkWidget *
get_first_row (Test *test)
{
  GtkWidget *finder = ui_find_widget (test->window, DESK_TYPE_AUDIT_FINDER);
  GtkWidget *list = finder != NULL ? ui_find_widget (finder, GTK_TYPE_LIST_BOX) : NULL;
  GtkListBoxRow *row = list != NULL ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0) : NULL;

  return row != NULL ? gtk_list_box_row_get_child (row) : NULL;
}

static gboolean
has_found (gpointer data)
{
  GtkWidget *label = get_first_row (data);

  return label != NULL && strstr (gtk_label_get_label (GTK_LABEL (label)), "Капель") != NULL;
}

static void
test_client (void)
{
  Test test = { NULL };
  g_autofree char *question = NULL;
  g_autofree char *any = NULL;
  GtkWidget *button, *entry;

  open_log (&test);
  button = ui_find_widget (GTK_WIDGET (test.bar), GTK_TYPE_MENU_BUTTON);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  ui_fixture_wait_frame (test.window);
  entry =
      ui_find_widget (ui_find_widget (test.window, DESK_TYPE_AUDIT_FINDER), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "капель");
  crm_test_wait_until (has_found, &test, DEADLINE);
  g_signal_emit_by_name (entry, "activate");
  question = wait_question (&test, "record=01980000-");
  /* Whenever it was. */
  g_assert_null (strstr (question, "from="));
  g_assert_nonnull (strstr (gtk_label_get_label (
                                GTK_LABEL (gtk_menu_button_get_child (GTK_MENU_BUTTON (button)))),
                            "Капель"));

  desk_audit_bar_choose_record (test.bar, NULL);
  any = admin_remote_dup_path (test.fixture->remote, "GET", "/admin/audit");
  g_assert_cmpstr (any, ==, "/admin/audit");
  close_log (&test);
}

/* From the card: the window opens with the log of that client. */
static void
test_from_card (void)
{
  Test test = { NULL };
  g_autofree char *id = ui_fixture_dup_customer (2);
  g_autofree char *wanted = g_strconcat ("?record=", id, NULL);
  g_autofree char *question = NULL;

  test.fixture = admin_fixture_new ("administrator", 12);
  admin_remote_answer (test.fixture->remote, "GET", "/admin/audit", "{\"events\":[]}");
  admin_remote_answer (test.fixture->remote, "GET", "/admin/sessions", "{\"sessions\":[]}");
  test.window = GTK_WIDGET (ui_fixture_open (test.fixture->ui));
  g_assert_true (gtk_widget_activate_action (test.window, "win.show-log", "(ss)", "customer", id));
  question = wait_question (&test, wanted);
  close_log (&test);
}

/* ---- words --------------------------------------------------------------------------------- */

typedef struct
{
  const char *event;
  const char *text;
} Words;

static const Words words[] = {
  { "\"kind\":\"customer\",\"action\":\"update\",\"changed\":[\"note\",\"source\"]",
    "Clients · Note, Source" },
  { "\"kind\":\"contact-point\",\"action\":\"delete\",\"status\":\"rejected\",\"problem\":"
    "\"denied\"",
    "Contacts · no right" },
  { "\"kind\":\"user\",\"action\":\"update\",\"details\":{\"set\":{\"role\":\"adjuster\","
    "\"branch\":\"" ADMIN_BRANCH "\",\"active\":false},\"was\":{\"role\":\"agent\"}}",
    "People · Role: adjuster · Branch: КАСКО · Works here: no" },
  { "\"kind\":\"right-exception\",\"action\":\"create\",\"details\":{\"set\":{\"user\":"
    "\"" ADMIN_PETER
    "\",\"subject\":\"customer\",\"action\":\"see\",\"scope\":\"branch\",\"ends_on\":"
    "\"2026-11-30\"}}",
    "Exceptions from roles · Person: Пётр Тучкин · About: Clients · Right: See cards · Reach: "
    "branch · Last day: 30.11.2026" },
  { "\"kind\":\"deputy\",\"action\":\"delete\",\"details\":{\"set\":{\"absent\":\"" UI_COLLEAGUE
    "\",\"deputy\":\"" ADMIN_PETER "\"}}",
    "Deputies · Who is away: Мария Радугина · Who stands in: Пётр Тучкин" },
  { "\"kind\":\"role\",\"action\":\"update\",\"details\":{\"set\":{\"rights\":{\"user\":{\"see\":"
    "\"all\"}}}}",
    "Roles · Rights" },
  { "\"kind\":\"user\",\"action\":\"hand-over\",\"details\":{\"to\":\"" UI_COLLEAGUE
    "\",\"reason\":\"отпуск\",\"job\":\"01980000-0000-7000-8000-00000000ee01\"}",
    "People · to Мария Радугина · отпуск" },
  { "\"kind\":\"branch\",\"action\":\"denied\",\"details\":{\"action\":\"create\",\"count\":"
    "\"49\"}",
    "Branches · Create · 49 more times" },
  { "\"kind\":\"identity-document\",\"action\":\"reveal\",\"details\":{\"fields\":"
    "\"series,number\",\"reason\":\"полис\"}",
    "Documents · Series, Number · полис" },
  { "\"kind\":\"user\",\"action\":\"sign-in\",\"details\":{\"address\":\"192.0.2.1\",\"how\":"
    "\"totp\"}",
    "People · 192.0.2.1 · with a code" },
};

static gboolean
has_words (gpointer data)
{
  return g_list_model_get_n_items (data) == G_N_ELEMENTS (words);
}

static void
test_words (void)
{
  Test test = { NULL };
  g_autoptr (GString) answer = g_string_new ("{\"events\":[");
  DeskAuditFilter all = { NULL };
  GListModel *list;

  open_log (&test);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_string_append_printf (answer, "%s{\"at\":\"2026-11-20T09:00:00Z\",%s}", i > 0 ? "," : "",
                            words[i].event);
  g_string_append (answer, "]}");
  admin_remote_answer (test.fixture->remote, "GET", "/admin/audit", answer->str);
  list = G_LIST_MODEL (desk_audit_page_get_list (test.page));
  desk_audit_list_ask (DESK_AUDIT_LIST (list), &all);
  crm_test_wait_until (has_words, list, DEADLINE);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (DeskAuditEvent) event = g_list_model_get_item (list, i);
      g_autofree char *text = desk_audit_event_dup_text (event, test.fixture->ui->context);

      g_assert_cmpstr (text, ==, words[i].text);
    }
  close_log (&test);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/admin-log/pages", test_pages);
  g_test_add_func ("/ui/admin-log/days", test_days);
  g_test_add_func ("/ui/admin-log/client", test_client);
  g_test_add_func ("/ui/admin-log/from-card", test_from_card);
  g_test_add_func ("/ui/admin-log/words", test_words);
  return g_test_run ();
}
