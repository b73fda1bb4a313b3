/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a record of any kind from a stranger, after a first byte that chooses the kind:
 * what is taken is canonical, the same again when written, and no rule of its kind is hurt by it.
 */
#include "shared/codec/crm-json.h"
#include "shared/codec/crm-mask.h"
#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-document-rules.h"
#include "shared/customers/crm-identity-document.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_canonical (const CrmField *field, const char *value)
{
  g_autofree char *again = NULL;

  if (value == NULL)
    return;
  g_assert_true (g_utf8_validate (value, -1, NULL));
  g_assert_true (crm_field_canonical (field, value, &again, NULL));
  g_assert_cmpstr (again, ==, value);
}

static void
check_round_trip (const CrmKind *kind, CrmFieldSet *set)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) parsed = NULL;
  g_autoptr (CrmFieldSet) back = NULL;
  g_autofree char *text = NULL;

  json_node_take_object (node, crm_json_write_set (set));
  text = crm_json_to_text (node);
  parsed = crm_json_parse (text, -1, NULL);
  g_assert_nonnull (parsed);
  back = crm_json_read_fields (kind, json_node_get_object (parsed), "/set", problem);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, 0);
  for (guint i = 0; i < kind->n_fields; i++)
    {
      g_assert_true (crm_field_set_has (set, i) == crm_field_set_has (back, i));
      g_assert_cmpstr (crm_field_set_get (set, i), ==, crm_field_set_get (back, i));
      check_canonical (&kind->fields[i], crm_field_set_get (set, i));
    }
}

/* A stranger's values, as the server and the forms judge them. */
static void
check_rules (const CrmKind *kind, CrmFieldSet *set)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  const char *values[CRM_MAX_FIELDS] = { NULL };
  char **masked;

  if (kind == &crm_contact_point_kind)
    crm_contact_point_normalise_set (set, NULL);
  else if (kind == &crm_identity_document_kind)
    crm_identity_document_normalise_set (set, NULL);
  else if (kind == &crm_bank_account_kind)
    crm_bank_account_normalise_set (set);
  for (guint i = 0; i < kind->n_fields; i++)
    values[i] = crm_field_set_get (set, i);
  if (kind == &crm_customer_kind)
    crm_customer_check (values, FALSE, problem);
  else if (kind == &crm_contact_point_kind)
    crm_contact_point_check (values, problem);
  else if (kind == &crm_identity_document_kind)
    {
      crm_identity_document_check (values, problem);
      crm_identity_document_warn (values, problem);
    }
  else if (kind == &crm_bank_account_kind)
    {
      crm_bank_account_check (values, problem);
      crm_bank_account_warn (values, problem);
    }

  masked = crm_kind_mask_values (kind, values);
  for (guint i = 0; i < kind->n_fields; i++)
    if ((kind->fields[i].flags & CRM_FIELD_MASKED) != 0 && masked[i] != NULL && *masked[i] != '\0')
      g_assert_true (crm_text_is_masked (masked[i]));
  crm_kind_free_values (kind, masked);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmFieldSet) set = NULL;
  g_autoptr (JsonNode) node = NULL;
  const CrmKind *const *kinds;
  const CrmKind *kind;
  guint n_kinds;

  if (size == 0)
    return 0;
  kinds = crm_kinds (&n_kinds);
  kind = kinds[data[0] % n_kinds];
  node = crm_json_parse ((const char *) data + 1, (gssize) size - 1, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return 0;

  set = crm_json_read_fields (kind, json_node_get_object (node), "/set", problem);
  g_assert_nonnull (set);
  check_round_trip (kind, set);
  check_rules (kind, set);
  return 0;
}
