/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Feed and commands on a database, and a client that does with changes what a client does. */

#define G_LOG_DOMAIN "test"

#include "tests/server/sync-fixture.h"

#include "server/customers/hub-customer-rules.h"
#include "server/sync/hub-command-runner.h"
#include "server/sync/hub-epoch.h"
#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"

#include <string.h>

#define MAX_TRIES 20
#define DEADLINE  20000

SyncFixture *
sync_fixture_new (TempPostgres *postgres, guint n_workers)
{
  g_autofree char *conninfo = temp_postgres_create_database (postgres);

  return sync_fixture_open (conninfo, n_workers);
}

SyncFixture *
sync_fixture_open (const char *conninfo, guint n_workers)
{
  SyncFixture *self = g_new0 (SyncFixture, 1);
  g_autoptr (GError) error = NULL;

  self->conninfo = g_strdup (conninfo);
  self->pool = hub_db_pool_new (self->conninfo, n_workers, 1000);
  hub_db_pool_set_role (self->pool, HUB_DB_APP_ROLE);
  self->owner_pool = hub_db_pool_new (self->conninfo, 1, 10);
  hub_epoch_open (self->pool, &self->epoch, &self->secret, &error);
  g_assert_no_error (error);
  self->rules = g_ptr_array_new ();
  for (guint i = 0; hub_customers_rules[i] != NULL; i++)
    g_ptr_array_add (self->rules, (gpointer) hub_customers_rules[i]);
  return self;
}

void
sync_fixture_free (SyncFixture *self)
{
  hub_db_pool_close (self->pool);
  g_object_unref (self->pool);
  hub_db_pool_close (self->owner_pool);
  g_object_unref (self->owner_pool);
  g_ptr_array_unref (self->rules);
  g_bytes_unref (self->secret);
  g_free (self->epoch);
  g_free (self->conninfo);
  g_free (self);
}

void
sync_fixture_sql (SyncFixture *self, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  g_free (temp_postgres_query (self->conninfo, sql));
}

char *
sync_fixture_ask (SyncFixture *self, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  return temp_postgres_query (self->conninfo, sql);
}

static HubSession *
add_session (SyncFixture *self, const char *user, const char *login, const char *role)
{
  HubSession *session = g_new0 (HubSession, 1);

  g_atomic_ref_count_init (&session->refs);
  session->id = crm_id_new ();
  session->user = g_strdup (user);
  session->device = crm_id_new ();
  session->name = g_strdup (login);
  session->role = g_strdup (role);
  sync_fixture_sql (self,
                    "insert into session (id, user_id, device, device_name, token_hash, expires_at)"
                    " values ('%s', '%s', '%s', 'test', sha256 ('%s'), now() + interval '1 day')",
                    session->id, user, session->device, session->id);
  return session;
}

HubSession *
sync_fixture_add_user (SyncFixture *self, const char *login, const char *role, const char *branch)
{
  g_autofree char *user = crm_id_new ();
  g_autofree char *branch_id = crm_id_new ();

  if (branch != NULL)
    sync_fixture_sql (self,
                      "insert into branch (id, ver, name) values ('%s', sync_ver(), '%s')"
                      " on conflict do nothing",
                      branch_id, branch);
  sync_fixture_sql (
      self,
      "insert into app_user (id, ver, login, name, role, branch) values"
      " ('%s', sync_ver(), '%s', '%s', '%s', (select id from branch where name = '%s'))",
      user, login, login, role, branch != NULL ? branch : "");
  return add_session (self, user, login, role);
}

HubSession *
sync_fixture_add_device (SyncFixture *self, HubSession *session)
{
  return add_session (self, session->user, session->name, session->role);
}

/* ---- commands ------------------------------------------------------------------------------ */

JsonNode *
sync_fixture_try_push (SyncFixture *self, HubSession *session, const char *body, GError **error)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "bad push");
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (HubRun) run = NULL;
  HubPush *push = hub_push_parse (bytes, session, 1000, problem);

  if (push == NULL)
    {
      crm_problem_to_error (problem, error);
      return NULL;
    }

  run = hub_run_new (push, self->rules);
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_clear_error (error);
      if (hub_db_pool_run_sync (self->pool, HUB_DB_READ_WRITE, hub_run_work, run, error))
        {
          reply = hub_push_to_reply (push);
          return json_from_string (g_bytes_get_data (reply, NULL), NULL);
        }
      if (run->is_mismatch || (*error)->code != CRM_ERROR_CONFLICT)
        return NULL;
    }
  return NULL;
}

JsonNode *
sync_fixture_push (SyncFixture *self, HubSession *session, const char *commands)
{
  g_autofree char *body = g_strdup_printf ("{\"commands\":[%s]}", commands);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = sync_fixture_try_push (self, session, body, &error);

  g_assert_no_error (error);
  return json_node_ref (json_object_get_member (json_node_get_object (root), "results"));
}

JsonNode *
sync_fixture_do (SyncFixture *self, HubSession *session, const char *id, const char *format, ...)
{
  g_autofree char *new_id = id != NULL ? g_strdup (id) : crm_id_new ();
  g_autofree char *rest = NULL;
  g_autofree char *command = NULL;
  g_autoptr (JsonNode) results = NULL;
  va_list args;

  va_start (args, format);
  rest = g_strdup_vprintf (format, args);
  va_end (args);
  g_strdelimit (rest, "'", '"');
  command =
      g_strdup_printf ("{\"id\":\"%s\",\"at\":\"2026-11-22T09:00:00.000000Z\",%s}", new_id, rest);
  results = sync_fixture_push (self, session, command);
  return json_node_ref (json_array_get_element (json_node_get_array (results), 0));
}

char *
sync_fixture_create (SyncFixture *self, HubSession *session, const char *last_name)
{
  char *record = crm_id_new ();
  g_autoptr (JsonNode) result = NULL;

  result = sync_fixture_do (self, session, NULL,
                            "'kind':'customer.create','record':'%s',"
                            "'set':{'type':'person','last_name':'%s'}",
                            record, last_name);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (result), "status"), ==,
                   "done");
  return record;
}

/* ---- a client ------------------------------------------------------------------------------ */

static void
record_free (SyncRecord *self)
{
  for (guint i = 0; i < self->kind->n_fields; i++)
    g_free (self->values[i]);
  g_free (self->values);
  g_free (self);
}

SyncView *
sync_view_new (SyncFixture *fixture, HubSession *session)
{
  SyncView *self = g_new0 (SyncView, 1);

  self->fixture = fixture;
  self->session = session;
  self->records =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) record_free);
  return self;
}

void
sync_view_free (SyncView *self)
{
  g_hash_table_unref (self->records);
  g_free (self);
}

void
sync_view_reset (SyncView *self)
{
  g_hash_table_remove_all (self->records);
  self->has_cursor = FALSE;
}

static void
erase_tree (SyncView *self, const char *customer)
{
  GHashTableIter iter;
  gpointer key, data;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &key, &data))
    {
      SyncRecord *record = data;
      int root = record->kind->root;

      if ((root >= 0 && g_strcmp0 (record->values[root], customer) == 0) ||
          (g_str_has_prefix (key, "customer/") && g_str_has_suffix (key, customer)))
        g_hash_table_iter_remove (&iter);
    }
}

static void
put_row (SyncView *self, const CrmChange *change, const char *key)
{
  SyncRecord *old = g_hash_table_lookup (self->records, key);
  SyncRecord *record;

  g_assert_true (old == NULL || change->version >= old->version);
  record = g_new0 (SyncRecord, 1);
  record->kind = change->kind;
  record->version = change->version;
  record->values = g_new0 (char *, change->kind->n_fields);
  for (guint i = 0; i < change->kind->n_fields; i++)
    record->values[i] = g_strdup (change->values[i]);
  g_hash_table_replace (self->records, g_strdup (key), record);
}

gboolean
sync_view_apply (SyncView *self, const CrmChange *change, GError **error)
{
  char id[CRM_ID_LENGTH + 1];
  g_autofree char *key = NULL;

  if (change->type == CRM_CHANGE_CURSOR || change->type == CRM_CHANGE_END)
    return hub_cursor_parse (&self->cursor, change->cursor, self->fixture->secret, error);

  crm_id_from_bytes (change->id, id);
  key = g_strconcat (change->kind->name, "/", id, NULL);
  self->n_rows++;
  if (change->type == CRM_CHANGE_ROW)
    put_row (self, change, key);
  else if (change->type == CRM_CHANGE_DELETED || change->kind != crm_kind_find ("customer"))
    g_hash_table_remove (self->records, key);
  else
    erase_tree (self, id);
  if (change->type == CRM_CHANGE_SCOPE)
    {
      g_assert_nonnull (change->reason);
      g_strlcpy (self->reason, change->reason, sizeof self->reason);
      self->n_gone++;
    }
  return TRUE;
}

static gboolean
apply_change (const CrmChange *change, gpointer user_data, GError **error)
{
  return sync_view_apply (user_data, change, error);
}

gboolean
sync_view_pull_page (SyncView *self, guint limit, gboolean *is_end, GError **error)
{
  CrmChangeFormat format = self->n_rows % 2 == 0 ? CRM_CHANGE_ROWS : CRM_CHANGE_NDJSON;
  g_autoptr (HubPage) page = hub_page_new (self->session, self->fixture->secret, format);
  g_autoptr (CrmChangeReader) reader = crm_change_reader_new (format);
  gsize length;
  const guint8 *data;

  page->at = self->cursor;
  page->has_cursor = self->has_cursor;
  page->limit = limit;
  if (!hub_db_pool_run_sync (self->fixture->pool, HUB_DB_NO_TRANSACTION, hub_page_read_work, page,
                             error))
    return FALSE;

  *is_end = page->is_end;
  data = g_bytes_get_data (page->chunk, &length);
  self->has_cursor = TRUE;
  return crm_change_reader_feed (reader, data, length, apply_change, self, error);
}

typedef struct
{
  SyncFixture *fixture;
  guint64 goal;
} Horizon;

static gboolean
has_passed (Horizon *horizon)
{
  g_autofree char *xmin =
      sync_fixture_ask (horizon->fixture, "select pg_snapshot_xmin (pg_current_snapshot ())::text");

  return g_ascii_strtoull (xmin, NULL, 10) >= horizon->goal;
}

/* Asks until it is so; nothing would wake a main loop. */
static void
wait_for (Horizon *horizon)
{
  gint64 limit = g_get_monotonic_time () + DEADLINE * G_TIME_SPAN_MILLISECOND;

  while (!has_passed (horizon))
    g_assert_cmpint (g_get_monotonic_time (), <, limit);
}

void
sync_view_pull (SyncView *self)
{
  g_autofree char *xmax =
      sync_fixture_ask (self->fixture, "select pg_snapshot_xmax (pg_current_snapshot ())::text");
  Horizon horizon = { self->fixture, g_ascii_strtoull (xmax, NULL, 10) };

  wait_for (&horizon);
  sync_view_catch_up (self);
  while ((guint64) self->cursor.ver % (G_GUINT64_CONSTANT (1) << 44) < horizon.goal)
    {
      sync_fixture_sql (self->fixture, "select set_config ('synchronous_commit', 'on', false),"
                                       " pg_logical_emit_message (true, 'test', '')");
      wait_for (&horizon);
      sync_view_catch_up (self);
    }
}

void
sync_view_catch_up (SyncView *self)
{
  g_autoptr (GError) error = NULL;
  gboolean is_end = FALSE;

  while (!is_end)
    {
      sync_view_pull_page (self, 5000, &is_end, &error);
      g_assert_no_error (error);
    }
}

SyncRecord *
sync_view_find (SyncView *self, const char *kind, const char *id)
{
  g_autofree char *key = g_strconcat (kind, "/", id, NULL);

  return g_hash_table_lookup (self->records, key);
}

const char *
sync_view_get (SyncView *self, const char *kind, const char *id, const char *field)
{
  SyncRecord *record = sync_view_find (self, kind, id);

  g_assert_nonnull (record);
  return record->values[crm_kind_find_field (record->kind, field)];
}

guint
sync_view_count (SyncView *self, const char *kind)
{
  g_autofree char *prefix = g_strconcat (kind, "/", NULL);
  GHashTableIter iter;
  gpointer key;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, prefix))
      n++;
  return n;
}

void
sync_view_assert_complete (SyncView *self, const char *condition)
{
  static const char *const kinds[][2] = { { "customer", "customer" },
                                          { "contact-point", "contact_point" },
                                          { "history-event", "history_event" } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *text = sync_fixture_ask (
          self->fixture,
          "select count (*) || ' ' || coalesce (string_agg (id || ':' || rev, ' ' order by id), '')"
          " from %s where not deleted and %s",
          kinds[i][1], condition);
      g_auto (GStrv) words = g_strsplit (text, " ", -1);

      g_assert_cmpuint (sync_view_count (self, kinds[i][0]), ==,
                        g_ascii_strtoull (words[0], NULL, 10));
      for (guint j = 1; words[j] != NULL && *words[j] != '\0'; j++)
        {
          char *colon = strchr (words[j], ':');
          SyncRecord *record;

          *colon = '\0';
          record = sync_view_find (self, kinds[i][0], words[j]);
          g_assert_nonnull (record);
          g_assert_cmpint (record->version, ==, g_ascii_strtoll (colon + 1, NULL, 10));
        }
    }
}
