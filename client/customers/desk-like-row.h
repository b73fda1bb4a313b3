/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/store/desk-likeness.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* A line about somebody who may be the same: name, what else is known, why, and how sure it is.
 * Rows and texts without a state of their own; main thread. */

/* An AdwActionRow; to activate it is for who makes it. */
GtkWidget *desk_like_row_new (DeskContext *context, const DeskLike *like);
/* A button of the row that emits "clicked"; @spoken says about whom. */
GtkWidget *desk_like_row_add_button (GtkWidget *row, const char *label, const char *spoken);
/* "the same phone, almost the same name". (transfer full) */
char *desk_like_dup_reasons (guint32 reasons);
/* "14.03.1987 · +7 900 555-01-23 · Anna". (transfer full) */
char *desk_like_dup_facts (DeskContext *context, const DeskLike *like);

/* Says for everybody that two clients are (or are not) different people; with an undo in the window
 * of @from. @record: the id of the pair, "" when there is none. */
void desk_like_decide (GtkWidget *from,
                       DeskContext *context,
                       const char *customer,
                       const DeskLike *like,
                       gboolean is_distinct);
/* (transfer full): the command for that. */
CrmCommand *desk_like_make_command (const char *customer,
                                    const char *other,
                                    const char *record,
                                    gint64 version,
                                    gboolean is_distinct);

G_END_DECLS
