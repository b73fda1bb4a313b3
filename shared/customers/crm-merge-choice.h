/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "shared/codec/crm-field.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* Which value a customer has after another one was merged into him. The same on the screen that
 * shows it beforehand and on the server that does it. Pure. */

typedef enum
{
  CRM_MERGE_TAKE_INTO,  /* the survivor's */
  CRM_MERGE_TAKE_OTHER, /* of who is merged into him */
  CRM_MERGE_TAKE_BOTH,  /* both texts, all tags */
} CrmMergeTake;

/* Whether there is a choice at all about this field of a customer. */
gboolean crm_merge_has_choice (guint field);
/* Without anybody choosing: what the survivor has stays, what he lacks as a whole (address, name)
 * comes from the other, notes and tags are kept of both. */
CrmMergeTake crm_merge_suggest (guint field, const char *const *into, const char *const *other);
/* (nullable) (transfer full): the value of @field. */
char *
crm_merge_value (guint field, CrmMergeTake take, const char *const *into, const char *const *other);
const char *crm_merge_take_to_word (CrmMergeTake take);
/* What changes for the survivor. @choices (nullable): {"note": "other"}; what is wrong with them
 * goes to @problem under /args/choices. (transfer full) */
CrmFieldSet *crm_merge_choose (const char *const *into,
                               const char *const *other,
                               JsonObject *choices,
                               CrmProblem *problem);

G_END_DECLS
