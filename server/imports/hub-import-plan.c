/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pure. */

#define G_LOG_DOMAIN "hub-imports"

#include "server/imports/hub-import-plan.h"

#include <string.h>

#include "server/customers/hub-record-sheet.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-json.h"

#define MAX_TITLE   200
#define MAX_COLUMNS 1000

static const char *const twins[] = { "update", "skip", "create", "ask" };

static void
file_free (gpointer data)
{
  HubImportFile *self = data;

  g_free (self->name);
  g_free (self->kind);
  g_free (self->charset);
  g_strfreev (self->columns);
  g_strfreev (self->fields);
  g_free (self->owner);
  g_free (self);
}

gboolean
hub_twins_from_text (const char *text, HubTwins *found)
{
  for (guint i = 0; i < G_N_ELEMENTS (twins); i++)
    if (g_strcmp0 (twins[i], text) == 0)
      {
        *found = i;
        return TRUE;
      }
  return FALSE;
}

static void
add_wrong (CrmProblem *problem, guint file, const char *member, const char *detail)
{
  g_autofree char *pointer = g_strdup_printf ("/files/%u/%s", file, member);

  crm_problem_add (problem, pointer, "format", "%s", detail);
}

/* (nullable): %NULL also when it is not there. */
static GStrv
read_names (JsonObject *object, const char *member, guint file, CrmProblem *problem)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node) ||
      json_array_get_length (json_node_get_array (node)) > MAX_COLUMNS)
    {
      add_wrong (problem, file, member, "a list of names is expected");
      return NULL;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *name = crm_json_get_text (json_array_get_element (array, i));

      g_strv_builder_add (builder, name != NULL ? name : "");
    }
  return g_strv_builder_end (builder);
}

static gint64
read_number (JsonObject *object, const char *member, gint64 fallback)
{
  gint64 value = fallback;

  return json_object_has_member (object, member) &&
                 !crm_json_get_integer (object, member, &value, NULL)
             ? -1
             : value;
}

static char *
dup_text (JsonObject *object, const char *member)
{
  return g_strdup (crm_json_get_text (json_object_get_member (object, member)));
}

static void
check_file (HubImportFile *self, gint64 upload, guint index, CrmProblem *problem)
{
  if (self->kind == NULL ||
      (strcmp (self->kind, "customer") != 0 && hub_record_sheet_find (self->kind) == NULL))
    add_wrong (problem, index, "kind", "no such kind can be brought in");
  if (self->name == NULL || g_utf8_strlen (self->name, -1) > MAX_TITLE)
    add_wrong (problem, index, "name", "a name is expected");
  if (upload < 0 || upload > index)
    add_wrong (problem, index, "upload", "an earlier file is expected");
  if (self->size < 0 || self->size > HUB_IMPORT_MAX_SIZE)
    add_wrong (problem, index, "size", "256 MiB at the most");
  if (self->owner != NULL && !crm_id_is_valid (self->owner))
    add_wrong (problem, index, "owner", "the id of a user is expected");
}

static HubImportFile *
read_file (JsonObject *object, guint index, CrmProblem *problem)
{
  HubImportFile *self = g_new0 (HubImportFile, 1);
  gint64 upload = read_number (object, "upload", index);
  const char *delimiter = crm_json_get_text (json_object_get_member (object, "delimiter"));

  self->name = dup_text (object, "name");
  self->kind = dup_text (object, "kind");
  self->charset = dup_text (object, "charset");
  self->owner = dup_text (object, "owner");
  self->size = read_number (object, "size", 0);
  self->delimiter = delimiter != NULL ? *delimiter : 0;
  self->columns = read_names (object, "columns", index, problem);
  self->fields = read_names (object, "fields", index, problem);
  check_file (self, upload, index, problem);
  self->upload = (guint) MAX (upload, 0);
  return self;
}

static void
read_files (HubImportPlan *self, JsonNode *node, CrmProblem *problem)
{
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) == 0 ||
      json_array_get_length (array) > HUB_IMPORT_MAX_FILES)
    {
      crm_problem_add (problem, "/files", "required", "1 to %d files are expected",
                       HUB_IMPORT_MAX_FILES);
      return;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *file = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (file))
        g_ptr_array_add (self->files, read_file (json_node_get_object (file), i, problem));
      else
        add_wrong (problem, i, "", "an object is expected");
    }
}

HubImportPlan *
hub_import_plan_parse (JsonNode *node, CrmProblem *problem)
{
  g_autoptr (HubImportPlan) self = g_new0 (HubImportPlan, 1);
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *word;

  g_atomic_ref_count_init (&self->refs);
  self->files = g_ptr_array_new_with_free_func (file_free);
  if (object == NULL)
    {
      crm_problem_add (problem, "", "type", "an object is expected");
      return NULL;
    }

  self->title = dup_text (object, "title");
  if (self->title == NULL || g_utf8_strlen (self->title, -1) > MAX_TITLE)
    crm_problem_add (problem, "/title", "required", "a short text is expected");
  word = crm_json_get_text (json_object_get_member (object, "duplicates"));
  if (word != NULL && !hub_twins_from_text (word, &self->twins))
    crm_problem_add (problem, "/duplicates", "unknown", "update, skip, create or ask");
  read_files (self, json_object_get_member (object, "files"), problem);
  return crm_problem_n_errors (problem) == 0 ? g_steal_pointer (&self) : NULL;
}

HubImportPlan *
hub_import_plan_ref (HubImportPlan *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hub_import_plan_unref (HubImportPlan *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->title);
  g_ptr_array_unref (self->files);
  g_free (self);
}

HubImportFile *
hub_import_plan_get_file (HubImportPlan *self, guint index)
{
  return self->files->pdata[index];
}
