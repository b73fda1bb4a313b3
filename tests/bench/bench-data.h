/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-change.h"

G_BEGIN_DECLS

/* Repeatable people and companies, one customer and two contact points at a time. */
typedef struct
{
  guint64 seed;
  guint n; /* customers made so far */
  char id[37];
  char phone_id[37];
  char email_id[37];
  const char *customer[CRM_MAX_FIELDS]; /* values, %NULL is empty */
  const char *phone[CRM_MAX_FIELDS];
  const char *email[CRM_MAX_FIELDS];
  GStringChunk *texts; /* of the current one */
} BenchData;

BenchData *bench_data_new (guint64 seed);
void bench_data_free (BenchData *self);
void bench_data_next (BenchData *self);
/* The current one as three changes. */
void bench_data_write (BenchData *self, CrmChangeWriter *writer);
void bench_data_write_cursor (CrmChangeWriter *writer, const char *cursor, gboolean end);
/* What a person types when looking for the current one: the start of a name, of the phone or its
 * end, @length letters. (transfer full) */
char *bench_data_dup_query (BenchData *self, guint length);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchData, bench_data_free)

/* "VmRSS" or "VmHWM" of this process in KiB. */
gint64 bench_memory (const char *what);
int bench_compare_doubles (gconstpointer a, gconstpointer b);
/* Fills the folder of a database through the applier. Answers seconds. */
double bench_fill (const char *folder, guint n_customers);
/* Another stream into the same database; the ids differ with the seed. */
double bench_apply (const char *folder, guint n_customers, guint64 seed);

G_END_DECLS
