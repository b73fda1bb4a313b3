/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-passwords.h"
#include "server/auth/hub-session.h"
#include "server/base/hub-context.h"

G_BEGIN_DECLS

/* Everything about one sign-in; plain, made by the route. */
typedef struct
{
  char *login;
  char *password;
  char *device;
  char *device_name;
  char *address; /* numeric, of the client */

  /* results */
  char *token;
  char *expires_at; /* as on the wire */
  HubSession *session;
  guint retry_after; /* seconds; with CRM_ERROR_TOO_MANY */
} HubSignIn;

void hub_sign_in_free (HubSignIn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubSignIn, hub_sign_in_free)

/* Takes @sign_in. Counts failures, checks the password, writes the session.
 * CRM_ERROR_UNAUTHENTICATED for every kind of wrong login, CRM_ERROR_TOO_MANY. */
void hub_sign_in_run_async (HubContext *context,
                            HubPasswords *passwords,
                            HubSignIn *sign_in,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* (transfer none): alive as long as @result. %NULL never: look at @error. */
HubSignIn *hub_sign_in_run_finish (GAsyncResult *result, GError **error);
/* Seconds to wait after the last of @failures before another try; 0 is none. */
guint hub_sign_in_delay (guint failures, guint allowed);

G_END_DECLS
