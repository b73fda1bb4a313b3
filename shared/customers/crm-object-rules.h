/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-field.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* One way to write a VIN, a plate, a body number and a cadastral number. */
void crm_insured_object_normalise_set (CrmFieldSet *set);
/* @values: canonical, of the whole object. */
void crm_insured_object_check (const char *const *values, CrmProblem *problem);
/* What is unusual, but may be so. */
void crm_insured_object_warn (const char *const *values, CrmProblem *warnings);

G_END_DECLS
