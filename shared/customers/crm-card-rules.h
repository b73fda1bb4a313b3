/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-field.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* What the smaller things on the card of a customer may be. @values are canonical, of the whole
 * record. */
void crm_relation_normalise_set (CrmFieldSet *set);
void crm_relation_check (const char *const *values, CrmProblem *problem);
void crm_consent_check (const char *const *values, CrmProblem *problem);
void crm_attachment_check (const char *const *values, CrmProblem *problem);
void crm_duplicate_check (const char *const *values, CrmProblem *problem);
void crm_offer_check (const char *const *values, CrmProblem *problem);
void crm_note_check (const char *const *values, CrmProblem *problem);
void crm_task_check (const char *const *values, CrmProblem *problem);
void crm_saved_view_check (const char *const *values, CrmProblem *problem);

G_END_DECLS
