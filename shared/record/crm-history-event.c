/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a card's history. */
#include "shared/record/crm-history-event.h"

struct _CrmHistoryEvent
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmHistoryEvent, crm_history_event, CRM_TYPE_RECORD)

static const char *const actions[] = { "create", "update", "delete", "restore", "reassign", NULL };

static const CrmField fields[] = {
  [CRM_HISTORY_EVENT_CUSTOMER] = { .name = "customer",
                                   .column = "customer",
                                   .type = CRM_FIELD_ID,
                                   .flags = CRM_FIELD_READ_ONLY },
  [CRM_HISTORY_EVENT_RECORD_KIND] = { .name = "record_kind",
                                      .column = "record_kind",
                                      .type = CRM_FIELD_TEXT,
                                      .flags = CRM_FIELD_READ_ONLY,
                                      .max_length = 64 },
  [CRM_HISTORY_EVENT_RECORD] = { .name = "record",
                                 .column = "record",
                                 .type = CRM_FIELD_ID,
                                 .flags = CRM_FIELD_READ_ONLY },
  [CRM_HISTORY_EVENT_ACTION] = { .name = "action",
                                 .column = "action",
                                 .type = CRM_FIELD_ENUM,
                                 .flags = CRM_FIELD_READ_ONLY,
                                 .values = actions },
  [CRM_HISTORY_EVENT_ACTOR] = { .name = "actor",
                                .column = "actor",
                                .type = CRM_FIELD_ID,
                                .flags = CRM_FIELD_READ_ONLY },
  [CRM_HISTORY_EVENT_AT] = { .name = "at",
                             .column = "at",
                             .type = CRM_FIELD_TIME,
                             .flags = CRM_FIELD_READ_ONLY },
  [CRM_HISTORY_EVENT_DONE_AT] = { .name = "done_at",
                                  .column = "done_at",
                                  .type = CRM_FIELD_TIME,
                                  .flags = CRM_FIELD_READ_ONLY },
  [CRM_HISTORY_EVENT_CHANGES] = { .name = "changes",
                                  .column = "changes",
                                  .type = CRM_FIELD_OBJECT,
                                  .flags = CRM_FIELD_READ_ONLY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_HISTORY_EVENT_N_FIELDS);

const CrmKind crm_history_event_kind = {
  .name = "history-event",
  .table = "history_event",
  .fields = fields,
  .n_fields = CRM_HISTORY_EVENT_N_FIELDS,
  .flags = 0,
  .root = CRM_HISTORY_EVENT_CUSTOMER,
  .get_type = crm_history_event_get_type,
};

static void
crm_history_event_class_init (CrmHistoryEventClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_history_event_kind);
}

static void
crm_history_event_init (CrmHistoryEvent *self)
{
}
