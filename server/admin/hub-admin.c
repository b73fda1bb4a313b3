/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubAdmin: what the requests of administration share. Main thread; owned by `serve`. */

#define G_LOG_DOMAIN "hub-admin"

#include "server/admin/hub-admin-private.h"

#define DENIALS_INTERVAL 60000 /* ms */

HubAdmin *
hub_admin_new (HubContext *context,
               HubSessions *sessions,
               HubTickleFunc tickle,
               HubAdminProgressFunc progress,
               gpointer user_data)
{
  HubAdmin *self = g_new0 (HubAdmin, 1);

  g_ref_count_init (&self->refs);
  self->context = context;
  self->sessions = g_object_ref (sessions);
  if (tickle != NULL)
    self->tickler = hub_tickler_new (context->pool, tickle, user_data);
  self->denials = hub_admin_denials_new (context, DENIALS_INTERVAL);
  self->jobs = hub_admin_jobs_new (context, tickle, progress, user_data);
  self->scan = hub_admin_scan_new (context, progress, user_data);
  return self;
}

HubAdmin *
hub_admin_ref (HubAdmin *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
hub_admin_unref (HubAdmin *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  g_object_unref (self->sessions);
  g_free (self);
}

void
hub_admin_drain (HubAdmin *self)
{
  g_clear_pointer (&self->denials, hub_admin_denials_close);
}

void
hub_admin_free (HubAdmin *self)
{
  g_clear_pointer (&self->tickler, hub_tickler_close);
  g_clear_pointer (&self->scan, hub_admin_scan_close);
  g_clear_pointer (&self->jobs, hub_admin_jobs_close);
  g_clear_pointer (&self->denials, hub_admin_denials_free);
  hub_admin_unref (self);
}

void
hub_admin_note_denied (HubAdmin *self, HubSession *session, const char *kind, CrmAction action)
{
  if (self->denials != NULL)
    hub_admin_denials_add (self->denials, session, kind, action);
}

void
hub_admin_tell (HubAdmin *self, const HubTickle *tickle, GPtrArray *ended, gboolean wipes)
{
  if (self->tickler != NULL && tickle != NULL)
    hub_tickler_add (self->tickler, tickle);
  hub_sessions_end_all (self->sessions, ended, wipes);
}
