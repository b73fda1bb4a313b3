/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-empty-state.h"

G_BEGIN_DECLS

/* What the list says when it has no rows, and below its rows. */

/* (transfer full): the label of the button that creates. @text may be "". */
char *desk_customers_words_show_nothing_found (DeskEmptyState *state, const char *text, gint64 all);
/* @complete: the first exchange with the server came to its end. */
char *desk_customers_words_show_no_clients (DeskEmptyState *state, gboolean complete);
/* @all: of the filter, -1 when not known yet. */
char *
desk_customers_words_dup_footer (guint found, gint64 all, gboolean complete, gboolean searching);

G_END_DECLS
