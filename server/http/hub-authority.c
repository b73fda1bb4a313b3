/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubAuthority: the question "whose token is this", answered by server/auth. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-authority.h"

G_DEFINE_INTERFACE (HubAuthority, hub_authority, G_TYPE_OBJECT)

static void
hub_authority_default_init (HubAuthorityInterface *iface)
{
}

gboolean
hub_authority_peek (HubAuthority *self, const char *token, HubSession **session)
{
  return HUB_AUTHORITY_GET_IFACE (self)->peek (self, token, session);
}

void
hub_authority_check_async (HubAuthority *self,
                           const char *token,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  HUB_AUTHORITY_GET_IFACE (self)->check_async (self, token, callback, user_data);
}

HubSession *
hub_authority_check_finish (HubAuthority *self, GAsyncResult *result, GError **error)
{
  return HUB_AUTHORITY_GET_IFACE (self)->check_finish (self, result, error);
}
