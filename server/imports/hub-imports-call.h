/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/audit/hub-audit.h"
#include "server/imports/hub-imports-private.h"
#include "server/sync/hub-reach.h"

G_BEGIN_DECLS

/* One request about imports, on its way through the pool. */
typedef struct _HubImportsCall HubImportsCall;

/* In the transaction, after the rights were read; gives the answer as JSON (transfer full), or
 * fails. */
typedef gboolean (*HubImportsWork) (HubImportsCall *call, HubDb *db, GError **error);

struct _HubImportsCall
{
  HubImports *imports;
  HubExchange *exchange; /* (owned) */
  HubSession *session;   /* (owned) */
  HubImportsWork work;
  char *id;           /* (owned) (nullable): of the import */
  char *word;         /* (owned) (nullable): second part of the path */
  JsonNode *body;     /* (owned) (nullable) */
  char *text;         /* (owned) (nullable): what the handler made of the request */
  gint64 number;      /* the same */
  guint status;       /* of a good answer; 200 */
  gboolean is_export; /* it asks for the right to take data out instead */
  gboolean starts;    /* there is work on the import now */

  /* in the transaction */
  HubRights rights;
  JsonNode *answer; /* (owned) (nullable) */
};

/* Answers the request when the work is done. Takes @body. */
HubImportsCall *
hub_imports_call_new (HubExchange *exchange, HubImports *imports, HubImportsWork work);
void hub_imports_call_run (HubImportsCall *self);
void hub_imports_call_free (gpointer data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubImportsCall, hub_imports_call_free)
/* The import as it is now, as the answer; CRM_ERROR_NOT_FOUND. */
gboolean hub_imports_call_show (HubImportsCall *self, HubDb *db, GError **error);
gboolean hub_imports_call_audit (HubImportsCall *self,
                                 HubDb *db,
                                 HubAuditAction action,
                                 const char *details,
                                 GError **error);

G_END_DECLS
