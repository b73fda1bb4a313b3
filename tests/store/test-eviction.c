/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records that leave a person's reach: they go with all that hangs on them and without a trace in
 * the file, what was typed stays, and a server that takes too much is not believed at once. */

#include "client/store/desk-database-private.h"
#include "shared/record/crm-history-event.h"
#include "tests/store/store-fixture.h"

#include <string.h>

#define DEADLINE 20000

static char *
make_id (guint n)
{
  return g_strdup_printf ("01980000-0000-7000-8000-%012x", n);
}

static char *
make_name (guint n)
{
  return g_strdup_printf ("zqname%04dq", n);
}

/* As a first load: @n customers, each with a phone. */
static void
fill (Store *store, guint n)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *id = make_id (i);
      g_autofree char *contact = make_id (i + 0x100000);
      g_autofree char *name = make_name (i);
      g_autofree char *mail = g_strconcat (name, "@mail.test", NULL);

      change_customer (writer, id, 1, name, "Иван");
      change_contact (writer, contact, id, "email", mail);
    }
  change_cursor (writer, "filled", TRUE);
  g_assert_true (store_feed (store, writer, CRM_CHANGE_ROWS, 0));
}

typedef struct
{
  guint from;
  guint to;
  const char *reason;
  gboolean confirmed;
} Leaving;

/* Answers whether it was done; @evicting is what it wanted when it was not. */
static gboolean
evict (Store *store, const Leaving *leaving, guint64 *evicting, GError **error)
{
  g_autoptr (DeskChangeApplier) applier =
      desk_change_applier_new (store->database, CRM_CHANGE_ROWS);
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GAsyncResult) fed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  gboolean done;

  for (guint i = leaving->from; i <= leaving->to; i++)
    {
      CrmChange change = { .type = CRM_CHANGE_SCOPE,
                           .kind = &crm_customer_kind,
                           .reason = leaving->reason };
      g_autofree char *id = make_id (i);

      g_assert_true (crm_id_to_bytes (id, change.id));
      crm_change_writer_add (writer, &change);
      if (i % 7 == 0)
        change_cursor (writer, "half", FALSE);
    }
  change_cursor (writer, "left", TRUE);
  bytes = crm_change_writer_take (writer);
  if (leaving->confirmed)
    desk_change_applier_confirm (applier);
  desk_change_applier_feed_async (applier, bytes, NULL, crm_test_take_result, &fed);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &ended);
  while (fed == NULL || ended == NULL)
    g_main_context_iteration (NULL, TRUE);
  desk_change_applier_feed_finish (applier, fed, NULL);
  done = desk_change_applier_end_finish (applier, ended, error);
  if (evicting != NULL)
    {
      const char *reason;

      *evicting = desk_change_applier_get_evicting (applier, &reason);
      if (*evicting > 0)
        g_assert_cmpstr (reason, ==, leaving->reason);
    }
  return done;
}

static gint64
count (Store *store, const CrmKind *kind)
{
  g_autoptr (DeskQuery) query = desk_query_new (kind);

  return store_count (store, query);
}

static gboolean
is_scrubbed_work (DeskConnection *connection, gpointer data, GError **error)
{
  g_autofree char *value = desk_connection_get_meta (connection, "scrub");

  *(gboolean *) data = g_strcmp0 (value, "1") != 0;
  return TRUE;
}

static void
wait_for_scrub (Store *store)
{
  gboolean scrubbed = FALSE;

  while (!scrubbed)
    {
      g_autoptr (GAsyncResult) result = NULL;

      desk_database_read_async (store->database, DESK_PRIORITY_IDLE, is_scrubbed_work, &scrubbed,
                                NULL, NULL, crm_test_take_result, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
    }
}

/* Occurrences of "zqnameNNNNq" with @from <= NNNN <= @to in the files of the cache. */
static guint
grep (Store *store, guint from, guint to)
{
  static const char *const files[] = { "cache.db", "cache.db-wal" };
  guint hits = 0;

  for (guint f = 0; f < G_N_ELEMENTS (files); f++)
    {
      g_autofree char *path = g_build_filename (store->folder, files[f], NULL);
      g_autofree char *data = NULL;
      gsize length = 0;

      if (!g_file_get_contents (path, &data, &length, NULL))
        continue;
      for (guint i = from; i <= to; i++)
        {
          g_autofree char *name = make_name (i);

          /* The index cuts what neighbours have in common; their ends stay readable. */
          hits += memmem (data, length, name, strlen (name)) != NULL;
          hits += memmem (data, length, name + 6, 5) != NULL;
        }
    }
  return hits;
}

static void
test_no_trace (void)
{
  g_autoptr (Store) store = store_new ();
  const Leaving leaving = { 100, 180, "reassigned", FALSE };
  g_autoptr (GError) error = NULL;

  fill (store, 400);
  g_assert_cmpuint (grep (store, 100, 180), >, 0);
  g_assert_true (evict (store, &leaving, NULL, &error));
  g_assert_no_error (error);
  wait_for_scrub (store);
  g_assert_cmpuint (grep (store, 100, 180), ==, 0);
  g_assert_cmpuint (grep (store, 1, 99), >, 0);
  g_assert_cmpint (count (store, &crm_customer_kind), ==, 400 - 81);
  g_assert_cmpint (count (store, &crm_contact_point_kind), ==, 400 - 81);
  store_assert_index (store);
}

/* A program that was killed between the two goes on when it starts again. */
static void
test_scrub_goes_on (void)
{
  g_autoptr (Store) store = store_new ();
  const Leaving leaving = { 10, 20, "share-ended", FALSE };

  fill (store, 60);
  g_assert_true (evict (store, &leaving, NULL, NULL));
  store_close (store);
  store_open (store);
  wait_for_scrub (store);
  g_assert_cmpuint (grep (store, 10, 20), ==, 0);
}

static void
test_held_back (void)
{
  g_autoptr (Store) store = store_new ();
  Leaving leaving = { 1, 31, "role-changed", FALSE };
  g_autoptr (GError) error = NULL;
  g_autofree char *cursor = NULL;
  guint64 evicting = 0;

  fill (store, 60);
  g_assert_false (evict (store, &leaving, &evicting, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNCONFIRMED);
  g_assert_cmpuint (evicting, ==, 31);
  g_assert_cmpint (count (store, &crm_customer_kind), ==, 60);
  cursor = desk_database_dup_cursor (store->database);
  g_assert_cmpstr (cursor, ==, "filled");

  leaving.confirmed = TRUE;
  leaving.reason = NULL;
  g_clear_error (&error);
  g_assert_false (evict (store, &leaving, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNCONFIRMED);
  g_assert_cmpint (count (store, &crm_customer_kind), ==, 60);

  leaving.reason = "role-changed";
  g_clear_error (&error);
  g_assert_true (evict (store, &leaving, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (store, &crm_customer_kind), ==, 29);
}

/* The border: half of them, and a thousand of many. */
static void
test_limits (void)
{
  g_autoptr (Store) store = store_new ();
  Leaving leaving = { 1, 1001, "reassigned", FALSE };
  g_autoptr (GError) error = NULL;

  fill (store, 3000);
  g_assert_false (evict (store, &leaving, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNCONFIRMED);
  leaving.to = 1000;
  g_assert_true (evict (store, &leaving, NULL, NULL));
  /* What is not here any more is no loss. */
  leaving.to = 2000;
  g_assert_true (evict (store, &leaving, NULL, NULL));
  g_assert_cmpint (count (store, &crm_customer_kind), ==, 1000);
}

static void
test_typed_stays (void)
{
  g_autoptr (Store) store = store_new ();
  const Leaving leaving = { 3, 3, "reassigned", FALSE };
  g_autofree char *id = make_id (3);
  g_autofree char *contact = make_id (0x200000);
  g_autoptr (GPtrArray) commands = NULL;

  fill (store, 10);
  store_submit (store, command_edit (id, 1, "Typed", "zqname0003q"));
  store_submit (store, command_contact (contact, id, "+79000000000"));
  g_assert_true (evict (store, &leaving, NULL, NULL));
  store_assert (store, id, "none");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store->outbox)), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (DeskOutboxEntry) entry = g_list_model_get_item (G_LIST_MODEL (store->outbox), i);
      CrmProblem *problem = desk_outbox_entry_get_problem (entry);

      g_assert_nonnull (problem);
      g_assert_cmpint (crm_problem_get_code (problem), ==, CRM_ERROR_MOVED);
    }
  commands = store_take (store, 10);
  g_assert_cmpuint (commands->len, ==, 2);
}

/* A narrower kind leaves while its customer stays. */
static void
test_kind_alone (void)
{
  g_autoptr (Store) store = store_new ();
  g_autofree char *contact = make_id (0x100005);

  fill (store, 10);
  store_pull_gone (store, &crm_contact_point_kind, contact, CRM_CHANGE_SCOPE);
  g_assert_cmpint (count (store, &crm_contact_point_kind), ==, 9);
  g_assert_cmpint (count (store, &crm_customer_kind), ==, 10);
  store_assert_index (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eviction/no-trace", test_no_trace);
  g_test_add_func ("/eviction/scrub-goes-on", test_scrub_goes_on);
  g_test_add_func ("/eviction/held-back", test_held_back);
  g_test_add_func ("/eviction/limits", test_limits);
  g_test_add_func ("/eviction/typed-stays", test_typed_stays);
  g_test_add_func ("/eviction/kind-alone", test_kind_alone);
  return g_test_run ();
}
