/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "server/auth/hub-session.h"

G_BEGIN_DECLS

/* Whoever knows tokens; so that the HTTP layer needs no database. Main thread of the server. */
#define HUB_TYPE_AUTHORITY (hub_authority_get_type ())
G_DECLARE_INTERFACE (HubAuthority, hub_authority, HUB, AUTHORITY, GObject)

struct _HubAuthorityInterface
{
  GTypeInterface parent_iface;

  gboolean (*peek) (HubAuthority *self, const char *token, HubSession **session);
  void (*check_async) (HubAuthority *self,
                       const char *token,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  HubSession *(*check_finish) (HubAuthority *self, GAsyncResult *result, GError **error);
};

/* From memory only: %FALSE when that is not enough. @session: (transfer full) (nullable): %NULL is
 * a token that is known to be no good. One that was good once gives a session with is_ended. */
gboolean hub_authority_peek (HubAuthority *self, const char *token, HubSession **session);
void hub_authority_check_async (HubAuthority *self,
                                const char *token,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full): CRM_ERROR_UNAUTHENTICATED for a token that is no good. */
HubSession *hub_authority_check_finish (HubAuthority *self, GAsyncResult *result, GError **error);

G_END_DECLS
