/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-command.h"

G_BEGIN_DECLS

/* The corrected command: what @newer says on top of the rejected @older, under the id of @newer.
 * The older one's base stays, because its values were typed when the record looked so. A rejected
 * creation stays a creation. (transfer full) (nullable): %NULL when they do not go together. */
CrmCommand *desk_command_merge (CrmCommand *older, CrmCommand *newer);

G_END_DECLS
