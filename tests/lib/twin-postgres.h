/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Two PostgreSQL clusters for one test: a primary and a copy of it that knows of the primary's log
 * up to a chosen place and takes over there. Only one of them runs at a time, on the same socket.
 */
typedef struct _TwinPostgres TwinPostgres;

/* (nullable): %NULL after g_test_skip() when PostgreSQL's programs are not installed. */
TwinPostgres *twin_postgres_new (void);
void twin_postgres_free (TwinPostgres *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwinPostgres, twin_postgres_free)

/* Of the database zontik, as its owner; with all migrations. */
const char *twin_postgres_get_conninfo (TwinPostgres *self);
/* The standby begins: a copy as of now. The primary is restarted for it. */
void twin_postgres_copy (TwinPostgres *self);
/* The primary dies, and the standby becomes one with what was in the log up to @lsn ("0/1A2B3C"),
 * or with nothing behind the copy when @lsn is %NULL. */
void twin_postgres_fail_over (TwinPostgres *self, const char *lsn);

G_END_DECLS
