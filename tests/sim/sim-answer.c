/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an answer of the server says, as the transport's callers expect it. */

#define G_LOG_DOMAIN "sim"

#include "tests/sim/sim-answer.h"

#include "shared/codec/crm-json.h"
#include "shared/protocol/crm-command.h"
#include "shared/protocol/crm-problem.h"
#include "tests/sim/sim-world.h"

#include <string.h>

static JsonNode *
parse_member (GBytes *body, const char *member)
{
  gsize size = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;
  g_autoptr (JsonNode) node = data != NULL ? crm_json_parse (data, (gssize) size, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
             ? json_object_dup_member (json_node_get_object (node), member)
             : NULL;
}

static GError *
read_error (GBytes *body)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (body, &size);
  g_autoptr (JsonNode) node = crm_json_parse (data, (gssize) size, NULL);
  g_autoptr (CrmProblem) problem = crm_problem_new_from_json (node);
  GError *error = NULL;

  crm_problem_to_error (problem, &error);
  return error;
}

static void
return_results (GTask *task, GBytes *body)
{
  g_autoptr (JsonNode) member = parse_member (body, "results");
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_result_free);
  JsonArray *array = json_node_get_array (member);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr (GError) error = NULL;
      CrmResult *result = crm_result_from_json (json_array_get_element (array, i), &error);

      if (result == NULL)
        {
          sim_fail ("a result cannot be read: %s", error->message);
          return;
        }
      sim_trace ("answer %s %d%s", result->id, result->status, result->repeated ? " again" : "");
      g_ptr_array_add (results, result);
    }
  g_task_return_pointer (task, results, (GDestroyNotify) g_ptr_array_unref);
}

static void
return_ids (GTask *task, GBytes *body)
{
  g_autoptr (JsonNode) member = parse_member (body, "known");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = json_node_get_array (member);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_strv_builder_add (builder, json_array_get_string_element (array, i));
  g_task_return_pointer (task, g_strv_builder_end (builder), (GDestroyNotify) g_strfreev);
}

static void
return_node (GTask *task, GBytes *body)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (body, &size);

  g_task_return_pointer (task, crm_json_parse (data, (gssize) size, NULL),
                         (GDestroyNotify) json_node_unref);
}

void
sim_answer_return (GTask *task, const char *path, guint status, GBytes *body)
{
  if (status >= 300)
    g_task_return_error (task, read_error (body));
  else if (strcmp (path, "/commands") == 0)
    return_results (task, body);
  else if (strcmp (path, "/commands/known") == 0)
    return_ids (task, body);
  else
    return_node (task, body);
}
