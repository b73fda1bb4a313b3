/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables as people have them, as rows of an import; and cards as a table. */

#define G_LOG_DOMAIN "test"

#include "shared/codec/crm-table.h"
#include "shared/customers/crm-import-shape.h"

static const char *const columns[] = { "external_id", "full_name",     "phone",         "phone", "",
                                       "passport",    "policy.number", "policy.premium" };

static char *
join (GPtrArray *row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < row->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", (const char *) row->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_shape (const char *kind, const char *header, const char *row)
{
  static const char *const cells[] = { "7",      "Капелькин Семён Ильич", "1",   "2",
                                       "лишнее", "45 06 123456",          "K 1", "1 234,5" };
  g_autoptr (CrmImportShape) shape = crm_import_shape_new (kind, columns, G_N_ELEMENTS (columns));
  g_autoptr (GPtrArray) table = g_ptr_array_new ();
  g_autofree char *found_header = join (crm_import_shape_get_header (shape));
  g_autofree char *found_row = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    g_ptr_array_add (table, (gpointer) cells[i]);
  found_row = join (crm_import_shape_apply (shape, table));
  g_assert_cmpstr (found_header, ==, header);
  g_assert_cmpstr (found_row, ==, row);
}

static void
test_kinds (void)
{
  g_autoptr (GPtrArray) kinds = crm_import_shape_list_kinds (columns, G_N_ELEMENTS (columns));
  g_autofree char *found = join (kinds);
  g_autoptr (CrmImportShape) shape =
      crm_import_shape_new ("customer", columns, G_N_ELEMENTS (columns));

  g_assert_cmpstr (found, ==, "customer|identity-document|policy");
  assert_shape ("customer", "external_id|last_name|first_name|middle_name|phone|phone2",
                "7|Капелькин|Семён|Ильич|1|2");
  assert_shape ("identity-document", "customer_external_id|number|series|type",
                "7|123456|4506|passport");
  assert_shape ("policy", "customer_external_id|number|premium_kopecks", "7|K 1|123450");
  g_assert_cmpint (crm_import_shape_find_column (shape, "middle_name"), ==, 1);
  g_assert_cmpint (crm_import_shape_find_column (shape, "phone2"), ==, 3);
  g_assert_cmpint (crm_import_shape_find_column (shape, "premium_kopecks"), ==, -1);
}

static void
test_cards (void)
{
  static const char text[] = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Тучин;Лев;;;\r\nEND:VCARD\r\n";
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmTable) table = crm_table_new (stream, &error);
  GPtrArray *row;

  g_assert_no_error (error);
  g_assert_true (crm_table_is_cards (table));
  row = crm_table_read (table, &error);
  g_assert_cmpstr (row->pdata[2], ==, "last_name");
  row = crm_table_read (table, &error);
  g_assert_cmpstr (row->pdata[2], ==, "Тучин");
  g_assert_cmpuint (crm_table_get_line (table), ==, 2);
  g_assert_null (crm_table_read (table, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-shape/kinds", test_kinds);
  g_test_add_func ("/import-shape/cards", test_cards);
  return g_test_run ();
}
