/* SPDX-License-Identifier: GPL-3.0-or-later */

/* POST /reveal as clients meet it: who gets whole numbers, what is written down about it. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"
#include "tests/lib/temp-postgres.h"

#include <string.h>

#define PASSWORD "correct horse battery staple"
#define RECORD   "0198a3c2-0000-7000-8000-0000000000d1"
#define NOWHERE  "0198a3c2-0000-7000-8000-0000000000d2"
#define REASON   "для полиса"

typedef struct
{
  TempHub *hub;
  guint16 port;
  char *anna;
  char *tokens[4]; /* of Anna, of another agent, of the administrator, of the accountant */
} Fixture;

static void
add_person (Fixture *f, guint n, const char *login, const char *role)
{
  g_autofree char *device = crm_id_new ();
  g_autofree char *id = temp_hub_add_user (f->hub, login, PASSWORD, role, "Москва");

  f->tokens[n] = raw_sign_in (f->port, login, PASSWORD, device);
  if (n == 0)
    f->anna = g_steal_pointer (&id);
}

static void
query (Fixture *f, const char *sql)
{
  g_free (temp_postgres_query (temp_hub_get_conninfo (f->hub), sql));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *customer = NULL;
  g_autofree char *document = NULL;

  f->hub = temp_hub_new ();
  f->port = temp_hub_get_port (f->hub);
  add_person (f, 0, "anna", "agent");
  add_person (f, 1, "petr", "agent");
  add_person (f, 2, "root", "administrator");
  add_person (f, 3, "money", "accountant");
  customer =
      g_strdup_printf ("insert into customer (id, ver, type, last_name, owner, branch) select "
                       "'" RECORD "', sync_ver(), 'person', 'Тестов', id, branch from "
                       "app_user where id = '%s'",
                       f->anna);
  document = g_strdup_printf (
      "insert into identity_document (id, ver, owner, branch, customer, type, series, number) "
      "select "
      "'" RECORD
      "', ver, owner, branch, id, 'passport', '4503', '123456' from customer where owner "
      "= '%s'",
      f->anna);
  query (f, customer);
  query (f, document);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  temp_hub_free (f->hub);
  g_free (f->anna);
  for (guint i = 0; i < G_N_ELEMENTS (f->tokens); i++)
    g_free (f->tokens[i]);
}

static RawAnswer *
ask (Fixture *f, guint who, const char *record, const char *fields, const char *reason)
{
  g_autofree char *body =
      g_strdup_printf ("{\"kind\":\"identity-document\",\"record\":\"%s\",\"fields\":[%s],"
                       "\"reason\":\"%s\"}",
                       record, fields, reason);

  return raw_call (f->port, "POST", "/reveal", f->tokens[who], body);
}

static char *
read_audit (Fixture *f)
{
  return temp_postgres_query (
      temp_hub_get_conninfo (f->hub),
      "select string_agg(action || ' ' || coalesce(kind, '') || ' ' || (details->>'fields') || ' ' "
      "|| (details->>'reason') || coalesce(' ' || (details->>'refused'), ''), '; ' order by at) "
      "from audit_event where action in ('reveal', 'denied')");
}

static void
test_reveal (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) own = ask (f, 0, RECORD, "\"series\",\"number\"", REASON);
  g_autoptr (JsonNode) values = raw_answer_parse (own);
  g_autoptr (RawAnswer) one = ask (f, 0, RECORD, "\"number\"", REASON);
  g_autoptr (JsonNode) number = raw_answer_parse (one);
  g_autofree char *audit = read_audit (f);
  g_autofree char *text =
      temp_postgres_query (temp_hub_get_conninfo (f->hub),
                           "select string_agg(a::text, ' ') from audit_event a");

  g_assert_cmpuint (own->status, ==, 200);
  crm_test_assert_json_at (values, "values.series", "4503");
  crm_test_assert_json_at (values, "values.number", "123456");
  crm_test_assert_json_at (number, "values.series", NULL);
  g_assert_cmpstr (audit, ==,
                   "reveal identity-document series,number " REASON
                   "; reveal identity-document number " REASON);
  g_assert_null (strstr (text, "123456"));
}

/* The accountant sees bank accounts, but no documents; the administrator sees them masked. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) foreign = ask (f, 1, RECORD, "\"number\"", REASON);
  g_autoptr (RawAnswer) nothing = ask (f, 1, NOWHERE, "\"number\"", REASON);
  g_autoptr (RawAnswer) masked = ask (f, 2, RECORD, "\"number\"", REASON);
  g_autoptr (RawAnswer) unseen = ask (f, 3, RECORD, "\"number\"", REASON);
  g_autofree char *audit = read_audit (f);

  raw_answer_assert_problem (foreign, 404, "not-found");
  raw_answer_assert_problem (nothing, 404, "not-found");
  raw_answer_assert_problem (masked, 403, "denied");
  raw_answer_assert_problem (unseen, 404, "not-found");
  g_assert_nonnull (strstr (audit, "denied identity-document number " REASON " not-found"));
  g_assert_nonnull (strstr (audit, "denied identity-document number " REASON " denied"));
}

/* A customer shown to somebody who sees no documents shows him none: not even that there is one. */
static void
test_shared (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) answer = NULL;

  query (f,
         "insert into share (id, ver, owner, branch, customer, user_id) select gen_random_uuid(),"
         " sync_ver(), c.owner, c.branch, c.id, u.id from customer c, app_user u"
         " where u.login = 'money'");
  answer = ask (f, 3, RECORD, "\"number\"", REASON);
  raw_answer_assert_problem (answer, 404, "not-found");
}

static void
test_deleted (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) answer = NULL;

  query (f, "update identity_document set deleted = true");
  answer = ask (f, 0, RECORD, "\"number\"", REASON);
  raw_answer_assert_problem (answer, 404, "not-found");
}

static void
test_bad_questions (Fixture *f, gconstpointer data)
{
  static const char *const bodies[] = {
    "[]",
    "{}",
    "{\"kind\":\"user\",\"record\":\"" RECORD "\",\"fields\":[\"login\"],\"reason\":\"xxx\"}",
    "{\"kind\":\"customer\",\"record\":\"" RECORD "\",\"fields\":[\"inn\"],\"reason\":\"xxx\"}",
    "{\"kind\":\"history-event\",\"record\":\"" RECORD
    "\",\"fields\":[\"changes\"],\"reason\":\"xxx\"}",
    "{\"kind\":\"identity-document\",\"record\":\"x\",\"fields\":[\"number\"],\"reason\":\"xxx\"}",
    "{\"kind\":\"identity-document\",\"record\":\"" RECORD "\",\"fields\":[],\"reason\":\"xxx\"}",
    "{\"kind\":\"identity-document\",\"record\":\"" RECORD
    "\",\"fields\":[\"issued_by\"],\"reason\":\"xxx\"}",
    "{\"kind\":\"identity-document\",\"record\":\"" RECORD
    "\",\"fields\":[\"number\"],\"reason\":\"  x  \"}",
    "{\"kind\":\"identity-document\",\"record\":\"" RECORD "\",\"fields\":[\"number\"]}",
  };
  g_autoptr (RawAnswer) unknown = raw_call (f->port, "POST", "/reveal", NULL, "{}");
  g_autofree char *audit = NULL;

  raw_answer_assert_problem (unknown, 401, "unauthenticated");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (RawAnswer) answer = raw_call (f->port, "POST", "/reveal", f->tokens[0], bodies[i]);

      raw_answer_assert_problem (answer, 400, "invalid");
    }
  audit = read_audit (f);
  g_assert_cmpstr (audit != NULL ? audit : "", ==, "");
}

#define ADD(name, function) g_test_add ("/reveal/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;
  g_clear_pointer (&postgres, temp_postgres_free);

  ADD ("reveal", test_reveal);
  ADD ("refused", test_refused);
  ADD ("shared", test_shared);
  ADD ("deleted", test_deleted);
  ADD ("bad-questions", test_bad_questions);
  return g_test_run ();
}
