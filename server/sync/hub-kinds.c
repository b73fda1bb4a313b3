/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The synced kinds and their queries. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-kinds.h"

#include "shared/customers/crm-bank-account.h"
#include "shared/customers/crm-contact-point.h"
#include "shared/customers/crm-customer.h"
#include "shared/customers/crm-identity-document.h"
#include "shared/record/crm-branch.h"
#include "shared/record/crm-conflict.h"
#include "shared/record/crm-deputy.h"
#include "shared/record/crm-history-event.h"
#include "shared/record/crm-right-exception.h"
#include "shared/record/crm-role.h"
#include "shared/record/crm-share.h"
#include "shared/record/crm-user.h"

#define NO_QUERY HUB_SYNC_N_QUERIES

static const HubKind kinds[] = {
  {
      .kind = &crm_user_kind,
      .rows = HUB_SYNC_ROWS_USER,
      .load = NO_QUERY,
      .insert = NO_QUERY,
      .insert_many = NO_QUERY,
      .update = NO_QUERY,
      .owner = -1,
      .branch = -1,
  },
  {
      .kind = &crm_branch_kind,
      .rows = HUB_SYNC_ROWS_BRANCH,
      .load = NO_QUERY,
      .insert = NO_QUERY,
      .insert_many = NO_QUERY,
      .update = NO_QUERY,
      .owner = -1,
      .branch = -1,
  },
  {
      .kind = &crm_customer_kind,
      .rows = HUB_SYNC_ROWS_CUSTOMER,
      .load = HUB_SYNC_LOAD_CUSTOMER,
      .insert = HUB_SYNC_INSERT_CUSTOMER,
      .insert_many = NO_QUERY,
      .update = HUB_SYNC_UPDATE_CUSTOMER,
      .owner = CRM_CUSTOMER_OWNER,
      .branch = CRM_CUSTOMER_BRANCH,
      .has_revs = TRUE,
      .has_changed_by = TRUE,
  },
  {
      .kind = &crm_contact_point_kind,
      .rows = HUB_SYNC_ROWS_CONTACT_POINT,
      .load = HUB_SYNC_LOAD_CONTACT_POINT,
      .insert = HUB_SYNC_INSERT_CONTACT_POINT,
      .insert_many = HUB_SYNC_INSERT_CONTACT_POINTS,
      .update = HUB_SYNC_UPDATE_CONTACT_POINT,
      .owner = -1,
      .branch = -1,
      .has_revs = TRUE,
  },
  {
      .kind = &crm_conflict_kind,
      .rows = HUB_SYNC_ROWS_CONFLICT,
      .load = HUB_SYNC_LOAD_CONFLICT,
      .insert = HUB_SYNC_INSERT_CONFLICT,
      .insert_many = NO_QUERY,
      .update = HUB_SYNC_UPDATE_CONFLICT,
      .owner = -1,
      .branch = -1,
  },
  {
      .kind = &crm_history_event_kind,
      .rows = HUB_SYNC_ROWS_HISTORY_EVENT,
      .load = NO_QUERY,
      .insert = HUB_SYNC_INSERT_HISTORY_EVENT,
      .insert_many = NO_QUERY,
      .update = NO_QUERY,
      .owner = -1,
      .branch = -1,
  },
  {
      .kind = &crm_identity_document_kind,
      .rows = HUB_SYNC_ROWS_IDENTITY_DOCUMENT,
      .load = HUB_SYNC_LOAD_IDENTITY_DOCUMENT,
      .insert = HUB_SYNC_INSERT_IDENTITY_DOCUMENT,
      .insert_many = NO_QUERY,
      .update = HUB_SYNC_UPDATE_IDENTITY_DOCUMENT,
      .owner = -1,
      .branch = -1,
      .has_revs = TRUE,
  },
  {
      .kind = &crm_bank_account_kind,
      .rows = HUB_SYNC_ROWS_BANK_ACCOUNT,
      .load = HUB_SYNC_LOAD_BANK_ACCOUNT,
      .insert = HUB_SYNC_INSERT_BANK_ACCOUNT,
      .insert_many = NO_QUERY,
      .update = HUB_SYNC_UPDATE_BANK_ACCOUNT,
      .owner = -1,
      .branch = -1,
      .has_revs = TRUE,
  },
  {
      .kind = &crm_role_kind,
      .rows = HUB_SYNC_ROWS_ROLE,
      .load = NO_QUERY,
      .insert = NO_QUERY,
      .insert_many = NO_QUERY,
      .update = NO_QUERY,
      .owner = -1,
      .branch = -1,
  },
  {
      .kind = &crm_right_exception_kind,
      .rows = HUB_SYNC_ROWS_RIGHT_EXCEPTION,
      .load = NO_QUERY,
      .insert = NO_QUERY,
      .insert_many = NO_QUERY,
      .update = NO_QUERY,
      .owner = -1,
      .branch = -1,
  },
  {
      .kind = &crm_deputy_kind,
      .rows = HUB_SYNC_ROWS_DEPUTY,
      .load = NO_QUERY,
      .insert = NO_QUERY,
      .insert_many = NO_QUERY,
      .update = NO_QUERY,
      .owner = -1,
      .branch = -1,
  },
  {
      .kind = &crm_share_kind,
      .rows = HUB_SYNC_ROWS_SHARE,
      .load = NO_QUERY,
      .insert = NO_QUERY,
      .insert_many = NO_QUERY,
      .update = NO_QUERY,
      .owner = -1,
      .branch = -1,
  },
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == HUB_N_KINDS);

const HubKind *
hub_kinds_get (guint number)
{
  g_return_val_if_fail (number > 0 && number <= G_N_ELEMENTS (kinds), NULL);

  return &kinds[number - 1];
}

guint
hub_kinds_count (void)
{
  return G_N_ELEMENTS (kinds);
}

guint
hub_kinds_find (const CrmKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return i + 1;
  return 0;
}
