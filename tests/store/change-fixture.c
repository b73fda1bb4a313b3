/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Streams, commands and answers for the tests of the store. */

#include "tests/store/store-fixture.h"

#include <string.h>

static void
set_value (CrmChange *change, guint field, const char *value)
{
  change->values[field] = value;
  change->lengths[field] = value != NULL ? (int) strlen (value) : 0;
}

static CrmChange
make_change (CrmChangeType type, const CrmKind *kind, const char *id, gint64 version)
{
  CrmChange change = { .type = type, .kind = kind, .version = version };

  g_assert_true (crm_id_to_bytes (id, change.id));
  return change;
}

void
change_customer (CrmChangeWriter *writer,
                 const char *id,
                 gint64 version,
                 const char *last_name,
                 const char *first_name)
{
  CrmChange change = make_change (CRM_CHANGE_ROW, &crm_customer_kind, id, version);

  set_value (&change, CRM_CUSTOMER_TYPE, "person");
  set_value (&change, CRM_CUSTOMER_LAST_NAME, last_name);
  set_value (&change, CRM_CUSTOMER_FIRST_NAME, first_name);
  crm_change_writer_add (writer, &change);
}

void
change_contact (CrmChangeWriter *writer,
                const char *id,
                const char *customer,
                const char *type,
                const char *value)
{
  CrmChange change = make_change (CRM_CHANGE_ROW, &crm_contact_point_kind, id, 1);

  set_value (&change, CRM_CONTACT_POINT_CUSTOMER, customer);
  set_value (&change, CRM_CONTACT_POINT_TYPE, type);
  set_value (&change, CRM_CONTACT_POINT_VALUE, value);
  crm_change_writer_add (writer, &change);
}

void
change_gone (CrmChangeWriter *writer,
             const CrmKind *kind,
             const char *id,
             gint64 version,
             CrmChangeType type)
{
  CrmChange change = make_change (type, kind, id, version);

  if (type == CRM_CHANGE_SCOPE)
    change.reason = "reassigned";
  crm_change_writer_add (writer, &change);
}

void
change_cursor (CrmChangeWriter *writer, const char *cursor, gboolean end)
{
  const CrmChange change = { .type = end ? CRM_CHANGE_END : CRM_CHANGE_CURSOR, .cursor = cursor };

  crm_change_writer_add (writer, &change);
}

static CrmFieldSet *
make_set (const char *last_name)
{
  CrmFieldSet *set = crm_field_set_new (&crm_customer_kind);

  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, last_name);
  return set;
}

CrmCommand *
command_create (const char *id, const char *last_name)
{
  g_autoptr (CrmFieldSet) set = make_set (last_name);

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  return crm_command_new_create (&crm_customer_kind, id, set);
}

CrmCommand *
command_edit (const char *id, gint64 base, const char *last_name, const char *was)
{
  g_autoptr (CrmFieldSet) set = make_set (last_name);
  g_autoptr (CrmFieldSet) before = make_set (was);

  return crm_command_new_update (&crm_customer_kind, id, base, set, before);
}

CrmCommand *
command_delete (const char *id, gint64 base)
{
  return crm_command_new_delete (&crm_customer_kind, id, base);
}

CrmCommand *
command_contact (const char *id, const char *customer, const char *value)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_contact_point_kind);

  crm_field_set_put (set, CRM_CONTACT_POINT_CUSTOMER, customer);
  crm_field_set_put (set, CRM_CONTACT_POINT_TYPE, "phone");
  crm_field_set_put (set, CRM_CONTACT_POINT_VALUE, value);
  return crm_command_new_create (&crm_contact_point_kind, id, set);
}

static void
set_record (CrmResult *result, const char *last_name)
{
  g_autoptr (CrmFieldSet) set = NULL;

  if (last_name == NULL)
    return;
  set = make_set (last_name);
  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  result->record = crm_json_write_set (set);
}

CrmResult *
result_done (const char *id, gint64 version, const char *last_name)
{
  CrmResult *result = crm_result_new (id, CRM_STATUS_DONE);

  result->version = version;
  set_record (result, last_name);
  return result;
}

CrmResult *
result_rejected (const char *id, CrmError code)
{
  CrmResult *result = crm_result_new (id, CRM_STATUS_REJECTED);

  result->problem = crm_problem_new (code, "no");
  crm_problem_add (result->problem, "/set/last_name", "length", "too long");
  return result;
}

CrmResult *
result_conflict (const char *id, gint64 version, const char *last_name)
{
  CrmResult *result = crm_result_new (id, CRM_STATUS_CONFLICT);

  result->version = version;
  set_record (result, last_name);
  return result;
}
