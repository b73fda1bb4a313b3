/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "Not a duplicate": two customers are told apart once, for everybody, also before any search found
 * them. Worker threads, inside the transaction. */

#define G_LOG_DOMAIN "hub-customers"

#include "server/customers/hub-customer-merge.h"

#include <string.h>

#include "server/customers/hub-duplicate-queries.h"
#include "server/sync/hub-events.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-duplicate-record.h"

void
hub_customer_distinct_collect (HubNeeds *needs, CrmCommand *command)
{
  const char *other = crm_command_get_argument (command, "other");

  if (other != NULL && strcmp (crm_command_get_name (command), "customer.distinct") == 0)
    hub_needs_add_record (needs, &crm_customer_kind, other);
}

static HubRow *
find_other (HubAct *act)
{
  const char *id = crm_command_get_argument (act->command, "other");
  HubRow *other = hub_unit_find (act->unit, &crm_customer_kind, id);

  if (id == NULL)
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/other", "required", "from whom");
  else if (strcmp (id, act->row->id) == 0)
    hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/other", "same", "it is the same client");
  else if (act->row->is_deleted || other == NULL || other->is_deleted ||
           !hub_unit_sees (act->unit, other))
    hub_act_reject_with (act, CRM_ERROR_NOT_FOUND, "/args/other", "unknown",
                         "there is no such record");
  else if (hub_unit_allows (act->unit, other, CRM_ACTION_EDIT) ||
           hub_act_may (act, CRM_ACTION_EDIT, act->row))
    return other;
  return NULL;
}

static const char *
read_status (HubAct *act)
{
  const char *status = crm_command_get_argument (act->command, "status");

  if (status == NULL || strcmp (status, "distinct") == 0)
    return "distinct";
  if (strcmp (status, "open") == 0)
    return "open";
  hub_act_reject_with (act, CRM_ERROR_INVALID, "/args/status", "unknown", "distinct or open");
  return NULL;
}

static void
decide (HubAct *act, HubRow *first, HubRow *second, const char *status)
{
  g_autofree char *id = crm_duplicate_make_id (first->id, second->id);
  const char *params[] = { first->id, second->id, id, status };

  hub_unit_add_step (act->unit, hub_duplicate_query (HUB_DUPLICATE_DECIDE), params);
  hub_tickle_add_owner (act->unit->tickle, first->owner);
  hub_tickle_add_branch (act->unit->tickle, first->branch);
}

gboolean
hub_customer_distinct_apply (HubAct *act, GError **error)
{
  HubRow *other = find_other (act);
  const char *status = other != NULL ? read_status (act) : NULL;
  g_autofree char *name = NULL;

  if (status == NULL)
    return TRUE;
  if (strcmp (act->row->id, other->id) < 0)
    decide (act, act->row, other, status);
  else
    decide (act, other, act->row, status);
  name = crm_customer_values_to_display_name ((const char *const *) other->values);
  hub_events_add_history (act->unit, act->row, act->row, status, name);
  hub_act_show (act, CRM_STATUS_DONE);
  return TRUE;
}
