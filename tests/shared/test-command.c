/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands and results, there and back, and what is refused. */
#include <string.h>

#include "shared/base/crm-id.h"
#include "shared/base/crm-time.h"
#include "shared/codec/crm-json.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/protocol/crm-command.h"
#include "shared/record/crm-user.h"
#include "tests/lib/crm-test.h"

#define ID     "0198a3c2-0000-7000-8000-000000000001"
#define RECORD "0198a3c2-0000-7000-8000-000000000002"
#define OTHER  "0198a3c2-0000-7000-8000-000000000003"

static CrmFieldSet *
make_set (const char *name, const char *note)
{
  CrmFieldSet *set = crm_field_set_new (&crm_customer_kind);

  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, name);
  crm_field_set_put (set, CRM_CUSTOMER_NOTE, note);
  crm_field_set_put (set, CRM_CUSTOMER_ADDRESS_CITY, "Казань");
  return set;
}

/* Through text and back: the same digest, and the same again. */
static CrmCommand *
round_trip (CrmCommand *command)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (JsonNode) node = crm_command_to_json (command);
  g_autofree char *text = crm_json_to_text (node);
  g_autoptr (JsonNode) parsed = crm_test_json (text);
  CrmCommand *back = crm_command_from_json (parsed, problem);
  g_autofree char *digest = crm_command_dup_digest (command);
  g_autofree char *digest_back = NULL;

  g_assert_nonnull (back);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, 0);
  digest_back = crm_command_dup_digest (back);
  g_assert_cmpstr (digest, ==, digest_back);
  g_assert_cmpuint (strlen (digest), ==, 64);
  g_assert_cmpstr (crm_command_get_id (back), ==, crm_command_get_id (command));
  g_assert_cmpstr (crm_command_get_name (back), ==, crm_command_get_name (command));
  g_assert_cmpstr (crm_command_get_record (back), ==, crm_command_get_record (command));
  g_assert_cmpint (crm_command_get_at (back), ==, crm_command_get_at (command));
  g_assert_cmpint (crm_command_get_base (back), ==, crm_command_get_base (command));
  g_assert_cmpint (crm_command_get_verb (back), ==, crm_command_get_verb (command));
  g_assert_true (crm_command_get_kind (back) == crm_command_get_kind (command));
  return back;
}

static void
test_create (void)
{
  g_autoptr (CrmFieldSet) set = make_set ("Иванов", NULL);
  g_autoptr (CrmCommand) command = crm_command_new_create (&crm_customer_kind, RECORD, set);
  g_autoptr (CrmCommand) back = round_trip (command);

  g_assert_true (crm_id_is_valid (crm_command_get_id (command)));
  g_assert_cmpstr (crm_command_get_name (command), ==, "customer.create");
  g_assert_cmpint (crm_command_get_verb (command), ==, CRM_VERB_CREATE);
  g_assert_cmpint (ABS (crm_command_get_at (command) - crm_time_now ()), <, 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (crm_field_set_size (crm_command_get_set (back)), ==, 3);
  g_assert_null (crm_command_get_was (back));
  g_assert_null (crm_command_get_args (back));
}

static void
test_update (void)
{
  g_autoptr (CrmFieldSet) set = make_set ("Петров", "a\nb");
  g_autoptr (CrmFieldSet) was = make_set ("Иванов", NULL);
  g_autoptr (CrmCommand) command = crm_command_new_update (&crm_customer_kind, RECORD, 7, set, was);
  g_autoptr (CrmCommand) back = round_trip (command);
  g_autoptr (CrmCommand) rebased = crm_command_with_base (command, 8);
  g_autofree char *digest = crm_command_dup_digest (command);
  g_autofree char *other = crm_command_dup_digest (rebased);

  g_assert_cmpint (crm_command_get_base (back), ==, 7);
  g_assert_cmpstr (crm_field_set_get (crm_command_get_was (back), CRM_CUSTOMER_LAST_NAME), ==,
                   "Иванов");
  g_assert_true (crm_field_set_has (crm_command_get_was (back), CRM_CUSTOMER_NOTE));
  g_assert_cmpint (crm_command_get_base (rebased), ==, 8);
  g_assert_cmpstr (crm_command_get_id (rebased), ==, crm_command_get_id (command));
  g_assert_cmpstr (digest, !=, other);
}

static void
test_delete (void)
{
  g_autoptr (CrmCommand) command = crm_command_new_delete (&crm_contact_point_kind, RECORD, 0);
  g_autoptr (CrmCommand) back = round_trip (command);

  g_assert_cmpstr (crm_command_get_name (back), ==, "contact-point.delete");
  g_assert_null (crm_command_get_set (back));
}

static void
test_business (void)
{
  g_autoptr (JsonObject) args = json_object_new ();
  g_autoptr (CrmCommand) command = NULL;
  g_autoptr (CrmCommand) bare = crm_command_new ("customer.merge", RECORD, NULL);
  g_autoptr (CrmCommand) bare_back = round_trip (bare);
  g_autoptr (CrmCommand) back = NULL;

  json_object_set_string_member (args, "owner", OTHER);
  command = crm_command_new ("customer.reassign", RECORD, args);
  back = round_trip (command);
  g_assert_cmpint (crm_command_get_verb (back), ==, CRM_VERB_OTHER);
  g_assert_true (crm_command_get_kind (back) == &crm_customer_kind);
  g_assert_cmpstr (json_object_get_string_member (crm_command_get_args (back), "owner"), ==, OTHER);
}

static void
test_resolve (void)
{
  g_autoptr (CrmFieldSet) none = crm_field_set_new (&crm_customer_kind);
  g_autoptr (CrmCommand) command =
      crm_command_new_resolve (&crm_customer_kind, RECORD, 9, none, OTHER);
  g_autoptr (CrmCommand) back = round_trip (command);

  g_assert_cmpuint (crm_field_set_size (crm_command_get_set (back)), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (crm_command_get_args (back), "conflict"), ==,
                   OTHER);
}

/* The order of members and the writing of values do not count for the digest. */
static void
test_digest (void)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (JsonNode) a =
      crm_test_json ("{\"id\":\"" ID "\",\"kind\":\"customer.update\",\"record\":\"" RECORD
                     "\",\"base\":1,\"at\":\"2026-11-22T09:00:00Z\",\"set\":{\"note\":\"x\",\"last_"
                     "name\":\"y\"}}");
  g_autoptr (JsonNode) b = crm_test_json (
      "{\"set\":{\"last_name\":\" y \",\"note\":\"x\"},\"base\":1,\"record\":\"" RECORD
      "\",\"at\":\"2026-11-22T12:00:00.000+03:00\",\"kind\":\"customer.update\",\"id\":\"" ID
      "\"}");
  g_autoptr (CrmCommand) first = crm_command_from_json (a, problem);
  g_autoptr (CrmCommand) second = crm_command_from_json (b, problem);
  g_autofree char *digest_a = crm_command_dup_digest (first);
  g_autofree char *digest_b = crm_command_dup_digest (second);

  g_assert_cmpstr (digest_a, ==, digest_b);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *pointer; /* %NULL: it is good */
  const char *code;
} CommandCase;

#define HEAD   "\"id\":\"" ID "\",\"record\":\"" RECORD "\""
#define CREATE HEAD ",\"kind\":\"customer.create\""
#define UPDATE HEAD ",\"kind\":\"customer.update\",\"base\":1"

static const CommandCase commands[] = {
  { "create", "{" CREATE ",\"set\":{\"type\":\"person\"}}", NULL, NULL },
  { "no-at", "{" UPDATE ",\"set\":{\"note\":\"x\"}}", NULL, NULL },
  { "unknown-member", "{" UPDATE ",\"set\":{\"note\":\"x\"},\"new\":1}", NULL, NULL },
  { "upper-case-id",
    "{\"id\":\"0198A3C2-0000-7000-8000-000000000001\",\"record\":\"" RECORD
    "\",\"kind\":\"customer.delete\",\"base\":1}",
    NULL, NULL },
  { "not-an-object", "5", "", "type" },
  { "no-id", "{\"record\":\"" RECORD "\",\"kind\":\"customer.delete\",\"base\":1}", "/id",
    "required" },
  { "id-type", "{\"id\":5,\"record\":\"" RECORD "\",\"kind\":\"customer.delete\",\"base\":1}",
    "/id", "type" },
  { "id-format", "{\"id\":\"5\",\"record\":\"" RECORD "\",\"kind\":\"customer.delete\",\"base\":1}",
    "/id", "format" },
  { "no-record", "{\"id\":\"" ID "\",\"kind\":\"customer.delete\",\"base\":1}", "/record",
    "required" },
  { "no-kind", "{" HEAD "}", "/kind", "required" },
  { "unknown-kind", "{" HEAD ",\"kind\":\"spaceship.create\",\"set\":{}}", "/kind", "unknown" },
  { "no-verb", "{" HEAD ",\"kind\":\"customer\"}", "/kind", "unknown" },
  { "empty-verb", "{" HEAD ",\"kind\":\"customer.\"}", "/kind", "unknown" },
  { "user-create", "{" HEAD ",\"kind\":\"user.create\",\"set\":{\"name\":\"x\"}}", "/kind",
    "unknown" },
  { "no-base", "{" HEAD ",\"kind\":\"customer.delete\"}", "/base", "required" },
  { "base-type", "{" HEAD ",\"kind\":\"customer.delete\",\"base\":\"1\"}", "/base", "type" },
  { "base-negative", "{" HEAD ",\"kind\":\"customer.delete\",\"base\":-1}", "/base", "range" },
  { "no-set", "{" UPDATE "}", "/set", "required" },
  { "set-type", "{" UPDATE ",\"set\":[]}", "/set", "type" },
  { "set-empty", "{" UPDATE ",\"set\":{}}", "/set", "required" },
  { "was-type", "{" UPDATE ",\"set\":{\"note\":\"x\"},\"was\":1}", "/was", "type" },
  { "was-field", "{" UPDATE ",\"set\":{\"note\":\"x\"},\"was\":{\"note\":1}}", "/was/note",
    "type" },
  { "at-format", "{" UPDATE ",\"set\":{\"note\":\"x\"},\"at\":\"now\"}", "/at", "format" },
  { "at-type", "{" UPDATE ",\"set\":{\"note\":\"x\"},\"at\":1}", "/at", "type" },
  { "args-type", "{" HEAD ",\"kind\":\"customer.reassign\",\"args\":[]}", "/args", "type" },
  { "read-only", "{" UPDATE ",\"set\":{\"number\":\"1\"}}", "/set/number", "read-only" },
  { "read-only-create", "{" CREATE ",\"set\":{\"status\":\"lead\"}}", "/set/status", "read-only" },
  { "fixed", "{" UPDATE ",\"set\":{\"type\":\"company\"}}", "/set/type", "read-only" },
  { "field-unknown", "{" UPDATE ",\"set\":{\"colour\":\"x\"}}", "/set/colour", "unknown" },
  { "field-inner", "{" UPDATE ",\"set\":{\"address\":{\"city\":5}}}", "/set/address/city", "type" },
};

static void
test_from_json (gconstpointer data)
{
  const CommandCase *row = data;
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (JsonNode) node = crm_test_json (row->text);
  g_autoptr (CrmCommand) command = crm_command_from_json (node, problem);

  g_assert_true ((command != NULL) == (row->pointer == NULL));
  if (row->pointer == NULL)
    return;

  g_assert_cmpuint (crm_problem_n_errors (problem), ==, 1);
  g_assert_cmpstr (crm_problem_get_error (problem, 0)->pointer, ==, row->pointer);
  g_assert_cmpstr (crm_problem_get_error (problem, 0)->code, ==, row->code);
}

/* A problem that takes no more errors must not let a bad command through. */
static void
test_full_problem (void)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  g_autoptr (JsonNode) node = crm_test_json ("{\"id\":1}");

  for (guint i = 0; i < CRM_PROBLEM_MAX_ERRORS; i++)
    crm_problem_add (problem, "/x", "format", "x");
  g_assert_null (crm_command_from_json (node, problem));
}

static void
test_result (void)
{
  g_autoptr (CrmResult) result = crm_result_new (ID, CRM_STATUS_MERGED);
  g_autoptr (CrmResult) back = NULL;
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_MOVED, "gone");
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) again = NULL;

  result->repeated = TRUE;
  result->version = 12;
  result->record = json_object_new ();
  json_object_set_string_member (result->record, "last_name", "Иванов");
  result->applied = g_strsplit ("name note", " ", -1);
  result->conflicts = crm_test_json ("[{\"group\":\"owner\"}]");
  result->problem = crm_problem_ref (problem);

  node = crm_result_to_json (result);
  back = crm_result_from_json (node, NULL);
  g_assert_nonnull (back);
  again = crm_result_to_json (back);
  g_assert_true (json_node_equal (node, again));
  g_assert_cmpstr (back->id, ==, ID);
  g_assert_cmpint (back->status, ==, CRM_STATUS_MERGED);
  g_assert_true (back->repeated);
  g_assert_cmpint (back->version, ==, 12);
  g_assert_cmpuint (g_strv_length (back->applied), ==, 2);
  g_assert_cmpint (crm_problem_get_code (back->problem), ==, CRM_ERROR_MOVED);
}

/* What the caller or a receiver does to its JSON does not reach the command. */
static void
test_own_args (void)
{
  g_autoptr (JsonObject) args = json_object_new ();
  g_autoptr (CrmCommand) command = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  json_object_set_array_member (args, "list", json_array_new ());
  command = crm_command_new ("customer.reassign", RECORD, args);
  before = crm_command_dup_digest (command);
  json_array_add_int_element (json_object_get_array_member (args, "list"), 1);
  node = crm_command_to_json (command);
  json_object_set_int_member (json_object_get_object_member (json_node_get_object (node), "args"),
                              "more", 1);
  after = crm_command_dup_digest (command);
  g_assert_cmpstr (before, ==, after);
}

static void
test_result_small (void)
{
  g_autoptr (CrmResult) result = crm_result_new (ID, CRM_STATUS_DONE);
  g_autoptr (JsonNode) node = crm_result_to_json (result);

  crm_test_assert_json (node, "{\"id\":\"" ID "\",\"status\":\"done\"}");
}

static void
test_result_garbage (void)
{
  static const char *const garbage[] = { "[]",
                                         "{}",
                                         "{\"id\":\"" ID "\"}",
                                         "{\"id\":\"" ID "\",\"status\":\"fine\"}",
                                         "{\"id\":\"" ID
                                         "\",\"status\":\"done\",\"version\":\"1\"}",
                                         "{\"id\":\"" ID "\",\"status\":\"done\",\"applied\":[1]}",
                                         "{\"id\":5,\"status\":\"done\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = crm_test_json (garbage[i]);

      g_assert_null (crm_result_from_json (node, &error));
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/command/create", test_create);
  g_test_add_func ("/command/update", test_update);
  g_test_add_func ("/command/delete", test_delete);
  g_test_add_func ("/command/business", test_business);
  g_test_add_func ("/command/resolve", test_resolve);
  g_test_add_func ("/command/digest", test_digest);
  g_test_add_func ("/command/own-args", test_own_args);
  g_test_add_func ("/command/full-problem", test_full_problem);
  crm_test_add_cases ("/command/from-json", commands, sizeof commands[0], G_N_ELEMENTS (commands),
                      test_from_json);
  g_test_add_func ("/result/round-trip", test_result);
  g_test_add_func ("/result/small", test_result_small);
  g_test_add_func ("/result/garbage", test_result_garbage);

  return g_test_run ();
}
