/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CSV files as people have them, brought in, refused, and brought in again. */

#define G_LOG_DOMAIN "test"

#include "server/customers/hub-customers-import.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-csv.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

typedef struct
{
  SyncFixture *sync;
  HubSession *anna;
  char *folder;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->folder = crm_test_make_dir ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  sync_fixture_free (f->sync);
  crm_test_remove_dir (f->folder);
}

static char *
write_file (Fixture *f, const char *text, gssize length)
{
  char *path = g_build_filename (f->folder, "клиенты.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
  return path;
}

/* "read new updated unchanged rejected" */
static char *
import (Fixture *f, const char *text, const char *owner, gboolean is_dry_run)
{
  g_autofree char *path = write_file (f, text, -1);
  HubImportOptions options = {
    .pool = f->sync->owner_pool, .path = path, .owner = owner, .is_dry_run = is_dry_run
  };
  HubImportCounts counts;
  g_autoptr (GError) error = NULL;

  hub_customers_import (&options, &counts, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("%u %u %u %u %u", (guint) counts.n_read, (guint) counts.n_new,
                          (guint) counts.n_updated, (guint) counts.n_unchanged,
                          (guint) counts.n_rejected);
}

static char *
read_report (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "клиенты.rejected.csv", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_csv (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_file (f,
                                      "\xef\xbb\xbf"
                                      "a;b;c\r\n1;\"x;\"\"y\"\"\nz\";\r\n\n2;3;4",
                                      -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = crm_csv_open (path, &error);
  static const char *const expected[] = { "1 a|b|c", "2 1|x;\"y\"\nz|", "4 ", "5 2|3|4" };

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      GPtrArray *record = crm_csv_read (csv, &error);
      g_autoptr (GString) line = g_string_new (NULL);

      g_assert_no_error (error);
      g_assert_nonnull (record);
      for (guint k = 0; k < record->len; k++)
        g_string_append_printf (line, "%s%s", k > 0 ? "|" : "", (char *) record->pdata[k]);
      g_string_prepend_c (line, ' ');
      g_string_prepend_c (line, (char) ('0' + crm_csv_get_line (csv)));
      g_assert_cmpstr (line->str, ==, expected[i]);
    }
  g_assert_null (crm_csv_read (csv, &error));
  g_assert_no_error (error);
}

static void
test_import (Fixture *f, gconstpointer data)
{
  static const char text[] =
      "external_id,type,last_name,first_name,sex,birth_date,city,phone,phone2,email,tags\n"
      "1,person,Капелькин,Семён,m,14.03.1987,Москва,8 (900) 555-01-23,,kapelkin@Example.com,\"vip, "
      "дача\"\n"
      "2,person,Лужина,Дарья,ж,1988-02-17,,+7 900 555-01-08,+79005550109,,\n"
      "3,person,,,,,,+79005550110,,,\n"
      "4,person,,Никто,,,,,,,\n"
      "5,person,Плохая,,,31.02.1990,,123,,,\n";
  g_autofree char *dry = import (f, text, "anna", TRUE);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *report = NULL;
  g_autofree char *stored = NULL;
  g_autofree char *points = NULL;

  g_assert_cmpstr (dry, ==, "5 3 0 0 2");
  stored = sync_fixture_ask (f->sync, "select count (*) from customer");
  g_assert_cmpstr (stored, ==, "0");
  g_clear_pointer (&stored, g_free);

  first = import (f, text, "ANNA", FALSE);
  g_assert_cmpstr (first, ==, "5 3 0 0 2");
  second = import (f, text, "anna", FALSE);
  g_assert_cmpstr (second, ==, "5 0 0 3 2");

  report = read_report (f);
  g_assert_nonnull (strstr (report, "line,reason,record\n5,"));
  g_assert_nonnull (strstr (report, "\n6,\"birth_date: "));
  g_assert_nonnull (strstr (report, "phone: "));
  g_assert_nonnull (strstr (report, ",5,person,Плохая,"));

  stored =
      sync_fixture_ask (f->sync,
                        "select string_agg (concat_ws ('/', number, last_name, sex, birth_date,"
                        " address_city, tags, branch is not null), ' ' order by number)"
                        " from customer");
  g_assert_cmpstr (stored, ==,
                   "000001/Капелькин/male/1987-03-14/Москва/[\"vip\",\"дача\"]/t "
                   "000002/Лужина/female/1988-02-17/t 000003/t");
  points =
      sync_fixture_ask (f->sync,
                        "select string_agg (value || coalesce (is_primary, false), ' ' order by"
                        " value) from contact_point");
  g_assert_cmpstr (points, ==,
                   "+79005550108true +79005550109false +79005550110true +79005550123true "
                   "kapelkin@example.comtrue");
}

static void
test_update (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autofree char *first =
      import (f, "external_id,last_name,city,phone\na,Первый,Тверь,+79005550101\n", "anna", FALSE);
  g_autofree char *second = NULL;
  g_autofree char *stored = NULL;
  g_autofree char *dry = import (f, "external_id,last_name\na,Другой\nz,Новый\n", "anna", TRUE);

  g_assert_cmpstr (dry, ==, "2 1 1 0 0");
  sync_view_pull (view);
  second = import (f,
                   "external_id,last_name,phone\na,Второй,+79005550101\nb,Новый,\n"
                   "a,Второй,+79005550102\nb,Новый,\n",
                   "anna", FALSE);
  g_assert_cmpstr (first, ==, "1 1 0 0 0");
  g_assert_cmpstr (second, ==, "4 1 2 1 0");
  stored =
      sync_fixture_ask (f->sync,
                        "select concat_ws (' ', last_name, address_city, rev,"
                        " (select count (*) from contact_point), (select string_agg (action, ',')"
                        " from history_event)) from customer where external_id = 'a'");
  g_assert_cmpstr (stored, ==, "Второй Тверь 2 2 update");
  sync_view_pull (view);
  sync_view_assert_complete (view, "true");
}

static void
test_cp1251 (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *text =
      g_convert ("company_name;inn;phone;owner\nООО «Ромашка»;7707083893;;anna\n", -1, "CP1251",
                 "UTF-8", NULL, &length, &error);
  g_autofree char *counts = NULL;
  g_autofree char *stored = NULL;

  g_assert_no_error (error);
  counts = import (f, text, NULL, FALSE);
  g_assert_cmpstr (counts, ==, "1 1 0 0 0");
  stored = sync_fixture_ask (f->sync, "select type || company_name from customer");
  g_assert_cmpstr (stored, ==, "companyООО «Ромашка»");
}

/* A quote inside of a field that does not begin with one is a letter like others. */
static void
test_inner_quotes (Fixture *f, gconstpointer data)
{
  g_autofree char *counts = import (f,
                                    "last_name,note\nИванов,экран 5\"\nПетров,\nСидоров,"
                                    "\"в \"\"кавычках\"\"\"\nОрлов,\"две\nстроки\"\n",
                                    "anna", FALSE);
  g_autofree char *stored =
      sync_fixture_ask (f->sync,
                        "select string_agg (concat_ws ('/', last_name, note), ' ' order by number)"
                        " from customer");

  g_assert_cmpstr (counts, ==, "4 4 0 0 0");
  g_assert_cmpstr (stored, ==, "Иванов/экран 5\" Петров Сидоров/в \"кавычках\" Орлов/две\nстроки");
}

/* One that is not closed would take all that follows into one note. */
static void
test_open_quote (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_file (f, "last_name,note\nИванов,а\nПетров,\"б\nОрлов,в\n", -1);
  HubImportOptions options = { .pool = f->sync->owner_pool, .path = path, .owner = "anna" };
  HubImportCounts counts;
  g_autoptr (GError) error = NULL;

  g_assert_false (hub_customers_import (&options, &counts, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "line 3"));
}

/* A short file whose only Russian letters are its last ones. */
static void
test_short_cp1251 (Fixture *f, gconstpointer data)
{
  g_autofree char *counts = import (f, "last_name\n\xcb\xe8\n", "anna", FALSE);
  g_autofree char *stored = sync_fixture_ask (f->sync, "select last_name from customer");

  g_assert_cmpstr (counts, ==, "1 1 0 0 0");
  g_assert_cmpstr (stored, ==, "Ли");
}

/* What no index takes rejects its own record only. */
static void
test_long_external_id (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("external_id,last_name\n1,Первый\n");
  g_autofree char *counts = NULL;

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *id = crm_id_new ();

      g_string_append (text, id);
    }
  g_string_append (text, ",Длинный\n2,Второй\n");
  counts = import (f, text->str, "anna", FALSE);
  g_assert_cmpstr (counts, ==, "3 2 0 0 1");
}

/* One agent: whose else; two: nobody's, but seen in the branch. */
static void
test_no_owner (Fixture *f, gconstpointer data)
{
  static const char query[] = "select string_agg (concat_ws ('/', last_name, owner is not null,"
                              " branch is not null), ' ' order by number) from customer";
  g_autofree char *first = import (f, "last_name\nПервый\n", NULL, FALSE);
  g_autofree char *second = NULL;
  g_autofree char *stored = NULL;
  HubSession *petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");

  second = import (f, "last_name\nВторой\n", NULL, FALSE);
  g_assert_cmpstr (first, ==, "1 1 0 0 0");
  g_assert_cmpstr (second, ==, "1 1 0 0 0");
  stored = sync_fixture_ask (f->sync, "%s", query);
  g_assert_cmpstr (stored, ==, "Первый/t/t Второй/f/t");
  hub_session_unref (petr);
}

static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("external_id,last_name,phone\n");
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autofree char *counts = NULL;

  for (guint i = 0; i < 7000; i++)
    g_string_append_printf (text, "%u,Клиент,+7900%07u\n", i, i);
  counts = import (f, text->str, "anna", FALSE);
  g_assert_cmpstr (counts, ==, "7000 7000 0 0 0");
  sync_view_pull (view);
  sync_view_assert_complete (view, "true");
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = { "", "nothing,known\n1,2\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = write_file (f, texts[i], -1);
      HubImportOptions options = { .pool = f->sync->owner_pool, .path = path, .owner = "anna" };
      HubImportCounts counts;
      g_autoptr (GError) error = NULL;

      g_assert_false (hub_customers_import (&options, &counts, &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/import/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("csv", test_csv);
  ADD ("import", test_import);
  ADD ("update", test_update);
  ADD ("cp1251", test_cp1251);
  ADD ("inner-quotes", test_inner_quotes);
  ADD ("open-quote", test_open_quote);
  ADD ("short-cp1251", test_short_cp1251);
  ADD ("long-external-id", test_long_external_id);
  ADD ("no-owner", test_no_owner);
  ADD ("many", test_many);
  ADD ("refused", test_refused);
  return g_test_run ();
}
