/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/customers/desk-paper-look.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* A group of the card: the documents or the bank accounts of a client, and a row that adds one. */
#define DESK_TYPE_CUSTOMER_PAPERS (desk_customer_papers_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerPapers, desk_customer_papers, DESK, CUSTOMER_PAPERS, GtkWidget)

GtkWidget *desk_customer_papers_new (DeskContext *context, const DeskPaperLook *look);
/* @customer (nullable) */
void desk_customer_papers_set_record (DeskCustomerPapers *self, CrmRecord *customer);
/* (element-type CrmRecord) (transfer full) */
GPtrArray *desk_customer_papers_list (DeskCustomerPapers *self);

G_END_DECLS
