/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "client/store/desk-entry.h"
#include "client/store/desk-outbox-log.h"
#include "client/store/desk-row.h"
#include "client/store/desk-schema.h"
#include "client/store/desk-vault.h"

G_BEGIN_DECLS

/* Statements that do not depend on a kind; the text is in desk-connection.c. */
typedef enum
{
  DESK_SQL_META_GET,
  DESK_SQL_META_PUT,
  DESK_SQL_BASE_GET,
  DESK_SQL_BASE_PUT,
  DESK_SQL_BASE_DELETE,
  DESK_SQL_BASES,
  DESK_SQL_REVEALED_PUT,
  DESK_SQL_REVEALED_GET,
  DESK_SQL_REVEALED_FORGET,
  DESK_SQL_REVEALED_DROP,
  DESK_SQL_GONE_PUT,
  DESK_SQL_ORDER_OF,
  DESK_SQL_ORDER_FROM,
  DESK_SQL_ORDER_BEFORE,
  DESK_SQL_ORDER_NAME,
  DESK_SQL_ORDER_PUT,
  DESK_SQL_ORDER_DELETE,
  DESK_SQL_ROW_OF_ORDER,
  DESK_SQL_TEXT_PUT,
  DESK_SQL_TEXT_DELETE,
  DESK_SQL_CONTACTS,
  DESK_SQL_NEAR_MATCH,
  DESK_SQL_NEAR_POLICY,
  DESK_SQL_NEAR_POLICY_END,
  DESK_SQL_NEAR_VIN,
  DESK_SQL_NEAR_VIN_END,
  DESK_SQL_NEAR_PLATE,
  DESK_SQL_NEAR_PAPER,
  DESK_SQL_NEAR_SERIES,
  DESK_SQL_NEAR_SHOWN,
  DESK_SQL_CONFLICT_OPEN,
  DESK_SQL_SUMMARY_POLICIES,
  DESK_SQL_SUMMARY_INSTALMENTS,
  DESK_SQL_SUMMARY_CONTACTS,
  DESK_SQL_SUMMARY_ALL_POLICIES,
  DESK_SQL_SUMMARY_ALL_INSTALMENTS,
  DESK_SQL_SUMMARY_ALL_CONTACTS,
  DESK_SQL_SUMMARY_CUSTOMERS,
  DESK_SQL_SUMMARY_GET,
  DESK_SQL_SUMMARY_PUT,
  DESK_SQL_SUMMARY_DELETE,
  DESK_SQL_SUMMARY_OVER,
  DESK_SQL_LIKENESS_FIND,
  DESK_SQL_LIKENESS_PUT,
  DESK_SQL_LIKENESS_DROP,
  DESK_SQL_LIKENESS_ROWS,
  DESK_SQL_LIKENESS_OBJECTS,
  DESK_SQL_LIKENESS_RECORDS,
  DESK_SQL_LIKENESS_OPEN,
  DESK_SQL_ENTRY_PUT,
  DESK_SQL_ENTRY_REPLACE,
  DESK_SQL_ENTRY_DELETE,
  DESK_SQL_ENTRY_BY_ID,
  DESK_SQL_ENTRY_BY_SEQ,
  DESK_SQL_ENTRIES_OPEN,
  DESK_SQL_ENTRIES_OF_RECORD,
  DESK_SQL_ENTRIES_OF_ROOT,
  DESK_SQL_ENTRIES_ALL,
  DESK_SQL_JOURNAL,
  DESK_SQL_JOURNAL_PRUNE,
  DESK_SQL_DRAFT_PUT,
  DESK_SQL_DRAFT_DELETE,
  DESK_SQL_DRAFTS,
  DESK_N_SQL,
} DeskSql;

/* Ids of one kind that a transaction touched; past the limit they are only counted as many. */
#define DESK_MAX_CHANGED 500

typedef struct
{
  GHashTable *ids; /* (nullable) (element-type guint8[16]) */
  gboolean many;
} DeskChangedIds;

/* What a transaction changed, told to the main thread after it. */
typedef struct
{
  DeskChangedIds kinds[DESK_MAX_KINDS];
  GHashTable *entries; /* (nullable): seq of changed outbox entries */
  gboolean meta;       /* cursor or completeness changed */
} DeskChanges;

/* Which records are live on the main thread, by id; the one thing both threads look at. */
typedef struct
{
  GMutex lock;
  GHashTable *ids; /* id → kind index + 1 */
  int generation;  /* atomic: commits so far */
} DeskLive;

/* What is told to the main thread after a commit. */
typedef struct
{
  DeskChanges changes;
  GPtrArray *rows;    /* (element-type DeskRow): live ones, as they are now; n == 0 is gone */
  GPtrArray *entries; /* (element-type DeskEntry): changed; gone ones have state DESK_ENTRY_DONE */
  int generation;
  char *cursor; /* (nullable) */
  gboolean complete;
} DeskCommit;

typedef void (*DeskCommitFunc) (DeskCommit *commit, gpointer data);

/* One thread's connections and prepared statements. The reader has only `cache`. */
struct _DeskConnection
{
  sqlite3 *cache;
  sqlite3 *outbox;          /* (nullable) */
  const DeskSchema *schema; /* (unowned) */
  DeskLive *live;           /* (unowned) */
  DeskVault *vault;         /* (owned) (nullable): %NULL: nothing is sealed */
  sqlite3_stmt *fixed[DESK_N_SQL];
  sqlite3_stmt *by_kind[DESK_MAX_KINDS][DESK_KIND_N_SQL];
  GCancellable *cancellable; /* (unowned) (nullable): of the running job */
  const int *typed;          /* (unowned) (nullable): key presses that wait for it to end */

  /* Writer only: */
  DeskOutboxLog *log;
  DeskChanges changes;
  GHashTable *open;      /* ids of records with entries that are not done */
  GHashTable *indexed;   /* id of customer → DeskIndexed, as before this transaction */
  GHashTable *summed;    /* ids of customers to be summed up again */
  GHashTable *alike;     /* ids of customers whose likes are to be looked up by other words */
  gboolean complete;     /* a snapshot came to its end once */
  gboolean loading;      /* a first load runs: no indexes, rows are only appended */
  gboolean bulk;         /* its transaction is open */
  guint32 bulk_kinds;    /* bits: kinds of which it has added rows */
  gboolean emptied;      /* rows are missing because the cache was emptied, not deleted */
  gboolean stale;        /* a commit of the cache failed after that of the outbox */
  gboolean thorough;     /* files that were damaged are read whole when they are opened again */
  gboolean repairs;      /* what the server says counts, whatever version is here */
  gboolean scrub;        /* names of records that left are still in the search index */
  gboolean leaves_cache; /* what runs is for the outbox alone: the cache is full or damaged */
  char *reserve;         /* (owned) (nullable): file to remove when the disk is full */
  DeskCommitFunc committed;
  gpointer committed_data;
};

DeskConnection *desk_connection_new (const DeskSchema *schema, DeskLive *live);
void desk_connection_free (DeskConnection *self);
/* (nullable): prepared once, reset, without bindings. */
sqlite3_stmt *desk_connection_get (DeskConnection *self, DeskSql sql, GError **error);
sqlite3_stmt *
desk_connection_get_kind (DeskConnection *self, int kind, DeskKindSql sql, GError **error);
/* Ends statements that were left in the middle of their rows. */
void desk_connection_reset (DeskConnection *self);
/* Before tables or indexes are made or dropped. */
void desk_connection_forget (DeskConnection *self);

/* Writer: one transaction over both files, the outbox is committed first. */
gboolean desk_connection_begin (DeskConnection *self, GError **error);
gboolean desk_connection_commit (DeskConnection *self, GError **error);
void desk_connection_rollback (DeskConnection *self);
/* Tells the main thread where a first load stands. */
void desk_connection_tell_cursor (DeskConnection *self);
void desk_connection_mark (DeskConnection *self, int kind, const guint8 id[CRM_ID_BYTES]);
void desk_connection_mark_all (DeskConnection *self, int kind);
void desk_connection_mark_entry (DeskConnection *self, gint64 seq);
/* Whether the rows that screens see follow the outbox now; if not, they do later. */
gboolean desk_connection_has_rows (DeskConnection *self);
/* (nullable) (transfer full) */
char *desk_connection_get_meta (DeskConnection *self, const char *key);
gboolean
desk_connection_put_meta (DeskConnection *self, const char *key, const char *value, GError **error);
void desk_commit_free (DeskCommit *self);

G_END_DECLS
