/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskTimeline: what is in it, in which order, and that it follows what happens. */

#include "client/store/desk-timeline.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-consent.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-note.h"
#include "shared/customers/crm-offer.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-task.h"
#include "shared/record/crm-history-event.h"
#include "tests/lib/crm-model-validator.h"
#include "tests/store/store-fixture.h"

#include <string.h>

#define DEADLINE 20000
#define CUSTOMER "01980000-0000-7000-8000-000000000001"
#define OTHER    "01980000-0000-7000-8000-000000000002"
#define POLICY   "01980000-0000-7000-8000-000000000003"

/* A field by its name on the wire. */
typedef struct
{
  const char *name;
  const char *value;
} Value;

typedef struct
{
  const CrmKind *kind;
  Value values[8];
} Line;

static void
add_line (CrmChangeWriter *writer, const char *id, const Line *line)
{
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = line->kind, .version = 1 };

  g_assert_true (crm_id_to_bytes (id, change.id));
  for (guint i = 0; i < G_N_ELEMENTS (line->values) && line->values[i].name != NULL; i++)
    {
      int field = crm_kind_find_field (line->kind, line->values[i].name);

      g_assert_cmpint (field, >=, 0);
      change.values[field] = line->values[i].value;
      change.lengths[field] = (int) strlen (line->values[i].value);
    }
  crm_change_writer_add (writer, &change);
}

static void
feed_lines (Store *store, const Line *lines, guint n)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  change_customer (writer, CUSTOMER, 1, "Капелькин", "Семён");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = crm_id_new ();

      add_line (writer, lines[i].kind == &crm_policy_kind ? POLICY : id, &lines[i]);
    }
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 65536));
}

static gboolean
is_complete (gpointer data)
{
  return desk_timeline_is_complete (data);
}

static const char *const events[] = {
  "created", "changed", "note",    "issued",  "ended", "paid",      "overdue",
  "open",    "done",    "offered", "decided", "given", "withdrawn",
};

/* "note changed paid-2": names of the entries, with the number of instalments of the policy. */
static char *
describe (DeskTimeline *timeline)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; desk_timeline_get_entry (timeline, i) != NULL; i++)
    {
      const DeskTimelineEntry *entry = desk_timeline_get_entry (timeline, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", events[entry->event]);
      if (entry->section == DESK_TIMELINE_PINNED)
        g_string_append (text, "!");
      if (entry->of > 0)
        g_string_append_printf (text, "-%u", entry->of);
    }
  return g_string_free (text, FALSE);
}

static DeskTimeline *
make_timeline (Store *store, guint groups)
{
  DeskTimeline *timeline = desk_timeline_new (store->database, CUSTOMER, groups);

  g_assert_true (desk_timeline_is_loading (timeline));
  crm_test_wait_until (is_complete, timeline, DEADLINE);
  g_assert_false (desk_timeline_is_loading (timeline));
  return timeline;
}

static void
assert_groups (Store *store, guint groups, const char *expected)
{
  g_autoptr (DeskTimeline) timeline = make_timeline (store, groups);
  g_autofree char *text = describe (timeline);

  g_assert_cmpstr (text, ==, expected);
}

#define AT(day) "2026-01-" day "T12:00:00.000000Z"

static const Line all_lines[] = {
  { &crm_note_kind, { { "customer", CUSTOMER }, { "text", "a" }, { "at", AT ("20") } } },
  { &crm_note_kind,
    { { "customer", CUSTOMER }, { "text", "b" }, { "at", AT ("01") }, { "pinned", "true" } } },
  { &crm_note_kind, { { "customer", OTHER }, { "text", "c" }, { "at", AT ("20") } } },
  { &crm_policy_kind,
    { { "customer", CUSTOMER },
      { "product", "kasko" },
      { "status", "issued" },
      { "issued_on", "2025-01-03" },
      { "starts_on", "2025-01-05" },
      { "ends_on", "2026-01-04" } } },
  { &crm_instalment_kind,
    { { "policyholder", CUSTOMER },
      { "policy", POLICY },
      { "no", "1" },
      { "due_on", "2025-01-05" },
      { "amount_kopecks", "100" },
      { "paid_kopecks", "100" },
      { "paid_on", "2025-01-06" } } },
  { &crm_instalment_kind,
    { { "policyholder", CUSTOMER },
      { "policy", POLICY },
      { "no", "2" },
      { "due_on", "2025-07-05" },
      { "amount_kopecks", "100" } } },
  { &crm_instalment_kind,
    { { "policyholder", CUSTOMER },
      { "policy", POLICY },
      { "no", "3" },
      { "due_on", "2199-07-05" },
      { "amount_kopecks", "100" } } },
  { &crm_task_kind, { { "text", "t" }, { "customer", CUSTOMER }, { "due_at", AT ("09") } } },
  { &crm_task_kind,
    { { "text", "u" },
      { "customer", CUSTOMER },
      { "due_at", AT ("09") },
      { "done_at", AT ("10") } } },
  { &crm_task_kind, { { "text", "v" }, { "customer", CUSTOMER } } },
  { &crm_offer_kind,
    { { "customer", CUSTOMER },
      { "product", "ns" },
      { "status", "refused" },
      { "offered_on", "2026-01-11" },
      { "decided_on", "2026-01-12" } } },
  { &crm_consent_kind,
    { { "customer", CUSTOMER },
      { "purpose", "advertising" },
      { "channel", "sms" },
      { "given_at", AT ("13") },
      { "withdrawn_at", AT ("14") } } },
  { &crm_history_event_kind,
    { { "customer", CUSTOMER },
      { "record_kind", "identity-document" },
      { "action", "create" },
      { "at", AT ("15") } } },
  /* Done offline before the note of the 20th was written. */
  { &crm_history_event_kind,
    { { "customer", CUSTOMER },
      { "record_kind", "customer" },
      { "action", "update" },
      { "at", AT ("25") },
      { "done_at", AT ("19") } } },
  /* What has lines of its own. */
  { &crm_history_event_kind,
    { { "customer", CUSTOMER },
      { "record_kind", "note" },
      { "action", "create" },
      { "at", AT ("20") } } },
  { &crm_history_event_kind,
    { { "customer", CUSTOMER },
      { "record_kind", "instalment" },
      { "action", "update" },
      { "at", AT ("20") } } },
  { &crm_history_event_kind,
    { { "customer", CUSTOMER },
      { "record_kind", "offer" },
      { "action", "delete" },
      { "at", AT ("21") } } },
};

static void
test_order (void)
{
  g_autoptr (Store) store = store_new ();

  feed_lines (store, all_lines, G_N_ELEMENTS (all_lines));
  assert_groups (store, DESK_TIMELINE_ALL,
                 "note! open open changed note changed changed withdrawn given decided offered "
                 "done ended overdue-3 paid-3 issued");
  assert_groups (store, DESK_TIMELINE_NOTES, "note! note");
  assert_groups (store, DESK_TIMELINE_POLICIES, "ended issued");
  assert_groups (store, DESK_TIMELINE_PAYMENTS, "overdue-3 paid-3");
  assert_groups (store, DESK_TIMELINE_TASKS, "open open done");
  assert_groups (store, DESK_TIMELINE_OFFERS | DESK_TIMELINE_CONSENTS,
                 "withdrawn given decided offered");
  assert_groups (store, DESK_TIMELINE_DOCUMENTS, "changed");
  assert_groups (store, DESK_TIMELINE_CHANGES, "changed changed");
}

static void
load_events (Store *store, guint n)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  change_customer (writer, CUSTOMER, 1, "Капелькин", "Семён");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = crm_id_new ();
      g_autofree char *at =
          crm_time_to_string ((gint64) (1700000000 + (i * 7919) % n * 60) * G_TIME_SPAN_SECOND);
      const Line line = { &crm_history_event_kind,
                          { { "customer", CUSTOMER },
                            { "record_kind", "customer" },
                            { "action", "update" },
                            { "at", at } } };

      add_line (writer, id, &line);
    }
  change_cursor (writer, "all", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 65536));
}

static gboolean
is_item_loaded (gpointer data)
{
  return crm_record_is_loaded (data);
}

/* The newest come first and at once; a row is read only when somebody asks for it. */
static void
test_many (void)
{
  g_autoptr (Store) store = store_new ();
  g_autoptr (DeskTimeline) timeline = NULL;
  g_autoptr (CrmModelValidator) validator = NULL;
  g_autoptr (CrmRecord) middle = NULL;
  gint64 at;

  load_events (store, 10000);
  timeline = desk_timeline_new (store->database, CUSTOMER, DESK_TIMELINE_ALL);
  validator = crm_model_validator_new (G_LIST_MODEL (timeline));
  crm_test_wait_until (is_complete, timeline, DEADLINE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 10000);
  g_assert_cmpuint (crm_model_validator_get_changes (validator), ==, 2);
  for (guint i = 1; i < 10000; i++)
    g_assert_cmpint (desk_timeline_get_entry (timeline, i)->at, <,
                     desk_timeline_get_entry (timeline, i - 1)->at);
  at = desk_timeline_get_entry (timeline, 5000)->at;
  g_assert_cmpuint (desk_timeline_find (timeline, at), ==, 5000);
  g_assert_cmpuint (desk_timeline_find (timeline, at - 1), ==, 5001);
  g_assert_cmpuint (desk_timeline_find (timeline, 0), ==, G_MAXUINT);
  middle = g_list_model_get_item (G_LIST_MODEL (timeline), 5000);
  crm_test_wait_until (is_item_loaded, middle, DEADLINE);
  g_assert_cmpstr (crm_record_get_text (middle, CRM_HISTORY_EVENT_CUSTOMER), ==, CUSTOMER);
}

typedef struct
{
  DeskTimeline *timeline;
  const char *expected;
} Expected;

static gboolean
is_as_expected (gpointer data)
{
  Expected *expected = data;
  g_autofree char *text = describe (expected->timeline);

  return g_str_equal (text, expected->expected);
}

static void
wait_for (DeskTimeline *timeline, const char *text)
{
  Expected expected = { timeline, text };

  crm_test_wait_until (is_as_expected, &expected, DEADLINE);
}

static CrmCommand *
make_note (const char *id)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_note_kind);

  crm_field_set_put (set, CRM_NOTE_CUSTOMER, CUSTOMER);
  crm_field_set_put (set, CRM_NOTE_TEXT, "Позвонить после отпуска");
  return crm_command_new_create (&crm_note_kind, id, set);
}

static CrmCommand *
make_pin (const char *id)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_note_kind);
  g_autoptr (CrmFieldSet) was = crm_field_set_new (&crm_note_kind);

  crm_field_set_put (set, CRM_NOTE_PINNED, "true");
  crm_field_set_put (was, CRM_NOTE_PINNED, NULL);
  return crm_command_new_update (&crm_note_kind, id, 0, set, was);
}

/* What is written offline is there at once, at the time of its making. */
static void
test_live (void)
{
  const Line line = { &crm_task_kind,
                      { { "text", "t" }, { "customer", CUSTOMER }, { "done_at", AT ("09") } } };
  g_autoptr (Store) store = store_new ();
  g_autoptr (DeskTimeline) timeline = NULL;
  g_autoptr (CrmModelValidator) validator = NULL;
  g_autofree char *id = crm_id_new ();
  g_autofree char *second = crm_id_new ();

  feed_lines (store, &line, 1);
  timeline = make_timeline (store, DESK_TIMELINE_ALL);
  validator = crm_model_validator_new (G_LIST_MODEL (timeline));
  store_submit (store, make_note (id));
  wait_for (timeline, "note done");
  g_assert_cmpint (ABS (desk_timeline_get_entry (timeline, 0)->at - crm_time_now ()), <,
                   G_TIME_SPAN_HOUR);
  store_submit (store, make_note (second));
  wait_for (timeline, "note note done");
  store_submit (store, make_pin (id));
  wait_for (timeline, "note! note done");
  store_submit (store, crm_command_new_delete (&crm_note_kind, second, 0));
  wait_for (timeline, "note! done");
  desk_timeline_set_groups (timeline, DESK_TIMELINE_TASKS);
  wait_for (timeline, "done");
  desk_timeline_set_groups (timeline, DESK_TIMELINE_ALL);
  wait_for (timeline, "note! done");
  crm_model_validator_check (validator);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline/order", test_order);
  g_test_add_func ("/timeline/many", test_many);
  g_test_add_func ("/timeline/live", test_live);
  return g_test_run ();
}
