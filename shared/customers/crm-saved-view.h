/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_SAVED_VIEW_OWNER,
  CRM_SAVED_VIEW_BRANCH,
  CRM_SAVED_VIEW_PAGE,
  CRM_SAVED_VIEW_NAME,
  CRM_SAVED_VIEW_SHARING,
  CRM_SAVED_VIEW_DEFINITION,
  CRM_SAVED_VIEW_N_FIELDS,
} CrmSavedViewField;

#define CRM_TYPE_SAVED_VIEW (crm_saved_view_get_type ())
G_DECLARE_FINAL_TYPE (CrmSavedView, crm_saved_view, CRM, SAVED_VIEW, CrmRecord)

extern const CrmKind crm_saved_view_kind;

G_END_DECLS
