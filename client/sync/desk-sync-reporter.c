/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The only writer of the DeskSyncStatus but for its two counts. Owned by DeskSyncEngine; main
 * thread only. */

#include "client/sync/desk-sync-reporter.h"

#include "shared/base/crm-error.h"

#include <glib/gi18n.h>

/* An ordinary exchange is over by then and shows nothing. */
#define SHOW_DELAY (400 * G_TIME_SPAN_MILLISECOND)
/* A number that changes more often cannot be read. */
#define PROGRESS_INTERVAL (50 * G_TIME_SPAN_MILLISECOND)

struct _DeskSyncReporter
{
  DeskSyncStatus *status; /* (owned) */
  DeskClock *clock;       /* (owned) */
  DeskSyncState stage;
  guint show_timer;
  gint64 progress_shown;
};

DeskSyncReporter *
desk_sync_reporter_new (DeskSyncStatus *status, DeskClock *clock)
{
  DeskSyncReporter *self = g_new0 (DeskSyncReporter, 1);

  self->status = g_object_ref (status);
  self->clock = g_object_ref (clock);
  return self;
}

void
desk_sync_reporter_free (DeskSyncReporter *self)
{
  if (self == NULL)
    return;
  desk_sync_reporter_rest (self);
  g_object_unref (self->status);
  g_object_unref (self->clock);
  g_free (self);
}

static gboolean
is_connected (DeskSyncReporter *self)
{
  switch (desk_sync_status_get_state (self->status))
    {
    case DESK_SYNC_PUSHING:
    case DESK_SYNC_PULLING:
    case DESK_SYNC_IDLE:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
show_stage_cb (gpointer data)
{
  DeskSyncReporter *self = data;

  self->show_timer = 0;
  desk_sync_status_set_state (self->status, self->stage);
}

/* For people; %NULL where the state says it all. */
static const char *
word_trouble (const GError *error)
{
  if (error == NULL || error->domain != CRM_ERROR)
    return NULL;
  switch ((CrmError) error->code)
    {
    case CRM_ERROR_OFFLINE:
    case CRM_ERROR_UNCERTAIN:
    case CRM_ERROR_UNAUTHENTICATED:
    case CRM_ERROR_CERTIFICATE:
      return NULL;
    case CRM_ERROR_WIPED:
      return _ ("The session was ended by the administrator and the data was removed from this "
                "computer. What you typed and did not send is kept");
    case CRM_ERROR_UPGRADE_REQUIRED:
      return _ ("This version of Zontik is too old for the server. Install a newer one");
    case CRM_ERROR_DENIED:
      return _ ("The server waits for something to be done first: a new password, perhaps");
    case CRM_ERROR_FULL:
      return _ ("There is no space left on this computer's disk");
    case CRM_ERROR_UNAVAILABLE:
    case CRM_ERROR_TOO_MANY:
      return _ ("The server is busy. Zontik will try again by itself");
    default:
      return _ ("The server answered in an unexpected way. Zontik will try again by itself");
    }
}

void
desk_sync_reporter_connecting (DeskSyncReporter *self)
{
  desk_sync_status_set_state (self->status, DESK_SYNC_CONNECTING);
}

void
desk_sync_reporter_enter (DeskSyncReporter *self, DeskSyncState stage)
{
  self->stage = stage;
  if (self->show_timer == 0 && is_connected (self))
    self->show_timer = desk_clock_add_timer (self->clock, SHOW_DELAY, show_stage_cb, self);
}

void
desk_sync_reporter_answered (DeskSyncReporter *self)
{
  if (!is_connected (self))
    desk_sync_status_set_state (self->status, self->stage);
  g_object_set (self->status, "next-try", (gint64) 0, "message", NULL, "details", NULL, NULL);
}

void
desk_sync_reporter_progress (DeskSyncReporter *self, guint64 rows, gboolean now)
{
  gint64 time = desk_clock_get_monotonic (self->clock);

  if (!now && time - self->progress_shown < PROGRESS_INTERVAL)
    return;
  self->progress_shown = time;
  g_object_set (self->status, "progress-rows", (gint64) rows, NULL);
}

void
desk_sync_reporter_expect (DeskSyncReporter *self, guint64 total)
{
  g_object_set (self->status, "progress-total", (gint64) total, NULL);
}

void
desk_sync_reporter_in_step (DeskSyncReporter *self)
{
  desk_sync_reporter_rest (self);
  g_object_set (self->status, "evicting", 0, "evicting-kept", FALSE, "evicting-reason", NULL,
                "last-sync", desk_clock_get_time (self->clock), "progress-rows", (gint64) 0,
                "progress-total", (gint64) 0, NULL);
  desk_sync_status_set_state (self->status, DESK_SYNC_IDLE);
}

void
desk_sync_reporter_failed (DeskSyncReporter *self, DeskSyncState state, const GError *error)
{
  desk_sync_reporter_rest (self);
  desk_sync_reporter_hindered (self, error);
  g_object_set (self->status, "next-try", (gint64) 0, "state", state, NULL);
}

void
desk_sync_reporter_evicting (DeskSyncReporter *self, guint64 roots, const char *reason)
{
  const guint n = (guint) MIN (roots, G_MAXUINT);
  g_autofree char *message =
      g_strdup_printf (ngettext ("The server wants to remove %u client from this computer. Nothing "
                                 "was removed: it is for you to decide",
                                 "The server wants to remove %u clients from this computer. "
                                 "Nothing was removed: it is for you to decide",
                                 n),
                       n);

  g_object_set (self->status, "evicting-reason", reason, "evicting", n, "message", message, NULL);
}

void
desk_sync_reporter_comparing (DeskSyncReporter *self, double progress)
{
  g_object_set (self->status, "check-stage", DESK_CHECK_SERVER, "check-progress",
                CLAMP (progress, 0, 1), NULL);
}

void
desk_sync_reporter_checked (DeskSyncReporter *self, gint64 at)
{
  g_object_set (self->status, "check-stage", DESK_CHECK_NONE, "check-progress", 0.0, NULL);
  if (at > 0)
    g_object_set (self->status, "checked", at, NULL);
}

void
desk_sync_reporter_hindered (DeskSyncReporter *self, const GError *error)
{
  g_object_set (self->status, "message", word_trouble (error), "details",
                error != NULL ? error->message : NULL, NULL);
}

void
desk_sync_reporter_waiting (DeskSyncReporter *self, gint64 delay)
{
  g_object_set (self->status, "next-try", desk_clock_get_time (self->clock) + delay, NULL);
}

void
desk_sync_reporter_rest (DeskSyncReporter *self)
{
  if (self->show_timer != 0)
    desk_clock_remove_timer (self->clock, self->show_timer);
  self->show_timer = 0;
}

void
desk_sync_reporter_stopped (DeskSyncReporter *self)
{
  desk_sync_reporter_rest (self);
  g_object_set (self->status, "next-try", (gint64) 0, "state", DESK_SYNC_OFFLINE, NULL);
}
