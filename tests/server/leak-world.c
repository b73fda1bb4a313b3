/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The world of the leak fuzz. What commands and administration do to rows is written down here once
 * more, as functions of the test's database: so the feed is tested against the rules of the tables
 * and not against the code that follows them. */

#define G_LOG_DOMAIN "test"

#include "tests/server/leak-world.h"

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"

#include <string.h>

#define N_BRANCHES 3

static const char *const roles[] = { "agent",    "agent",      "agent",
                                     "head",     "director",   "adjuster",
                                     "marketer", "accountant", "administrator" };
static const char *const subjects[] = { "customer",     "contact-point",   "identity-document",
                                        "bank-account", "history-event",   "conflict",
                                        "share",        "right-exception", "policy" };
static const char *const scopes[] = { "none", "own", "branch", "all" };

/* Children follow their customer; an exit for every scope that a customer leaves. */
static const char *const functions =
    "create table leak_day (day date not null);"
    "insert into leak_day values (current_date);"
    "grant select on leak_day to zontik_app;"
    "create or replace function app_now () returns timestamptz language sql stable as"
    " $$ select day + interval '12 hours' from leak_day $$;"

    "create function leak_follow (c uuid) returns void language plpgsql as $$"
    " declare t text; begin"
    "  foreach t in array array['contact_point', 'conflict', 'history_event', 'identity_document',"
    "                           'bank_account', 'share', 'policy', 'insured_object', 'instalment']"
    "  loop"
    "   execute format ('update %I t set owner = c.owner, branch = c.branch, ver = sync_ver ()"
    "                    from customer c where c.id = t.customer and c.id = $1', t) using c;"
    "  end loop; end $$;"

    "create function leak_exit (l text, s uuid, i uuid, k int, r text) returns void language sql as"
    " $$ insert into sync_exit (level, scope, id, ver, kind, reason)"
    "    select l::\"char\", s, i, sync_ver (), k, r where s is not null"
    "    on conflict (level, scope, id) do update set ver = excluded.ver, reason = excluded.reason"
    " $$;"

    "create function leak_give (c uuid, o uuid) returns void language plpgsql as $$"
    " declare was customer; b uuid := (select branch from app_user where id = o); begin"
    "  select * into was from customer where id = c for update;"
    "  update customer set owner = o, branch = b, rev = rev + 1, ver = sync_ver () where id = c;"
    "  perform leak_follow (c);"
    "  if was.owner is distinct from o then"
    "   perform leak_exit ('o', was.owner, c, 3, 'reassigned'); end if;"
    "  if was.branch is distinct from b then"
    "   perform leak_exit ('b', was.branch, c, 3, 'reassigned'); end if;"
    " end $$;"

    "create function leak_move (u uuid, b uuid) returns void language plpgsql as $$"
    " declare was uuid := (select branch from app_user where id = u); x record; begin"
    "  update app_user set branch = b, rev = rev + 1, ver = sync_ver () where id = u;"
    "  for x in select id from customer where owner = u order by id loop"
    "   perform leak_give (x.id, u); end loop;"
    "  for x in select id from right_exception where user_id = u loop"
    "   update right_exception set branch = b, ver = sync_ver () where id = x.id;"
    "   if was is distinct from b then"
    "    perform leak_exit ('b', was, x.id, 10, 'branch-changed'); end if;"
    "  end loop; end $$;"

    "create function leak_share (c uuid, u uuid, days int) returns void language plpgsql as $$"
    " begin"
    "  update share set deleted = true, rev = rev + 1, ver = sync_ver ()"
    "   where customer = c and user_id = u and not deleted;"
    "  insert into share (id, ver, owner, branch, customer, user_id, ends_on)"
    "   select gen_random_uuid (), sync_ver (), owner, branch, id, u,"
    "          (select day from leak_day) + days from customer where id = c;"
    "  update customer set ver = sync_ver () where id = c;"
    "  perform leak_follow (c);"
    " end $$;"

    "create function leak_unshare (c uuid) returns void language plpgsql as $$"
    " declare x record; begin"
    "  for x in select * from share where customer = c and not deleted loop"
    "   update share set deleted = true, rev = rev + 1, ver = sync_ver () where id = x.id;"
    "   perform leak_exit ('s', x.user_id, c, 3, 'share-ended');"
    "  end loop; end $$;"

    "create function leak_remove (c uuid, gone bool) returns void language plpgsql as $$"
    " declare t text; begin"
    "  update customer set deleted = gone, rev = rev + 1, ver = sync_ver ()"
    "   where id = c and deleted <> gone;"
    "  if not found then return; end if;"
    "  foreach t in array array['contact_point', 'identity_document', 'bank_account', 'policy',"
    "                           'insured_object', 'instalment'] loop"
    "   execute format ('update %I set deleted = $2, rev = rev + 1, ver = sync_ver ()"
    "                    where customer = $1', t) using c, gone;"
    "  end loop; end $$;"

    "create function leak_add (c uuid) returns void language sql as $$"
    " insert into contact_point (id, ver, owner, branch, customer, type, value)"
    "  select gen_random_uuid (), sync_ver (), owner, branch, id, 'phone', '+79005550123'"
    "  from customer where id = c and not deleted;"
    " insert into identity_document (id, ver, owner, branch, customer, type, number)"
    "  select gen_random_uuid (), sync_ver (), owner, branch, id, 'passport', '4509123456'"
    "  from customer where id = c and not deleted;"
    " insert into bank_account (id, ver, owner, branch, customer, account)"
    "  select gen_random_uuid (), sync_ver (), owner, branch, id, '40817810000000000001'"
    "  from customer where id = c and not deleted;"
    " insert into insured_object (id, ver, owner, branch, customer, type, title)"
    "  select gen_random_uuid (), sync_ver (), owner, branch, id, 'other', 'лодка'"
    "  from customer where id = c and not deleted;"
    " with made as (insert into policy (id, ver, owner, branch, customer, product, status)"
    "  select gen_random_uuid (), sync_ver (), owner, branch, id, 'osago', 'draft'"
    "  from customer where id = c and not deleted returning *)"
    " insert into instalment (id, ver, owner, branch, customer, policy, due_on, amount_kopecks)"
    "  select gen_random_uuid (), sync_ver (), owner, branch, customer, id, '2026-11-01', 100"
    "  from made;"
    " insert into history_event (id, ver, owner, branch, customer, record_kind, record, action, at,"
    "                            done_at)"
    "  select gen_random_uuid (), sync_ver (), owner, branch, id, 'customer', id, 'update', now (),"
    "         now () from customer where id = c and not deleted;"
    " insert into conflict (id, ver, owner, branch, customer, record_kind, record, command, author,"
    "                       done_at, reason, groups)"
    "  select gen_random_uuid (), sync_ver (), owner, branch, id, 'customer', id,"
    "         gen_random_uuid (), owner, now (), 'edit', '{}' from customer"
    "  where id = c and not deleted $$;"

    "create function leak_drop_one (t text, c uuid) returns void language plpgsql as $$ begin"
    " execute format ('update %I set deleted = true, rev = rev + 1, ver = sync_ver () where id ="
    "  (select id from %I where customer = $1 and not deleted order by id limit 1)', t, t) using c;"
    " end $$;";

/* What a person may see, said differently than the server does: one branch of a case a kind, no
 * index, no function of the product. */
#define TRUTH                                                                                      \
  "with me as (select u.id, u.branch, r.rights from app_user u join role r on r.code = u.role"     \
  "            where u.id = '%s'),"                                                                \
  " today as (select day from leak_day),"                                                          \
  " cell (kind, scope) as ("                                                                       \
  "  select k, coalesce ((select x.scope from right_exception x, me, today"                        \
  "                       where x.user_id = me.id and x.subject = s and x.action = 'see'"          \
  "                         and not x.deleted and day >= x.starts_on"                              \
  "                         and day <= coalesce (x.ends_on, 'infinity')"                           \
  "                       order by x.starts_on desc, x.id desc limit 1),"                          \
  "                      (select rights -> s ->> 'see' from me), 'none')"                          \
  "  from unnest ('{user,branch,role,deputy,customer,contact-point,conflict,history-event,"        \
  "identity-document,bank-account,right-exception,share,policy,insured-object,instalment}'::text[" \
  "],"                                                                                             \
  "   '{user,branch,role,deputy,customer,contact-point,conflict,history-event,"                    \
  "identity-document,bank-account,right-exception,share,policy,customer,policy}'::text[]) as "     \
  "kinds (k, s)),"                                                                                 \
  " level (kind, n) as ("                                                                          \
  "  select kind, case scope when 'all' then 3 when 'branch' then 2 when 'own' then 1 else 0 end"  \
  "  from cell),"                                                                                  \
  " stands (id) as (select id from me union select absent from deputy, me, today"                  \
  "  where deputy = me.id and not deleted and day >= starts_on and day <= ends_on),"               \
  " shown (id) as (select customer from share, me, today where user_id = me.id and not deleted"    \
  "                and (ends_on is null or ends_on >= day)),"                                      \
  " thing (kind, id, rev, owner, branch, root) as ("                                               \
  "  select 'user', id, rev, null::uuid, null::uuid, null::uuid from app_user where not deleted"   \
  "  union all select 'branch', id, rev, null, null, null from branch where not deleted"           \
  "  union all select 'role', id, rev, null, null, null from role where not deleted"               \
  "  union all select 'deputy', id, rev, null, null, null from deputy where not deleted"           \
  "  union all select 'customer', id, rev, owner, branch, id from customer where not deleted"      \
  "  union all select 'contact-point', id, rev, owner, branch, customer from contact_point"        \
  "   where not deleted"                                                                           \
  "  union all select 'conflict', id, rev, owner, branch, customer from conflict where not "       \
  "deleted"                                                                                        \
  "  union all select 'history-event', id, rev, owner, branch, customer from history_event"        \
  "   where not deleted"                                                                           \
  "  union all select 'identity-document', id, rev, owner, branch, customer"                       \
  "   from identity_document where not deleted"                                                    \
  "  union all select 'bank-account', id, rev, owner, branch, customer from bank_account"          \
  "   where not deleted"                                                                           \
  "  union all select 'policy', id, rev, owner, branch, customer from policy where not deleted"    \
  "  union all select 'instalment', id, rev, owner, branch, customer from instalment"              \
  "   where not deleted"                                                                           \
  "  union all select 'insured-object', id, rev, owner, branch, customer from insured_object"      \
  "   where not deleted"                                                                           \
  "  union all select 'share', id, rev, owner, branch, customer from share where not deleted"      \
  "  union all select 'right-exception', id, rev, owner, branch, null from right_exception"        \
  "   where not deleted),"                                                                         \
  " seen as (select t.kind || '/' || t.id || ':' || t.rev as line from thing t"                    \
  "  join level l on l.kind = t.kind join level c on c.kind = 'customer', me"                      \
  "  where case when t.root is null then l.n else least (l.n, c.n) end >= case"                    \
  "   when (t.owner in (select id from stands) or t.root in (select id from shown)) is true then " \
  "1"                                                                                              \
  "   when (t.branch = me.branch) is true then 2"                                                  \
  "   else 3 end)"                                                                                 \
  " select coalesce (string_agg (line, ' ' order by line), '') from seen"

static guint
pick (LeakWorld *self, guint n)
{
  return crm_test_random (&self->seed) % n;
}

static const char *
pick_customer (LeakWorld *self)
{
  return g_ptr_array_index (self->customers, pick (self, self->customers->len));
}

static const char *
pick_person (LeakWorld *self)
{
  return ((HubSession *) g_ptr_array_index (self->sessions, pick (self, self->sessions->len)))
      ->user;
}

static char *
find_branch (LeakWorld *self)
{
  return sync_fixture_ask (self->sync, "select id from branch where name = 'Отдел %u'",
                           pick (self, N_BRANCHES));
}

/* ---- what happens -------------------------------------------------------------------------- */

static void
give (LeakWorld *self)
{
  sync_fixture_sql (self->sync, "select leak_give ('%s', '%s')", pick_customer (self),
                    pick_person (self));
}

/* Nothing may be evicted for a way there and back. */
static void
give_and_take_back (LeakWorld *self)
{
  const char *customer = pick_customer (self);
  const char *other = pick_person (self);

  sync_fixture_sql (self->sync,
                    "do $$ declare o uuid := (select owner from customer where id = '%s'); begin"
                    " perform leak_give ('%s', '%s'); perform leak_give ('%s', o); end $$",
                    customer, customer, other, customer);
}

static void
move_person (LeakWorld *self)
{
  g_autofree char *branch = find_branch (self);

  sync_fixture_sql (self->sync, "select leak_move ('%s', '%s')", pick_person (self), branch);
}

static void
change_role (LeakWorld *self)
{
  sync_fixture_sql (self->sync,
                    "update app_user set role = '%s', rev = rev + 1, ver = sync_ver ()"
                    " where id = '%s'",
                    roles[pick (self, G_N_ELEMENTS (roles))], pick_person (self));
}

static void
show (LeakWorld *self)
{
  sync_fixture_sql (self->sync, "select leak_share ('%s', '%s', %u)", pick_customer (self),
                    pick_person (self), pick (self, 4));
}

static void
end_shares (LeakWorld *self)
{
  sync_fixture_sql (self->sync, "select leak_unshare ('%s')", pick_customer (self));
}

static void
add_exception (LeakWorld *self)
{
  const char *person = pick_person (self);
  guint starts = pick (self, 3);

  sync_fixture_sql (
      self->sync,
      "insert into right_exception (id, ver, owner, branch, user_id, subject, action,"
      " scope, starts_on, ends_on) select gen_random_uuid (), sync_ver (), id, branch,"
      " id, '%s', 'see', '%s', day + %u, day + %u from app_user, leak_day"
      " where id = '%s'",
      subjects[pick (self, G_N_ELEMENTS (subjects))], scopes[pick (self, G_N_ELEMENTS (scopes))],
      starts, starts + pick (self, 4), person);
}

static void
drop_exception (LeakWorld *self)
{
  sync_fixture_sql (self->sync,
                    "update right_exception set deleted = true, rev = rev + 1, ver = sync_ver ()"
                    " where user_id = '%s' and not deleted",
                    pick_person (self));
}

static void
add_deputy (LeakWorld *self)
{
  const char *absent = pick_person (self);
  const char *deputy = pick_person (self);
  guint starts = pick (self, 3);

  if (strcmp (absent, deputy) != 0)
    sync_fixture_sql (self->sync,
                      "insert into deputy (id, ver, absent, deputy, starts_on, ends_on) select"
                      " gen_random_uuid (), sync_ver (), '%s', '%s', day + %u, day + %u"
                      " from leak_day where (select count (*) from deputy where deputy = '%s') < 6",
                      absent, deputy, starts, starts + pick (self, 3), deputy);
}

static void
drop_deputy (LeakWorld *self)
{
  sync_fixture_sql (self->sync,
                    "update deputy set deleted = true, rev = rev + 1, ver = sync_ver ()"
                    " where absent = '%s' and not deleted",
                    pick_person (self));
}

static void
remove_customer (LeakWorld *self)
{
  sync_fixture_sql (self->sync, "select leak_remove ('%s', true)", pick_customer (self));
}

static void
restore_customer (LeakWorld *self)
{
  sync_fixture_sql (self->sync, "select leak_remove ('%s', false)", pick_customer (self));
}

static void
add_rows (LeakWorld *self)
{
  sync_fixture_sql (self->sync, "select leak_add ('%s')", pick_customer (self));
}

static void
drop_row (LeakWorld *self)
{
  static const char *const tables[] = { "contact_point", "identity_document", "bank_account",
                                        "insured_object", "instalment" };

  sync_fixture_sql (self->sync, "select leak_drop_one ('%s', '%s')",
                    tables[pick (self, G_N_ELEMENTS (tables))], pick_customer (self));
}

/* Nobody writes anything. */
static void
pass_day (LeakWorld *self)
{
  sync_fixture_sql (self->sync, "update leak_day set day = day + 1");
}

static const struct
{
  const char *name;
  void (*act) (LeakWorld *self);
  guint weight;
} acts[] = {
  { "give", give, 6 },
  { "give and take back", give_and_take_back, 2 },
  { "move a person", move_person, 2 },
  { "change a role", change_role, 3 },
  { "share", show, 4 },
  { "end shares", end_shares, 2 },
  { "add an exception", add_exception, 3 },
  { "drop exceptions", drop_exception, 1 },
  { "add a deputy", add_deputy, 3 },
  { "drop deputies", drop_deputy, 1 },
  { "remove a customer", remove_customer, 2 },
  { "restore a customer", restore_customer, 1 },
  { "add rows", add_rows, 3 },
  { "drop a row", drop_row, 2 },
  { "pass a day", pass_day, 2 },
};

const char *
leak_world_step (LeakWorld *self)
{
  guint total = 0;
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    total += acts[i].weight;
  n = pick (self, total);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      if (n < acts[i].weight)
        {
          acts[i].act (self);
          self->n_steps++;
          return acts[i].name;
        }
      n -= acts[i].weight;
    }
  g_assert_not_reached ();
}

/* ---- the world ----------------------------------------------------------------------------- */

LeakWorld *
leak_world_new (TempPostgres *postgres, guint64 seed, guint n_people, guint n_customers)
{
  LeakWorld *self = g_new0 (LeakWorld, 1);

  self->sync = sync_fixture_new (postgres, 2);
  self->seed = seed;
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_session_unref);
  self->views = g_ptr_array_new_with_free_func ((GDestroyNotify) sync_view_free);
  self->customers = g_ptr_array_new_with_free_func (g_free);
  sync_fixture_sql (self->sync, "%s", functions);

  for (guint i = 0; i < n_people; i++)
    {
      g_autofree char *login = g_strdup_printf ("person-%u", i);
      g_autofree char *branch = g_strdup_printf ("Отдел %u", i % N_BRANCHES);
      HubSession *session =
          sync_fixture_add_user (self->sync, login, roles[i % G_N_ELEMENTS (roles)], branch);

      g_ptr_array_add (self->sessions, session);
      g_ptr_array_add (self->views, sync_view_new (self->sync, session));
    }
  for (guint i = 0; i < n_customers; i++)
    {
      char *id = crm_id_new ();

      g_ptr_array_add (self->customers, id);
      sync_fixture_sql (
          self->sync,
          "insert into customer (id, ver, owner, branch, type, last_name) select '%s',"
          " sync_ver (), id, branch, 'person', 'Клиент' from app_user where id = '%s';"
          "select leak_add ('%s')",
          id, pick_person (self), id);
    }
  return self;
}

void
leak_world_free (LeakWorld *self)
{
  g_ptr_array_unref (self->views);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->customers);
  sync_fixture_free (self->sync);
  g_free (self);
}

void
leak_world_pull_piece (LeakWorld *self)
{
  SyncView *view = g_ptr_array_index (self->views, pick (self, self->views->len));
  guint n_pages = 1 + pick (self, 3);
  gboolean is_end = FALSE;

  for (guint i = 0; i < n_pages && !is_end; i++)
    {
      g_autoptr (GError) error = NULL;

      sync_view_pull_page (view, 1 + pick (self, 40), &is_end, &error);
      /* Too many changes of rights between two pulls: the client begins anew. */
      if (g_error_matches (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED))
        sync_view_reset (view);
      else
        g_assert_no_error (error);
      self->n_pages++;
    }
}

static void
report_extra (SyncView *view, GHashTable *lines, GString *wrong)
{
  GHashTableIter iter;
  gpointer key, data;

  g_hash_table_iter_init (&iter, view->records);
  while (g_hash_table_iter_next (&iter, &key, &data))
    {
      g_autofree char *line = g_strdup_printf ("%s:%" G_GINT64_FORMAT, (const char *) key,
                                               ((SyncRecord *) data)->version);

      if (!g_hash_table_contains (lines, line))
        g_string_append_printf (wrong, " has %s", line);
    }
}

static void
report_missing (SyncView *view, char **expected, GString *wrong)
{
  for (guint i = 0; expected[i] != NULL && *expected[i] != '\0'; i++)
    {
      g_autofree char *key = g_strndup (expected[i], strcspn (expected[i], ":"));

      if (!g_hash_table_contains (view->records, key))
        g_string_append_printf (wrong, " lacks %s", expected[i]);
    }
}

char *
leak_world_check (LeakWorld *self, guint person)
{
  SyncView *view = g_ptr_array_index (self->views, person);
  g_autoptr (GString) wrong = g_string_new (NULL);
  g_autoptr (GHashTable) lines = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *text = NULL;
  g_auto (GStrv) expected = NULL;

  sync_view_pull (view);
  text = sync_fixture_ask (self->sync, TRUTH, view->session->user);
  expected = g_strsplit (text, " ", -1);
  for (guint i = 0; expected[i] != NULL; i++)
    g_hash_table_add (lines, expected[i]);
  report_extra (view, lines, wrong);
  report_missing (view, expected, wrong);
  return wrong->len > 0 ? g_strdup (wrong->str) : NULL;
}
