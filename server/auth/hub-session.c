/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubSession: who a token belongs to. Immutable after construction but for what it
 * remembers, so any thread may hold one. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-session.h"

HubSession *
hub_session_new (void)
{
  HubSession *self = g_new0 (HubSession, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  return self;
}

HubSession *
hub_session_ref (HubSession *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hub_session_unref (HubSession *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->id);
  g_free (self->user);
  g_free (self->device);
  g_free (self->login);
  g_free (self->name);
  g_free (self->role);
  g_free (self->branch);
  g_free (self->rights_key);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
hub_session_recall_rights (const HubSession *self, const char *key, CrmRights *rights)
{
  HubSession *session = (HubSession *) self;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);
  gboolean is_known = g_strcmp0 (session->rights_key, key) == 0;

  if (is_known)
    *rights = session->rights;
  return is_known;
}

void
hub_session_remember_rights (const HubSession *self, const char *key, const CrmRights *rights)
{
  HubSession *session = (HubSession *) self;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&session->lock);

  g_free (session->rights_key);
  session->rights_key = g_strdup (key);
  session->rights = *rights;
}
