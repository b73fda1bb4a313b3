/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counting what leaves: see the header. Plain data, owned by the applier. */

#define G_LOG_DOMAIN "desk-store"

#include "client/store/desk-eviction.h"

#include "client/store/desk-record-store.h"
#include "shared/base/crm-error.h"

#define MAX_ROOTS 1000

static gboolean
count_cached (DeskEviction *self, DeskConnection *connection, GError **error)
{
  gint64 cached = 0;

  if (self->counted)
    return TRUE;
  if (!desk_sqlite_get_integer (connection->cache, "SELECT count(*) FROM customer", &cached, error))
    return FALSE;
  self->cached = (guint64) cached;
  self->counted = TRUE;
  return TRUE;
}

gboolean
desk_eviction_note (DeskEviction *self,
                    DeskConnection *connection,
                    const CrmChange *change,
                    GError **error)
{
  const int customer = connection->schema->customer;
  DeskFound found;

  if (change->type != CRM_CHANGE_SCOPE || change->kind != connection->schema->kinds[customer])
    return TRUE;
  if (!count_cached (self, connection, error) ||
      !desk_record_store_find (connection, customer, change->id, &found, error))
    return FALSE;
  if (found.n == 0)
    return TRUE;
  self->roots++;
  self->silent |= change->reason == NULL;
  if (*self->reason == '\0' && change->reason != NULL)
    g_strlcpy (self->reason, change->reason, sizeof self->reason);
  return TRUE;
}

gboolean
desk_eviction_check (const DeskEviction *self, gboolean confirmed, guint64 allowed, GError **error)
{
  if (self->roots <= MAX_ROOTS && self->roots * 2 <= self->cached)
    return TRUE;
  if ((confirmed && !self->silent) || self->roots <= allowed)
    return TRUE;
  return crm_fail (error, CRM_ERROR_UNCONFIRMED,
                   "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " customers would be removed%s",
                   self->roots, self->cached, self->silent ? " without a reason" : "");
}
