/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The pane beside the list: who the current client is and what happened last. Signal "open". */
#define DESK_TYPE_CUSTOMER_PREVIEW (desk_customer_preview_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerPreview, desk_customer_preview, DESK, CUSTOMER_PREVIEW, GtkWidget)

void desk_customer_preview_set_context (DeskCustomerPreview *self, DeskContext *context);
/* @record (nullable) */
void desk_customer_preview_set_record (DeskCustomerPreview *self, CrmRecord *record);

G_END_DECLS
