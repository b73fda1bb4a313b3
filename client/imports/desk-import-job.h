/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/imports/desk-import-draft.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One import of the server as it is now, and what can be done with it; it goes on whether anybody
 * looks or not. Signal "changed"; signal "failed" (text for people) when the server did not take
 * what was asked. Main thread. */
#define DESK_TYPE_IMPORT_JOB (desk_import_job_get_type ())
G_DECLARE_FINAL_TYPE (DeskImportJob, desk_import_job, DESK, IMPORT_JOB, GObject)

DeskImportJob *desk_import_job_new (DeskContext *context);
/* Makes a new one of what was prepared, sends the files and has them checked. */
void desk_import_job_begin (DeskImportJob *self, DeskImportDraft *draft);
/* One that is there already. */
void desk_import_job_open (DeskImportJob *self, const char *id);
/* "check", "stop-check", "run", "pause", "cancel", "revert" */
void desk_import_job_act (DeskImportJob *self, const char *word);
/* Sends rows as they were mended, and has them checked or brought in. @rows: an array of the form
 * of PATCH /imports/{id}/faults. Takes it. */
void desk_import_job_mend (DeskImportJob *self, JsonArray *rows, const char *then);
/* Files go and other ones will be prepared. */
void desk_import_job_leave (DeskImportJob *self);

/* (nullable): nothing has begun. */
const char *desk_import_job_get_id (DeskImportJob *self);
/* "sending" before the server has all; "" without any. */
const char *desk_import_job_get_state (DeskImportJob *self);
gboolean desk_import_job_is_at_work (DeskImportJob *self);
/* 0 to 1; -1: not known. */
double desk_import_job_get_fraction (DeskImportJob *self);
/* (nullable): the answer of GET /imports/{id}. */
JsonObject *desk_import_job_get_object (DeskImportJob *self);
/* (nullable): rows that were not taken, of GET /imports/{id}/faults. */
JsonArray *desk_import_job_get_faults (DeskImportJob *self);
/* Sums over the files of what the last phase counted: "read", "new", "updated" … */
gint64 desk_import_job_count (DeskImportJob *self, const char *name);

G_END_DECLS
