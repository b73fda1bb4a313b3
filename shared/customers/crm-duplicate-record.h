/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_DUPLICATE_CUSTOMER,
  CRM_DUPLICATE_OTHER,
  CRM_DUPLICATE_SCORE,
  CRM_DUPLICATE_REASONS,
  CRM_DUPLICATE_STATUS,
  CRM_DUPLICATE_N_FIELDS,
} CrmDuplicateField;

#define CRM_TYPE_DUPLICATE (crm_duplicate_get_type ())
G_DECLARE_FINAL_TYPE (CrmDuplicate, crm_duplicate, CRM, DUPLICATE, CrmRecord)

extern const CrmKind crm_duplicate_kind;

/* The id of the record about two customers, in any order: whoever finds them makes the same one.
 * (transfer full) */
char *crm_duplicate_make_id (const char *a, const char *b);
/* The value of the field reasons: codes of the bits @reasons, see crm_duplicate_compare().
 * (transfer full) */
char *crm_duplicate_print_reasons (guint32 reasons);

G_END_DECLS
