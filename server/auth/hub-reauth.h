/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-sessions.h"
#include "server/auth/hub-tries.h"

G_BEGIN_DECLS

/* Somebody who is signed in gives his password once more, because what he wants to do would be a
 * pity if it were not him. Made by a route; main thread. */
typedef struct
{
  HubSessions *sessions; /* (owned) */
  HubSession *session;   /* (owned) */
  char *password;        /* (owned) */
  char *address;         /* (owned) */
  HubTries tries;        /* one is taken: who is right gives it back with hub_tries_succeed() */

  /* results */
  char *hash;   /* (owned): of the password */
  char *sealed; /* (owned) (nullable): the secret of the second factor that counts */
  guint retry_after;
} HubReauth;

/* Takes @password and @address. */
HubReauth *
hub_reauth_new (HubSessions *sessions, HubSession *session, char *password, char *address);
void hub_reauth_free (HubReauth *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubReauth, hub_reauth_free)

/* @self stays alive until the callback. */
void hub_reauth_run_async (HubReauth *self, GAsyncReadyCallback callback, gpointer user_data);
/* Whether it is right; with @error set when nobody looked: CRM_ERROR_TOO_MANY and others. */
gboolean hub_reauth_run_finish (HubReauth *self, GAsyncResult *result, GError **error);

G_END_DECLS
