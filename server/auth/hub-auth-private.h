/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-sessions.h"
#include "server/http/hub-exchange.h"

G_BEGIN_DECLS

/* Between the routes of server/auth. Main thread. */

/* Takes @object. */
void hub_auth_reply_object (HubExchange *exchange, guint status, JsonObject *object);
/* With Retry-After when it only has to be tried later. */
void hub_auth_reply_error (HubExchange *exchange, const GError *error, guint seconds);
/* One thing is wrong with the body: @pointer, a stable @code, a sentence. */
void hub_auth_reply_wrong (HubExchange *exchange,
                           const char *pointer,
                           const char *code,
                           const char *detail);
/* (transfer full): "" when something is wrong with it, which @problem then says. */
char *hub_auth_read_text (JsonObject *object,
                          const char *member,
                          const char *pointer,
                          gsize max_length,
                          CrmProblem *problem);
/* (nullable): the body if it is an object; on failure the exchange is answered. @body: (out)
 * (transfer full): keeps it. */
JsonObject *hub_auth_read_object (HubExchange *exchange, JsonNode **body);
/* (transfer full): the person of @session as clients see it; @rights: the text of a role. */
JsonObject *hub_auth_write_person (const HubSession *session, const char *rights);
/* (transfer full) */
JsonNode *hub_auth_parse_rights (const char *rights);

void hub_me_routes_register (HubRouter *router, HubSessions *sessions);
void hub_totp_routes_register (HubRouter *router, HubSessions *sessions);

G_END_DECLS
