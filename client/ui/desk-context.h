/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"
#include "client/store/desk-blob-cache.h"
#include "client/store/desk-database.h"
#include "client/store/desk-outbox.h"
#include "client/store/desk-remote.h"
#include "client/store/desk-settings.h"
#include "client/store/desk-sync-status.h"
#include "client/ui/desk-layout.h"
#include "client/ui/desk-rights.h"

G_BEGIN_DECLS

/* The long-lived services of one signed-in window, made by the application, handed down as the
 * construct property "context", never looked up. Property "layout" (DeskLayout) follows the width
 * of the window; signal "users-changed" when names of users, branches or products arrived or
 * changed. */
#define DESK_TYPE_CONTEXT (desk_context_get_type ())
G_DECLARE_FINAL_TYPE (DeskContext, desk_context, DESK, CONTEXT, GObject)

DeskContext *desk_context_new (DeskDatabase *database,
                               DeskOutbox *outbox,
                               DeskSyncStatus *status,
                               DeskSettings *settings,
                               DeskAccount *account);
DeskDatabase *desk_context_get_database (DeskContext *self);
DeskOutbox *desk_context_get_outbox (DeskContext *self);
DeskSyncStatus *desk_context_get_status (DeskContext *self);
DeskSettings *desk_context_get_settings (DeskContext *self);
DeskAccount *desk_context_get_account (DeskContext *self);
/* (nullable): the server, for what it alone can do. */
DeskRemote *desk_context_get_remote (DeskContext *self);
/* (nullable): the bytes of attachments. */
DeskBlobCache *desk_context_get_files (DeskContext *self);
/* What the person may do. */
DeskRights *desk_context_get_rights (DeskContext *self);
/* For the application. */
void desk_context_set_remote (DeskContext *self, DeskRemote *remote);
void desk_context_set_files (DeskContext *self, DeskBlobCache *files);
/* (nullable) (transfer none): name of a user by id from the cache. */
const char *desk_context_get_user_name (DeskContext *self, const char *id);

/* (nullable) (transfer none): name of a branch by id from the cache. */
const char *desk_context_get_branch_name (DeskContext *self, const char *id);
/* (nullable) (transfer none): what the company sells; %NULL before the database is open. */
DeskRecordSet *desk_context_get_products (DeskContext *self);
DeskLayout desk_context_get_layout (DeskContext *self);
/* For the shell. */
void desk_context_set_layout (DeskContext *self, DeskLayout layout);

G_END_DECLS
