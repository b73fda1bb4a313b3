/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/imports/hub-import-batch.h"

G_BEGIN_DECLS

/* Taking an import to work at it, and what it is about. */
typedef struct
{
  char *id;          /* (owned) */
  char *runner;      /* (owned) */
  HubImportJob *job; /* (owned) (nullable): %NULL afterwards: somebody else has it */
} HubImportClaim;

HubImportClaim *hub_import_claim_new (const char *id, const char *runner);
void hub_import_claim_free (gpointer data);
gboolean hub_import_claim_work (HubDb *db, gpointer data, GError **error);

/* The bytes of a file, out of the database into one that has no name. */
typedef struct
{
  HubImportJob *job; /* (owned) */
  guint file;
  GInputStream *stream; /* (owned) (nullable): at its beginning */
} HubImportFetch;

HubImportFetch *hub_import_fetch_new (HubImportJob *job, guint file);
void hub_import_fetch_free (gpointer data);
gboolean hub_import_fetch_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
