/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the audit over HTTP: filters, pages, scopes, the table for download. */

#include <string.h>

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/admin-fixture.h"

/* A command of ann and one of bob, the latter done an hour before, in one push each. */
static void
fill (AdminFixture *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) before = g_date_time_add_hours (now, -1);
  g_autofree char *at = g_date_time_format (before, "%Y-%m-%dT%H:%M:%S.000000Z");
  g_autofree char *late = g_strdup_printf (
      "{\"commands\":[{\"id\":\"$command-bob\",\"at\":\"%s\",\"kind\":\"customer.update\","
      "\"record\":\"$bob-customer\",\"base\":1,\"set\":{\"note\":\"Секрет\",\"source\":\"сайт\"}}]"
      "}",
      at);
  g_autoptr (JsonNode) first =
      admin_fixture_do (self, "ann", "POST /commands",
                        "{\"commands\":[{\"id\":\"$command-ann\",\"kind\":\"customer.update\","
                        "\"record\":\"$ann-customer\",\"base\":1,\"set\":{\"note\":\"Секрет\"}}]}",
                        200);
  g_autoptr (JsonNode) second = admin_fixture_do (self, "bob", "POST /commands", late, 200);
  g_autoptr (JsonNode) third =
      admin_fixture_do (self, "root", "POST /admin/branch",
                        "{\"id\":\"$west\",\"set\":{\"name\":\"Запад\"}}", 201);

  g_autoptr (JsonNode) denied = admin_fixture_do (
      self, "mark", "POST /commands",
      "{\"commands\":[{\"id\":\"$command-mark\",\"kind\":\"contact-point.delete\","
      "\"record\":\"$ann-customer-phone\",\"base\":1}]}",
      200);

  crm_test_assert_json_at (denied, "results.0.problem.code", "denied");
  crm_test_assert_json_at (first, "results.0.status", "done");
  crm_test_assert_json_at (second, "results.0.status", "done");
}

static guint
count_events (JsonNode *node)
{
  return json_array_get_length (
      json_object_get_array_member (json_node_get_object (node), "events"));
}

typedef struct
{
  const char *who;
  const char *query;
  guint n_events;
  const char *first; /* path and value in the first event */
  const char *value;
} Case;

/* Signing in is not counted on: every case names what it looks for. */
static const Case cases[] = {
  { "root", "kind=customer", 2, "actor_name", "bob" },
  { "root", "kind=customer&action=update&record=$bob-customer", 1, "offline", "true" },
  { "root", "kind=customer&record=$ann-customer", 1, "changed.0", "note" },
  { "root", "kind=customer&record=$ann-customer", 1, "status", "done" },
  { "root", "kind=customer&actor=$ann", 1, "version", "2" },
  { "root", "kind=branch&action=create", 1, "details.set.name", "Запад" },
  { "root", "kind=customer&actor=$root", 0, NULL, NULL },
  { "root", "action=denied&actor=$mark", 1, "problem", "denied" },
  { "root", "action=delete&actor=$mark", 1, "status", "rejected" },
  { "root", "kind=customer&from=2020-01-01T00:00:00.000000Z", 2, NULL, NULL },
  { "root", "kind=customer&to=2020-01-01T00:00:00.000000Z", 0, NULL, NULL },
  { "root", "kind=customer&from=2099-01-01T00:00:00.000000Z", 0, NULL, NULL },
  { "boss", "kind=customer", 2, NULL, NULL },
  { "north-head", "kind=customer", 1, "actor_name", "ann" },
  { "south-head", "kind=customer", 1, "actor_name", "bob" },
  { "south-head", "kind=customer&record=$ann-customer", 0, NULL, NULL },
  { "south-head", "kind=customer&actor=$ann", 0, NULL, NULL },
  { "south-head", "kind=branch", 0, NULL, NULL },
};

static void
test_filters (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  if (self == NULL)
    return;
  fill (self);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *request = g_strconcat ("GET /admin/audit?", cases[i].query, NULL);
      g_autoptr (JsonNode) node = admin_fixture_do (self, cases[i].who, request, NULL, 200);
      g_autofree char *path =
          cases[i].first != NULL ? g_strconcat ("events.0.", cases[i].first, NULL) : NULL;
      g_autofree char *text = json_to_string (node, FALSE);

      g_test_message ("%s %s", cases[i].who, cases[i].query);
      g_assert_cmpuint (count_events (node), ==, cases[i].n_events);
      if (path != NULL)
        crm_test_assert_json_at (node, path, cases[i].value);
      /* What was written stays with those who may see the record. */
      g_assert_null (strstr (text, "Секрет"));
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *who;
    const char *query;
    guint status;
    const char *pointer;
  } bad[] = {
    { NULL, "", 401, NULL },
    { "ann", "", 403, NULL },
    { "mark", "kind=customer", 403, NULL },
    { "root", "from=yesterday", 400, "/from" },
    { "root", "actor=ann", 400, "/actor" },
    { "root", "record=1", 400, "/record" },
    { "root", "limit=0", 400, "/limit" },
    { "root", "limit=100000", 400, "/limit" },
    { "root", "action=It's", 400, "/action" },
    { "root", "cursor=AAAA", 400, "/cursor" },
  };
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  for (guint i = 0; self != NULL && i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *request = g_strconcat ("GET /admin/audit?", bad[i].query, NULL);
      g_autoptr (JsonNode) node = admin_fixture_do (self, bad[i].who, request, NULL, bad[i].status);

      if (bad[i].pointer != NULL)
        crm_test_assert_json_at (node, "errors.0.pointer", bad[i].pointer);
    }
}

/* Every event once, newest first; a cursor is of one person and one question. */
static void
test_pages (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *cursor = NULL;
  g_autofree char *last = g_strdup ("9");
  g_autofree char *stolen = NULL;

  if (self == NULL)
    return;
  g_free (admin_fixture_ask (
      self, "insert into audit_event (id, ver, at, actor, action, kind) select gen_random_uuid(),"
            " sync_ver() - 1000 + i, now() - interval '1 hour' + i * interval '1 second', '$root',"
            " 'update', 'branch' from generate_series(1, 25) as i"));
  do
    {
      g_autofree char *request = g_strconcat ("GET /admin/audit?kind=branch&limit=7",
                                              cursor != NULL ? "&cursor=" : "", cursor, NULL);
      g_autoptr (JsonNode) node = admin_fixture_do (self, "root", request, NULL, 200);

      for (guint i = 0; i < count_events (node); i++)
        {
          g_autofree char *path = g_strdup_printf ("events.%u.id", i);
          g_autofree char *at_path = g_strdup_printf ("events.%u.at", i);
          char *at = crm_test_json_at (node, at_path);

          g_assert_true (g_hash_table_add (seen, crm_test_json_at (node, path)));
          g_assert_cmpstr (at, <=, last);
          g_free (last);
          last = at;
        }
      g_free (stolen);
      stolen = g_strdup (cursor);
      g_free (cursor);
      cursor = crm_test_json_at (node, "cursor");
    }
  while (cursor != NULL);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 25);

  {
    g_autofree char *mine = g_strconcat ("GET /admin/audit?kind=branch&cursor=", stolen, NULL);
    g_autofree char *other = g_strconcat ("GET /admin/audit?kind=user&cursor=", stolen, NULL);
    g_autoptr (JsonNode) by_other = admin_fixture_do (self, "boss", mine, NULL, 400);
    g_autoptr (JsonNode) for_other = admin_fixture_do (self, "root", other, NULL, 400);

    crm_test_assert_json_at (by_other, "errors.0.pointer", "/cursor");
    crm_test_assert_json_at (for_other, "errors.0.pointer", "/cursor");
  }
}

/* The bounds that seals give never hide what lies within. */
static void
test_period (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autofree char *from = NULL;
  g_autofree char *request = NULL;
  g_autofree char *other = NULL;
  g_autoptr (JsonNode) since = NULL;
  g_autoptr (JsonNode) until = NULL;

  if (self == NULL)
    return;
  fill (self);
  /* Until the sealer was here. */
  do
    {
      g_free (from);
      from = admin_fixture_ask (self, "select count(*) from audit_seal where to_ver > (select"
                                      " max(ver) from command)");
    }
  while (strcmp (from, "0") == 0);
  g_free (from);
  from = admin_fixture_ask (self, "select wire_time(at) from command where id = '$command-bob'");
  request = g_strdup_printf ("GET /admin/audit?kind=customer&from=%s", from);
  since = admin_fixture_do (self, "root", request, NULL, 200);
  g_assert_cmpuint (count_events (since), ==, 1);
  crm_test_assert_json_at (since, "events.0.actor_name", "bob");
  other = g_strdup_printf ("GET /admin/audit?kind=customer&to=%s", from);
  until = admin_fixture_do (self, "root", other, NULL, 200);
  g_assert_cmpuint (count_events (until), ==, 1);
  crm_test_assert_json_at (until, "events.0.actor_name", "ann");
}

static void
test_csv (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_autoptr (RawAnswer) answer = NULL;
  g_autoptr (RawAnswer) denied = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *events = NULL;

  if (self == NULL)
    return;
  fill (self);
  g_free (admin_fixture_ask (
      self, "insert into audit_event (id, ver, actor, action, kind, details) select"
            " gen_random_uuid(), sync_ver(), '$root', 'update', '=cmd', '{\"a\":\"b,\\\"c\"}'"
            " from generate_series(1, 2500)"));
  denied = admin_fixture_call (self, "north-head", "GET", "/admin/audit.csv", NULL);
  g_assert_cmpuint (denied->status, ==, 403);
  answer = admin_fixture_call (self, "boss", "GET", "/admin/audit.csv?action=update", NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (raw_answer_get_header (answer, "content-type"), ==, "text/csv; charset=utf-8");
  text = g_strndup ((char *) answer->body->data, answer->body->len);
  lines = g_strsplit (text, "\r\n", -1);
  /* A head, two commands, 2500 events, and nothing behind the last line end. */
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 2 + 2500 + 1);
  g_assert_true (g_str_has_prefix (lines[0], "\xEF\xBB\xBF"
                                             "at,"));
  g_assert_nonnull (strstr (lines[1], ",'=cmd,"));
  g_assert_nonnull (strstr (lines[1], "\"{\"\"a\"\":\"\"b,"));
  g_assert_nonnull (strstr (text, "customer,"));
  events = admin_fixture_ask (self, "select count(*) || ' ' || min(details::text) from audit_event"
                                    " where action = 'export' and actor = '$boss'");
  g_assert_cmpstr (events, ==, "1 {\"action\":\"update\"}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/admin-audit/filters", test_filters);
  g_test_add_func ("/admin-audit/refused", test_refused);
  g_test_add_func ("/admin-audit/pages", test_pages);
  g_test_add_func ("/admin-audit/period", test_period);
  g_test_add_func ("/admin-audit/csv", test_csv);
  return g_test_run ();
}
