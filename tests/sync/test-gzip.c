/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A packed change stream on its way into the cache, which the client asks for whenever the server
 * is not on its own machine: read in small pieces, cut anywhere, without its end. The servers are
 * asked for as 0.0.0.0, which the kernel takes for this machine and the client does not. */

#include "client/store/desk-record-list.h"
#include "client/sync/desk-http-transport.h"
#include "client/sync/desk-pump.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/cut-relay.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"
#include "tests/lib/temp-postgres.h"
#include "tests/sync/soup-peer.h"

#define DEADLINE 60000
#define PASSWORD "correct horse battery staple"
#define DEVICE   "0198aaaa-0000-7000-8000-000000000001"
#define MANY     12000
/* Rows of 400 bytes that no buffer on the way takes whole. */
#define TOO_MANY 60000
/* More than a safe point, less than the whole: some 100 bytes a client packed. */
#define CUT 300000

typedef struct
{
  char *folder;
  DeskDatabase *database;
  DeskTransport *transport;
} Desk;

static void
set_up_desk (Desk *desk, guint16 port, const char *fingerprint, const char *token)
{
  g_autofree char *url = g_strdup_printf ("https://0.0.0.0:%u", port);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk->folder = crm_test_make_dir ();
  desk->database = desk_database_new (desk->folder);
  desk_database_open_async (desk->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_database_open_finish (desk->database, result, &error);
  g_assert_no_error (error);
  desk->transport = desk_http_transport_new_for_server (url, fingerprint);
  desk_transport_set_token (desk->transport, token);
}

static void
clear_desk (Desk *desk)
{
  if (desk->database == NULL)
    return;
  crm_test_drain ();
  crm_test_assert_finalized (desk->transport);
  desk_database_close (desk->database);
  crm_test_drain ();
  g_assert_finalize_object (desk->database);
  crm_test_remove_dir (desk->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, clear_desk)

/* One pull from where the cache stands. */
static DeskPumpResult
pull (Desk *desk, GError **error)
{
  g_autofree char *after = desk_database_dup_cursor (desk->database);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) pumped = NULL;
  g_autoptr (DeskPull) stream = NULL;
  g_autoptr (DeskChangeApplier) applier = NULL;

  desk_transport_pull_async (desk->transport, after, NULL, crm_test_take_result, &pending);
  opened = crm_test_wait_result (&pending, DEADLINE);
  stream = desk_transport_pull_finish (desk->transport, opened, error);
  if (stream == NULL)
    return DESK_PUMP_FAILED;
  applier = desk_change_applier_new (desk->database, stream->format);
  desk_pump_async (stream->stream, applier, NULL, NULL, NULL, crm_test_take_result, &pending);
  pumped = crm_test_wait_result (&pending, DEADLINE);
  return desk_pump_finish (pumped, error);
}

static gint64
count_customers (Desk *desk)
{
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 count;

  desk_query_count_async (query, desk->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  count = desk_query_count_finish (result, &error);
  g_assert_no_error (error);
  return count;
}

/* ---- a server that leaves something out ---------------------------------------------------- */

static void
add_row (CrmChangeWriter *writer, const char *name)
{
  g_autofree char *id = crm_id_new ();
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = &crm_customer_kind, .version = 1 };

  g_assert_true (crm_id_to_bytes (id, change.id));
  change.values[CRM_CUSTOMER_TYPE] = "person";
  change.lengths[CRM_CUSTOMER_TYPE] = 6;
  change.values[CRM_CUSTOMER_LAST_NAME] = name;
  change.lengths[CRM_CUSTOMER_LAST_NAME] = (int) strlen (name);
  crm_change_writer_add (writer, &change);
}

static void
add_cursor (CrmChangeWriter *writer, CrmChangeType type, const char *cursor)
{
  CrmChange change = { .type = type, .cursor = cursor };

  crm_change_writer_add (writer, &change);
}

/* Two clients, a safe point, one more client, and maybe an end; or only what is behind the safe
 * point. */
static GBytes *
make_stream (CrmChangeFormat format, gboolean from_safe, gboolean with_end)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (format);

  if (!from_safe)
    {
      add_row (writer, "Orlova");
      add_row (writer, "Petrova");
      add_cursor (writer, CRM_CHANGE_CURSOR, "safe");
    }
  add_row (writer, "Ivanova");
  if (with_end)
    add_cursor (writer, CRM_CHANGE_END, "end");
  return crm_change_writer_take (writer);
}

/* All of @bytes, flushed, and the end of gzip only if wanted. */
static GBytes *
pack (GBytes *bytes, gboolean with_end)
{
  g_autoptr (GConverter) gzip =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  gsize size, n_read = 0, n_written = 0;
  const void *data = g_bytes_get_data (bytes, &size);
  g_autofree char *packed = g_malloc (size + 1024);
  g_autoptr (GError) error = NULL;

  g_converter_convert (gzip, data, size, packed, size + 1024,
                       with_end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_FLUSH, &n_read, &n_written,
                       &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_read, ==, size);
  return g_bytes_new (packed, n_written);
}

typedef struct
{
  const char *name;
  CrmChangeFormat format;
  gboolean with_end;      /* the last line of the stream */
  gboolean with_gzip_end; /* the end of its packing */
  DeskPumpResult result;
} Ending;

static const Ending endings[] = {
  { "whole", CRM_CHANGE_ROWS, TRUE, TRUE, DESK_PUMP_COMPLETE },
  { "whole-ndjson", CRM_CHANGE_NDJSON, TRUE, TRUE, DESK_PUMP_COMPLETE },
  { "no-gzip-end", CRM_CHANGE_ROWS, FALSE, FALSE, DESK_PUMP_CUT },
  { "no-gzip-end-ndjson", CRM_CHANGE_NDJSON, FALSE, FALSE, DESK_PUMP_CUT },
  { "ended-early", CRM_CHANGE_ROWS, FALSE, TRUE, DESK_PUMP_CUT },
  /* Everything that matters had come. */
  { "only-gzip-end-missing", CRM_CHANGE_ROWS, TRUE, FALSE, DESK_PUMP_COMPLETE },
};

static void
serve (SoupPeer *peer, const Ending *row, gboolean from_safe)
{
  g_autoptr (GBytes) plain = make_stream (row->format, from_safe, from_safe || row->with_end);

  g_clear_pointer (&peer->bytes, g_bytes_unref);
  peer->bytes = pack (plain, from_safe || row->with_gzip_end);
}

static void
test_ending (gconstpointer data)
{
  const Ending *row = data;
  g_autoptr (SoupPeer) peer = soup_peer_new ();
  g_autoptr (GUri) uri = g_uri_parse (peer->url, G_URI_FLAGS_NONE, NULL);
  g_auto (Desk) desk = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autoptr (GError) error = NULL;

  set_up_desk (&desk, (guint16) g_uri_get_port (uri), peer->fingerprint, "secret");
  soup_peer_answer (peer, 200, row->format == CRM_CHANGE_ROWS ? CRM_MEDIA_ROWS : CRM_MEDIA_NDJSON,
                    NULL);
  peer->header = "Content-Encoding: gzip";
  serve (peer, row, FALSE);
  g_assert_cmpint (pull (&desk, &error), ==, row->result);
  g_assert_no_error (error);
  g_assert_cmpstr (peer->encoding, ==, "gzip");
  first = desk_database_dup_cursor (desk.database);
  g_assert_cmpstr (first, ==, row->result == DESK_PUMP_CUT ? "safe" : "end");

  /* What is left of a stream that was cut. */
  if (row->result == DESK_PUMP_CUT)
    {
      serve (peer, row, TRUE);
      g_assert_cmpint (pull (&desk, &error), ==, DESK_PUMP_COMPLETE);
      g_assert_no_error (error);
      g_assert_true (g_str_has_suffix (peer->path, "after=safe"));
    }
  last = desk_database_dup_cursor (desk.database);
  g_assert_cmpstr (last, ==, "end");
  g_assert_cmpint (count_customers (&desk), ==, 3);
}

/* ---- the real server ----------------------------------------------------------------------- */

typedef struct
{
  TempHub *hub;
  CutRelay *relay;
  char *token;
} Line;

/* @note: an expression of SQL. */
static gboolean
set_up_line (Line *line, guint n_customers, const char *note)
{
  g_autofree char *anna = NULL;
  g_autofree char *sql = NULL;

  line->hub = temp_hub_new ();
  if (line->hub == NULL)
    return FALSE;
  anna = temp_hub_add_user (line->hub, "anna", PASSWORD, "agent", "North");
  line->token = raw_sign_in (temp_hub_get_port (line->hub), "anna", PASSWORD, DEVICE);
  line->relay = cut_relay_new (temp_hub_get_port (line->hub));
  sql = g_strdup_printf (
      "insert into customer (id, ver, owner, type, last_name, note) select gen_random_uuid (),"
      " sync_ver (), '%s', 'person', 'Клиент ' || n, %s from generate_series (1, %u) as n",
      anna, note, n_customers);
  g_free (temp_postgres_query (temp_hub_get_conninfo (line->hub), sql));
  return TRUE;
}

static void
clear_line (Line *line)
{
  g_clear_pointer (&line->relay, cut_relay_free);
  g_clear_pointer (&line->hub, temp_hub_free);
  g_free (line->token);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, clear_line)

/* Of a whole download, on its way through the line. */
static guint64
measure_plain (Line *line)
{
  guint64 before = cut_relay_count (line->relay);
  g_autoptr (RawClient) client = raw_client_new (temp_hub_get_port (line->hub));
  g_autofree char *request =
      g_strdup_printf ("GET /api/v1/changes HTTP/1.1\r\nHost: x\r\nAccept: " CRM_MEDIA_ROWS
                       "\r\nAuthorization: Bearer %s\r\n\r\n",
                       line->token);
  g_autoptr (RawAnswer) answer = NULL;

  g_assert_true (raw_client_send (client, request, -1));
  answer = raw_client_read (client, 20);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (cut_relay_count (line->relay), ==, before);
  return answer->body->len;
}

/* Cut again and again, each time within the packed stream: the next pull goes on from the last safe
 * point, and in the end everything is there. */
static void
test_cuts (void)
{
  g_auto (Line) line = { 0 };
  g_auto (Desk) desk = { 0 };
  DeskPumpResult result = DESK_PUMP_CUT;
  guint64 whole, all;
  guint n_cuts = 0;

  /* Notes that are not packed to nothing. */
  if (!set_up_line (&line, MANY, "md5 (n::text) || md5 ((-n)::text)"))
    return;
  whole = measure_plain (&line);
  set_up_desk (&desk, cut_relay_get_port (line.relay), temp_hub_get_fingerprint (line.hub),
               line.token);
  for (guint i = 0; result != DESK_PUMP_COMPLETE; i++)
    {
      g_autofree char *before = desk_database_dup_cursor (desk.database);
      g_autofree char *after = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (i, <, 1000);
      cut_relay_cut_after (line.relay, CUT);
      result = pull (&desk, &error);
      /* The server has not noticed yet that the last one is gone. */
      if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE))
        continue;
      g_assert_no_error (error);
      after = desk_database_dup_cursor (desk.database);
      g_assert_cmpstr (after, !=, before);
      n_cuts += result == DESK_PUMP_CUT;
    }
  g_assert_cmpuint (n_cuts, >=, 2);
  g_assert_cmpint (count_customers (&desk), ==, MANY);

  /* It was packed: in all, with what was sent twice, less than once plain. */
  all = cut_relay_count (line.relay);
  g_test_message ("%u cuts, %" G_GUINT64_FORMAT " bytes of %" G_GUINT64_FORMAT " plain", n_cuts,
                  all, whole);
  g_assert_cmpuint (all, <, whole);
}

static RawClient *
begin_download (Line *line)
{
  RawClient *client = raw_client_new (temp_hub_get_port (line->hub));
  g_autofree char *request =
      g_strdup_printf ("GET /api/v1/changes HTTP/1.1\r\nHost: x\r\nAccept: " CRM_MEDIA_ROWS
                       "\r\nAuthorization: Bearer %s\r\n\r\n",
                       line->token);
  char byte;

  g_assert_true (raw_client_send (client, request, -1));
  g_assert_cmpint (raw_client_read_bytes (client, &byte, 1, 20), ==, 1);
  return client;
}

/* While all slots are taken a download ends at a safe point, its packing is whole, and it goes on
 * when a slot is free. */
static void
test_slots (void)
{
  g_auto (Line) line = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);
  g_autoptr (GError) error = NULL;
  DeskPumpResult result = DESK_PUMP_FAILED;
  g_autofree char *safe = NULL;

  if (!set_up_line (&line, TOO_MANY, "repeat (md5 (n::text), 10)"))
    return;
  for (guint i = 0; i < g_get_num_processors (); i++)
    g_ptr_array_add (others, begin_download (&line));
  set_up_desk (&desk, cut_relay_get_port (line.relay), temp_hub_get_fingerprint (line.hub),
               line.token);
  g_assert_cmpint (pull (&desk, &error), ==, DESK_PUMP_CUT);
  g_assert_no_error (error);
  safe = desk_database_dup_cursor (desk.database);
  g_assert_nonnull (safe);
  g_assert_cmpint (pull (&desk, &error), ==, DESK_PUMP_FAILED);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_UNAVAILABLE);
  g_assert_cmpuint (desk_transport_get_retry_after (desk.transport), >, 0);

  g_ptr_array_set_size (others, 0);
  for (guint i = 0; result != DESK_PUMP_COMPLETE; i++)
    {
      g_assert_cmpuint (i, <, 1000);
      g_clear_error (&error);
      result = pull (&desk, &error);
    }
  g_assert_cmpint (count_customers (&desk), ==, TOO_MANY);
}

int
main (int argc, char **argv)
{
  /* To a server that is not on this machine, as the client believes, a proxy might lead. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/gzip/ending", endings, sizeof endings[0], G_N_ELEMENTS (endings),
                      test_ending);
  g_test_add_func ("/gzip/cuts", test_cuts);
  g_test_add_func ("/gzip/slots", test_slots);
  return g_test_run ();
}
