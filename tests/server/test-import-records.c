/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Policies, instalments and insured objects as files bring them in: refused, taken, and brought in
 * again. */

#define G_LOG_DOMAIN "test"

#include "server/customers/hub-import-report.h"
#include "server/customers/hub-record-import.h"
#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

#define POLICIES "customer_external_id,product,number,starts_on,ends_on,premium_kopecks,status\n"

typedef struct
{
  SyncFixture *sync;
  HubSession *anna;
  HubSession *petr;
  char *folder;
} Fixture;

/* "read new updated unchanged rejected" */
static char *
import_kind (Fixture *f, const char *kind, const char *text, gboolean is_dry_run)
{
  g_autofree char *path = g_build_filename (f->folder, "данные.csv", NULL);
  HubImportOptions options = { .pool = f->sync->owner_pool,
                               .path = path,
                               .is_dry_run = is_dry_run };
  HubImportCounts counts;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  if (strcmp (kind, "customer") == 0)
    hub_customers_import (&options, &counts, &error);
  else
    hub_record_import (hub_record_sheet_find (kind), &options, &counts, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("%u %u %u %u %u", (guint) counts.n_read, (guint) counts.n_new,
                          (guint) counts.n_updated, (guint) counts.n_unchanged,
                          (guint) counts.n_rejected);
}

static void
assert_import (Fixture *f, const char *kind, const char *text, const char *expected)
{
  g_autofree char *counts = import_kind (f, kind, text, FALSE);

  g_assert_cmpstr (counts, ==, expected);
}

static void
assert_ask (Fixture *f, const char *sql, const char *expected)
{
  g_autofree char *found = sync_fixture_ask (f->sync, "%s", sql);

  g_assert_cmpstr (found, ==, expected);
}

static char *
read_report (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "данные.rejected.csv", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->petr = sync_fixture_add_user (f->sync, "petr", "agent", "Москва");
  f->folder = crm_test_make_dir ();
  assert_import (f, "customer", "external_id,last_name,owner\nc1,Капелькин,anna\nc2,Лужина,petr\n",
                 "2 2 0 0 0");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->petr);
  sync_fixture_free (f->sync);
  crm_test_remove_dir (f->folder);
}

/* ---- tests --------------------------------------------------------------------------------- */

static void
test_policies (Fixture *f, gconstpointer data)
{
  static const char text[] =
      POLICIES "c1,kasko,K 1,2026-01-01,2026-12-31,6000000,active\n"
               "c2,osago,O 1,01.02.2026,31.01.2027,700000,действует\n"
               "c2,osago,O 2,2025-02-01,2026-01-31,650000,renewed\n"
               "c3,osago,O 3,2026-01-01,2026-12-31,1,active\n"   /* nobody's */
               "c1,osago,O 4,2026-01-01,2025-12-31,1,active\n"   /* ends before it begins */
               "c1,osago,,2026-01-01,2026-12-31,1,active\n"      /* no number */
               "c1,osago,O 5,2026-01-01,2026-12-31,-1,active\n"; /* less than nothing */
  g_autofree char *dry = import_kind (f, "policy", text, TRUE);
  g_autofree char *report = NULL;

  g_assert_cmpstr (dry, ==, "7 3 0 0 4");
  assert_ask (f, "select count(*) from policy", "0");
  assert_import (f, "policy", text, "7 3 0 0 4");
  report = read_report (f);
  g_assert_nonnull (strstr (report, "5,customer_external_id: there is no such record,c3,"));
  g_assert_nonnull (strstr (report, "6,ends_on: "));
  g_assert_nonnull (strstr (report, "7,number: "));
  g_assert_nonnull (strstr (report, "8,premium_kopecks: "));

  assert_ask (f,
              "select string_agg(concat_ws('/', p.number, p.product, p.starts_on, p.status,"
              " p.premium_kopecks, u.login, p.owner = p.agent, p.branch is not null), ' '"
              " order by p.number) from policy p join app_user u on u.id = p.owner",
              "K 1/kasko/2026-01-01/active/6000000/anna/t/t "
              "O 1/osago/2026-02-01/active/700000/petr/t/t "
              "O 2/osago/2025-02-01/expired/650000/petr/t/t");
}

/* What is known is changed as by a command, and only that. */
static void
test_again (Fixture *f, gconstpointer data)
{
  static const char first[] = POLICIES "c1,kasko,K 1,2026-01-01,2026-12-31,6000000,active\n"
                                       "c2,osago,O 1,2026-02-01,2027-01-31,700000,active\n";
  static const char second[] = POLICIES "c1,kasko,K 1,2026-01-01,2026-12-31,6500000,active\n"
                                        "c2,osago,O 1,2026-02-01,2027-01-31,,\n"
                                        "c2,vzr,V 1,2026-03-01,2026-03-15,300000,active\n";
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);

  assert_import (f, "policy", first, "2 2 0 0 0");
  sync_view_pull (anna);
  g_assert_cmpuint (sync_view_count (anna, "policy"), ==, 1);
  assert_import (f, "policy", first, "2 0 0 2 0");
  assert_import (f, "policy", second, "3 1 1 1 0");
  assert_ask (f,
              "select string_agg(number || premium_kopecks || status, ' ' order by number)"
              " from policy",
              "K 16500000active O 1700000active V 1300000active");
  assert_ask (f, "select rev || ' ' || (revs -> 'premium' ->> 0) from policy where number = 'K 1'",
              "2 2");
  assert_ask (f, "select count(*) from history_event where record_kind = 'policy'", "1");
  sync_view_pull (anna);
  g_assert_cmpuint (sync_view_count (anna, "policy"), ==, 1);
}

static void
test_instalments (Fixture *f, gconstpointer data)
{
  static const char text[] = "policy_number,no,due_on,amount_kopecks,paid_on\n"
                             "K 1,1,2026-01-01,3000000,2026-01-02\n"
                             "K 1,2,2026-07-01,3000000,\n"
                             "K 9,1,2026-07-01,3000000,\n"
                             "K 1,3,,3000000,\n";
  static const char paid[] = "policy_number,no,due_on,amount_kopecks,paid_on\n"
                             "K 1,2,2026-07-01,3000000,2026-06-30\n";
  static const char doubled[] = "policy_number,no,due_on,amount_kopecks\n"
                                "K 1,4,2026-09-01,100\n"
                                "K 1,4,2026-09-01,200\n";
  g_autofree char *report = NULL;

  assert_import (f, "policy", POLICIES "c1,kasko,K 1,2026-01-01,2026-12-31,6000000,active\n",
                 "1 1 0 0 0");
  assert_import (f, "instalment", text, "4 2 0 0 2");
  report = read_report (f);
  g_assert_nonnull (strstr (report, "4,policy_number: there is no such record,K 9,"));
  g_assert_nonnull (strstr (report, "5,due_on: "));
  assert_ask (
      f,
      "select string_agg(concat_ws('/', no, status, paid_kopecks, paid_on), ' ' order by no)"
      " from instalment",
      "1/paid/3000000/2026-01-02 2/planned");
  assert_ask (f,
              "select count(*) from instalment i join policy p on p.id = i.policy"
              " and p.customer = i.customer and p.owner = i.owner and p.branch = i.branch",
              "2");
  assert_import (f, "instalment", paid, "1 0 1 0 0");
  assert_ask (f, "select string_agg(status, ' ' order by no) from instalment", "paid paid");
  assert_import (f, "instalment", doubled, "2 1 1 0 0");
  assert_ask (f, "select amount_kopecks from instalment where no = 4", "200");
}

static void
test_objects (Fixture *f, gconstpointer data)
{
  static const char text[] = "customer_external_id,type,make,model,year,vin,plate\n"
                             "c1,vehicle,LADA,Granta,2019,XTA210990Y2766389,А123ВС777\n"
                             "c1,vehicle,LADA,Vesta,2020,XTA,\n"
                             "c2,vehicle,,,,,\n";
  static const char again[] = "customer_external_id,type,year,vin,plate\n"
                              "c1,vehicle,2018,xta210990y2766389,a123bc777\n";

  assert_import (f, "insured-object", text, "3 1 0 0 2");
  assert_import (f, "insured-object", again, "1 0 1 0 0");
  assert_ask (f, "select concat_ws(' ', make, year, vin, plate) from insured_object",
              "LADA 2018 XTA210990Y2766389 А123ВС777");
}

static void
test_headers (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "x.csv", NULL);
  HubImportOptions options = { .pool = f->sync->owner_pool, .path = path };
  HubImportCounts counts;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "number,product\n1,osago\n", -1, NULL);
  g_assert_false (hub_record_import (hub_record_sheet_find ("policy"), &options, &counts, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_null (hub_record_sheet_find ("beneficiary"));
}

/* More than a batch: the file is not in the order of its customers. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (POLICIES);

  for (guint i = 0; i < 6000; i++)
    g_string_append_printf (text, "c%u,osago,O %u,2026-01-01,2026-12-31,%u,active\n", 1 + i % 2, i,
                            i);
  assert_import (f, "policy", text->str, "6000 6000 0 0 0");
  assert_import (f, "policy", text->str, "6000 0 0 6000 0");
  assert_ask (f, "select count(*) || ' ' || sum(premium_kopecks) from policy", "6000 17997000");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/import-records/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("policies", test_policies);
  ADD ("again", test_again);
  ADD ("instalments", test_instalments);
  ADD ("objects", test_objects);
  ADD ("headers", test_headers);
  ADD ("many", test_many);
  return g_test_run ();
}
