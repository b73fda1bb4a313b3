/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What else a client of the pictures has beside his data. */

#include "life-fixture.h"

#include <string.h>

#include "client/store/desk-change-applier.h"
#include "shared/base/crm-id.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-consent-text.h"
#include "shared/customers/crm-consent.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-offer.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-relation.h"
#include "shared/customers/crm-task.h"
#include "shared/protocol/crm-change.h"
#include "shared/record/crm-history-event.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000

static void
add_line (CrmChangeWriter *writer, const UiLine *line)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = line->kind, .version = 1 };
  g_autofree char *id = line->id == NULL ? crm_id_new () : g_strdup (line->id);

  g_assert_true (crm_id_to_bytes (id, change.id));
  for (guint i = 0; i < G_N_ELEMENTS (line->values) && line->values[i].name != NULL; i++)
    {
      int field = crm_kind_find_field (line->kind, line->values[i].name);

      g_assert_cmpint (field, >=, 0);
      change.values[field] = line->values[i].value;
      change.lengths[field] =
          line->values[i].value == NULL ? 0 : (int) strlen (line->values[i].value);
    }
  crm_change_writer_add (writer, &change);
}

static void
feed (UiFixture *fixture, CrmChangeWriter *writer)
{
  g_autoptr (DeskChangeApplier) applier =
      desk_change_applier_new (fixture->database, CRM_CHANGE_ROWS);
  const CrmChange end = { .type = CRM_CHANGE_END, .cursor = "later" };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GAsyncResult) fed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) error = NULL;

  crm_change_writer_add (writer, &end);
  bytes = crm_change_writer_take (writer);
  desk_change_applier_feed_async (applier, bytes, NULL, crm_test_take_result, &fed);
  fed = crm_test_wait_result (&fed, DEADLINE);
  g_assert_true (desk_change_applier_feed_finish (applier, fed, &error));
  g_assert_no_error (error);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  ended = crm_test_wait_result (&ended, DEADLINE);
  g_assert_true (desk_change_applier_end_finish (applier, ended, &error));
  g_assert_no_error (error);
}

void
ui_feed_lines (UiFixture *fixture, const UiLine *lines, guint n_lines)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  for (guint i = 0; i < n_lines; i++)
    add_line (writer, &lines[i]);
  feed (fixture, writer);
}

/* "2026-11-20" so many days before today. */
static char *
dup_day (int days_ago)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) day = g_date_time_add_days (now, -days_ago);

  return g_date_time_format (day, "%Y-%m-%d");
}

static char *
dup_hour (int hours_ago)
{
  return crm_time_to_string (crm_time_now () - hours_ago * G_TIME_SPAN_HOUR);
}

static void
feed_words (UiFixture *fixture, const char *customer)
{
  g_autofree char *now = dup_hour (0);
  g_autofree char *earlier = dup_hour (100);
  g_autofree char *tomorrow = dup_hour (-24);
  g_autofree char *late = dup_hour (60);
  g_autofree char *done = dup_hour (50);
  const UiLine lines[] = {
    { &crm_note_kind,
      UI_NOTE,
      { { "customer", customer },
        { "text", "А если вписать жену, сколько получится?" },
        { "author", UI_ME },
        { "at", now } } },
    { &crm_note_kind,
      NULL,
      { { "customer", customer },
        { "text", "Звонить только после шести: днём на объекте и трубку не берёт." },
        { "author", UI_COLLEAGUE },
        { "at", earlier },
        { "pinned", "true" } } },
    { &crm_task_kind,
      UI_TASK,
      { { "customer", customer },
        { "text", "Прислать расчёт ОСАГО с женой" },
        { "assignee", UI_ME },
        { "due_at", tomorrow } } },
    { &crm_task_kind,
      NULL,
      { { "customer", customer },
        { "text", "Забрать подписанный договор" },
        { "assignee", UI_ME },
        { "due_at", late } } },
    { &crm_task_kind,
      NULL,
      { { "customer", customer },
        { "text", "Поздравить с днём рождения" },
        { "assignee", UI_ME },
        { "due_at", done },
        { "done_at", done } } },
  };

  ui_feed_lines (fixture, lines, G_N_ELEMENTS (lines));
}

static void
feed_policy (UiFixture *fixture, const char *customer)
{
  g_autofree char *start = dup_day (270);
  g_autofree char *end = dup_day (-95);
  g_autofree char *second = dup_day (90);
  g_autofree char *third = dup_day (5);
  g_autofree char *offered = dup_day (30);
  g_autofree char *refused = dup_day (20);
  const UiLine lines[] = {
    { &crm_policy_kind,
      UI_POLICY,
      { { "customer", customer },
        { "product", "kasko" },
        { "number", "КС-2025-005551" },
        { "status", "issued" },
        { "issued_on", start },
        { "starts_on", start },
        { "ends_on", end },
        { "premium_kopecks", "6240000" },
        { "sum_insured_kopecks", "214000000" } } },
    { &crm_instalment_kind,
      NULL,
      { { "policy", UI_POLICY },
        { "policyholder", customer },
        { "no", "1" },
        { "due_on", start },
        { "amount_kopecks", "1560000" },
        { "paid_kopecks", "1560000" },
        { "paid_on", start } } },
    { &crm_instalment_kind,
      NULL,
      { { "policy", UI_POLICY },
        { "policyholder", customer },
        { "no", "2" },
        { "due_on", second },
        { "amount_kopecks", "1560000" },
        { "paid_kopecks", "1560000" },
        { "paid_on", second } } },
    { &crm_instalment_kind,
      NULL,
      { { "policy", UI_POLICY },
        { "policyholder", customer },
        { "no", "3" },
        { "due_on", third },
        { "amount_kopecks", "1560000" } } },
    { &crm_offer_kind,
      NULL,
      { { "customer", customer },
        { "product", "vzr" },
        { "status", "refused" },
        { "reason", "Две поездки за год, обе зимой" },
        { "offered_on", offered },
        { "decided_on", refused },
        { "premium_kopecks", "380000" } } },
  };

  ui_feed_lines (fixture, lines, G_N_ELEMENTS (lines));
}

static void
feed_bonds (UiFixture *fixture, const char *customer)
{
  g_autofree char *given = dup_hour (24 * 400);
  g_autofree char *withdrawn = dup_hour (24 * 40);
  g_autofree char *wife = ui_fixture_dup_customer (3);
  g_autofree char *company = ui_fixture_dup_customer (15);
  const char *text = "01980000-0004-7000-8000-0000000000f1";
  const UiLine lines[] = {
    { &crm_consent_text_kind,
      text,
      { { "purpose", "processing" },
        { "version", "3" },
        { "title", "Обработка персональных данных" },
        { "text", "Я согласен на обработку моих персональных данных." } } },
    { &crm_consent_kind,
      UI_CONSENT,
      { { "customer", customer },
        { "purpose", "processing" },
        { "channel", "any" },
        { "text", text },
        { "given_at", given },
        { "evidence", "paper" },
        { "author", UI_ME } } },
    { &crm_consent_kind,
      NULL,
      { { "customer", customer },
        { "purpose", "advertising" },
        { "channel", "sms" },
        { "given_at", given },
        { "evidence", "web" },
        { "withdrawn_at", withdrawn },
        { "withdrawn_channel", "phone" } } },
    { &crm_relation_kind,
      UI_RELATION,
      { { "customer", customer },
        { "other", wife },
        { "type", "spouse" },
        { "household", "true" } } },
    { &crm_relation_kind,
      NULL,
      { { "customer", customer },
        { "other", company },
        { "type", "employer" },
        { "position", "инженер" } } },
  };

  ui_feed_lines (fixture, lines, G_N_ELEMENTS (lines));
}

void
ui_feed_bonds (UiFixture *fixture)
{
  g_autofree char *customer = ui_fixture_dup_customer (2);

  feed_words (fixture, customer);
  feed_bonds (fixture, customer);
}

void
ui_feed_life (UiFixture *fixture)
{
  g_autofree char *customer = ui_fixture_dup_customer (2);

  ui_feed_bonds (fixture);
  feed_policy (fixture, customer);
}

/* Rows that arrive above it push it away again. */
static gboolean
is_in_view (gpointer row)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  const int height = gtk_widget_get_height (row);
  double x, y;

  gtk_widget_queue_draw (scroller);
  if (height == 0 || !gtk_widget_translate_coordinates (row, scroller, 0, 0, &x, &y))
    return FALSE;
  if (y >= 0 && y + height <= gtk_widget_get_height (scroller))
    return TRUE;
  gtk_adjustment_set_value (place, gtk_adjustment_get_value (place) + y - height);
  return FALSE;
}

void
ui_reveal_row (GtkWidget *row)
{
  for (guint i = 0; i < 5; i++)
    {
      crm_test_drain ();
      ui_fixture_wait_frame (GTK_WIDGET (gtk_widget_get_root (row)));
      crm_test_wait_until (is_in_view, row, DEADLINE);
    }
}

void
ui_feed_changes (UiFixture *fixture, guint index, guint n)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autofree char *customer = ui_fixture_dup_customer (index);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *at = dup_hour ((int) i + 1);
      const UiLine line = { &crm_history_event_kind,
                            NULL,
                            { { "customer", customer },
                              { "record_kind", "customer" },
                              { "record", customer },
                              { "action", "update" },
                              { "actor", UI_ME },
                              { "at", at },
                              { "done_at", at },
                              { "changes",
                                "{\"source\":{\"was\":\"сайт\",\"now\":\"звонок\"}}" } } };

      add_line (writer, &line);
    }
  feed (fixture, writer);
}
