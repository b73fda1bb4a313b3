/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes are a table or an error; the fields are text, and what is read is read again the same
 * after it was written. */
#include <gio/gio.h>
#include <string.h>

#include "shared/codec/crm-csv.h"
#include "tests/fuzz/fuzz-target.h"

static CrmCsv *
open_bytes (gconstpointer data, gsize size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);

  return crm_csv_new (stream, NULL);
}

static void
read_again (GString *text, char delimiter, GPtrArray *records)
{
  g_autoptr (CrmCsv) csv = open_bytes (text->str, text->len);

  g_assert_nonnull (csv);
  g_assert_true (crm_csv_set_form (csv, "UTF-8", delimiter, NULL));
  for (guint i = 0; i < records->len; i++)
    {
      char **expected = records->pdata[i];
      GPtrArray *record = crm_csv_read (csv, NULL);

      g_assert_nonnull (record);
      g_assert_cmpuint (record->len, ==, g_strv_length (expected));
      for (guint k = 0; k < record->len; k++)
        g_assert_cmpstr (record->pdata[k], ==, expected[k]);
    }
  g_assert_null (crm_csv_read (csv, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CrmCsv) csv = open_bytes (data, size);
  guint64 last_line = 0;
  GPtrArray *record;

  while (csv != NULL && (record = crm_csv_read (csv, NULL)) != NULL)
    {
      char **copy = g_new0 (char *, record->len + 1);

      g_assert_cmpuint (crm_csv_get_line (csv), >, last_line);
      last_line = crm_csv_get_line (csv);
      for (guint i = 0; i < record->len; i++)
        {
          g_assert_true (g_utf8_validate (record->pdata[i], -1, NULL));
          copy[i] = g_strdup (record->pdata[i]);
        }
      g_ptr_array_add (records, copy);
      crm_csv_append_record (text, (const char *const *) copy, record->len,
                             crm_csv_get_delimiter (csv));
    }

  if (records->len > 0)
    read_again (text, crm_csv_get_delimiter (csv), records);
  return 0;
}
