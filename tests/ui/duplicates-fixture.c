/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Clients who are there twice. */

#include "duplicates-fixture.h"

#include <string.h>

#include "client/store/desk-change-applier.h"
#include "shared/base/crm-id.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-duplicate-record.h"
#include "shared/customers/crm-merge.h"
#include "shared/protocol/crm-change.h"
#include "tests/lib/crm-test.h"

#define DEADLINE 20000

char *
ui_duplicates_add_person (UiFixture *self, const char *last, const char *birth, const char *note)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  char *id = crm_id_new ();

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, last);
  crm_field_set_put (set, CRM_CUSTOMER_FIRST_NAME, "Семён");
  crm_field_set_put (set, CRM_CUSTOMER_MIDDLE_NAME, "Ильич");
  crm_field_set_put (set, CRM_CUSTOMER_BIRTH_DATE, birth);
  crm_field_set_put (set, CRM_CUSTOMER_NOTE, note);
  crm_field_set_put (set, CRM_CUSTOMER_OWNER, UI_ME);
  crm_field_set_put (set, CRM_CUSTOMER_SOURCE, "по совету");
  g_free (ui_fixture_submit (self, crm_command_new_create (&crm_customer_kind, id, set)));
  return id;
}

static void
set_value (CrmChange *change, guint field, const char *value)
{
  change->values[field] = value;
  change->lengths[field] = (int) strlen (value);
}

static void
feed (UiFixture *self, CrmChange *change)
{
  g_autoptr (CrmChangeWriter) writer = crm_change_writer_new (CRM_CHANGE_ROWS);
  g_autoptr (DeskChangeApplier) applier = desk_change_applier_new (self->database, CRM_CHANGE_ROWS);
  const CrmChange end = { .type = CRM_CHANGE_END, .cursor = "fed" };
  g_autoptr (GBytes) bytes = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  change->type = CRM_CHANGE_ROW;
  change->version = 1;
  crm_change_writer_add (writer, change);
  crm_change_writer_add (writer, &end);
  bytes = crm_change_writer_take (writer);
  desk_change_applier_feed_async (applier, bytes, NULL, NULL, NULL);
  desk_change_applier_end_async (applier, NULL, crm_test_take_result, &result);
  done = crm_test_wait_result (&result, DEADLINE);
  g_assert_true (desk_change_applier_end_finish (applier, done, &error));
  g_assert_no_error (error);
}

void
ui_duplicates_add_pair (UiFixture *self, const char *a, const char *b, const char *score)
{
  gboolean is_first = strcmp (a, b) < 0;
  g_autofree char *id = crm_duplicate_make_id (a, b);
  CrmChange change = { .kind = &crm_duplicate_kind };

  crm_id_to_bytes (id, change.id);
  set_value (&change, CRM_DUPLICATE_CUSTOMER, is_first ? a : b);
  set_value (&change, CRM_DUPLICATE_OTHER, is_first ? b : a);
  set_value (&change, CRM_DUPLICATE_SCORE, score);
  set_value (&change, CRM_DUPLICATE_REASONS, "[\"name\",\"birth-date\"]");
  set_value (&change, CRM_DUPLICATE_STATUS, "open");
  feed (self, &change);
}

void
ui_duplicates_add_merge (UiFixture *self, const char *customer, const char *name)
{
  g_autofree char *id = crm_id_new ();
  g_autofree char *other = crm_id_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *at = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.000000Z");
  CrmChange change = { .kind = &crm_merge_kind };

  crm_id_to_bytes (id, change.id);
  set_value (&change, CRM_MERGE_CUSTOMER, customer);
  set_value (&change, CRM_MERGE_OTHER, other);
  set_value (&change, CRM_MERGE_OTHER_NAME, name);
  set_value (&change, CRM_MERGE_AT, at);
  feed (self, &change);
}
