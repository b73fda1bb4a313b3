/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"
#include "client/sync/desk-clock.h"
#include "client/sync/desk-transport.h"

G_BEGIN_DECLS

/* DeskTransport over HTTPS. Asks the account for server and pinned fingerprint at every call. */
#define DESK_TYPE_HTTP_TRANSPORT (desk_http_transport_get_type ())
G_DECLARE_FINAL_TYPE (DeskHttpTransport, desk_http_transport, DESK, HTTP_TRANSPORT, GObject)

DeskTransport *desk_http_transport_new (DeskAccount *account);
/* Another server and fingerprint than the account's, before anybody has signed in there.
 * @fingerprint (nullable). */
DeskTransport *desk_http_transport_new_for_server (const char *server, const char *fingerprint);
/* The code of the second factor that the next sign-in sends; (nullable). */
void desk_http_transport_set_code (DeskHttpTransport *self, const char *code);

G_END_DECLS
