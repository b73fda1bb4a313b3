/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-act.h"

G_BEGIN_DECLS

/* Between hub-command-apply.c and hub-command-update.c. */

gboolean hub_command_update (HubAct *act, GError **error);
/* The version the author saw. */
gint64 hub_command_get_base (HubAct *act);
/* The deleted row comes back, with the values of @set. */
void hub_command_restore (HubAct *act, CrmFieldSet *set);
/* The decision of a suggestion whose record does not exist yet. */
gboolean hub_command_create_suggested (HubAct *act, GError **error);

G_END_DECLS
