/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The change stream in both formats: there and back, cut anywhere, damaged. */
#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/protocol/crm-change.h"
#include "tests/lib/crm-test.h"

static const CrmChangeFormat formats[] = { CRM_CHANGE_NDJSON, CRM_CHANGE_ROWS };

/* Text of one change, to compare streams by. */
static void
print_change (GString *to, const CrmChange *change)
{
  char id[CRM_ID_LENGTH + 1];

  g_string_append_printf (to, "%d ", change->type);
  if (change->type == CRM_CHANGE_CURSOR || change->type == CRM_CHANGE_END)
    {
      g_string_append_printf (to, "%s\n", change->cursor);
      return;
    }

  crm_id_from_bytes (change->id, id);
  g_string_append_printf (to, "%s %s %" G_GINT64_FORMAT, change->kind->name, id, change->version);
  for (guint i = 0; change->type == CRM_CHANGE_ROW && i < change->kind->n_fields; i++)
    if (change->values[i] != NULL)
      {
        g_assert_cmpuint (strlen (change->values[i]), ==, change->lengths[i]);
        g_string_append_printf (to, " %u=%s", i, change->values[i]);
      }
  if (change->type == CRM_CHANGE_SCOPE && change->reason != NULL)
    g_string_append_printf (to, " because %s", change->reason);
  g_string_append_c (to, '\n');
}

static gboolean
collect (const CrmChange *change, gpointer user_data, GError **error)
{
  print_change (user_data, change);
  return TRUE;
}

static const char *
sample_value (const CrmField *field, guint64 *seed)
{
  static const char *const texts[] = { "x", "Иванов-Петров", "a\n\"b\\\t", "😀 ж", NULL, NULL };

  switch (field->type)
    {
    case CRM_FIELD_INTEGER:
      return "-1200";
    case CRM_FIELD_BOOLEAN:
      return crm_test_random (seed) % 2 == 0 ? "true" : NULL;
    case CRM_FIELD_LIST:
      return "[\"a\",\"б\"]";
    case CRM_FIELD_OBJECT:
      return "{\"a\":{\"b\":[1,null]}}";
    default:
      return texts[crm_test_random (seed) % G_N_ELEMENTS (texts)];
    }
}

static void
make_change (CrmChange *change, guint64 *seed)
{
  guint n_kinds;
  const CrmKind *const *kinds = crm_kinds (&n_kinds);
  guint32 chance = crm_test_random (seed) % 10;

  memset (change, 0, sizeof *change);
  change->type = chance < 7 ? CRM_CHANGE_ROW : (CrmChangeType) (chance - 6);
  change->cursor = "cursor:✓";
  if (change->type == CRM_CHANGE_SCOPE && crm_test_random (seed) % 2 == 0)
    change->reason = "role-changed";
  change->kind = kinds[crm_test_random (seed) % n_kinds];
  change->version = change->type == CRM_CHANGE_SCOPE ? 0 : crm_test_random (seed) % 1000;
  if (chance == 0)
    change->version = G_MAXINT64;
  for (guint i = 0; i < CRM_ID_BYTES; i++)
    change->id[i] = crm_test_random (seed);

  for (guint i = 0; change->type == CRM_CHANGE_ROW && i < change->kind->n_fields; i++)
    {
      change->values[i] = sample_value (&change->kind->fields[i], seed);
      change->lengths[i] = change->values[i] != NULL ? (int) strlen (change->values[i]) : 0;
    }
}

/* @n changes and the end; what they are goes to @expected. */
static GBytes *
make_stream (CrmChangeFormat format, guint n, guint64 seed, GString *expected)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (format);
  CrmChange change;

  for (guint i = 0; i <= n; i++)
    {
      make_change (&change, &seed);
      if (i == n)
        change.type = CRM_CHANGE_END;
      crm_change_writer_add (writer, &change);
      print_change (expected, &change);
    }

  g_assert_cmpuint (crm_change_writer_size (writer), >, n);
  return crm_change_writer_take (writer);
}

static void
assert_read (CrmChangeFormat format, GBytes *stream, gsize first, gsize piece, GString *expected)
{
  g_autoptr (CrmChangeReader) reader = crm_change_reader_new (format);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (stream, &length);
  gsize at = 0;

  while (at < length)
    {
      gsize take = MIN (at == 0 && first > 0 ? first : piece, length - at);
      /* A copy of its own size, so that reading behind it is seen. */
      g_autofree guint8 *copy = g_memdup2 (data + at, take);

      crm_change_reader_feed (reader, copy, take, collect, seen, &error);
      g_assert_no_error (error);
      at += take;
    }

  g_assert_cmpstr (seen->str, ==, expected->str);
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint64 seed = 0; seed < 50; seed++)
      {
        g_autoptr (GString) expected = g_string_new (NULL);
        g_autoptr (GBytes) stream = make_stream (formats[i], 60, seed, expected);

        assert_read (formats[i], stream, 0, G_MAXSIZE, expected);
        assert_read (formats[i], stream, 0, 1000, expected);
      }
}

static void
test_cut_everywhere (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autoptr (GBytes) stream = make_stream (formats[i], 20, 3, expected);

      for (gsize first = 1; first < g_bytes_get_size (stream); first++)
        assert_read (formats[i], stream, first, G_MAXSIZE, expected);
    }
}

static void
test_byte_by_byte (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (gsize piece = 1; piece < 40; piece++)
      {
        g_autoptr (GString) expected = g_string_new (NULL);
        g_autoptr (GBytes) stream = make_stream (formats[i], 20, 5, expected);

        assert_read (formats[i], stream, 0, piece, expected);
      }
}

/* The stream goes on over several calls of take. */
static void
test_take (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (formats[i]);
      g_autoptr (CrmChangeReader) reader = crm_change_reader_new (formats[i]);
      g_autoptr (GString) seen = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new (NULL);
      guint64 seed = 11;
      CrmChange change;

      for (guint j = 0; j < 30; j++)
        {
          g_autoptr (GBytes) bytes = NULL;

          make_change (&change, &seed);
          change.type = change.type == CRM_CHANGE_END ? CRM_CHANGE_CURSOR : change.type;
          crm_change_writer_add (writer, &change);
          print_change (expected, &change);
          bytes = crm_change_writer_take (writer);
          g_assert_true (crm_change_reader_feed (reader, g_bytes_get_data (bytes, NULL),
                                                 g_bytes_get_size (bytes), collect, seen, NULL));
        }
      g_assert_cmpstr (seen->str, ==, expected->str);
      g_assert_cmpuint (crm_change_writer_size (writer), ==, 0);
    }
}

/* As protocol.md, 3, writes it. */
static void
test_ndjson_text (void)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_NDJSON);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  CrmChange change = { .type = CRM_CHANGE_ROW, .kind = &crm_customer_kind, .version = 7 };

  change.values[CRM_CUSTOMER_TYPE] = "person";
  change.lengths[CRM_CUSTOMER_TYPE] = 6;
  change.values[CRM_CUSTOMER_TAGS] = "[\"a\"]";
  change.lengths[CRM_CUSTOMER_TAGS] = 5;
  change.values[CRM_CUSTOMER_ADDRESS_CITY] = "К";
  change.lengths[CRM_CUSTOMER_ADDRESS_CITY] = 2;
  change.values[CRM_CUSTOMER_ADDRESS_TEXT] = "\"";
  change.lengths[CRM_CUSTOMER_ADDRESS_TEXT] = 1;
  change.values[CRM_CUSTOMER_NUMBER] = "5";
  change.lengths[CRM_CUSTOMER_NUMBER] = 1;
  crm_change_writer_add (writer, &change);
  change.type = CRM_CHANGE_DELETED;
  crm_change_writer_add (writer, &change);
  change.type = CRM_CHANGE_SCOPE;
  crm_change_writer_add (writer, &change);
  change.reason = "left";
  crm_change_writer_add (writer, &change);
  change.cursor = "c";
  change.type = CRM_CHANGE_CURSOR;
  crm_change_writer_add (writer, &change);
  change.type = CRM_CHANGE_END;
  crm_change_writer_add (writer, &change);

  bytes = crm_change_writer_take (writer);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
#define ZERO_ID "\"kind\":\"customer\",\"id\":\"00000000-0000-0000-0000-000000000000\""
  g_assert_cmpstr (text, ==,
                   "{" ZERO_ID ",\"version\":7,\"data\":{\"type\":\"person\",\"tags\":[\"a\"],"
                   "\"address\":{\"city\":\"К\",\"text\":\"\\\"\"},\"number\":\"5\"}}\n"
                   "{" ZERO_ID ",\"version\":7,\"gone\":\"deleted\"}\n"
                   "{" ZERO_ID ",\"gone\":\"scope\"}\n"
                   "{" ZERO_ID ",\"gone\":\"scope\",\"reason\":\"left\"}\n"
                   "{\"cursor\":\"c\"}\n"
                   "{\"cursor\":\"c\",\"end\":true}\n");
}

typedef struct
{
  const char *name;
  CrmChangeFormat format;
  const char *bytes;
  gsize length;
  const char *expected; /* %NULL: damaged */
} BytesCase;

#define LITERAL(text) .bytes = (text), .length = sizeof (text) - 1
#define ID16          "0123456789abcdef"
#define SOME_ID       "\"id\":\"0198a3c2-0000-7000-8000-000000000001\""

static const BytesCase streams[] = {
  { "kind-unknown", CRM_CHANGE_NDJSON,
    LITERAL ("{\"kind\":\"ufo\"," SOME_ID ",\"version\":1,\"data\":{}}\n{\"cursor\":\"c\"}\n"),
    .expected = "3 c\n" },
  { "field-unknown", CRM_CHANGE_NDJSON,
    LITERAL ("{\"kind\":\"branch\"," SOME_ID
             ",\"version\":1,\"data\":{\"name\":\"a\",\"colour\":[1]}}\n"),
    .expected = "0 branch 0198a3c2-0000-7000-8000-000000000001 1 0=a\n" },
  { "enum-of-tomorrow", CRM_CHANGE_NDJSON,
    LITERAL ("{\"kind\":\"user\"," SOME_ID ",\"version\":1,\"data\":{\"role\":\"pilot\"}}\n"),
    .expected = "0 user 0198a3c2-0000-7000-8000-000000000001 1 2=pilot\n" },
  { "empty-lines", CRM_CHANGE_NDJSON, LITERAL ("\n\n{\"cursor\":\"c\"}\n\n"), .expected = "3 c\n" },
  { "carriage-return", CRM_CHANGE_NDJSON, LITERAL ("{\"cursor\":\"c\"}\r\n"), .expected = "3 c\n" },
  { "cut", CRM_CHANGE_NDJSON, LITERAL ("{\"cursor\":\"c\"}\n{\"curs"), .expected = "3 c\n" },
  { "not-json", CRM_CHANGE_NDJSON, LITERAL ("<html>\n") },
  { "not-object", CRM_CHANGE_NDJSON, LITERAL ("[]\n") },
  { "no-kind", CRM_CHANGE_NDJSON, LITERAL ("{\"id\":\"x\"}\n") },
  { "bad-id", CRM_CHANGE_NDJSON, LITERAL ("{\"kind\":\"user\",\"id\":\"x\",\"version\":1}\n") },
  { "no-version", CRM_CHANGE_NDJSON, LITERAL ("{\"kind\":\"user\"," SOME_ID ",\"data\":{}}\n") },
  { "no-data", CRM_CHANGE_NDJSON, LITERAL ("{\"kind\":\"user\"," SOME_ID ",\"version\":1}\n") },
  { "bad-gone", CRM_CHANGE_NDJSON,
    LITERAL ("{\"kind\":\"user\"," SOME_ID ",\"version\":1,\"gone\":\"fishing\"}\n") },
  { "bad-type", CRM_CHANGE_NDJSON,
    LITERAL ("{\"kind\":\"user\"," SOME_ID ",\"version\":1,\"data\":{\"name\":5}}\n") },
  { "bad-cursor", CRM_CHANGE_NDJSON, LITERAL ("{\"cursor\":5}\n") },
  { "after-end", CRM_CHANGE_NDJSON,
    LITERAL ("{\"cursor\":\"c\",\"end\":true}\n{\"cursor\":\"d\"}\n") },

  { "rows-kind-unknown", CRM_CHANGE_ROWS,
    LITERAL ("K\000\003ufo\000\001\001a\000R\000" ID16 "\001\002x\000D\000" ID16 "\001S\000" ID16
             "\004left\000C\001c\000"),
    .expected = "3 c\n" },
  { "rows-fields-of-tomorrow", CRM_CHANGE_ROWS,
    LITERAL ("K\005\006branch\000\002\006colour\000\004name\000R\005" ID16
             "\011\003re\000\002a\000"),
    .expected = "0 branch 30313233-3435-3637-3839-616263646566 9 0=a\n" },
  { "rows-after-end", CRM_CHANGE_ROWS, LITERAL ("E\001c\000C\001c\000") },
  { "rows-bad-tag", CRM_CHANGE_ROWS, LITERAL ("X") },
  { "rows-no-kind", CRM_CHANGE_ROWS, LITERAL ("R\000" ID16 "\001") },
  { "rows-no-nul", CRM_CHANGE_ROWS, LITERAL ("C\001cc") },
  { "rows-nul-inside", CRM_CHANGE_ROWS, LITERAL ("C\003c\000c\000") },
  { "rows-not-utf8", CRM_CHANGE_ROWS, LITERAL ("C\001\377\000") },
  { "rows-cut-utf8", CRM_CHANGE_ROWS, LITERAL ("C\001\320\000") },
  { "rows-long-number", CRM_CHANGE_ROWS,
    LITERAL ("C\377\377\377\377\377\377\377\377\377\377\001") },
  { "rows-too-long", CRM_CHANGE_ROWS, LITERAL ("C\377\377\377\177") },
  { "rows-code", CRM_CHANGE_ROWS, LITERAL ("K\200\002\001a\000\000") },
  { "rows-fields", CRM_CHANGE_ROWS, LITERAL ("K\000\001a\000\200\002") },
};

static void
test_bytes (gconstpointer data)
{
  const BytesCase *row = data;
  g_autoptr (CrmChangeReader) reader = crm_change_reader_new (row->format);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean good;

  good = crm_change_reader_feed (reader, (const guint8 *) row->bytes, row->length, collect, seen,
                                 &error);
  if (row->expected == NULL)
    {
      g_assert_false (good);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
      g_assert_false (
          crm_change_reader_feed (reader, (const guint8 *) "\n", 1, collect, seen, NULL));
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (seen->str, ==, row->expected);
}

/* A line without end is refused after 1 MiB, not collected for ever. */
static void
test_endless (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (CrmChangeReader) reader = crm_change_reader_new (formats[i]);
      g_autoptr (GString) seen = g_string_new (NULL);
      g_autofree char *noise = g_strnfill (65536, 'a');
      static const guint8 start[] = { 'C', 0xff, 0xff, 0x3f };
      gsize fed = 0;

      g_assert_true (crm_change_reader_feed (reader, start, sizeof start, collect, seen, NULL));
      while (crm_change_reader_feed (reader, (guint8 *) noise, 65536, collect, seen, NULL))
        fed += 65536;
      g_assert_cmpuint (fed, <=, 1024 * 1024);
      g_assert_cmpuint (seen->len, ==, 0);
    }
}

static gboolean
refuse (const CrmChange *change, gpointer user_data, GError **error)
{
  guint *calls = user_data;

  (*calls)++;
  return crm_fail (error, CRM_ERROR_FULL, "no space");
}

/* The receiver's own error comes back, and nothing more is delivered. */
static void
test_receiver_fails (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autoptr (GBytes) stream = make_stream (formats[i], 5, 1, expected);
      g_autoptr (CrmChangeReader) reader = crm_change_reader_new (formats[i]);
      g_autoptr (GError) error = NULL;
      guint calls = 0;

      g_assert_false (crm_change_reader_feed (reader, g_bytes_get_data (stream, NULL),
                                              g_bytes_get_size (stream), refuse, &calls, &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_FULL);
      g_assert_cmpuint (calls, ==, 1);
    }
}

/* Values point into what was fed: nothing is copied. */
static gboolean
check_inside (const CrmChange *change, gpointer user_data, GError **error)
{
  GBytes *stream = user_data;
  gsize length;
  const char *data = g_bytes_get_data (stream, &length);

  for (guint i = 0; change->type == CRM_CHANGE_ROW && i < change->kind->n_fields; i++)
    if (change->values[i] != NULL)
      {
        g_assert_true (change->values[i] >= data);
        g_assert_true (change->values[i] + change->lengths[i] < data + length);
      }

  return TRUE;
}

static void
test_no_copy (void)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GBytes) stream = make_stream (CRM_CHANGE_ROWS, 100, 2, expected);
  g_autoptr (CrmChangeReader) reader = crm_change_reader_new (CRM_CHANGE_ROWS);

  g_assert_true (crm_change_reader_feed (reader, g_bytes_get_data (stream, NULL),
                                         g_bytes_get_size (stream), check_inside, stream, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/change/round-trip", test_round_trip);
  g_test_add_func ("/change/cut-everywhere", test_cut_everywhere);
  g_test_add_func ("/change/byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/change/take", test_take);
  g_test_add_func ("/change/ndjson-text", test_ndjson_text);
  crm_test_add_cases ("/change/bytes", streams, sizeof streams[0], G_N_ELEMENTS (streams),
                      test_bytes);
  g_test_add_func ("/change/endless", test_endless);
  g_test_add_func ("/change/receiver-fails", test_receiver_fails);
  g_test_add_func ("/change/no-copy", test_no_copy);

  return g_test_run ();
}
