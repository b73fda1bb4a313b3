/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the engine does when it cannot go on from its cursor, or is to make sure that the cache is
 * what the server says: the journal is offered again, then digests are compared. Main thread. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-sync-engine-private.h"

#include "client/store/desk-check.h"
#include "client/store/desk-outbox-epoch.h"
#include "client/sync/desk-reoffer.h"
#include "shared/base/crm-error.h"

#define WEEK (7 * G_TIME_SPAN_DAY)

static void
reset_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  gboolean done = desk_database_reset_cache_finish (DESK_DATABASE (source), result, &error);

  if (desk_sync_step_is_stale (step))
    return;
  self->refused = FALSE;
  self->rows_before = 0;
  if (done)
    desk_sync_engine_begin_cycle (self);
  else
    desk_sync_engine_fail_cycle (self, error);
}

static void
repaired_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  gboolean done = desk_database_repair_finish (DESK_DATABASE (source), result, &error);

  if (desk_sync_step_is_stale (step))
    return;
  self->rows_before = 0;
  /* The outbox may come from its log: what was marked sent there is not known to be under way. */
  self->requeued = FALSE;
  self->broken = !done;
  if (!done)
    {
      desk_sync_engine_fail_cycle (self, error);
      return;
    }
  desk_verifier_want (self->verifier, NULL);
  desk_sync_engine_begin_cycle (self);
}

void
desk_sync_engine_begin_repair (DeskSyncEngine *self)
{
  g_message ("the files of the cache are damaged; they are put right now");
  desk_database_repair_async (self->database, self->cancellable, repaired_cb,
                              desk_sync_step_new (self));
}

/* What is here cannot be gone on from: everything comes again. */
static void
begin_reset (DeskSyncEngine *self)
{
  desk_database_reset_cache_async (self->database, self->cancellable, reset_cb,
                                   desk_sync_step_new (self));
}

static void
reoffered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  gboolean done = desk_reoffer_finish (result, &error);

  if (desk_sync_step_is_stale (step))
    return;
  if (!done)
    {
      desk_sync_engine_fail_cycle (self, error);
      return;
    }
  /* What is offered again goes first, then the cache is compared. */
  self->refused = TRUE;
  self->compared = TRUE;
  desk_sync_engine_begin_cycle (self);
}

static void
take_epoch (DeskSyncEngine *self)
{
  g_free (self->met);
  self->met = g_strdup (self->epoch);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  gboolean is_other = FALSE;
  gboolean done = desk_outbox_epoch_meet_finish (DESK_DATABASE (source), result, &is_other, &error);

  if (desk_sync_step_is_stale (step))
    return;
  if (!done)
    {
      desk_sync_engine_fail_cycle (self, error);
      return;
    }
  take_epoch (self);
  /* What was shown of acknowledged changes may be more than this epoch has. */
  self->refused = !self->compared;
  self->compared = FALSE;
  desk_sync_engine_begin_cycle (self);
}

static void
offered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  gboolean done = desk_reoffer_finish (result, &error);

  if (desk_sync_step_is_stale (step))
    return;
  if (done)
    desk_outbox_epoch_meet_async (self->database, self->epoch, TRUE, self->cancellable, noted_cb,
                                  desk_sync_step_new (self));
  else
    desk_sync_engine_fail_cycle (self, error);
}

static void
met_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  gboolean is_other = FALSE;
  gboolean done = desk_outbox_epoch_meet_finish (DESK_DATABASE (source), result, &is_other, &error);

  if (desk_sync_step_is_stale (step))
    return;
  if (!done)
    desk_sync_engine_fail_cycle (self, error);
  else if (is_other)
    {
      desk_verifier_want (self->verifier, NULL);
      desk_reoffer_async (self->outbox, self->transport, self->cancellable, offered_cb,
                          desk_sync_step_new (self));
    }
  else
    {
      take_epoch (self);
      desk_sync_engine_end_feed (self);
    }
}

void
desk_sync_engine_meet_epoch (DeskSyncEngine *self)
{
  desk_outbox_epoch_meet_async (self->database, self->epoch, FALSE, self->cancellable, met_cb,
                                desk_sync_step_new (self));
}

void
desk_sync_engine_begin_reoffer (DeskSyncEngine *self)
{
  desk_sync_engine_cancel_work (self);
  self->cancellable = g_cancellable_new ();
  desk_reoffer_async (self->outbox, self->transport, self->cancellable, reoffered_cb,
                      desk_sync_step_new (self));
}

static void
end_reconcile (DeskSyncEngine *self, const DeskReconciled *outcome)
{
  const gboolean moved = self->refused;

  if (outcome->rows > 0)
    g_message ("%" G_GUINT64_FORMAT " rows of the cache were put right", outcome->rows);
  self->refused = FALSE;
  if (desk_verifier_note (self->verifier, outcome) || moved)
    {
      desk_sync_engine_begin_pull (self);
      return;
    }
  desk_database_set_verified (self->database, desk_clock_get_time (self->clock));
  desk_sync_reporter_checked (self->reporter, desk_clock_get_time (self->clock));
  desk_sync_engine_complete_cycle (self);
}

static void
fail_reconcile (DeskSyncEngine *self, const GError *error)
{
  if (!g_error_matches (error, CRM_ERROR, CRM_ERROR_NOT_FOUND))
    {
      if (!g_error_matches (error, CRM_ERROR, CRM_ERROR_UNCONFIRMED))
        desk_sync_engine_fail_cycle (self, error);
      else
        desk_sync_engine_ask_again (self, error);
      return;
    }
  /* A server of before digests. */
  desk_verifier_fail (self->verifier, error, TRUE);
  desk_sync_reporter_checked (self->reporter, 0);
  if (self->refused)
    begin_reset (self);
  else
    desk_sync_engine_complete_cycle (self);
}

static void
reconciled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  DeskReconciled outcome;
  gboolean done = desk_reconcile_finish (result, &outcome, &error);

  if (desk_sync_step_is_stale (step))
    return;
  if (done)
    end_reconcile (self, &outcome);
  else
    fail_reconcile (self, error);
}

static void
show_progress (double part, gpointer user_data)
{
  DeskSyncEngine *self = user_data;

  /* The server's sums are there; now the cache is read. */
  if (self->phase == PHASE_WORKING)
    desk_sync_engine_renew_lease (self);
  desk_sync_reporter_comparing (self->reporter, part);
}

void
desk_sync_engine_begin_reconcile (DeskSyncEngine *self)
{
  const DeskReconciled how = { .progress = show_progress,
                               .progress_data = self,
                               .moves = self->refused,
                               .confirms = self->asked_again != NULL };

  if (!desk_database_is_complete (self->database))
    {
      begin_reset (self);
      return;
    }
  desk_sync_reporter_enter (self->reporter, DESK_SYNC_PULLING);
  desk_sync_reporter_comparing (self->reporter, 0);
  desk_reconcile_async (self->database, self->transport, &how, self->cancellable, reconciled_cb,
                        desk_sync_step_new (self));
}

/* After a stop that may have cost the cache something, and once a week when nobody types. */
void
desk_sync_engine_schedule_verify (DeskSyncEngine *self)
{
  const gint64 now = desk_clock_get_time (self->clock);
  const gint64 last = desk_database_get_verified (self->database);

  if (self->first_load || last == 0 || last > now)
    {
      /* What has just been loaded need not be compared. */
      desk_database_set_verified (self->database, now);
      desk_sync_reporter_checked (self->reporter, now);
      return;
    }
  if (now - last > WEEK && desk_outbox_get_pending (self->outbox) == 0)
    desk_verifier_want (self->verifier, NULL);
}

void
desk_sync_engine_verify_async (DeskSyncEngine *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (DESK_IS_SYNC_ENGINE (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, desk_sync_engine_verify_async);
  if (!desk_sync_engine_is_running (self))
    {
      g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_OFFLINE, "there is no exchange");
      g_object_unref (task);
      return;
    }
  desk_verifier_want (self->verifier, task);
  desk_sync_engine_sync_now (self);
}

gboolean
desk_sync_engine_verify_finish (DeskSyncEngine *self,
                                GAsyncResult *result,
                                guint64 *rows,
                                GError **error)
{
  gssize value;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  value = g_task_propagate_int (G_TASK (result), error);
  *rows = value > 0 ? (guint64) value : 0;
  return value >= 0;
}
