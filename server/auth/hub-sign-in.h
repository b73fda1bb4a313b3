/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-sessions.h"

G_BEGIN_DECLS

/* Everything about one sign-in; plain, made by the route. */
typedef struct
{
  char *login;
  char *password;
  char *code; /* (nullable): of the second factor */
  char *device;
  char *device_name;
  char *platform; /* (nullable): of the device */
  char *address;  /* numeric, of the client */

  /* results */
  char *token;
  char *expires_at; /* as on the wire */
  char *rights;     /* the text of a role */
  HubSession *session;
  guint retry_after;   /* seconds; with CRM_ERROR_TOO_MANY */
  gboolean wants_code; /* with CRM_ERROR_UNAUTHENTICATED: only the code is missing or wrong */
} HubSignIn;

void hub_sign_in_free (HubSignIn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubSignIn, hub_sign_in_free)

/* Takes @sign_in. Counts the try, checks password and code, writes the session.
 * CRM_ERROR_UNAUTHENTICATED for every kind of wrong login, CRM_ERROR_TOO_MANY. */
void hub_sign_in_run_async (HubSessions *sessions,
                            HubSignIn *sign_in,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* (transfer none): alive as long as @result. %NULL never: look at @error. */
HubSignIn *hub_sign_in_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
