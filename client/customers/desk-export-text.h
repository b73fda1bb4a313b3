/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-customers-view.h"

G_BEGIN_DECLS

/* What a column of the list says of a client, with whole dates and plain sums. (nullable) (transfer
 * full) */
char *desk_export_dup_text (DeskCustomerLook *look, CrmRecord *record, DeskCustomerColumn column);
/* A vCard 4.0. (transfer full) */
char *desk_export_dup_card (CrmRecord *record);

G_END_DECLS
