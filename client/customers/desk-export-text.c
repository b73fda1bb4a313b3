/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Clients as texts of a file. Masked values are none of the columns. Pure, main thread. */

#include "client/customers/desk-export-text.h"

#include "client/customers/desk-customer-summary.h"
#include "client/ui/desk-format.h"
#include "shared/base/crm-phone.h"
#include "shared/codec/crm-vcard.h"

/* Of an instant. */
static char *
dup_date (const char *instant)
{
  return instant != NULL && *instant != '\0' ? g_strndup (instant, 10) : NULL;
}

static char *
dup_rubles (gint64 kopecks)
{
  return kopecks != 0
             ? g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", kopecks / 100, (int) (kopecks % 100))
             : NULL;
}

char *
desk_export_dup_text (DeskCustomerLook *look, CrmRecord *record, DeskCustomerColumn column)
{
  DeskContext *context = desk_customer_look_get_context (look);
  DeskFilterWords *words = desk_customer_look_get_words (look);
  CrmCustomer *customer = CRM_CUSTOMER (record);
  const CrmCustomerSummary *summary = crm_customer_get_summary (customer);
  const char *text = NULL;

  switch (column)
    {
    case DESK_CUSTOMER_COLUMN_NAME:
      return crm_customer_dup_display_name (customer);
    case DESK_CUSTOMER_COLUMN_PHONE:
      text = crm_customer_get_phone (customer);
      return text != NULL ? crm_phone_format (text) : NULL;
    case DESK_CUSTOMER_COLUMN_POLICIES:
      return desk_customer_summary_dup_products (words, summary);
    case DESK_CUSTOMER_COLUMN_NEXT:
      return desk_customer_summary_dup_next (words, record, NULL);
    case DESK_CUSTOMER_COLUMN_PREMIUM:
      return dup_rubles (summary->premium);
    case DESK_CUSTOMER_COLUMN_CONTACTED:
      return dup_date (summary->last_contact);
    case DESK_CUSTOMER_COLUMN_PLACE:
      return crm_customer_dup_address_line (customer);
    case DESK_CUSTOMER_COLUMN_AGENT:
      return g_strdup (
          desk_context_get_user_name (context, crm_record_get_text (record, CRM_CUSTOMER_OWNER)));
    case DESK_CUSTOMER_COLUMN_BRANCH:
      return g_strdup (
          desk_context_get_branch_name (context,
                                        crm_record_get_text (record, CRM_CUSTOMER_BRANCH)));
    case DESK_CUSTOMER_COLUMN_STATUS:
      text = crm_record_get_text (record, CRM_CUSTOMER_STATUS);
      return text != NULL ? g_strdup (desk_format_enum (&crm_customer_kind, "status", text)) : NULL;
    case DESK_CUSTOMER_COLUMN_BIRTHDAY:
      return g_strdup (crm_record_get_text (record, CRM_CUSTOMER_BIRTH_DATE));
    case DESK_CUSTOMER_COLUMN_TAGS:
      return desk_format_field_value (&crm_customer_kind, "tags",
                                      crm_record_get_text (record, CRM_CUSTOMER_TAGS));
    case DESK_CUSTOMER_COLUMN_CREATED:
      return dup_date (crm_record_get_text (record, CRM_CUSTOMER_CREATED_AT));
    case DESK_CUSTOMER_COLUMN_CHANGED:
      return dup_date (crm_record_get_text (record, CRM_CUSTOMER_CHANGED_AT));
    case DESK_CUSTOMER_N_COLUMNS:
    default:
      g_return_val_if_reached (NULL);
    }
}

char *
desk_export_dup_card (CrmRecord *record)
{
  g_autoptr (CrmVcard) card = crm_vcard_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  const char *phone = crm_customer_get_phone (CRM_CUSTOMER (record));

  card->is_company = g_strcmp0 (crm_record_get_text (record, CRM_CUSTOMER_TYPE), "company") == 0;
  card->display_name = crm_customer_dup_display_name (CRM_CUSTOMER (record));
  card->last_name = g_strdup (crm_record_get_text (record, CRM_CUSTOMER_LAST_NAME));
  card->first_name = g_strdup (crm_record_get_text (record, CRM_CUSTOMER_FIRST_NAME));
  card->middle_name = g_strdup (crm_record_get_text (record, CRM_CUSTOMER_MIDDLE_NAME));
  card->company = g_strdup (crm_record_get_text (record, CRM_CUSTOMER_COMPANY_NAME));
  card->birth_date = g_strdup (crm_record_get_text (record, CRM_CUSTOMER_BIRTH_DATE));
  card->uid = g_strconcat ("urn:uuid:", crm_record_get_id (record), NULL);
  if (phone != NULL)
    crm_vcard_add_phone (card, phone, "cell");
  crm_vcard_append (text, card, 4);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
