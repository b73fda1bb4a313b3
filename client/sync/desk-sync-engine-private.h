/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-change-applier.h"
#include "client/store/desk-lease.h"
#include "client/sync/desk-backoff.h"
#include "client/sync/desk-pusher.h"
#include "client/sync/desk-sync-counts.h"
#include "client/sync/desk-sync-engine.h"
#include "client/sync/desk-sync-reporter.h"
#include "client/sync/desk-verifier.h"

G_BEGIN_DECLS

/* For the files of the engine only. */

typedef enum
{
  PHASE_STOPPED,
  PHASE_HALTED,  /* waits for the person: signed out, certificate; the timer is that of the lease */
  PHASE_RESTING, /* between cycles; the timer runs */
  PHASE_WORKING,
} Phase;

struct _DeskSyncEngine
{
  GObject parent_instance;

  /* owned */
  DeskDatabase *database;
  DeskOutbox *outbox;
  DeskAccount *account;
  DeskSyncStatus *status;
  DeskTransport *transport;
  DeskClock *clock;
  DeskPusher *pusher;
  DeskSyncCounts *counts;
  DeskSyncReporter *reporter;
  DeskVerifier *verifier;
  DeskLease *lease;
  GCancellable *cancellable;  /* (nullable): of what is under way */
  GError *push_error;         /* (nullable): the push failed, the pull goes on */
  char *cursor;               /* (nullable): what the pull under way began after */
  DeskChangeApplier *applier; /* (nullable): of that pull */
  char *epoch;                /* (nullable): of its answer */
  char *met;                  /* (nullable): the epoch that knows the journal */
  char *asked_again;          /* (nullable): epoch of the answer that would remove too much */

  GNetworkMonitor *monitor; /* (nullable) borrowed: lives for ever */
  Phase phase;
  DeskBackoff backoff;
  guint timer;
  guint64 rows_before; /* rows of the snapshot that earlier streams brought */
  guint64 rows_now;
  gboolean first_load; /* the pull under way is part of a snapshot */
  gboolean reachable;  /* the last cycle came to its end */
  guint pumps;         /* streams that are being applied, one that was cancelled too */
  gboolean pull_waits; /* for such a one to end */
  gboolean submitted;  /* during the cycle: one more after it */
  gboolean news;       /* the same, from the server */
  gboolean refused;    /* the cursor is of no use to the server: digests instead */
  gboolean compared;   /* it was so in this epoch, and digests were compared */
  gboolean broken;     /* the files could not be made whole: that is tried first */
  gboolean requeued;   /* nothing is marked sent from an earlier life */
  guint64 allowed;     /* customers that the person lets go */
  gboolean only_sends; /* the cycle under way ends after the push: what to remove is not decided */
};

/* What a callback of a cycle needs: the engine and the cancellable it began with. */
typedef struct
{
  DeskSyncEngine *engine;
  GCancellable *cancellable;
} DeskSyncStep;

DeskSyncStep *desk_sync_step_new (DeskSyncEngine *engine);
void desk_sync_step_free (DeskSyncStep *step);
/* Its cycle is no longer the one that counts. */
gboolean desk_sync_step_is_stale (DeskSyncStep *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskSyncStep, desk_sync_step_free)

/* The stages of a cycle, each begun by the one before it. */
void desk_sync_engine_begin_cycle (DeskSyncEngine *self);
void desk_sync_engine_begin_pull (DeskSyncEngine *self);
void desk_sync_engine_begin_reconcile (DeskSyncEngine *self);
void desk_sync_engine_begin_reoffer (DeskSyncEngine *self);
/* The answer came from another epoch than the last: does it know what was acknowledged? */
void desk_sync_engine_meet_epoch (DeskSyncEngine *self);
void desk_sync_engine_end_feed (DeskSyncEngine *self);
void desk_sync_engine_schedule_verify (DeskSyncEngine *self);
void desk_sync_engine_complete_cycle (DeskSyncEngine *self);
void desk_sync_engine_fail_cycle (DeskSyncEngine *self, const GError *error);
void desk_sync_engine_ask_again (DeskSyncEngine *self, const GError *error);
/* Nothing more happens before the person decides. */
void desk_sync_engine_renew_lease (DeskSyncEngine *self);
void desk_sync_engine_halt (DeskSyncEngine *self, DeskSyncState state, const GError *error);
/* A page of the files is damaged and the server is there. */
void desk_sync_engine_begin_repair (DeskSyncEngine *self);
/* The server would remove more than it may, and nobody has agreed to it. */
void desk_sync_engine_hold_eviction (DeskSyncEngine *self, const GError *error);
/* The cycle only sent, %TRUE: it ends here. */
gboolean desk_sync_engine_end_sending (DeskSyncEngine *self);
/* Something was typed while that waits: it goes all the same. */
void desk_sync_engine_send_only (DeskSyncEngine *self);
void desk_sync_engine_cancel_work (DeskSyncEngine *self);

G_END_DECLS
