/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 9457 body. Filled by one thread, then shared unchanged. */
#include "shared/protocol/crm-problem.h"

#include "shared/base/crm-util.h"
#include "shared/codec/crm-json.h"

#define TYPE_PREFIX "urn:zontik:problem:"

struct _CrmProblem
{
  gatomicrefcount ref_count;
  CrmError code;
  char *detail;         /* (owned) (nullable) */
  char *reason;         /* (owned) (nullable) */
  char *correlation_id; /* (owned) (nullable) */
  gboolean wipe;
  GPtrArray *errors; /* (element-type CrmProblemError) */
};

G_DEFINE_BOXED_TYPE (CrmProblem, crm_problem, crm_problem_ref, crm_problem_unref)

static const char *const titles[] = {
  [CRM_ERROR_INVALID] = "The request is not valid",
  [CRM_ERROR_UNAUTHENTICATED] = "Not signed in",
  [CRM_ERROR_DENIED] = "Not allowed",
  [CRM_ERROR_NOT_FOUND] = "Not found",
  [CRM_ERROR_CONFLICT] = "It conflicts with what is there",
  [CRM_ERROR_REPEATED] = "It was done before",
  [CRM_ERROR_TOO_LARGE] = "Too large",
  [CRM_ERROR_TOO_MANY] = "Too many requests",
  [CRM_ERROR_UNAVAILABLE] = "Not available now",
  [CRM_ERROR_EPOCH_CHANGED] = "The database was restored",
  [CRM_ERROR_UPGRADE_REQUIRED] = "A newer program is needed",
  [CRM_ERROR_INTERNAL] = "An error of the server",
  [CRM_ERROR_RECONCILE] = "Too long ago to go on from there",
  [CRM_ERROR_MOVED] = "The record is no longer yours",
  [CRM_ERROR_WAITING] = "It waits for another command",
};

static void
free_error (gpointer data)
{
  CrmProblemError *error = data;

  g_free (error->pointer);
  g_free (error->code);
  g_free (error->detail);
  g_free (error);
}

/* Codes that never leave the program are told to others as something that may. */
static CrmError
public_code (CrmError code)
{
  if (code <= CRM_ERROR_WAITING)
    return code;

  return code == CRM_ERROR_OFFLINE || code == CRM_ERROR_UNCERTAIN ? CRM_ERROR_UNAVAILABLE
                                                                  : CRM_ERROR_INTERNAL;
}

/**
 * crm_problem_new:
 * @code: what went wrong; a code that does not travel becomes one that does
 * @detail: (nullable): a sentence for whoever reads the answer
 *
 * Returns: (transfer full): a problem without errors of fields
 */
CrmProblem *
crm_problem_new (CrmError code, const char *detail)
{
  CrmProblem *self = g_new0 (CrmProblem, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->code = public_code (code);
  self->detail = g_strdup (detail);
  self->errors = g_ptr_array_new_with_free_func (free_error);
  return self;
}

/**
 * crm_problem_new_from_error:
 * @error: any error
 *
 * The message goes along only when it is ours and was written for others: no SQL, no path.
 *
 * Returns: (transfer full): a problem
 */
CrmProblem *
crm_problem_new_from_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != CRM_ERROR || (guint) error->code > CRM_ERROR_CERTIFICATE)
    return crm_problem_new (CRM_ERROR_INTERNAL, NULL);
  if (public_code (error->code) != (CrmError) error->code || error->code == CRM_ERROR_INTERNAL)
    return crm_problem_new (error->code, NULL);

  return crm_problem_new (error->code, error->message);
}

static void
read_errors (CrmProblem *self, JsonNode *node)
{
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      JsonObject *error = JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL;
      const char *pointer =
          error != NULL ? crm_json_get_text (json_object_get_member (error, "pointer")) : NULL;
      const char *code =
          error != NULL ? crm_json_get_text (json_object_get_member (error, "code")) : NULL;
      const char *detail =
          error != NULL ? crm_json_get_text (json_object_get_member (error, "detail")) : NULL;

      if (error != NULL)
        crm_problem_add (self, pointer, code, "%s", detail != NULL ? detail : "");
    }
}

static gboolean
read_wipe (JsonNode *node)
{
  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

/**
 * crm_problem_new_from_json:
 * @node: (nullable): what a server sent, maybe not a problem at all
 *
 * Returns: (transfer full): a problem; an unknown one is internal
 */
CrmProblem *
crm_problem_new_from_json (JsonNode *node)
{
  CrmProblem *self = crm_problem_new (CRM_ERROR_INTERNAL, NULL);
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return self;

  object = json_node_get_object (node);
  crm_error_code_from_string (crm_json_get_text (json_object_get_member (object, "code")),
                              &self->code);
  crm_problem_set_detail (self, crm_json_get_text (json_object_get_member (object, "detail")));
  crm_problem_set_correlation_id (self, crm_json_get_text (
                                            json_object_get_member (object, "correlation_id")));
  crm_problem_set_reason (self, crm_json_get_text (json_object_get_member (object, "reason")));
  self->wipe = read_wipe (json_object_get_member (object, "wipe"));
  read_errors (self, json_object_get_member (object, "errors"));
  return self;
}

CrmProblem *
crm_problem_ref (CrmProblem *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
crm_problem_unref (CrmProblem *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->detail);
  g_free (self->reason);
  g_free (self->correlation_id);
  g_ptr_array_unref (self->errors);
  g_free (self);
}

static JsonNode *
errors_to_json (CrmProblem *self)
{
  JsonNode *node = json_node_alloc ();
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < self->errors->len; i++)
    {
      const CrmProblemError *error = g_ptr_array_index (self->errors, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "pointer", error->pointer);
      json_object_set_string_member (object, "code", error->code);
      json_object_set_string_member (object, "detail", error->detail);
      json_array_add_object_element (array, object);
    }

  return json_node_init_array (node, array);
}

/**
 * crm_problem_to_json:
 * @self: a problem
 *
 * Returns: (transfer full): an object
 */
JsonNode *
crm_problem_to_json (CrmProblem *self)
{
  JsonNode *node = json_node_alloc ();
  g_autoptr (JsonObject) object = json_object_new ();
  const char *word = crm_error_code_to_string (self->code);
  g_autofree char *type = g_strconcat (TYPE_PREFIX, word, NULL);

  json_object_set_string_member (object, "type", type);
  json_object_set_string_member (object, "title", titles[self->code]);
  json_object_set_int_member (object, "status", crm_error_code_to_status (self->code));
  json_object_set_string_member (object, "code", word);
  if (self->detail != NULL)
    json_object_set_string_member (object, "detail", self->detail);
  if (self->reason != NULL)
    json_object_set_string_member (object, "reason", self->reason);
  if (self->wipe)
    json_object_set_boolean_member (object, "wipe", TRUE);
  if (self->correlation_id != NULL)
    json_object_set_string_member (object, "correlation_id", self->correlation_id);
  if (self->errors->len > 0)
    {
      const CrmProblemError *first = g_ptr_array_index (self->errors, 0);

      json_object_set_string_member (object, "pointer", first->pointer);
      json_object_set_member (object, "errors", errors_to_json (self));
    }

  return json_node_init_object (node, object);
}

CrmError
crm_problem_get_code (CrmProblem *self)
{
  return self->code;
}

void
crm_problem_set_code (CrmProblem *self, CrmError code)
{
  self->code = public_code (code);
}

const char *
crm_problem_get_detail (CrmProblem *self)
{
  return self->detail;
}

void
crm_problem_set_detail (CrmProblem *self, const char *detail)
{
  crm_set_string (&self->detail, detail);
}

const char *
crm_problem_get_reason (CrmProblem *self)
{
  return self->reason;
}

void
crm_problem_set_reason (CrmProblem *self, const char *reason)
{
  crm_set_string (&self->reason, reason);
}

gboolean
crm_problem_get_wipe (CrmProblem *self)
{
  return self->wipe;
}

void
crm_problem_set_wipe (CrmProblem *self, gboolean wipe)
{
  self->wipe = wipe;
}

const char *
crm_problem_get_correlation_id (CrmProblem *self)
{
  return self->correlation_id;
}

void
crm_problem_set_correlation_id (CrmProblem *self, const char *id)
{
  crm_set_string (&self->correlation_id, id);
}

/**
 * crm_problem_add:
 * @self: a problem that nobody else has yet
 * @pointer: (nullable): JSON pointer inside the body or command
 * @code: (nullable): stable word
 * @format: sentence for people
 *
 * More than CRM_PROBLEM_MAX_ERRORS are dropped.
 */
void
crm_problem_add (CrmProblem *self, const char *pointer, const char *code, const char *format, ...)
{
  CrmProblemError *error;
  va_list args;

  if (self->errors->len >= CRM_PROBLEM_MAX_ERRORS)
    return;

  error = g_new0 (CrmProblemError, 1);
  error->pointer = g_strdup (pointer != NULL ? pointer : "");
  error->code = g_strdup (code != NULL ? code : "invalid");
  va_start (args, format);
  error->detail = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->errors, error);
}

guint
crm_problem_n_errors (CrmProblem *self)
{
  return self->errors->len;
}

/**
 * crm_problem_get_error:
 * @self: a problem
 * @index: less than crm_problem_n_errors()
 *
 * Returns: (transfer none): an error of a field
 */
const CrmProblemError *
crm_problem_get_error (CrmProblem *self, guint index)
{
  g_return_val_if_fail (index < self->errors->len, NULL);

  return g_ptr_array_index (self->errors, index);
}

const CrmProblemError *
crm_problem_find (CrmProblem *self, const char *pointer)
{
  for (guint i = 0; i < self->errors->len; i++)
    {
      const CrmProblemError *error = g_ptr_array_index (self->errors, i);

      if (g_strcmp0 (error->pointer, pointer) == 0)
        return error;
    }

  return NULL;
}

/**
 * crm_problem_to_error:
 * @self: a problem
 * @error: takes its code and detail
 */
void
crm_problem_to_error (CrmProblem *self, GError **error)
{
  const char *message = self->detail;

  if (message == NULL && self->errors->len > 0)
    message = ((CrmProblemError *) g_ptr_array_index (self->errors, 0))->detail;
  if (message == NULL)
    message = titles[self->code];

  g_set_error_literal (error, CRM_ERROR, self->code, message);
  if (error != NULL)
    crm_error_set_boxed (*error, CRM_TYPE_PROBLEM, self);
}

/**
 * crm_problem_find_of_error:
 * @error: (nullable): an error
 *
 * Returns: (transfer none) (nullable): the problem it was made of by crm_problem_to_error()
 */
CrmProblem *
crm_problem_find_of_error (const GError *error)
{
  return (CrmProblem *) crm_error_get_boxed (error, CRM_TYPE_PROBLEM);
}
