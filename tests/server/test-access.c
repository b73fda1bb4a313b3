/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every route with every role: whoever may not is refused, and nobody learns whether something
 * exists that he may not see: what is foreign and what is not there get the same status, the same
 * body and the same number of statements. A route without a row in the table fails. */

#include <string.h>

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/admin-fixture.h"

/* The person of each role; those of the north, but for those who see everything. */
static const struct
{
  const char *role;
  const char *login;
} people[] = {
  { "agent", "ann" },          { "head", "north-head" }, { "director", "boss" },
  { "adjuster", "eve" },       { "marketer", "mark" },   { "accountant", "fin" },
  { "administrator", "root" },
};

#define EVERYBODY "agent head director adjuster marketer accountant administrator"
/* Of looking for the number of statements of two requests. */
#define MAX_ROUNDS    10
#define SCOPED        "agent head adjuster"
#define IMPORTERS     "head director administrator"
#define COMMAND(body) "{\"commands\":[{\"id\":\"$new\"," body "}]}"

/* $x stands for the record that is asked for: the one named by @foreign, which belongs to the
 * south, or one that does not exist. */
typedef struct
{
  const char *route; /* as the modules name it */
  const char *path;  /* (nullable): the same */
  const char *body;
  const char *allowed; /* roles; others are refused whatever they ask for */
  const char *foreign; /* (nullable): there is nothing to ask for */
  const char *blind;   /* roles for which it is foreign */
} Row;

static const Row rows[] = {
  /* Open to everybody, without a record. */
  { "GET //healthz", NULL, NULL, NULL, NULL, NULL },
  { "GET //readyz", NULL, NULL, NULL, NULL, NULL },
  { "GET //metrics", NULL, NULL, NULL, NULL, NULL },
  { "GET /openapi.yaml", NULL, NULL, NULL, NULL, NULL },
  { "POST /sessions", NULL, NULL, NULL, NULL, NULL },

  /* Wants to become a socket: who may is the matter of test-live. */
  { "GET /live", NULL, NULL, NULL, NULL, NULL },

  /* About oneself. */
  { "GET /me", NULL, NULL, EVERYBODY, NULL, NULL },
  { "POST /me/password", NULL, NULL, EVERYBODY, NULL, NULL },
  { "POST /me/totp", NULL, NULL, EVERYBODY, NULL, NULL },
  { "POST /me/totp/confirm", NULL, NULL, EVERYBODY, NULL, NULL },
  { "DELETE /me/totp", NULL, NULL, EVERYBODY, NULL, NULL },
  { "GET /sessions", NULL, NULL, EVERYBODY, NULL, NULL },
  { "DELETE /sessions/{id}", "/sessions/$x", NULL, EVERYBODY, "bob-session", EVERYBODY },

  /* The feed takes no record; what it gives is the matter of test-reach and test-snapshot. */
  { "GET /changes", NULL, NULL, EVERYBODY, NULL, NULL },
  { "GET /digest", NULL, NULL, EVERYBODY, NULL, NULL },
  { "GET /digest/rows", "/digest/rows?kind=customer&buckets=01", NULL, EVERYBODY, NULL, NULL },

  /* Commands are answered one by one, with 200 for all of them. */
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"customer.update\",\"record\":\"$x\",\"base\":1,"
             "\"set\":{\"note\":\"x\"}"),
    EVERYBODY, "bob-customer", SCOPED },
  { "POST /commands", NULL, COMMAND ("\"kind\":\"customer.delete\",\"record\":\"$x\",\"base\":1"),
    EVERYBODY, "bob-customer", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"customer.reassign\",\"record\":\"$x\",\"args\":{\"owner\":\"$ann\"}"),
    EVERYBODY, "bob-customer", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"customer.merge\",\"record\":\"$x\",\"args\":{\"into\":\"$x\"}"), EVERYBODY,
    "bob-customer", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"customer.unmerge\",\"record\":\"$x\",\"args\":{\"merge\":\"$x\"}"),
    EVERYBODY, "bob-customer", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"customer.distinct\",\"record\":\"$x\",\"args\":{\"other\":\"$x\"}"),
    EVERYBODY, "bob-customer", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"contact-point.create\",\"record\":\"$new-point\",\"set\":{\"customer\":"
             "\"$x\",\"type\":\"phone\",\"value\":\"+79005550199\"}"),
    EVERYBODY, "bob-customer", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"contact-point.update\",\"record\":\"$x\",\"base\":1,\"set\":{\"label\":"
             "\"x\"}"),
    EVERYBODY, "bob-customer-phone", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"contact-point.delete\",\"record\":\"$x\",\"base\":1"), EVERYBODY,
    "bob-customer-phone", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"identity-document.update\",\"record\":\"$x\",\"base\":1,\"set\":"
             "{\"issued_by\":\"x\"}"),
    EVERYBODY, "bob-document", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"identity-document.create\",\"record\":\"$new-document\",\"set\":"
             "{\"customer\":\"$x\",\"type\":\"passport\"}"),
    EVERYBODY, "bob-customer", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"bank-account.update\",\"record\":\"$x\",\"base\":1,\"set\":"
             "{\"recipient\":\"x\"}"),
    EVERYBODY, "bob-account", SCOPED },
  { "POST /commands", NULL,
    COMMAND ("\"kind\":\"bank-account.delete\",\"record\":\"$x\",\"base\":1"), EVERYBODY,
    "bob-account", SCOPED },
  { "POST /commands/known", NULL, "{\"ids\":[\"$x\"]}", EVERYBODY, "bob-command", SCOPED },
  { "POST /reveal", NULL,
    "{\"kind\":\"identity-document\",\"record\":\"$x\",\"fields\":[\"number\"],\"reason\":\"x\"}",
    EVERYBODY, "bob-document", SCOPED },
  { "POST /reveal", NULL,
    "{\"kind\":\"bank-account\",\"record\":\"$x\",\"fields\":[\"account\"],\"reason\":\"x\"}",
    EVERYBODY, "bob-account", SCOPED },

  /* Files: sending one is the matter of test-files, as it takes a header. */
  { "POST /attachments", "/attachments?record=$new", "", EVERYBODY, NULL, NULL },
  { "GET /customers/{id}/merge", "/customers/$x/merge?into=$x", NULL, EVERYBODY, "bob-customer",
    SCOPED },
  { "GET /merges/{id}", "/merges/$x", NULL, EVERYBODY, "bob-merge", SCOPED },
  { "GET /attachments/{id}", "/attachments/$x", NULL, EVERYBODY, "bob-file", SCOPED },

  /* Administration. */
  { "POST /admin/user", NULL,
    "{\"id\":\"$new\",\"set\":{\"login\":\"$new\",\"name\":\"x\",\"role\":\"agent\",\"branch\":"
    "\"$x\"}}",
    "administrator", "no-branch", "administrator" },
  { "PATCH /admin/user/{id}", "/admin/user/$x", "{\"base\":1,\"set\":{\"name\":\"x\"}}",
    "administrator", "bob", "" },
  { "POST /admin/branch", NULL, "{\"id\":\"$new\",\"set\":{\"name\":\"$new\",\"parent\":\"$x\"}}",
    "administrator", "no-branch", "administrator" },
  { "PATCH /admin/branch/{id}", "/admin/branch/$x", "{\"base\":1,\"set\":{\"name\":\"x\"}}",
    "administrator", "south", "" },
  { "DELETE /admin/branch/{id}", "/admin/branch/$x", NULL, "administrator", "south", "" },
  { "PATCH /admin/role/{id}", "/admin/role/$x", "{\"base\":1,\"set\":{\"name\":\"x\"}}",
    "administrator", "role-agent", "" },
  { "POST /admin/right-exception", NULL,
    "{\"id\":\"$new\",\"open\":true,\"set\":{\"user\":\"$x\",\"subject\":\"customer\",\"action\":"
    "\"export\",\"scope\":\"own\"}}",
    "administrator", "bob", "" },
  { "DELETE /admin/right-exception/{id}", "/admin/right-exception/$x", NULL, "administrator",
    "bob-exception", "" },
  { "POST /admin/deputy", NULL,
    "{\"id\":\"$new\",\"set\":{\"absent\":\"$x\",\"deputy\":\"$ann\",\"ends_on\":\"$today+3\"}}",
    "head director administrator", "bob", "head" },
  { "POST /admin/deputy", NULL,
    "{\"id\":\"$new\",\"set\":{\"absent\":\"$abel\",\"deputy\":\"$x\",\"ends_on\":\"$today+3\"}}",
    "head director administrator", "bob", "head" },
  { "DELETE /admin/deputy/{id}", "/admin/deputy/$x", NULL, "head director administrator",
    "bob-deputy", "head" },
  { "POST /admin/share", NULL, "{\"id\":\"$new\",\"set\":{\"customer\":\"$x\",\"user\":\"$ann\"}}",
    "head director administrator", "bob-customer", "head" },
  { "DELETE /admin/share/{id}", "/admin/share/$x", NULL, "head director administrator", "bob-share",
    "head" },
  { "GET /admin/user/{id}/sessions", "/admin/user/$x/sessions", NULL, EVERYBODY, "bob",
    SCOPED " director marketer accountant" },
  { "DELETE /admin/user/{id}/sessions/{session}", "/admin/user/$x/sessions/all", NULL, EVERYBODY,
    "bob", SCOPED " director marketer accountant" },
  { "DELETE /admin/user/{id}/sessions/{session}", "/admin/user/$ann/sessions/$x", NULL, EVERYBODY,
    "bob-session", EVERYBODY },
  { "GET /admin/sessions", NULL, NULL, EVERYBODY, NULL, NULL },
  { "POST /admin/user/{id}/totp-reset", "/admin/user/$x/totp-reset", "{}", "administrator", "bob",
    "" },
  { "POST /admin/user/{id}/password", "/admin/user/$x/password", "{}", "administrator", "bob", "" },
  { "POST /admin/user/{id}/hand-over", "/admin/user/$x/hand-over", "{\"to\":\"$abel\"}",
    "agent head director administrator", "bob", "agent head" },
  { "POST /admin/duplicates/scan", NULL, "{}", "director administrator", NULL, NULL },
  { "GET /admin/job/{id}", "/admin/job/$x", NULL, EVERYBODY, "root-job",
    SCOPED " marketer accountant" },
  { "GET /admin/audit", "/admin/audit?record=$x", NULL, "head director administrator",
    "bob-customer", "head" },
  { "GET /admin/audit", "/admin/audit?actor=$x", NULL, "head director administrator", "bob",
    "head" },
  { "GET /admin/audit.csv", "/admin/audit.csv?record=$x", NULL, "director administrator",
    "bob-customer", "" },

  /* Who made an import sees it, and nobody else. */
  { "GET /imports", NULL, NULL, IMPORTERS, NULL, NULL },
  { "POST /imports", NULL,
    "{\"id\":\"$new\",\"title\":\"x\",\"files\":[{\"name\":\"x\",\"kind\":\"customer\"}]}",
    IMPORTERS, NULL, NULL },
  { "GET /imports/{id}", "/imports/$x", NULL, IMPORTERS, "bob-import", IMPORTERS },
  { "PATCH /imports/{id}", "/imports/$x",
    "{\"title\":\"x\",\"files\":[{\"name\":\"x\",\"kind\":\"customer\"}]}", IMPORTERS, "bob-import",
    IMPORTERS },
  { "DELETE /imports/{id}", "/imports/$x", NULL, IMPORTERS, "bob-import", IMPORTERS },
  { "POST /imports/{id}/files/{file}", "/imports/$x/files/0", "x", IMPORTERS, "bob-import",
    IMPORTERS },
  { "POST /imports/{id}/{act}", "/imports/$x/run", "{}", IMPORTERS, "bob-import", IMPORTERS },
  { "GET /imports/{id}/faults", "/imports/$x/faults", NULL, IMPORTERS, "bob-import", IMPORTERS },
  { "PATCH /imports/{id}/faults", "/imports/$x/faults", "{\"rows\":[]}", IMPORTERS, "bob-import",
    IMPORTERS },
  { "POST /exports", NULL, "{\"format\":\"csv\",\"count\":1,\"text\":\"\"}",
    "head director marketer accountant administrator", NULL, NULL },
  { "GET /imports/{id}/rows", "/imports/$x/rows", NULL, IMPORTERS, "bob-import", IMPORTERS },
};

static void
fill (AdminFixture *self)
{
  g_free (admin_fixture_ask (
      self,
      "insert into identity_document (id, ver, owner, branch, customer, type, number) values"
      " ('$bob-document', sync_ver(), '$bob', '$south', '$bob-customer', 'passport', '123456');"
      "insert into bank_account (id, ver, owner, branch, customer, account) values"
      " ('$bob-account', sync_ver(), '$bob', '$south', '$bob-customer', '40702810000000000001');"
      "insert into attachment (id, ver, owner, branch, customer, owner_kind, owner_record, name,"
      " size, digest) values ('$bob-file', sync_ver(), '$bob', '$south', '$bob-customer',"
      " 'customer', '$bob-customer', 'x', 1, repeat('a', 64));"
      "insert into merge (id, ver, owner, branch, customer, other, at) values ('$bob-merge',"
      " sync_ver(), '$bob', '$south', '$bob-customer', gen_random_uuid(), now());"
      "insert into deputy (id, ver, absent, deputy, starts_on, ends_on) values"
      " ('$bob-deputy', sync_ver(), '$bob', '$south-head', '$today', '$today+5');"
      "insert into right_exception (id, ver, owner, branch, user_id, subject, action, scope,"
      " starts_on) values ('$bob-exception', sync_ver(), '$bob', '$south', '$bob', 'customer',"
      " 'export', 'own', '$today');"
      "insert into share (id, ver, owner, branch, customer, user_id) values"
      " ('$bob-share', sync_ver(), '$bob', '$south', '$bob-customer', '$south-head');"
      "insert into job (id, kind, actor, person, state) values"
      " ('$root-job', 'hand-over', '$root', '$bob', 'done');"
      "insert into import_job (id, actor, title, plan) values ('$bob-import', '$bob', 'x',"
      " '{\"title\":\"x\",\"files\":[]}');"
      "insert into command (id, digest, user_id, record, status, version, kind, branch, ver) values"
      " ('$bob-command', sha256('x'), '$bob', '$bob-customer', 'done', 1, 'customer.update',"
      " '$south', sync_ver())"));
  admin_fixture_get_token (self, "bob");
  g_hash_table_insert (self->ids, g_strdup ("bob-session"),
                       admin_fixture_ask (self,
                                          "select id from session where user_id = '$bob' limit 1"));
}

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *) list, word);
}

/* Ids differ by nature, all else must not. */
static char *
hide_ids (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", 0, 0, NULL);

  return g_regex_replace_literal (regex, text, -1, 0, "ID", 0, NULL);
}

typedef struct
{
  guint status;
  char *body; /* (owned): without ids */
  guint64 n_statements;
} Answer;

static void
answer_clear (Answer *self)
{
  g_clear_pointer (&self->body, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
ask (AdminFixture *self, const Row *row, const char *who, const char *x, Answer *answer)
{
  g_auto (GStrv) words = g_strsplit (row->route, " ", 2);
  g_autoptr (RawAnswer) raw = NULL;
  g_autofree char *text = NULL;
  guint64 before;

  g_hash_table_insert (self->ids, g_strdup ("x"), g_strdup (x));
  g_hash_table_remove (self->ids, "new");
  admin_fixture_get_token (self, who);
  before = temp_hub_count_statements (self->hub);
  raw =
      admin_fixture_call (self, who, words[0], row->path != NULL ? row->path : words[1], row->body);
  answer->n_statements = temp_hub_count_statements (self->hub) - before;
  answer->status = raw->status;
  text = g_strndup ((const char *) raw->body->data, raw->body->len);
  answer_clear (answer);
  answer->body = hide_ids (text);
}

/* What runs by itself meanwhile only adds statements, so the least of all tries, which @least is of
 * those before, is the request's own. */
static void
ask_quietly (AdminFixture *self,
             const Row *row,
             const char *who,
             const char *x,
             guint64 *least,
             Answer *answer)
{

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *fresh = x == NULL ? crm_id_new () : NULL;

      ask (self, row, who, x != NULL ? x : fresh, answer);
      *least = MIN (*least, answer->n_statements);
    }
  answer->n_statements = *least;
}

static gboolean
is_refused (const Answer *answer)
{
  /* Commands are refused inside of an answer that is none; a list is empty. */
  return answer->status >= 400 || strstr (answer->body, "\"rejected\"") != NULL ||
         strstr (answer->body, "\"known\":[]") != NULL ||
         strcmp (answer->body, "{\"events\":[]}") == 0;
}

static void
compare (AdminFixture *self, const Row *row, guint person, guint *n_wrong)
{
  g_auto (Answer) foreign = { 0 };
  g_auto (Answer) absent = { 0 };
  const char *who = people[person].login;
  guint64 least[] = { G_MAXUINT64, G_MAXUINT64 };

  for (guint i = 0; i < MAX_ROUNDS && (i == 0 || least[0] != least[1]); i++)
    {
      ask_quietly (self, row, who, admin_fixture_get_id (self, row->foreign), &least[0], &foreign);
      ask_quietly (self, row, who, NULL, &least[1], &absent);
    }
  if (is_refused (&foreign) && foreign.status == absent.status &&
      strcmp (foreign.body, absent.body) == 0 && foreign.n_statements == absent.n_statements)
    return;
  (*n_wrong)++;
  g_test_message ("%s %s %s: foreign %u in %" G_GUINT64_FORMAT " %s", people[person].role,
                  row->route, row->body != NULL ? row->body : "", foreign.status,
                  foreign.n_statements, foreign.body);
  g_test_message ("  absent %u in %" G_GUINT64_FORMAT " %s", absent.status, absent.n_statements,
                  absent.body);
}

static void
check_denied (AdminFixture *self, const Row *row, guint person, guint *n_wrong)
{
  g_auto (Answer) answer = { 0 };
  g_autofree char *fresh = crm_id_new ();

  ask (self, row, people[person].login,
       row->foreign != NULL ? admin_fixture_get_id (self, row->foreign) : fresh, &answer);
  if (answer.status == 403)
    return;
  (*n_wrong)++;
  g_test_message ("%s %s: %u %s", people[person].role, row->route, answer.status, answer.body);
}

static void
test_walk (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  guint n_wrong = 0;
  guint n_asked = 0;

  if (self == NULL)
    return;
  fill (self);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint person = 0; person < G_N_ELEMENTS (people) && rows[i].allowed != NULL; person++)
      {
        gboolean is_allowed = has_word (rows[i].allowed, people[person].role);

        n_asked++;
        if (!is_allowed)
          check_denied (self, &rows[i], person, &n_wrong);
        if (rows[i].foreign != NULL &&
            (!is_allowed || has_word (rows[i].blind, people[person].role)))
          compare (self, &rows[i], person, &n_wrong);
      }
  g_test_message ("%u rows and roles", n_asked);
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* Without a token there is nothing but the open routes. */
static void
test_nobody (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();

  for (guint i = 0; self != NULL && i < G_N_ELEMENTS (rows); i++)
    if (rows[i].allowed != NULL)
      {
        g_auto (GStrv) words = g_strsplit (rows[i].route, " ", 2);
        g_autoptr (RawAnswer) answer =
            admin_fixture_call (self, NULL, words[0],
                                rows[i].path != NULL ? rows[i].path : words[1], rows[i].body);

        g_test_message ("%s", rows[i].route);
        raw_answer_assert_problem (answer, 401, "unauthenticated");
      }
}

static void
test_complete (void)
{
  g_autoptr (AdminFixture) self = admin_fixture_new ();
  g_auto (GStrv) routes = self != NULL ? temp_hub_list_routes (self->hub) : NULL;
  guint n_missing = 0;

  for (guint i = 0; routes != NULL && routes[i] != NULL; i++)
    {
      gboolean is_there = FALSE;

      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        is_there = is_there || strcmp (rows[k].route, routes[i]) == 0;
      if (is_there)
        continue;
      n_missing++;
      g_test_message ("%s has no row in this test", routes[i]);
    }
  g_assert_cmpuint (n_missing, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/complete", test_complete);
  g_test_add_func ("/access/nobody", test_nobody);
  g_test_add_func ("/access/walk", test_walk);
  return g_test_run ();
}
