/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The state machine of the exchange. A cycle is push, then pull; between cycles one timer runs: the
 * next poll, or the next try after a failure. Owned by the application; main thread only. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-sync-engine-private.h"

#include "client/store/desk-check.h"
#include "client/sync/desk-pump.h"

#define POLL        (60 * G_TIME_SPAN_SECOND)
#define POLL_SPREAD 0.2
/* Everybody loses the live connection when a server restarts; they come back one by one. */
#define PROBE_SPREAD G_TIME_SPAN_SECOND
/* While nothing is exchanged nobody else looks whether the lease has ended. */
#define LEASE_LOOK G_TIME_SPAN_HOUR

enum
{
  SIGNED_OUT,
  WIPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DeskSyncEngine, desk_sync_engine, G_TYPE_OBJECT)

static void
clear_timer (DeskSyncEngine *self, guint *timer)
{
  if (*timer != 0)
    desk_clock_remove_timer (self->clock, *timer);
  *timer = 0;
}

static void
timer_cb (gpointer data)
{
  DeskSyncEngine *self = data;

  self->timer = 0;
  desk_sync_engine_begin_cycle (self);
}

static void
rest (DeskSyncEngine *self, gint64 delay)
{
  self->phase = PHASE_RESTING;
  clear_timer (self, &self->timer);
  self->timer = desk_clock_add_timer (self->clock, delay, timer_cb, self);
}

/* Ends what is under way; its callbacks will find that nobody waits for them. */
void
desk_sync_engine_cancel_work (DeskSyncEngine *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  clear_timer (self, &self->timer);
  self->pull_waits = FALSE;
  g_clear_pointer (&self->asked_again, g_free);
  desk_sync_reporter_rest (self->reporter);
}

static void
set_locked (DeskSyncEngine *self, gboolean locked)
{
  desk_database_set_locked (self->database, locked);
  g_object_set (self->status, "locked", locked, NULL);
}

void
desk_sync_engine_check_lease (DeskSyncEngine *self)
{
  g_return_if_fail (DESK_IS_SYNC_ENGINE (self));
  if (desk_lease_is_over (self->lease, desk_clock_get_time (self->clock),
                          desk_clock_get_monotonic (self->clock)))
    set_locked (self, TRUE);
}

/* The server answered somebody whom it knows. */
void
desk_sync_engine_renew_lease (DeskSyncEngine *self)
{
  desk_lease_renew (self->lease, desk_clock_get_time (self->clock),
                    desk_clock_get_monotonic (self->clock),
                    desk_account_get_lease_days (self->account));
  set_locked (self, FALSE);
}

static void
note_answer (DeskSyncEngine *self)
{
  desk_backoff_succeed (&self->backoff, self->clock);
  desk_sync_engine_renew_lease (self);
  desk_sync_reporter_answered (self->reporter);
}

/* Whoever waits for a comparison waits no longer. */
static void
end_verify (DeskSyncEngine *self)
{
  g_autoptr (GError) error = NULL;

  crm_fail (&error, CRM_ERROR_OFFLINE, "the exchange has ended");
  desk_verifier_fail (self->verifier, error, FALSE);
  desk_sync_reporter_checked (self->reporter, 0);
}

static void
lease_cb (gpointer data)
{
  DeskSyncEngine *self = data;

  self->timer = 0;
  desk_sync_engine_check_lease (self);
  /* Whoever watches the status may have stopped the engine. */
  if (self->phase == PHASE_HALTED && self->timer == 0)
    self->timer = desk_clock_add_timer (self->clock, LEASE_LOOK, lease_cb, self);
}

void
desk_sync_engine_halt (DeskSyncEngine *self, DeskSyncState state, const GError *error)
{
  desk_sync_engine_cancel_work (self);
  self->phase = PHASE_HALTED;
  self->reachable = FALSE;
  self->timer = desk_clock_add_timer (self->clock, LEASE_LOOK, lease_cb, self);
  desk_transport_stop_live (self->transport);
  if (state == DESK_SYNC_SIGNED_OUT)
    desk_transport_set_token (self->transport, NULL);
  desk_sync_reporter_failed (self->reporter, state, error);
  end_verify (self);
  if (state == DESK_SYNC_SIGNED_OUT)
    g_signal_emit (self, signals[SIGNED_OUT], 0);
}

/* The device is to keep nothing; the application does it. */
static void
forget (DeskSyncEngine *self, const GError *error)
{
  desk_sync_engine_halt (self, DESK_SYNC_SIGNED_OUT, error);
  g_signal_emit (self, signals[WIPED], 0);
}

static void
rest_after_failure (DeskSyncEngine *self)
{
  gint64 delay = desk_backoff_fail (&self->backoff, self->clock,
                                    desk_transport_get_retry_after (self->transport));

  desk_sync_reporter_waiting (self->reporter, delay);
  rest (self, delay);
}

/* Everything that ends a cycle early comes here. */
void
desk_sync_engine_fail_cycle (DeskSyncEngine *self, const GError *error)
{
  DeskSyncState state = DESK_SYNC_OFFLINE;

  g_debug ("cycle failed: %s", error->message);
  desk_sync_engine_cancel_work (self);
  self->reachable = FALSE;
  desk_sync_engine_check_lease (self);
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNAUTHENTICATED))
    {
      desk_sync_engine_halt (self, DESK_SYNC_SIGNED_OUT, error);
      return;
    }
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_WIPED))
    {
      forget (self, error);
      return;
    }
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_CERTIFICATE))
    {
      desk_sync_engine_halt (self, DESK_SYNC_CERTIFICATE, error);
      return;
    }
  desk_transport_stop_live (self->transport);
  /* Denied: the server is there and wants something done first, a new password say. */
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UPGRADE_REQUIRED) ||
      g_error_matches (error, CRM_ERROR, CRM_ERROR_DENIED) ||
      g_error_matches (error, CRM_ERROR, CRM_ERROR_FULL))
    state = DESK_SYNC_BLOCKED;
  desk_sync_reporter_failed (self->reporter, state, error);
  /* What is damaged is put right in the next cycle, and compared after that. */
  if (!desk_database_is_damaged (self->database) ||
      g_error_matches (error, CRM_ERROR, CRM_ERROR_OFFLINE))
    desk_verifier_fail (self->verifier, error, FALSE);
  desk_sync_reporter_checked (self->reporter, 0);
  rest_after_failure (self);
}

gboolean
desk_sync_step_is_stale (DeskSyncStep *step)
{
  return g_cancellable_is_cancelled (step->cancellable);
}

DeskSyncStep *
desk_sync_step_new (DeskSyncEngine *engine)
{
  DeskSyncStep *step = g_new0 (DeskSyncStep, 1);

  step->engine = g_object_ref (engine);
  step->cancellable = g_object_ref (engine->cancellable);
  return step;
}

void
desk_sync_step_free (DeskSyncStep *step)
{
  g_object_unref (step->engine);
  g_object_unref (step->cancellable);
  g_free (step);
}

/* The server answers, but it could not take what was pushed. */
static void
rest_after_push_error (DeskSyncEngine *self)
{
  g_autoptr (GError) error = g_steal_pointer (&self->push_error);

  desk_pusher_strike (self->pusher);
  desk_sync_reporter_hindered (self->reporter, error);
  rest_after_failure (self);
}

void
desk_sync_engine_complete_cycle (DeskSyncEngine *self)
{
  double spread = 1 + POLL_SPREAD * (2 * desk_clock_get_random (self->clock) - 1);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->asked_again, g_free);
  self->allowed = 0;
  self->rows_before = 0;
  self->reachable = TRUE;
  desk_sync_reporter_in_step (self->reporter);
  g_object_set (self->status, "damaged", desk_database_is_damaged (self->database), NULL);
  /* Whoever watches the status may have stopped the engine. */
  if (self->phase != PHASE_WORKING)
    return;
  desk_transport_start_live (self->transport);
  if (self->push_error != NULL)
    rest_after_push_error (self);
  else if (self->submitted || self->news)
    desk_sync_engine_begin_cycle (self);
  else
    rest (self, (gint64) (POLL * spread));
}

/* A stream that was cut after it had brought something is continued at once. */
static void
continue_after_cut (DeskSyncEngine *self)
{
  g_autofree char *cursor = desk_database_dup_cursor (self->database);
  g_autoptr (GError) error = NULL;

  self->rows_before += self->rows_now;
  if (g_strcmp0 (cursor, self->cursor) != 0)
    {
      desk_sync_engine_begin_pull (self);
      return;
    }
  crm_fail (&error, CRM_ERROR_OFFLINE, "the connection was cut");
  desk_sync_engine_fail_cycle (self, error);
}

static void
show_progress (guint64 rows, gpointer user_data)
{
  DeskSyncEngine *self = user_data;

  self->rows_now = rows;
  if (self->first_load)
    desk_sync_reporter_progress (self->reporter, self->rows_before + rows, FALSE);
}

static void
continue_waiting_pull (DeskSyncEngine *self)
{
  if (self->pumps == 0 && self->pull_waits)
    desk_sync_engine_begin_pull (self);
}

/* The server wants to take away more than one answer may. A second one of the same database that
 * says why is believed; after anything else nothing is removed, and people must look. */
void
desk_sync_engine_ask_again (DeskSyncEngine *self, const GError *error)
{
  if (self->asked_again == NULL)
    {
      g_message ("asking again: %s", error->message);
      self->asked_again = g_strdup (self->epoch != NULL ? self->epoch : "");
      desk_sync_engine_begin_pull (self);
      return;
    }
  desk_sync_engine_hold_eviction (self, error);
}

void
desk_sync_engine_end_feed (DeskSyncEngine *self)
{
  if (self->epoch != NULL && g_strcmp0 (self->epoch, self->met) != 0)
    {
      desk_sync_engine_meet_epoch (self);
      return;
    }
  if (desk_database_is_complete (self->database))
    desk_sync_engine_schedule_verify (self);
  if (desk_verifier_is_wanted (self->verifier) && desk_database_is_complete (self->database))
    desk_sync_engine_begin_reconcile (self);
  else
    desk_sync_engine_complete_cycle (self);
}

static void
end_pull (DeskSyncEngine *self, DeskPumpResult outcome, const GError *error)
{
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_UNCONFIRMED))
    desk_sync_engine_ask_again (self, error);
  else if (outcome == DESK_PUMP_FAILED)
    desk_sync_engine_fail_cycle (self, error);
  else if (outcome == DESK_PUMP_CUT)
    continue_after_cut (self);
  else
    desk_sync_engine_end_feed (self);
}

static void
pumped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  DeskPumpResult outcome = desk_pump_finish (result, &error);

  self->pumps--;
  if (desk_sync_step_is_stale (step))
    {
      continue_waiting_pull (self);
      return;
    }
  if (self->first_load)
    desk_sync_reporter_progress (self->reporter, self->rows_before + self->rows_now, TRUE);
  if (!desk_sync_step_is_stale (step))
    end_pull (self, outcome, error);
}

static gboolean
is_cursor_refused (DeskSyncEngine *self, const GError *error)
{
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED))
    return TRUE;
  /* A cursor the server cannot read at all is as good as one of another epoch. */
  return self->cursor != NULL && g_error_matches (error, CRM_ERROR, CRM_ERROR_INVALID);
}

/* A cursor that is too old says nothing of lost commands; one of another database does, and they
 * are looked for in the cache. */
static void
refuse_pull (DeskSyncEngine *self, const GError *error)
{
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_RECONCILE))
    {
      self->refused = TRUE;
      desk_sync_engine_begin_reconcile (self);
    }
  else if (is_cursor_refused (self, error))
    {
      desk_sync_engine_renew_lease (self);
      desk_verifier_want (self->verifier, NULL);
      desk_sync_engine_begin_reoffer (self);
    }
  else
    desk_sync_engine_fail_cycle (self, error);
}

static void
make_applier (DeskSyncEngine *self, DeskPull *pull)
{
  g_clear_object (&self->applier);
  self->applier = desk_change_applier_new (self->database, pull->format);
  g_free (self->epoch);
  self->epoch = g_steal_pointer (&pull->epoch);
  if (self->asked_again != NULL && g_strcmp0 (self->asked_again, self->epoch) == 0)
    desk_change_applier_confirm (self->applier);
  desk_change_applier_allow (self->applier, self->allowed);
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (DeskPull) pull = NULL;
  g_autoptr (GError) error = NULL;

  pull = desk_transport_pull_finish (DESK_TRANSPORT (source), result, &error);
  if (desk_sync_step_is_stale (step))
    return;
  if (pull == NULL)
    {
      refuse_pull (self, error);
      return;
    }
  note_answer (self);
  if (desk_database_is_damaged (self->database))
    {
      desk_sync_engine_begin_repair (self);
      return;
    }
  self->first_load = !desk_database_is_complete (self->database);
  if (pull->rows > 0 && self->first_load)
    desk_sync_reporter_expect (self->reporter, self->rows_before + pull->rows);
  make_applier (self, pull);
  self->pumps++;
  desk_pump_async (pull->stream, self->applier, show_progress, self, self->cancellable, pumped_cb,
                   desk_sync_step_new (self));
}

void
desk_sync_engine_begin_pull (DeskSyncEngine *self)
{
  if (self->refused)
    {
      desk_sync_engine_begin_reconcile (self);
      return;
    }
  /* Two streams at a time would mix their rows. */
  self->pull_waits = self->pumps > 0;
  if (self->pull_waits)
    return;
  g_free (self->cursor);
  self->cursor = desk_database_dup_cursor (self->database);
  self->rows_now = 0;
  /* What happens from here on may be missing in the answer; what happened before is in it. */
  self->news = FALSE;
  desk_sync_reporter_enter (self->reporter, DESK_SYNC_PULLING);
  desk_transport_pull_async (self->transport, self->cursor, self->cancellable, pulled_cb,
                             desk_sync_step_new (self));
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  gboolean done = desk_pusher_run_finish (DESK_PUSHER (source), result, &error);

  /* What the answer could not be written to (the disk is full) is still marked sent. */
  self->requeued &= done;
  if (desk_sync_step_is_stale (step))
    return;
  /* What was acknowledged before comes first: the pull tells who has to be offered it. */
  if (g_error_matches (error, CRM_ERROR, CRM_ERROR_EPOCH_CHANGED))
    {
      /* What was held back was of the other one. */
      self->only_sends = FALSE;
      desk_sync_engine_begin_pull (self);
      return;
    }
  /* A command the server chokes on stops no changes of others. */
  if (!done && !g_error_matches (error, CRM_ERROR, CRM_ERROR_INTERNAL))
    {
      desk_sync_engine_fail_cycle (self, error);
      return;
    }
  g_clear_error (&self->push_error);
  self->push_error = g_steal_pointer (&error);
  if (!desk_sync_engine_end_sending (self))
    desk_sync_engine_begin_pull (self);
}

static void
answered_cb (DeskPusher *pusher, DeskSyncEngine *self)
{
  if (self->phase == PHASE_WORKING)
    note_answer (self);
}

static void
begin_push (DeskSyncEngine *self)
{
  desk_sync_reporter_enter (self->reporter, DESK_SYNC_PUSHING);
  desk_pusher_run_async (self->pusher, self->cancellable, ran_cb, desk_sync_step_new (self));
}

static void
requeued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autoptr (GError) error = NULL;
  gboolean done = desk_outbox_requeue_finish (DESK_OUTBOX (source), result, &error);

  if (desk_sync_step_is_stale (step))
    return;
  if (!done)
    {
      desk_sync_engine_fail_cycle (self, error);
      return;
    }
  self->requeued = TRUE;
  begin_push (self);
}

static void
loaded_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncStep) step = user_data;
  DeskSyncEngine *self = step->engine;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;

  token = desk_account_load_token_finish (DESK_ACCOUNT (source), result, &error);
  if (desk_sync_step_is_stale (step))
    return;
  if (error != NULL)
    g_message ("the keyring gave no token: %s", error->message);
  if (token == NULL)
    {
      desk_sync_engine_halt (self, DESK_SYNC_SIGNED_OUT, error);
      return;
    }
  desk_transport_set_token (self->transport, token);
  desk_sync_engine_begin_cycle (self);
}

void
desk_sync_engine_begin_cycle (DeskSyncEngine *self)
{
  desk_sync_engine_cancel_work (self);
  self->cancellable = g_cancellable_new ();
  self->phase = PHASE_WORKING;
  self->submitted = FALSE;
  self->news = FALSE;
  if (self->broken)
    desk_sync_engine_begin_repair (self);
  else if (!desk_transport_has_token (self->transport))
    desk_account_load_token_async (self->account, self->cancellable, loaded_token_cb,
                                   desk_sync_step_new (self));
  else if (!self->requeued)
    desk_outbox_requeue_async (self->outbox, TRUE, self->cancellable, requeued_cb,
                               desk_sync_step_new (self));
  else
    begin_push (self);
}

/* A reason to work: at once when idle, after the running cycle otherwise. While the server cannot
 * be reached the back-off decides. */
static void
note_reason (DeskSyncEngine *self, gboolean *reason)
{
  if (self->phase == PHASE_WORKING)
    *reason = TRUE;
  else if (self->phase == PHASE_RESTING && self->reachable)
    desk_sync_engine_begin_cycle (self);
}

static void
submitted_cb (DeskOutbox *outbox, DeskSyncEngine *self)
{
  note_reason (self, &self->submitted);
  desk_sync_engine_send_only (self);
}

/* At once when the server was there a moment ago; else it waits for it, and all can be read that
 * still can. */
static void
damaged_cb (DeskDatabase *database, DeskSyncEngine *self)
{
  g_object_set (self->status, "damaged", TRUE, NULL);
  note_reason (self, &self->news);
}

static void
live_event_cb (DeskTransport *transport, int event, DeskSyncEngine *self)
{
  g_autoptr (GError) error = NULL;

  switch ((DeskLiveEvent) event)
    {
    case DESK_LIVE_CONNECTED:
    case DESK_LIVE_CHANGES:
      note_reason (self, &self->news);
      break;
    case DESK_LIVE_DISCONNECTED:
      if (self->phase == PHASE_RESTING && self->reachable)
        rest (self, (gint64) (PROBE_SPREAD * desk_clock_get_random (self->clock)));
      break;
    case DESK_LIVE_SIGNED_OUT:
      if (self->phase == PHASE_RESTING || self->phase == PHASE_WORKING)
        desk_sync_engine_halt (self, DESK_SYNC_SIGNED_OUT, NULL);
      break;
    case DESK_LIVE_WIPED:
      crm_fail (&error, CRM_ERROR_WIPED, "told by the server");
      forget (self, error);
      break;
    default:
      break;
    }
}

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, DeskSyncEngine *self)
{
  if (available && self->phase == PHASE_RESTING)
    desk_sync_engine_begin_cycle (self);
}

static void
desk_sync_engine_dispose (GObject *object)
{
  DeskSyncEngine *self = DESK_SYNC_ENGINE (object);

  if (self->transport != NULL)
    desk_sync_engine_stop (self);
  g_clear_object (&self->counts);
  g_clear_pointer (&self->verifier, desk_verifier_free);
  g_clear_pointer (&self->lease, desk_lease_free);
  g_clear_object (&self->applier);
  g_clear_pointer (&self->reporter, desk_sync_reporter_free);
  g_clear_object (&self->pusher);
  g_clear_object (&self->database);
  g_clear_object (&self->outbox);
  g_clear_object (&self->account);
  g_clear_object (&self->status);
  g_clear_object (&self->transport);
  G_OBJECT_CLASS (desk_sync_engine_parent_class)->dispose (object);
}

static void
desk_sync_engine_finalize (GObject *object)
{
  DeskSyncEngine *self = DESK_SYNC_ENGINE (object);

  g_clear_object (&self->clock);
  g_clear_error (&self->push_error);
  g_free (self->cursor);
  g_free (self->epoch);
  g_free (self->met);
  g_free (self->asked_again);
  G_OBJECT_CLASS (desk_sync_engine_parent_class)->finalize (object);
}

static void
desk_sync_engine_class_init (DeskSyncEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desk_sync_engine_dispose;
  G_OBJECT_CLASS (klass)->finalize = desk_sync_engine_finalize;

  signals[SIGNED_OUT] = g_signal_new ("signed-out", DESK_TYPE_SYNC_ENGINE, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[WIPED] = g_signal_new ("wiped", DESK_TYPE_SYNC_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
desk_sync_engine_init (DeskSyncEngine *self)
{
  self->clock = desk_system_clock_new ();
}

DeskSyncEngine *
desk_sync_engine_new (DeskDatabase *database,
                      DeskOutbox *outbox,
                      DeskAccount *account,
                      DeskSyncStatus *status,
                      DeskTransport *transport)
{
  DeskSyncEngine *self = g_object_new (DESK_TYPE_SYNC_ENGINE, NULL);

  self->database = g_object_ref (database);
  self->outbox = g_object_ref (outbox);
  self->account = g_object_ref (account);
  self->status = g_object_ref (status);
  self->transport = g_object_ref (transport);
  self->pusher = desk_pusher_new (outbox, transport);
  self->reporter = desk_sync_reporter_new (status, self->clock);
  self->verifier = desk_verifier_new ();
  self->lease = desk_lease_new (desk_database_get_folder (database));
  self->counts = desk_sync_counts_new (database, outbox, status);
  g_signal_connect_object (self->pusher, "answered", G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (outbox, "submitted", G_CALLBACK (submitted_cb), self, 0);
  g_signal_connect_object (database, "damaged", G_CALLBACK (damaged_cb), self, 0);
  g_signal_connect_object (transport, "live-event", G_CALLBACK (live_event_cb), self, 0);
  return self;
}

void
desk_sync_engine_set_clock (DeskSyncEngine *self, DeskClock *clock)
{
  g_return_if_fail (DESK_IS_SYNC_ENGINE (self));
  g_return_if_fail (self->phase == PHASE_STOPPED);

  g_set_object (&self->clock, clock);
  desk_sync_reporter_free (self->reporter);
  self->reporter = desk_sync_reporter_new (self->status, clock);
}

/* At the first start only: the monitor comes with a D-Bus connection, which is not for the time
 * when the window opens. */
static void
watch_network (DeskSyncEngine *self)
{
  if (self->monitor != NULL)
    return;
  self->monitor = g_network_monitor_get_default ();
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self,
                           0);
}

/* What the file itself can tell is put right first. */
static void
looked_through_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeskSyncEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  DeskCheck check;

  if (!desk_check_finish (result, &check, &error))
    g_message ("the cache could not be looked through: %s", error->message);
  desk_verifier_want (self->verifier, NULL);
  if (desk_sync_engine_is_running (self))
    desk_sync_engine_sync_now (self);
}

void
desk_sync_engine_start (DeskSyncEngine *self)
{
  g_return_if_fail (DESK_IS_SYNC_ENGINE (self));

  if (desk_sync_engine_is_running (self))
    return;
  watch_network (self);
  self->requeued = FALSE;
  self->reachable = FALSE;
  self->backoff = (DeskBackoff){ 0 };
  if (desk_database_was_unclean (self->database))
    {
      desk_check_async (self->database, NULL, looked_through_cb, g_object_ref (self));
    }
  desk_sync_engine_check_lease (self);
  desk_sync_reporter_checked (self->reporter, desk_database_get_verified (self->database));
  desk_sync_reporter_connecting (self->reporter);
  desk_sync_engine_begin_cycle (self);
}

void
desk_sync_engine_stop (DeskSyncEngine *self)
{
  g_return_if_fail (DESK_IS_SYNC_ENGINE (self));

  if (self->phase == PHASE_STOPPED)
    return;
  self->phase = PHASE_STOPPED;
  desk_sync_engine_cancel_work (self);
  desk_transport_stop_live (self->transport);
  end_verify (self);
  desk_sync_reporter_stopped (self->reporter);
}

gboolean
desk_sync_engine_is_running (DeskSyncEngine *self)
{
  g_return_val_if_fail (DESK_IS_SYNC_ENGINE (self), FALSE);
  return self->phase == PHASE_RESTING || self->phase == PHASE_WORKING;
}

void
desk_sync_engine_sync_now (DeskSyncEngine *self)
{
  DeskSyncState state;

  g_return_if_fail (DESK_IS_SYNC_ENGINE (self));

  state = desk_sync_status_get_state (self->status);
  if (self->phase == PHASE_WORKING)
    self->news = TRUE;
  else if (self->phase == PHASE_RESTING || state == DESK_SYNC_CERTIFICATE ||
           (self->phase == PHASE_HALTED && state == DESK_SYNC_BLOCKED))
    desk_sync_engine_begin_cycle (self);
}
