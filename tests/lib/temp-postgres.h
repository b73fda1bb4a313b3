/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A private PostgreSQL for one test program: Unix socket only, no fsync, from a template that all
 * test programs of this user share. Each database is a copy of one that has all migrations. Works
 * as root. */
typedef struct _TempPostgres TempPostgres;

/* (nullable): %NULL after g_test_skip() when PostgreSQL's programs are not installed. */
TempPostgres *temp_postgres_new (void);
void temp_postgres_free (TempPostgres *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TempPostgres, temp_postgres_free)

/* Where its folder lies: in memory when there is room, which is several times faster. */
const char *temp_postgres_get_parent (void);
/* (transfer full): conninfo of a fresh database with all migrations, or without any. */
char *temp_postgres_create_database (TempPostgres *self);
char *temp_postgres_create_empty_database (TempPostgres *self);
/* (transfer full) (nullable): runs @sql there, gives the first field of the last result; aborts the
 * test on an error. */
char *temp_postgres_query (const char *conninfo, const char *sql);
/* The same as its superuser. */
char *temp_postgres_administer (TempPostgres *self, const char *sql);
/* Kills it; it is there again, with what was on its disk, when this comes back. */
void temp_postgres_crash (TempPostgres *self);

G_END_DECLS
