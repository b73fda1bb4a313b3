/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/admin/hub-admin-act.h"
#include "server/admin/hub-admin-denied.h"
#include "server/admin/hub-admin-jobs.h"
#include "server/admin/hub-admin-scan.h"
#include "server/admin/hub-admin.h"
#include "server/sync/hub-tickler.h"

G_BEGIN_DECLS

struct _HubAdmin
{
  grefcount refs;
  HubContext *context;
  HubSessions *sessions;
  HubTickler *tickler;      /* (owned) (nullable): until it is closed */
  HubAdminJobs *jobs;       /* (owned) (nullable): until it is closed */
  HubAdminScan *scan;       /* (owned) (nullable): until it is closed */
  HubAdminDenials *denials; /* (owned) (nullable): until it is closed */
};

HubAdmin *hub_admin_ref (HubAdmin *self);
void hub_admin_unref (HubAdmin *self);
/* After a commit: tells whom @tickle (nullable) concerns, ends the sessions @ended (element-type
 * utf8). */
void hub_admin_tell (HubAdmin *self, const HubTickle *tickle, GPtrArray *ended, gboolean wipes);

/* Writes down that somebody tried what he may not do. */
void
hub_admin_note_denied (HubAdmin *self, HubSession *session, const char *kind, CrmAction action);

/* Handlers; user_data is the #HubAdmin. The kind is the second word of the path. */
void hub_admin_create_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_change_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_delete_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_sessions_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_end_sessions_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_password_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_totp_reset_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_hand_over_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_duplicates_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_job_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_audit_handler (HubExchange *exchange, gpointer user_data);
void hub_admin_audit_csv_handler (HubExchange *exchange, gpointer user_data);

G_END_DECLS
