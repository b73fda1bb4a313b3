/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/sim/sim-fiber.h"
#include "tests/sim/sim-sql-ops.h"

G_BEGIN_DECLS

/* The model of PostgreSQL: rows in versions, transactions with numbers in the order in which they
 * first write, snapshots, row locks that wait, unique indexes, commits in any order; and what a
 * real cluster may do on top: lose the end of its history, or in a crash that of its log, and use
 * the numbers again. */

typedef struct
{
  const char *name;
  const char *type;
  gboolean is_array;
  SqlExpr *fallback; /* (nullable) */
} SimColumn;

typedef struct
{
  const char *name;
  GPtrArray *exprs; /* (element-type SqlExpr) */
  SqlExpr *where;   /* (nullable) */
} SimIndex;

typedef struct _SimVersion SimVersion;

struct _SimVersion
{
  guint64 xmin;
  guint64 xmax; /* 0: it stands */
  SimValue *values;
  SimVersion *older; /* (nullable) */
};

typedef struct _SimTx SimTx;

/* One row through all its versions. */
typedef struct
{
  SimVersion *newest; /* %NULL: its insert was taken back */
  SimTx *locker;      /* (nullable): who changes or holds it */
} SimChain;

typedef struct
{
  const char *name;
  GPtrArray *columns; /* (element-type SimColumn) */
  GPtrArray *indexes; /* (element-type SimIndex): unique ones */
  GPtrArray *chains;  /* (element-type SimChain) */
  const char **names; /* (nullable): of the columns, once they were asked for */
} SimTable;

typedef struct
{
  guint64 xmax;
  guint64 xmin;
  guint n_active;
  guint64 *active;
} SimSnapshot;

typedef enum
{
  SIM_TX_ACTIVE,
  SIM_TX_COMMITTED,
  SIM_TX_ABORTED,
} SimTxState;

typedef struct
{
  SimTable *table;
  SimChain *chain;
  SimVersion *made;   /* (nullable): by this write */
  SimVersion *before; /* (nullable): what it replaced or deleted */
} SimWrite;

struct _SimTx
{
  guint64 xid;    /* 0: it has not written */
  guint64 logged; /* place of its commit in the log */
  SimTxState state;
  gboolean is_repeatable;
  gboolean has_snapshot;
  SimSnapshot snapshot;
  GPtrArray *writes;    /* (element-type SimWrite) */
  GPtrArray *locks;     /* (element-type SimChain) */
  GPtrArray *waiters;   /* (element-type SimFiber) */
  SimTx *waits_for;     /* (nullable) */
  GHashTable *settings; /* (nullable): of set_config */
};

typedef void (*SimCommitFunc) (SimTx *tx, gpointer data);
typedef void (*SimLookFunc) (gpointer data);

/* The log, which is on the disk up to a place: each commit takes all before it there. */
typedef struct
{
  guint64 end;
  guint64 flushed;
  guint64 last_xid;    /* the highest number that it tells of */
  guint64 durable_xid; /* as far as it is on the disk */
  gboolean hides_end;  /* a transaction was rolled back, of which the disk knows nothing */
} SimLog;

typedef struct
{
  GHashTable *tables;    /* by name */
  GHashTable *functions; /* by name: SimSqlFunction */
  GHashTable *sequences; /* by name: gint64 * */
  GPtrArray *active;     /* (element-type SimTx): with a number */
  GPtrArray *commits;    /* (element-type SimTx): in their order */
  guint64 next_xid;
  SimLog log;
  guint timeline;
  guint64 branch_place;    /* in the log where the last fail-over left it; 0 without one */
  SimCommitFunc committed; /* (nullable) */
  gpointer committed_data;
  SimLookFunc looked; /* (nullable): somebody asks for a place in a log that hides an end */
  gpointer looked_data;
} SimDb;

/* A function in SQL. */
typedef struct
{
  GPtrArray *names; /* of the arguments */
  SqlSelect *body;  /* (nullable): written in another language */
} SimSqlFunction;

SimDb *sim_db_new (void);
/* Runs the definitions of a migration. */
void sim_db_define (SimDb *self, const char *name, const char *sql);
SimTable *sim_db_find_table (SimDb *self, const char *name);
int sim_table_find_column (SimTable *self, const char *name);

SimTx *sim_tx_new (SimDb *db, gboolean is_repeatable);
/* For the next statement. */
void sim_tx_take_snapshot (SimDb *db, SimTx *tx);
guint64 sim_tx_get_xid (SimDb *db, SimTx *tx);
void sim_tx_commit (SimDb *db, SimTx *tx);
void sim_tx_abort (SimDb *db, SimTx *tx);
/* All that are under way, as when the server of the database stops. */
void sim_db_abort_all (SimDb *self);
/* What has been committed so far. */
guint sim_db_get_position (SimDb *self);
/* Takes the log to the disk. */
void sim_db_flush (SimDb *self);
/* The server of the database dies; what it knows when it is up again stands in its log. */
void sim_db_crash (SimDb *self);
/* The state of @position goes on as another incarnation; the numbers behind it are used again. */
void sim_db_go_back (SimDb *self, guint position);

SimVersion *sim_chain_see (SimChain *self, SimTx *tx);
/* The newest one that is committed, or made by @tx. */
SimVersion *sim_chain_get_latest (SimChain *self, SimTx *tx);
/* Waits until nobody else changes the row. %FALSE: that would be for ever (40P01). */
gboolean sim_chain_lock (SimDb *db, SimChain *self, SimTx *tx);
gboolean sim_chain_is_locked (SimChain *self, SimTx *tx);
gboolean sim_tx_wait (SimTx *tx, SimTx *other);
void sim_chain_update (SimDb *db, SimTable *table, SimChain *self, SimTx *tx, SimValue *values);
void sim_chain_delete (SimDb *db, SimTable *table, SimChain *self, SimTx *tx);
SimChain *sim_table_insert (SimDb *db, SimTable *table, SimTx *tx, SimValue *values);

/* ---- statements ----------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *names; /* (element-type utf8) */
  GPtrArray *rows;  /* (element-type SimValue): arrays of names->len */
} SimResult;

typedef struct _SimRun SimRun;

/* One statement at work. */
struct _SimRun
{
  SimDb *db;
  SimTx *tx;
  const char *what;
  const SimValue *params;
  guint n_params;
  char sqlstate[6]; /* "" while all is well */
  const char *constraint;
  GHashTable *ctes; /* (nullable): by name: SimResult */
};

gboolean sim_run_fail (SimRun *run, const char *sqlstate, const char *constraint);
gboolean sim_run_has_failed (SimRun *run);

typedef struct
{
  const char *alias;
  guint n_columns;
  const char *const *names;
  const SimValue *values; /* of the row at hand; %NULL: all null */
  SimChain *chain;        /* (nullable) */
} SimSource;

typedef struct _SimScope SimScope;

struct _SimScope
{
  SimScope *outer; /* (nullable) */
  guint n;
  SimSource *sources;
  /* while aggregates are made: the rows of the group */
  GPtrArray *group; /* (nullable) (element-type SimSource): arrays of n */
};

SimValue sim_eval (SimRun *run, SqlExpr *expr, SimScope *scope);
gboolean sim_eval_condition (SimRun *run, SqlExpr *expr, SimScope *scope);
gboolean sim_is_aggregate (SqlExpr *expr);
gboolean sim_has_aggregate (SqlExpr *expr);
SimValue sim_call_aggregate (SimRun *run, SqlExpr *expr, SimScope *scope);
SimValue sim_call (SimRun *run, SqlExpr *expr, SimScope *scope);
/* A function that gives rows, or %NULL when it is none. */
SimResult *sim_call_set (SimRun *run, SqlExpr *expr, SimScope *scope);
void sim_run_ctes (SimRun *run, GPtrArray *ctes);
SimResult *sim_run_select (SimRun *run, SqlSelect *select, SimScope *outer);
/* (nullable) with sqlstate. */
SimResult *sim_run_statement (SimRun *run, SqlStatement *statement);
SimResult *sim_result_new (void);
/* app_make_kind() and app_give_rights() of the migrations. */
SimValue sim_call_make_kind (SimRun *run, guint n, const SimValue *args);
SimValue sim_call_give_rights (SimRun *run, guint n, const SimValue *args);

G_END_DECLS
