/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-pool.h"

G_BEGIN_DECLS

/* Thousandths of the way; %FALSE stops it. On the thread of the scan. */
typedef gboolean (*HubDuplicateProgress) (guint done, gpointer user_data);

/* One look through the whole base for customers who are there twice. Plain struct. */
typedef struct
{
  HubDbPool *pool;
  HubDuplicateProgress progress; /* (nullable) */
  gpointer user_data;

  /* results */
  guint n_customers;
  guint n_pairs;
  guint n_new;
  guint n_stale; /* open ones that are none any more */
} HubDuplicateScan;

/* Blocking; it reads in pages and writes in short transactions, so a scan that was cut is simply
 * begun anew. G_IO_ERROR_CANCELLED when it was stopped. */
gboolean hub_duplicate_scan_run (HubDuplicateScan *self, GError **error);

G_END_DECLS
