/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for what the rules say about clients and their contacts. Pure functions over gettext. */

#include "client/customers/desk-customer-words.h"

#include <string.h>

#include <glib/gi18n.h>

#include "shared/customers/crm-account-rules.h"
#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-document-rules.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/customers/crm-insured-object.h"
#include "shared/customers/crm-object-rules.h"

typedef struct
{
  const char *field;
  const char *code;
  const char *text;
} Complaint;

static const Complaint complaints[] = {
  { "birth_date", "format", N_ ("Write the date like 14.03.1987") },
  { "birth_date", "range", N_ ("The birth date is in the future") },
  { "last_name", "required", N_ ("A last name or a phone is needed") },
  { "company_name", "required", N_ ("A company needs a name") },
  { "inn", "checksum", N_ ("The check digits do not match: a digit is mistyped") },
  { "ogrn", "checksum", N_ ("The check digit does not match: a digit is mistyped") },
  { "kpp", "format", N_ ("A KPP has 9 signs") },
  { "kpp", "not-applicable", N_ ("Only a company has a KPP") },
  { "value", "required", N_ ("It cannot be empty: remove the contact instead") },
  { "series", "required", N_ ("A series and a number are needed") },
  { "series", "format", N_ ("The series does not fit this document") },
  { "number", "format", N_ ("The number does not fit this document") },
  { "number", "checksum", N_ ("The control number does not match: a digit is mistyped") },
  { "issued_on", "format", N_ ("Write the date like 14.03.1987") },
  { "issued_on", "range", N_ ("The day is in the future") },
  { "valid_to", "format", N_ ("Write the date like 14.03.1987") },
  { "valid_to", "range", N_ ("It ends before it was issued") },
  { "bic", "format", N_ ("A BIC has 9 digits") },
  { "account", "format", N_ ("An account has 20 digits") },
  { "account", "checksum", N_ ("The account is not of this bank: a digit is mistyped") },
  { "correspondent_account", "format", N_ ("An account has 20 digits") },
  { "correspondent_account", "checksum",
    N_ ("The account is not of this bank: a digit is mistyped") },
  { NULL, "masked", N_ ("A hidden number cannot be written") },
  { NULL, "required", N_ ("It cannot be empty") },
  { NULL, "length", N_ ("The text is too long") },
  { NULL, "format", N_ ("This cannot be written here") },
  { NULL, "type", N_ ("This cannot be written here") },
  { NULL, "read-only", N_ ("This cannot be changed") },
  { NULL, "denied", N_ ("You have no right to change this") },
  { NULL, "not-found", N_ ("There is no such record any more") },
};

char *
desk_customer_pointer_to_field (const char *pointer)
{
  char *field;

  if (g_str_has_prefix (pointer, "/set/"))
    pointer += strlen ("/set/");
  field = g_strdup (pointer);
  return g_strdelimit (field, "/", '.');
}

static char *
complain_about_number (const char *const *values, const char *field)
{
  gboolean company = g_strcmp0 (values[CRM_CUSTOMER_TYPE], "company") == 0;

  if (g_str_equal (field, "inn"))
    return g_strdup (company ? _ ("The INN of a company has 10 digits")
                             : _ ("The INN of a person has 12 digits"));
  return g_strdup (company ? _ ("The OGRN of a company has 13 digits")
                           : _ ("An OGRNIP has 15 digits"));
}

char *
desk_customer_dup_complaint (const CrmKind *kind,
                             const char *const *values,
                             const CrmProblemError *error)
{
  g_autofree char *field = desk_customer_pointer_to_field (error->pointer);
  gboolean format = g_str_equal (error->code, "format");

  if (kind == &crm_customer_kind && format &&
      (g_str_equal (field, "inn") || g_str_equal (field, "ogrn")))
    return complain_about_number (values, field);
  if (kind == &crm_contact_point_kind && format && g_str_equal (field, "value"))
    return g_strdup (g_strcmp0 (values[CRM_CONTACT_POINT_TYPE], "email") == 0
                         ? _ ("This is not an e-mail address")
                         : _ ("This is not a phone number: 10 digits after +7"));
  for (guint i = 0; i < G_N_ELEMENTS (complaints); i++)
    if (g_str_equal (complaints[i].code, error->code) &&
        (complaints[i].field == NULL || g_str_equal (complaints[i].field, field)))
      return g_strdup (_ (complaints[i].text));
  if (error->detail != NULL && *error->detail != '\0')
    return g_strdup_printf (_ ("Not accepted: %s"), error->detail);
  return g_strdup (_ ("Not accepted by the server"));
}

static gboolean
is_touched (const CrmKind *kind, CrmFieldSet *set, const char *pointer)
{
  g_autofree char *field = desk_customer_pointer_to_field (pointer);
  int index = crm_kind_find_field (kind, field);

  return set == NULL || (index >= 0 && crm_field_set_has (set, (guint) index));
}

char *
desk_customer_check_values (const CrmKind *kind,
                            const char *const *values,
                            CrmFieldSet *set,
                            gboolean has_phone)
{
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);

  if (kind == &crm_customer_kind)
    crm_customer_check (values, has_phone, problem);
  else if (kind == &crm_contact_point_kind)
    crm_contact_point_check (values, problem);
  else if (kind == &crm_identity_document_kind)
    crm_identity_document_check (values, problem);
  else if (kind == &crm_bank_account_kind)
    crm_bank_account_check (values, problem);
  else if (kind == &crm_insured_object_kind)
    crm_insured_object_check (values, problem);
  for (guint i = 0; i < crm_problem_n_errors (problem); i++)
    {
      const CrmProblemError *error = crm_problem_get_error (problem, i);

      if (is_touched (kind, set, error->pointer))
        return desk_customer_dup_complaint (kind, values, error);
    }
  return NULL;
}

void
desk_customer_split_name (const char *line, char **last, char **first, char **middle)
{
  g_autofree char *clean = g_strstrip (g_strdup (line != NULL ? line : ""));
  g_auto (GStrv) words = g_strsplit_set (clean, " \t\n", -1);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  *last = *first = *middle = NULL;
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (parts, words[i]);
  if (parts->len > 0)
    *last = g_strdup (g_ptr_array_index (parts, 0));
  if (parts->len > 1)
    *first = g_strdup (g_ptr_array_index (parts, 1));
  if (parts->len > 2)
    {
      g_ptr_array_add (parts, NULL);
      *middle = g_strjoinv (" ", (char **) parts->pdata + 2);
    }
}

char *
desk_customer_words_to_list (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  gboolean empty = TRUE;

  json_builder_begin_array (builder);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_strstrip (words[i]);
      if (*words[i] == '\0')
        continue;
      json_builder_add_string_value (builder, words[i]);
      empty = FALSE;
    }
  json_builder_end_array (builder);
  if (empty)
    return NULL;
  node = json_builder_get_root (builder);
  return json_to_string (node, FALSE);
}
