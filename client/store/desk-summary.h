/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"
#include "shared/customers/crm-customer-summary.h"

G_BEGIN_DECLS

/* The table customer_summary: what hangs on each customer, in one row for lists, filters and
 * grouping. It follows the rows it is made from within their transaction, and the calendar. */

/* Writer: a row is about to change; its customer is summed up again at the end. */
gboolean desk_summary_note (DeskConnection *connection, const DeskRow *row, GError **error);
/* The same for one that goes. */
gboolean desk_summary_erase (DeskConnection *connection, const DeskRow *row, GError **error);
gboolean desk_summary_flush (DeskConnection *connection, GError **error);
/* Makes all of it anew, for the end of a first load. */
gboolean desk_summary_build (DeskConnection *connection, GError **error);
/* Sums up again what @today makes different. A job of the writer. */
gboolean desk_summary_roll (DeskConnection *connection, const char *today, GError **error);
/* (nullable) (transfer full): %NULL when nothing hangs on it. Any thread. */
gboolean desk_summary_read (DeskConnection *connection,
                            gint64 n,
                            CrmCustomerSummary **summary,
                            GError **error);
/* The local date. (transfer full) */
char *desk_summary_dup_today (void);

G_END_DECLS
