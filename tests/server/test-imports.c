/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Imports over HTTP by a real server: looked at first, brought in, mended, cut short by kill -9,
 * taken back; who may, and the same as by the command line. */

#define G_LOG_DOMAIN "test"

#include <string.h>

#include "server/customers/hub-customers-import.h"
#include "server/customers/hub-record-import.h"
#include "shared/codec/crm-json.h"
#include "tests/lib/crm-test.h"
#include "tests/server/admin-fixture.h"

#define CUSTOMERS                                                                                  \
  "external_id,last_name,first_name,birth_date,phone,owner\n"                                      \
  "c1,Капелькин,Семён,1980-05-01,+7 900 555-01-23,ann\n"                             \
  "c2,Лужина,Вера,1990-02-03,+7 900 555-01-24,abel\n"                                    \
  "c3,Дождев,Пётр,вчера,+7 900 555-01-25,ann\n"                                     \
  "c4,Громов,Иван,1970-01-01,,ann\n"
#define POLICIES                                                                                   \
  "customer_external_id,product,number,starts_on,ends_on,premium_kopecks,status\n"                 \
  "c1,kasko,K 1,2026-01-01,2026-12-31,6000000,active\n"                                            \
  "c2,osago,O 1,01.02.2026,31.01.2027,700000,active\n"                                             \
  "c9,osago,O 9,2026-02-01,2027-01-31,700000,active\n"
#define PAYMENTS                                                                                   \
  "policy_number,no,due_on,amount_kopecks,paid_on\n"                                               \
  "K 1,1,2026-01-01,3000000,2026-01-01\n"                                                          \
  "K 1,2,2026-07-01,3000000,\n"

static const char all_rows[] =
    "select string_agg(t.line, ' ' order by t.line) from ("
    "select concat_ws('/', 'c', c.external_id, c.last_name, c.first_name, c.birth_date, u.login,"
    " c.branch = u.branch) as line from customer c join app_user u on u.id = c.owner"
    " where not c.deleted and c.external_id is not null union all "
    "select concat_ws('/', 't', c.external_id, p.type, p.value, p.is_primary) from contact_point p"
    " join customer c on c.id = p.customer where not p.deleted and c.external_id is not null "
    "union all select concat_ws('/', 'p', c.external_id, p.number, p.product, p.starts_on,"
    " p.ends_on, p.premium_kopecks, p.status, p.agent = c.owner, p.owner = c.owner) from policy p"
    " join customer c on c.id = p.customer where not p.deleted union all "
    "select concat_ws('/', 'i', p.number, i.no, i.due_on, i.amount_kopecks, i.paid_kopecks,"
    " i.status, i.owner = p.owner) from instalment i join policy p on p.id = i.policy"
    " where not i.deleted) as t";

typedef struct
{
  AdminFixture *admin;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->admin = admin_fixture_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->admin, admin_fixture_free);
}

static void
assert_ask (Fixture *f, const char *sql, const char *expected)
{
  g_autofree char *found = admin_fixture_ask (f->admin, sql);

  g_assert_cmpstr (found, ==, expected);
}

static void
put (Fixture *f, const char *who, guint file, const char *text)
{
  g_autofree char *path = g_strdup_printf ("/imports/$import/files/%u", file);
  g_autoptr (RawAnswer) answer = admin_fixture_call (f->admin, who, "POST", path, text);

  g_assert_cmpuint (answer->status, ==, 200);
}

/* The import $import of the texts, which are of the kinds. */
static void
make (Fixture *f, const char *who, const char *twins, const char *const *kinds_and_texts)
{
  g_autoptr (GString) files = g_string_new (NULL);
  g_autofree char *body = NULL;

  for (guint i = 0; kinds_and_texts[2 * i] != NULL; i++)
    g_string_append_printf (files, "%s{\"name\":\"%u.csv\",\"kind\":\"%s\",\"size\":%zu}",
                            i > 0 ? "," : "", i, kinds_and_texts[2 * i],
                            strlen (kinds_and_texts[2 * i + 1]));
  body = g_strdup_printf ("{\"id\":\"$import\",\"title\":\"Портфель\",\"duplicates\":\"%s\","
                          "\"files\":[%s]}",
                          twins, files->str);
  json_node_unref (admin_fixture_do (f->admin, who, "POST /imports", body, 201));
  for (guint i = 0; kinds_and_texts[2 * i] != NULL; i++)
    put (f, who, i, kinds_and_texts[2 * i + 1]);
}

static JsonNode *
wait_for (Fixture *f, const char *who, const char *state)
{
  for (;;)
    {
      JsonNode *node = admin_fixture_do (f->admin, who, "GET /imports/$import", NULL, 200);
      const char *now = json_object_get_string_member (json_node_get_object (node), "state");

      if (strcmp (now, state) == 0)
        return node;
      if (!g_str_has_suffix (now, "ing"))
        g_error ("the import is %s, not %s: %s", now, state, crm_json_to_text (node));
      json_node_unref (node);
    }
}

static JsonNode *
act (Fixture *f, const char *who, const char *word, const char *state)
{
  g_autofree char *request = g_strconcat ("POST /imports/$import/", word, NULL);

  json_node_unref (admin_fixture_do (f->admin, who, request, "{}", 200));
  return wait_for (f, who, state);
}

/* "read new updated unchanged rejected twins" of a file */
static void
assert_counts (JsonNode *node, guint file, const char *phase, const char *expected)
{
  JsonArray *files = json_object_get_array_member (json_node_get_object (node), "files");
  JsonObject *counts =
      json_object_get_object_member (json_array_get_object_element (files, file), phase);
  g_autofree char *found = NULL;

  g_assert_nonnull (counts);
  found = g_strdup_printf ("%d %d %d %d %d %d", (int) json_object_get_int_member (counts, "read"),
                           (int) json_object_get_int_member (counts, "new"),
                           (int) json_object_get_int_member (counts, "updated"),
                           (int) json_object_get_int_member (counts, "unchanged"),
                           (int) json_object_get_int_member (counts, "rejected"),
                           (int) json_object_get_int_member (counts, "twins"));
  g_assert_cmpstr (found, ==, expected);
}

static void
import_by_hand (Fixture *f, const char *kind, const char *text)
{
  char *folder = crm_test_make_dir ();
  g_autofree char *path = g_build_filename (folder, "файл.csv", NULL);
  HubDbPool *pool = hub_db_pool_new (temp_hub_get_conninfo (f->admin->hub), 2, 16);
  HubImportOptions options = { .pool = pool, .path = path };
  HubImportCounts counts;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  if (strcmp (kind, "customer") == 0)
    hub_customers_import (&options, &counts, &error);
  else
    hub_record_import (hub_record_sheet_find (kind), &options, &counts, &error);
  g_assert_no_error (error);
  hub_db_pool_close (pool);
  g_object_unref (pool);
  crm_test_remove_dir (folder);
}

/* ---- tests --------------------------------------------------------------------------------- */

/* A portfolio: looked at, brought in, taken back, and the same by the command line. */
static void
test_portfolio (Fixture *f, gconstpointer data)
{
  static const char *const files[] = { "customer",   CUSTOMERS, "policy", POLICIES,
                                       "instalment", PAYMENTS,  NULL };
  g_autoptr (JsonNode) checked = NULL;
  g_autoptr (JsonNode) done = NULL;
  g_autoptr (JsonNode) reverted = NULL;
  g_autofree char *by_server = NULL;
  g_autofree char *by_hand = NULL;

  if (f->admin == NULL)
    return;

  make (f, "north-head", "create", files);
  checked = act (f, "north-head", "check", "checked");
  assert_counts (checked, 0, "check", "4 3 0 0 1 0");
  assert_counts (checked, 1, "check", "3 2 0 0 1 0");
  assert_counts (checked, 2, "check", "2 2 0 0 0 0");
  assert_ask (f, "select count(*) from customer where external_id is not null", "0");

  done = act (f, "north-head", "run", "done");
  assert_counts (done, 0, "run", "4 3 0 0 1 0");
  assert_counts (done, 1, "run", "3 2 0 0 1 0");
  assert_counts (done, 2, "run", "2 2 0 0 0 0");
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (done), "faults"), ==, 2);
  by_server = admin_fixture_ask (f->admin, all_rows);
  g_assert_nonnull (strstr (by_server, "c/c1/Капелькин/Семён/1980-05-01/ann/t"));
  assert_ask (f,
              "select count(*) from audit_event where kind = 'import' and actor = '$north-head'"
              " and record = '$import'",
              "2");

  reverted = act (f, "north-head", "revert", "reverted");
  assert_ask (f, all_rows, NULL);
  assert_ask (f, "select string_agg(distinct fate, ' ') from import_row", "removed");

  import_by_hand (f, "customer", CUSTOMERS);
  import_by_hand (f, "policy", POLICIES);
  import_by_hand (f, "instalment", PAYMENTS);
  by_hand = admin_fixture_ask (f->admin, all_rows);
  g_assert_cmpstr (by_hand, ==, by_server);
}

/* What could not be taken is mended, first before the run, then after it. */
static void
test_mend (Fixture *f, gconstpointer data)
{
  static const char *const files[] = { "customer", CUSTOMERS, "policy", POLICIES, NULL };
  g_autoptr (JsonNode) faults = NULL;
  g_autoptr (JsonNode) checked = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (JsonNode) done = NULL;
  g_autoptr (JsonNode) more = NULL;
  JsonObject *fault;
  JsonObject *error;

  if (f->admin == NULL)
    return;

  make (f, "north-head", "create", files);
  checked = act (f, "north-head", "check", "checked");
  faults = admin_fixture_do (f->admin, "north-head", "GET /imports/$import/faults", NULL, 200);
  fault = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (faults), "faults"), 0);
  error = json_array_get_object_element (json_object_get_array_member (fault, "errors"), 0);
  g_assert_cmpint (json_object_get_int_member (fault, "line"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (error, "column"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (error, "field"), ==, "birth_date");

  json_node_unref (admin_fixture_do (
      f->admin, "north-head", "PATCH /imports/$import/faults",
      "{\"rows\":[{\"file\":0,\"line\":4,\"cells\":[\"c3\",\"Дождев\",\"Пётр\",\"1985-03-04\","
      "\"+79005550125\",\"ann\"]}]}",
      200));
  again = act (f, "north-head", "check", "checked");
  assert_counts (again, 0, "check", "4 4 0 0 0 0");

  done = act (f, "north-head", "run", "done");
  assert_counts (done, 0, "run", "4 4 0 0 0 0");
  assert_ask (f, "select birth_date from customer where external_id = 'c3'", "1985-03-04");

  json_node_unref (admin_fixture_do (
      f->admin, "north-head", "PATCH /imports/$import/faults",
      "{\"rows\":[{\"file\":1,\"line\":4,\"cells\":[\"c2\",\"osago\",\"O 9\",\"2026-02-01\","
      "\"2027-01-31\",\"700000\",\"active\"]}]}",
      200));
  more = act (f, "north-head", "run", "done");
  assert_counts (more, 1, "run", "3 3 0 0 0 0");
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (more), "faults"), ==, 0);
  assert_ask (f, "select count(*), count(distinct number) from policy", "3");
}

/* Who looks like somebody is asked about; what people changed since is kept. */
static void
test_twins (Fixture *f, gconstpointer data)
{
  static const char text[] = "last_name,first_name,phone,note,owner\n"
                             "Капелькин,Семён,+79005550123,по соседству,ann\n"
                             "Капелькин,Семён,89005550123,тот же,ann\n"
                             "Градов,Олег,+79005550777,новый,ann\n";
  static const char *const files[] = { "customer", text, NULL };
  g_autoptr (JsonNode) done = NULL;
  g_autoptr (JsonNode) mended = NULL;
  g_autoptr (JsonNode) reverted = NULL;

  if (f->admin == NULL)
    return;

  make (f, "north-head", "ask", files);
  done = act (f, "north-head", "run", "done");
  assert_counts (done, 0, "run", "3 1 0 0 2 2");
  json_node_unref (admin_fixture_do (f->admin, "north-head", "PATCH /imports/$import/faults",
                                     "{\"rows\":[{\"file\":0,\"line\":2,\"decision\":\"update\"},"
                                     "{\"file\":0,\"line\":3,\"decision\":\"create\"}]}",
                                     200));
  mended = act (f, "north-head", "run", "done");
  assert_counts (mended, 0, "run", "3 2 1 0 0 3");
  assert_ask (f, "select note from customer where id = '$ann-customer'", "по соседству");

  g_free (admin_fixture_ask (f->admin, "update customer set note = 'рукой', rev = rev + 1, ver = "
                                       "sync_ver() where last_name = 'Градов'"));
  reverted = act (f, "north-head", "revert", "reverted");
  assert_ask (f, "select coalesce(note, '-') from customer where id = '$ann-customer'", "-");
  assert_ask (f,
              "select string_agg(note, ' ') from customer where last_name in ('Градов',"
              " 'Капелькин') and not deleted and note is not null",
              "рукой");
  assert_ask (f, "select string_agg(fate, ' ' order by fate) from import_row",
              "kept-changed removed restored");
}

static void
test_rights (Fixture *f, gconstpointer data)
{
  static const char text[] = "last_name,phone,owner\nЮжный,+79005550881,bob\n"
                             "Северный,+79005550882,ann\n";
  static const char *const files[] = { "customer", text, NULL };
  g_autoptr (JsonNode) done = NULL;

  if (f->admin == NULL)
    return;

  json_node_unref (admin_fixture_do (f->admin, "ann", "POST /imports",
                                     "{\"id\":\"$other\",\"title\":\"x\",\"files\":[{\"name\":"
                                     "\"x\",\"kind\":\"customer\"}]}",
                                     403));
  make (f, "north-head", "create", files);
  json_node_unref (admin_fixture_do (f->admin, "south-head", "GET /imports/$import", NULL, 404));
  json_node_unref (
      admin_fixture_do (f->admin, "south-head", "POST /imports/$import/run", "{}", 404));
  done = act (f, "north-head", "run", "done");
  assert_counts (done, 0, "run", "2 1 0 0 1 0");
  assert_ask (f, "select string_agg(last_name, ' ') from customer where last_name like '%ный'",
              "Северный");
}

/* Killed while it writes, it goes on, and no row is there twice. */
static void
test_killed (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("external_id,last_name,phone,owner\n");
  const char *files[] = { "customer", NULL, NULL };
  g_autoptr (JsonNode) done = NULL;
  const guint n = 30000;

  if (f->admin == NULL)
    return;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "k%u,Тестов %u,+7900%07u,ann\n", i, i, i);
  files[1] = text->str;
  make (f, "north-head", "create", files);
  json_node_unref (
      admin_fixture_do (f->admin, "north-head", "POST /imports/$import/run", "{}", 200));
  for (;;)
    {
      g_autofree char *count =
          admin_fixture_ask (f->admin, "select count(*) from import_batch where phase = 'run'");

      if (g_ascii_strtoull (count, NULL, 10) >= 2)
        break;
    }
  temp_hub_kill (f->admin->hub);
  temp_hub_start (f->admin->hub);
  done = wait_for (f, "north-head", "done");
  assert_counts (done, 0, "run", "30000 30000 0 0 0 0");
  assert_ask (f,
              "select count(*) || ' ' || count(distinct external_id) from customer where"
              " external_id is not null",
              "30000 30000");
  assert_ask (f, "select count(*) || ' ' || count(distinct record) from import_row", "30000 30000");
}

/* One table of everything, in an old code page, by the codes of its columns; and cards. */
static void
test_fields (Fixture *f, gconstpointer data)
{
  static const char table[] = "Код;ФИО;Телефон;Полис;Вид;Начало;Конец;Премия\n"
                              "z1;Облакова Анна Львовна;8 900 555 09 01;П-1;Полис КАСКО;01.03.2026;"
                              "28.02.2027;12 345,67\n";
  static const char cards[] = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:v1\r\nN:Тучин;Лев;;;\r\n"
                              "TEL;TYPE=CELL:+7 900 555 09 02\r\nEND:VCARD\r\n";
  static const char body[] =
      "{\"id\":\"$import\",\"title\":\"Разное\",\"duplicates\":\"update\",\"files\":["
      "{\"name\":\"a.csv\",\"kind\":\"customer\",\"owner\":\"$ann\",\"fields\":[\"external_id\","
      "\"full_name\",\"phone\",\"policy.number\",\"policy.product\",\"policy.starts_on\","
      "\"policy.ends_on\",\"policy.premium\"]},"
      "{\"name\":\"a.csv\",\"kind\":\"policy\",\"upload\":0,\"fields\":[\"external_id\","
      "\"full_name\",\"phone\",\"policy.number\",\"policy.product\",\"policy.starts_on\","
      "\"policy.ends_on\",\"policy.premium\"]},"
      "{\"name\":\"b.vcf\",\"kind\":\"customer\",\"owner\":\"$ann\"}]}";
  g_autofree char *old = g_convert (table, -1, "CP1251", "UTF-8", NULL, NULL, NULL);
  g_autoptr (JsonNode) done = NULL;

  if (f->admin == NULL)
    return;

  json_node_unref (admin_fixture_do (f->admin, "north-head", "POST /imports", body, 201));
  put (f, "north-head", 0, old);
  put (f, "north-head", 2, cards);
  done = act (f, "north-head", "run", "done");
  assert_counts (done, 0, "run", "1 1 0 0 0 0");
  assert_counts (done, 1, "run", "1 1 0 0 0 0");
  assert_counts (done, 2, "run", "1 1 0 0 0 0");
  assert_ask (f,
              "select concat_ws(' ', c.last_name, c.first_name, c.middle_name, p.number,"
              " p.premium_kopecks, p.starts_on, p.product) from customer c join policy p on "
              "p.customer = c.id",
              "Облакова Анна Львовна П-1 1234567 2026-03-01 kasko");
  assert_ask (f,
              "select concat_ws(' ', c.last_name, c.first_name, t.value) from customer c"
              " join contact_point t on t.customer = c.id where c.external_id = 'v1'",
              "Тучин Лев +79005550902");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/imports/portfolio", Fixture, NULL, set_up, test_portfolio, tear_down);
  g_test_add ("/imports/mend", Fixture, NULL, set_up, test_mend, tear_down);
  g_test_add ("/imports/twins", Fixture, NULL, set_up, test_twins, tear_down);
  g_test_add ("/imports/rights", Fixture, NULL, set_up, test_rights, tear_down);
  g_test_add ("/imports/killed", Fixture, NULL, set_up, test_killed, tear_down);
  g_test_add ("/imports/fields", Fixture, NULL, set_up, test_fields, tear_down);
  return g_test_run ();
}
