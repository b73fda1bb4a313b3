/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* Field groups of one command that clashed, kept for its author and the head of the branch until
 * someone decides: an ordinary update with args {"conflict": id}. Written by the server only. */
typedef enum
{
  CRM_CONFLICT_CUSTOMER,
  CRM_CONFLICT_RECORD_KIND,
  CRM_CONFLICT_RECORD,
  CRM_CONFLICT_COMMAND,
  CRM_CONFLICT_AUTHOR,
  CRM_CONFLICT_DONE_AT, /* when the author did it */
  CRM_CONFLICT_OTHER,   /* user whose value stands */
  CRM_CONFLICT_OTHER_AT,
  CRM_CONFLICT_REASON, /* fields, strict, deleted */
  CRM_CONFLICT_GROUPS, /* {"name":{"base":{…},"mine":{…},"theirs":{…}}}, members are fields */
  CRM_CONFLICT_MERGED, /* list of the groups that merged by themselves */
  CRM_CONFLICT_STATUS, /* open, resolved */
  CRM_CONFLICT_N_FIELDS,
} CrmConflictField;

#define CRM_TYPE_CONFLICT (crm_conflict_get_type ())
G_DECLARE_FINAL_TYPE (CrmConflict, crm_conflict, CRM, CONFLICT, CrmRecord)

extern const CrmKind crm_conflict_kind;

G_END_DECLS
