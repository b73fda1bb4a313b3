/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"
#include "server/base/hub-tickle.h"
#include "server/http/hub-exchange.h"

G_BEGIN_DECLS

/* Imports that people make from the desktop: the routes, and the work on one import at a time; what
 * a process left behind that died is taken up by the next one that looks. Main thread. */
typedef struct _HubImports HubImports;

/* @text: a JSON object for the sockets of the user. */
typedef void (*HubImportsTellFunc) (const char *user, const char *text, gpointer user_data);

HubImports *hub_imports_new (HubContext *context,
                             HubTickleFunc tickle,
                             HubImportsTellFunc tell,
                             gpointer user_data);
void hub_imports_free (HubImports *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubImports, hub_imports_free)
/* Nothing new begins. */
void hub_imports_drain (HubImports *self);
void hub_imports_register (HubRouter *router, HubImports *self);

G_END_DECLS
