/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-latency ZONTIK-SERVER [CHANGES]: from one person's write to another person's cache, over
 * TLS, a tickle and a pull. Counted from the commit as PostgreSQL stamps it, from the moment the
 * write is handed to the network, and from the moment its writer has the answer. */

#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "tests/bench/bench-hub.h"
#include "tests/lib/crm-test.h"

#include <stdlib.h>

#define DEADLINE 60000

/* Times are of the real-time clock, which is also PostgreSQL's. */
typedef struct
{
  const char *wanted; /* id of the record that is awaited */
  gint64 seen;
  gboolean answered;
  gint64 answered_at;
  gint64 told; /* the reader's tickle came */
} Watch;

typedef struct
{
  char *id;
  gint64 seen;
} Seen;

static void
clear_seen (gpointer data)
{
  g_free (((Seen *) data)->id);
}

static void
live_event_cb (DeskTransport *transport, int event, Watch *watch)
{
  if (event == DESK_LIVE_CHANGES && watch->told == 0)
    watch->told = g_get_real_time ();
}

static void
changed_cb (DeskDatabase *database, gpointer kind, const char *const *ids, Watch *watch)
{
  if (kind == &crm_customer_kind && ids != NULL && watch->wanted != NULL &&
      g_strv_contains (ids, watch->wanted) && watch->seen == 0)
    watch->seen = g_get_real_time ();
}

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results =
      desk_transport_push_finish (DESK_TRANSPORT (source), result, &error);

  bench_check (error, "push");
  g_assert_cmpint (((CrmResult *) g_ptr_array_index (results, 0))->status, ==, CRM_STATUS_DONE);
  watch->answered_at = g_get_real_time ();
  watch->answered = TRUE;
}

static gboolean
is_over (gpointer data)
{
  Watch *watch = data;

  return watch->answered && watch->seen != 0;
}

static GPtrArray *
make_change (const char *id)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "Ivanova");
  g_ptr_array_add (commands, crm_command_new_create (&crm_customer_kind, id, set));
  return commands;
}

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* People do not write back to back: a pause between changes, of no round length, longer than the
 * time in which the server puts tickles together. */
static void
let_time_pass (guint i)
{
  gboolean over = FALSE;

  g_timeout_add (130 + i * 7 % 41, wake_cb, &over);
  crm_test_wait_for (&over, DEADLINE);
}

static void
print_spans (const char *what, GArray *spans)
{
  g_print ("%s: p50 %.2f ms, p95 %.2f ms, p99 %.2f ms\n", what, bench_get_quantile (spans, 0.5),
           bench_get_quantile (spans, 0.95), bench_get_quantile (spans, 0.99));
}

static void
print_from_commit (BenchHub *hub, GArray *seen)
{
  g_autoptr (GHashTable) commits = bench_hub_read_commits (hub);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < seen->len; i++)
    {
      Seen *one = &g_array_index (seen, Seen, i);
      gint64 *commit = g_hash_table_lookup (commits, one->id);
      gint64 span;

      if (commit == NULL)
        g_error ("client %s was seen and is not there", one->id);
      span = one->seen - *commit;
      g_array_append_val (spans, span);
    }
  print_spans ("from the commit", spans);
}

static void
note_seen (GArray *seen, const char *id, gint64 at)
{
  Seen one = { g_strdup (id), at };

  g_array_append_val (seen, one);
}

int
main (int argc, char **argv)
{
  guint changes = argc > 2 ? (guint) atoi (argv[2]) : 300;
  g_autoptr (CrmTestDir) home = crm_test_make_dir ();
  g_autoptr (GArray) from_send = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) to_tickle = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) from_answer = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (Seen));
  g_autoptr (BenchHub) hub = NULL;
  g_autoptr (BenchClient) reader = NULL;
  g_autoptr (DeskAccount) account = NULL;
  g_autoptr (DeskTransport) writer = NULL;
  Watch watch = { 0 };

  g_array_set_clear_func (seen, clear_seen);
  bench_set_home (home);
  hub = bench_hub_new_stamping (argv[1]);
  bench_hub_add_user (hub, "anna", "agent");
  bench_hub_add_user (hub, "boris", "head");
  reader = bench_client_new (hub, "boris");
  writer = bench_transport_new (hub, "anna", &account);
  bench_client_settle (reader);
  g_signal_connect (reader->database, "changed", G_CALLBACK (changed_cb), &watch);
  g_signal_connect (reader->transport, "live-event", G_CALLBACK (live_event_cb), &watch);
  for (guint i = 0; i < changes; i++)
    {
      g_autofree char *id = crm_id_new ();
      g_autoptr (GPtrArray) commands = make_change (id);
      gint64 began, span;

      let_time_pass (i);
      watch = (Watch){ .wanted = id };
      began = g_get_real_time ();
      desk_transport_push_async (writer, commands, NULL, NULL, pushed_cb, &watch);
      crm_test_wait_until (is_over, &watch, DEADLINE);
      note_seen (seen, id, watch.seen);
      span = watch.seen - began;
      g_array_append_val (from_send, span);
      span = watch.seen - watch.answered_at;
      g_array_append_val (from_answer, span);
      span = watch.told - began;
      g_array_append_val (to_tickle, span);
    }
  watch.wanted = NULL;
  g_signal_handlers_disconnect_by_data (reader->transport, &watch);
  g_print ("write to another client's cache, %u changes\n", changes);
  print_from_commit (hub, seen);
  print_spans ("from the writer's answer", from_answer);
  print_spans ("from sending", from_send);
  print_spans ("of that until the reader is told", to_tickle);
  return 0;
}
