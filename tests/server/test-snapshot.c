/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first download while others write, cut as often as it likes; and the same command delivered
 * many times, in any order, from two connections at once. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

#define N_CUSTOMERS 3000
#define PAGE        97
#define N_MET       10 /* pages of a download with a change before each */
#define DEADLINE    (60 * G_USEC_PER_SEC)

typedef struct
{
  SyncFixture *sync;
  HubSession *anna;
  HubSession *petr;
  HubSession *diana;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 4);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  f->diana = sync_fixture_add_user (f->sync, "diana", "director", "Москва");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->petr);
  hub_session_unref (f->diana);
  sync_fixture_free (f->sync);
}

static void
fill (Fixture *f)
{
  sync_fixture_sql (
      f->sync,
      "insert into customer (id, ver, owner, branch, type, last_name)"
      " select gen_random_uuid (), sync_ver (), id, branch, 'person', 'Клиент ' || n"
      " from app_user, generate_series (1, %d) as n where login = 'anna';"
      "insert into contact_point (id, ver, owner, branch, customer, type, value)"
      " select gen_random_uuid (), sync_ver (), owner, branch, id, 'phone', '+79005550123'"
      " from customer",
      N_CUSTOMERS);
}

/* ---- writers ------------------------------------------------------------------------------- */

typedef struct
{
  Fixture *f;
  gint *is_over;
  guint64 seed;
  GAsyncQueue *written; /* something for each change */
} Writer;

static char *
make_command (Fixture *f, const char *record, const char *rev, guint what)
{
  switch (what)
    {
    case 0:
      return g_strdup_printf ("'kind':'customer.delete','record':'%s','base':%s", record, rev);
    case 1:
      return g_strdup_printf ("'kind':'customer.reassign','record':'%s','args':{'owner':'%s'}",
                              record, f->petr->user);
    case 2:
      return g_strdup_printf ("'kind':'customer.reassign','record':'%s','args':{'owner':'%s'}",
                              record, f->anna->user);
    default:
      return g_strdup_printf (
          "'kind':'customer.update','record':'%s','base':%s,'set':{'source':'%u'}", record, rev,
          what);
    }
}

static gpointer
writer_thread (gpointer data)
{
  Writer *self = data;
  Fixture *f = self->f;

  while (g_atomic_int_get (self->is_over) == 0)
    {
      g_autofree char *row = sync_fixture_ask (
          f->sync,
          "select id || ' ' || rev from customer where not deleted order by id offset %u limit 1",
          crm_test_random (&self->seed) % (N_CUSTOMERS - 1000));
      g_auto (GStrv) words = g_strsplit (row, " ", 2);
      g_autofree char *command =
          make_command (f, words[0], words[1], crm_test_random (&self->seed) % 12);
      g_autoptr (JsonNode) result = sync_fixture_do (f->sync, f->diana, NULL, "%s", command);
      g_autofree char *status = crm_test_json_at (result, "status");

      if (g_str_equal (status, "done"))
        g_async_queue_push (self->written, self);
    }
  return NULL;
}

/* A cut repeats the page at hand and nothing else. */
static void
pull_with_cuts (SyncView *view, GAsyncQueue *written, guint64 *seed, guint *n_cuts)
{
  gboolean is_end = FALSE;

  for (guint i = 0; !is_end; i++)
    {
      g_autoptr (GError) error = NULL;
      HubCursor safe = view->cursor;
      gboolean had_cursor = view->has_cursor;

      /* However slow the writers are, they do meet the download. */
      if (i < N_MET)
        g_assert_nonnull (g_async_queue_timeout_pop (written, DEADLINE));
      sync_view_pull_page (view, PAGE, &is_end, &error);
      g_assert_no_error (error);
      if (crm_test_random (seed) % 4 == 0)
        {
          view->cursor = safe;
          view->has_cursor = had_cursor;
          is_end = FALSE;
          ++*n_cuts;
        }
    }
}

static void
test_cuts (Fixture *f, gconstpointer data)
{
  gint is_over = 0;
  g_autoptr (GAsyncQueue) written = g_async_queue_new ();
  Writer writers[2] = { { f, &is_over, 1, written }, { f, &is_over, 2, written } };
  GThread *threads[2];
  g_autoptr (SyncView) agent = sync_view_new (f->sync, f->anna);
  g_autoptr (SyncView) director = sync_view_new (f->sync, f->diana);
  guint64 seed = 3;
  guint n_cuts = 0;

  fill (f);
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("writer", writer_thread, &writers[i]);
  pull_with_cuts (agent, written, &seed, &n_cuts);
  pull_with_cuts (director, written, &seed, &n_cuts);
  g_atomic_int_set (&is_over, 1);
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);
  sync_view_pull (agent);
  sync_view_pull (director);

  g_test_message ("%u cuts", n_cuts);
  g_assert_cmpuint (n_cuts, >, 10);
  sync_view_assert_complete (agent, "owner = (select id from app_user where login = 'anna')");
  sync_view_assert_complete (director, "true");
}

/* ---- exactly once -------------------------------------------------------------------------- */

#define N_RECORDS 12
#define N_UPDATES 8

typedef struct
{
  SyncFixture *sync;
  HubSession *session;
  GPtrArray *commands; /* (element-type utf8) */
  guint64 seed;
} Courier;

static void add_command (GPtrArray *commands, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_command (GPtrArray *commands, const char *format, ...)
{
  g_autofree char *id = crm_id_new ();
  g_autofree char *rest = NULL;
  va_list args;

  va_start (args, format);
  rest = g_strdup_vprintf (format, args);
  va_end (args);
  g_strdelimit (rest, "'", '"');
  g_ptr_array_add (commands, g_strdup_printf ("{\"id\":\"%s\",%s}", id, rest));
}

static gboolean
is_settled (JsonArray *results, guint index)
{
  JsonObject *result = json_array_get_object_element (results, index);

  return g_str_equal (json_object_get_string_member (result, "status"), "done");
}

/* Delivers until every command was answered with "done", a few at a time, in any order; many of
 * them more than once. */
static gpointer
courier_thread (gpointer data)
{
  Courier *self = data;
  guint n = self->commands->len;
  g_autofree gboolean *is_done = g_new0 (gboolean, n);
  guint n_left = n;

  while (n_left > 0)
    {
      guint picked[5];
      guint n_picked = 1 + crm_test_random (&self->seed) % G_N_ELEMENTS (picked);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (JsonNode) results = NULL;

      for (guint i = 0; i < n_picked; i++)
        {
          picked[i] = crm_test_random (&self->seed) % n;
          g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                                  (char *) self->commands->pdata[picked[i]]);
        }
      results = sync_fixture_push (self->sync, self->session, text->str);
      for (guint i = 0; i < n_picked; i++)
        if (is_settled (json_node_get_array (results), i) && !is_done[picked[i]])
          {
            is_done[picked[i]] = TRUE;
            n_left--;
          }
    }
  return NULL;
}

static void
test_exactly_once (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_free);
  Courier couriers[2];
  GThread *threads[2];
  g_autofree char *counts = NULL;
  g_autofree char *expected = NULL;

  for (guint i = 0; i < N_RECORDS; i++)
    {
      g_autofree char *record = crm_id_new ();
      g_autofree char *point = crm_id_new ();

      add_command (commands,
                   "'kind':'customer.create','record':'%s','set':{'type':'person','last_name':'Я'}",
                   record);
      add_command (
          commands,
          "'kind':'contact-point.create','record':'%s','set':{'customer':'%s','type':'phone',"
          "'value':'+79005550123'}",
          point, record);
      for (guint u = 0; u < N_UPDATES; u++)
        add_command (commands,
                     "'kind':'customer.update','record':'%s','base':1,'set':{'source':'%u'}",
                     record, u);
    }

  for (guint i = 0; i < 2; i++)
    {
      couriers[i] = (Courier){ f->sync, f->anna, commands, i + 11 };
      threads[i] = g_thread_new ("courier", courier_thread, &couriers[i]);
    }
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);

  counts = sync_fixture_ask (
      f->sync,
      "select (select count (*) from customer) || ' ' || (select count (*) from contact_point) || "
      "' ' ||"
      " (select count (*) from command) || ' ' || (select sum (rev - 1) from customer) || ' ' ||"
      " (select count (*) from history_event where action = 'update') || ' ' ||"
      " (select count (distinct number) from customer)");
  expected =
      g_strdup_printf ("%d %d %d %d %d %d", N_RECORDS, N_RECORDS, N_RECORDS * (2 + N_UPDATES),
                       N_RECORDS * N_UPDATES, N_RECORDS * N_UPDATES, N_RECORDS);
  g_assert_cmpstr (counts, ==, expected);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/snapshot/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("cuts", test_cuts);
  ADD ("exactly-once", test_exactly_once);
  return g_test_run ();
}
