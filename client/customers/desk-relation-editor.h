/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* A popover in which a relation is made: the other is found among the clients of the cache while
 * typing, or is a stranger with a name and a phone. Signal "made" (CrmFieldSet): of a relation,
 * without its customer. */
#define DESK_TYPE_RELATION_EDITOR (desk_relation_editor_get_type ())
G_DECLARE_FINAL_TYPE (DeskRelationEditor, desk_relation_editor, DESK, RELATION_EDITOR, GtkPopover)

GtkWidget *desk_relation_editor_new (DeskContext *context);
/* Its owner goes: lets go of the store. The toolkit may keep a popover that was open just now. */
void desk_relation_editor_close (DeskRelationEditor *self);
/* The client who cannot be related to himself. */
void desk_relation_editor_set_customer (DeskRelationEditor *self, const char *customer);

G_END_DECLS
