/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a record of a file to a customer, by the same rules as everywhere. People write dates, sexes
 * and phones in more than one way; what is meant beyond doubt is accepted. Pure. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-import-columns.h"

#include <json-glib/json-glib.h>

#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"

#include <string.h>

#define MAX_EXTERNAL_ID 200

typedef enum
{
  MEANING_NOTHING,
  MEANING_FIELD,
  MEANING_PHONE,
  MEANING_EMAIL,
  MEANING_EXTERNAL_ID,
  MEANING_OWNER,
} Meaning;

typedef struct
{
  Meaning meaning;
  guint field;
  char *name; /* (owned) */
} Column;

struct _HubImportColumns
{
  Column *columns;
  guint n_columns;
  GPtrArray *unknown; /* (owned) (element-type utf8), ended by %NULL */
};

static const struct
{
  const char *word;
  const char *value;
} words[] = {
  { "m", "male" },         { "f", "female" },       { "м", "male" },       { "ж", "female" },
  { "муж", "male" },       { "жен", "female" },     { "мужской", "male" }, { "женский", "female" },
  { "физлицо", "person" }, { "юрлицо", "company" },
};

/* "phone", "phone2", "phone_3" */
static gboolean
is_numbered (const char *name, const char *word)
{
  if (!g_str_has_prefix (name, word))
    return FALSE;

  name += strlen (word);
  if (*name == '_')
    name++;
  return name[strspn (name, "0123456789")] == '\0';
}

static int
find_field (const char *name)
{
  g_autofree char *address = g_strconcat ("address.", name, NULL);
  g_autofree char *dotted = g_strdup (name);
  int field;

  if (g_str_has_prefix (name, "address_"))
    dotted[strlen ("address")] = '.';
  field = crm_kind_find_field (&crm_customer_kind, dotted);
  return field >= 0 ? field : crm_kind_find_field (&crm_customer_kind, address);
}

static void
understand (Column *column, const char *header)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (header));
  g_autofree char *name = g_ascii_strdown (trimmed, -1);
  int field = find_field (name);

  column->name = g_strdup (name);
  if (strcmp (name, "external_id") == 0)
    column->meaning = MEANING_EXTERNAL_ID;
  else if (strcmp (name, "owner") == 0)
    column->meaning = MEANING_OWNER;
  else if (is_numbered (name, "phone"))
    column->meaning = MEANING_PHONE;
  else if (is_numbered (name, "email"))
    column->meaning = MEANING_EMAIL;
  else if (field >= 0 && (crm_customer_kind.fields[field].flags & CRM_FIELD_READ_ONLY) == 0)
    {
      column->meaning = MEANING_FIELD;
      column->field = field;
    }
}

HubImportColumns *
hub_import_columns_new (GPtrArray *header, GError **error)
{
  g_autoptr (HubImportColumns) self = g_new0 (HubImportColumns, 1);

  self->n_columns = header->len;
  self->columns = g_new0 (Column, header->len);
  self->unknown = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < header->len; i++)
    {
      understand (&self->columns[i], header->pdata[i]);
      if (self->columns[i].meaning == MEANING_NOTHING)
        g_ptr_array_add (self->unknown, g_strdup (self->columns[i].name));
    }
  if (self->unknown->len == header->len)
    {
      crm_fail (error, CRM_ERROR_INVALID, "The first line names no field of a customer.");
      return NULL;
    }

  g_ptr_array_add (self->unknown, NULL);
  return g_steal_pointer (&self);
}

void
hub_import_columns_free (HubImportColumns *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_free (self->columns[i].name);
  g_free (self->columns);
  g_ptr_array_unref (self->unknown);
  g_free (self);
}

const char *const *
hub_import_columns_get_unknown (HubImportColumns *self)
{
  return (const char *const *) self->unknown->pdata;
}

/* "14.03.1987" as well as "1987-03-14". */
static char *
rewrite_date (const char *value)
{
  if (strlen (value) != 10 || value[2] != '.' || value[5] != '.')
    return g_strdup (value);
  return g_strdup_printf ("%.4s-%.2s-%.2s", value + 6, value + 3, value);
}

static char *
rewrite_word (const char *value)
{
  g_autofree char *lower = g_utf8_strdown (value, -1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].word, lower) == 0)
      return g_strdup (words[i].value);
  return g_steal_pointer (&lower);
}

/* "vip, дача" as well as ["vip","дача"]. */
static char *
rewrite_list (const char *value)
{
  g_auto (GStrv) items = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;

  if (*value == '[')
    return g_strdup (value);

  items = g_strsplit_set (value, ",;|", -1);
  array = json_array_new ();
  for (guint i = 0; items[i] != NULL; i++)
    json_array_add_string_element (array, g_strstrip (items[i]));
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return json_to_string (node, FALSE);
}

static char *
rewrite (const CrmField *field, const char *value)
{
  switch (field->type)
    {
    case CRM_FIELD_DATE:
      return rewrite_date (value);
    case CRM_FIELD_ENUM:
      return rewrite_word (value);
    case CRM_FIELD_LIST:
      return rewrite_list (value);
    default:
      return g_strdup (value);
    }
}

static void
add_wrong (CrmProblem *problem, const char *name, const char *detail)
{
  g_autofree char *pointer = g_strconcat ("/", name, NULL);

  crm_problem_add (problem, pointer, "format", "%s", detail);
}

static const char *
read_field (const Column *column, const char *value, GStringChunk *texts, CrmProblem *problem)
{
  const CrmField *field = &crm_customer_kind.fields[column->field];
  g_autofree char *meant = rewrite (field, value);
  g_autofree char *canonical = NULL;
  g_autoptr (GError) error = NULL;

  if (!crm_field_canonical (field, meant, &canonical, &error))
    {
      add_wrong (problem, column->name, error->message);
      return NULL;
    }
  return canonical != NULL ? g_string_chunk_insert (texts, canonical) : NULL;
}

static gboolean
has_point (HubLoadCustomer *customer, const char *type, const char *value)
{
  for (guint i = 0; i < customer->points->len; i++)
    {
      HubLoadPoint *point = &g_array_index (customer->points, HubLoadPoint, i);

      if (strcmp (point->type, type) == 0 && strcmp (point->value, value) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_type (HubLoadCustomer *customer, const char *type)
{
  for (guint i = 0; i < customer->points->len; i++)
    if (strcmp (g_array_index (customer->points, HubLoadPoint, i).type, type) == 0)
      return TRUE;
  return FALSE;
}

static void
read_point (HubLoadCustomer *customer,
            const Column *column,
            const char *value,
            GStringChunk *texts,
            CrmProblem *problem)
{
  const char *type = column->meaning == MEANING_PHONE ? "phone" : "email";
  const char *values[CRM_CONTACT_POINT_N_FIELDS] = { customer->id, type };
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_contact_point_kind);
  g_autoptr (CrmProblem) own = crm_problem_new (CRM_ERROR_INVALID, "");
  HubLoadPoint point = { .type = type };

  crm_field_set_put (set, CRM_CONTACT_POINT_VALUE, value);
  crm_contact_point_normalise_set (set, type);
  values[CRM_CONTACT_POINT_VALUE] = crm_field_set_get (set, CRM_CONTACT_POINT_VALUE);
  crm_contact_point_check (values, own);
  if (crm_problem_n_errors (own) > 0)
    {
      add_wrong (problem, column->name, crm_problem_get_error (own, 0)->detail);
      return;
    }
  if (has_point (customer, type, values[CRM_CONTACT_POINT_VALUE]))
    return;

  point.value = g_string_chunk_insert (texts, values[CRM_CONTACT_POINT_VALUE]);
  point.is_primary = !has_type (customer, type);
  hub_load_customer_add_point (customer, &point);
}

static void
read_column (HubLoadCustomer *customer,
             const Column *column,
             const char *value,
             GStringChunk *texts,
             CrmProblem *problem)
{
  switch (column->meaning)
    {
    case MEANING_FIELD:
      customer->values[column->field] = read_field (column, value, texts, problem);
      break;
    case MEANING_PHONE:
    case MEANING_EMAIL:
      read_point (customer, column, value, texts, problem);
      break;
    case MEANING_EXTERNAL_ID:
      if (g_utf8_strlen (value, -1) > MAX_EXTERNAL_ID)
        add_wrong (problem, column->name, "it is too long");
      customer->external_id = g_string_chunk_insert (texts, value);
      break;
    case MEANING_OWNER:
    case MEANING_NOTHING:
    default:
      break;
    }
}

/* Pointers of the shared rules name a command's set; here the columns are the fields. */
static void
check (HubLoadCustomer *customer, CrmProblem *problem)
{
  g_autoptr (CrmProblem) own = crm_problem_new (CRM_ERROR_INVALID, "");

  crm_customer_check (customer->values, has_type (customer, "phone"), own);
  for (guint i = 0; i < crm_problem_n_errors (own); i++)
    {
      const CrmProblemError *error = crm_problem_get_error (own, i);
      const char *name = g_str_has_prefix (error->pointer, "/set/") ? error->pointer + 5 : "";

      add_wrong (problem, name, error->detail);
    }
}

HubLoadCustomer *
hub_import_columns_read (HubImportColumns *self,
                         GPtrArray *record,
                         GStringChunk *texts,
                         const char **owner,
                         CrmProblem *problem)
{
  HubLoadCustomer *customer = hub_load_customer_new ();

  *owner = NULL;
  if (record->len > self->n_columns)
    add_wrong (problem, "", "more values than columns");

  for (guint i = 0; i < MIN (record->len, self->n_columns); i++)
    {
      char *value = g_strstrip (record->pdata[i]);

      if (*value == '\0')
        continue;
      if (!g_utf8_validate (value, -1, NULL))
        add_wrong (problem, self->columns[i].name, "not a text");
      else if (self->columns[i].meaning == MEANING_OWNER)
        *owner = value;
      else
        read_column (customer, &self->columns[i], value, texts, problem);
    }

  if (customer->values[CRM_CUSTOMER_TYPE] == NULL)
    customer->values[CRM_CUSTOMER_TYPE] = customer->values[CRM_CUSTOMER_COMPANY_NAME] != NULL &&
                                                  customer->values[CRM_CUSTOMER_LAST_NAME] == NULL
                                              ? "company"
                                              : "person";
  if (crm_problem_n_errors (problem) == 0)
    check (customer, problem);
  return customer;
}
