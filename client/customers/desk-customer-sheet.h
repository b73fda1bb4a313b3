/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/printing/desk-sheet.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The card of @customer on paper, from what this computer keeps. Main thread. */
void desk_customer_sheet_make_async (DeskContext *context,
                                     CrmRecord *customer,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* (transfer full) */
DeskSheet *desk_customer_sheet_make_finish (GAsyncResult *result, GError **error);

G_END_DECLS
