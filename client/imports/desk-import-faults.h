/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Rows that were not taken, each with the cells that are wrong to be mended in place, or with the
 * question what to do with a duplicate. Signal "changed": something was mended. */
#define DESK_TYPE_IMPORT_FAULTS (desk_import_faults_get_type ())
G_DECLARE_FINAL_TYPE (DeskImportFaults, desk_import_faults, DESK, IMPORT_FAULTS, GtkBox)

GtkWidget *desk_import_faults_new (void);
/* @faults (nullable): of GET /imports/{id}/faults; @files (nullable): of the import. */
void desk_import_faults_show (DeskImportFaults *self, JsonArray *faults, JsonArray *files);
guint desk_import_faults_count_mended (DeskImportFaults *self);
/* (transfer full): what was mended, for desk_import_job_mend(). */
JsonArray *desk_import_faults_take (DeskImportFaults *self);

G_END_DECLS
