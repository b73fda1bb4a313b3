/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words for commands and refusals. Pure functions over records and gettext, main thread. */

#include "client/ui/desk-change-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/ui/desk-format.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"

/* Groups of more than one field; the others are called like their field. */
static const struct
{
  const char *kind;
  const char *group;
  const char *title;
} groups[] = {
  { "customer", "name", N_ ("Full name") },
  { "customer", "birth", N_ ("Birth date") },
  { "customer", "company", N_ ("Company name") },
  { "customer", "tax", N_ ("Tax numbers") },
  { "customer", "address", N_ ("Address") },
  { "contact-point", "value", N_ ("Contact") },
  { "policy", "number", N_ ("Policy number") },
  { "policy", "term", N_ ("Term") },
  { "insured-object", "model", N_ ("Make and model") },
  { "beneficiary", "who", N_ ("Beneficiary") },
  { "beneficiary", "share", N_ ("Share, %") },
  { "beneficiary", "term", N_ ("Term") },
  { "instalment", "paid", N_ ("Paid") },
};

/* Business commands and deletions, by name. */
static const struct
{
  const char *name;
  const char *title;
  const char *icon;
} acts[] = {
  { "customer.create", N_ ("New client"), "list-add-symbolic" },
  { "customer.delete", N_ ("Client deleted"), "user-trash-symbolic" },
  { "customer.restore", N_ ("Client restored"), "edit-undo-symbolic" },
  { "customer.reassign", N_ ("Another agent"), "system-switch-user-symbolic" },
  { "customer.merge", N_ ("Merged into another client"), "emblem-ok-symbolic" },
  { "customer.unmerge", N_ ("Two clients again"), "edit-undo-symbolic" },
  { "customer.distinct", N_ ("Not a duplicate"), "emblem-ok-symbolic" },
  { "contact-point.delete", N_ ("Contact removed"), "user-trash-symbolic" },
  { "policy.create", N_ ("New policy"), "list-add-symbolic" },
  { "policy.delete", N_ ("Policy deleted"), "user-trash-symbolic" },
  { "policy.issue", N_ ("Policy issued"), "emblem-ok-symbolic" },
  { "policy.cancel", N_ ("Policy cancelled"), "process-stop-symbolic" },
  { "insured-object.create", N_ ("New insured object"), "list-add-symbolic" },
  { "insured-object.delete", N_ ("Insured object removed"), "user-trash-symbolic" },
  { "beneficiary.delete", N_ ("Beneficiary removed"), "user-trash-symbolic" },
  { "instalment.delete", N_ ("Instalment removed"), "user-trash-symbolic" },
  { "instalment.receive", N_ ("Payment received"), "emblem-ok-symbolic" },
  { "relation.delete", N_ ("Relation removed"), "user-trash-symbolic" },
  { "consent.create", N_ ("Consent given"), "list-add-symbolic" },
  { "attachment.delete", N_ ("File removed"), "user-trash-symbolic" },
  { "note.create", N_ ("New note"), "list-add-symbolic" },
  { "note.delete", N_ ("Note deleted"), "user-trash-symbolic" },
  { "task.create", N_ ("New task"), "list-add-symbolic" },
  { "task.delete", N_ ("Task deleted"), "user-trash-symbolic" },
  { "saved-view.delete", N_ ("View deleted"), "user-trash-symbolic" },
};

/* What a refusal of one field means, by its code on the wire. */
static const struct
{
  const char *code;
  const char *text;
} reasons[] = {
  { "required", N_ ("must be filled in") },
  { "format", N_ ("is written in another way") },
  { "type", N_ ("is written in another way") },
  { "length", N_ ("is too long") },
  { "checksum", N_ ("has a wrong check digit") },
  { "read-only", N_ ("cannot be changed") },
  { "unknown", N_ ("is unknown to the server") },
  { "future", N_ ("is in the future") },
  { "range", N_ ("is out of bounds") },
  { "shares", N_ ("cannot be so while the shares do not make 100 %") },
  { "status", N_ ("does not allow this now") },
};

const char *
desk_change_get_group_title (const CrmKind *kind, const char *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i].kind, kind->name) && g_str_equal (groups[i].group, group))
      return _ (groups[i].title);
  for (guint i = 0; i < kind->n_fields; i++)
    if (g_strcmp0 (kind->fields[i].group, group) == 0)
      return desk_format_field_title (kind, kind->fields[i].name);
  return group;
}

/* (transfer container): names of the groups that the command sets, in the order of the table. */
static GPtrArray *
collect_groups (CrmCommand *command)
{
  const CrmKind *kind = crm_command_get_kind (command);
  CrmFieldSet *set = crm_command_get_set (command);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; set != NULL && i < kind->n_fields; i++)
    {
      const char *group = kind->fields[i].group;

      if (group == NULL || !crm_field_set_has (set, i))
        continue;
      if (!g_ptr_array_find_with_equal_func (found, group, g_str_equal, NULL))
        g_ptr_array_add (found, (gpointer) group);
    }
  return found;
}

static char *
lower_first (const char *text)
{
  const char *second = g_utf8_next_char (text);
  gunichar next = *second != '\0' ? g_utf8_get_char (second) : 0;
  g_autofree char *first = NULL;

  /* Abbreviations («ИНН») stay as they are. */
  if (next != 0 && g_unichar_isupper (next))
    return g_strdup (text);
  first = g_utf8_strdown (text, second - text);
  return g_strconcat (first, second, NULL);
}

static char *
title_customer_update (CrmCommand *command)
{
  const CrmKind *kind = crm_command_get_kind (command);
  g_autoptr (GPtrArray) found = collect_groups (command);
  JsonObject *args = crm_command_get_args (command);

  if (args != NULL && json_object_has_member (args, "conflict"))
    return g_strdup (_ ("Decision on two edits"));
  if (found->len == 1)
    /* Translators: what was changed, «Адрес клиента» */
    return g_strdup_printf (_ ("%s of the client"),
                            desk_change_get_group_title (kind, found->pdata[0]));
  if (found->len == 2)
    {
      g_autofree char *second = lower_first (desk_change_get_group_title (kind, found->pdata[1]));

      /* Translators: what was changed, «Адрес и заметка клиента» */
      return g_strdup_printf (_ ("%s and %s of the client"),
                              desk_change_get_group_title (kind, found->pdata[0]), second);
    }
  return g_strdup (_ ("Details of the client"));
}

static char *
title_contact (CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);
  gboolean created = crm_command_get_verb (command) == CRM_VERB_CREATE;
  const char *type = set != NULL ? crm_field_set_get (set, CRM_CONTACT_POINT_TYPE) : NULL;

  if (g_strcmp0 (type, "phone") == 0)
    return g_strdup (created ? _ ("New phone of the client") : _ ("Phone of the client"));
  if (g_strcmp0 (type, "email") == 0)
    return g_strdup (created ? _ ("New e-mail of the client") : _ ("E-mail of the client"));
  return g_strdup (created ? _ ("New contact of the client") : _ ("Contact of the client"));
}

char *
desk_change_dup_title (CrmCommand *command)
{
  const char *name = crm_command_get_name (command);
  const CrmKind *kind = crm_command_get_kind (command);

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (acts[i].name, name))
      return g_strdup (_ (acts[i].title));
  if (kind == &crm_contact_point_kind)
    return title_contact (command);
  if (kind == &crm_customer_kind && crm_command_get_verb (command) == CRM_VERB_UPDATE)
    return title_customer_update (command);
  return g_strdup (name);
}

const char *
desk_change_get_icon_name (CrmCommand *command)
{
  const char *name = crm_command_get_name (command);

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (acts[i].name, name))
      return acts[i].icon;
  return crm_command_get_verb (command) == CRM_VERB_CREATE ? "list-add-symbolic"
                                                           : "document-edit-symbolic";
}

CrmRecord *
desk_change_ref_subject (DeskContext *context, CrmCommand *command)
{
  DeskDatabase *database = desk_context_get_database (context);
  const CrmKind *kind = crm_command_get_kind (command);
  CrmFieldSet *set = crm_command_get_set (command);
  g_autoptr (CrmRecord) record = NULL;
  const char *customer = NULL;

  if (kind == NULL)
    return NULL;
  record = desk_database_ref_record (database, kind, crm_command_get_record (command));
  if (kind->root < 0)
    return g_steal_pointer (&record);
  if (set != NULL && crm_field_set_has (set, kind->root))
    customer = crm_field_set_get (set, kind->root);
  if (customer == NULL)
    customer = crm_record_get_text (record, kind->root);
  return customer != NULL ? desk_database_ref_record (database, &crm_customer_kind, customer)
                          : NULL;
}

static char *
shorten_person (const char *last, const char *first, const char *middle)
{
  g_autoptr (GString) text = g_string_new (last);

  for (guint i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? first : middle;

      if (name == NULL || *name == '\0')
        continue;
      if (last == NULL)
        return g_strdup (name);
      g_string_append (text, i == 0 ? " " : "\u00a0");
      g_string_append_unichar (text, g_utf8_get_char (name));
      g_string_append_c (text, '.');
    }
  return g_strdup (text->str);
}

char *
desk_change_dup_short_name (CrmRecord *customer)
{
  if (!crm_record_is_loaded (customer))
    return g_strdup ("");
  if (crm_customer_is_company (CRM_CUSTOMER (customer)))
    return crm_customer_dup_display_name (CRM_CUSTOMER (customer));
  return shorten_person (crm_record_get_text (customer, CRM_CUSTOMER_LAST_NAME),
                         crm_record_get_text (customer, CRM_CUSTOMER_FIRST_NAME),
                         crm_record_get_text (customer, CRM_CUSTOMER_MIDDLE_NAME));
}

/* The value itself where it says more than a count of fields. */
static char *
describe_set (CrmCommand *command)
{
  CrmFieldSet *set = crm_command_get_set (command);
  const CrmKind *kind = crm_command_get_kind (command);

  if (set == NULL || crm_field_set_size (set) == 0)
    return NULL;
  if (kind == &crm_contact_point_kind && crm_field_set_get (set, CRM_CONTACT_POINT_VALUE) != NULL)
    return desk_format_field_value (kind, "value",
                                    crm_field_set_get (set, CRM_CONTACT_POINT_VALUE));
  if (crm_command_get_verb (command) == CRM_VERB_CREATE)
    return NULL;
  return g_strdup_printf (g_dngettext (NULL, "%u field", "%u fields", crm_field_set_size (set)),
                          crm_field_set_size (set));
}

char *
desk_change_dup_subtitle (CrmCommand *command, CrmRecord *subject)
{
  g_autofree char *who = NULL;
  g_autofree char *what = describe_set (command);

  if (subject != NULL && CRM_IS_CUSTOMER (subject))
    who = desk_change_dup_short_name (subject);
  if (who == NULL || *who == '\0')
    return what != NULL ? g_steal_pointer (&what) : g_strdup ("");
  return what != NULL ? g_strdup_printf ("%s · %s", who, what) : g_steal_pointer (&who);
}

static const char *
word_reason (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].code, code) == 0)
      return _ (reasons[i].text);
  return NULL;
}

/* "/set/address/city" names field "address.city". */
static char *
name_field (const CrmKind *kind, const char *pointer)
{
  g_autofree char *field = NULL;

  if (kind == NULL || pointer == NULL || !g_str_has_prefix (pointer, "/set/"))
    return NULL;
  field = g_strdelimit (g_strdup (pointer + strlen ("/set/")), "/", '.');
  return g_strdup (desk_format_field_title (kind, field));
}

char *
desk_change_dup_reason (CrmProblem *problem, const CrmKind *kind)
{
  if (crm_problem_n_errors (problem) > 0)
    {
      const CrmProblemError *first = crm_problem_get_error (problem, 0);
      g_autofree char *field = name_field (kind, first->pointer);
      const char *reason = word_reason (first->code);

      if (field != NULL && reason != NULL)
        /* Translators: name of a field, what is wrong with it */
        return g_strdup_printf (_ ("%s %s"), field, reason);
      if (field != NULL && first->detail != NULL)
        return g_strdup_printf ("%s: %s", field, first->detail);
    }
  switch (crm_problem_get_code (problem))
    {
    case CRM_ERROR_DENIED:
      return g_strdup (_ ("You may not do this"));
    case CRM_ERROR_MOVED:
      return g_strdup (_ ("The client now belongs to another agent"));
    case CRM_ERROR_WAITING:
      return g_strdup (_ ("Waits for another refused change"));
    case CRM_ERROR_NOT_FOUND:
      return g_strdup (_ ("The client is not on the server any more"));
    case CRM_ERROR_CONFLICT:
      return g_strdup (_ ("The card was changed by someone else"));
    default:
      return g_strdup (crm_problem_get_detail (problem) != NULL
                           ? crm_problem_get_detail (problem)
                           : _ ("The server did not accept it"));
    }
}
