/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"
#include "client/sync/desk-transport.h"

G_BEGIN_DECLS

/* What the sign-in screen shows besides the error. Cleared by desk_sign_in_trouble_clear(). */
typedef struct
{
  char *fingerprint;   /* of CRM_ERROR_CERTIFICATE: SHA-256 the server showed, hex with colons */
  gboolean changed;    /* of CRM_ERROR_CERTIFICATE: another one is trusted for this server */
  guint wait;          /* of CRM_ERROR_TOO_MANY: seconds, 0 when the server did not say */
  gboolean needs_code; /* of CRM_ERROR_UNAUTHENTICATED: a code is missing or wrong */
} DeskSignInTrouble;

void desk_sign_in_trouble_clear (DeskSignInTrouble *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DeskSignInTrouble, desk_sign_in_trouble_clear)

/* "crm.example.org:8443" → "https://crm.example.org:8443". (nullable) (transfer full): %NULL with
 * CRM_ERROR_INVALID when it is no address of a server; plain http is refused. */
char *desk_sign_in_parse_server (const char *typed, GError **error);

/* What the person filled in; copied by desk_sign_in_async(). */
typedef struct
{
  const char *server;
  const char *login;
  const char *password;
  const char *code;        /* (nullable): of the second factor, or a recovery code */
  const char *fingerprint; /* (nullable): the certificate the person has just agreed to; without it
                              the account's pinned one is expected when the server is the same */
} DeskSignInForm;

/* Signs in at the form's server and writes who, where and the pinned fingerprint to the account and
 * the token to the Secret Service; the account stays as it was when it fails.
 *
 * CRM_ERROR_UNAUTHENTICATED: login or password is wrong; OFFLINE: no answer; CERTIFICATE: unknown
 * or changed certificate, see the trouble; TOO_MANY: see the trouble; INVALID: no server address.
 */
void desk_sign_in_async (DeskAccount *account,
                         const DeskSignInForm *form,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
/* @trouble (out) (optional). */
gboolean desk_sign_in_finish (GAsyncResult *result, DeskSignInTrouble *trouble, GError **error);

/* Tells the server (when it can be reached) and forgets the token; the database stays. Stop the
 * engine first. Fails only when the Secret Service does. */
void desk_sign_out_async (DeskAccount *account,
                          DeskTransport *transport,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean desk_sign_out_finish (GAsyncResult *result, GError **error);

G_END_DECLS
