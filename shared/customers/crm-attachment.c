/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of a customer: what it is called and how it is found. The bytes are kept apart. */
#include "shared/customers/crm-attachment.h"

struct _CrmAttachment
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmAttachment, crm_attachment, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_ATTACHMENT_CUSTOMER] = { .name = "customer",
                                .column = "customer",
                                .group = "customer",
                                .type = CRM_FIELD_ID,
                                .flags = CRM_FIELD_FIXED },
  [CRM_ATTACHMENT_OWNER_KIND] = { .name = "owner_kind",
                                  .column = "owner_kind",
                                  .group = "owner",
                                  .type = CRM_FIELD_TEXT,
                                  .flags = CRM_FIELD_FIXED,
                                  .max_length = 40 },
  [CRM_ATTACHMENT_OWNER] = { .name = "owner",
                             .column = "owner_record",
                             .group = "owner",
                             .type = CRM_FIELD_ID,
                             .flags = CRM_FIELD_FIXED },
  [CRM_ATTACHMENT_NAME] = { .name = "name",
                            .column = "name",
                            .group = "name",
                            .type = CRM_FIELD_TEXT,
                            .max_length = 255 },
  [CRM_ATTACHMENT_MEDIA_TYPE] = { .name = "media_type",
                                  .column = "media_type",
                                  .group = "file",
                                  .type = CRM_FIELD_TEXT,
                                  .flags = CRM_FIELD_FIXED,
                                  .max_length = 100 },
  [CRM_ATTACHMENT_SIZE] = { .name = "size",
                            .column = "size",
                            .group = "file",
                            .type = CRM_FIELD_INTEGER,
                            .flags = CRM_FIELD_FIXED },
  [CRM_ATTACHMENT_SHA256] = { .name = "sha256",
                              .column = "digest",
                              .group = "file",
                              .type = CRM_FIELD_TEXT,
                              .flags = CRM_FIELD_FIXED,
                              .max_length = 64 },
  [CRM_ATTACHMENT_STORED] = { .name = "stored",
                              .column = "stored",
                              .type = CRM_FIELD_BOOLEAN,
                              .flags = CRM_FIELD_READ_ONLY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_ATTACHMENT_N_FIELDS);

const CrmKind crm_attachment_kind = {
  .name = "attachment",
  .table = "attachment",
  .fields = fields,
  .n_fields = CRM_ATTACHMENT_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_ATTACHMENT_CUSTOMER,
  .get_type = crm_attachment_get_type,
  .subject = "customer",
};

static void
crm_attachment_class_init (CrmAttachmentClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_attachment_kind);
}

static void
crm_attachment_init (CrmAttachment *self)
{
}
