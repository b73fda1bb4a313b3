/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the fields of every kind are called. A table and gettext. */

#include "client/ui/desk-field-titles.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *kind;
  const char *field;
  const char *title;
} FieldTitle;

static const FieldTitle field_titles[] = {
  { "customer", "type", N_ ("Kind") },
  { "customer", "last_name", N_ ("Last name") },
  { "customer", "first_name", N_ ("First name") },
  { "customer", "middle_name", N_ ("Middle name") },
  { "customer", "birth_date", N_ ("Birth date") },
  { "customer", "sex", N_ ("Sex") },
  { "customer", "company_name", N_ ("Company name") },
  { "customer", "inn", N_ ("INN") },
  { "customer", "kpp", N_ ("KPP") },
  { "customer", "ogrn", N_ ("OGRN") },
  { "customer", "owner", N_ ("Agent") },
  { "customer", "branch", N_ ("Branch") },
  { "customer", "source", N_ ("Source") },
  { "customer", "tags", N_ ("Tags") },
  { "customer", "note", N_ ("Note") },
  { "customer", "address.region", N_ ("Region") },
  { "customer", "address.city", N_ ("City") },
  { "customer", "address.street", N_ ("Street") },
  { "customer", "address.house", N_ ("House") },
  { "customer", "address.flat", N_ ("Flat") },
  { "customer", "address.postcode", N_ ("Postcode") },
  { "customer", "address.text", N_ ("Address") },
  { "customer", "number", N_ ("Number") },
  { "customer", "status", N_ ("Status") },
  { "contact-point", "customer", N_ ("Client") },
  { "contact-point", "type", N_ ("Kind of contact") },
  { "contact-point", "value", N_ ("Contact") },
  { "contact-point", "label", N_ ("Label") },
  { "contact-point", "primary", N_ ("Main") },
  { "contact-point", "invalid", N_ ("Not working") },
  { "contact-point", "opted_out", N_ ("Refused messages") },
  { "identity-document", "customer", N_ ("Client") },
  { "identity-document", "type", N_ ("Kind of document") },
  { "identity-document", "series", N_ ("Series") },
  { "identity-document", "number", N_ ("Number") },
  { "identity-document", "issued_by", N_ ("Issued by") },
  { "identity-document", "issuer_code", N_ ("Office code") },
  { "identity-document", "issued_on", N_ ("Issued on") },
  { "identity-document", "valid_to", N_ ("Valid until") },
  { "bank-account", "customer", N_ ("Client") },
  { "bank-account", "bic", N_ ("BIC") },
  { "bank-account", "account", N_ ("Account number") },
  { "bank-account", "bank_name", N_ ("Bank") },
  { "bank-account", "correspondent_account", N_ ("Corr. account") },
  { "bank-account", "recipient", N_ ("Recipient") },
  { "bank-account", "primary", N_ ("Main") },
  { "user", "login", N_ ("Login") },
  { "user", "name", N_ ("First and last name") },
  { "user", "role", N_ ("Role") },
  { "user", "branch", N_ ("Branch") },
  { "user", "skills", N_ ("Skills") },
  { "user", "active", N_ ("Works here") },
  { "branch", "name", N_ ("Name") },
  { "branch", "parent", N_ ("Below the branch") },
  { "branch", "time_zone", N_ ("Time zone") },
  { "role", "code", N_ ("Code") },
  { "role", "name", N_ ("Name") },
  { "role", "rights", N_ ("Rights") },
  { "right-exception", "user", N_ ("Person") },
  { "right-exception", "subject", N_ ("About") },
  { "right-exception", "action", N_ ("Right") },
  { "right-exception", "scope", N_ ("Reach") },
  { "right-exception", "starts_on", N_ ("First day") },
  { "right-exception", "ends_on", N_ ("Last day") },
  { "right-exception", "reason", N_ ("Reason") },
  { "deputy", "absent", N_ ("Who is away") },
  { "deputy", "deputy", N_ ("Who stands in") },
  { "deputy", "starts_on", N_ ("First day") },
  { "deputy", "ends_on", N_ ("Last day") },
  { "deputy", "reason", N_ ("Reason") },
  { "share", "customer", N_ ("Client") },
  { "share", "user", N_ ("To whom") },
  { "share", "ends_on", N_ ("Last day") },
  { "share", "reason", N_ ("Reason") },
  { "conflict", "status", N_ ("Status") },
};

const char *
desk_field_titles_find (const CrmKind *kind, const char *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (field_titles); i++)
    if (g_str_equal (field_titles[i].kind, kind->name) &&
        g_str_equal (field_titles[i].field, field))
      return _ (field_titles[i].title);
  return NULL;
}
