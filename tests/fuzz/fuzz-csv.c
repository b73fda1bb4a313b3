/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file for the import from a stranger: every record is read without harm, what becomes a customer
 * is valid text, and what is written as CSV is read as the same. */
#include "shared/codec/crm-csv.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/customers/hub-import-columns.h"
#include "tests/fuzz/fuzz-target.h"

/* (transfer full): a path without a file in any folder; @fd to be closed. */
static char *
make_file (const void *data, gsize size, int *fd)
{
  *fd = memfd_create ("csv", MFD_CLOEXEC);
  g_assert_cmpint (*fd, >=, 0);
  g_assert_cmpint (write (*fd, data, size), ==, (gssize) size);
  return g_strdup_printf ("/proc/self/fd/%d", *fd);
}

static void
check_customer (HubImportColumns *columns, GPtrArray *record)
{
  g_autoptr (GStringChunk) texts = g_string_chunk_new (4096);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  const char *owner = NULL;
  HubLoadCustomer *customer = hub_import_columns_read (columns, record, texts, &owner, problem);

  g_assert_true (customer != NULL);
  hub_load_customer_free (customer);
}

/* A line of the same fields, but the first, which may not be empty there. */
static void
check_written (GPtrArray *record)
{
  g_autoptr (GString) line = g_string_new ("x");
  g_autoptr (CrmCsv) csv = NULL;
  g_autofree char *path = NULL;
  GPtrArray *back;
  int fd;

  for (guint i = 0; i < record->len; i++)
    {
      if (!g_utf8_validate (g_ptr_array_index (record, i), -1, NULL))
        return;
      crm_csv_append_field (line, g_ptr_array_index (record, i));
    }
  g_string_append_c (line, '\n');
  path = make_file (line->str, line->len, &fd);
  csv = crm_csv_open (path, NULL);
  g_assert_nonnull (csv);
  back = crm_csv_read (csv, NULL);
  g_assert_nonnull (back);
  g_assert_cmpuint (back->len, ==, MIN (record->len + 1, 1000));
  for (guint i = 1; i < back->len; i++)
    g_assert_cmpstr (g_ptr_array_index (back, i), ==, g_ptr_array_index (record, i - 1));
  close (fd);
}

static void
read_all (CrmCsv *csv)
{
  g_autoptr (HubImportColumns) columns = NULL;
  GPtrArray *record;
  guint64 last = 0;

  while ((record = crm_csv_read (csv, NULL)) != NULL)
    {
      g_assert_cmpuint (record->len, >, 0);
      g_assert_cmpuint (crm_csv_get_line (csv), >, last);
      last = crm_csv_get_line (csv);
      check_written (record);
      if (columns != NULL)
        check_customer (columns, record);
      else if ((columns = hub_import_columns_new (record, NULL)) == NULL)
        return;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd;
  g_autofree char *path = make_file (data, size, &fd);
  g_autoptr (CrmCsv) csv = crm_csv_open (path, NULL);

  if (csv != NULL)
    read_all (csv);
  close (fd);
  return 0;
}
