/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids, times, money, error words. */
#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/base/crm-id.h"
#include "shared/base/crm-money.h"
#include "shared/base/crm-time.h"
#include "shared/base/crm-util.h"
#include "tests/lib/crm-test.h"

#define N_IDS     20000
#define N_THREADS 4

static gpointer
make_ids_work (gpointer data)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_IDS; i++)
    g_ptr_array_add (ids, crm_id_new ());

  return ids;
}

static void
test_id_order (void)
{
  g_autoptr (GPtrArray) ids = make_ids_work (NULL);

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);

      g_assert_true (crm_id_is_valid (id));
      g_assert_cmpint (id[14], ==, '7');
      g_assert_nonnull (strchr ("89ab", id[19]));
      if (i > 0)
        g_assert_cmpstr (g_ptr_array_index (ids, i - 1), <, id);
    }
}

static void
test_id_threads (void)
{
  GThread *threads[N_THREADS];
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("ids", make_ids_work, NULL);

  for (guint i = 0; i < N_THREADS; i++)
    {
      g_autoptr (GPtrArray) ids = g_thread_join (threads[i]);

      for (guint j = 0; j < ids->len; j++)
        {
          /* Without the random tail: the order itself must not repeat. */
          char *stamp = g_strndup (g_ptr_array_index (ids, j), 18);

          g_assert_true (g_hash_table_add (seen, stamp));
        }
    }
}

static void
test_id_time (void)
{
  gint64 before = g_get_real_time () / 1000;
  g_autofree char *id = crm_id_new ();
  g_autofree char *high = g_strndup (id, 8);
  g_autofree char *low = g_strndup (id + 9, 4);
  gint64 stamp =
      (gint64) (g_ascii_strtoull (high, NULL, 16) << 16 | g_ascii_strtoull (low, NULL, 16));

  /* Some milliseconds ahead are allowed to a process that made many. */
  g_assert_cmpint (stamp, >=, before);
  g_assert_cmpint (stamp, <=, before + 60000);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *expected;
} TextCase;

static const TextCase bad_ids[] = {
  { "empty", "" },
  { "short", "0198a3c2-0000-7000-8000-00000000000" },
  { "long", "0198a3c2-0000-7000-8000-0000000000000" },
  { "upper", "0198A3C2-0000-7000-8000-000000000000" },
  { "no-dashes", "0198a3c2000070008000000000000000000000" },
  { "letter", "0198a3c2-0000-7000-8000-00000000000g" },
  { "braces", "{198a3c2-0000-7000-8000-00000000000}" },
};

static void
test_bad_id (gconstpointer data)
{
  const TextCase *row = data;

  g_assert_false (crm_id_is_valid (row->text));
}

static void
test_id_bytes (void)
{
  const char *id = "0198a3c2-1234-7abc-8def-0123456789ab";
  guint8 bytes[CRM_ID_BYTES];
  char back[CRM_ID_LENGTH + 1];

  g_assert_true (crm_id_to_bytes (id, bytes));
  g_assert_cmphex (bytes[0], ==, 0x01);
  g_assert_cmphex (bytes[15], ==, 0xab);
  crm_id_from_bytes (bytes, back);
  g_assert_cmpstr (back, ==, id);
  g_assert_false (crm_id_to_bytes (NULL, bytes));
}

static const TextCase times[] = {
  { "utc", "2026-11-22T09:00:00.000000Z", "2026-11-22T09:00:00.000000Z" },
  { "no-fraction", "2026-11-22T09:00:00Z", "2026-11-22T09:00:00.000000Z" },
  { "one-digit", "2026-11-22T09:00:00.5Z", "2026-11-22T09:00:00.500000Z" },
  { "nanoseconds", "2026-11-22T09:00:00.123456789Z", "2026-11-22T09:00:00.123456Z" },
  { "east", "2026-11-22T12:00:00.000001+03:00", "2026-11-22T09:00:00.000001Z" },
  { "west", "2026-02-28T20:30:00-05:30", "2026-03-01T02:00:00.000000Z" },
  { "lower", "2026-11-22t09:00:00z", "2026-11-22T09:00:00.000000Z" },
  { "leap-day", "2024-02-29T23:59:59.999999Z", "2024-02-29T23:59:59.999999Z" },
  { "before-1970", "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z" },
  { "old", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z" },
  { "last", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z" },
  { "no-leap-day", "2023-02-29T00:00:00Z", NULL },
  { "century", "1900-02-29T00:00:00Z", NULL },
  { "no-zone", "2026-11-22T09:00:00", NULL },
  { "space", "2026-11-22 09:00:00Z", NULL },
  { "hour-24", "2026-11-22T24:00:00Z", NULL },
  { "second-60", "2026-11-22T09:00:60Z", NULL },
  { "month-13", "2026-13-01T09:00:00Z", NULL },
  { "day-0", "2026-12-00T09:00:00Z", NULL },
  { "empty-fraction", "2026-11-22T09:00:00.Z", NULL },
  { "tail", "2026-11-22T09:00:00Zx", NULL },
  { "wide-offset", "2026-11-22T09:00:00+24:00", NULL },
  { "date", "2026-11-22", NULL },
  { "empty", "", NULL },
};

static void
test_time (gconstpointer data)
{
  const TextCase *row = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 time;

  if (!crm_time_parse (row->text, &time, &error))
    {
      g_assert_null (row->expected);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
      return;
    }

  text = crm_time_to_string (time);
  g_assert_cmpstr (text, ==, row->expected);
}

/* Every day of 400 years comes back, and agrees with GDateTime. */
static void
test_time_every_day (void)
{
  for (gint64 day = -62091; day < 84006; day += 13)
    {
      gint64 time = (day * 86400 + 45296) * G_USEC_PER_SEC + 7;
      g_autofree char *text = crm_time_to_string (time);
      g_autoptr (GDateTime) known = g_date_time_new_from_unix_utc (day * 86400 + 45296);
      g_autofree char *expected = g_date_time_format (known, "%Y-%m-%dT%H:%M:%S.000007Z");
      gint64 back;

      g_assert_cmpstr (text, ==, expected);
      g_assert_true (crm_time_parse (text, &back, NULL));
      g_assert_cmpint (back, ==, time);
    }
}

static void
test_date (void)
{
  static const char *const good[] = { "1800-01-01", "2200-12-31", "2024-02-29", "2026-11-22" };
  static const char *const bad[] = { "1799-12-31", "2201-01-01",  "2023-02-29",  "2026-1-1",
                                     "22.11.2026", "2026-11-22 ", "2026-11-22Z", "" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (crm_date_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (crm_date_is_valid (bad[i]));
  g_assert_false (crm_date_is_valid (NULL));
}

typedef struct
{
  const char *name;
  const char *text;
  gint64 kopecks;
  gboolean bad;
} MoneyCase;

static const MoneyCase amounts[] = {
  { "zero", "0", 0 },
  { "whole", "12500", 1250000 },
  { "comma", "12500,4", 1250040 },
  { "dot", "12500.45", 1250045 },
  { "spaces", "12 500,45 ₽", 1250045 },
  { "no-break", "12\302\240500\302\240руб.", 1250000 },
  { "minus", "-5", -500 },
  { "real-minus", "\342\210\2225,01", -501 },
  { "largest", "92233720368547758,07", G_MAXINT64 },
  { "overflow", "92233720368547758,08", .bad = TRUE },
  { "overflow-by-scale", "922337203685477581", .bad = TRUE },
  { "three-decimals", "1,234", .bad = TRUE },
  { "two-commas", "1,2,3", .bad = TRUE },
  { "no-decimals", "1,", .bad = TRUE },
  { "no-whole", ",5", .bad = TRUE },
  { "letters", "1e5", .bad = TRUE },
  { "empty", "", .bad = TRUE },
  { "only-minus", "-", .bad = TRUE },
};

static void
test_money_parse (gconstpointer data)
{
  const MoneyCase *row = data;
  g_autoptr (GError) error = NULL;
  gint64 kopecks;

  if (!crm_money_parse (row->text, &kopecks, &error))
    {
      g_assert_true (row->bad);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
      return;
    }

  g_assert_false (row->bad);
  g_assert_cmpint (kopecks, ==, row->kopecks);
}

static void
test_money_format (void)
{
  static const struct
  {
    gint64 kopecks;
    gboolean exact;
    const char *text;
  } cases[] = {
    { 0, TRUE, "0,00 ₽" },
    { 5, TRUE, "0,05 ₽" },
    { 123456789, TRUE, "1 234 567,89 ₽" },
    { 123456789, FALSE, "1 234 568 ₽" },
    { 12349, FALSE, "123 ₽" },
    { -100, TRUE, "−1,00 ₽" },
    { -10, FALSE, "0 ₽" },
    { 100000, FALSE, "1 000 ₽" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = crm_money_format (cases[i].kopecks, cases[i].exact);
      g_auto (GStrv) parts = g_strsplit (text, "\302\240", -1);
      g_autofree char *spaced = g_strjoinv (" ", parts);

      g_assert_cmpstr (spaced, ==, cases[i].text);
    }
}

static void
test_money_round_trip (void)
{
  guint64 seed = 1;

  for (guint i = 0; i < 1000; i++)
    {
      gint64 kopecks = (gint64) (crm_test_random (&seed) >> 1) * crm_test_random (&seed) / 3 - 1000;
      g_autofree char *text = crm_money_format (kopecks, TRUE);
      gint64 back;

      g_assert_true (crm_money_parse (text, &back, NULL));
      g_assert_cmpint (back, ==, kopecks);
    }
}

static void
test_error_words (void)
{
  CrmError code;

  for (guint i = 0; i <= CRM_ERROR_CERTIFICATE; i++)
    {
      const char *word = crm_error_code_to_string (i);
      gboolean travels = i <= CRM_ERROR_WAITING;

      g_assert_nonnull (word);
      g_assert_true (crm_error_code_from_string (word, &code) == travels);
      if (travels)
        g_assert_cmpint (code, ==, i);
      g_assert_cmpuint (crm_error_code_to_status (i), >=, 400);
    }

  g_assert_false (crm_error_code_from_string (NULL, &code));
  g_assert_false (crm_error_code_from_string ("", &code));
  g_assert_cmpuint (crm_error_code_to_status (CRM_ERROR_TOO_MANY), ==, 429);
}

static void
test_fail (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (crm_fail (&error, CRM_ERROR_DENIED, "no %s", "way"));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_DENIED);
  g_assert_cmpstr (error->message, ==, "no way");
  g_assert_false (crm_fail (NULL, CRM_ERROR_DENIED, "nobody listens"));
}

static void
test_set_string (void)
{
  g_autofree char *text = NULL;

  g_assert_false (crm_set_string (&text, NULL));
  g_assert_true (crm_set_string (&text, "a"));
  g_assert_false (crm_set_string (&text, "a"));
  g_assert_true (crm_set_string (&text, "b"));
  g_assert_true (crm_set_string (&text, NULL));
  g_assert_null (text);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/id/order", test_id_order);
  g_test_add_func ("/id/threads", test_id_threads);
  g_test_add_func ("/id/time", test_id_time);
  g_test_add_func ("/id/bytes", test_id_bytes);
  crm_test_add_cases ("/id/bad", bad_ids, sizeof bad_ids[0], G_N_ELEMENTS (bad_ids), test_bad_id);
  crm_test_add_cases ("/time", times, sizeof times[0], G_N_ELEMENTS (times), test_time);
  g_test_add_func ("/time/every-day", test_time_every_day);
  g_test_add_func ("/date", test_date);
  crm_test_add_cases ("/money/parse", amounts, sizeof amounts[0], G_N_ELEMENTS (amounts),
                      test_money_parse);
  g_test_add_func ("/money/format", test_money_format);
  g_test_add_func ("/money/round-trip", test_money_round_trip);
  g_test_add_func ("/error/words", test_error_words);
  g_test_add_func ("/error/fail", test_fail);
  g_test_add_func ("/util/set-string", test_set_string);

  return g_test_run ();
}
