/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server answers, from one that lies: results of commands, problems, digests. What is read
 * is the same again when written. */
#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-command.h"
#include "shared/protocol/crm-digest.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_result (JsonNode *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmResult) result = crm_result_from_json (node, &error);
  g_autoptr (CrmResult) back = NULL;
  g_autoptr (JsonNode) written = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;

  if (result == NULL)
    {
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
      return;
    }
  written = crm_result_to_json (result);
  back = crm_result_from_json (written, NULL);
  g_assert_nonnull (back);
  again = crm_result_to_json (back);
  text = crm_json_to_text (written);
  text_again = crm_json_to_text (again);
  g_assert_cmpstr (text, ==, text_again);
}

static void
check_problem (JsonNode *node)
{
  g_autoptr (CrmProblem) problem = crm_problem_new_from_json (node);
  g_autoptr (CrmProblem) back = NULL;
  g_autoptr (JsonNode) written = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;

  g_assert_nonnull (problem);
  g_assert_cmpuint (crm_problem_n_errors (problem), <=, CRM_PROBLEM_MAX_ERRORS);
  written = crm_problem_to_json (problem);
  back = crm_problem_new_from_json (written);
  again = crm_problem_to_json (back);
  text = crm_json_to_text (written);
  text_again = crm_json_to_text (again);
  g_assert_cmpstr (text, ==, text_again);
  crm_problem_to_error (problem, &error);
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
check_digest (JsonNode *node)
{
  CrmDigest digest = { 0 };
  CrmDigest back = { 0 };
  g_autoptr (JsonNode) written = NULL;
  g_autoptr (GError) error = NULL;

  if (!crm_digest_from_json (&digest, node, &error))
    {
      g_assert_error (error, CRM_ERROR, CRM_ERROR_CORRUPT);
      return;
    }
  written = crm_digest_to_json (&digest);
  g_assert_true (crm_digest_from_json (&back, written, NULL));
  g_assert_true (crm_digest_equal (&digest, &back));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (JsonNode) node = crm_json_parse ((const char *) data, (gssize) size, NULL);

  if (node == NULL)
    return 0;
  check_result (node);
  check_problem (node);
  check_digest (node);
  return 0;
}
