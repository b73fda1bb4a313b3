/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Feed and commands as a client meets them over HTTP: formats, safe points, limits, too many at
 * once; twins of one push, and a push of which the database refuses a part. */

#define G_LOG_DOMAIN "test"

#include "shared/base/crm-id.h"
#include "shared/protocol/crm-change.h"
#include "shared/protocol/crm-protocol.h"
#include "tests/lib/crm-test.h"
#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"
#include "tests/lib/temp-postgres.h"

#include <string.h>

#define PASSWORD     "correct horse battery staple"
#define DEVICE       "0198aaaa-0000-7000-8000-000000000001"
#define OTHER_DEVICE "0198aaaa-0000-7000-8000-000000000002"
#define MANY         60000
/* So few that no server takes the transaction for one that was forgotten. */
#define PORTION  3000
#define PATIENCE 20
/* As the server has it. */
#define SPARE_DOWNLOADS 4

typedef struct
{
  TempHub *hub;
  guint16 port;
  char *anna;
  char *token;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  HubLimits patient = hub_limits_default;

  /* Readers who stand still must stay for as long as a test takes on a busy machine. */
  patient.write_time = 10 * 60 * 1000;
  f->hub = temp_hub_new_with_limits (&patient);
  f->port = temp_hub_get_port (f->hub);
  f->anna = temp_hub_add_user (f->hub, "anna", PASSWORD, "agent", "Москва");
  f->token = raw_sign_in (f->port, "anna", PASSWORD, DEVICE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  temp_hub_free (f->hub);
  g_free (f->anna);
  g_free (f->token);
}

static void
fill (Fixture *f, guint n)
{
  for (guint i = 0; i < n; i += PORTION)
    {
      g_autofree char *sql = g_strdup_printf (
          "insert into customer (id, ver, owner, type, last_name, note) select gen_random_uuid (),"
          " sync_ver (), '%s', 'person', 'Клиент ' || n, repeat ('заметка ', 20)"
          " from generate_series (%u, %u) as n",
          f->anna, i + 1, MIN (i + PORTION, n));

      g_free (temp_postgres_query (temp_hub_get_conninfo (f->hub), sql));
    }
}

/* The lines of an answer, the last one parsed. */
static GStrv
get_lines (RawAnswer *answer, JsonNode **last)
{
  g_autofree char *text = g_strndup ((const char *) answer->body->data, answer->body->len);
  GStrv lines;

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_true (g_str_has_suffix (text, "\n"));
  text[strlen (text) - 1] = '\0';
  lines = g_strsplit (text, "\n", -1);
  *last = crm_test_json (lines[g_strv_length (lines) - 1]);
  return lines;
}

static void
test_ndjson (Fixture *f, gconstpointer data)
{
  g_autoptr (RawAnswer) answer = NULL;
  g_autoptr (RawAnswer) nothing = NULL;
  g_autoptr (JsonNode) last = NULL;
  g_autoptr (JsonNode) end = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) empty = NULL;
  g_autofree char *cursor = NULL;
  g_autofree char *path = NULL;
  guint n_rows = 0, n_safe = 0;

  fill (f, 12000);
  answer = raw_call (f->port, "GET", "/changes", f->token, NULL);
  if (answer->status != 200)
    g_error ("%.*s", (int) answer->body->len, (char *) answer->body->data);
  g_assert_cmpstr (raw_answer_get_header (answer, "content-type"), ==, CRM_MEDIA_NDJSON);
  lines = get_lines (answer, &last);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      n_rows += g_str_has_prefix (lines[i], "{\"kind\":\"customer\"");
      n_safe += g_str_has_prefix (lines[i], "{\"cursor\"");
    }
  g_assert_cmpuint (n_rows, ==, 12000);
  g_assert_cmpuint (n_safe, ==, 5);
  crm_test_assert_json_at (last, "end", "true");

  cursor = crm_test_json_at (last, "cursor");
  path = g_strconcat ("/changes?after=", cursor, NULL);
  nothing = raw_call (f->port, "GET", path, f->token, NULL);
  g_assert_nonnull (raw_answer_get_header (nothing, "content-length"));
  empty = get_lines (nothing, &end);
  g_assert_cmpuint (g_strv_length (empty), ==, 1);
  crm_test_assert_json_at (end, "end", "true");
}

static void
test_limit (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_strdup ("/changes?limit=7");
  guint n_rows = 0;
  gboolean is_over = FALSE;

  fill (f, 20);
  for (guint i = 0; !is_over; i++)
    {
      g_autoptr (RawAnswer) answer = raw_call (f->port, "GET", path, f->token, NULL);
      g_autoptr (JsonNode) last = NULL;
      g_auto (GStrv) lines = get_lines (answer, &last);
      g_autofree char *cursor = crm_test_json_at (last, "cursor");
      guint n = g_strv_length (lines) - 1;

      crm_test_assert_json_at (last, "end", "true");
      g_assert_cmpuint (n, <=, 7);
      g_assert_cmpuint (i, <, 10);
      n_rows += n;
      is_over = n == 0;
      g_free (path);
      path = g_strdup_printf ("/changes?limit=7&after=%s", cursor);
    }
  /* With the person, the branch and the seven roles. */
  g_assert_cmpuint (n_rows, ==, 29);

  {
    g_autoptr (RawAnswer) bad = raw_call (f->port, "GET", "/changes?limit=x", f->token, NULL);

    raw_answer_assert_problem (bad, 400, "invalid");
  }
}

static RawClient *
begin_download (Fixture *f, const char *token)
{
  RawClient *client = raw_client_new (f->port);
  g_autofree char *request =
      g_strdup_printf ("GET /api/v1/changes HTTP/1.1\r\nHost: x\r\nAccept: " CRM_MEDIA_ROWS
                       "\r\nAuthorization: Bearer %s\r\n\r\n",
                       token);
  char byte;

  g_assert_true (raw_client_send (client, request, -1));
  /* It has begun once something came; the rest is left lying. */
  g_assert_cmpint (raw_client_read_bytes (client, &byte, 1, PATIENCE), ==, 1);
  return client;
}

static void
test_herd (Fixture *f, gconstpointer data)
{
  guint n_slots = g_get_num_processors ();
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);
  g_autofree char *vera = temp_hub_add_user (f->hub, "vera", PASSWORD, "agent", "Москва");
  g_autofree char *small = raw_sign_in (f->port, "vera", PASSWORD, DEVICE);
  g_autoptr (RawAnswer) begun = NULL;
  g_autoptr (RawAnswer) away = NULL;
  g_autoptr (RawAnswer) passed = NULL;
  g_autoptr (RawAnswer) later = NULL;
  g_autoptr (JsonNode) last = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *cursor = NULL;
  g_autofree char *path = NULL;
  guint n_rows = 0;
  guint64 seconds;

  fill (f, MANY);
  for (guint i = 0; i < n_slots; i++)
    g_ptr_array_add (clients, begin_download (f, f->token));

  /* One too many gets what always passes, ending at a safe point, and is sent away from there. */
  begun = raw_call (f->port, "GET", "/changes", f->token, NULL);
  g_assert_cmpuint (begun->status, ==, 200);
  lines = get_lines (begun, &last);
  for (guint i = 0; lines[i] != NULL; i++)
    n_rows += !g_str_has_prefix (lines[i], "{\"cursor\"");
  g_assert_cmpuint (n_rows, <, CRM_CHANGES_PAGE);
  g_assert_false (json_object_has_member (json_node_get_object (last), "end"));
  cursor = crm_test_json_at (last, "cursor");
  path = g_strconcat ("/changes?after=", cursor, NULL);
  away = raw_call (f->port, "GET", path, f->token, NULL);
  raw_answer_assert_problem (away, 503, "unavailable");
  seconds = g_ascii_strtoull (raw_answer_get_header (away, "retry-after"), NULL, 10);
  g_assert_cmpuint (seconds, >=, 2);
  g_assert_cmpuint (seconds, <=, 20);

  passed = raw_call (f->port, "GET", "/changes", small, NULL);
  g_assert_cmpuint (passed->status, ==, 200);

  /* A place that was left is free again. */
  g_ptr_array_set_size (clients, 0);
  for (guint i = 0; later == NULL || later->status == 503; i++)
    {
      g_assert_cmpuint (i, <, 1000);
      g_clear_pointer (&later, raw_answer_free);
      later = raw_call (f->port, "GET", path, f->token, NULL);
    }
  g_assert_cmpuint (later->status, ==, 200);
}

/* Whoever opens more of them than a client ever does is sent away before anything is read. */
static void
test_one_session (Fixture *f, gconstpointer data)
{
  guint n_open = 0;
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);
  g_autofree char *other = raw_sign_in (f->port, "anna", PASSWORD, OTHER_DEVICE);
  g_autoptr (RawAnswer) away = NULL;
  g_autoptr (RawAnswer) passed = NULL;
  g_autoptr (RawAnswer) later = NULL;

  /* So long that no buffer takes all of what is sent without a place. */
  fill (f, CRM_CHANGES_PAGE);
  g_free (temp_postgres_query (temp_hub_get_conninfo (f->hub),
                               "update customer set note = repeat ('заметка ', 500)"));
  for (n_open = 0; n_open < g_get_num_processors () + SPARE_DOWNLOADS; n_open++)
    g_ptr_array_add (clients, begin_download (f, f->token));

  away = raw_call (f->port, "GET", "/changes", f->token, NULL);
  raw_answer_assert_problem (away, 503, "unavailable");
  g_assert_nonnull (raw_answer_get_header (away, "retry-after"));
  passed = raw_call (f->port, "GET", "/changes?limit=1", other, NULL);
  g_assert_cmpuint (passed->status, ==, 200);

  g_ptr_array_set_size (clients, 0);
  for (guint i = 0; later == NULL || later->status == 503; i++)
    {
      g_assert_cmpuint (i, <, 1000);
      g_clear_pointer (&later, raw_answer_free);
      later = raw_call (f->port, "GET", "/changes?limit=1", f->token, NULL);
    }
  g_assert_cmpuint (later->status, ==, 200);
}

/* (transfer full): what a packed answer says; it must have its end, and nothing behind it. */
static char *
unpack (GByteArray *packed)
{
  g_autoptr (GConverter) gunzip =
      G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GString) text = g_string_new (NULL);
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize read = 0;

  while (result == G_CONVERTER_CONVERTED)
    {
      char buffer[16384];
      gsize n_read = 0, n_written = 0;
      g_autoptr (GError) error = NULL;

      result = g_converter_convert (gunzip, packed->data + read, packed->len - read, buffer,
                                    sizeof buffer, G_CONVERTER_INPUT_AT_END, &n_read, &n_written,
                                    &error);
      g_assert_no_error (error);
      read += n_read;
      g_string_append_len (text, buffer, (gssize) n_written);
    }
  g_assert_cmpint (result, ==, G_CONVERTER_FINISHED);
  g_assert_cmpuint (read, ==, packed->len);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Ended early, because all slots were taken, a packed stream is whole all the same. */
static void
test_packed_end (Fixture *f, gconstpointer data)
{
  guint n_slots = g_get_num_processors ();
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_client_free);
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawAnswer) answer = NULL;
  g_autofree char *request =
      g_strdup_printf ("GET /api/v1/changes HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n"
                       "Authorization: Bearer %s\r\n\r\n",
                       f->token);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonNode) last = NULL;
  guint n_rows = 0;

  fill (f, MANY);
  for (guint i = 0; i < n_slots; i++)
    g_ptr_array_add (clients, begin_download (f, f->token));

  client = raw_client_new (f->port);
  g_assert_true (raw_client_send (client, request, -1));
  answer = raw_client_read (client, PATIENCE);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (raw_answer_get_header (answer, "content-encoding"), ==, "gzip");
  text = unpack (answer->body);
  g_assert_true (g_str_has_suffix (text, "\n"));
  text[strlen (text) - 1] = '\0';
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    n_rows += !g_str_has_prefix (lines[i], "{\"cursor\"");
  g_assert_cmpuint (n_rows, >, 0);
  g_assert_cmpuint (n_rows, <, CRM_CHANGES_PAGE);
  last = crm_test_json (lines[g_strv_length (lines) - 1]);
  g_assert_true (json_object_has_member (json_node_get_object (last), "cursor"));
  g_assert_false (json_object_has_member (json_node_get_object (last), "end"));
}

/* ---- pushes -------------------------------------------------------------------------------- */

static char *
make_create (const char *last_name)
{
  g_autofree char *id = crm_id_new ();
  g_autofree char *record = crm_id_new ();

  return g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"customer.create\",\"record\":\"%s\",\"set\":"
                          "{\"type\":\"person\",\"last_name\":\"%s\"}}",
                          id, record, last_name);
}

typedef struct
{
  Fixture *f;
  const char *body;
  RawAnswer *answer;
} Twin;

static gpointer
twin_thread (gpointer data)
{
  Twin *self = data;

  self->answer = raw_call (self->f->port, "POST", "/commands", self->f->token, self->body);
  return NULL;
}

static void
test_twins (Fixture *f, gconstpointer data)
{
  guint n_repeated = 0;
  g_autofree char *count = NULL;

  for (guint round = 0; round < 20; round++)
    {
      g_autofree char *first = make_create ("Первый");
      g_autofree char *second = make_create ("Второй");
      g_autofree char *body = g_strdup_printf ("{\"commands\":[%s,%s]}", first, second);
      Twin twins[2] = { { f, body, NULL }, { f, body, NULL } };
      GThread *threads[2];

      for (guint i = 0; i < 2; i++)
        threads[i] = g_thread_new ("twin", twin_thread, &twins[i]);
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (JsonNode) node = NULL;
          g_autofree char *repeated = NULL;

          g_thread_join (threads[i]);
          node = raw_answer_parse (twins[i].answer);
          crm_test_assert_json_at (node, "results.0.status", "done");
          crm_test_assert_json_at (node, "results.1.status", "done");
          repeated = crm_test_json_at (node, "results.0.repeated");
          n_repeated += repeated != NULL;
          raw_answer_free (twins[i].answer);
        }
    }
  g_assert_cmpuint (n_repeated, ==, 20);
  count = temp_postgres_query (temp_hub_get_conninfo (f->hub), "select count (*) from customer");
  g_assert_cmpstr (count, ==, "40");
}

/* A rule that only the database knows stands for whatever may go wrong there. */
static void
test_one_by_one (Fixture *f, gconstpointer data)
{
  g_autofree char *first = make_create ("Хороший");
  g_autofree char *bad = make_create ("Плохой");
  g_autofree char *last = make_create ("Тоже");
  g_autofree char *body = g_strdup_printf ("{\"commands\":[%s,%s,%s]}", first, bad, last);
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_autoptr (RawAnswer) answer = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *names = NULL;

  g_free (temp_postgres_query (temp_hub_get_conninfo (f->hub),
                               "alter table customer add check (last_name <> 'Плохой')"));
  answer = raw_call (f->port, "POST", "/commands", f->token, body);
  g_log_set_always_fatal (fatal);
  node = raw_answer_parse (answer);
  crm_test_assert_json_at (node, "results.0.status", "done");
  crm_test_assert_json_at (node, "results.1.status", "rejected");
  crm_test_assert_json_at (node, "results.1.problem.code", "internal");
  crm_test_assert_json_at (node, "results.2.status", "done");
  names = temp_postgres_query (temp_hub_get_conninfo (f->hub),
                               "select string_agg (last_name, ',' order by number) from customer");
  g_assert_cmpstr (names, ==, "Хороший,Тоже");
}

/* Refused when everything had been decided: the answer that lay ready is not given. */
static void
test_last_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *alone = make_create ("Плохой");
  g_autofree char *good = make_create ("Хороший");
  g_autofree char *last = make_create ("Плохой");
  g_autofree char *one = g_strdup_printf ("{\"commands\":[%s]}", alone);
  g_autofree char *two = g_strdup_printf ("{\"commands\":[%s,%s]}", good, last);
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_autoptr (RawAnswer) of_one = NULL;
  g_autoptr (RawAnswer) of_two = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;

  g_free (temp_postgres_query (temp_hub_get_conninfo (f->hub),
                               "alter table customer add check (last_name <> 'Плохой')"));
  of_one = raw_call (f->port, "POST", "/commands", f->token, one);
  of_two = raw_call (f->port, "POST", "/commands", f->token, two);
  g_log_set_always_fatal (fatal);
  first = raw_answer_parse (of_one);
  second = raw_answer_parse (of_two);
  crm_test_assert_json_at (first, "results.0.status", "rejected");
  crm_test_assert_json_at (second, "results.0.status", "done");
  crm_test_assert_json_at (second, "results.1.status", "rejected");
}

/* Sums, and the rows of all buckets page by page. */
static void
test_digest (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "/digest/rows", "/digest/rows?kind=ufo&buckets=00",
                                     "/digest/rows?kind=customer&buckets=100",
                                     "/digest/rows?kind=customer&buckets=00&after=x" };
  g_autoptr (RawAnswer) changes = NULL;
  g_autoptr (RawAnswer) answer = NULL;
  g_autoptr (JsonNode) digest = NULL;
  g_autoptr (GString) buckets = g_string_new ("00");
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;
  guint n_rows = 0, n_pages = 0;
  gboolean is_over = FALSE;

  fill (f, 6000);
  changes = raw_call (f->port, "GET", "/changes?limit=1", f->token, NULL);
  answer = raw_call (f->port, "GET", "/digest", f->token, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_nonnull (raw_answer_get_header (answer, "zontik-epoch"));
  g_assert_cmpstr (raw_answer_get_header (answer, "zontik-epoch"), ==,
                   raw_answer_get_header (changes, "zontik-epoch"));
  text = g_strndup ((const char *) answer->body->data, answer->body->len);
  digest = crm_test_json (text);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (
                        json_object_get_object_member (json_node_get_object (digest), "kinds"),
                        "customer")),
                    ==, 256);

  for (guint i = 1; i < 256; i++)
    g_string_append_printf (buckets, ",%02x", i);
  path = g_strconcat ("/digest/rows?kind=customer&buckets=", buckets->str, NULL);
  while (!is_over)
    {
      g_autoptr (RawAnswer) page = raw_call (f->port, "GET", path, f->token, NULL);
      g_autoptr (JsonNode) last = NULL;
      g_auto (GStrv) lines = get_lines (page, &last);
      g_autofree char *cursor = crm_test_json_at (last, "cursor");

      n_rows += g_strv_length (lines) - 1;
      is_over = json_object_has_member (json_node_get_object (last), "end");
      n_pages++;
      g_free (path);
      path =
          g_strdup_printf ("/digest/rows?kind=customer&buckets=%s&after=%s", buckets->str, cursor);
    }
  g_assert_cmpuint (n_rows, ==, 6000);
  g_assert_cmpuint (n_pages, ==, 2);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (RawAnswer) refused = raw_call (f->port, "GET", bad[i], f->token, NULL);

      raw_answer_assert_problem (refused, 400, "invalid");
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/changes/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (TempPostgres) postgres = NULL;

  g_test_init (&argc, &argv, NULL);
  postgres = temp_postgres_new ();
  if (postgres == NULL)
    return 77;
  g_clear_pointer (&postgres, temp_postgres_free);

  ADD ("ndjson", test_ndjson);
  ADD ("digest", test_digest);
  ADD ("limit", test_limit);
  ADD ("herd", test_herd);
  ADD ("one-session", test_one_session);
  ADD ("packed-end", test_packed_end);
  ADD ("twins", test_twins);
  ADD ("one-by-one", test_one_by_one);
  ADD ("last-refused", test_last_refused);
  return g_test_run ();
}
