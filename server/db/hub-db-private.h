/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "server/db/hub-db-pool.h"

G_BEGIN_DECLS

/* Inside server/db only. */

struct _HubDbRows
{
  PGresult *result;
};

/* (transfer full) of @result */
HubDbRows *hub_db_rows_new (PGresult *result);

typedef enum
{
  HUB_DB_SENT_CONTROL, /* begin, commit, rollback */
  HUB_DB_SENT_PREPARE,
  HUB_DB_SENT_QUERY,
} HubDbSentKind;

/* One thing in the pipeline whose answer has not been read. */
typedef struct
{
  HubDbSentKind kind;
  const char *name; /* of the query, or the control statement */
  HubDbRows **rows; /* (nullable): where the answer goes */
} HubDbSent;

#define HUB_DB_PREPARED_READ  GINT_TO_POINTER (1)
#define HUB_DB_PREPARED_WRITE GINT_TO_POINTER (2)

/* One connection and the job that has it. Always in pipeline mode except during COPY. One worker
 * thread. */
struct _HubDb
{
  char *conninfo;
  guint statement_timeout;
  char *role;           /* (owned) (nullable): to work as */
  PGconn *conn;         /* (nullable) */
  GHashTable *prepared; /* names known to this connection or on their way: HUB_DB_PREPARED_… */
  GArray *sent;         /* (element-type HubDbSent) */

  guint64 n_round_trips;
  guint64 n_statements; /* without those that begin and end */

  /* of the current job */
  GCancellable *cancellable; /* (unowned) (nullable) */
  HubDbMode mode;
  gboolean has_begun;
  gboolean has_failed; /* the transaction is aborted */
  gboolean is_copying;
  gboolean is_lost;      /* the connection is of no more use */
  gboolean is_uncertain; /* lost while a commit was on its way */
  gboolean is_retryable; /* 40001 and friends */
  gboolean is_committing;
  gboolean has_unread_write;
  char sqlstate[6];
  char *constraint; /* (nullable) */
};

/* hub-db-connection.c: for the pool */
HubDb *hub_db_new (const char *conninfo);
void hub_db_free (HubDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubDb, hub_db_free)
gboolean hub_db_connect (HubDb *self, GError **error);
void hub_db_disconnect (HubDb *self);
gboolean hub_db_is_connected (HubDb *self);
/* Whether the idle connection is still there: one that ended meanwhile is noticed before anything
 * is sent whose fate would then be unknown. */
gboolean hub_db_check_alive (HubDb *self);
void hub_db_start (HubDb *self, HubDbMode mode);
/* Commits when @ok, else rolls back; gives what is left of @ok. */
gboolean hub_db_finish (HubDb *self, gboolean ok, GError **error);
/* Nothing of the failed job has or can have happened. */
gboolean hub_db_may_retry (HubDb *self);

/* hub-db-connection.c: for hub-db.c */
gboolean hub_db_send_control (HubDb *self, const char *statement, GError **error);
gboolean hub_db_flush (HubDb *self, GError **error);
gboolean hub_db_fail_result (HubDb *self, const char *name, const PGresult *result, GError **error);
gboolean hub_db_fail_connection (HubDb *self, GError **error);

/* hub-db.c: with a reason the COPY is given up. */
gboolean hub_db_end_copy (HubDb *self, const char *reason, GError **error);

/* A connection with our settings, not in pipeline mode. */
PGconn *hub_db_open_connection (const char *conninfo, guint statement_timeout, GError **error);
/* For PQsetNoticeProcessor(): libpq's own writes to standard error. */
void hub_db_log_notice_cb (void *data, const char *message);
/* libpq's own message as one line. */
char *hub_db_dup_message (PGconn *conn);

G_END_DECLS
