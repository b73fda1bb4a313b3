/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The audit only grows, its seals fit, and whoever changes it with more power than the program has
 * is found. */

#define G_LOG_DOMAIN "test"

#include "server/audit/hub-audit-anchor.h"
#include "server/audit/hub-audit.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-postgres.h"

#include <glib/gstdio.h>
#include <string.h>

#define USER   "00000000-0000-7000-8000-00000000000a"
#define RECORD "00000000-0000-7000-8000-00000000000b"

typedef struct
{
  char *conninfo;
  HubDbPool *pool;
  char *dir;
  char *path; /* of the anchors */
} Fixture;

static Fixture *
fixture_new (TempPostgres *postgres)
{
  Fixture *self = g_new0 (Fixture, 1);

  self->conninfo = temp_postgres_create_database (postgres);
  self->pool = hub_db_pool_new (self->conninfo, 2, 10);
  self->dir = crm_test_make_dir ();
  self->path = hub_audit_anchor_get_path (self->dir);
  return self;
}

static void
fixture_free (Fixture *self)
{
  hub_db_pool_close (self->pool);
  g_object_unref (self->pool);
  crm_test_remove_dir (self->dir);
  g_free (self->conninfo);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static void
run_sql (Fixture *self, const char *sql)
{
  g_free (temp_postgres_query (self->conninfo, sql));
}

static gboolean
add_event_work (HubDb *db, gpointer data, GError **error)
{
  g_autofree char *details = hub_audit_details ("address", "192.0.2.1", "reason", NULL, NULL);
  const HubAuditEvent event = {
    .action = HUB_AUDIT_SIGN_IN, .actor = USER, .kind = "user", .record = RECORD, .details = details
  };

  return hub_audit_add (db, &event, error);
}

static void
add_event (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (self->pool, HUB_DB_READ_WRITE, add_event_work, NULL, &error);
  g_assert_no_error (error);
}

static void
add_command (Fixture *self)
{
  run_sql (self, "insert into command (id, digest, user_id, record, status, version, kind, ver)"
                 " values (gen_random_uuid(), sha256('x'), '" USER "', '" RECORD "', 'done', 1,"
                 " 'customer.update', sync_ver())");
}

/* Any transaction of the cluster, the autovacuum's too, may hold the watermark for a while. */
static void
wait_for_watermark (Fixture *self)
{
  g_autofree char *n = NULL;

  do
    {
      g_free (n);
      n = temp_postgres_query (
          self->conninfo, "select count(*) from (select ver from command union all select ver from "
                          "audit_event) as t"
                          " where ver >= (select (n::bigint << 44) |"
                          " pg_snapshot_xmin(pg_current_snapshot())::text::bigint from sync_epoch"
                          " order by n desc limit 1)");
    }
  while (strcmp (n, "0") != 0);
}

/* Seals everything that was committed, and notes it. */
static void
seal (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  HubAuditEnd end = { 0 };

  wait_for_watermark (self);
  hub_audit_seal_all (self->pool, &end, &error);
  g_assert_no_error (error);
  hub_audit_anchor_note (self->path, &end, &error);
  g_assert_no_error (error);
}

static void
verify (Fixture *self, HubAuditVerdict *verdict)
{
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (self->pool, HUB_DB_READ_ONLY, hub_audit_verify_work, verdict, &error);
  g_assert_no_error (error);
}

/* (transfer full) (nullable) */
static char *
verify_anchors (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) anchors = hub_audit_anchor_read (self->path, &error);
  HubAuditAnchors job = { anchors, NULL };

  g_assert_no_error (error);
  hub_db_pool_run_sync (self->pool, HUB_DB_READ_ONLY, hub_audit_anchor_verify_work, &job, &error);
  g_assert_no_error (error);
  return job.what;
}

/* Three seals over a command and an event each. */
static void
fill (Fixture *self)
{
  for (guint i = 0; i < 3; i++)
    {
      add_command (self);
      add_event (self);
      seal (self);
    }
}

static void
test_event (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new ((TempPostgres *) data);
  g_autofree char *row = NULL;

  run_sql (self, "insert into branch (id, ver, name) values ('" RECORD "', sync_ver(), 'Север');"
                 "insert into app_user (id, ver, login, name, role, branch) values ('" USER
                 "', sync_ver(), 'a', 'А', 'agent', '" RECORD "')");
  add_event (self);
  row = temp_postgres_query (self->conninfo, "select action || ' ' || actor || ' ' || branch || ' '"
                                             " || kind || ' ' || details from audit_event");
  g_assert_cmpstr (row, ==, "sign-in " USER " " RECORD " user {\"address\":\"192.0.2.1\"}");
}

/* Not even the owner. */
static void
test_append_only (gconstpointer data)
{
  static const char *const acts[] = {
    "update command set changed = 'x'",     "delete from command",     "truncate command",
    "update audit_event set action = 'x'",  "delete from audit_event", "truncate audit_event",
    "update audit_seal set hash = '\\x00'", "delete from audit_seal",  "truncate audit_seal",
  };
  g_autoptr (Fixture) self = fixture_new ((TempPostgres *) data);
  g_autofree char *always = NULL;

  fill (self);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_autofree char *sql = g_strdup_printf ("do $$ begin %s; raise exception 'it went through';"
                                              " exception when sqlstate 'ZK002' then null; end $$",
                                              acts[i]);

      g_test_message ("%s", acts[i]);
      run_sql (self, sql);
    }
  /* A session that pretends to be a replica does not get round them either. */
  always = temp_postgres_query (self->conninfo,
                                "select count(*) from pg_trigger where tgenabled = 'A' and"
                                " tgfoid = 'audit_refuse'::regproc");
  g_assert_cmpstr (always, ==, "6");
}

static void
test_seals (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new ((TempPostgres *) data);
  g_auto (HubAuditVerdict) verdict = { 0 };
  g_autofree char *what = NULL;

  fill (self);
  add_event (self);
  verify (self, &verdict);
  g_assert_null (verdict.what);
  g_assert_cmpint (verdict.n_broken, ==, 0);
  g_assert_cmpint (verdict.n_seals, >=, 3);
  g_assert_cmpint (verdict.n_rows[0], ==, 3);
  g_assert_cmpint (verdict.n_rows[1], ==, 3);
  g_assert_cmpint (verdict.n_open[1], ==, 1);
  g_assert_null (what = verify_anchors (self));
}

/* A writer that has not committed holds the watermark: what lies above it stays open. */
static gboolean
seal_beside_work (HubDb *db, gpointer data, GError **error)
{
  Fixture *self = data;
  HubAuditEnd end = { 0 };
  g_auto (HubAuditVerdict) verdict = { 0 };

  if (!add_event_work (db, NULL, error) || !hub_db_sync (db, error))
    return FALSE;
  add_event (self);
  hub_audit_seal_all (self->pool, &end, error);
  verify (self, &verdict);
  g_assert_null (verdict.what);
  g_assert_cmpint (verdict.n_rows[1], ==, 0);
  g_assert_cmpint (verdict.n_open[1], ==, 1);
  return TRUE;
}

static void
test_watermark (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new ((TempPostgres *) data);
  g_autoptr (HubDbPool) other = hub_db_pool_new (self->conninfo, 1, 10);
  g_autoptr (GError) error = NULL;
  g_auto (HubAuditVerdict) verdict = { 0 };

  hub_db_pool_run_sync (other, HUB_DB_READ_WRITE, seal_beside_work, self, &error);
  g_assert_no_error (error);
  seal (self);
  verify (self, &verdict);
  g_assert_null (verdict.what);
  g_assert_cmpint (verdict.n_rows[1], ==, 2);
  hub_db_pool_close (other);
}

static gboolean
seal_while_held_work (HubDb *db, gpointer data, GError **error)
{
  Fixture *self = data;
  HubAuditEnd end = { 0 };
  HubAuditEnd mine = { 0 };
  g_autofree char *n = NULL;

  /* Takes the lock for this transaction, and seals. */
  if (!hub_audit_seal_work (db, &mine, error))
    return FALSE;
  hub_audit_seal_all (self->pool, &end, error);
  n = temp_postgres_query (self->conninfo, "select count(*) from audit_seal");
  g_assert_cmpstr (n, ==, "0");
  return TRUE;
}

static void
test_one_sealer (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new ((TempPostgres *) data);
  g_autoptr (HubDbPool) other = hub_db_pool_new (self->conninfo, 1, 10);
  g_autoptr (GError) error = NULL;
  g_auto (HubAuditVerdict) verdict = { 0 };

  add_event (self);
  hub_db_pool_run_sync (other, HUB_DB_READ_WRITE, seal_while_held_work, self, &error);
  g_assert_no_error (error);
  seal (self);
  verify (self, &verdict);
  g_assert_null (verdict.what);
  g_assert_cmpint (verdict.n_rows[1], ==, 1);
  hub_db_pool_close (other);
}

#define NTH(table, n) "(select id from " table " order by ver limit 1 offset " n ")"
#define VER(n)        "(select ver from audit_event order by ver limit 1 offset " n ")"

typedef struct
{
  const char *name;
  const char *sql; /* with the triggers switched off */
  gint64 seal;     /* that is named; 0: only the anchors tell */
  const char *what;
} Tampering;

static const Tampering tamperings[] = {
  { "command-changed", "update command set record = null where id = " NTH ("command", "1"), 2,
    "does not fit" },
  { "time-changed",
    "update audit_event set at = at - interval '1 hour' where id = " NTH ("audit_event", "2"), 3,
    "does not fit" },
  { "details-changed", "update audit_event set details = '{}' where id = " NTH ("audit_event", "0"),
    1, "does not fit" },
  { "command-deleted", "delete from command where id = " NTH ("command", "0"), 1,
    "has 1 commands and 1 events, there are 0 and 1" },
  { "event-deleted", "delete from audit_event where id = " NTH ("audit_event", "1"), 2,
    "has 1 commands and 1 events, there are 1 and 0" },
  { "event-inserted",
    "insert into audit_event (id, ver, action) values (gen_random_uuid(), " VER (
        "1") ", 'sign-in')",
    2, "has 1 commands and 1 events, there are 1 and 2" },
  { "event-moved",
    "update audit_event set ver = " VER ("2") " where id = " NTH ("audit_event", "0"), 1,
    "there are 1 and 0" },
  { "inserted-before-all",
    "insert into audit_event (id, ver, action) values (gen_random_uuid(), -1, 'sign-in')", 1,
    "before the first seal" },
  { "seal-deleted", "delete from audit_seal where n = 2", 2, "missing" },
  { "first-seal-deleted", "delete from audit_seal where n = 1", 1, "missing" },
  { "seal-changed", "update audit_seal set hash = sha256('x') where n = 2", 2, "does not fit" },
  { "tail-cut",
    "delete from audit_event where id = " NTH (
        "audit_event",
        "2") ";"
             "delete from command where id = " NTH (
                 "command",
                 "2") ";"
                      "delete from audit_seal where n = (select max(n) from audit_seal)",
    0, "is not there" },
  { "everything-deleted", "delete from audit_event; delete from command; delete from audit_seal", 0,
    "is not there" },
};

static void
tamper (Fixture *self, const char *sql)
{
  g_autofree char *whole = g_strdup_printf (
      "alter table command disable trigger all; alter table audit_event disable trigger all;"
      "alter table audit_seal disable trigger all; %s;"
      "alter table command enable always trigger command_append_only;"
      "alter table command enable always trigger command_keep;"
      "alter table audit_event enable always trigger audit_event_append_only;"
      "alter table audit_event enable always trigger audit_event_keep;"
      "alter table audit_seal enable always trigger audit_seal_append_only;"
      "alter table audit_seal enable always trigger audit_seal_keep",
      sql);

  run_sql (self, whole);
}

static void
test_tampering (gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (tamperings); i++)
    {
      const Tampering *row = &tamperings[i];
      g_autoptr (Fixture) self = fixture_new ((TempPostgres *) data);
      g_auto (HubAuditVerdict) verdict = { 0 };
      g_autofree char *what = NULL;

      g_test_message ("%s", row->name);
      fill (self);
      tamper (self, row->sql);
      verify (self, &verdict);
      if (row->seal == 0)
        {
          g_assert_null (verdict.what);
          what = verify_anchors (self);
          g_assert_nonnull (what);
          g_assert_nonnull (strstr (what, row->what));
          continue;
        }
      g_assert_cmpint (verdict.n_broken, >, 0);
      g_assert_nonnull (verdict.what);
      g_test_message ("%s", verdict.what);
      g_assert_cmpint (verdict.first_broken, ==, row->seal);
      g_assert_nonnull (strstr (verdict.what, row->what));
    }
}

/* A forger who makes all seals anew does not make the one that was noted outside. */
static void
test_forged_chain (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new ((TempPostgres *) data);
  g_auto (HubAuditVerdict) verdict = { 0 };
  g_autofree char *what = NULL;
  g_autoptr (GError) error = NULL;
  HubAuditEnd end = { 0 };

  fill (self);
  tamper (self, "update audit_event set actor = null; delete from audit_seal");
  hub_audit_seal_all (self->pool, &end, &error);
  g_assert_no_error (error);
  verify (self, &verdict);
  g_assert_null (verdict.what);
  g_assert_nonnull (what = verify_anchors (self));
  /* Nor is the note replaced while the server runs. */
  g_assert_false (hub_audit_anchor_note (self->path, &end, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
}

/* A database from a backup lacks what came later, and says why. */
static void
test_restored (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new ((TempPostgres *) data);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  fill (self);
  tamper (
      self,
      "delete from audit_event where id = " NTH (
          "audit_event",
          "2") ";delete from command where id = " NTH ("command",
                                                       "2") ";"
                                                            "delete from audit_seal where n = 3");
  run_sql (self, "select sync_open_epoch(true)");
  g_assert_nonnull (before = verify_anchors (self));
  run_sql (self, "insert into audit_event (id, ver, action) values (gen_random_uuid(), sync_ver(),"
                 " 'restore')");
  g_assert_null (after = verify_anchors (self));
  seal (self);
}

static void
test_anchor_file (gconstpointer data)
{
  g_autoptr (Fixture) self = fixture_new ((TempPostgres *) data);
  g_autoptr (GArray) anchors = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  fill (self);
  g_assert_cmpint (g_stat (self->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  anchors = hub_audit_anchor_read (self->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (anchors->len, ==, 1);
  g_file_set_contents (self->path, "nonsense\n", -1, NULL);
  g_assert_null (hub_audit_anchor_read (self->path, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
}

int
main (int argc, char **argv)
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  if ((postgres = temp_postgres_new ()) == NULL)
    return 0;
  g_test_add_data_func ("/audit/event", postgres, test_event);
  g_test_add_data_func ("/audit/append-only", postgres, test_append_only);
  g_test_add_data_func ("/audit/seals", postgres, test_seals);
  g_test_add_data_func ("/audit/watermark", postgres, test_watermark);
  g_test_add_data_func ("/audit/one-sealer", postgres, test_one_sealer);
  g_test_add_data_func ("/audit/tampering", postgres, test_tampering);
  g_test_add_data_func ("/audit/forged-chain", postgres, test_forged_chain);
  g_test_add_data_func ("/audit/restored", postgres, test_restored);
  g_test_add_data_func ("/audit/anchor-file", postgres, test_anchor_file);
  return g_test_run ();
}
