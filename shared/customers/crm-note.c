/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few words about a customer, with who wrote them. */
#include "shared/customers/crm-note.h"

struct _CrmNote
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmNote, crm_note, CRM_TYPE_RECORD)

static const CrmField fields[] = {
  [CRM_NOTE_CUSTOMER] = { .name = "customer",
                          .column = "customer",
                          .group = "customer",
                          .type = CRM_FIELD_ID,
                          .flags = CRM_FIELD_FIXED },
  [CRM_NOTE_TEXT] = { .name = "text",
                      .column = "text",
                      .group = "text",
                      .type = CRM_FIELD_TEXT,
                      .flags = CRM_FIELD_BOTH,
                      .max_length = 10000 },
  [CRM_NOTE_PINNED] = { .name = "pinned",
                        .column = "pinned",
                        .group = "pinned",
                        .type = CRM_FIELD_BOOLEAN },
  [CRM_NOTE_AUTHOR] = { .name = "author",
                        .column = "author",
                        .type = CRM_FIELD_ID,
                        .flags = CRM_FIELD_READ_ONLY },
  [CRM_NOTE_AT] = { .name = "at",
                    .column = "at",
                    .type = CRM_FIELD_TIME,
                    .flags = CRM_FIELD_READ_ONLY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_NOTE_N_FIELDS);

const CrmKind crm_note_kind = {
  .name = "note",
  .table = "note",
  .fields = fields,
  .n_fields = CRM_NOTE_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = CRM_NOTE_CUSTOMER,
  .get_type = crm_note_get_type,
  .subject = "customer",
};

static void
crm_note_class_init (CrmNoteClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_note_kind);
}

static void
crm_note_init (CrmNote *self)
{
}
