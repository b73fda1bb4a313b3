/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict parser, canonical text, problems. */
#include <string.h>

#include "shared/codec/crm-json-gauge.h"
#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-problem.h"
#include "tests/lib/crm-test.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *expected; /* %NULL: refused */
} JsonCase;

static const JsonCase texts[] = {
  { "object", " { \"b\" : 1 , \"a\" : [ true , false , null ] } ",
    "{\"a\":[true,false,null],\"b\":1}" },
  { "empty-object", "{}", "{}" },
  { "empty-list", "[ ]", "[]" },
  { "string", "\"x\"", "\"x\"" },
  { "integer", "-12", "-12" },
  { "smallest", "-9223372036854775808", "-9223372036854775808" },
  { "largest", "9223372036854775807", "9223372036854775807" },
  { "fraction", "1.25", "1.25" },
  { "exponent", "12.5e2", "1250" },
  { "escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0416\"",
    "\"\\\"\\\\/\\u0008\\u000c\\n\\u000d\\u0009Ж\"" },
  { "pair", "\"\\ud83d\\ude00\"", "\"😀\"" },
  { "raw", "\"жёλ😀\"", "\"жёλ😀\"" },
  { "sorted-inside", "{\"z\":{\"b\":2,\"a\":1}}", "{\"z\":{\"a\":1,\"b\":2}}" },
  { "empty", "", NULL },
  { "spaces", "  ", NULL },
  { "cut-object", "{\"a\":1", NULL },
  { "cut-list", "[1,2", NULL },
  { "cut-string", "\"abc", NULL },
  { "cut-escape", "\"\\u00", NULL },
  { "cut-word", "tru", NULL },
  { "garbage", "{} x", NULL },
  { "two-values", "1 2", NULL },
  { "trailing-comma", "[1,]", NULL },
  { "trailing-comma-object", "{\"a\":1,}", NULL },
  { "no-colon", "{\"a\" 1}", NULL },
  { "no-quotes", "{a:1}", NULL },
  { "single-quotes", "{'a':1}", NULL },
  { "comment", "/* x */ 1", NULL },
  { "line-comment", "// x\n1", NULL },
  { "assignment", "var a = {}", NULL },
  { "nan", "NaN", NULL },
  { "infinity", "-Infinity", NULL },
  { "plus", "+1", NULL },
  { "leading-zero", "012", NULL },
  { "hex", "0x10", NULL },
  { "no-digits", "-", NULL },
  { "no-fraction", "1.", NULL },
  { "no-whole", ".5", NULL },
  { "no-exponent", "1e", NULL },
  { "too-large", "9223372036854775808", NULL },
  { "too-large-real", "1e999", NULL },
  { "too-long", "1.00000000000000000000000000000000000000000000000001", NULL },
  { "nul-escape", "\"\\u0000\"", NULL },
  { "nul-escape-name", "{\"\\u0000\":1}", NULL },
  { "lone-high", "\"\\ud800\"", NULL },
  { "lone-low", "\"\\udc00\"", NULL },
  { "high-then-char", "\"\\ud800x\"", NULL },
  { "high-then-high", "\"\\ud800\\ud800\"", NULL },
  { "raw-control", "\"a\nb\"", NULL },
  { "bad-escape", "\"\\x41\"", NULL },
  { "not-utf8", "\"\377\"", NULL },
  { "overlong", "\"\300\200\"", NULL },
  { "raw-surrogate", "\"\355\240\200\"", NULL },
  { "byte-order-mark", "\357\273\277{}", NULL },
  { "twice", "{\"a\":1,\"a\":2}", NULL },
};

static void
test_parse (gconstpointer data)
{
  const JsonCase *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = crm_json_parse (row->text, -1, &error);
  g_autofree char *text = NULL;

  if (row->expected == NULL)
    {
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
      g_assert_null (node);
      return;
    }

  g_assert_no_error (error);
  text = crm_json_to_text (node);
  g_assert_cmpstr (text, ==, row->expected);
}

static void
test_nul_byte (void)
{
  static const char data[] = "\"a\0b\"";
  g_autoptr (GError) error = NULL;

  g_assert_null (crm_json_parse (data, sizeof data - 1, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
}

static void
test_length (void)
{
  g_autoptr (JsonNode) node = crm_json_parse ("12345", 2, NULL);

  g_assert_nonnull (node);
  g_assert_cmpint (json_node_get_int (node), ==, 12);
}

static void
test_depth (void)
{
  static const guint depths[] = { CRM_JSON_MAX_DEPTH, CRM_JSON_MAX_DEPTH + 1, 100000, 5000000 };

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_autofree char *open = g_strnfill (depths[i], '[');
      g_autofree char *closed = g_strnfill (depths[i], ']');
      g_autofree char *text = g_strconcat (open, closed, NULL);
      g_autoptr (JsonNode) node = crm_json_parse (text, -1, NULL);
      g_autoptr (JsonNode) cut = crm_json_parse (open, -1, NULL);

      g_assert_true ((node != NULL) == (depths[i] <= CRM_JSON_MAX_DEPTH));
      g_assert_null (cut);
    }
}

static void
test_many_values (void)
{
  g_autoptr (GString) text = g_string_new ("[0");
  g_autoptr (JsonNode) most = NULL;
  g_autoptr (JsonNode) more = NULL;

  for (guint i = 2; i < CRM_JSON_MAX_VALUES; i++)
    g_string_append (text, ",0");
  g_string_append_c (text, ']');
  most = crm_json_parse (text->str, -1, NULL);
  g_assert_nonnull (most);

  g_string_insert (text, 1, "0,");
  more = crm_json_parse (text->str, -1, NULL);
  g_assert_null (more);
}

static void
test_many_members (void)
{
  for (guint n = CRM_JSON_MAX_MEMBERS; n <= CRM_JSON_MAX_MEMBERS + 1; n++)
    {
      g_autoptr (GString) text = g_string_new ("{\"0\":0");
      g_autoptr (JsonNode) node = NULL;

      for (guint i = 1; i < n; i++)
        g_string_append_printf (text, ",\"%u\":0", i);
      g_string_append_c (text, '}');
      node = crm_json_parse (text->str, -1, NULL);
      g_assert_true ((node != NULL) == (n == CRM_JSON_MAX_MEMBERS));
    }
}

/* Every cut of a good text is refused, and nothing is read behind the cut. */
static void
test_cut_anywhere (void)
{
  static const char text[] =
      "{\"a\":[1,-2.5e3,\"x\\n\\u0416\\ud83d\\ude00\"],\"b\":{\"c\":null},\"d\":true}";

  for (gsize i = 0; i < sizeof text - 1; i++)
    {
      g_autofree char *copy = g_memdup2 (text, MAX (i, 1));
      g_autoptr (JsonNode) node = crm_json_parse (copy, i, NULL);

      g_assert_null (node);
    }
}

static JsonNode *
random_node (guint64 *seed, guint depth)
{
  guint32 chance = crm_test_random (seed) % (depth < 4 ? 8 : 6);
  JsonNode *node = json_node_alloc ();

  switch (chance)
    {
    case 0:
      return json_node_init_null (node);
    case 1:
      return json_node_init_boolean (node, crm_test_random (seed) % 2 == 0);
    case 2:
      return json_node_init_int (node, (gint64) crm_test_random (seed) << 31);
    case 3:
      return json_node_init_double (node, crm_test_random (seed) / 64.0 + 0.25);
    case 4:
      return json_node_init_string (node, "ж\"\\\n\t/😀");
    case 5:
      return json_node_init_string (node, "");
    case 6:
      {
        g_autoptr (JsonArray) array = json_array_new ();

        for (guint i = crm_test_random (seed) % 5; i > 0; i--)
          json_array_add_element (array, random_node (seed, depth + 1));
        return json_node_init_array (node, array);
      }
    default:
      {
        g_autoptr (JsonObject) object = json_object_new ();

        for (guint i = crm_test_random (seed) % 5; i > 0; i--)
          {
            g_autofree char *name = g_strdup_printf ("k%u", crm_test_random (seed) % 100);

            json_object_set_member (object, name, random_node (seed, depth + 1));
          }
        return json_node_init_object (node, object);
      }
    }
}

static void
test_round_trip (void)
{
  guint64 seed = 7;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (JsonNode) node = random_node (&seed, 0);
      g_autofree char *text = crm_json_to_text (node);
      g_autoptr (JsonNode) back = crm_test_json (text);
      g_autofree char *again = crm_json_to_text (back);

      g_assert_cmpstr (again, ==, text);
    }
}

static void
test_members (void)
{
  g_autoptr (JsonNode) node = crm_test_json ("{\"s\":\"x\",\"n\":5,\"o\":null}");
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GError) error = NULL;
  const char *text;
  gint64 number;

  g_assert_true (crm_json_get_string (object, "s", &text, NULL));
  g_assert_cmpstr (text, ==, "x");
  g_assert_true (crm_json_get_integer (object, "n", &number, NULL));
  g_assert_cmpint (number, ==, 5);
  g_assert_false (crm_json_get_string (object, "n", &text, NULL));
  g_assert_false (crm_json_get_string (object, "o", &text, NULL));
  g_assert_false (crm_json_get_integer (object, "s", &number, NULL));
  g_assert_false (crm_json_get_integer (object, "missing", &number, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "missing"));
}

static void
test_problem (void)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, "two fields are wrong");
  g_autoptr (CrmProblem) back = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  crm_problem_add (problem, "/set/inn", "checksum", "wrong %s", "digits");
  crm_problem_add (problem, "/set/kpp", "format", "100%%");
  crm_problem_set_correlation_id (problem, "c1");
  node = crm_problem_to_json (problem);
  crm_test_assert_json (
      node, "{\"type\":\"urn:zontik:problem:invalid\","
            "\"title\":\"The request is not valid\",\"status\":400,"
            "\"code\":\"invalid\",\"detail\":\"two fields are wrong\","
            "\"correlation_id\":\"c1\",\"pointer\":\"/set/inn\",\"errors\":["
            "{\"pointer\":\"/set/inn\",\"code\":\"checksum\",\"detail\":\"wrong digits\"},"
            "{\"pointer\":\"/set/kpp\",\"code\":\"format\",\"detail\":\"100%\"}]}");

  back = crm_problem_new_from_json (node);
  g_assert_cmpint (crm_problem_get_code (back), ==, CRM_ERROR_INVALID);
  g_assert_cmpuint (crm_problem_n_errors (back), ==, 2);
  g_assert_cmpstr (crm_problem_find (back, "/set/kpp")->code, ==, "format");
  g_assert_null (crm_problem_find (back, "/set/note"));
  g_assert_cmpstr (crm_problem_get_correlation_id (back), ==, "c1");
  crm_problem_to_error (back, &error);
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "two fields are wrong");
}

static void
test_problem_limits (void)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);

  for (guint i = 0; i < 50; i++)
    crm_problem_add (problem, "/x", "format", "%u", i);
  g_assert_cmpuint (crm_problem_n_errors (problem), ==, CRM_PROBLEM_MAX_ERRORS);
}

/* No SQL, path or stack goes along. */
static void
test_problem_from_error (void)
{
  g_autoptr (GError) foreign = g_error_new (G_FILE_ERROR, G_FILE_ERROR_ACCES, "/var/lib/x: denied");
  g_autoptr (GError) local = g_error_new (CRM_ERROR, CRM_ERROR_CORRUPT, "row 5 of /tmp/x");
  g_autoptr (GError) mine = g_error_new (CRM_ERROR, CRM_ERROR_DENIED, "not your client");
  g_autoptr (CrmProblem) a = crm_problem_new_from_error (foreign);
  g_autoptr (CrmProblem) b = crm_problem_new_from_error (local);
  g_autoptr (CrmProblem) c = crm_problem_new_from_error (mine);

  g_assert_cmpint (crm_problem_get_code (a), ==, CRM_ERROR_INTERNAL);
  g_assert_null (crm_problem_get_detail (a));
  g_assert_cmpint (crm_problem_get_code (b), ==, CRM_ERROR_INTERNAL);
  g_assert_null (crm_problem_get_detail (b));
  g_assert_cmpint (crm_problem_get_code (c), ==, CRM_ERROR_DENIED);
  g_assert_cmpstr (crm_problem_get_detail (c), ==, "not your client");
}

static void
test_problem_from_garbage (void)
{
  static const char *const garbage[] = {
    "[]", "5", "{\"code\":5,\"errors\":{}}",
    "{\"code\":\"corrupt\",\"errors\":[1,null,{\"pointer\":5}]}"
  };
  g_autoptr (CrmProblem) none = crm_problem_new_from_json (NULL);

  g_assert_cmpint (crm_problem_get_code (none), ==, CRM_ERROR_INTERNAL);
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      g_autoptr (JsonNode) node = crm_test_json (garbage[i]);
      g_autoptr (CrmProblem) problem = crm_problem_new_from_json (node);

      g_assert_cmpint (crm_problem_get_code (problem), ==, CRM_ERROR_INTERNAL);
    }
}

/* What the gauge says when it gets @text in pieces of @size. */
static const char *
gauge (const char *text, gsize size)
{
  CrmJsonGauge self = { 0 };
  const char *excess = NULL;
  gsize length = strlen (text);

  for (gsize at = 0; at < length; at += size)
    excess = crm_json_gauge_add (&self, text + at, MIN (size, length - at));
  return excess;
}

/* @n times @part in between; @expected is what is too much with one more of them. */
static void
check_gauge (const char *begin, const char *part, guint n, const char *end, const char *expected)
{
  g_autoptr (GString) text = g_string_new (begin);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, end);
  for (gsize size = 1; size <= 4096; size *= 8)
    g_assert_cmpstr (gauge (text->str, size), ==, NULL);

  g_string_truncate (text, text->len - strlen (end));
  g_string_append (text, part);
  g_string_append (text, end);
  for (gsize size = 1; size <= 4096; size *= 8)
    g_assert_cmpstr (gauge (text->str, size), ==, expected);
}

/* The gauge refuses exactly what the parser would. */
static void
test_gauge (void)
{
  check_gauge ("[0", ",0", CRM_JSON_MAX_VALUES - 2, "]", "too many values");
  check_gauge ("[[]", ", [ ]", CRM_JSON_MAX_VALUES - 2, "]", "too many values");
  check_gauge ("{\"a\":0", ",\"b,\\\"\":0", CRM_JSON_MAX_MEMBERS - 1, "}", "too many members");
  check_gauge ("[{},[", "[", CRM_JSON_MAX_DEPTH - 2, "", "too many levels");
  check_gauge ("\"", "[{,", 0, "", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  crm_test_add_cases ("/json/parse", texts, sizeof texts[0], G_N_ELEMENTS (texts), test_parse);
  g_test_add_func ("/json/nul-byte", test_nul_byte);
  g_test_add_func ("/json/length", test_length);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/many-values", test_many_values);
  g_test_add_func ("/json/many-members", test_many_members);
  g_test_add_func ("/json/gauge", test_gauge);
  g_test_add_func ("/json/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/json/round-trip", test_round_trip);
  g_test_add_func ("/json/members", test_members);
  g_test_add_func ("/problem/round-trip", test_problem);
  g_test_add_func ("/problem/limits", test_problem_limits);
  g_test_add_func ("/problem/from-error", test_problem_from_error);
  g_test_add_func ("/problem/from-garbage", test_problem_from_garbage);

  return g_test_run ();
}
