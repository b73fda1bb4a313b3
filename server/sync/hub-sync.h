/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"
#include "server/base/hub-tickle.h"

G_BEGIN_DECLS

typedef struct _HubKindRules HubKindRules;

/* The feed and the commands of one server: what the requests share. Main thread. */
typedef struct _HubSync HubSync;

/* @func (nullable): called after commits, when a pull would bring them. */
HubSync *hub_sync_new (HubContext *context, HubTickleFunc func, gpointer user_data);
/* Requests on their way keep what they need; @func is not called any more. */
void hub_sync_free (HubSync *self);
/* What somebody sees, after each of his pulls: @owners (array zero-terminated=1) and @branch (both
 * nullable); without owners it is everything. Main thread. */
typedef void (*HubInterestFunc) (const char *session,
                                 const char *const *owners,
                                 const char *branch,
                                 gpointer user_data);
void hub_sync_set_interest_func (HubSync *self, HubInterestFunc func, gpointer user_data);
/* Makes a kind writable by commands; @rules is a static constant. */
void hub_sync_add_rules (HubSync *self, const HubKindRules *rules);

G_END_DECLS
