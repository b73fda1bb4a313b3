/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/base/crm-error.h"

G_BEGIN_DECLS

/* Cards of address books: read vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), write the last two.
 * Pure. */

#define CRM_VCARD_MAX_CARDS  200000
#define CRM_VCARD_MAX_VALUES 50   /* phones, addresses, … of one card */
#define CRM_VCARD_MAX_TEXT   8000 /* bytes of one value; the rest is cut off */

typedef struct
{
  char *value;
  char *types; /* lower case, apart by commas: "cell,pref"; "" */
} CrmVcardValue;

typedef struct
{
  char *text; /* (nullable): the whole, when only that is there */
  char *street;
  char *city;
  char *region;
  char *postcode;
  char *country;
  char *types;
} CrmVcardAddress;

/* What is not there is %NULL; lists are never %NULL. */
typedef struct
{
  gboolean is_company; /* KIND:org, or an organisation and no person */
  char *display_name;
  char *last_name;
  char *first_name;
  char *middle_name;
  char *company;
  char *title;
  char *birth_date; /* YYYY-MM-DD */
  char *sex;        /* male, female */
  char *note;
  char *uid;
  GPtrArray *phones;     /* (element-type CrmVcardValue) as written */
  GPtrArray *emails;     /* (element-type CrmVcardValue) */
  GPtrArray *addresses;  /* (element-type CrmVcardAddress) */
  GPtrArray *categories; /* (element-type utf8) */
} CrmVcard;

CrmVcard *crm_vcard_new (void);
void crm_vcard_free (CrmVcard *self);
/* Both copy. */
void crm_vcard_add_phone (CrmVcard *self, const char *value, const char *types);
void crm_vcard_add_email (CrmVcard *self, const char *value, const char *types);

/* All cards of a file in whatever characters. Lines that mean nothing are passed over;
 * CRM_ERROR_INVALID when there is no card at all. (transfer full) (element-type CrmVcard) */
GPtrArray *crm_vcard_parse (const char *data, gsize length, GError **error);
/* @version: 3 or 4. Lines are folded at 75 bytes, never inside a letter. */
void crm_vcard_append (GString *text, const CrmVcard *card, guint version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmVcard, crm_vcard_free)

G_END_DECLS
