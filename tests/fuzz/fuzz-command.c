/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command from a stranger: read without harm, and if it is good, the same again when written. */
#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-command.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_round_trip (CrmCommand *command)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (JsonNode) node = crm_command_to_json (command);
  g_autofree char *text = crm_json_to_text (node);
  g_autoptr (JsonNode) parsed = crm_json_parse (text, -1, NULL);
  g_autoptr (CrmCommand) back = NULL;
  g_autofree char *digest = crm_command_dup_digest (command);
  g_autofree char *digest_back = NULL;

  g_assert_nonnull (parsed);
  back = crm_command_from_json (parsed, problem);
  g_assert_nonnull (back);
  digest_back = crm_command_dup_digest (back);
  g_assert_cmpstr (digest, ==, digest_back);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (JsonNode) node = crm_json_parse ((const char *) data, size, NULL);
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (CrmCommand) command = NULL;
  g_autoptr (JsonNode) answer = NULL;

  if (node == NULL)
    return 0;

  command = crm_command_from_json (node, problem);
  g_assert_true ((command == NULL) == (crm_problem_n_errors (problem) > 0));
  if (command != NULL)
    check_round_trip (command);

  answer = crm_problem_to_json (problem);
  g_free (crm_json_to_text (answer));
  return 0;
}
