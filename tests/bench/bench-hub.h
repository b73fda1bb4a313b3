/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-account.h"
#include "client/store/desk-change-applier.h"
#include "client/store/desk-outbox.h"
#include "client/sync/desk-sync-engine.h"

G_BEGIN_DECLS

/* The real server program in a process of its own, on a fresh folder. */
typedef struct
{
  char *program;
  char *folder;
  char *url;
  GSubprocess *process;
} BenchHub;

BenchHub *bench_hub_new (const char *program);
/* The same on a database that remembers when each transaction was committed. */
BenchHub *bench_hub_new_stamping (const char *program);
/* Asks it to end, waits and removes the folder. */
void bench_hub_free (BenchHub *self);
/* Another command of the program on the same data; @input (nullable). The words end with NULL. */
void bench_hub_run (BenchHub *self, const char *input, ...) G_GNUC_NULL_TERMINATED;
void bench_hub_add_user (BenchHub *self, const char *login, const char *role);
/* Memory of the server process in MiB: resident now. */
double bench_hub_get_memory (BenchHub *self);
/* Processor time of the server process until now, without PostgreSQL's, in ms. */
double bench_hub_get_processor (BenchHub *self);
/* (transfer full) (element-type utf8 gint64): when the transaction that wrote each client was
 * committed, in µs of real time, stamped before its log is flushed: the disk's time counts. */
GHashTable *bench_hub_read_commits (BenchHub *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchHub, bench_hub_free)

/* A client as the application makes it, without a window. Peak of this process: bench_get_peak().
 */
typedef struct
{
  char *folder;
  DeskAccount *account;
  DeskDatabase *database;
  DeskOutbox *outbox;
  DeskSyncStatus *status;
  DeskTransport *transport;
  DeskSyncEngine *engine;
} BenchClient;

/* Signed in, the database open, the engine not started. */
BenchClient *bench_client_new (BenchHub *hub, const char *login);
void bench_client_free (BenchClient *self);
/* Starts the engine and turns the main loop until it is in step. */
void bench_client_settle (BenchClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchClient, bench_client_free)

/* Before anything else: profiles and tokens of this process are in @folder, whatever the machine
 * has. */
void bench_set_home (const char *folder);
/* A signed-in transport alone. */
DeskTransport *bench_transport_new (BenchHub *hub, const char *login, DeskAccount **account);

/* MiB of resident memory this process had at most. */
double bench_get_peak (void);
/* The value below which this share of the @values (gint64, µs) lies, in ms; sorts them. */
double bench_get_quantile (GArray *values, double share);
/* Ends the program with this message when there is an error. */
void bench_check (const GError *error, const char *what);

G_END_DECLS
