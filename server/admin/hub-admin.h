/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/admin/hub-admin-jobs.h"
#include "server/auth/hub-sessions.h"
#include "server/base/hub-tickle.h"
#include "server/http/hub-exchange.h"

G_BEGIN_DECLS

/* Administration of one server: people, branches, roles and what else decides who may do what.
 * Main thread. */
typedef struct _HubAdmin HubAdmin;

/* @tickle (nullable) is called after commits, when a pull would bring them; @progress (nullable)
 * after each step of a job. Everything is borrowed and outlives it. */
HubAdmin *hub_admin_new (HubContext *context,
                         HubSessions *sessions,
                         HubTickleFunc tickle,
                         HubAdminProgressFunc progress,
                         gpointer user_data);
/* The server is about to stop: what was only kept in memory so far goes into the database. */
void hub_admin_drain (HubAdmin *self);
/* Requests on their way keep what they need; the functions are not called any more. */
void hub_admin_free (HubAdmin *self);
/* The routes below /admin. */
void hub_admin_routes_register (HubRouter *router, HubAdmin *self);

G_END_DECLS
