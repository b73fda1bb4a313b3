/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The search of the whole base on a real database: invented people of whom it is known who is there
 * twice. ZONTIK_PEOPLE=100000 says how many; how many were found and how long it took is in the
 * output. */

#define G_LOG_DOMAIN "test"

#include <string.h>
#include <sys/resource.h>

#include "server/admin/hub-admin-scan.h"
#include "server/customers/hub-duplicate-scan.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-duplicate-record.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"
#include "tests/shared/duplicate-people.h"

#define N_PEOPLE  2000
#define ROWS      500
#define DEADLINE  60000
#define MAX_FALSE 0.01
#define LEAST     0.95

typedef struct
{
  SyncFixture *sync;
  HubSession *anna;
  HubSession *diana;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
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

/* ---- people ---------------------------------------------------------------------------------- */

static char *
make_id (guint n)
{
  return g_strdup_printf ("00000000-0000-7000-8000-%012x", n);
}

static void
append_text (GString *sql, const char *text)
{
  if (text == NULL)
    g_string_append (sql, ",null");
  else
    g_string_append_printf (sql, ",$x$%s$x$", text);
}

static void
begin_row (GString *sql, const char *table, const char *columns)
{
  if (sql->len == 0)
    g_string_append_printf (sql, "insert into %s (id, ver, owner, branch, %s) values ", table,
                            columns);
  else
    g_string_append_c (sql, ',');
}

static void
append_scope (GString *sql, const char *id)
{
  g_string_append_printf (sql,
                          "(%s%s%s,sync_ver(),(select id from app_user where login = 'anna'),"
                          "(select id from branch)",
                          id != NULL ? "'" : "", id != NULL ? id : "gen_random_uuid()",
                          id != NULL ? "'" : "");
}

static void
append_customer (GString *sql, guint index, const CrmDuplicateInput *input)
{
  g_autofree char *id = make_id (index);

  begin_row (sql, "customer",
             "type, last_name, first_name, middle_name, sex, birth_date, company_name, inn, kpp,"
             " address_text");
  append_scope (sql, id);
  append_text (sql, input->is_company ? "company" : "person");
  append_text (sql, input->last_name);
  append_text (sql, input->first_name);
  append_text (sql, input->middle_name);
  append_text (sql, input->sex);
  /* What is no day was refused when it was typed. */
  append_text (sql, crm_date_is_valid (input->birth_date) ? input->birth_date : NULL);
  append_text (sql, input->company_name);
  append_text (sql, input->inn);
  append_text (sql, input->kpp);
  append_text (sql, input->address);
  g_string_append_c (sql, ')');
}

static void
append_child (GString *sql, const char *table, const char *columns, guint index)
{
  g_autofree char *id = make_id (index);

  begin_row (sql, table, columns);
  append_scope (sql, NULL);
  g_string_append_printf (sql, ",'%s'", id);
}

typedef struct
{
  GString *customers;
  GString *contacts;
  GString *documents;
  GString *objects;
} Sheets;

static void
append_contacts (GString *sql, guint index, const char *type, const char *const *values)
{
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      append_child (sql, "contact_point", "customer, type, value", index);
      append_text (sql, type);
      append_text (sql, values[i]);
      g_string_append_c (sql, ')');
    }
}

static void
append_person (Sheets *sheets, guint index, const CrmDuplicateInput *input)
{
  append_customer (sheets->customers, index, input);
  append_contacts (sheets->contacts, index, "phone", input->phones);
  append_contacts (sheets->contacts, index, "email", input->emails);
  for (guint i = 0; input->documents != NULL && input->documents[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (input->documents[i], ":", 2);

      append_child (sheets->documents, "identity_document", "customer, type, number", index);
      append_text (sheets->documents, parts[0]);
      append_text (sheets->documents, parts[1]);
      g_string_append_c (sheets->documents, ')');
    }
  for (guint i = 0; input->vins != NULL && input->vins[i] != NULL; i++)
    {
      append_child (sheets->objects, "insured_object", "customer, type, vin", index);
      append_text (sheets->objects, "vehicle");
      append_text (sheets->objects, input->vins[i]);
      g_string_append_c (sheets->objects, ')');
    }
}

static void
flush (Fixture *f, GString *sql)
{
  if (sql->len > 0)
    sync_fixture_sql (f->sync, "%s", sql->str);
  g_string_truncate (sql, 0);
}

static void
fill (Fixture *f, People *people)
{
  g_autoptr (GString) customers = g_string_new (NULL);
  g_autoptr (GString) contacts = g_string_new (NULL);
  g_autoptr (GString) documents = g_string_new (NULL);
  g_autoptr (GString) objects = g_string_new (NULL);
  Sheets sheets = { customers, contacts, documents, objects };

  for (guint i = 0; i < people_count (people); i++)
    {
      CrmDuplicateInput input = people_get_input (people, i);

      append_person (&sheets, i, &input);
      if (i % ROWS != ROWS - 1 && i + 1 < people_count (people))
        continue;
      flush (f, customers);
      flush (f, contacts);
      flush (f, documents);
      flush (f, objects);
    }
  sync_fixture_sql (f->sync, "analyze customer");
}

/* ---- scanning -------------------------------------------------------------------------------- */

static void
run_scan (Fixture *f, HubDuplicateScan *scan)
{
  g_autoptr (GError) error = NULL;

  scan->pool = f->sync->pool;
  hub_duplicate_scan_run (scan, &error);
  g_assert_no_error (error);
}

/* The open pairs as people_count_found() wants them, and how many of them are none. */
static guint
read_found (Fixture *f, People *people, GHashTable *found)
{
  g_autofree char *text = sync_fixture_ask (
      f->sync, "select string_agg(right(customer::text, 12) || ' ' || right(other::text, 12), ' ')"
               " from duplicate where status = 'open' and not deleted");
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n_false = 0;

  for (guint i = 0; words[i] != NULL; i += 2)
    {
      guint64 a = g_ascii_strtoull (words[i], NULL, 16);
      guint64 b = g_ascii_strtoull (words[i + 1], NULL, 16);
      guint64 *key = g_new (guint64, 1);

      *key = a << 32 | b;
      g_hash_table_add (found, key);
      n_false += !people_are_one (people, (guint) a, (guint) b);
    }
  return n_false;
}

static double
get_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_utime.tv_sec + (double) usage.ru_utime.tv_usec / 1e6;
}

static void
assert_quality (Fixture *f, People *people)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n_false = read_found (f, people, found);
  guint n_planted = 0, n_found = 0;

  for (Plant kind = 0; kind < N_PLANTS; kind++)
    {
      guint n = 0;

      n_planted += people_count_found (people, kind, found, &n);
      n_found += n;
    }
  g_test_message ("planted %u, found %u (%.2f %%), pairs %u, false %u (%.2f %%)", n_planted,
                  n_found, 100.0 * n_found / n_planted, g_hash_table_size (found), n_false,
                  100.0 * n_false / g_hash_table_size (found));
  g_assert_cmpfloat ((double) n_found / n_planted, >=, LEAST);
  g_assert_cmpfloat ((double) n_false / g_hash_table_size (found), <=, MAX_FALSE);
}

static void
test_quality (Fixture *f, gconstpointer data)
{
  const char *asked = g_getenv ("ZONTIK_PEOPLE");
  guint n = asked != NULL ? (guint) g_ascii_strtoull (asked, NULL, 10) : N_PEOPLE;
  g_autoptr (People) people = people_new (n, n / 10, 7);
  HubDuplicateScan scan = { NULL };
  HubDuplicateScan again = { NULL };
  gint64 begin;
  double cpu;

  fill (f, people);
  begin = g_get_monotonic_time ();
  cpu = get_cpu ();
  run_scan (f, &scan);
  g_test_message ("%u customers: %.1f s, of which %.1f s of this process", scan.n_customers,
                  (double) (g_get_monotonic_time () - begin) / 1e6, get_cpu () - cpu);
  g_assert_cmpuint (scan.n_customers, ==, people_count (people));
  g_assert_cmpuint (scan.n_new, ==, scan.n_pairs);
  assert_quality (f, people);

  run_scan (f, &again);
  g_assert_cmpuint (again.n_pairs, ==, scan.n_pairs);
  g_assert_cmpuint (again.n_new, ==, 0);
  g_assert_cmpuint (again.n_stale, ==, 0);
}

/* ---- decisions ------------------------------------------------------------------------------- */

static char *
add_person (Fixture *f, HubSession *who)
{
  g_autofree char *id = sync_fixture_create (f->sync, who, "Капелькин");

  sync_fixture_sql (f->sync,
                    "update customer set first_name = 'Семён', middle_name = 'Ильич', birth_date ="
                    " '1980-05-17' where id = '%s'",
                    id);
  return g_steal_pointer (&id);
}

static void
assert_ask (Fixture *f, const char *expected, const char *sql)
{
  g_autofree char *found = sync_fixture_ask (f->sync, "%s", sql);

  g_assert_cmpstr (found, ==, expected);
}

static void
do_distinct (Fixture *f, HubSession *who, const char *a, const char *b, const char *status)
{
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, who, NULL,
                       "'kind':'customer.distinct','record':'%s','args':{'other':'%s'}", a, b);

  crm_test_assert_json_at (result, "status", status);
}

static void
test_distinct (Fixture *f, gconstpointer data)
{
  g_autofree char *first = add_person (f, f->anna);
  g_autofree char *second = add_person (f, f->anna);
  g_autofree char *foreign = add_person (f, f->diana);
  HubDuplicateScan scan = { NULL };
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);

  run_scan (f, &scan);
  g_assert_cmpuint (scan.n_new, ==, 3);
  do_distinct (f, f->anna, second, first, "done");
  do_distinct (f, f->anna, first, first, "rejected");
  do_distinct (f, f->anna, first, foreign, "rejected");
  assert_ask (f, "1", "select count(*) from duplicate where status = 'distinct'");
  run_scan (f, &scan);
  g_assert_cmpuint (scan.n_new, ==, 0);
  assert_ask (f, "1", "select count(*) from duplicate where status = 'distinct' and not deleted");
  sync_view_pull (anna);
  g_assert_cmpuint (sync_view_count (anna, "duplicate"), >=, 1);

  /* Also what nobody has found yet; and what is none any more is not in the list. */
  do_distinct (f, f->diana, second, foreign, "done");
  sync_fixture_sql (f->sync,
                    "update customer set last_name = 'Тучкина', first_name = 'Анна',"
                    " middle_name = 'Львовна', birth_date = '1999-01-01' where id = '%s'",
                    foreign);
  run_scan (f, &scan);
  g_assert_cmpuint (scan.n_stale, ==, 1);
  assert_ask (f, "0", "select count(*) from duplicate where status = 'open' and not deleted");
  assert_ask (f, "2", "select count(*) from duplicate where status = 'distinct' and not deleted");
}

/* The desktop makes the record itself, under the id that the search would give it. */
static void
test_same_id (Fixture *f, gconstpointer data)
{
  g_autofree char *first = add_person (f, f->anna);
  g_autofree char *second = add_person (f, f->anna);
  g_autofree char *id = crm_duplicate_make_id (second, first);
  HubDuplicateScan scan = { NULL };
  g_autoptr (JsonNode) result = NULL;

  run_scan (f, &scan);
  result =
      sync_fixture_do (f->sync, f->anna, NULL,
                       "'kind':'duplicate.create','record':'%s','set':{'customer':'%s','other':"
                       "'%s','status':'distinct'}",
                       id, first, second);
  crm_test_assert_json_at (result, "status", "done");
  crm_test_assert_json_at (result, "record.score", "85");
  run_scan (f, &scan);
  g_assert_cmpuint (scan.n_new, ==, 0);
  assert_ask (f, "distinct", "select string_agg(status, ' ') from duplicate where not deleted");
}

/* ---- as a job -------------------------------------------------------------------------------- */

typedef struct
{
  guint n_words;
  gboolean is_done;
} News;

static void
progress_cb (const HubAdminProgress *progress, gpointer user_data)
{
  News *news = user_data;

  g_assert_cmpstr (progress->kind, ==, "duplicates");
  news->n_words++;
  if (strcmp (progress->state, "done") == 0)
    news->is_done = TRUE;
}

/* Left behind by a process that died with the lease over; and one that another process is at. */
static void
test_job (Fixture *f, gconstpointer data)
{
  g_autofree char *first = add_person (f, f->anna);
  g_autofree char *second = add_person (f, f->anna);
  HubContext context = { .pool = f->sync->pool, .bulk_pool = f->sync->pool };
  News news = { 0 };
  HubAdminScan *scan;

  sync_fixture_sql (f->sync,
                    "insert into job (id, kind, actor, person, lease_until) values"
                    " (gen_random_uuid(), 'duplicates', '%s', '%s', now() - interval '1 second'),"
                    " (gen_random_uuid(), 'duplicates', '%s', '%s', now() + interval '1 hour')",
                    f->diana->user, f->diana->user, f->diana->user, f->diana->user);
  scan = hub_admin_scan_new (&context, progress_cb, &news);
  crm_test_wait_for (&news.is_done, DEADLINE);
  hub_admin_scan_close (scan);
  g_assert_cmpuint (news.n_words, >=, 2);
  assert_ask (f, "done 1 1000",
              "select concat_ws(' ', state, reason, done) from job order by lease_until nulls first"
              " limit 1");
  assert_ask (f, "1", "select count(*) from job where state = 'running'");
  assert_ask (f, "1", "select count(*) from duplicate where status = 'open'");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/duplicates/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("quality", test_quality);
  ADD ("distinct", test_distinct);
  ADD ("same-id", test_same_id);
  ADD ("job", test_job);
  return g_test_run ();
}
