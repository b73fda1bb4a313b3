/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"

G_BEGIN_DECLS

/* Reads records that were asked for by id, all of one turn of the main loop in one journey. Main
 * thread; owned by DeskDatabase. */
typedef struct _DeskRecordLoader DeskRecordLoader;

DeskRecordLoader *desk_record_loader_new (DeskDatabase *database);
void desk_record_loader_free (DeskRecordLoader *self);
void desk_record_loader_want (DeskRecordLoader *self, CrmRecord *record);
/* While the database is closed, wishes are only gathered. */
void desk_record_loader_start (DeskRecordLoader *self);
void desk_record_loader_stop (DeskRecordLoader *self);

G_END_DECLS
