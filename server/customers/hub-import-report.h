/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-csv.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* What an import did not take, with the reasons: a file beside the one it read, made with the first
 * of them. Main thread. */
typedef struct _HubImportReport HubImportReport;

HubImportReport *hub_import_report_new (const char *path);
void hub_import_report_free (HubImportReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubImportReport, hub_import_report_free)
/* @line: of hub_import_report_print_line(). */
gboolean
hub_import_report_add (HubImportReport *self, const char *line, const char *reason, GError **error);
gboolean hub_import_report_close (HubImportReport *self, GError **error);

/* (transfer full): "FILE.rejected.csv" for "FILE.csv". */
char *hub_import_report_get_path (const char *path);
/* (transfer full): the record that was read last, as it came, behind its line number. */
char *hub_import_report_print_line (CrmCsv *csv, GPtrArray *record);
/* (transfer full): all that is wrong, in one line. */
char *hub_import_report_print_problem (CrmProblem *problem);

G_END_DECLS
