/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The search of the client said again without an index and without its code: what a customer's
 * words are, what a typed text wants, and whether the one has the other. */

/* (transfer full): @text is all that a customer is found by but phones, @phones one a line. */
typedef struct _OracleRow OracleRow;
OracleRow *oracle_row_new (const char *text, const char *phones);
void oracle_row_free (OracleRow *self);

typedef struct _OracleQuery OracleQuery;
OracleQuery *oracle_query_new (const char *typed);
void oracle_query_free (OracleQuery *self);
gboolean oracle_query_finds (const OracleQuery *self, const OracleRow *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OracleQuery, oracle_query_free)

G_END_DECLS
