/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A client that doubts what it has: digests of both sides, and the repair bucket by bucket. */

#define G_LOG_DOMAIN "test"

#include "server/sync/hub-digest.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/lib/crm-test.h"
#include "tests/server/sync-fixture.h"

#include <string.h>

#define N_CUSTOMERS 40

typedef struct
{
  SyncFixture *sync;
  HubSession *anna;
  HubSession *diana;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->sync = sync_fixture_new ((TempPostgres *) data, 2);
  f->anna = sync_fixture_add_user (f->sync, "anna", "agent", "Москва");
  f->diana = sync_fixture_add_user (f->sync, "diana", "director", NULL);
  for (guint i = 0; i < N_CUSTOMERS; i++)
    g_free (sync_fixture_create (f->sync, i % 4 == 0 ? f->diana : f->anna, "Клиент"));
  sync_fixture_sql (f->sync,
                    "insert into identity_document (id, ver, owner, branch, customer, type, number)"
                    " select gen_random_uuid (), sync_ver (), owner, branch, id, 'passport',"
                    " '4509123456' from customer");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hub_session_unref (f->anna);
  hub_session_unref (f->diana);
  sync_fixture_free (f->sync);
}

/* As a client does it, from what it has. */
static void
sum_view (SyncView *view, const CrmKind *kind, CrmDigest *digest)
{
  GHashTableIter iter;
  gpointer key, data;

  memset (digest, 0, sizeof *digest);
  g_hash_table_iter_init (&iter, view->records);
  while (g_hash_table_iter_next (&iter, &key, &data))
    {
      SyncRecord *record = data;
      guint8 id[CRM_ID_BYTES];

      if (record->kind != kind)
        continue;
      crm_id_to_bytes (strchr (key, '/') + 1, id);
      crm_digest_add (digest, id,
                      crm_digest_hash (kind, id, record->version,
                                       (const char *const *) record->values, NULL));
    }
}

static HubDigest *
ask_digest (Fixture *f, HubSession *session)
{
  g_autoptr (HubDigest) digest = hub_digest_new (session);
  g_autoptr (GError) error = NULL;

  hub_db_pool_run_sync (f->sync->pool, HUB_DB_READ_ONLY, hub_digest_work, digest, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&digest);
}

/* (transfer full): "00,1f" of the kinds that differ, or %NULL. */
static char *
compare (HubDigest *digest, SyncView *view, guint kind)
{
  CrmDigest mine;
  GString *buckets = g_string_new (NULL);

  sum_view (view, hub_kinds_get (kind)->kind, &mine);
  if (digest->digests[kind] == NULL)
    {
      g_string_free (buckets, TRUE);
      g_assert_cmpuint (sync_view_count (view, hub_kinds_get (kind)->kind->name), ==, 0);
      return NULL;
    }
  for (guint i = 0; i < CRM_DIGEST_BUCKETS; i++)
    if (mine.buckets[i].hash != digest->digests[kind]->buckets[i].hash ||
        mine.buckets[i].count != digest->digests[kind]->buckets[i].count)
      g_string_append_printf (buckets, "%s%02x", buckets->len > 0 ? "," : "", i);
  g_assert_true ((buckets->len == 0) == crm_digest_equal (&mine, digest->digests[kind]));
  return g_string_free (buckets, buckets->len == 0);
}

static void
assert_equal (Fixture *f, SyncView *view)
{
  g_autoptr (HubDigest) digest = ask_digest (f, view->session);

  for (guint i = 1; i <= HUB_N_KINDS; i++)
    {
      g_autofree char *buckets = compare (digest, view, i);

      if (buckets != NULL)
        g_error ("%s differs in %s", hub_kinds_get (i)->kind->name, buckets);
    }
}

static void
test_equal (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) anna = sync_view_new (f->sync, f->anna);
  g_autoptr (SyncView) diana = sync_view_new (f->sync, f->diana);
  HubSession *marketer = sync_fixture_add_user (f->sync, "mark", "marketer", "Москва");
  g_autoptr (SyncView) mark = sync_view_new (f->sync, marketer);

  sync_view_pull (anna);
  sync_view_pull (diana);
  sync_view_pull (mark);
  assert_equal (f, anna);
  assert_equal (f, diana);
  assert_equal (f, mark);
  hub_session_unref (marketer);
}

/* ---- repair -------------------------------------------------------------------------------- */

typedef struct
{
  SyncView *view;
  guint n_rows;
  gboolean is_end;
  HubCursor cursor;
} Repair;

static gboolean
repair_change (const CrmChange *change, gpointer user_data, GError **error)
{
  Repair *repair = user_data;

  if (change->type == CRM_CHANGE_CURSOR || change->type == CRM_CHANGE_END)
    {
      repair->is_end = change->type == CRM_CHANGE_END;
      return hub_cursor_parse (&repair->cursor, change->cursor, repair->view->fixture->secret,
                               error);
    }
  repair->n_rows++;
  return sync_view_apply (repair->view, change, error);
}

static gboolean
is_in (HubDigestRows *rows, const char *key)
{
  const char *last = key + strlen (key) - 2;

  return rows->buckets[g_ascii_xdigit_value (last[0]) << 4 | g_ascii_xdigit_value (last[1])] != 0;
}

/* What is in the buckets goes, what the server has comes. */
static void
drop_buckets (SyncView *view, HubDigestRows *rows)
{
  GHashTableIter iter;
  gpointer key, data;

  g_hash_table_iter_init (&iter, view->records);
  while (g_hash_table_iter_next (&iter, &key, &data))
    if (((SyncRecord *) data)->kind == hub_kinds_get (rows->kind)->kind && is_in (rows, key))
      g_hash_table_iter_remove (&iter);
}

static guint
repair_kind (Fixture *f, SyncView *view, guint kind, const char *buckets)
{
  Repair repair = { .view = view };

  for (guint i = 0; !repair.is_end; i++)
    {
      g_autoptr (HubDigestRows) rows = hub_digest_rows_new (view->session, f->sync->secret);
      g_autoptr (CrmChangeReader) reader = crm_change_reader_new (CRM_CHANGE_ROWS);
      g_autoptr (GError) error = NULL;

      rows->format = CRM_CHANGE_ROWS;
      rows->kind = kind;
      rows->has_cursor = i > 0;
      rows->at = repair.cursor;
      g_assert_true (hub_digest_rows_parse_buckets (rows, buckets));
      if (i == 0)
        drop_buckets (view, rows);
      hub_db_pool_run_sync (f->sync->pool, HUB_DB_NO_TRANSACTION, hub_digest_rows_work, rows,
                            &error);
      g_assert_no_error (error);
      crm_change_reader_feed (reader, g_bytes_get_data (rows->chunk, NULL),
                              g_bytes_get_size (rows->chunk), repair_change, &repair, &error);
      g_assert_no_error (error);
    }
  return repair.n_rows;
}

static SyncRecord *
pick (SyncView *view, const char *kind, guint n, const char **key)
{
  GHashTableIter iter;
  gpointer name, data;

  g_hash_table_iter_init (&iter, view->records);
  while (g_hash_table_iter_next (&iter, &name, &data))
    if (((SyncRecord *) data)->kind == crm_kind_find (kind) && n-- == 0)
      {
        *key = name;
        return data;
      }
  g_assert_not_reached ();
}

/* One letter otherwise, one missing, one too many, one with an old version. */
static void
damage (SyncView *view)
{
  const char *key;
  SyncRecord *record = pick (view, "customer", 3, &key);
  SyncRecord *extra = g_new0 (SyncRecord, 1);
  g_autofree char *foreign = crm_id_new ();

  g_free (record->values[CRM_CUSTOMER_LAST_NAME]);
  record->values[CRM_CUSTOMER_LAST_NAME] = g_strdup ("Клиенt");
  pick (view, "customer", 9, &key)->version += 1;
  pick (view, "identity-document", 5, &key);
  g_hash_table_remove (view->records, key);
  extra->kind = crm_kind_find ("identity-document");
  extra->version = 1;
  extra->values = g_new0 (char *, extra->kind->n_fields);
  g_hash_table_insert (view->records, g_strconcat ("identity-document/", foreign, NULL), extra);
}

static void
test_repair (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autoptr (HubDigest) digest = NULL;
  guint n_rows = 0, n_kinds = 0;

  sync_view_pull (view);
  damage (view);
  /* What is not on the disk yet would be told once more. */
  sync_fixture_sql (f->sync, "select set_config ('synchronous_commit', 'on', false),"
                             " pg_logical_emit_message (true, 'test', '')");
  digest = ask_digest (f, f->anna);
  for (guint i = 1; i <= HUB_N_KINDS; i++)
    {
      g_autofree char *buckets = compare (digest, view, i);

      if (buckets == NULL)
        continue;
      n_rows += repair_kind (f, view, i, buckets);
      n_kinds++;
    }
  g_assert_cmpuint (n_kinds, ==, 2);
  /* Only the buckets that differ were read. */
  g_assert_cmpuint (n_rows, >=, 3);
  g_assert_cmpuint (n_rows, <, 20);
  assert_equal (f, view);

  /* The feed goes on from the digest. */
  view->cursor = digest->cursor;
  g_free (sync_fixture_create (f->sync, f->anna, "Новый"));
  n_rows = view->n_rows;
  sync_view_pull (view);
  g_assert_cmpuint (view->n_rows - n_rows, ==, 1);
  assert_equal (f, view);
}

/* All buckets of a kind are never more than one sees. */
static void
test_reach (Fixture *f, gconstpointer data)
{
  g_autoptr (SyncView) view = sync_view_new (f->sync, f->anna);
  g_autoptr (GString) all = g_string_new ("00");
  g_autofree char *own =
      sync_fixture_ask (f->sync, "select count (*) from customer where owner = '%s'",
                        f->anna->user);

  for (guint i = 1; i < CRM_DIGEST_BUCKETS; i++)
    g_string_append_printf (all, ",%02x", i);
  g_assert_cmpuint (repair_kind (f, view, HUB_KIND_CUSTOMER, all->str), ==,
                    g_ascii_strtoull (own, NULL, 10));
}

static void
test_buckets (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "", "0x", "100", "1,", ",", "-1", "zz", "0 1" };
  g_autoptr (HubDigestRows) rows = hub_digest_rows_new (f->anna, f->sync->secret);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (hub_digest_rows_parse_buckets (rows, bad[i]));
  g_assert_true (hub_digest_rows_parse_buckets (rows, "00,ff,3F"));
  g_assert_cmpuint (rows->buckets[0x3f], ==, 1);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/digest/" name, Fixture, postgres, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;

  ADD ("equal", test_equal);
  ADD ("repair", test_repair);
  ADD ("reach", test_reach);
  ADD ("buckets", test_buckets);
  return g_test_run ();
}
