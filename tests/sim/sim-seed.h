/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-record-store.h"
#include "tests/sim/sim-client.h"

G_BEGIN_DECLS

#define SIM_MAX_CLIENTS 6

typedef struct
{
  char *id;
  char *login;
} SimUser;

/* Something a person did and, once it was said to be saved, must never lose. */
typedef struct
{
  guint order;
  guint client;
  const char *user;
  CrmCommand *command; /* (owned) */
  gboolean is_saved;
  gboolean is_taken_back; /* by the person */
} SimTyped;

/* What a seed may do to the machines. */
typedef struct
{
  gboolean has_crashes;
  gboolean has_disk_faults;
  gboolean has_fail_overs;
  gboolean has_admin;
  guint admin_once_in; /* of what happens */
  guint acts;          /* bits: which of them people do in this seed */
  guint n_acts;
  guint n_clients;
  guint n_customers; /* to begin with */
} SimMenu;

/* One run: a server, some people with their devices, what they do and what goes wrong. */
typedef struct
{
  guint64 number;
  SimMenu menu;
  SimServer *server;
  SimNetFaults faults;
  char *branches[3];
  GPtrArray *users; /* (element-type SimUser) */
  SimClient *clients[SIM_MAX_CLIENTS];
  guint n_clients;
  GPtrArray *typed;   /* (element-type SimTyped) */
  GHashTable *sent;   /* (owned): ledger of the wire, by id of the command */
  GPtrArray *secrets; /* (element-type utf8): numbers that leave the server masked */
  GHashTable *roots;  /* (owned): of what is there from the start: record → customer */
  GPtrArray *undoes;  /* (element-type CrmCommand): creations of what was deleted */
  gboolean is_calm;   /* nothing goes wrong any more */
  gboolean is_checked;
  gboolean is_crashing; /* the database, soon */
  guint n_base;         /* commits that nothing undoes */
  guint n_restores;     /* of the database to an earlier state */
} SimSeed;

/* Makes what every seed begins with: the disk of a client that was opened once. */
SimDisk *sim_seed_make_template (void);
SimSeed *sim_seed_new (guint64 number, SimDisk *template_disk);
/* To its end; the failure is in the world. */
void sim_seed_run (SimSeed *self);

/* sim-ledger.c */
GHashTable *sim_ledger_new (void);
void sim_ledger_note_push (SimSeed *self, GBytes *body);
void sim_ledger_note_reply (SimSeed *self, GBytes *body);
void sim_ledger_forget (SimSeed *self);
/* (nullable) */
CrmCommand *sim_ledger_find (SimSeed *self, const char *id);
void sim_ledger_look_at_commit (SimTx *tx, gpointer data);

/* sim-merge.c: what the transaction of a command made of a row. */
typedef struct
{
  SimSeed *seed;
  CrmCommand *command;
  SimTable *table;
  const SimValue *before;
  const SimValue *after;
  const char *status;
  const char *device;
} SimCommit;

void sim_merge_check (const SimCommit *commit);

/* sim-act.c: the person at @client does something. */
void sim_act (SimSeed *self, SimClient *client);
/* sim-office.c: what the server does in many transactions. */
void sim_office_hand_over (SimSeed *seed);
void sim_office_end_shares (SimSeed *seed);
void sim_office_purge (SimSeed *seed);
void sim_office_keep_epoch (SimSeed *seed);
/* sim-papers.c: papers and accounts of a client. */
const CrmKind *sim_papers_pick_kind (guint64 chance);
CrmCommand *sim_papers_create (SimSeed *seed, const CrmKind *kind, const char *customer);
CrmCommand *sim_papers_change (SimSeed *seed, const CrmKind *kind, const char *id, DeskRow *row);
void sim_papers_look_at_wire (SimSeed *seed, GBytes *body);
/* sim-damage.c: a cache that is wrong without knowing it. */
void sim_damage_act (SimClient *client);
/* Otherwise it begins to compare. */
gboolean sim_damage_is_mended (SimSeed *self);
/* sim-admin.c: an administrator changes something. */
void sim_admin_act (SimSeed *self);
void sim_admin_prepare (SimSeed *self);
void sim_admin_restore_order (SimSeed *self);
/* sim-check.c: all is quiet: compares everything with everything. */
void sim_check (SimSeed *self);
gboolean sim_check_is_over (SimSeed *self);
/* sim-rights.c: what this person may see now, as the papers say it. */
typedef struct _SimRights SimRights;
SimRights *sim_rights_new (SimSeed *self, const char *user);
gboolean
sim_rights_see (SimRights *self, const CrmKind *kind, const SimValue *values, SimTable *table);
/* What a row of history or a conflict tells of its record. */
gboolean sim_rights_see_about (SimRights *self, const SimValue *values, SimTable *table);

G_END_DECLS
