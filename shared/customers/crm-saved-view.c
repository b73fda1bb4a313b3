/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list as somebody likes it: filters, columns, order. */
#include "shared/customers/crm-saved-view.h"

struct _CrmSavedView
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmSavedView, crm_saved_view, CRM_TYPE_RECORD)

static const char *const sharings[] = { "own", "branch", "all", NULL };

static const CrmField fields[] = {
  [CRM_SAVED_VIEW_OWNER] = { .name = "owner",
                             .column = "owner",
                             .type = CRM_FIELD_ID,
                             .flags = CRM_FIELD_READ_ONLY },
  [CRM_SAVED_VIEW_BRANCH] = { .name = "branch",
                              .column = "branch",
                              .type = CRM_FIELD_ID,
                              .flags = CRM_FIELD_READ_ONLY },
  [CRM_SAVED_VIEW_PAGE] = { .name = "page",
                            .column = "page",
                            .group = "page",
                            .type = CRM_FIELD_TEXT,
                            .flags = CRM_FIELD_FIXED,
                            .max_length = 40 },
  [CRM_SAVED_VIEW_NAME] = { .name = "name",
                            .column = "name",
                            .group = "name",
                            .type = CRM_FIELD_TEXT,
                            .max_length = 200 },
  [CRM_SAVED_VIEW_SHARING] = { .name = "sharing",
                               .column = "sharing",
                               .group = "sharing",
                               .type = CRM_FIELD_ENUM,
                               .values = sharings },
  [CRM_SAVED_VIEW_DEFINITION] = { .name = "definition",
                                  .column = "definition",
                                  .group = "definition",
                                  .type = CRM_FIELD_OBJECT },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_SAVED_VIEW_N_FIELDS);

const CrmKind crm_saved_view_kind = {
  .name = "saved-view",
  .table = "saved_view",
  .fields = fields,
  .n_fields = CRM_SAVED_VIEW_N_FIELDS,
  .flags = CRM_KIND_COMMANDS,
  .root = -1,
  .get_type = crm_saved_view_get_type,
};

static void
crm_saved_view_class_init (CrmSavedViewClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_saved_view_kind);
}

static void
crm_saved_view_init (CrmSavedView *self)
{
}
