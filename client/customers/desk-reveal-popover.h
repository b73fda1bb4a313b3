/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Asks why somebody wants to see a masked number, and the server for the number. Signal "revealed"
 * (CrmFieldSet): the whole values. Only the server can answer, so it says so when offline. */
#define DESK_TYPE_REVEAL_POPOVER (desk_reveal_popover_get_type ())
G_DECLARE_FINAL_TYPE (DeskRevealPopover, desk_reveal_popover, DESK, REVEAL_POPOVER, GtkPopover)

/* @fields: the masked fields of @record, @n_fields of them; borrowed. */
GtkWidget *desk_reveal_popover_new (DeskContext *context,
                                    CrmRecord *record,
                                    const guint *fields,
                                    guint n_fields);

G_END_DECLS
