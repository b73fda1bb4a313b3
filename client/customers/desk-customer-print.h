/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The card on paper: the dialog of the system. What stands on the screen may be printed by whoever
 * sees it; nothing is revealed for it, so no right to export is asked. */
void desk_customer_print (GtkWidget *from, DeskContext *context, CrmRecord *customer);
/* Asks for a file and saves the same as a PDF. */
void desk_customer_save_pdf (GtkWidget *from, DeskContext *context, CrmRecord *customer);
/* The same without asking; tells in the window of @from how it went. */
void
desk_customer_save_pdf_as (GtkWidget *from, DeskContext *context, CrmRecord *customer, GFile *file);

G_END_DECLS
