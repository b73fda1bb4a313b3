/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_ATTACHMENT_CUSTOMER,
  CRM_ATTACHMENT_OWNER_KIND,
  CRM_ATTACHMENT_OWNER,
  CRM_ATTACHMENT_NAME,
  CRM_ATTACHMENT_MEDIA_TYPE,
  CRM_ATTACHMENT_SIZE,
  CRM_ATTACHMENT_SHA256,
  CRM_ATTACHMENT_STORED, /* the server has the bytes */
  CRM_ATTACHMENT_N_FIELDS,
} CrmAttachmentField;

#define CRM_TYPE_ATTACHMENT (crm_attachment_get_type ())
G_DECLARE_FINAL_TYPE (CrmAttachment, crm_attachment, CRM, ATTACHMENT, CrmRecord)

extern const CrmKind crm_attachment_kind;

G_END_DECLS
