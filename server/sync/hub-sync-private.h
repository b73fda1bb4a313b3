/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/hub-exchange.h"
#include "server/sync/hub-sync.h"
#include "server/sync/hub-tickler.h"
#include "shared/protocol/crm-command.h"

G_BEGIN_DECLS

struct _HubSync
{
  grefcount refs;
  HubContext *context;
  HubTickler *tickler;
  HubInterestFunc interest_func; /* (nullable) */
  gpointer interest_data;
  GPtrArray *rules;     /* (owned) (element-type HubKindRules): borrowed constants */
  GHashTable *suspects; /* (owned): ids of commands that lost a connection, how often */
  guint n_snapshots;    /* being streamed */
  guint max_snapshots;
  GHashTable *downloads; /* (owned): ids of sessions, how many first downloads each has under way */
  HubMetric *commands[CRM_STATUS_REJECTED + 1]; /* (unowned) (nullable) */
  HubMetric *rows;                              /* (unowned) (nullable) */
  HubMetric *snapshots;                         /* (unowned) (nullable) */
};

/* For the metrics; any of them may be missing in a test. */
void hub_sync_count_command (HubSync *self, CrmStatus status);
void hub_sync_count_rows (HubSync *self, guint n);
void hub_sync_add_snapshots (HubSync *self, int n);
/* A client has one at a time, and those whose end was not noticed yet. What begins has to end. */
gboolean hub_sync_begin_download (HubSync *self, const char *session);
void hub_sync_end_download (HubSync *self, const char *session);

HubSync *hub_sync_ref (HubSync *self);
void hub_sync_unref (HubSync *self);

/* Handlers of hub-sync-routes.c; user_data is the #HubSync. */
void hub_changes_get (HubExchange *exchange, gpointer user_data);
void hub_digest_get (HubExchange *exchange, gpointer user_data);
void hub_digest_rows_get (HubExchange *exchange, gpointer user_data);
void hub_commands_post (HubExchange *exchange, gpointer user_data);
void hub_commands_known (HubExchange *exchange, gpointer user_data);
void hub_reveal_post (HubExchange *exchange, gpointer user_data);

G_END_DECLS
