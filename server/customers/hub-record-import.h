/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-customers-import.h"
#include "server/customers/hub-record-sheet.h"

G_BEGIN_DECLS

/* Policies, instalments or insured objects out of a CSV file, as customers are brought in by
 * hub_customers_import(); they belong to whom their customers do. Turns the main context; main
 * thread. */
gboolean hub_record_import (const HubRecordSheet *sheet,
                            const HubImportOptions *options,
                            HubImportCounts *counts,
                            GError **error);

G_END_DECLS
