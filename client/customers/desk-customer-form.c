/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From typed texts to commands. */

#include "client/customers/desk-customer-form.h"

#include <glib/gi18n.h>

#include "client/customers/desk-customer-words.h"
#include "client/customers/desk-record-field.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer-rules.h"
#include "shared/customers/crm-customer.h"

typedef struct
{
  const char *name; /* in the draft */
  int field;        /* of the customer; -1: handled apart */
  gboolean person, company;
} RowInfo;

static const RowInfo rows[DESK_CUSTOMER_FORM_N_ROWS] = {
  [DESK_CUSTOMER_FORM_NAME] = { "name", -1, TRUE, FALSE },
  [DESK_CUSTOMER_FORM_COMPANY] = { "company", CRM_CUSTOMER_COMPANY_NAME, FALSE, TRUE },
  [DESK_CUSTOMER_FORM_PHONE] = { "phone", -1, TRUE, TRUE },
  [DESK_CUSTOMER_FORM_EMAIL] = { "email", -1, TRUE, TRUE },
  [DESK_CUSTOMER_FORM_BIRTH] = { "birth_date", CRM_CUSTOMER_BIRTH_DATE, TRUE, FALSE },
  [DESK_CUSTOMER_FORM_INN] = { "inn", CRM_CUSTOMER_INN, TRUE, TRUE },
  [DESK_CUSTOMER_FORM_KPP] = { "kpp", CRM_CUSTOMER_KPP, FALSE, TRUE },
  [DESK_CUSTOMER_FORM_OGRN] = { "ogrn", CRM_CUSTOMER_OGRN, FALSE, TRUE },
  [DESK_CUSTOMER_FORM_ADDRESS] = { "address", CRM_CUSTOMER_ADDRESS_TEXT, TRUE, TRUE },
  [DESK_CUSTOMER_FORM_SOURCE] = { "source", CRM_CUSTOMER_SOURCE, TRUE, TRUE },
  [DESK_CUSTOMER_FORM_NOTE] = { "note", CRM_CUSTOMER_NOTE, TRUE, TRUE },
};

static gboolean
is_blank (const char *text)
{
  for (; text != NULL && *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

void
desk_customer_form_clear (DeskCustomerForm *self)
{
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    g_clear_pointer (&self->texts[i], g_free);
}

gboolean
desk_customer_form_has_row (const DeskCustomerForm *self, DeskCustomerFormRow row)
{
  return self->company ? rows[row].company : rows[row].person;
}

gboolean
desk_customer_form_is_empty (const DeskCustomerForm *self)
{
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    if (!is_blank (self->texts[i]))
      return FALSE;
  return TRUE;
}

static CrmFieldSet *
make_contact_set (const char *customer, const char *type, const char *text, char **complaint)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_contact_point_kind);
  const char *values[CRM_MAX_FIELDS] = { NULL };

  *complaint =
      desk_record_field_parse (&crm_contact_point_kind, CRM_CONTACT_POINT_VALUE, text, set);
  if (*complaint != NULL)
    return NULL;
  crm_field_set_put (set, CRM_CONTACT_POINT_CUSTOMER, customer);
  crm_field_set_put (set, CRM_CONTACT_POINT_TYPE, type);
  crm_field_set_put (set, CRM_CONTACT_POINT_PRIMARY, "true");
  crm_contact_point_normalise_set (set, type);
  for (guint i = 0; i < CRM_CONTACT_POINT_N_FIELDS; i++)
    values[i] = crm_field_set_get (set, i);
  *complaint = desk_customer_check_values (&crm_contact_point_kind, values, NULL, TRUE);
  return *complaint == NULL ? g_steal_pointer (&set) : NULL;
}

/* Complaint about the first part that is not good, or %NULL. */
static char *
parse_name (CrmFieldSet *set, const char *text)
{
  static const guint fields[] = { CRM_CUSTOMER_LAST_NAME, CRM_CUSTOMER_FIRST_NAME,
                                  CRM_CUSTOMER_MIDDLE_NAME };
  char *parts[G_N_ELEMENTS (fields)] = { NULL };
  char *complaint = NULL;

  desk_customer_split_name (text, &parts[0], &parts[1], &parts[2]);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (complaint == NULL && parts[i] != NULL)
        complaint = desk_record_field_parse (&crm_customer_kind, fields[i], parts[i], set);
      g_free (parts[i]);
    }
  return complaint;
}

/* Each row by its own; the rules about the whole come after. */
static CrmFieldSet *
make_set (const DeskCustomerForm *self, char **errors)
{
  CrmFieldSet *set = crm_field_set_new (&crm_customer_kind);

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, self->company ? "company" : "person");
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    {
      char *complaint = NULL;

      if (!desk_customer_form_has_row (self, i) || is_blank (self->texts[i]))
        continue;
      if (i == DESK_CUSTOMER_FORM_NAME)
        complaint = parse_name (set, self->texts[i]);
      else if (rows[i].field >= 0)
        complaint = desk_record_field_parse (&crm_customer_kind, (guint) rows[i].field,
                                             self->texts[i], set);
      if (errors != NULL)
        errors[i] = complaint;
      else
        g_free (complaint);
    }
  return set;
}

static void
check_contact (const DeskCustomerForm *self,
               DeskCustomerFormRow row,
               const char *type,
               char **errors)
{
  g_autoptr (CrmFieldSet) set = NULL;

  if (!is_blank (self->texts[row]))
    set = make_contact_set ("0", type, self->texts[row], &errors[row]);
}

static DeskCustomerFormRow
find_row (const char *field)
{
  int index = crm_kind_find_field (&crm_customer_kind, field);

  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    if (index >= 0 && rows[i].field == index)
      return i;
  return DESK_CUSTOMER_FORM_NAME;
}

gboolean
desk_customer_form_check (const DeskCustomerForm *self, char **errors)
{
  g_autoptr (CrmFieldSet) set = NULL;
  g_autoptr (CrmProblem) problem = crm_problem_new (CRM_ERROR_INVALID, NULL);
  const char *values[CRM_MAX_FIELDS] = { NULL };

  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    errors[i] = NULL;
  set = make_set (self, errors);
  check_contact (self, DESK_CUSTOMER_FORM_PHONE, "phone", errors);
  check_contact (self, DESK_CUSTOMER_FORM_EMAIL, "email", errors);
  for (guint i = 0; i < CRM_CUSTOMER_N_FIELDS; i++)
    values[i] = crm_field_set_get (set, i);
  crm_customer_check (values, !is_blank (self->texts[DESK_CUSTOMER_FORM_PHONE]), problem);
  for (guint i = 0; i < crm_problem_n_errors (problem); i++)
    {
      const CrmProblemError *error = crm_problem_get_error (problem, i);
      g_autofree char *field = desk_customer_pointer_to_field (error->pointer);
      DeskCustomerFormRow row = find_row (field);

      if (errors[row] == NULL)
        errors[row] = desk_customer_dup_complaint (&crm_customer_kind, values, error);
    }
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    if (errors[i] != NULL)
      return FALSE;
  return TRUE;
}

static void
add_contact (const DeskCustomerForm *self,
             GPtrArray *commands,
             DeskCustomerFormRow row,
             const char *type,
             const char *customer)
{
  g_autofree char *complaint = NULL;
  g_autofree char *id = crm_id_new ();
  g_autoptr (CrmFieldSet) set = NULL;

  if (is_blank (self->texts[row]))
    return;
  set = make_contact_set (customer, type, self->texts[row], &complaint);
  if (set != NULL)
    g_ptr_array_add (commands, crm_command_new_create (&crm_contact_point_kind, id, set));
}

GPtrArray *
desk_customer_form_make_commands (const DeskCustomerForm *self, DeskContext *context, char **id)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  DeskAccount *account = desk_context_get_account (context);
  g_autoptr (CrmFieldSet) set = make_set (self, NULL);

  *id = crm_id_new ();
  crm_field_set_put (set, CRM_CUSTOMER_OWNER, desk_account_get_user_id (account));
  g_ptr_array_add (commands, crm_command_new_create (&crm_customer_kind, *id, set));
  add_contact (self, commands, DESK_CUSTOMER_FORM_PHONE, "phone", *id);
  add_contact (self, commands, DESK_CUSTOMER_FORM_EMAIL, "email", *id);
  return commands;
}

char *
desk_customer_form_to_draft (const DeskCustomerForm *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_boolean_member (object, "is_company", self->company);
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    if (self->texts[i] != NULL && *self->texts[i] != '\0')
      json_object_set_string_member (object, rows[i].name, self->texts[i]);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

gboolean
desk_customer_form_from_draft (DeskCustomerForm *self, const char *draft)
{
  g_autoptr (JsonNode) node = draft == NULL ? NULL : json_from_string (draft, NULL);
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  object = json_node_get_object (node);
  desk_customer_form_clear (self);
  self->company = json_object_get_boolean_member_with_default (object, "is_company", FALSE);
  for (guint i = 0; i < DESK_CUSTOMER_FORM_N_ROWS; i++)
    self->texts[i] =
        g_strdup (json_object_get_string_member_with_default (object, rows[i].name, NULL));
  return !desk_customer_form_is_empty (self);
}
