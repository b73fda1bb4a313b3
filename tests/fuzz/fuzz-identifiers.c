/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is typed as a number, a name, a date or a sum is judged without harm; a normal form is
 * its own normal form and judged the same. */
#include <string.h>

#include "shared/base/crm-distance.h"
#include "shared/base/crm-phone.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-identifier.h"
#include "shared/customers/crm-import-header.h"
#include "shared/customers/crm-import-values.h"
#include "shared/customers/crm-name.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_identifier (CrmIdentifierKind kind, const char *text)
{
  g_autofree char *normal = NULL;
  g_autofree char *again = NULL;
  g_autofree char *shown = crm_identifier_format (kind, text);
  const char *code, *same;
  CrmSeverity severity = crm_identifier_check (kind, text, "044525225", &normal, &code);

  g_assert_cmpint (severity == CRM_SEVERITY_OK, ==, code == NULL);
  if (normal == NULL)
    return;
  g_assert_true (g_utf8_validate (normal, -1, NULL));
  g_assert_cmpuint (strlen (normal), >, 0);
  g_assert_nonnull (shown);
  if (severity != CRM_SEVERITY_OK)
    return;

  g_assert_cmpint (crm_identifier_check (kind, normal, "044525225", &again, &same), ==, severity);
  g_assert_cmpstr (again, ==, normal);
  g_free (again);
  crm_identifier_check (kind, shown, "044525225", &again, &same);
  g_assert_cmpstr (again, ==, normal);
}

static void
check_names (const char *text, const char *valid)
{
  g_autofree char *folded = crm_name_fold (text);
  g_autofree char *company = crm_name_fold_company (text);
  g_autofree char *last = NULL;
  g_autofree char *first = NULL;
  g_autofree char *middle = NULL;

  g_assert_true (g_str_is_ascii (folded));
  g_assert_true (g_str_is_ascii (company));
  g_assert_cmpuint (crm_name_get_similarity (text, text), ==, *folded != '\0' ? 100 : 0);
  g_assert_cmpuint (crm_distance_bytes (folded, company, 3), ==,
                    crm_distance_bytes (company, folded, 3));
  g_assert_true (crm_distance_is_near (valid, valid));
  crm_import_split_name (text, &last, &first, &middle);
  g_assert_true (first == NULL || last != NULL);
}

static void
check_values (const char *text)
{
  g_autofree char *date = crm_import_read_date (text, 2026);
  g_autofree char *extension = NULL;
  g_autofree char *phone = crm_phone_split (text, &extension);
  gint64 kopecks;
  gboolean flag;

  g_assert_true (date == NULL || crm_date_is_valid (date));
  g_assert_true (phone == NULL || *phone == '+');
  g_assert_true (extension == NULL || phone != NULL);
  crm_import_read_money (text, &kopecks);
  crm_import_read_flag (text, &flag);
  crm_import_read_word (text);
  crm_import_header_guess (&text, 1);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, MIN (size, 200));
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (int kind = 0; kind < CRM_IDENTIFIER_N_KINDS; kind++)
    check_identifier (kind, text);
  check_names (text, valid);
  check_values (text);
  return 0;
}
