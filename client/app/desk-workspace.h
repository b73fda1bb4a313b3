/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/sync/desk-sync-engine.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* All the services of one signed-in account, from the database to the exchange with the server.
 * Made by the application, main thread only. */
#define DESK_TYPE_WORKSPACE (desk_workspace_get_type ())
G_DECLARE_FINAL_TYPE (DeskWorkspace, desk_workspace, DESK, WORKSPACE, GObject)

/* @transport (nullable): HTTPS to the account's server. */
DeskWorkspace *
desk_workspace_new (DeskAccount *account, DeskSettings *settings, DeskTransport *transport);
/* Before it is opened, where the keys are under a passphrase: see desk_keys_open_async(). */
void desk_workspace_set_passphrase (DeskWorkspace *self, const char *passphrase);
/* Opens the keys and the database. CRM_ERROR_UNAUTHENTICATED: a passphrase is needed, a first one
 * when there is none yet; DENIED: it is the wrong one; OFFLINE: the keyring
 * that has the keys does not answer. */
void desk_workspace_open_async (DeskWorkspace *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean desk_workspace_open_finish (DeskWorkspace *self, GAsyncResult *result, GError **error);
/* Begins the exchange, unless it runs. Nothing happens before the database is open. */
void desk_workspace_start (DeskWorkspace *self);
/* The keys of this profile were gone when it was opened; new ones were made. */
gboolean desk_workspace_has_lost_keys (DeskWorkspace *self);
/* Ends the exchange; answered when all that is queued is on the disk, so that closing need not
 * wait. */
void
desk_workspace_flush_async (DeskWorkspace *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean desk_workspace_flush_finish (DeskWorkspace *self, GAsyncResult *result, GError **error);
/* Ends the exchange and writes what is queued; blocks. */
void desk_workspace_close (DeskWorkspace *self);
/* Looks the files through and compares them with the server, unless that is under way; the status
 * tells the rest. */
void desk_workspace_begin_check (DeskWorkspace *self);
void desk_workspace_stop_check (DeskWorkspace *self);
DeskContext *desk_workspace_get_context (DeskWorkspace *self);
DeskSyncEngine *desk_workspace_get_engine (DeskWorkspace *self);
DeskTransport *desk_workspace_get_transport (DeskWorkspace *self);
/* Whether the first load came to its end once. */
gboolean desk_workspace_is_complete (DeskWorkspace *self);

G_END_DECLS
