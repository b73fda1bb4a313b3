/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person who works with the program; the role decides what is synced to them. */
#include "shared/record/crm-user.h"

struct _CrmUser
{
  CrmRecord parent_instance;
};

G_DEFINE_FINAL_TYPE (CrmUser, crm_user, CRM_TYPE_RECORD)

static const char *const roles[] = { "agent",    "head",     "director",   "administrator",
                                     "adjuster", "marketer", "accountant", NULL };

static const CrmField fields[] = {
  [CRM_USER_LOGIN] = { .name = "login",
                       .column = "login",
                       .type = CRM_FIELD_TEXT,
                       .flags = CRM_FIELD_READ_ONLY,
                       .max_length = 64 },
  [CRM_USER_NAME] = { .name = "name",
                      .column = "name",
                      .type = CRM_FIELD_TEXT,
                      .flags = CRM_FIELD_READ_ONLY | CRM_FIELD_SEARCH,
                      .max_length = 200 },
  [CRM_USER_ROLE] = { .name = "role",
                      .column = "role",
                      .type = CRM_FIELD_ENUM,
                      .flags = CRM_FIELD_READ_ONLY,
                      .values = roles },
  [CRM_USER_BRANCH] = { .name = "branch",
                        .column = "branch",
                        .type = CRM_FIELD_ID,
                        .flags = CRM_FIELD_READ_ONLY },
  [CRM_USER_SKILLS] = { .name = "skills",
                        .column = "skills",
                        .type = CRM_FIELD_LIST,
                        .flags = CRM_FIELD_READ_ONLY,
                        .max_length = 100 },
  [CRM_USER_ACTIVE] = { .name = "active",
                        .column = "active",
                        .type = CRM_FIELD_BOOLEAN,
                        .flags = CRM_FIELD_READ_ONLY },
};

G_STATIC_ASSERT (G_N_ELEMENTS (fields) == CRM_USER_N_FIELDS);

const CrmKind crm_user_kind = {
  .name = "user",
  .table = "app_user",
  .fields = fields,
  .n_fields = CRM_USER_N_FIELDS,
  .flags = 0,
  .root = -1,
  .get_type = crm_user_get_type,
};

static void
crm_user_class_init (CrmUserClass *klass)
{
  crm_record_class_set_kind (CRM_RECORD_CLASS (klass), &crm_user_kind);
}

static void
crm_user_init (CrmUser *self)
{
}

/**
 * crm_user_get_name:
 * @self: a user
 *
 * Returns: (transfer none): the full name, or the login, or ""
 */
const char *
crm_user_get_name (CrmUser *self)
{
  const char *name = crm_record_get_text (CRM_RECORD (self), CRM_USER_NAME);

  if (name == NULL)
    name = crm_record_get_text (CRM_RECORD (self), CRM_USER_LOGIN);
  return name != NULL ? name : "";
}
