/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The feed while people write: nothing is missed, whatever overlaps; cursors and their refusal;
 * what a change of rights brings and takes. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <libpq-fe.h>
#include <string.h>

#define N_WRITERS 16
#define N_ROUNDS  60

typedef struct
{
  SyncFixture *sync;
  HubSession *anna;
  HubSession *diana;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 4);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->diana = sync_fixture_add_user (f->sync, "diana", "director", "Москва");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->diana);
  sync_fixture_free (f->sync);
}

/* ---- the race ------------------------------------------------------------------------------ */

typedef struct
{
  const char *conninfo;
  const char *owner;
  guint64 seed;
  gint *n_running;
  guint n_committed;
} Writer;

static void
run_sql (PGconn *conn, const char *sql)
{
  PGresult *result = PQexec (conn, sql);

  if (PQresultStatus (result) != PGRES_COMMAND_OK && PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQresultErrorMessage (result));
  PQclear (result);
}

/* The number is taken early and the commit comes late: what a sequence as cursor trips over. */
static gpointer
writer_thread (gpointer data)
{
  Writer *self = data;
  PGconn *conn = PQconnectdb (self->conninfo);

  g_assert_cmpint (PQstatus (conn), ==, CONNECTION_OK);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gboolean is_kept = crm_test_random (&self->seed) % 5 != 0;
      g_autofree char *sql =
          g_strdup_printf ("begin; insert into customer (id, ver, owner, type, last_name) values "
                           "(gen_random_uuid (), sync_ver (), '%s', 'person', 'x'); insert into "
                           "naive default values;"
                           " select pg_sleep (%u / 1000.0); %s",
                           self->owner, crm_test_random (&self->seed) % 20,
                           is_kept ? "commit" : "rollback");

      run_sql (conn, sql);
      if (is_kept)
        self->n_committed++;
    }
  PQfinish (conn);
  g_atomic_int_add (self->n_running, -1);
  return NULL;
}

static guint
poll_naive (PGconn *conn, gint64 *last)
{
  g_autofree char *sql =
      g_strdup_printf ("select n from naive where n > %" G_GINT64_FORMAT " order by n", *last);
  PGresult *result = PQexec (conn, sql);
  guint n = PQntuples (result);

  if (n > 0)
    *last = g_ascii_strtoll (PQgetvalue (result, n - 1, 0), NULL, 10);
  PQclear (result);
  return n;
}

static void
test_race (Fixture *f, gconstpointer data)
{
  Writer writers[N_WRITERS];
  GThread *threads[N_WRITERS];
  gint n_running = N_WRITERS;
  guint n_naive = 0, n_committed = 0, n_polls = 0;
  gint64 last = 0;
  gboolean is_over = FALSE;
  g_autoptr (SyncView) agent = sync_view_new (f->sync, f->anna);
  g_autoptr (SyncView) director = sync_view_new (f->sync, f->diana);
  PGconn *conn;

  sync_fixture_sql (f->sync, "create table naive (n bigserial primary key)");
  conn = PQconnectdb (f->sync->conninfo);
  for (guint i = 0; i < N_WRITERS; i++)
    {
      writers[i] = (Writer){ f->sync->conninfo, f->anna->user, i + 1, &n_running, 0 };
      threads[i] = g_thread_new ("writer", writer_thread, &writers[i]);
    }

  while (!is_over)
    {
      is_over = g_atomic_int_get (&n_running) == 0;
      n_naive += poll_naive (conn, &last);
      sync_view_catch_up (agent);
      sync_view_catch_up (director);
      n_polls++;
    }
  for (guint i = 0; i < N_WRITERS; i++)
    {
      g_thread_join (threads[i]);
      n_committed += writers[i].n_committed;
    }
  PQfinish (conn);
  sync_view_pull (agent);
  sync_view_pull (director);

  g_test_message ("%u committed, %u polls, the sequence missed %u", n_committed, n_polls,
                  n_committed - n_naive);
  g_assert_cmpuint (sync_view_count (agent, "customer"), ==, n_committed);
  g_assert_cmpuint (sync_view_count (director, "customer"), ==, n_committed);
  /* Nothing came twice either. */
  g_assert_cmpuint (agent->n_rows, ==, g_hash_table_size (agent->records));
  g_assert_cmpuint (n_naive, <, n_committed);
}

/* ---- cursors ------------------------------------------------------------------------------- */

static GError *
pull_with (Fixture *f, HubSession *session, const char *text)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, session);
  GError *error = NULL;
  gboolean is_end;

  view->has_cursor = TRUE;
  if (hub_cursor_parse (&view->cursor, text, f->sync->secret, &error))
    sync_view_pull_page (view, 5000, &is_end, &error);
  return error;
}

static void
test_forged (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) other = g_bytes_new ("0123456789abcdef0123456789abcdef", 32);

  sync_view_pull (view);
  text = hub_cursor_to_text (&view->cursor, f->sync->secret);
  g_assert_null (pull_with (f, f->anna, text));

  for (gsize i = 0; i < strlen (text); i++)
    {
      g_autofree char *bent = g_strdup (text);
      g_autoptr (GError) error = NULL;

      bent[i] = bent[i] == 'A' ? 'B' : 'A';
      error = pull_with (f, f->anna, bent);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
    }
  for (gsize i = 0; i < 4; i++)
    {
      static const char *const words[] = { "", "x", "é", "AAAA" };
      g_autoptr (GError) error = pull_with (f, f->anna, words[i]);

      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
    }

  {
    g_autofree char *signed_elsewhere = hub_cursor_to_text (&view->cursor, other);
    g_autofree char *longer = g_strconcat (text, "A", NULL);
    g_autoptr (GError) error = pull_with (f, f->anna, signed_elsewhere);
    g_autoptr (GError) again = pull_with (f, f->anna, longer);
    g_autoptr (GError) foreign = pull_with (f, f->diana, text);

    g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
    g_assert_error (again, CRM_ERROR, CRM_ERROR_INVALID);
    g_assert_error (foreign, CRM_ERROR, CRM_ERROR_INVALID);
  }
}

static void
test_epoch (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autofree char *text = NULL;
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;

  sync_view_pull (view);
  text = hub_cursor_to_text (&view->cursor, f->sync->secret);
  before = sync_fixture_ask (f->sync, "select sync_open_epoch (false)");
  g_assert_cmpstr (before, ==, f->sync->epoch);
  sync_fixture_sql (f->sync, "select sync_open_epoch (true)");
  error = pull_with (f, f->anna, text);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED);
}

/* The database was promoted or put back under the feet of a running server. */
static void
test_other_incarnation (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autoptr (SyncView) fresh = sync_view_new (f->sync, f->anna);
  g_autofree char *record = NULL;
  g_autofree char *second = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  sync_view_pull (view);
  text = hub_cursor_to_text (&view->cursor, f->sync->secret);
  sync_fixture_sql (f->sync, "update sync_epoch set timeline = '000000FF'");
  error = pull_with (f, f->anna, text);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED);
  record = sync_fixture_create (f->sync, f->anna, "Новый");

  sync_fixture_sql (f->sync, "update sync_epoch set timeline = '000000FE'");
  second = sync_fixture_create (f->sync, f->anna, "Другой");
  sync_view_pull (fresh);
  g_assert_nonnull (sync_view_find (fresh, "customer", record));
  g_assert_nonnull (sync_view_find (fresh, "customer", second));
}

static void
test_ended_session (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autoptr (GError) error = NULL;
  gboolean is_end;

  sync_fixture_sql (f->sync, "update app_user set active = false where id = '%s'", f->anna->user);
  g_assert_false (sync_view_pull_page (view, 10, &is_end, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);
}

/* ---- rights -------------------------------------------------------------------------------- */

static void
set_role (Fixture *f, HubSession *session, const char *role, const char *branch)
{
  sync_fixture_sql (
      f->sync,
      "update app_user set role = '%s', branch = (select id from branch where name = '%s'),"
      " rev = rev + 1, ver = sync_ver () where id = '%s'",
      role, branch, session->user);
}

static void
give (Fixture *f, const char *record, HubSession *to)
{
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->diana, NULL,
                       "'kind':'customer.reassign','record':'%s','args':{'owner':'%s'}", record,
                       to->user);

  crm_test_assert_json_at (result, "status", "done");
}

static void
erase (Fixture *f, const char *record)
{
  g_autofree char *rev =
      sync_fixture_ask (f->sync, "select rev from customer where id = '%s'", record);
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->diana, NULL, "'kind':'customer.delete','record':'%s','base':%s",
                       record, rev);

  crm_test_assert_json_at (result, "status", "done");
}

/* Roles change at any point of a pull; in the end the disk holds what the last role may see. */
static void
test_changing_rights (Fixture *f, gconstpointer data)
{
  static const char *const roles[][2] = {
    { "head", "Москва" },  { "agent", "Москва" }, { "director", "Казань" }, { "head", "Казань" },
    { "agent", "Казань" }, { "head", "Москва" },  { "director", "Москва" }, { "agent", "Москва" },
  };
  HubSession *vera = sync_fixture_add_user (f->sync, "vera", "agent", "Казань");
  HubSession *petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  HubSession *owners[] = { f->anna, petr, vera };
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  guint64 seed = 7;

  for (guint i = 0; i < 30; i++)
    {
      char *record = sync_fixture_create (f->sync, owners[i % 3], "Клиент");
      g_autofree char *point = crm_id_new ();
      g_autoptr (JsonNode) result = sync_fixture_do (
          f->sync, owners[i % 3], NULL,
          "'kind':'contact-point.create','record':'%s','set':{'customer':'%s','type':'phone',"
          "'value':'+79005550123'}",
          point, record);

      g_ptr_array_add (records, record);
    }
  sync_view_pull (view);
  sync_view_assert_complete (view, "owner = (select id from app_user where login = 'anna')");

  for (guint i = 0; i < G_N_ELEMENTS (roles) * 3; i++)
    {
      const char *const *role = roles[i % G_N_ELEMENTS (roles)];
      g_autoptr (GError) error = NULL;
      gboolean is_end = FALSE;

      set_role (f, f->anna, role[0], role[1]);
      give (f, g_ptr_array_index (records, crm_test_random (&seed) % records->len), owners[i % 3]);
      if (i % 6 == 5 && records->len > 10)
        {
          erase (f, g_ptr_array_index (records, 0));
          g_ptr_array_remove_index (records, 0);
        }
      /* Sometimes all of it, sometimes only a piece before the role changes again. */
      if (i % 3 != 1)
        sync_view_pull (view);
      else
        sync_view_pull_page (view, 1 + crm_test_random (&seed) % 20, &is_end, &error);
      g_assert_no_error (error);
    }
  sync_view_pull (view);
  sync_view_assert_complete (view, "owner = (select id from app_user where login = 'anna')");
  set_role (f, f->anna, "head", "Казань");
  sync_view_pull (view);
  sync_view_assert_complete (view, "(branch = (select id from branch where name = 'Казань')"
                                   " or owner = (select id from app_user where login = 'anna'))");

  hub_session_unref (vera);
  hub_session_unref (petr);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/feed/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("race", test_race);
  ADD ("forged", test_forged);
  ADD ("epoch", test_epoch);
  ADD ("other-incarnation", test_other_incarnation);
  ADD ("ended-session", test_ended_session);
  ADD ("changing-rights", test_changing_rights);
  return g_test_run ();
}
