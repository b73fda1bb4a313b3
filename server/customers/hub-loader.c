/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fast way in for many new customers: a COPY statement for each table a transaction. Their text
 * form is made here, so that two workers share that work. Worker threads. */

#define G_LOG_DOMAIN "hub-import"

#include "server/customers/hub-loader.h"

#include "server/customers/hub-copy.h"
#include "server/customers/hub-import-queries.h"
#include "server/sync/hub-sync-queries.h"
#include "shared/base/crm-time.h"
#include "shared/customers/crm-beneficiary.h"
#include "shared/customers/crm-instalment.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-policy.h"
#include "shared/customers/crm-relation.h"

/* Fields in the order of import/copy-customers.sql, after the external id. */
static const CrmCustomerField copied[] = {
  CRM_CUSTOMER_TYPE,
  CRM_CUSTOMER_LAST_NAME,
  CRM_CUSTOMER_FIRST_NAME,
  CRM_CUSTOMER_MIDDLE_NAME,
  CRM_CUSTOMER_BIRTH_DATE,
  CRM_CUSTOMER_SEX,
  CRM_CUSTOMER_COMPANY_NAME,
  CRM_CUSTOMER_INN,
  CRM_CUSTOMER_KPP,
  CRM_CUSTOMER_OGRN,
  CRM_CUSTOMER_SOURCE,
  CRM_CUSTOMER_TAGS,
  CRM_CUSTOMER_NOTE,
  CRM_CUSTOMER_ADDRESS_REGION,
  CRM_CUSTOMER_ADDRESS_CITY,
  CRM_CUSTOMER_ADDRESS_STREET,
  CRM_CUSTOMER_ADDRESS_HOUSE,
  CRM_CUSTOMER_ADDRESS_FLAT,
  CRM_CUSTOMER_ADDRESS_POSTCODE,
  CRM_CUSTOMER_ADDRESS_TEXT,
};

/* What customers come with in a row for each. */
static const struct
{
  const CrmKind *kind;
  HubImportQuery query;
} copied_kinds[] = {
  { &crm_policy_kind, HUB_IMPORT_COPY_POLICIES },
  { &crm_insured_object_kind, HUB_IMPORT_COPY_OBJECTS },
  { &crm_beneficiary_kind, HUB_IMPORT_COPY_BENEFICIARIES },
  { &crm_instalment_kind, HUB_IMPORT_COPY_INSTALMENTS },
  { &crm_relation_kind, HUB_IMPORT_COPY_RELATIONS },
};

typedef struct
{
  HubCopy copy;
  char ver[24];
  char *now; /* (owned) */
} Copy;

static void
copy_clear (Copy *self)
{
  hub_copy_clear (&self->copy);
  g_free (self->now);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copy, copy_clear)

HubLoadCustomer *
hub_load_customer_new (void)
{
  HubLoadCustomer *self = g_new0 (HubLoadCustomer, 1);
  g_autofree char *id = crm_id_new ();

  g_strlcpy (self->id, id, sizeof self->id);
  self->points = g_array_new (FALSE, FALSE, sizeof (HubLoadPoint));
  return self;
}

void
hub_load_customer_free (HubLoadCustomer *self)
{
  g_array_unref (self->points);
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->documents, g_array_unref);
  g_clear_pointer (&self->accounts, g_array_unref);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

void
hub_load_customer_add_point (HubLoadCustomer *self, const HubLoadPoint *point)
{
  g_array_append_val (self->points, *point);
}

void
hub_load_customer_add_event (HubLoadCustomer *self, const HubLoadEvent *event)
{
  if (self->events == NULL)
    self->events = g_array_new (FALSE, FALSE, sizeof (HubLoadEvent));
  g_array_append_val (self->events, *event);
}

void
hub_load_customer_add_document (HubLoadCustomer *self, const HubLoadDocument *document)
{
  if (self->documents == NULL)
    self->documents = g_array_new (FALSE, FALSE, sizeof (HubLoadDocument));
  g_array_append_val (self->documents, *document);
}

void
hub_load_customer_add_account (HubLoadCustomer *self, const HubLoadAccount *account)
{
  if (self->accounts == NULL)
    self->accounts = g_array_new (FALSE, FALSE, sizeof (HubLoadAccount));
  g_array_append_val (self->accounts, *account);
}

HubLoadChild *
hub_load_customer_add_child (HubLoadCustomer *self, const CrmKind *kind)
{
  HubLoadChild *child = g_new0 (HubLoadChild, 1);
  g_autofree char *id = crm_id_new ();

  g_return_val_if_fail (kind->n_fields <= HUB_LOAD_MAX_FIELDS, NULL);

  child->kind = kind;
  g_strlcpy (child->id, id, sizeof child->id);
  if (self->children == NULL)
    self->children = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->children, child);
  return child;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static gboolean
add_customer (Copy *copy, HubLoadCustomer *customer, const char *number, GError **error)
{
  const char *const *values = customer->values;
  const char *created = values[CRM_CUSTOMER_CREATED_AT];
  const char *changed = values[CRM_CUSTOMER_CHANGED_AT];
  HubCopy *row = &copy->copy;

  hub_copy_add_first (row, customer->id);
  hub_copy_add (row, copy->ver);
  hub_copy_add (row, values[CRM_CUSTOMER_OWNER]);
  hub_copy_add (row, values[CRM_CUSTOMER_BRANCH]);
  hub_copy_add (row, customer->external_id);
  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    hub_copy_add (row, values[copied[i]]);
  hub_copy_add (row, number);
  hub_copy_add (row, values[CRM_CUSTOMER_STATUS] != NULL ? values[CRM_CUSTOMER_STATUS] : "lead");
  hub_copy_add (row, created != NULL ? created : copy->now);
  hub_copy_add (row, values[CRM_CUSTOMER_CREATED_BY]);
  hub_copy_add (row, changed != NULL ? changed : created != NULL ? created : copy->now);
  return hub_copy_end_line (&copy->copy, error);
}

static gboolean
add_scoped (Copy *copy, HubLoadCustomer *customer)
{
  g_autofree char *id = crm_id_new ();

  hub_copy_add_first (&copy->copy, id);
  hub_copy_add (&copy->copy, copy->ver);
  hub_copy_add (&copy->copy, customer->values[CRM_CUSTOMER_OWNER]);
  hub_copy_add (&copy->copy, customer->values[CRM_CUSTOMER_BRANCH]);
  hub_copy_add (&copy->copy, customer->id);
  return TRUE;
}

static gboolean
add_points (Copy *copy, HubLoadCustomer *customer, GError **error)
{
  for (guint i = 0; i < customer->points->len; i++)
    {
      HubLoadPoint *point = &g_array_index (customer->points, HubLoadPoint, i);

      add_scoped (copy, customer);
      hub_copy_add (&copy->copy, point->type);
      hub_copy_add (&copy->copy, point->value);
      hub_copy_add (&copy->copy, point->label);
      hub_copy_add (&copy->copy, point->is_primary ? "t" : NULL);
      if (!hub_copy_end_line (&copy->copy, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_events (Copy *copy, HubLoadCustomer *customer, GError **error)
{
  for (guint i = 0; customer->events != NULL && i < customer->events->len; i++)
    {
      HubLoadEvent *event = &g_array_index (customer->events, HubLoadEvent, i);

      add_scoped (copy, customer);
      hub_copy_add (&copy->copy, "customer");
      hub_copy_add (&copy->copy, customer->id);
      hub_copy_add (&copy->copy, event->action);
      hub_copy_add (&copy->copy, event->actor);
      hub_copy_add (&copy->copy, event->at);
      hub_copy_add (&copy->copy, event->at);
      hub_copy_add (&copy->copy, event->changes);
      if (!hub_copy_end_line (&copy->copy, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_documents (Copy *copy, HubLoadCustomer *customer, GError **error)
{
  for (guint i = 0; customer->documents != NULL && i < customer->documents->len; i++)
    {
      HubLoadDocument *document = &g_array_index (customer->documents, HubLoadDocument, i);

      add_scoped (copy, customer);
      hub_copy_add (&copy->copy, document->type);
      hub_copy_add (&copy->copy, document->series);
      hub_copy_add (&copy->copy, document->number);
      hub_copy_add (&copy->copy, document->issued_by);
      hub_copy_add (&copy->copy, document->issuer_code);
      hub_copy_add (&copy->copy, document->issued_on);
      if (!hub_copy_end_line (&copy->copy, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_accounts (Copy *copy, HubLoadCustomer *customer, GError **error)
{
  for (guint i = 0; customer->accounts != NULL && i < customer->accounts->len; i++)
    {
      HubLoadAccount *account = &g_array_index (customer->accounts, HubLoadAccount, i);

      add_scoped (copy, customer);
      hub_copy_add (&copy->copy, account->bic);
      hub_copy_add (&copy->copy, account->account);
      hub_copy_add (&copy->copy, account->bank_name);
      hub_copy_add (&copy->copy, account->correspondent_account);
      hub_copy_add (&copy->copy, i == 0 ? "t" : NULL);
      if (!hub_copy_end_line (&copy->copy, error))
        return FALSE;
    }
  return TRUE;
}

/* All fields in their order: what the statement says. */
static gboolean
add_child (Copy *copy, HubLoadCustomer *customer, HubLoadChild *child, GError **error)
{
  hub_copy_add_first (&copy->copy, child->id);
  hub_copy_add (&copy->copy, copy->ver);
  hub_copy_add (&copy->copy, customer->values[CRM_CUSTOMER_OWNER]);
  hub_copy_add (&copy->copy, customer->values[CRM_CUSTOMER_BRANCH]);
  for (guint i = 0; i < child->kind->n_fields; i++)
    hub_copy_add (&copy->copy, child->values[i]);
  return hub_copy_end_line (&copy->copy, error);
}

static gboolean
add_children (Copy *copy, HubLoadCustomer *customer, const CrmKind *kind, GError **error)
{
  for (guint i = 0; customer->children != NULL && i < customer->children->len; i++)
    {
      HubLoadChild *child = customer->children->pdata[i];

      if (child->kind == kind && !add_child (copy, customer, child, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- the transaction ----------------------------------------------------------------------- */

static gboolean
copy_customers (Copy *copy, GPtrArray *customers, HubDbRows *numbers, GError **error)
{
  if (!hub_db_copy_begin (copy->copy.db, hub_import_query (HUB_IMPORT_COPY_CUSTOMERS), error))
    return FALSE;
  for (guint i = 0; i < customers->len; i++)
    if (!add_customer (copy, customers->pdata[i], hub_db_rows_text (numbers, i, 0), error))
      return FALSE;
  return hub_copy_end (&copy->copy, error);
}

typedef gboolean (*AddFunc) (Copy *copy, HubLoadCustomer *customer, GError **error);

static gboolean
copy_children (Copy *copy,
               GPtrArray *customers,
               HubImportQuery query,
               AddFunc add_func,
               GError **error)
{
  if (!hub_db_copy_begin (copy->copy.db, hub_import_query (query), error))
    return FALSE;
  for (guint i = 0; i < customers->len; i++)
    if (!add_func (copy, customers->pdata[i], error))
      return FALSE;
  return hub_copy_end (&copy->copy, error);
}

/* What only some customers have; a table for which nobody has anything is left alone. */
static gboolean
copy_rest (Copy *copy, GPtrArray *customers, GError **error)
{
  gboolean has_events = FALSE;
  gboolean has_documents = FALSE;
  gboolean has_accounts = FALSE;

  for (guint i = 0; i < customers->len; i++)
    {
      HubLoadCustomer *customer = customers->pdata[i];

      has_events = has_events || customer->events != NULL;
      has_documents = has_documents || customer->documents != NULL;
      has_accounts = has_accounts || customer->accounts != NULL;
    }
  return (!has_events ||
          copy_children (copy, customers, HUB_IMPORT_COPY_HISTORY, add_events, error)) &&
         (!has_documents ||
          copy_children (copy, customers, HUB_IMPORT_COPY_DOCUMENTS, add_documents, error)) &&
         (!has_accounts ||
          copy_children (copy, customers, HUB_IMPORT_COPY_ACCOUNTS, add_accounts, error));
}

static gboolean
has_kind (GPtrArray *customers, const CrmKind *kind)
{
  for (guint i = 0; i < customers->len; i++)
    {
      HubLoadCustomer *customer = customers->pdata[i];

      for (guint k = 0; customer->children != NULL && k < customer->children->len; k++)
        if (((HubLoadChild *) customer->children->pdata[k])->kind == kind)
          return TRUE;
    }
  return FALSE;
}

static gboolean
copy_kind (Copy *copy,
           GPtrArray *customers,
           const CrmKind *kind,
           HubImportQuery query,
           GError **error)
{
  if (!has_kind (customers, kind))
    return TRUE;
  if (!hub_db_copy_begin (copy->copy.db, hub_import_query (query), error))
    return FALSE;
  for (guint i = 0; i < customers->len; i++)
    if (!add_children (copy, customers->pdata[i], kind, error))
      return FALSE;
  return hub_copy_end (&copy->copy, error);
}

static gboolean
copy_kinds (Copy *copy, GPtrArray *customers, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (copied_kinds); i++)
    if (!copy_kind (copy, customers, copied_kinds[i].kind, copied_kinds[i].query, error))
      return FALSE;
  return TRUE;
}

gboolean
hub_loader_copy (HubDb *db, GPtrArray *customers, GError **error)
{
  g_autofree char *n = g_strdup_printf ("%u", customers->len);
  const char *params[] = { n };
  const char *const *param_lists[] = { NULL, params };
  const HubQuery *queries[] = { hub_import_query (HUB_IMPORT_TAKE_VER),
                                hub_sync_query (HUB_SYNC_TAKE_NUMBERS) };
  HubDbRows *results[2] = { NULL };
  g_autoptr (HubDbRows) ver = NULL;
  g_autoptr (HubDbRows) numbers = NULL;
  g_auto (Copy) copy = { 0 };

  hub_copy_init (&copy.copy, db);
  if (customers->len == 0)
    return TRUE;
  if (!hub_db_select_many (db, 2, queries, param_lists, results, error))
    return FALSE;

  ver = results[0];
  numbers = results[1];
  copy.now = crm_time_to_string (crm_time_now ());
  g_strlcpy (copy.ver, hub_db_rows_text (ver, 0, 0), sizeof copy.ver);
  return copy_customers (&copy, customers, numbers, error) &&
         copy_children (&copy, customers, HUB_IMPORT_COPY_CONTACT_POINTS, add_points, error) &&
         copy_rest (&copy, customers, error) && copy_kinds (&copy, customers, error);
}
