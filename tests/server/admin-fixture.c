/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The world in which administration is tested; texts name its people with a dollar sign. */

#include "tests/server/admin-fixture.h"

#include <string.h>

#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

static const struct
{
  const char *login;
  const char *role;
  const char *branch;
} people[] = {
  { "root", "administrator", NULL }, { "root2", "administrator", NULL },
  { "boss", "director", NULL },      { "north-head", "head", "north" },
  { "ann", "agent", "north" },       { "abel", "agent", "north" },
  { "south-head", "head", "south" }, { "bob", "agent", "south" },
  { "mark", "marketer", NULL },      { "fin", "accountant", NULL },
  { "eve", "adjuster", "north" },
};

static void
add_branches (AdminFixture *self)
{
  g_free (admin_fixture_ask (self,
                             "insert into branch (id, ver, name) values"
                             " ('$north', sync_ver(), 'Север'), ('$south', sync_ver(), 'Юг')"));
}

static void
add_role_ids (AdminFixture *self)
{
  static const char *const codes[] = { "agent",         "head",     "director",  "adjuster",
                                       "administrator", "marketer", "accountant" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *sql = g_strdup_printf ("select id from role where code = '%s'", codes[i]);

      g_hash_table_insert (self->ids, g_strconcat ("role-", codes[i], NULL),
                           temp_postgres_query (temp_hub_get_conninfo (self->hub), sql));
    }
}

static void
add_customer (AdminFixture *self, const char *name, const char *owner, const char *branch)
{
  g_autofree char *sql = g_strdup_printf (
      "insert into customer (id, ver, type, last_name, owner, branch) values"
      " ('$%s', sync_ver(), 'person', 'Капелькин', '$%s', '$%s');"
      "insert into contact_point (id, ver, customer, type, value, owner, branch) values"
      " ('$%s-phone', sync_ver(), '$%s', 'phone', '+79005550123', '$%s', '$%s')",
      name, owner, branch, name, name, owner, branch);

  g_free (admin_fixture_ask (self, sql));
}

/* All have the password of the first: hashing it takes its time on purpose. */
static void
add_people (AdminFixture *self)
{
  g_hash_table_insert (self->ids, g_strdup (people[0].login),
                       temp_hub_add_user (self->hub, people[0].login, ADMIN_PASSWORD,
                                          people[0].role, people[0].branch));
  for (guint i = 1; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "insert into app_user (id, ver, login, name, role, branch, password_hash)"
          " select '$%s', sync_ver(), '%s', '%s', '%s', %s%s%s, password_hash"
          " from app_user where id = '$%s'",
          people[i].login, people[i].login, people[i].login, people[i].role,
          people[i].branch != NULL ? "'$" : "",
          people[i].branch != NULL ? people[i].branch : "null", people[i].branch != NULL ? "'" : "",
          people[0].login);

      g_free (admin_fixture_ask (self, sql));
    }
}

/* Somebody signs in when he does something for the first time. */
const char *
admin_fixture_get_token (AdminFixture *self, const char *who)
{
  const char *token = g_hash_table_lookup (self->tokens, who);

  if (token == NULL)
    {
      g_autofree char *device = crm_id_new ();
      char *fresh = raw_sign_in (temp_hub_get_port (self->hub), who, ADMIN_PASSWORD, device);

      g_hash_table_insert (self->tokens, g_strdup (who), fresh);
      token = fresh;
    }
  return token;
}

AdminFixture *
admin_fixture_new (void)
{
  TempHub *hub = temp_hub_new ();
  AdminFixture *self = NULL;

  if (hub == NULL)
    return NULL;

  self = g_new0 (AdminFixture, 1);
  self->hub = hub;
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  add_branches (self);
  add_people (self);
  add_role_ids (self);
  /* Migrations that give rights to new subjects count as changes. */
  g_free (admin_fixture_ask (self, "update role set rev = 1"));
  add_customer (self, "ann-customer", "ann", "north");
  add_customer (self, "bob-customer", "bob", "south");
  return self;
}

void
admin_fixture_free (AdminFixture *self)
{
  temp_hub_free (self->hub);
  g_hash_table_unref (self->ids);
  g_hash_table_unref (self->tokens);
  g_free (self);
}

const char *
admin_fixture_get_id (AdminFixture *self, const char *name)
{
  const char *id = g_hash_table_lookup (self->ids, name);

  if (id == NULL)
    {
      char *fresh = crm_id_new ();

      g_hash_table_insert (self->ids, g_strdup (name), fresh);
      id = fresh;
    }
  return id;
}

/* The day where the branches are, as the server sees it. */
static void
append_day (GString *to, const char *word)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Moscow");
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  int days = (int) g_ascii_strtoll (word + strlen ("today"), NULL, 10);
  g_autoptr (GDateTime) day = g_date_time_add_days (now, days);
  g_autofree char *text = g_date_time_format (day, "%Y-%m-%d");

  g_string_append (to, text);
}

char *
admin_fixture_expand (AdminFixture *self, const char *text)
{
  GString *to = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      gsize length;
      g_autofree char *word = NULL;

      if (*p != '$')
        {
          g_string_append_c (to, *p);
          continue;
        }
      length = strspn (p + 1, G_CSET_a_2_z G_CSET_DIGITS "-+");
      word = g_strndup (p + 1, length);
      if (g_str_has_prefix (word, "today"))
        append_day (to, word);
      else
        g_string_append (to, admin_fixture_get_id (self, word));
      p += length;
    }
  return g_string_free (to, FALSE);
}

RawAnswer *
admin_fixture_call (AdminFixture *self,
                    const char *who,
                    const char *method,
                    const char *path,
                    const char *body)
{
  g_autofree char *expanded_path = admin_fixture_expand (self, path);
  g_autofree char *expanded = body != NULL ? admin_fixture_expand (self, body) : NULL;

  return raw_call (temp_hub_get_port (self->hub), method, expanded_path,
                   who != NULL ? admin_fixture_get_token (self, who) : NULL, expanded);
}

JsonNode *
admin_fixture_do (AdminFixture *self,
                  const char *who,
                  const char *request,
                  const char *body,
                  guint status)
{
  g_auto (GStrv) words = g_strsplit (request, " ", 2);
  g_autoptr (RawAnswer) answer = admin_fixture_call (self, who, words[0], words[1], body);

  if (answer->status != status)
    g_test_message ("%s: %.*s", request, (int) answer->body->len, (char *) answer->body->data);
  g_assert_cmpuint (answer->status, ==, status);
  return answer->body->len > 0 ? raw_answer_parse (answer) : NULL;
}

static void
run_case (AdminFixture *self, const AdminCase *row)
{
  g_auto (GStrv) words = g_strsplit (row->request, " ", 2);
  g_autoptr (RawAnswer) answer = admin_fixture_call (self, row->who, words[0], words[1], row->body);
  g_autoptr (JsonNode) node = raw_answer_parse (answer);

  g_test_message ("%s: %u %.*s", row->what != NULL ? row->what : row->request, answer->status,
                  (int) answer->body->len, (char *) answer->body->data);
  g_assert_cmpuint (answer->status, ==, row->status);
  if (row->pointer != NULL)
    {
      crm_test_assert_json_at (node, "errors.0.pointer", row->pointer);
      crm_test_assert_json_at (node, "errors.0.code", row->code);
    }
  else if (row->code != NULL)
    raw_answer_assert_problem (answer, row->status, row->code);
}

void
admin_fixture_run (AdminFixture *self, const AdminCase *cases, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    run_case (self, &cases[i]);
}

char *
admin_fixture_ask (AdminFixture *self, const char *sql)
{
  g_autofree char *expanded = admin_fixture_expand (self, sql);

  return temp_postgres_query (temp_hub_get_conninfo (self->hub), expanded);
}
