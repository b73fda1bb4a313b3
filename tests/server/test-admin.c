/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Acts of administration on a whole server: who may do what, what is refused and where, and what
 * follows. Cases are tables; $words are ids, see admin-fixture.h. */

#include <string.h>

#include "tests/lib/crm-test.h"
#include "tests/server/admin-fixture.h"

#define USER(set)      "{\"id\":\"$x\",\"set\":{" set "}}"
#define GOOD_USER      "\"login\":\"zoe\",\"name\":\"Зоя\",\"role\":\"agent\",\"branch\":\"$north\""
#define SET(base, set) "{\"base\":" base ",\"set\":{" set "}}"

/* The order matters only where a case follows on one that succeeded. */
static const AdminCase user_cases[] = {
  { "nobody signed in", NULL, "POST /admin/user", USER (GOOD_USER), 401, NULL, "unauthenticated" },
  { "agent", "ann", "POST /admin/user", USER (GOOD_USER), 403, NULL, "denied" },
  { "head", "north-head", "POST /admin/user", USER (GOOD_USER), 403, NULL, "denied" },
  { "director", "boss", "POST /admin/user", USER (GOOD_USER), 403, NULL, "denied" },
  { "no id", "root", "POST /admin/user", "{\"set\":{" GOOD_USER "}}", 400, "/id", "format" },
  { "no set", "root", "POST /admin/user", "{\"id\":\"$x\"}", 400, "/set", "required" },
  { "not an object", "root", "POST /admin/user", "[]", 400, "", "type" },
  { "unknown field", "root", "POST /admin/user", USER (GOOD_USER ",\"password\":\"x\""), 400,
    "/set/password", "unknown" },
  { "no login", "root", "POST /admin/user", USER ("\"name\":\"Зоя\",\"role\":\"agent\""), 400,
    "/set/login", "required" },
  { "login of two words", "root", "POST /admin/user",
    USER ("\"login\":\"zoe x\",\"name\":\"Зоя\",\"role\":\"agent\""), 400, "/set/login", "format" },
  { "login taken", "root", "POST /admin/user",
    USER ("\"login\":\"ANN\",\"name\":\"Зоя\",\"role\":\"agent\""), 400, "/set/login", "taken" },
  { "unknown branch", "root", "POST /admin/user",
    USER ("\"login\":\"zoe\",\"name\":\"Зоя\",\"role\":\"agent\",\"branch\":\"$nowhere\""), 400,
    "/set/branch", "unknown" },
  { "head without a branch", "root", "POST /admin/user",
    USER ("\"login\":\"zoe\",\"name\":\"Зоя\",\"role\":\"head\""), 400, "/set/branch", "required" },
  { "good", "root", "POST /admin/user", USER (GOOD_USER), 201, NULL, NULL },
  { "again", "root", "POST /admin/user", USER (GOOD_USER), 200, NULL, NULL },
  { "id in use", "root", "POST /admin/user",
    USER ("\"login\":\"zed\",\"name\":\"Зоя\",\"role\":\"agent\""), 409, NULL, "conflict" },
  { "change without base", "root", "PATCH /admin/user/$x", "{\"set\":{\"name\":\"Зинаида\"}}", 400,
    "/base", "required" },
  { "change", "root", "PATCH /admin/user/$x", SET ("1", "\"name\":\"Зинаида\""), 200, NULL, NULL },
  { "stale change", "root", "PATCH /admin/user/$x", SET ("1", "\"name\":\"Зуля\""), 409, NULL,
    "conflict" },
  { "no change", "root", "PATCH /admin/user/$x", SET ("2", "\"name\":\"Зинаида\""), 200, NULL,
    NULL },
  { "somebody who is not", "root", "PATCH /admin/user/$nobody", SET ("1", "\"name\":\"Н\""), 404,
    NULL, "not-found" },
  { "not an id", "root", "PATCH /admin/user/x", SET ("1", "\"name\":\"Н\""), 404, NULL,
    "not-found" },
  { "own role", "root", "PATCH /admin/user/$root", SET ("1", "\"role\":\"director\""), 400,
    "/set/role", "self" },
  { "own end", "root", "PATCH /admin/user/$root", SET ("1", "\"active\":false"), 400, "/set/active",
    "self" },
  { "own name", "root", "PATCH /admin/user/$root", SET ("1", "\"name\":\"Корень\""), 200, NULL,
    NULL },
  { "clear the name", "root", "PATCH /admin/user/$x", SET ("2", "\"name\":null"), 400, "/set/name",
    "required" },
};

static const AdminCase branch_cases[] = {
  { "head", "north-head", "POST /admin/branch", "{\"id\":\"$b\",\"set\":{\"name\":\"Запад\"}}", 403,
    NULL, "denied" },
  { "no name", "root", "POST /admin/branch", "{\"id\":\"$b\",\"set\":{}}", 400, "/set/name",
    "required" },
  { "name taken", "root", "POST /admin/branch", "{\"id\":\"$b\",\"set\":{\"name\":\"Юг\"}}", 400,
    "/set/name", "taken" },
  { "time zone", "root", "POST /admin/branch",
    "{\"id\":\"$b\",\"set\":{\"name\":\"Запад\",\"time_zone\":\"Mars/Olympus\"}}", 400,
    "/set/time_zone", "unknown" },
  { "offset", "root", "POST /admin/branch",
    "{\"id\":\"$b\",\"set\":{\"name\":\"Запад\",\"time_zone\":\"+03\"}}", 400, "/set/time_zone",
    "unknown" },
  { "good", "root", "POST /admin/branch",
    "{\"id\":\"$b\",\"set\":{\"name\":\"Запад\",\"time_zone\":\"Asia/"
    "Omsk\",\"parent\":\"$north\"}}",
    201, NULL, NULL },
  { "cycle", "root", "PATCH /admin/branch/$north", SET ("1", "\"parent\":\"$b\""), 400,
    "/set/parent", "cycle" },
  { "below itself", "root", "PATCH /admin/branch/$b", SET ("1", "\"parent\":\"$b\""), 400,
    "/set/parent", "cycle" },
  { "delete with people", "root", "DELETE /admin/branch/$south", NULL, 400, "", "in-use" },
  { "delete a stale one", "root", "DELETE /admin/branch/$b", "{\"base\":7}", 409, NULL,
    "conflict" },
  { "delete", "root", "DELETE /admin/branch/$b", "{\"base\":1}", 200, NULL, NULL },
  { "delete again", "root", "DELETE /admin/branch/$b", NULL, 404, NULL, "not-found" },
  { "its name is free", "root", "POST /admin/branch",
    "{\"id\":\"$c\",\"set\":{\"name\":\"Запад\"}}", 201, NULL, NULL },
};

static const AdminCase role_cases[] = {
  { "director", "boss", "PATCH /admin/role/$role-agent", SET ("1", "\"name\":\"Агент 2\""), 403,
    NULL, "denied" },
  { "its code", "root", "PATCH /admin/role/$role-agent", SET ("1", "\"code\":\"agentess\""), 400,
    "/set/code", "read-only" },
  { "unknown subject", "root", "PATCH /admin/role/$role-agent",
    SET ("1", "\"rights\":{\"moon\":{\"see\":\"all\"}}"), 400, "/set/rights/moon", "unknown" },
  { "unknown action", "root", "PATCH /admin/role/$role-agent",
    SET ("1", "\"rights\":{\"customer\":{\"eat\":\"all\"}}"), 400, "/set/rights/customer/eat",
    "unknown" },
  { "scope of a plain kind", "root", "PATCH /admin/role/$role-agent",
    SET ("1", "\"rights\":{\"user\":{\"see\":\"own\"}}"), 400, "/set/rights/user/see", "unknown" },
  { "one's own", "root", "PATCH /admin/role/$role-administrator",
    SET ("1", "\"rights\":{\"customer\":{\"see\":\"all\"}}"), 400, "/set/rights", "self" },
  { "good", "root", "PATCH /admin/role/$role-marketer",
    SET ("1", "\"rights\":{\"customer\":{\"see\":\"own\",\"edit\":\"all\"}}"), 200, NULL, NULL },
};

#define EXCEPTION(user, rest)                                                                      \
  "{\"id\":\"$e\",\"set\":{\"user\":\"" user "\",\"subject\":\"customer\",\"action\":\"export\","  \
  "\"scope\":\"own\"" rest "}}"
#define UNTIL(days) ",\"ends_on\":\"$today+" days "\""

static const AdminCase exception_cases[] = {
  { "agent", "ann", "POST /admin/right-exception", EXCEPTION ("$ann", UNTIL ("3")), 403, NULL,
    "denied" },
  { "head", "north-head", "POST /admin/right-exception", EXCEPTION ("$ann", UNTIL ("3")), 403, NULL,
    "denied" },
  { "no end", "root", "POST /admin/right-exception", EXCEPTION ("$ann", ""), 400, "/set/ends_on",
    "required" },
  { "over", "root", "POST /admin/right-exception",
    EXCEPTION ("$ann", ",\"starts_on\":\"2020-01-01\",\"ends_on\":\"2020-02-01\""), 400,
    "/set/ends_on", "range" },
  { "backwards", "root", "POST /admin/right-exception",
    EXCEPTION ("$ann", ",\"starts_on\":\"$today+9\"" UNTIL ("3")), 400, "/set/ends_on", "range" },
  { "nobody", "root", "POST /admin/right-exception", EXCEPTION ("$nobody", UNTIL ("3")), 400,
    "/set/user", "unknown" },
  { "oneself", "root", "POST /admin/right-exception", EXCEPTION ("$root", UNTIL ("3")), 400,
    "/set/user", "self" },
  { "no such subject", "root", "POST /admin/right-exception",
    "{\"id\":\"$e\",\"set\":{\"user\":\"$ann\",\"subject\":\"moon\",\"action\":\"see\","
    "\"scope\":\"own\"" UNTIL ("3") "}}",
    400, "/set/subject", "unknown" },
  { "no such action", "root", "POST /admin/right-exception",
    "{\"id\":\"$e\",\"set\":{\"user\":\"$ann\",\"subject\":\"conflict\",\"action\":\"reveal\","
    "\"scope\":\"own\"" UNTIL ("3") "}}",
    400, "/set/action", "unknown" },
  { "good", "root", "POST /admin/right-exception", EXCEPTION ("$ann", UNTIL ("3")), 201, NULL,
    NULL },
  { "twice", "root", "POST /admin/right-exception",
    "{\"id\":\"$e2\",\"set\":{\"user\":\"$ann\",\"subject\":\"customer\",\"action\":\"export\","
    "\"scope\":\"all\"" UNTIL ("1") "}}",
    400, "/set/starts_on", "overlap" },
  { "open", "root", "POST /admin/right-exception",
    "{\"id\":\"$e3\",\"open\":true,\"set\":{\"user\":\"$bob\",\"subject\":\"customer\","
    "\"action\":\"see\",\"scope\":\"branch\"}}",
    201, NULL, NULL },
  { "delete as an agent", "ann", "DELETE /admin/right-exception/$e", NULL, 403, NULL, "denied" },
  { "delete", "root", "DELETE /admin/right-exception/$e", NULL, 200, NULL, NULL },
};

#define DEPUTY(id, absent, deputy, rest)                                                           \
  "{\"id\":\"" id "\",\"set\":{\"absent\":\"" absent "\",\"deputy\":\"" deputy "\"" rest "}}"

static const AdminCase deputy_cases[] = {
  { "agent", "ann", "POST /admin/deputy", DEPUTY ("$d", "$ann", "$abel", UNTIL ("3")), 403, NULL,
    "denied" },
  { "head of another branch", "south-head", "POST /admin/deputy",
    DEPUTY ("$d", "$ann", "$abel", UNTIL ("3")), 400, "/set/absent", "unknown" },
  { "for nobody", "south-head", "POST /admin/deputy",
    DEPUTY ("$d", "$nobody", "$abel", UNTIL ("3")), 400, "/set/absent", "unknown" },
  { "a stand-in of another branch", "north-head", "POST /admin/deputy",
    DEPUTY ("$d", "$ann", "$bob", UNTIL ("3")), 400, "/set/deputy", "unknown" },
  { "no end", "north-head", "POST /admin/deputy", DEPUTY ("$d", "$ann", "$abel", ""), 400,
    "/set/ends_on", "required" },
  { "oneself", "north-head", "POST /admin/deputy", DEPUTY ("$d", "$ann", "$ann", UNTIL ("3")), 400,
    "/set/deputy", "same" },
  { "two years", "north-head", "POST /admin/deputy", DEPUTY ("$d", "$ann", "$abel", UNTIL ("700")),
    400, "/set/ends_on", "range" },
  { "over", "north-head", "POST /admin/deputy",
    DEPUTY ("$d", "$ann", "$abel", ",\"starts_on\":\"2020-01-01\",\"ends_on\":\"2020-01-03\""), 400,
    "/set/ends_on", "range" },
  { "good", "north-head", "POST /admin/deputy", DEPUTY ("$d", "$ann", "$abel", UNTIL ("3")), 201,
    NULL, NULL },
  { "again", "north-head", "POST /admin/deputy", DEPUTY ("$d", "$ann", "$abel", UNTIL ("3")), 200,
    NULL, NULL },
  { "again from outside", "south-head", "POST /admin/deputy",
    DEPUTY ("$d", "$ann", "$abel", UNTIL ("3")), 409, NULL, "conflict" },
  { "twice", "north-head", "POST /admin/deputy", DEPUTY ("$d2", "$ann", "$abel", UNTIL ("1")), 400,
    "/set/starts_on", "overlap" },
  { "delete from outside", "south-head", "DELETE /admin/deputy/$d", NULL, 404, NULL, "not-found" },
  { "delete what is not", "south-head", "DELETE /admin/deputy/$no-deputy", NULL, 404, NULL,
    "not-found" },
  { "delete", "north-head", "DELETE /admin/deputy/$d", NULL, 200, NULL, NULL },
};

#define SHARE(id, customer, user, rest)                                                            \
  "{\"id\":\"" id "\",\"set\":{\"customer\":\"" customer "\",\"user\":\"" user "\"" rest "}}"

static const AdminCase share_cases[] = {
  { "agent", "ann", "POST /admin/share", SHARE ("$s", "$ann-customer", "$bob", ""), 403, NULL,
    "denied" },
  { "a foreign customer", "south-head", "POST /admin/share",
    SHARE ("$s", "$ann-customer", "$bob", ""), 400, "/set/customer", "unknown" },
  { "no such customer", "south-head", "POST /admin/share", SHARE ("$s", "$no-customer", "$bob", ""),
    400, "/set/customer", "unknown" },
  { "with nobody", "north-head", "POST /admin/share", SHARE ("$s", "$ann-customer", "$nobody", ""),
    400, "/set/user", "unknown" },
  { "with its owner", "north-head", "POST /admin/share", SHARE ("$s", "$ann-customer", "$ann", ""),
    400, "/set/user", "same" },
  { "over", "north-head", "POST /admin/share",
    SHARE ("$s", "$ann-customer", "$bob", ",\"ends_on\":\"2020-01-01\""), 400, "/set/ends_on",
    "range" },
  { "good", "north-head", "POST /admin/share", SHARE ("$s", "$ann-customer", "$bob", UNTIL ("3")),
    201, NULL, NULL },
  { "twice", "north-head", "POST /admin/share", SHARE ("$s2", "$ann-customer", "$bob", ""), 400,
    "/set/user", "taken" },
  { "delete from outside", "south-head", "DELETE /admin/share/$s", NULL, 404, NULL, "not-found" },
  { "delete", "north-head", "DELETE /admin/share/$s", NULL, 200, NULL, NULL },
};

#define RUN_CASES(self, cases) admin_fixture_run (self, cases, G_N_ELEMENTS (cases))

static void
test_users (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self != NULL)
    RUN_CASES (self, user_cases);
}

static void
test_branches (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self != NULL)
    RUN_CASES (self, branch_cases);
}

static void
test_roles (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autofree char *rights = NULL;

  if (self == NULL)
    return;
  RUN_CASES (self, role_cases);
  /* Canonical, and nothing reaches further than seeing. */
  rights = admin_fixture_ask (self, "select rights from role where code = 'marketer'");
  g_assert_cmpstr (rights, ==, "{\"customer\":{\"edit\":\"own\",\"see\":\"own\"}}");
}

static void
test_exceptions (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self != NULL)
    RUN_CASES (self, exception_cases);
}

static void
test_deputies (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self != NULL)
    RUN_CASES (self, deputy_cases);
}

/* Who saw it must be told of its end. */
static const AdminCase deleted_share_cases[] = {
  { "again", "north-head", "POST /admin/share", SHARE ("$s3", "$ann-customer", "$bob", UNTIL ("3")),
    201, NULL, NULL },
  { "to another", "north-head", "POST /admin/share",
    SHARE ("$s4", "$ann-customer", "$abel", UNTIL ("3")), 201, NULL, NULL },
  { "delete, of a deleted customer", "north-head", "DELETE /admin/share/$s3", NULL, 200, NULL,
    NULL },
};

static void
test_shares (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autofree char *exits = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *others = NULL;

  if (self == NULL)
    return;
  RUN_CASES (self, share_cases);
  exits = admin_fixture_ask (self, "select reason from sync_exit where level = 's' and"
                                   " scope = '$bob' and id = '$ann-customer'");
  g_assert_cmpstr (exits, ==, "share-ended");

  admin_fixture_run (self, &deleted_share_cases[0], 1);
  admin_fixture_run (self, &deleted_share_cases[1], 1);
  /* Whom it is shared with sees the other shares, too. */
  others = admin_fixture_ask (self, "select count (*) from share s join customer c"
                                    " on c.id = s.customer where s.ver < c.ver");
  g_assert_cmpstr (others, ==, "0");
  g_free (admin_fixture_ask (self, "update customer set deleted = true, ver = sync_ver ()"
                                   " where id = '$ann-customer'"));
  admin_fixture_run (self, &deleted_share_cases[2], 1);
  scope =
      admin_fixture_ask (self, "select count (*) from share s join customer c on c.id = s.customer"
                               " where s.id = '$s3' and s.deleted and s.owner = c.owner"
                               " and s.branch = c.branch");
  g_assert_cmpstr (scope, ==, "1");
}

/* Seven at a time, not in all. */
static void
test_crowd (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *user = g_strdup_printf (
          "{\"id\":\"$p%u\",\"set\":{\"login\":\"p%u\",\"name\":\"П\",\"role\":\"agent\"}}", i, i);
      /* The eighth begins when the first has ended. */
      g_autofree char *deputy =
          g_strdup_printf ("{\"id\":\"$q%u\",\"set\":{\"absent\":\"$p%u\",\"deputy\":\"$abel\","
                           "\"starts_on\":\"$today+%u\",\"ends_on\":\"$today+%u\"}}",
                           i, i, i == 7 ? 6 : 0, i == 0 ? 5 : 10);
      g_autoptr (JsonNode) made = admin_fixture_do (self, "root", "POST /admin/user", user, 201);
      g_autoptr (JsonNode) answer =
          admin_fixture_do (self, "root", "POST /admin/deputy", deputy, i < 8 ? 201 : 400);

      if (i == 8)
        crm_test_assert_json_at (answer, "errors.0.code", "too-many");
    }
}

/* One of two administrators may go, not both, however it is tried. */
static void
test_last_administrator (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (JsonNode) gone = NULL;
  g_autoptr (JsonNode) refused = NULL;
  g_autoptr (JsonNode) excepted = NULL;

  if (self == NULL)
    return;
  /* The director may manage people and exceptions from now on. */
  g_free (admin_fixture_ask (
      self, "update role set ver = sync_ver(), rights = (select rights from role where code ="
            " 'administrator') where code = 'director'"));
  gone = admin_fixture_do (self, "root", "PATCH /admin/user/$root2", SET ("1", "\"active\":false"),
                           200);
  refused = admin_fixture_do (self, "boss", "PATCH /admin/user/$root",
                              SET ("1", "\"active\":false"), 400);
  crm_test_assert_json_at (refused, "errors.0.code", "last-administrator");
  g_clear_pointer (&refused, json_node_unref);
  refused = admin_fixture_do (self, "boss", "PATCH /admin/user/$root",
                              SET ("1", "\"role\":\"director\""), 400);
  crm_test_assert_json_at (refused, "errors.0.code", "last-administrator");
  excepted = admin_fixture_do (
      self, "boss", "POST /admin/right-exception",
      "{\"id\":\"$e\",\"open\":true,\"set\":{\"user\":\"$root\",\"subject\":\"user\","
      "\"action\":\"edit\",\"scope\":\"none\"}}",
      400);
  crm_test_assert_json_at (excepted, "errors.0.code", "last-administrator");
}

/* Who may make people but is no administrator gives only what he has. */
static void
test_giving (void)
{
  static const AdminCase cases[] = {
    { "an agent", "north-head", "POST /admin/user",
      USER ("\"login\":\"zoe\",\"name\":\"Зоя\",\"role\":\"agent\",\"branch\":\"$north\""), 201,
      NULL, NULL },
    { "a director", "north-head", "POST /admin/user",
      "{\"id\":\"$y\",\"set\":{\"login\":\"yan\",\"name\":\"Ян\",\"role\":\"director\"}}", 400,
      "/set/role", "denied" },
    { "promote", "north-head", "PATCH /admin/user/$ann", SET ("1", "\"role\":\"administrator\""),
      400, "/set/role", "denied" },
    { "touch who may more", "north-head", "PATCH /admin/user/$boss", SET ("1", "\"name\":\"Н\""),
      400, "/set/role", "denied" },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  g_free (admin_fixture_ask (
      self, "insert into right_exception (id, ver, owner, branch, user_id, subject, action, scope,"
            " starts_on) select gen_random_uuid(), sync_ver(), '$north-head', '$north',"
            " '$north-head', 'user', a, 'all', '2020-01-01' from (values ('create'), ('edit')) as"
            " t (a)"));
  RUN_CASES (self, cases);
}

/* An exception is as good as a role: who has one that gives more than another has is out of his
 * reach. */
static void
test_touching_excepted (void)
{
  static const AdminCase cases[] = {
    { "name", "north-head", "PATCH /admin/user/$ann", SET ("1", "\"name\":\"Н\""), 400, "/set/role",
      "denied" },
    { "password", "north-head", "POST /admin/user/$ann/password", "{}", 403, NULL, "denied" },
    { "somebody else", "north-head", "PATCH /admin/user/$abel", SET ("1", "\"name\":\"Н\""), 200,
      NULL, NULL },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  g_free (admin_fixture_ask (
      self, "insert into right_exception (id, ver, owner, branch, user_id, subject, action, scope,"
            " starts_on) values (gen_random_uuid(), sync_ver(), '$north-head', '$north',"
            " '$north-head', 'user', 'edit', 'all', '2020-01-01'), (gen_random_uuid(), sync_ver(),"
            " '$ann', '$north', '$ann', 'role', 'edit', 'all', '2999-01-01')"));
  RUN_CASES (self, cases);
}

/* The right to show customers shows none that one does not see. */
static void
test_showing_unseen (void)
{
  static const AdminCase cases[] = {
    { "to oneself", "abel", "POST /admin/share", SHARE ("$s", "$ann-customer", "$abel", ""), 400,
      "/set/customer", "unknown" },
    { "to another", "abel", "POST /admin/share", SHARE ("$s", "$ann-customer", "$bob", ""), 400,
      "/set/customer", "unknown" },
    { "by who sees it", "north-head", "POST /admin/share",
      SHARE ("$s", "$ann-customer", "$bob", ""), 201, NULL, NULL },
    { "its end", "abel", "DELETE /admin/share/$s", NULL, 404, NULL, "not-found" },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  g_free (admin_fixture_ask (
      self, "insert into right_exception (id, ver, owner, branch, user_id, subject, action, scope,"
            " starts_on) select gen_random_uuid(), sync_ver(), '$abel', '$north', '$abel', 'share',"
            " a, 'branch', '2020-01-01' from unnest('{see,create,delete}'::text[]) as t (a)"));
  RUN_CASES (self, cases);
}

static void
test_disable (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (RawAnswer) before = NULL;
  g_autoptr (RawAnswer) after = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (self == NULL)
    return;
  before = admin_fixture_call (self, "ann", "GET", "/sessions", NULL);
  g_assert_cmpuint (before->status, ==, 200);
  node =
      admin_fixture_do (self, "root", "PATCH /admin/user/$ann", SET ("1", "\"active\":false"), 200);
  after = admin_fixture_call (self, "ann", "GET", "/sessions", NULL);
  g_assert_cmpuint (after->status, ==, 401);
}

/* Everything that was done is written down, and what was refused for want of a right. */
static void
test_written_down (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (JsonNode) made = NULL;
  g_autoptr (JsonNode) changed = NULL;
  g_autoptr (JsonNode) denied = NULL;
  g_autofree char *events = NULL;
  g_autofree char *n_denied = NULL;

  if (self == NULL)
    return;
  made = admin_fixture_do (self, "root", "POST /admin/branch",
                           "{\"id\":\"$b\",\"set\":{\"name\":\"Запад\"}}", 201);
  changed = admin_fixture_do (self, "root", "PATCH /admin/branch/$b",
                              SET ("1", "\"name\":\"Восток\""), 200);
  events = admin_fixture_ask (self, "select string_agg(action || ' ' || details, ' ' order by ver)"
                                    " from audit_event where record = '$b' and actor = '$root'"
                                    " and device is not null and kind = 'branch'");
  g_assert_cmpstr (events, ==,
                   "create {\"set\":{\"name\":\"Запад\"}} "
                   "update {\"set\":{\"name\":\"Восток\"},\"was\":{\"name\":\"Запад\"}}");
  denied = admin_fixture_do (self, "ann", "DELETE /admin/branch/$b", NULL, 403);
  do
    {
      g_free (n_denied);
      n_denied = admin_fixture_ask (self, "select count(*) from audit_event where action = 'denied'"
                                          " and actor = '$ann' and kind = 'branch'");
    }
  while (strcmp (n_denied, "0") == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/admin/users", test_users);
  g_test_add_func ("/admin/branches", test_branches);
  g_test_add_func ("/admin/roles", test_roles);
  g_test_add_func ("/admin/exceptions", test_exceptions);
  g_test_add_func ("/admin/deputies", test_deputies);
  g_test_add_func ("/admin/shares", test_shares);
  g_test_add_func ("/admin/crowd", test_crowd);
  g_test_add_func ("/admin/last-administrator", test_last_administrator);
  g_test_add_func ("/admin/giving", test_giving);
  g_test_add_func ("/admin/touching-excepted", test_touching_excepted);
  g_test_add_func ("/admin/showing-unseen", test_showing_unseen);
  g_test_add_func ("/admin/disable", test_disable);
  g_test_add_func ("/admin/written-down", test_written_down);
  return g_test_run ();
}
