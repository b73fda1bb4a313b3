/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"

G_BEGIN_DECLS

/* Seals the audit every second while there is something to seal, and notes the last seal beside the
 * database and now and then in the log. Among several processes whoever comes first does it. Main
 * thread. */
typedef struct _HubAuditSealer HubAuditSealer;

/* @context is borrowed; without a data folder only the log knows. */
HubAuditSealer *hub_audit_sealer_new (HubContext *context);
void hub_audit_sealer_free (HubAuditSealer *self);

G_END_DECLS
