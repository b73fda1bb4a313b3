/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-loader.h"
#include "server/sync/hub-row.h"

G_BEGIN_DECLS

typedef struct
{
  /* For whom; zeroed: the command line, which may everything. */
  const HubRights *rights;   /* (nullable) (unowned) */
  const HubSession *session; /* (nullable) (unowned) */
  gboolean keeps;            /* what is known stays as it is */
  gboolean is_trial;         /* nothing is written */
  GPtrArray *journal;        /* (nullable) (unowned) (element-type HubImportChange) */

  /* results */
  guint n_updated;
  guint n_unchanged;
} HubImportUpdate;

/* A row that was changed, or (without @before) made beside the records of the file. */
typedef struct
{
  const CrmKind *kind;
  char id[CRM_ID_LENGTH + 1];
  gint64 rev;       /* that it has now */
  JsonNode *change; /* (owned) (nullable): {"field":[before,now]} */
} HubImportChange;

void hub_import_change_free (gpointer data);
/* @before: (nullable). Nothing without a journal. */
void hub_import_update_note (HubImportUpdate *self, HubRow *before, HubRow *after);
/* Whether the records of a file may be brought in, changed, for this owner and branch. */
gboolean hub_import_update_may (const HubImportUpdate *self,
                                const CrmKind *kind,
                                CrmAction action,
                                const char *owner,
                                const char *branch);

/* Those of @customers (element-type HubLoadCustomer) whose foreign id is known already take the
 * values of the file; the others are given back. What the file does not say stays; a contact point
 * that is new is added. Those who may not be changed, or not be made, get a reason and are left
 * out. (transfer container) (nullable). */
GPtrArray *
hub_import_update_known (HubDb *db, GPtrArray *customers, HubImportUpdate *counts, GError **error);

/* Only counts those that are known, as updated. */
gboolean
hub_import_count_known (HubDb *db, GPtrArray *customers, HubImportUpdate *counts, GError **error);

G_END_DECLS
