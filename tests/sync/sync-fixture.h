/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"
#include "client/store/desk-database.h"
#include "client/store/desk-outbox.h"
#include "client/store/desk-sync-status.h"
#include "client/sync/desk-sync-engine.h"
#include "shared/customers/crm-customer.h"
#include "tests/lib/fake-clock.h"
#include "tests/lib/fake-transport.h"

G_BEGIN_DECLS

/* A real store in a temporary folder and a real engine; the server, the way to it and time are
 * the test's. */
typedef struct
{
  char *folder;
  DeskAccount *account;
  DeskDatabase *database;
  DeskOutbox *outbox;
  DeskSyncStatus *status;
  DeskSyncEngine *engine;
  FakeTransport *transport;
  FakeServer *server; /* (borrowed) */
  FakeClock *clock;
  guint seen;     /* for the test */
  GPtrArray *ids; /* (element-type utf8): of the customers put on the server */
} SyncFixture;

/* The database is open, the engine not started. */
SyncFixture *sync_fixture_new (void);
void sync_fixture_free (SyncFixture *self);
/* The program ends, and starts; free and restart do it by themselves. */
void sync_fixture_close (SyncFixture *self);
void sync_fixture_open (SyncFixture *self);
/* As if the program had been killed: everything but the folder and the server is made anew. */
void sync_fixture_restart (SyncFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncFixture, sync_fixture_free)

/* Turns the main loop until @condition holds. */
typedef gboolean (*SyncCondition) (SyncFixture *self);
void sync_fixture_wait (SyncFixture *self, SyncCondition condition);
gboolean sync_is_idle (SyncFixture *self);
gboolean sync_is_offline (SyncFixture *self);
/* The next try is announced and none is under way. */
gboolean sync_is_backing_off (SyncFixture *self);
gboolean sync_is_holding (SyncFixture *self);
/* Starts the engine and waits until it is in step, letting time pass where it waits. */
void sync_fixture_settle (SyncFixture *self);

/* Stores a new customer with this last name; gives the command. (transfer full) */
CrmCommand *sync_fixture_create (SyncFixture *self, const char *last_name);
/* (transfer full) */
CrmCommand *sync_fixture_rename (SyncFixture *self, const char *record, const char *last_name);
/* Last name of a customer as the screens would show it. (transfer full) (nullable) */
char *sync_fixture_dup_name (SyncFixture *self, const char *id);
/* Customers in the cache. */
gint64 sync_fixture_count (SyncFixture *self);
/* Puts customers on the server. */
void sync_fixture_fill (SyncFixture *self, guint n);

G_END_DECLS
