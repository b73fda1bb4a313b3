/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as other programs write them. */
#include <string.h>

#include "shared/base/crm-error.h"
#include "shared/codec/crm-charset.h"
#include "shared/codec/crm-csv.h"
#include "tests/lib/crm-test.h"

static CrmCsv *
open_bytes (const char *data, gsize length)
{
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (g_memdup2 (data, length), (gssize) length, g_free);
  g_autoptr (GError) error = NULL;
  CrmCsv *csv = crm_csv_new (stream, &error);

  g_assert_no_error (error);
  return csv;
}

/* "1:a|b 2:c|d" */
static char *
read_all (CrmCsv *csv, GError **error)
{
  GString *text = g_string_new (NULL);
  GPtrArray *record;

  while ((record = crm_csv_read (csv, error)) != NULL)
    {
      g_string_append_printf (text, "%s%u:", text->len > 0 ? " " : "",
                              (guint) crm_csv_get_line (csv));
      for (guint i = 0; i < record->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", (char *) record->pdata[i]);
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *text; /* UTF-8 */
  const char *charset;
  const char *mark; /* (nullable): in front of the bytes */
  const char *expected;
  const char *guessed;
  char delimiter;
} Case;

static const Case cases[] = {
  { "comma", "a,b\n1,2\n", "UTF-8", NULL, "1:a|b 2:1|2", "UTF-8", ',' },
  { "semicolon", "Имя;Сумма\nЁлка;12,5\n", "UTF-8", NULL, "1:Имя|Сумма 2:Ёлка|12,5", "UTF-8", ';' },
  { "tab", "a\tb\n1\t\n", "UTF-8", NULL, "1:a|b 2:1|", "UTF-8", '\t' },
  { "bar", "a|b\n1|2", "UTF-8", NULL, "1:a|b 2:1|2", "UTF-8", '|' },
  { "one-column", "a\nb", "UTF-8", NULL, "1:a 2:b", "UTF-8", ',' },
  { "title-above", "Клиенты\n\nИмя;Телефон\nА;1", "UTF-8", NULL, "1:Клиенты 2: 3:Имя|Телефон 4:А|1",
    "UTF-8", ';' },
  { "excel-hint", "sep=;\r\na;b,c,d\r\n", "UTF-8", NULL, "2:a|b,c,d", "UTF-8", ';' },
  { "hint-is-a-name", "sep=x\n1\n", "UTF-8", NULL, "1:sep=x 2:1", "UTF-8", ',' },
  { "quotes", "a;\"b;\"\"c\"\"\"\n\"1\n2\";3", "UTF-8", NULL, "1:a|b;\"c\" 2:1\n2|3", "UTF-8",
    ';' },
  { "quote-inside", "ООО \"Ромашка\";1\n", "UTF-8", NULL, "1:ООО \"Ромашка\"|1", "UTF-8", ';' },
  { "bom", "Имя;б\n", "UTF-8", "\xef\xbb\xbf", "1:Имя|б", "UTF-8", ';' },
  { "cp1251", "Фамилия;Имя\nКапелькин;Семён\n", "CP1251", NULL, "1:Фамилия|Имя 2:Капелькин|Семён",
    "CP1251", ';' },
  { "cp866", "Фамилия;Имя\nКапелькин;Семён\n", "CP866", NULL, "1:Фамилия|Имя 2:Капелькин|Семён",
    "CP866", ';' },
  { "utf16le", "Фамилия\tИмя\r\nКапелькин\tСемён\r\n", "UTF-16LE", "\xff\xfe",
    "1:Фамилия|Имя 2:Капелькин|Семён", "UTF-16LE", '\t' },
  { "utf16be", "Фамилия;Имя\r\nКапелькин;Семён\r\n", "UTF-16BE", "\xfe\xff",
    "1:Фамилия|Имя 2:Капелькин|Семён", "UTF-16BE", ';' },
  { "utf16-no-mark", "last_name;id\r\nКапелькин;1\r\n", "UTF-16LE", NULL,
    "1:last_name|id 2:Капелькин|1", "UTF-16LE", ';' },
  { "empty", "", "UTF-8", NULL, "", "UTF-8", 0 },
  { "only-bom", "", "UTF-8", "\xef\xbb\xbf", "", "UTF-8", 0 },
};

static void
test_read (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (GString) bytes = g_string_new (row->mark);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = NULL;
  g_autofree char *converted = NULL;
  g_autofree char *text = NULL;
  gsize n;

  converted = g_convert (row->text, -1, row->charset, "UTF-8", NULL, &n, &error);
  g_assert_no_error (error);
  g_string_append_len (bytes, converted, (gssize) n);
  csv = open_bytes (bytes->str, bytes->len);
  g_assert_cmpstr (crm_csv_get_charset (csv), ==, row->guessed);

  text = read_all (csv, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, row->expected);
  g_assert_cmpint (crm_csv_get_delimiter (csv), ==, row->delimiter);
  g_assert_cmpfloat (crm_csv_get_fraction (csv), ==, 1);
}

/* A letter of an old page behind a megabyte of Latin text. */
static void
test_late_letter (void)
{
  g_autoptr (GString) bytes = g_string_new ("a;b\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = NULL;
  g_autofree char *text = NULL;

  while (bytes->len < 1024 * 1024)
    g_string_append (bytes, "1;2\n");
  g_string_append (bytes, "\xc5\xeb\xea\xe0;3\n");
  csv = open_bytes (bytes->str, bytes->len);
  g_assert_cmpstr (crm_csv_get_charset (csv), ==, "CP1251");
  text = read_all (csv, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (text, ":Елка|3"));
}

/* A letter of two bytes on the border of every piece that is read. */
static void
test_borders (void)
{
  for (guint shift = 0; shift < 4; shift++)
    {
      g_autoptr (GString) bytes = g_string_new ("a");
      g_autoptr (CrmCsv) csv = NULL;

      for (guint i = 0; i < shift; i++)
        g_string_append_c (bytes, 'a');
      while (bytes->len < 600 * 1024)
        g_string_append (bytes, "щ");
      csv = open_bytes (bytes->str, bytes->len);
      g_assert_cmpstr (crm_csv_get_charset (csv), ==, "UTF-8");
    }
}

static void
test_errors (void)
{
  g_autoptr (CrmCsv) open = open_bytes ("a;b\n\"1;2\n3", 10);
  g_autoptr (CrmCsv) binary = NULL;
  g_autoptr (GInputStream) zeros = g_memory_input_stream_new_from_data ("a;b\n\0\0\0", 7, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (crm_csv_read (open, &error));
  g_assert_null (crm_csv_read (open, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);

  binary = crm_csv_new (zeros, &error);
  g_assert_null (binary);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_csv_open ("/nothing/here.csv", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* What a person says counts more than what was guessed. */
static void
test_form (void)
{
  g_autoptr (CrmCsv) csv = open_bytes ("\xc5\xeb;a,b\n", 7);
  g_autoptr (CrmCsv) wrong = open_bytes ("\xc5\xeb;a\n", 5);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  crm_csv_set_form (csv, "CP866", ',', &error);
  g_assert_no_error (error);
  text = read_all (csv, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "1:┼ы;a|b");

  crm_csv_set_form (wrong, "UTF-8", '\0', &error);
  g_assert_no_error (error);
  g_assert_null (crm_csv_read (wrong, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (crm_csv_set_form (wrong, "NO-SUCH-SET", '\0', &error));
  g_assert_nonnull (error);
}

/* What is written is read again, whatever it is. */
static void
test_write (void)
{
  static const char *const parts[] = { "a",    "\"", ";", ",", "\t",    "\n",
                                       "\r\n", "|",  " ", "ё", "sep=;", "" };
  static const char delimiters[] = { ',', ';', '\t', '|' };
  guint64 seed = 17;

  for (guint round = 0; round < 500; round++)
    {
      char delimiter = delimiters[round % G_N_ELEMENTS (delimiters)];
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmCsv) csv = NULL;
      guint n = 1 + crm_test_random (&seed) % 4;

      for (guint i = 0; i < 3 * n; i++)
        g_ptr_array_add (values,
                         g_strconcat (parts[crm_test_random (&seed) % G_N_ELEMENTS (parts)],
                                      parts[crm_test_random (&seed) % G_N_ELEMENTS (parts)], NULL));
      for (guint i = 0; i < 3; i++)
        crm_csv_append_record (text, (const char *const *) values->pdata + i * n, n, delimiter);

      csv = open_bytes (text->str, text->len);
      crm_csv_set_form (csv, NULL, delimiter, NULL);
      for (guint i = 0; i < 3; i++)
        {
          GPtrArray *record = crm_csv_read (csv, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (record->len, ==, n);
          for (guint k = 0; k < n; k++)
            g_assert_cmpstr (record->pdata[k], ==, values->pdata[i * n + k]);
        }
      g_assert_null (crm_csv_read (csv, &error));
    }
}

static void
test_charset (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *charset, *text;
  } rows[] = {
    { "\xef\xbb\xbf"
      "ab",
      5, NULL, "ab" },
    { "\xff\xfe"
      "a\0\x51\x04",
      6, NULL, "aё" },
    { "\xcf\xf0\xe8\xe2\xe5\xf2", 6, NULL, "Привет" },
    { "\x8f\xe0\xa8\xa2\xa5\xe2", 6, NULL, "Привет" },
    { "\xd0", 1, "UTF-8", "\xef\xbf\xbd" },
    { "a\0b", 3, "UTF-8", "a" },
    { "", 0, NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = crm_charset_to_utf8 (rows[i].bytes, rows[i].length, rows[i].charset);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
  g_assert_cmpstr (crm_charset_guess ("\xd0", 1, FALSE), ==, "UTF-8");
  g_assert_cmpstr (crm_charset_guess ("\xd0", 1, TRUE), ==, "CP1251");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  crm_test_add_cases ("/csv/read", cases, sizeof cases[0], G_N_ELEMENTS (cases), test_read);
  g_test_add_func ("/csv/late-letter", test_late_letter);
  g_test_add_func ("/csv/borders", test_borders);
  g_test_add_func ("/csv/errors", test_errors);
  g_test_add_func ("/csv/form", test_form);
  g_test_add_func ("/csv/write", test_write);
  g_test_add_func ("/charset/to-utf8", test_charset);
  return g_test_run ();
}
