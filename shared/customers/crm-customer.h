/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/customers/crm-customer-summary.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CUSTOMER_TYPE, /* person, company */
  CRM_CUSTOMER_LAST_NAME,
  CRM_CUSTOMER_FIRST_NAME,
  CRM_CUSTOMER_MIDDLE_NAME,
  CRM_CUSTOMER_BIRTH_DATE,
  CRM_CUSTOMER_SEX, /* male, female */
  CRM_CUSTOMER_COMPANY_NAME,
  CRM_CUSTOMER_INN,
  CRM_CUSTOMER_KPP,
  CRM_CUSTOMER_OGRN,
  CRM_CUSTOMER_OWNER,
  CRM_CUSTOMER_BRANCH,
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
  CRM_CUSTOMER_NUMBER,
  CRM_CUSTOMER_STATUS, /* lead, client, former */
  CRM_CUSTOMER_CREATED_AT,
  CRM_CUSTOMER_CREATED_BY,
  CRM_CUSTOMER_CHANGED_AT,
  CRM_CUSTOMER_N_FIELDS,
} CrmCustomerField;

#define CRM_TYPE_CUSTOMER (crm_customer_get_type ())
G_DECLARE_FINAL_TYPE (CrmCustomer, crm_customer, CRM, CUSTOMER, CrmRecord)

extern const CrmKind crm_customer_kind;

gboolean crm_customer_is_company (CrmCustomer *self);
/* "Капелькин Семён Ильич" or the company's name; property "display-name". (transfer full) */
char *crm_customer_dup_display_name (CrmCustomer *self);
/* One line: the free text when there is one, else its parts; property "address-line". */
char *crm_customer_dup_address_line (CrmCustomer *self);
/* The primary phone and e-mail as the lists show them, properties "phone" and "email"; set by the
 * store, because they are contact points of their own. (nullable) */
const char *crm_customer_get_phone (CrmCustomer *self);
const char *crm_customer_get_email (CrmCustomer *self);
void crm_customer_set_contacts (CrmCustomer *self, const char *phone, const char *email);
/* What hangs on the customer, in short; property "summary"; set by the store too. Never %NULL: that
 * of somebody with nothing is empty. */
const CrmCustomerSummary *crm_customer_get_summary (CrmCustomer *self);
/* @summary (nullable) */
void crm_customer_set_summary (CrmCustomer *self, const CrmCustomerSummary *summary);
char *crm_customer_values_to_display_name (const char *const *values);
/* Key of the order of lists (crm_text_sort_key()): a company stands at its own name, without the
 * legal form: ООО «Хвоинка» at Х. */
char *crm_customer_values_to_sort_key (const char *const *values);

G_END_DECLS
