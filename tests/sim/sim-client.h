/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/sync/desk-sync-engine.h"
#include "tests/sim/sim-disk.h"
#include "tests/sim/sim-transport.h"

G_BEGIN_DECLS

/* One device with the real store and engine on it: opened, killed, opened again. */

typedef enum
{
  SIM_CLIENT_CLOSED,
  SIM_CLIENT_OPENING,
  SIM_CLIENT_OPEN,
} SimClientState;

typedef struct
{
  guint number;
  SimHost host;
  SimServer *server;
  const SimNetFaults *faults;
  char *user;
  char *device;
  char *session; /* id */
  SimDisk *disk;
  char *folder;
  SimClientState state;
  guint generation; /* of the process */
  gboolean is_online;
  gboolean is_signed_out;
  gboolean is_signing; /* the person is typing the password */
  gboolean may_open;   /* else it stays closed until somebody opens it */
  gboolean is_reviving;
  gboolean is_wiping;  /* it was told to forget */
  gboolean is_damaged; /* until a comparison has found it */
  gboolean is_verifying;
  gboolean is_power; /* the next start is one of the machine too */
  guint n_failed_opens;

  /* (nullable): while it is open */
  DeskDatabase *database;
  DeskOutbox *outbox;
  DeskAccount *account;
  DeskSyncStatus *status;
  DeskSyncEngine *engine;
  SimTransport *transport;
  DeskClock *clock;
} SimClient;

SimClient *
sim_client_new (guint number, SimServer *server, const SimNetFaults *faults, const char *user);
/* From now on the seed may open it. */
void sim_client_open (SimClient *self);
/* The person quits. */
void sim_client_close (SimClient *self);
void sim_client_kill (SimClient *self, gboolean is_power);
/* A new session at the server for the same person and device. */
void sim_client_sign_in (SimClient *self);
void sim_client_set_online (SimClient *self, gboolean is_online);
/* After each event: what happened to its disk or its session. */
void sim_client_look_after (SimClient *self);
/* Nothing is to be sent, nothing is being fetched. */
gboolean sim_client_is_quiet (SimClient *self);
void sim_client_drop_files (SimClient *self, SimDisk *template_disk);

#define SIM_TYPE_CLOCK (sim_clock_get_type ())
G_DECLARE_FINAL_TYPE (SimClock, sim_clock, SIM, CLOCK, GObject)

DeskClock *sim_clock_new (const SimHost *host);

G_END_DECLS
