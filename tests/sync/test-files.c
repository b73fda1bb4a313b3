/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files from one desk to another through the real server: sent in the background, gone on with
 * after a cut, fetched when somebody wants them. */

#include "client/store/desk-outbox.h"
#include "client/sync/desk-file-transfer.h"
#include "client/sync/desk-http-transport.h"
#include "client/sync/desk-sync-engine.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-attachment.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-hub.h"

#include <glib/gstdio.h>
#include <string.h>

#define DEADLINE 60000
#define PASSWORD "correct horse battery staple"
#define SIZE     (3 * 1024 * 1024 + 5)

/* One signed-in desk. */
typedef struct
{
  char *folder;
  DeskAccount *account;
  DeskDatabase *database;
  DeskOutbox *outbox;
  DeskSyncStatus *status;
  DeskTransport *transport;
  DeskSyncEngine *engine;
  DeskBlobCache *cache;
  DeskFileTransfer *transfer;
} Desk;

static void
start (Desk *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *pending = NULL;
  g_autoptr (GError) error = NULL;

  self->database = desk_database_new (self->folder);
  self->outbox = desk_outbox_new (self->database);
  self->status = desk_sync_status_new ();
  self->engine = desk_sync_engine_new (self->database, self->outbox, self->account, self->status,
                                       self->transport);
  self->cache = desk_blob_cache_new (self->database);
  self->transfer = desk_file_transfer_new (self->database, self->cache, self->status,
                                           DESK_REMOTE (self->transport));
  desk_database_open_async (self->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  g_assert_true (desk_database_open_finish (self->database, result, &error));
  g_assert_no_error (error);
  desk_blob_cache_open (self->cache, NULL);
  desk_sync_engine_start (self->engine);
}

static Desk *
desk_new (TempHub *hub, const char *login)
{
  Desk *self = g_new0 (Desk, 1);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DeskSession) session = NULL;
  g_autofree char *device = crm_id_new ();
  g_autoptr (GError) error = NULL;

  self->folder = crm_test_make_dir ();
  self->account = desk_account_new (login);
  self->transport =
      desk_http_transport_new_for_server (temp_hub_get_url (hub), temp_hub_get_fingerprint (hub));
  desk_transport_sign_in_async (self->transport, login, PASSWORD, device, NULL,
                                crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  session = desk_transport_sign_in_finish (self->transport, result, &error);
  g_assert_no_error (error);
  desk_transport_set_token (self->transport, session->token);
  start (self);
  return self;
}

static void
stop (Desk *self)
{
  desk_file_transfer_stop (self->transfer);
  desk_sync_engine_stop (self->engine);
  desk_blob_cache_close (self->cache);
  desk_database_close (self->database);
  crm_test_drain ();
  g_clear_object (&self->transfer);
  g_clear_object (&self->engine);
  g_clear_object (&self->cache);
  g_clear_object (&self->outbox);
  g_clear_object (&self->status);
  g_clear_object (&self->database);
}

static void
desk_free (Desk *self)
{
  stop (self);
  g_clear_object (&self->account);
  desk_transport_stop_live (self->transport);
  crm_test_drain ();
  g_clear_object (&self->transport);
  crm_test_remove_dir (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* ---- what is done at a desk ----------------------------------------------------------------- */

static GBytes *
make_bytes (void)
{
  guint8 *data = g_malloc (SIZE);

  for (guint i = 0; i < SIZE; i++)
    data[i] = (guint8) (i * 31 + i / 251);
  memcpy (data, "%PDF-1.7", 8);
  return g_bytes_new_take (data, SIZE);
}

static void
submit (Desk *self, GPtrArray *commands)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk_outbox_submit_async (self->outbox, commands, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_outbox_submit_finish (self->outbox, result, &error);
  g_assert_no_error (error);
}

static DeskBlobInfo *
copy (Desk *self, const char *id, GBytes *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DeskBlobInfo *info;

  desk_blob_cache_add_async (self->cache, id, stream, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  info = desk_blob_cache_add_finish (self->cache, result, &error);
  g_assert_no_error (error);
  return info;
}

/* A client and a file of his. */
static void
attach (Desk *self, const char *id, GBytes *bytes)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (CrmFieldSet) customer = crm_field_set_new (&crm_customer_kind);
  g_autoptr (CrmFieldSet) file = crm_field_set_new (&crm_attachment_kind);
  g_autoptr (DeskBlobInfo) info = copy (self, id, bytes);
  g_autofree char *owner = crm_id_new ();
  g_autofree char *size = g_strdup_printf ("%d", (int) info->size);

  crm_field_set_put (customer, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (customer, CRM_CUSTOMER_LAST_NAME, "Тестов");
  crm_field_set_put (file, CRM_ATTACHMENT_CUSTOMER, owner);
  crm_field_set_put (file, CRM_ATTACHMENT_OWNER_KIND, "customer");
  crm_field_set_put (file, CRM_ATTACHMENT_OWNER, owner);
  crm_field_set_put (file, CRM_ATTACHMENT_NAME, "договор.pdf");
  crm_field_set_put (file, CRM_ATTACHMENT_MEDIA_TYPE, info->media_type);
  crm_field_set_put (file, CRM_ATTACHMENT_SIZE, size);
  crm_field_set_put (file, CRM_ATTACHMENT_SHA256, info->sha256);
  g_ptr_array_add (commands, crm_command_new_create (&crm_customer_kind, owner, customer));
  g_ptr_array_add (commands, crm_command_new_create (&crm_attachment_kind, id, file));
  submit (self, commands);
  desk_blob_cache_queue (self->cache, id);
}

static gboolean
is_kept (gpointer data)
{
  return desk_blob_get_state (data) == DESK_BLOB_KEPT;
}

static gboolean
is_stored (gpointer data)
{
  return crm_record_is_loaded (data) && crm_record_get_boolean (data, CRM_ATTACHMENT_STORED);
}

static GBytes *
load (Desk *self, const char *id)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  desk_blob_cache_load_async (self->cache, id, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_blob_cache_load_finish (self->cache, result, NULL);
}

static gboolean
is_idle (gpointer data)
{
  return desk_sync_status_get_state (data) == DESK_SYNC_IDLE;
}

/* ---- cases ---------------------------------------------------------------------------------- */

static TempHub *
make_hub (void)
{
  TempHub *hub = temp_hub_new ();

  if (hub == NULL)
    return NULL;
  g_free (temp_hub_add_user (hub, "anna", PASSWORD, "agent", "North"));
  g_free (temp_hub_add_user (hub, "head", PASSWORD, "head", "North"));
  return hub;
}

static void
test_two_desks (void)
{
  g_autoptr (TempHub) hub = make_hub ();
  g_autoptr (GBytes) bytes = make_bytes ();
  g_autoptr (GBytes) back = NULL;
  g_autofree char *id = crm_id_new ();
  g_autoptr (Desk) anna = NULL;
  g_autoptr (Desk) head = NULL;
  g_autoptr (DeskBlob) sent = NULL;
  g_autoptr (DeskBlob) fetched = NULL;
  g_autoptr (CrmRecord) record = NULL;

  if (hub == NULL)
    return;
  anna = desk_new (hub, "anna");
  head = desk_new (hub, "head");
  attach (anna, id, bytes);
  sent = desk_blob_cache_ref_blob (anna->cache, id);
  crm_test_wait_until (is_kept, sent, DEADLINE);

  record = desk_database_ref_record (head->database, &crm_attachment_kind, id);
  crm_test_wait_until (is_stored, record, DEADLINE);
  g_assert_cmpstr (crm_record_get_text (record, CRM_ATTACHMENT_MEDIA_TYPE), ==, "application/pdf");
  fetched = desk_blob_cache_ref_blob (head->cache, id);
  g_assert_cmpint (desk_blob_get_state (fetched), ==, DESK_BLOB_ABSENT);
  desk_blob_cache_want (head->cache, id);
  crm_test_wait_until (is_kept, fetched, DEADLINE);
  back = load (head, id);
  g_assert_true (g_bytes_equal (back, bytes));
  g_clear_object (&record);
}

/* Made without a connection, the program ends, and begins again when there is one. */
static void
test_offline (void)
{
  g_autoptr (TempHub) hub = make_hub ();
  g_autoptr (GBytes) bytes = make_bytes ();
  g_autofree char *id = crm_id_new ();
  g_autoptr (Desk) anna = NULL;
  g_autoptr (DeskBlob) blob = NULL;

  if (hub == NULL)
    return;
  anna = desk_new (hub, "anna");
  crm_test_wait_until (is_idle, anna->status, DEADLINE);
  temp_hub_stop (hub);
  attach (anna, id, bytes);
  blob = desk_blob_cache_ref_blob (anna->cache, id);
  g_assert_cmpint (desk_blob_get_state (blob), ==, DESK_BLOB_WAITING);
  g_clear_object (&blob);
  stop (anna);

  temp_hub_start (hub);
  start (anna);
  blob = desk_blob_cache_ref_blob (anna->cache, id);
  crm_test_wait_until (is_kept, blob, DEADLINE);
}

/* A file without a record, of a program that ended in between, holds up nobody. */
static void
test_stray (void)
{
  g_autoptr (TempHub) hub = make_hub ();
  g_autoptr (GBytes) bytes = make_bytes ();
  g_autofree char *stray = crm_id_new ();
  g_autofree char *id = crm_id_new ();
  g_autoptr (Desk) anna = NULL;
  g_autoptr (DeskBlob) blob = NULL;

  if (hub == NULL)
    return;
  anna = desk_new (hub, "anna");
  desk_blob_info_free (copy (anna, stray, bytes));
  desk_blob_cache_queue (anna->cache, stray);
  attach (anna, id, bytes);
  blob = desk_blob_cache_ref_blob (anna->cache, id);
  crm_test_wait_until (is_kept, blob, DEADLINE);
}

static void
cut_cb (DeskBlob *blob, GParamSpec *pspec, TempHub *hub)
{
  if (desk_blob_get_progress (blob) <= 0 || desk_blob_get_progress (blob) >= 1)
    return;
  g_signal_handlers_disconnect_by_func (blob, cut_cb, hub);
  temp_hub_kill (hub);
  temp_hub_start (hub);
}

static void
test_cut (void)
{
  g_autoptr (TempHub) hub = make_hub ();
  g_autoptr (GBytes) bytes = make_bytes ();
  g_autoptr (GBytes) back = NULL;
  g_autofree char *id = crm_id_new ();
  g_autoptr (Desk) anna = NULL;
  g_autoptr (DeskBlob) blob = NULL;

  if (hub == NULL)
    return;
  anna = desk_new (hub, "anna");
  blob = desk_blob_cache_ref_blob (anna->cache, id);
  g_signal_connect (blob, "notify::progress", G_CALLBACK (cut_cb), hub);
  attach (anna, id, bytes);
  crm_test_wait_until (is_kept, blob, DEADLINE);
  back = load (anna, id);
  g_assert_true (g_bytes_equal (back, bytes));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync-files/two-desks", test_two_desks);
  g_test_add_func ("/sync-files/offline", test_offline);
  g_test_add_func ("/sync-files/cut", test_cut);
  g_test_add_func ("/sync-files/stray", test_stray);
  return g_test_run ();
}
