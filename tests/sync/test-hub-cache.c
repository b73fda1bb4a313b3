/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A whole client against the real server: both make the same digests, a wrong cache is put right by
 * them, and a device whose session is ended from another one is told to forget. */

#include "client/store/desk-outbox.h"
#include "client/store/desk-record-list.h"
#include "client/store/desk-remote.h"
#include "client/sync/desk-http-transport.h"
#include "client/sync/desk-integrity.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-hub.h"

#include <sqlite3.h>

#define DEADLINE 60000
#define PASSWORD "correct horse battery staple"
#define N        60

typedef struct
{
  TempHub *hub;
  char *folder;
  DeskAccount *account;
  DeskDatabase *database;
  DeskOutbox *outbox;
  DeskSyncStatus *status;
  DeskTransport *transport;
  DeskSyncEngine *engine;
  guint wiped;
} Client;

static void
wiped_cb (DeskSyncEngine *engine, Client *client)
{
  client->wiped++;
}

static DeskTransport *
sign_in (Client *self)
{
  DeskTransport *transport;
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DeskSession) session = NULL;
  g_autofree char *device = crm_id_new ();
  g_autoptr (GError) error = NULL;

  transport = desk_http_transport_new_for_server (temp_hub_get_url (self->hub),
                                                  temp_hub_get_fingerprint (self->hub));
  desk_transport_sign_in_async (transport, "anna", PASSWORD, device, NULL, crm_test_take_result,
                                &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  session = desk_transport_sign_in_finish (transport, result, &error);
  g_assert_no_error (error);
  desk_transport_set_token (transport, session->token);
  return transport;
}

static void
open_database (Client *self)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->database = desk_database_new (self->folder);
  self->outbox = desk_outbox_new (self->database);
  self->engine = desk_sync_engine_new (self->database, self->outbox, self->account, self->status,
                                       self->transport);
  g_signal_connect (self->engine, "wiped", G_CALLBACK (wiped_cb), self);
  desk_database_open_async (self->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_database_open_finish (self->database, result, &error);
  g_assert_no_error (error);
}

static void
close_database (Client *self)
{
  desk_sync_engine_stop (self->engine);
  crm_test_drain ();
  desk_database_close (self->database);
  crm_test_drain ();
  g_clear_object (&self->engine);
  g_clear_object (&self->outbox);
  g_clear_object (&self->database);
}

static Client *
client_new (void)
{
  TempHub *hub = temp_hub_new ();
  Client *self;

  if (hub == NULL)
    return NULL;
  self = g_new0 (Client, 1);
  self->hub = hub;
  g_free (temp_hub_add_user (hub, "anna", PASSWORD, "agent", "North"));
  self->folder = crm_test_make_dir ();
  self->account = desk_account_new ("hub-cache");
  self->status = desk_sync_status_new ();
  self->transport = sign_in (self);
  open_database (self);
  return self;
}

static void
client_free (Client *self)
{
  close_database (self);
  g_clear_object (&self->status);
  g_clear_object (&self->account);
  crm_test_drain ();
  g_clear_object (&self->transport);
  crm_test_remove_dir (self->folder);
  temp_hub_free (self->hub);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

static gboolean
is_settled (gpointer data)
{
  Client *self = data;

  return desk_sync_status_get_state (self->status) == DESK_SYNC_IDLE &&
         desk_outbox_get_pending (self->outbox) == 0;
}

static void
submit (Client *self, GPtrArray *commands)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_outbox_submit_async (self->outbox, commands, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_outbox_submit_finish (self->outbox, result, &error);
  g_assert_no_error (error);
}

/* Customers, every third with a document: masked on the way back. */
static void
create (Client *self)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);

  for (guint i = 0; i < N; i++)
    {
      g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
      g_autoptr (CrmFieldSet) document = crm_field_set_new (&crm_identity_document_kind);
      g_autofree char *id = crm_id_new ();
      g_autofree char *document_id = crm_id_new ();
      g_autofree char *name = g_strdup_printf ("Customer%u", i);

      crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
      crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, name);
      g_ptr_array_add (commands, crm_command_new_create (&crm_customer_kind, id, set));
      if (i % 3 != 0)
        continue;
      crm_field_set_put (document, CRM_IDENTITY_DOCUMENT_CUSTOMER, id);
      crm_field_set_put (document, CRM_IDENTITY_DOCUMENT_TYPE, "passport");
      crm_field_set_put (document, CRM_IDENTITY_DOCUMENT_SERIES, "4509");
      crm_field_set_put (document, CRM_IDENTITY_DOCUMENT_NUMBER, "123456");
      g_ptr_array_add (commands,
                       crm_command_new_create (&crm_identity_document_kind, document_id, document));
    }
  submit (self, commands);
}

static DeskIntegrity
check (Client *self)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DeskIntegrity integrity;

  desk_integrity_check_async (self->database, self->engine, self->status, NULL,
                              crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_integrity_check_finish (result, &integrity, &error);
  g_assert_no_error (error);
  g_assert_true (integrity.compared);
  return integrity;
}

static void
change_cache (Client *self, const char *sql)
{
  g_autofree char *path = g_build_filename (self->folder, "cache.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static gint64
count (Client *self)
{
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  desk_query_count_async (query, self->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_query_count_finish (result, NULL);
}

static void
test_digest (void)
{
  g_autoptr (Client) client = client_new ();
  DeskIntegrity integrity;

  if (client == NULL)
    return;
  create (client);
  desk_sync_engine_start (client->engine);
  crm_test_wait_until (is_settled, client, DEADLINE);
  /* Both sides make the same of every kind, masked ones too. */
  integrity = check (client);
  g_assert_cmpuint (integrity.rows, ==, 0);
  change_cache (client, "UPDATE customer SET last_name = 'Wrong' WHERE n = 7;"
                        "DELETE FROM customer WHERE n = 9;"
                        "DELETE FROM identity_document WHERE n = 2;"
                        "UPDATE identity_document SET number = NULL WHERE n = 3");
  integrity = check (client);
  g_assert_cmpuint (integrity.rows, ==, 4);
  integrity = check (client);
  g_assert_cmpuint (integrity.rows, ==, 0);
  g_assert_cmpint (count (client), ==, N);
}

static gboolean
is_wiped (gpointer data)
{
  return ((Client *) data)->wiped > 0;
}

/* From another computer of hers, as for one that was stolen. */
static void
end_others (Client *self)
{
  DeskTransport *other = sign_in (self);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) error = NULL;

  desk_remote_call_async (DESK_REMOTE (other), "DELETE", "/sessions/others", NULL, NULL,
                          crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  answer = desk_remote_call_finish (DESK_REMOTE (other), result, &error);
  g_assert_no_error (error);
  crm_test_drain ();
  g_object_unref (other);
}

static void
test_wipe (void)
{
  g_autoptr (Client) client = client_new ();

  if (client == NULL)
    return;
  create (client);
  desk_sync_engine_start (client->engine);
  crm_test_wait_until (is_settled, client, DEADLINE);
  end_others (client);
  crm_test_wait_until (is_wiped, client, DEADLINE);
  g_assert_cmpint (desk_sync_status_get_state (client->status), ==, DESK_SYNC_SIGNED_OUT);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub-cache/digest", test_digest);
  g_test_add_func ("/hub-cache/wipe", test_wipe);
  return g_test_run ();
}
