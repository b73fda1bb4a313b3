/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server/db/hub-db.h"
#include "shared/base/crm-id.h"
#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* One row of a table that only administration writes. Plain struct; worker threads. */
typedef struct
{
  const CrmKind *kind;
  char id[CRM_ID_LENGTH + 1];
  gint64 rev;
  gboolean is_deleted;
  char *owner;   /* (owned) (nullable): whose it is in the feed */
  char *branch;  /* (owned) (nullable) */
  char **values; /* (owned): n_fields, %NULL is empty */
} HubAdminRow;

HubAdminRow *hub_admin_row_new (const CrmKind *kind, const char *id);
/* (nullable): the first of a query admin/load-*; %NULL when there is none. */
HubAdminRow *hub_admin_row_new_loaded (const CrmKind *kind, HubDbRows *rows);
HubAdminRow *hub_admin_row_copy (HubAdminRow *self);
void hub_admin_row_free (HubAdminRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubAdminRow, hub_admin_row_free)

void hub_admin_row_set (HubAdminRow *self, guint field, const char *value);
void hub_admin_row_apply (HubAdminRow *self, CrmFieldSet *set);
/* Whether every value in @set is the row's. */
gboolean hub_admin_row_holds (HubAdminRow *self, CrmFieldSet *set);
gboolean hub_admin_row_equal (HubAdminRow *self, HubAdminRow *other);
/* Queues admin/save-*. */
gboolean hub_admin_row_save (HubAdminRow *self,
                             HubDb *db,
                             const HubQuery *query,
                             gboolean has_scope,
                             GError **error);
/* (transfer full): {"kind", "id", "version", "record"} or, deleted, "gone" instead of the last. */
JsonObject *hub_admin_row_to_json (HubAdminRow *self);
/* (transfer full): {"set": {…}, "was": {…}} of the fields that differ; @before may be %NULL. */
char *hub_admin_row_print_change (HubAdminRow *before, HubAdminRow *after);

G_END_DECLS
