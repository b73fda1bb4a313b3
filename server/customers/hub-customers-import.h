/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db-pool.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 n_read;
  guint64 n_new;
  guint64 n_updated;
  guint64 n_unchanged;
  guint64 n_rejected;
  guint64 n_unowned; /* read, and belong to nobody */
  double fraction;   /* of the file */
} HubImportCounts;

typedef void (*HubImportProgress) (const HubImportCounts *counts, gpointer user_data);

typedef struct
{
  HubDbPool *pool;
  const char *path;
  const char *owner; /* (nullable): login of whom customers belong to that name nobody */
  gboolean is_dry_run;
  HubImportProgress progress; /* (nullable) */
  gpointer user_data;
} HubImportOptions;

/* Customers out of a CSV file, in short transactions beside whatever else goes on. A record that
 * breaks a rule goes to PATH.rejected.csv with the reason. Turns the main context; main thread. */
gboolean
hub_customers_import (const HubImportOptions *options, HubImportCounts *counts, GError **error);

G_END_DECLS
