/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/customers/desk-customer-form.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Who of the cache may be the person that is being typed; hidden while there is nobody. Signal
 * "chosen" (id): that one is meant. Main thread. */
#define DESK_TYPE_LIKE_HINTS (desk_like_hints_get_type ())
G_DECLARE_FINAL_TYPE (DeskLikeHints, desk_like_hints, DESK, LIKE_HINTS, GtkWidget)

GtkWidget *desk_like_hints_new (DeskContext *context);
/* What is typed so far; the answer to the text before is dropped. */
void desk_like_hints_look (DeskLikeHints *self, const DeskCustomerForm *form);
/* Appends the commands that say of the new client @id whom it is not. */
void desk_like_hints_add_commands (DeskLikeHints *self, const char *id, GPtrArray *commands);

G_END_DECLS
