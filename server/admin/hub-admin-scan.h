/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/admin/hub-admin-jobs.h"
#include "server/base/hub-context.h"

G_BEGIN_DECLS

/* Drives searches for duplicates, on a thread of its own and with the bulk connections: jobs of the
 * kind "duplicates". What a process left behind that died is begun anew by the next one that looks.
 * Main thread. */
typedef struct _HubAdminScan HubAdminScan;

HubAdminScan *
hub_admin_scan_new (HubContext *context, HubAdminProgressFunc progress, gpointer user_data);
/* Stops what runs, which is begun anew later, and waits for it. */
void hub_admin_scan_close (HubAdminScan *self);
/* A job was made. */
void hub_admin_scan_start (HubAdminScan *self, const char *id);

G_END_DECLS
