/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a record of a file to what hangs on a customer, by the same rules as
 * everywhere. Pure. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-record-sheet.h"

#include <string.h>

#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"
#include "shared/customers/crm-document-rules.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/customers/crm-import-values.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-object-rules.h"
#include "shared/customers/crm-policy-rules.h"
#include "shared/customers/crm-policy.h"

#define COLUMN_NOTHING   -1
#define COLUMN_REFERENCE -2
#define LAST_YEAR        2100

struct _HubRecordColumns
{
  const HubRecordSheet *sheet;
  int *fields;        /* (owned): by column; or COLUMN_… */
  GPtrArray *names;   /* (owned) (element-type utf8) */
  GPtrArray *unknown; /* (owned) (element-type utf8), ended by %NULL */
};

/* A day of payment says that all of it was paid; the state follows from what was. */
static void
finish_instalment (const char **values, GStringChunk *texts)
{
  if (values[CRM_INSTALMENT_PAID_ON] != NULL && values[CRM_INSTALMENT_PAID_KOPECKS] == NULL)
    values[CRM_INSTALMENT_PAID_KOPECKS] = values[CRM_INSTALMENT_AMOUNT_KOPECKS];
  if (g_strcmp0 (values[CRM_INSTALMENT_STATUS], "cancelled") != 0)
    values[CRM_INSTALMENT_STATUS] = NULL;
}

static void
complete_instalment (const char **values)
{
  values[CRM_INSTALMENT_STATUS] = crm_instalment_get_kept_status (values);
}

/* What is brought in was sold. */
static void
complete_policy (const char **values)
{
  if (values[CRM_POLICY_STATUS] == NULL)
    values[CRM_POLICY_STATUS] = "issued";
}

/* The form in which @set was brought. */
static void
take_set (CrmFieldSet *set, const char **values, GStringChunk *texts)
{
  const CrmKind *kind = crm_field_set_get_kind (set);

  for (guint i = 0; i < kind->n_fields; i++)
    if (g_strcmp0 (values[i], crm_field_set_get (set, i)) != 0)
      values[i] = crm_field_set_get (set, i) != NULL
                      ? g_string_chunk_insert (texts, crm_field_set_get (set, i))
                      : NULL;
}

static CrmFieldSet *
make_set (const CrmKind *kind, const char *const *values)
{
  CrmFieldSet *set = crm_field_set_new (kind);

  for (guint i = 0; i < kind->n_fields; i++)
    if (values[i] != NULL)
      crm_field_set_put (set, i, values[i]);
  return set;
}

static void
finish_object (const char **values, GStringChunk *texts)
{
  g_autoptr (CrmFieldSet) set = make_set (&crm_insured_object_kind, values);

  crm_insured_object_normalise_set (set);
  take_set (set, values, texts);
}

/* An address with an @ and digits say what they are. */
static void
finish_point (const char **values, GStringChunk *texts)
{
  const char *value = values[CRM_CONTACT_POINT_VALUE];
  g_autoptr (CrmFieldSet) set = NULL;

  if (values[CRM_CONTACT_POINT_TYPE] == NULL && value != NULL)
    values[CRM_CONTACT_POINT_TYPE] = strchr (value, '@') != NULL ? "email" : "phone";
  set = make_set (&crm_contact_point_kind, values);
  crm_contact_point_normalise_set (set, values[CRM_CONTACT_POINT_TYPE]);
  take_set (set, values, texts);
}

static void
finish_document (const char **values, GStringChunk *texts)
{
  g_autoptr (CrmFieldSet) set = make_set (&crm_identity_document_kind, values);

  crm_identity_document_normalise_set (set, values[CRM_IDENTITY_DOCUMENT_TYPE]);
  take_set (set, values, texts);
}

static const guint policy_keys[] = { CRM_POLICY_EXTERNAL_ID, CRM_POLICY_NUMBER };
static const guint instalment_keys[] = { CRM_INSTALMENT_NO, CRM_INSTALMENT_DUE_ON };
static const guint object_keys[] = { CRM_INSURED_OBJECT_EXTERNAL_ID, CRM_INSURED_OBJECT_VIN,
                                     CRM_INSURED_OBJECT_CADASTRAL_NUMBER, CRM_INSURED_OBJECT_PLATE,
                                     CRM_INSURED_OBJECT_TITLE };

static const guint point_keys[] = { CRM_CONTACT_POINT_VALUE };
static const guint document_keys[] = { CRM_IDENTITY_DOCUMENT_NUMBER };

static const HubRecordSheet sheets[] = {
  { &crm_policy_kind, "customer_external_id", CRM_POLICY_CUSTOMER, HUB_IMPORT_FIND_CUSTOMERS,
    HUB_IMPORT_LIST_POLICIES, HUB_IMPORT_COPY_POLICIES, policy_keys, G_N_ELEMENTS (policy_keys),
    TRUE, NULL, complete_policy, crm_policy_check },
  { &crm_insured_object_kind, "customer_external_id", CRM_INSURED_OBJECT_CUSTOMER,
    HUB_IMPORT_FIND_CUSTOMERS, HUB_IMPORT_LIST_OBJECTS, HUB_IMPORT_COPY_OBJECTS, object_keys,
    G_N_ELEMENTS (object_keys), TRUE, finish_object, NULL, crm_insured_object_check },
  { &crm_instalment_kind, "policy_number", CRM_INSTALMENT_POLICY, HUB_IMPORT_FIND_POLICIES,
    HUB_IMPORT_LIST_INSTALMENTS, HUB_IMPORT_COPY_INSTALMENTS, instalment_keys,
    G_N_ELEMENTS (instalment_keys), TRUE, finish_instalment, complete_instalment,
    crm_instalment_check },
  { &crm_contact_point_kind, "customer_external_id", CRM_CONTACT_POINT_CUSTOMER,
    HUB_IMPORT_FIND_CUSTOMERS, HUB_IMPORT_LIST_POINTS, HUB_IMPORT_COPY_POINT_ROWS, point_keys,
    G_N_ELEMENTS (point_keys), FALSE, finish_point, NULL, crm_contact_point_check },
  { &crm_identity_document_kind, "customer_external_id", CRM_IDENTITY_DOCUMENT_CUSTOMER,
    HUB_IMPORT_FIND_CUSTOMERS, HUB_IMPORT_LIST_DOCUMENTS, HUB_IMPORT_COPY_DOCUMENT_ROWS,
    document_keys, G_N_ELEMENTS (document_keys), FALSE, finish_document, NULL,
    crm_identity_document_check },
};

G_STATIC_ASSERT (CRM_POLICY_N_FIELDS <= HUB_LOAD_MAX_FIELDS);
G_STATIC_ASSERT (CRM_INSURED_OBJECT_N_FIELDS <= HUB_LOAD_MAX_FIELDS);
G_STATIC_ASSERT (CRM_INSTALMENT_N_FIELDS <= HUB_LOAD_MAX_FIELDS);

const HubRecordSheet *
hub_record_sheet_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    if (strcmp (sheets[i].kind->name, name) == 0)
      return &sheets[i];
  return NULL;
}

char *
hub_record_sheet_print_one (const char *parent, guint key, const char *value)
{
  return g_strdup_printf ("%s %u %s", parent, key, value);
}

char *
hub_record_sheet_print_key (const HubRecordSheet *self,
                            const char *parent,
                            const char *const *values)
{
  for (guint i = 0; i < self->n_keys; i++)
    if (values[self->keys[i]] != NULL)
      return hub_record_sheet_print_one (parent, i, values[self->keys[i]]);
  return NULL;
}

/* ---- columns ------------------------------------------------------------------------------- */

/* What it hangs on and what only the server writes does not come from a file by its id. */
static int
find_field (const HubRecordSheet *sheet, const char *name)
{
  int field = crm_kind_find_field (sheet->kind, name);

  return field < 0 || field == (int) sheet->parent_field ||
                 sheet->kind->fields[field].type == CRM_FIELD_ID ||
                 (sheet->kind->fields[field].flags & CRM_FIELD_READ_ONLY) != 0
             ? COLUMN_NOTHING
             : field;
}

HubRecordColumns *
hub_record_columns_new (const HubRecordSheet *sheet, GPtrArray *header, GError **error)
{
  g_autoptr (HubRecordColumns) self = g_new0 (HubRecordColumns, 1);
  gboolean has_reference = FALSE;

  self->sheet = sheet;
  self->fields = g_new0 (int, header->len);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->unknown = g_ptr_array_new ();
  for (guint i = 0; i < header->len; i++)
    {
      g_autofree char *trimmed = g_strstrip (g_strdup (header->pdata[i]));
      char *name = g_ascii_strdown (trimmed, -1);

      g_ptr_array_add (self->names, name);
      self->fields[i] =
          strcmp (name, sheet->reference) == 0 ? COLUMN_REFERENCE : find_field (sheet, name);
      has_reference = has_reference || self->fields[i] == COLUMN_REFERENCE;
      if (self->fields[i] == COLUMN_NOTHING)
        g_ptr_array_add (self->unknown, name);
    }
  g_ptr_array_add (self->unknown, NULL);
  if (!has_reference)
    {
      crm_fail (error, CRM_ERROR_INVALID, "The first line has no column “%s”.", sheet->reference);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
hub_record_columns_free (HubRecordColumns *self)
{
  g_free (self->fields);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->unknown);
  g_free (self);
}

const char *const *
hub_record_columns_get_unknown (HubRecordColumns *self)
{
  return (const char *const *) self->unknown->pdata;
}

/* ---- records ------------------------------------------------------------------------------- */

static void
add_wrong (CrmProblem *problem, const char *name, const char *detail)
{
  g_autofree char *pointer = g_strconcat ("/", name, NULL);

  crm_problem_add (problem, pointer, "format", "%s", detail);
}

/* As people write it; @value itself when that is nothing we know. */
static char *
rewrite (const CrmField *field, const char *value)
{
  const char *word;
  char *date;

  switch (field->type)
    {
    case CRM_FIELD_DATE:
      date = crm_import_read_date (value, LAST_YEAR);
      return date != NULL ? date : g_strdup (value);
    case CRM_FIELD_ENUM:
      word = crm_import_read_word (value);
      return g_strdup (word != NULL ? word : value);
    default:
      return g_strdup (value);
    }
}

static const char *
read_field (const CrmField *field, const char *value, GStringChunk *texts, CrmProblem *problem)
{
  g_autofree char *canonical = NULL;
  g_autofree char *meant = NULL;
  g_autoptr (GError) error = NULL;

  /* Most files are written by programs: the value is right as it is. */
  if (!crm_field_canonical (field, value, &canonical, NULL))
    {
      meant = rewrite (field, value);
      if (!crm_field_canonical (field, meant, &canonical, &error))
        {
          add_wrong (problem, field->name, error->message);
          return NULL;
        }
    }
  return canonical != NULL ? g_string_chunk_insert (texts, canonical) : NULL;
}

static void
read_column (HubRecordColumns *self,
             HubLoadRecord *record,
             guint column,
             char *value,
             GStringChunk *texts,
             CrmProblem *problem)
{
  const int field = self->fields[column];

  if (!g_utf8_validate (value, -1, NULL))
    add_wrong (problem, self->names->pdata[column], "not a text");
  else if (field == COLUMN_REFERENCE)
    record->reference = g_string_chunk_insert (texts, value);
  else if (field >= 0)
    record->values[field] = read_field (&self->sheet->kind->fields[field], value, texts, problem);
}

static gboolean
has_key (const HubRecordSheet *sheet, const char *const *values)
{
  for (guint i = 0; i < sheet->n_keys; i++)
    if (values[sheet->keys[i]] != NULL)
      return TRUE;
  return FALSE;
}

/* The rules ask for what it hangs on, which is known by its reference only. Their pointers name a
 * command's set; here the columns are the fields. */
static void
check_values (const HubRecordSheet *sheet, HubLoadRecord *record, CrmProblem *problem)
{
  const char *values[HUB_LOAD_MAX_FIELDS];
  g_autoptr (CrmProblem) own = crm_problem_new (CRM_ERROR_INVALID, "");

  memcpy (values, record->values, sizeof values);
  values[sheet->parent_field] = record->id;
  if (sheet->complete != NULL)
    sheet->complete (values);
  sheet->check (values, own);
  for (guint i = 0; i < crm_problem_n_errors (own); i++)
    {
      const CrmProblemError *error = crm_problem_get_error (own, i);

      add_wrong (problem, error->pointer + strlen ("/set/"), error->detail);
    }
}

static void
check (HubRecordColumns *self, HubLoadRecord *record, GStringChunk *texts, CrmProblem *problem)
{
  const HubRecordSheet *sheet = self->sheet;

  if (record->reference == NULL)
    add_wrong (problem, sheet->reference, "it may not be empty");
  if (sheet->finish != NULL)
    sheet->finish (record->values, texts);
  check_values (sheet, record, problem);
  if (crm_problem_n_errors (problem) == 0 && !has_key (sheet, record->values))
    add_wrong (problem, sheet->kind->fields[sheet->keys[0]].name, "there is nothing to tell it by");
}

HubLoadRecord *
hub_record_columns_read (HubRecordColumns *self,
                         GPtrArray *record,
                         GStringChunk *texts,
                         CrmProblem *problem)
{
  HubLoadRecord *read = g_new0 (HubLoadRecord, 1);
  g_autofree char *id = crm_id_new ();

  g_strlcpy (read->id, id, sizeof read->id);
  if (record->len > self->names->len)
    add_wrong (problem, "", "more values than columns");
  for (guint i = 0; i < MIN (record->len, self->names->len); i++)
    {
      char *value = g_strstrip (record->pdata[i]);

      if (*value != '\0')
        read_column (self, read, i, value, texts, problem);
    }
  if (crm_problem_n_errors (problem) == 0)
    check (self, read, texts, problem);
  return read;
}
