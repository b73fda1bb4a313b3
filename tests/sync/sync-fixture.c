/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/sync/sync-fixture.h"

#include "client/store/desk-record-list.h"
#include "shared/base/crm-id.h"
#include "tests/lib/crm-test.h"

/* Far beyond what anything takes: only a hang reaches it. */
#define DEADLINE 20000
/* Between cycles the only timer is the next poll. */
#define POLL_AT_LEAST (40 * G_TIME_SPAN_SECOND)

void
sync_fixture_open (SyncFixture *self)
{
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->database = desk_database_new (self->folder);
  self->outbox = desk_outbox_new (self->database);
  self->status = desk_sync_status_new ();
  self->engine = desk_sync_engine_new (self->database, self->outbox, self->account, self->status,
                                       DESK_TRANSPORT (self->transport));
  desk_sync_engine_set_clock (self->engine, DESK_CLOCK (self->clock));
  /* As in the program: the files are opened when everything that follows them is there. */
  desk_database_open_async (self->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_database_open_finish (self->database, result, &error);
  g_assert_no_error (error);
}

void
sync_fixture_close (SyncFixture *self)
{
  desk_sync_engine_stop (self->engine);
  /* What the engine had under way comes to its end. */
  crm_test_drain ();
  desk_database_close (self->database);
  crm_test_drain ();
  g_assert_finalize_object (self->engine);
  g_clear_object (&self->status);
  g_assert_finalize_object (self->outbox);
  g_assert_finalize_object (self->database);
}

SyncFixture *
sync_fixture_new (void)
{
  SyncFixture *self = g_new0 (SyncFixture, 1);

  self->folder = crm_test_make_dir ();
  self->account = desk_account_new ("default");
  self->transport = fake_transport_new ();
  self->server = fake_transport_get_server (self->transport);
  self->clock = fake_clock_new ();
  self->ids = g_ptr_array_new_with_free_func (g_free);
  desk_transport_set_token (DESK_TRANSPORT (self->transport), "token");
  sync_fixture_open (self);
  return self;
}

void
sync_fixture_free (SyncFixture *self)
{
  sync_fixture_close (self);
  g_assert_finalize_object (self->transport);
  g_assert_cmpuint (fake_clock_get_n_timers (self->clock), ==, 0);
  g_assert_finalize_object (self->clock);
  g_clear_object (&self->account);
  g_ptr_array_unref (self->ids);
  crm_test_remove_dir (self->folder);
  g_free (self);
}

void
sync_fixture_restart (SyncFixture *self)
{
  sync_fixture_close (self);
  sync_fixture_open (self);
}

void
sync_fixture_wait (SyncFixture *self, SyncCondition condition)
{
  crm_test_wait_until ((CrmTestCondition) condition, self, DEADLINE);
}

gboolean
sync_is_idle (SyncFixture *self)
{
  return desk_sync_status_get_state (self->status) == DESK_SYNC_IDLE &&
         fake_clock_get_next (self->clock) > POLL_AT_LEAST;
}

gboolean
sync_is_offline (SyncFixture *self)
{
  return desk_sync_status_get_state (self->status) == DESK_SYNC_OFFLINE;
}

gboolean
sync_is_holding (SyncFixture *self)
{
  return fake_transport_is_holding (self->transport);
}

/* The next timer is the announced next try: no try is under way. */
gboolean
sync_is_backing_off (SyncFixture *self)
{
  gint64 next_try = desk_sync_status_get_next_try (self->status);
  gint64 now = desk_clock_get_time (DESK_CLOCK (self->clock));

  return next_try > 0 && fake_clock_get_next (self->clock) == next_try - now;
}

static gboolean
is_waiting (SyncFixture *self)
{
  return sync_is_idle (self) || sync_is_backing_off (self);
}

void
sync_fixture_settle (SyncFixture *self)
{
  desk_sync_engine_start (self->engine);
  for (guint i = 0; i < 50; i++)
    {
      sync_fixture_wait (self, is_waiting);
      if (!sync_is_backing_off (self))
        return;
      fake_clock_advance (self->clock, fake_clock_get_next (self->clock));
    }
  g_assert_not_reached ();
}

static void
submit (SyncFixture *self, CrmCommand *command)
{
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) crm_command_unref);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (commands, crm_command_ref (command));
  desk_outbox_submit_async (self->outbox, commands, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  desk_outbox_submit_finish (self->outbox, result, &error);
  g_assert_no_error (error);
}

CrmCommand *
sync_fixture_create (SyncFixture *self, const char *last_name)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  g_autofree char *id = crm_id_new ();
  CrmCommand *command;

  crm_field_set_put (set, CRM_CUSTOMER_TYPE, "person");
  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, last_name);
  command = crm_command_new_create (&crm_customer_kind, id, set);
  submit (self, command);
  return command;
}

CrmCommand *
sync_fixture_rename (SyncFixture *self, const char *record, const char *last_name)
{
  g_autoptr (CrmFieldSet) set = crm_field_set_new (&crm_customer_kind);
  CrmCommand *command;

  crm_field_set_put (set, CRM_CUSTOMER_LAST_NAME, last_name);
  command = crm_command_new_update (&crm_customer_kind, record, 1, set, NULL);
  submit (self, command);
  return command;
}

static gboolean
is_loaded (gpointer record)
{
  return crm_record_is_loaded (record);
}

char *
sync_fixture_dup_name (SyncFixture *self, const char *id)
{
  g_autoptr (CrmRecord) record = desk_database_ref_record (self->database, &crm_customer_kind, id);

  crm_test_wait_until (is_loaded, record, DEADLINE);
  return g_strdup (crm_record_get_text (record, CRM_CUSTOMER_LAST_NAME));
}

gint64
sync_fixture_count (SyncFixture *self)
{
  g_autoptr (DeskQuery) query = desk_query_new (&crm_customer_kind);
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 count;

  desk_query_count_async (query, self->database, NULL, crm_test_take_result, &pending);
  result = crm_test_wait_result (&pending, DEADLINE);
  count = desk_query_count_finish (result, &error);
  g_assert_no_error (error);
  return count;
}

void
sync_fixture_fill (SyncFixture *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = crm_id_new ();
      g_autofree char *name = g_strdup_printf ("Customer %u", i);

      fake_server_put (self->server, &crm_customer_kind, id, CRM_CUSTOMER_LAST_NAME, name);
      g_ptr_array_add (self->ids, g_steal_pointer (&id));
    }
}
