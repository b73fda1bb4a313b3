/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client/store/desk-database.h"
#include "client/store/desk-query.h"

G_BEGIN_DECLS

/* All records of a small kind, users, branches, roles, deputies, or all that a query finds when
 * these are few, as what hangs on one client. A GListModel of CrmRecord that
 * holds them alive and loaded; nothing that is not read yet is in it. Signal "changed": once per
 * turn of the main loop, when a record came, went or got another value. Property "complete": the
 * first reading is over. Main thread only; the database is open. */
#define DESK_TYPE_RECORD_SET (desk_record_set_get_type ())
G_DECLARE_FINAL_TYPE (DeskRecordSet, desk_record_set, DESK, RECORD_SET, GObject)

DeskRecordSet *desk_record_set_new (DeskDatabase *database, const CrmKind *kind);
DeskRecordSet *desk_record_set_new_for_query (DeskDatabase *database, DeskQuery *query);
/* Those whose @field is @value: what hangs on a record. */
DeskRecordSet *desk_record_set_new_where (DeskDatabase *database,
                                          const CrmKind *kind,
                                          guint field,
                                          const char *value);
guint desk_record_set_get_count (DeskRecordSet *self);
/* (transfer none) */
CrmRecord *desk_record_set_get (DeskRecordSet *self, guint index);
/* (transfer none) (nullable) */
CrmRecord *desk_record_set_find (DeskRecordSet *self, const char *id);
/* (transfer none) (nullable): the first whose field has this text. */
CrmRecord *desk_record_set_find_by (DeskRecordSet *self, guint field, const char *text);
gboolean desk_record_set_is_complete (DeskRecordSet *self);

G_END_DECLS
