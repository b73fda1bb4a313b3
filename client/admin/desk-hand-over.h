/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Hands all clients of @user to somebody else: to whom, why, how many; then how far it is. The
 * window may be closed, the server goes on. (transfer none): the form. */
GtkWidget *desk_hand_over_open (GtkWidget *from, DeskContext *context, CrmRecord *user);

G_END_DECLS
