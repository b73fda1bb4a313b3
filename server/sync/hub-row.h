/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server/sync/hub-reach.h"

G_BEGIN_DECLS

/* One row of a synced table while commands work on it. Plain struct; worker threads. */
typedef struct
{
  const HubKind *kind;
  char id[CRM_ID_LENGTH + 1];
  gboolean is_stored; /* it is in the database */
  gboolean is_dirty;
  gboolean is_deleted;
  gint64 ver;
  gint64 rev;
  char *owner;      /* (owned) (nullable): whose it is in the feed */
  char *branch;     /* (owned) (nullable) */
  char *changed_by; /* (owned) (nullable) */
  JsonObject *revs; /* (owned) (nullable) */
  char **values;    /* (owned): n_fields, %NULL is empty */
} HubRow;

HubRow *hub_row_new (const HubKind *kind, const char *id);
/* Of a query load-*.sql. */
HubRow *hub_row_new_loaded (const HubKind *kind, HubDbRows *rows, guint index);
HubRow *hub_row_copy (HubRow *self);
void hub_row_free (HubRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRow, hub_row_free)

const char *hub_row_get (HubRow *self, guint field);
void hub_row_set (HubRow *self, guint field, const char *value);
void hub_row_apply (HubRow *self, CrmFieldSet *set);
/* Also in the fields of a row that carries its own scope. */
void hub_row_set_scope (HubRow *self, const char *owner, const char *branch);
/* (nullable): the customer it hangs on; its own id when it is one. */
const char *hub_row_get_root (HubRow *self);
/* Notes who changed these groups last; the number of the change is the row's own. */
void hub_row_stamp (HubRow *self,
                    CrmFieldSet *changed,
                    const char *device,
                    const char *user,
                    const char *at);
/* The same for the row as a whole: it was deleted, or came back. */
void hub_row_stamp_whole (HubRow *self, const char *device, const char *user, const char *at);
/* As it leaves the server: masked fields masked. (transfer full) */
JsonObject *hub_row_to_json (HubRow *self);
/* Queues the insert or the update. @ver: of the transaction, as text. */
gboolean hub_row_write (HubRow *self, const char *ver, HubDb *db, GError **error);
/* Queues one insert for all of @rows (element-type HubRow), new ones of one kind. */
gboolean hub_row_insert_many (GPtrArray *rows, const char *ver, HubDb *db, GError **error);

G_END_DECLS
