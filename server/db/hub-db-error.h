/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/base/crm-error.h"

G_BEGIN_DECLS

/* 23505 unique and 23P01 exclusion: CONFLICT; other 22… and 23…: INVALID; 40…, 53…, 55P03, 57…,
 * 58…, 08…, 25006 and 55000 (a standby): UNAVAILABLE; 53100: FULL; XX001, XX002: CORRUPT; ZK001,
 * raised by our own SQL when the epoch is not the current one: EPOCH_CHANGED; ZK002: DENIED; the
 * rest: INTERNAL. */
CrmError hub_db_error_from_sqlstate (const char *sqlstate);
/* The transaction may be run again from its start. */
gboolean hub_db_error_is_retryable (const char *sqlstate);
/* The connection is of no more use, whatever libpq thinks of it. */
gboolean hub_db_error_is_fatal (const char *sqlstate);

G_END_DECLS
