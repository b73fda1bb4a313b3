/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* The files of one client, by what they belong to. Signal "changed". Main thread; owned by a block
 * of the card. */
#define DESK_TYPE_CUSTOMER_FILES (desk_customer_files_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomerFiles, desk_customer_files, DESK, CUSTOMER_FILES, GObject)

DeskCustomerFiles *desk_customer_files_new (DeskContext *context);
/* @customer (nullable) */
void desk_customer_files_set_customer (DeskCustomerFiles *self, CrmRecord *customer);
/* (nullable) (transfer none) */
CrmRecord *desk_customer_files_get_customer (DeskCustomerFiles *self);
DeskContext *desk_customer_files_get_context (DeskCustomerFiles *self);
/* (transfer full) (element-type CrmRecord): that belong to @owner, in the order of their making. */
GPtrArray *desk_customer_files_list (DeskCustomerFiles *self, const char *owner);

G_END_DECLS
