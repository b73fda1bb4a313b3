/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a list shows instead of rows: a large grey icon, a sentence, a hint and up to two buttons
 * (children of type "action"). Properties "icon-name", "title", "description". */
#define DESK_TYPE_EMPTY_STATE (desk_empty_state_get_type ())
G_DECLARE_FINAL_TYPE (DeskEmptyState, desk_empty_state, DESK, EMPTY_STATE, AdwBin)

void desk_empty_state_set_text (DeskEmptyState *self,
                                const char *icon_name,
                                const char *title,
                                const char *description);

G_END_DECLS
