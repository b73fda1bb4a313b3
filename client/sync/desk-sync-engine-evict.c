/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server wants to take away more than it may without a good word: nothing is removed until the
 * person has decided. What is typed meanwhile is sent all the same. Main thread. */

#define G_LOG_DOMAIN "desk-sync"

#include "client/sync/desk-sync-engine-private.h"

static void
show_held (DeskSyncEngine *self)
{
  const char *reason = NULL;
  guint64 roots = 0;

  if (self->applier != NULL)
    roots = desk_change_applier_get_evicting (self->applier, &reason);
  desk_sync_reporter_evicting (self->reporter, roots, reason);
}

void
desk_sync_engine_hold_eviction (DeskSyncEngine *self, const GError *error)
{
  g_message ("the exchange was stopped: %s", error->message);
  self->allowed = 0;
  desk_sync_engine_halt (self, DESK_SYNC_BLOCKED, error);
  show_held (self);
}

static guint
get_held (DeskSyncEngine *self)
{
  guint n;

  g_object_get (self->status, "evicting", &n, NULL);
  return n;
}

void
desk_sync_engine_send_only (DeskSyncEngine *self)
{
  if (self->phase != PHASE_HALTED || get_held (self) == 0)
    return;
  self->only_sends = TRUE;
  desk_sync_engine_begin_cycle (self);
}

gboolean
desk_sync_engine_end_sending (DeskSyncEngine *self)
{
  if (!self->only_sends)
    return FALSE;
  self->only_sends = FALSE;
  if (self->news)
    return FALSE;
  if (self->submitted)
    {
      self->only_sends = TRUE;
      desk_sync_engine_begin_cycle (self);
      return TRUE;
    }
  desk_sync_engine_halt (self, DESK_SYNC_BLOCKED, self->push_error);
  show_held (self);
  return TRUE;
}

void
desk_sync_engine_remove_evicted (DeskSyncEngine *self)
{
  g_return_if_fail (DESK_IS_SYNC_ENGINE (self));

  if (get_held (self) == 0)
    return;
  self->allowed = get_held (self);
  g_object_set (self->status, "evicting-kept", FALSE, NULL);
  if (self->phase == PHASE_HALTED)
    desk_sync_engine_begin_cycle (self);
  else
    desk_sync_engine_sync_now (self);
}

void
desk_sync_engine_keep_evicted (DeskSyncEngine *self)
{
  g_return_if_fail (DESK_IS_SYNC_ENGINE (self));

  if (get_held (self) == 0)
    return;
  self->allowed = 0;
  g_object_set (self->status, "evicting-kept", TRUE, NULL);
  if (desk_outbox_get_pending (self->outbox) > 0)
    desk_sync_engine_send_only (self);
}
