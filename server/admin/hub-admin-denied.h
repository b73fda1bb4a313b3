/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-session.h"
#include "server/base/hub-context.h"
#include "shared/record/crm-rights.h"

G_BEGIN_DECLS

/* Writes down who tried what he may not do, seldom enough. Main thread. */
typedef struct _HubAdminDenials HubAdminDenials;

/* @interval: what repeats itself within so many milliseconds is one line. */
HubAdminDenials *hub_admin_denials_new (HubContext *context, guint interval);
/* Writes what was only counted so far, and frees it. */
void hub_admin_denials_close (HubAdminDenials *self);
/* Without a database to write it into. */
void hub_admin_denials_free (HubAdminDenials *self);
void hub_admin_denials_add (HubAdminDenials *self,
                            HubSession *session,
                            const char *kind,
                            CrmAction action);

G_END_DECLS
