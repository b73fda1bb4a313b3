/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"
#include "client/customers/desk-paper-look.h"

G_BEGIN_DECLS

/* A group of the card: the documents or the bank accounts of a client, and a row that adds one. */
#define DESK_TYPE_CUSTOMER_PAPERS (desk_customer_papers_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerPapers,
                      desk_customer_papers,
                      DESK,
                      CUSTOMER_PAPERS,
                      DeskCardBlock)

DeskCardBlock *desk_customer_documents_new (DeskContext *context);
DeskCardBlock *desk_customer_accounts_new (DeskContext *context);

G_END_DECLS
