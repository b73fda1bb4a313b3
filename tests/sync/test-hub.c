/* SPDX-License-Identifier: GPL-3.0-or-later */

/* DeskHttpTransport against the real server: what both must understand in the same way. */

#include "client/store/desk-remote.h"
#include "client/sync/desk-http-transport.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/temp-hub.h"

#define DEADLINE 60000
#define PASSWORD "correct horse battery staple"

typedef struct
{
  TempHub *hub;
  DeskTransport *transport;
  GArray *events; /* (element-type int) */
  guint wanted;
} Fixture;

static void
event_cb (DeskTransport *transport, int event, Fixture *f)
{
  g_array_append_val (f->events, event);
}

static DeskSession *
sign_in (DeskTransport *transport, const char *password, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *device = crm_id_new ();

  desk_transport_sign_in_async (transport, "anna", password, device, NULL, crm_test_take_result,
                                &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_transport_sign_in_finish (transport, result, error);
}

static Fixture *
fixture_new (void)
{
  Fixture *f;
  TempHub *hub = temp_hub_new ();
  g_autoptr (DeskSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (hub == NULL)
    return NULL;
  f = g_new0 (Fixture, 1);
  f->hub = hub;
  f->events = g_array_new (FALSE, FALSE, sizeof (int));
  g_free (temp_hub_add_user (hub, "anna", PASSWORD, "agent", "North"));
  f->transport =
      desk_http_transport_new_for_server (temp_hub_get_url (hub), temp_hub_get_fingerprint (hub));
  g_signal_connect (f->transport, "live-event", G_CALLBACK (event_cb), f);
  session = sign_in (f->transport, PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (session->role, ==, "agent");
  g_assert_nonnull (session->epoch);
  g_assert_nonnull (session->branch);
  desk_transport_set_token (f->transport, session->token);
  return f;
}

static void
fixture_free (Fixture *f)
{
  desk_transport_stop_live (f->transport);
  crm_test_drain ();
  crm_test_assert_finalized (f->transport);
  temp_hub_free (f->hub);
  g_array_unref (f->events);
  g_free (f);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

static GPtrArray *
make_command (const char *id)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, "Orlova");
  g_ptr_array_add (commands, crm_command_new_create (&crm_customer_kind, id, set));
  return commands;
}

static GPtrArray *
push (Fixture *f, GPtrArray *commands, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  desk_transport_push_async (f->transport, commands, NULL, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_transport_push_finish (f->transport, result, error);
}

/* Connections to the server from this process; a line of the table has where both ends are and the
 * state, 01 when it is open. */
static guint
count_connections (Fixture *f)
{
  g_autofree char *table = NULL;
  g_autofree char *there = g_strdup_printf (":%04X 01 ", temp_hub_get_port (f->hub));
  g_auto (GStrv) parts = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/net/tcp", &table, NULL, NULL));
  parts = g_strsplit (table, there, -1);
  return g_strv_length (parts) - 1;
}

/* One edit after the other: none of them waits for a handshake. */
static void
test_one_connection (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  guint n_connections = 0;

  if (f == NULL)
    {
      g_test_skip ("no PostgreSQL");
      return;
    }
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = crm_id_new ();
      g_autoptr (GPtrArray) commands = make_command (id);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) results = push (f, commands, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (results->len, ==, 1);
      if (i == 0)
        n_connections = count_connections (f);
      g_assert_cmpuint (count_connections (f), ==, n_connections);
    }
  g_assert_cmpuint (n_connections, >, 0);
}

/* What a stream brought. */
typedef struct
{
  gint64 version;
  char *name;
  char *cursor;
  guint8 wanted[CRM_ID_BYTES];
} Found;

static gboolean
take_change (const CrmChange *change, gpointer user_data, GError **error)
{
  Found *found = user_data;

  if (change->type == CRM_CHANGE_END)
    found->cursor = g_strdup (change->cursor);
  if (change->type != CRM_CHANGE_ROW || memcmp (change->id, found->wanted, CRM_ID_BYTES) != 0)
    return TRUE;
  found->version = change->version;
  found->name = g_strdup (change->values[CRM_CUSTOMER_LAST_NAME]);
  return TRUE;
}

static void
pull (Fixture *f, const char *after, Found *found)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (DeskPull) stream = NULL;
  g_autoptr (CrmChangeReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 1;

  desk_transport_pull_async (f->transport, after, NULL, crm_test_take_result, &pending);
  opened = crm_test_wait_result (&pending, DEADLINE);
  stream = desk_transport_pull_finish (f->transport, opened, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stream->format, ==, CRM_CHANGE_ROWS);
  reader = crm_change_reader_new (stream->format);
  while (size > 0)
    {
      g_autoptr (GAsyncResult) read = NULL;
      g_autoptr (GBytes) bytes = NULL;

      g_input_stream_read_bytes_async (stream->stream, 4096, G_PRIORITY_DEFAULT, NULL,
                                       crm_test_take_result, &pending);
      read = crm_test_wait_result (&pending, DEADLINE);
      bytes = g_input_stream_read_bytes_finish (stream->stream, read, &error);
      g_assert_no_error (error);
      size = g_bytes_get_size (bytes);
      crm_change_reader_feed (reader, g_bytes_get_data (bytes, NULL), size, take_change, found,
                              &error);
      g_assert_no_error (error);
    }
  g_assert_nonnull (found->cursor);
}

static void
clear_found (Found *found)
{
  g_free (found->name);
  g_free (found->cursor);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, clear_found)

/* The answer of a push and the change stream speak of the same record in the same words. */
static void
test_round_trip (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *id = crm_id_new ();
  g_autoptr (GPtrArray) commands = make_command (id);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Found) found = { 0 };
  g_auto (Found) later = { 0 };
  CrmResult *result;

  if (f == NULL)
    return;
  first = push (f, commands, &error);
  g_assert_no_error (error);
  result = g_ptr_array_index (first, 0);
  g_assert_cmpint (result->status, ==, CRM_STATUS_DONE);
  g_assert_false (result->repeated);
  second = push (f, commands, &error);
  g_assert_no_error (error);
  g_assert_true (((CrmResult *) g_ptr_array_index (second, 0))->repeated);

  g_assert_true (crm_id_to_bytes (id, found.wanted));
  pull (f, NULL, &found);
  g_assert_cmpstr (found.name, ==, "Orlova");
  g_assert_cmpint (found.version, ==, result->version);
  pull (f, found.cursor, &later);
  g_assert_null (later.name);
}

static void
test_known (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *id = crm_id_new ();
  g_autofree char *other = crm_id_new ();
  g_autoptr (GPtrArray) commands = make_command (id);
  g_autoptr (GPtrArray) results = NULL;
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) known = NULL;
  const char *ids[] = { NULL, other, NULL };

  if (f == NULL)
    return;
  results = push (f, commands, &error);
  g_assert_no_error (error);
  ids[0] = crm_command_get_id (g_ptr_array_index (commands, 0));
  desk_transport_known_async (f->transport, ids, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  known = desk_transport_known_finish (f->transport, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (known), ==, 1);
  g_assert_cmpstr (known[0], ==, ids[0]);
}

static void
test_wrong_password (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (DeskSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (f == NULL)
    return;
  session = sign_in (f->transport, "wrong", &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED);
  for (guint i = 0; i < 10 && !g_error_matches (error, CRM_ERROR, CRM_ERROR_TOO_MANY); i++)
    {
      g_clear_error (&error);
      session = sign_in (f->transport, "wrong", &error);
    }
  g_assert_error (error, CRM_ERROR, CRM_ERROR_TOO_MANY);
  g_assert_cmpuint (desk_transport_get_retry_after (f->transport), >, 0);
}

static gboolean
has_event (gpointer data)
{
  Fixture *f = data;

  return f->events->len >= f->wanted;
}

static void
wait_event (Fixture *f, DeskLiveEvent event)
{
  f->wanted++;
  crm_test_wait_until (has_event, f, DEADLINE);
  g_assert_cmpint (g_array_index (f->events, int, f->wanted - 1), ==, event);
}

static void
test_live (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *id = crm_id_new ();
  g_autoptr (GPtrArray) commands = make_command (id);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;

  if (f == NULL)
    return;
  desk_transport_start_live (f->transport);
  wait_event (f, DESK_LIVE_CONNECTED);
  results = push (f, commands, &error);
  g_assert_no_error (error);
  wait_event (f, DESK_LIVE_CHANGES);
  temp_hub_kill (f->hub);
  wait_event (f, DESK_LIVE_DISCONNECTED);
  temp_hub_start (f->hub);
  wait_event (f, DESK_LIVE_CONNECTED);
  temp_hub_disable_user (f->hub, "anna");
  wait_event (f, DESK_LIVE_WIPED);
}

static void
test_new_certificate (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = crm_id_new ();

  if (f == NULL)
    return;
  commands = make_command (id);
  temp_hub_stop (f->hub);
  temp_hub_renew_certificate (f->hub);
  temp_hub_start (f->hub);
  results = push (f, commands, &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_CERTIFICATE);
}

/* ---- what only the server can do ------------------------------------------------------------ */

static JsonNode *
call (Fixture *f, const char *body, GError **error)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonNode) node = crm_test_json (body);

  desk_remote_call_async (DESK_REMOTE (f->transport), "POST", "/reveal", node, NULL,
                          crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  return desk_remote_call_finish (DESK_REMOTE (f->transport), result, error);
}

static char *
ask (const char *record)
{
  return g_strdup_printf (
      "{\"kind\":\"identity-document\",\"record\":\"%s\",\"fields\":[\"number\"],"
      "\"reason\":\"for a test\"}",
      record);
}

static void
add_document (GPtrArray *commands, const char *customer, const char *id)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_identity_document_kind);

  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_CUSTOMER, customer);
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_TYPE, "snils");
  crm_field_set_put (set, CRM_IDENTITY_DOCUMENT_NUMBER, "11223344595");
  g_ptr_array_add (commands, crm_command_new_create (&crm_identity_document_kind, id, set));
}

static void
test_reveal (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *customer = crm_id_new ();
  g_autofree char *document = crm_id_new ();
  g_autofree char *question = ask (document);
  g_autofree char *nothing = ask (customer);

  if (f == NULL)
    return;
  commands = make_command (customer);
  add_document (commands, customer, document);
  results = push (f, commands, &error);
  g_assert_no_error (error);
  g_assert_cmpint (((CrmResult *) g_ptr_array_index (results, 1))->status, ==, CRM_STATUS_DONE);

  answer = call (f, question, &error);
  g_assert_no_error (error);
  crm_test_assert_json_at (answer, "values.number", "11223344595");
  g_assert_null (call (f, nothing, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  temp_hub_stop (f->hub);
  g_assert_null (call (f, question, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_OFFLINE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hub/round-trip", test_round_trip);
  g_test_add_func ("/hub/one-connection", test_one_connection);
  g_test_add_func ("/hub/known", test_known);
  g_test_add_func ("/hub/wrong-password", test_wrong_password);
  g_test_add_func ("/hub/live", test_live);
  g_test_add_func ("/hub/new-certificate", test_new_certificate);
  g_test_add_func ("/hub/reveal", test_reveal);
  return g_test_run ();
}
