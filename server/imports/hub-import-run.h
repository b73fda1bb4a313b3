/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"

G_BEGIN_DECLS

/* The work on one import: one thread reads and checks rows, two workers of the bulk pool write.
 * Main thread; reference counted. */
typedef struct _HubImportRun HubImportRun;

typedef struct
{
  /* Something was committed, or it ended. @state (nullable): what it is now, when that is known. */
  void (*moved) (HubImportRun *run, const char *state, gpointer user_data);
  /* Nothing more comes. */
  void (*ended) (HubImportRun *run, gpointer user_data);
} HubImportRunFuncs;

HubImportRun *hub_import_run_new (HubContext *context,
                                  const char *id,
                                  const char *runner,
                                  const HubImportRunFuncs *funcs,
                                  gpointer user_data);
void hub_import_run_unref (HubImportRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubImportRun, hub_import_run_unref)
/* What is on its way goes on to its end, the rest waits for another run; nobody is told. */
void hub_import_run_close (HubImportRun *self);
const char *hub_import_run_get_id (HubImportRun *self);
/* (nullable): whose import it is, once it is known. */
const char *hub_import_run_get_actor (HubImportRun *self);
double hub_import_run_get_fraction (HubImportRun *self);

G_END_DECLS
