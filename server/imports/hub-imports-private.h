/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/imports/hub-import-run.h"
#include "server/imports/hub-imports.h"
#include "server/sync/hub-tickler.h"

G_BEGIN_DECLS

struct _HubImports
{
  HubContext *context; /* (borrowed) */
  HubTickler *tickler; /* (owned) (nullable): until it is drained */
  HubImportsTellFunc tell;
  gpointer user_data;
  char *runner;      /* (owned): this process */
  GSource *timer;    /* (owned) (nullable): until it is drained */
  GQueue waiting;    /* (element-type utf8): ids */
  HubImportRun *run; /* (owned) (nullable) */
};

/* Somebody wants it to be worked at. */
void hub_imports_start (HubImports *self, const char *id);
/* How far the work on it is, 0 to 1; -1 when it is not at work here. */
double hub_imports_get_fraction (HubImports *self, const char *id);

/* Handlers; user_data is the #HubImports. */
void hub_imports_create_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_change_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_part_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_list_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_show_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_delete_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_act_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_faults_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_mend_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_export_handler (HubExchange *exchange, gpointer user_data);
void hub_imports_rows_handler (HubExchange *exchange, gpointer user_data);

G_END_DECLS
