/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubSession: who a token belongs to. Immutable after construction, so any thread may hold one. */

#define G_LOG_DOMAIN "hub-auth"

#include "server/auth/hub-session.h"

HubSession *
hub_session_new (void)
{
  HubSession *self = g_new0 (HubSession, 1);

  g_atomic_ref_count_init (&self->refs);
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
  g_free (self->name);
  g_free (self->role);
  g_free (self->branch);
  g_free (self);
}

gboolean
hub_scope_from_role (const char *role, HubScope *scope)
{
  static const struct
  {
    const char *role;
    HubScope scope;
  } roles[] = {
    { "agent", HUB_SCOPE_OWN },
    { "head", HUB_SCOPE_BRANCH },
    { "director", HUB_SCOPE_ALL },
    { "administrator", HUB_SCOPE_ALL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (role, roles[i].role) == 0)
      {
        *scope = roles[i].scope;
        return TRUE;
      }
  return FALSE;
}
