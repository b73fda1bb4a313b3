/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random customers with everything that can hang on them or name them are merged and parted again:
 * each row is what it was, told by statements that know nothing of how a merge works. A third of
 * the pairs has a second merge in between. ZONTIK_MERGES=10000 and ZONTIK_SEED=1 say how many and
 * which. */

#define G_LOG_DOMAIN "test"

#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

#define N_MERGES    60
#define N_CUSTOMERS 30

typedef struct
{
  SyncFixture *sync;
  HubSession *diana;
  guint64 seed;
} Fixture;

/* What a merge changes of the rows that were there: nothing, but when they were changed. */
static const char world[] =
    "create table was (tab text, id uuid, vals jsonb, primary key (tab, id));"
    "create function world () returns table (tab text, id uuid, vals jsonb) language plpgsql as $$"
    " declare t text;"
    " begin"
    "  for t in select table_name from information_schema.columns where column_name = 'revs'"
    "           and table_schema = 'public' loop"
    "   return query execute format ('select %L::text, t.id, to_jsonb (t) - ''{ver,rev,revs,"
    "changed_at,changed_by}''::text[] from %I t', t, t);"
    "  end loop;"
    " end $$;"
    /* Columns that still name a customer who was merged into another one. */
    "create function names (gone uuid) returns text language plpgsql as $$"
    " declare c record; n bigint; found text := '';"
    " begin"
    "  for c in select table_name as t, column_name as f from information_schema.columns"
    "           where data_type = 'uuid' and table_schema = 'public'"
    "             and table_name not in ('command', 'sync_exit', 'merge_keep', 'merge_row', 'was')"
    "             and (table_name, column_name) not in (('customer', 'id'), ('merge', 'other'),"
    "                  ('history_event', 'record')) loop"
    "   execute format ('select count(*) from %I where %I = $1 %s', c.t, c.f,"
    "     case c.t when 'duplicate' then 'and status <> ''merged'' and not deleted'"
    "      when 'conflict' then 'and status = ''open''' else '' end)"
    "    into n using gone;"
    "   if n > 0 then found := found || ' ' || c.t || '.' || c.f; end if;"
    "  end loop;"
    "  return found;"
    " end $$";

/* A few of everything for each customer, of every state, with the same values here and there. */
static const char fill[] =
    "insert into customer (id, ver, type, last_name, first_name, birth_date, note, tags, source, "
    "inn,"
    "  address_city, number, owner, branch)"
    " select gen_random_uuid(), sync_ver(), 'person', 'Тестов ' || n % 7,"
    "  case when n % 3 > 0 then 'Иван' end, case when n % 4 > 0 then date '1980-01-01' + n end,"
    "  case when n % 2 > 0 then 'заметка ' || n end,"
    "  case when n % 3 > 0 then json_build_array ('vip', 'т' || n % 5) end,"
    "  case when n % 5 > 0 then 'site' end, case when n % 6 = 0 then '500100732259' end,"
    "  case when n % 2 > 0 then 'Тверь' end, 'К-' || n, u.id, u.branch"
    " from generate_series(1, %u) n join app_user u on u.login = (array['anna','petr','olga'])[1 + "
    "n % 3];"
    "create view pair as select a.id, a.ver, a.owner, a.branch, b.id as other,"
    "  (random() * 1000)::integer as n, random() < 0.1 as deleted"
    " from customer a join customer b on a.id <> b.id where random() < 0.05;"
    "insert into contact_point (id, ver, owner, branch, deleted, customer, type, value, is_primary,"
    "  opted_out) select gen_random_uuid(), ver, owner, branch, deleted, id, 'phone',"
    "  '+7900555010' || n % 4, nullif(random() < 0.3, false), nullif(random() < 0.2, false) from "
    "pair;"
    "insert into identity_document (id, ver, owner, branch, deleted, customer, type, series, "
    "number)"
    " select gen_random_uuid(), ver, owner, branch, deleted, id, 'passport', '4510', n % 5 from "
    "pair;"
    "insert into bank_account (id, ver, owner, branch, deleted, customer, bic) select"
    "  gen_random_uuid(), ver, owner, branch, deleted, id, '044525225' from pair;"
    "insert into policy (id, ver, owner, branch, customer, product, number, status) select"
    "  gen_random_uuid(), ver, owner, branch, id, 'kasko', n, 'draft' from pair;"
    "insert into beneficiary (id, ver, owner, branch, policy, customer, beneficiary, share) select"
    "  gen_random_uuid(), p.ver, p.owner, p.branch, p.id, p.customer, c.id, 50 from policy p"
    "  join lateral (select id from customer where p.id is not null order by random() limit 2) c "
    "on true;"
    "insert into instalment (id, ver, owner, branch, policy, customer, no, amount_kopecks) select"
    "  gen_random_uuid(), ver, owner, branch, id, customer, 1, 100 from policy;"
    "insert into insured_object (id, ver, owner, branch, deleted, customer, type, person) select"
    "  gen_random_uuid(), ver, owner, branch, deleted, id, 'person', other from pair;"
    "insert into relation (id, ver, owner, branch, deleted, customer, other, type) select"
    "  gen_random_uuid(), ver, owner, branch, deleted, id, other,"
    "  (array['spouse','child','friend'])[1 + n % 3] from pair;"
    "insert into consent (id, ver, owner, branch, customer, purpose) select gen_random_uuid(), ver,"
    "  owner, branch, id, 'calls' from pair;"
    "insert into attachment (id, ver, owner, branch, customer, owner_kind, owner_record, name) "
    "select"
    "  gen_random_uuid(), ver, owner, branch, id, 'customer', id, 'скан' from pair;"
    "insert into offer (id, ver, owner, branch, customer, rule) select gen_random_uuid(), ver, "
    "owner,"
    "  branch, id, 'kasko' from pair;"
    "insert into note (id, ver, owner, branch, customer, text) select gen_random_uuid(), ver, "
    "owner,"
    "  branch, id, 'x' from pair;"
    "insert into task (id, ver, owner, branch, customer, text) select gen_random_uuid(), ver, "
    "owner,"
    "  branch, other, 'позвонить' from pair;"
    "insert into history_event (id, ver, owner, branch, customer, record_kind, record, action, at,"
    "  done_at) select gen_random_uuid(), ver, owner, branch, id, 'customer', id, 'update', now(),"
    "  now() from pair;"
    "insert into conflict (id, ver, owner, branch, customer, record_kind, record, command, author,"
    "  done_at, reason, status, groups) select gen_random_uuid(), ver, owner, branch, id, "
    "'customer',"
    "  id, gen_random_uuid(), owner, now(), 'fields',"
    "  (array['open','resolved'])[1 + n % 2], '{}' from pair;"
    "insert into share (id, ver, owner, branch, customer, user_id, ends_on) select "
    "gen_random_uuid(),"
    "  p.ver, p.owner, p.branch, p.id, u.id, date '2090-01-01' + p.n from pair p join app_user u on"
    "  u.login = 'vera' on conflict do nothing;"
    "insert into duplicate (id, ver, owner, branch, customer, other, score, status) select "
    "distinct on"
    "  (id, other) gen_random_uuid(), ver, owner, branch, id, other, 80,"
    "  (array['open','distinct'])[1 + n % 2] from pair where id < other;"
    "drop view pair";

static void
run_sql (Fixture *f, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  g_free (sync_fixture_ask (f->sync, "%s", sql));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const char *seed = g_getenv ("ZONTIK_SEED");

  f->seed = seed != NULL ? g_ascii_strtoull (seed, NULL, 10) : 1;
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  hub_session_unref (sync_fixture_add_user (f->sync, "anna", "agent", "Москва"));
  hub_session_unref (sync_fixture_add_user (f->sync, "petr", "agent", "Москва"));
  hub_session_unref (sync_fixture_add_user (f->sync, "olga", "agent", "Тверь"));
  hub_session_unref (sync_fixture_add_user (f->sync, "vera", "agent", "Казань"));
  f->diana = sync_fixture_add_user (f->sync, "diana", "director", "Москва");
  run_sql (f, "%s", world);
  run_sql (f, "select setseed(0.%" G_GUINT64_FORMAT ")", f->seed);
  run_sql (f, fill, N_CUSTOMERS);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->diana);
  sync_fixture_free (f->sync);
}

/* Two to four customers that live, in any order. */
static GStrv
pick (Fixture *f, guint n)
{
  g_autofree char *text = sync_fixture_ask (
      f->sync,
      "select string_agg(id::text, ' ') from (select id from customer where not deleted"
      " order by md5(id::text || %u) limit %u) as c",
      crm_test_random (&f->seed), n);

  return g_strsplit (text, " ", -1);
}

static char *
choose (Fixture *f)
{
  static const char *const fields[] = { "last_name", "note", "tags", "inn", "address.city" };
  static const char *const takes[] = { "into", "other", "both" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      gboolean has_both = i == 1 || i == 2;
      guint take = crm_test_random (&f->seed) % (has_both ? 4 : 3);

      if (take < (has_both ? 3 : 2))
        g_string_append_printf (text, "%s'%s':'%s'", text->len > 0 ? "," : "", fields[i],
                                takes[take]);
    }
  return g_strdup (text->str);
}

static void
assert_done (JsonNode *result)
{
  g_autofree char *status = crm_test_json_at (result, "status");
  g_autofree char *text = json_to_string (result, FALSE);

  if (g_strcmp0 (status, "done") != 0)
    g_error ("%s", text);
}

static void
assert_nothing (Fixture *f, const char *what, const char *query)
{
  g_autofree char *found = sync_fixture_ask (f->sync, "%s", query);

  if (found != NULL && *found != '\0')
    g_error ("%s: %s", what, found);
}

static const char broken[] =
    "select string_agg(distinct t.tab || ' ' || t.id, ', ') from world() t join customer c"
    " on c.id::text = t.vals ->> 'customer' where t.tab not in ('task')"
    " and (t.vals -> 'owner' is distinct from coalesce(to_jsonb(c.owner), 'null')"
    "  or t.vals -> 'branch' is distinct from coalesce(to_jsonb(c.branch), 'null')"
    "  or (c.deleted and not (t.vals ->> 'deleted')::boolean))";

/* (transfer full): the merge. */
static char *
merge (Fixture *f, const char *other, const char *into)
{
  g_autofree char *choices = choose (f);
  g_autofree char *names = g_strdup_printf ("select names('%s')", other);
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->diana, NULL,
                       "'kind':'customer.merge','record':'%s','args':{'into':'%s','choices':{%s}}",
                       other, into, choices);

  assert_done (result);
  assert_nothing (f, "it is still named", names);
  return crm_test_json_at (result, "id");
}

static void
part (Fixture *f, const char *record, const char *id)
{
  g_autoptr (JsonNode) result =
      sync_fixture_do (f->sync, f->diana, NULL,
                       "'kind':'customer.unmerge','record':'%s','args':{'merge':'%s'}", record, id);

  assert_done (result);
}

static void
look (Fixture *f)
{
  run_sql (f, "insert into was select * from world()");
}

/* What came since is history, the merges themselves, and pairs that are gone again. */
static void
assert_as_before (Fixture *f)
{
  assert_nothing (
      f, "not what it was",
      "select string_agg(coalesce(w.tab, t.tab) || ' was ' || coalesce(w.vals::text, '') || ' is ' "
      "||"
      " coalesce(t.vals::text, ''), '; ') from was w full join world() t on t.tab = w.tab and t.id "
      "="
      " w.id where w.vals is distinct from t.vals and not (w.id is null and (t.tab in "
      "('history_event',"
      " 'merge') or t.tab = 'duplicate' and (t.vals ->> 'deleted')::boolean))");
}

static void
test_restored (Fixture *f, gconstpointer data)
{
  const char *asked = g_getenv ("ZONTIK_MERGES");
  guint n = asked != NULL ? (guint) g_ascii_strtoull (asked, NULL, 10) : N_MERGES;

  look (f);
  for (guint i = 0; i < n; i++)
    {
      gboolean is_chain = i % 3 == 0;
      g_auto (GStrv) ids = pick (f, 3);
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      first = merge (f, ids[0], ids[1]);
      second = is_chain ? merge (f, ids[1], ids[2]) : NULL;
      if (i % 8 == 0)
        assert_nothing (f, "not of the scope of its customer", broken);
      if (second != NULL)
        part (f, i % 2 == 0 ? ids[1] : ids[2], second);
      part (f, i % 2 == 0 ? ids[0] : ids[1], first);
      assert_as_before (f);
    }
  g_test_message ("%u pairs merged and parted, each row as before", n);
}

int
main (int argc, char **argv)
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;
  g_test_add ("/unmerge/restored", Fixture, postgres, set_up, test_restored, tear_down);
  return g_test_run ();
}
