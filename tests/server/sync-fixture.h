/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server/auth/hub-session.h"
#include "server/db/hub-db-pool.h"
#include "server/sync/hub-change-feed.h"
#include "tests/lib/temp-postgres.h"

G_BEGIN_DECLS

/* Feed and commands on a fresh database, without HTTP. */
typedef struct
{
  char *conninfo;
  HubDbPool *pool;       /* as a server has it */
  HubDbPool *owner_pool; /* as the command line has it */
  char *epoch;
  GBytes *secret;
  GPtrArray *rules; /* (element-type HubKindRules) */
} SyncFixture;

SyncFixture *sync_fixture_new (TempPostgres *postgres, guint n_workers);
/* On a database that has all migrations. */
SyncFixture *sync_fixture_open (const char *conninfo, guint n_workers);
void sync_fixture_free (SyncFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncFixture, sync_fixture_free)

/* A person with a session on a device of its own; @branch (nullable) is made when it is new. */
HubSession *
sync_fixture_add_user (SyncFixture *self, const char *login, const char *role, const char *branch);
/* Another device of the same person. */
HubSession *sync_fixture_add_device (SyncFixture *self, HubSession *session);
void sync_fixture_sql (SyncFixture *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* (transfer full): the first field. */
char *sync_fixture_ask (SyncFixture *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* One push; gives the answer's root, or %NULL with the error. Tries again as the server does. */
JsonNode *
sync_fixture_try_push (SyncFixture *self, HubSession *session, const char *body, GError **error);
/* The same for `{"commands":[…]}` around @commands; must succeed. (transfer full): "results". */
JsonNode *sync_fixture_push (SyncFixture *self, HubSession *session, const char *commands);
/* One command made of @format; (transfer full): its result. */
JsonNode *
sync_fixture_do (SyncFixture *self, HubSession *session, const char *id, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/* A person as a customer; (transfer full): its id. */
char *sync_fixture_create (SyncFixture *self, HubSession *session, const char *last_name);

/* What a client has on its disk: records by "kind/id". */
typedef struct
{
  SyncFixture *fixture;
  HubSession *session;
  GHashTable *records; /* (element-type utf8 SyncRecord) */
  HubCursor cursor;
  gboolean has_cursor;
  guint n_rows;    /* received in all */
  guint n_gone;    /* of them those that left the person's scope */
  char reason[32]; /* of the last that left */
} SyncView;

typedef struct
{
  const CrmKind *kind;
  gint64 version;
  char **values; /* n_fields */
} SyncRecord;

SyncView *sync_view_new (SyncFixture *fixture, HubSession *session);
void sync_view_free (SyncView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncView, sync_view_free)
/* What came from the server. */
gboolean sync_view_apply (SyncView *self, const CrmChange *change, GError **error);
/* Forgets everything, as a client does that has to begin anew. */
void sync_view_reset (SyncView *self);
/* One page of about @limit rows; %TRUE when it was the last. */
gboolean sync_view_pull_page (SyncView *self, guint limit, gboolean *is_end, GError **error);
/* Until the end as it is now; must succeed. */
void sync_view_catch_up (SyncView *self);
/* The same once everything that was committed by now can be read: any transaction of the cluster,
 * the autovacuum's too, may hold the watermark for a while. */
void sync_view_pull (SyncView *self);
SyncRecord *sync_view_find (SyncView *self, const char *kind, const char *id);
const char *sync_view_get (SyncView *self, const char *kind, const char *id, const char *field);
guint sync_view_count (SyncView *self, const char *kind);
/* Everything that lives and meets this condition of SQL is there as it is, and nothing else. */
void sync_view_assert_complete (SyncView *self, const char *condition);

G_END_DECLS
