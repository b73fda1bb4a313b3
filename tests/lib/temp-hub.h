/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "server/http/hub-limits.h"

G_BEGIN_DECLS

/* A real server on a private database, on 127.0.0.1 and on a thread of its own, so that tests may
 * block and clients may run on the test's main loop. All calls are made from the test's thread and
 * block until the server's thread has done them. */
typedef struct _TempHub TempHub;

/* (nullable): %NULL after g_test_skip() when PostgreSQL's programs are not installed. */
TempHub *temp_hub_new (void);
/* With limits of its own: short times. */
TempHub *temp_hub_new_with_limits (const HubLimits *limits);
void temp_hub_free (TempHub *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TempHub, temp_hub_free)

/* (transfer full): the id of a new person. @branch (nullable) is made when there is none of this
 * name. */
char *temp_hub_add_user (TempHub *self,
                         const char *login,
                         const char *password,
                         const char *role,
                         const char *branch);
/* As `user disable` and `user password` of another process would. */
void temp_hub_disable_user (TempHub *self, const char *login);
void temp_hub_set_password (TempHub *self, const char *login, const char *password);

/* "https://127.0.0.1:PORT"; stays the same over stop and start. */
const char *temp_hub_get_url (TempHub *self);
guint16 temp_hub_get_port (TempHub *self);
/* SHA-256 of its certificate, lower-case hex. */
const char *temp_hub_get_fingerprint (TempHub *self);
const char *temp_hub_get_conninfo (TempHub *self);
/* Its data folder. */
const char *temp_hub_get_dir (TempHub *self);
/* Connections the server has open. */
guint temp_hub_count_connections (TempHub *self);
/* Statements of both pools so far, once nothing is under way. */
guint64 temp_hub_count_statements (TempHub *self);
/* (transfer full): "GET /changes", … */
char **temp_hub_list_routes (TempHub *self);

/* Ends it as SIGTERM would, or as kill -9 would: connections are cut and nothing is said. */
void temp_hub_stop (TempHub *self);
void temp_hub_kill (TempHub *self);
/* On the same data and the same port. */
void temp_hub_start (TempHub *self);
/* A new certificate for the next start: clients that pinned the old one must refuse it. */
void temp_hub_renew_certificate (TempHub *self);

G_END_DECLS
