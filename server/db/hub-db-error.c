/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLSTATE to CrmError, once and for all. The table is read from its top; the first prefix that
 * fits decides. */

#define G_LOG_DOMAIN "hub-db"

#include "server/db/hub-db-error.h"

#include <string.h>

typedef struct
{
  const char *prefix;
  CrmError code;
  gboolean is_retryable;
  gboolean is_fatal; /* to the connection */
} State;

static const State states[] = {
  { "ZK001", CRM_ERROR_EPOCH_CHANGED },
  { "ZK002", CRM_ERROR_DENIED },
  { "23505", CRM_ERROR_CONFLICT },
  { "23P01", CRM_ERROR_CONFLICT },
  { "23", CRM_ERROR_INVALID },
  { "22", CRM_ERROR_INVALID },
  { "40001", CRM_ERROR_UNAVAILABLE, TRUE },
  { "40P01", CRM_ERROR_UNAVAILABLE, TRUE },
  { "40", CRM_ERROR_UNAVAILABLE },
  { "25006", CRM_ERROR_UNAVAILABLE, TRUE, TRUE },  /* this one has become a standby */
  { "55000", CRM_ERROR_UNAVAILABLE, TRUE, TRUE },  /* nor has a standby a WAL position */
  { "25P03", CRM_ERROR_UNAVAILABLE, FALSE, TRUE }, /* idle in transaction for too long */
  { "26000", CRM_ERROR_UNAVAILABLE, TRUE, TRUE },  /* somebody dropped our prepared statements */
  { "0A000", CRM_ERROR_INTERNAL, TRUE, TRUE }, /* a migration changed what a prepared one gives */
  { "53100", CRM_ERROR_FULL },
  { "53", CRM_ERROR_UNAVAILABLE },
  { "55P03", CRM_ERROR_UNAVAILABLE },
  { "57014", CRM_ERROR_UNAVAILABLE },
  { "57", CRM_ERROR_UNAVAILABLE, FALSE, TRUE },
  { "08", CRM_ERROR_UNAVAILABLE, FALSE, TRUE },
  { "58", CRM_ERROR_UNAVAILABLE }, /* a disk that fails is no fault of a command */
  { "XX001", CRM_ERROR_CORRUPT },
  { "XX002", CRM_ERROR_CORRUPT },
};

static const State other = { "", CRM_ERROR_INTERNAL, FALSE, FALSE };

static const State *
find_state (const char *sqlstate)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_has_prefix (sqlstate, states[i].prefix))
      return &states[i];

  return &other;
}

CrmError
hub_db_error_from_sqlstate (const char *sqlstate)
{
  return find_state (sqlstate)->code;
}

gboolean
hub_db_error_is_retryable (const char *sqlstate)
{
  return find_state (sqlstate)->is_retryable;
}

gboolean
hub_db_error_is_fatal (const char *sqlstate)
{
  return find_state (sqlstate)->is_fatal;
}
