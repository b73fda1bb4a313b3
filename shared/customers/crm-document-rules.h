/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* Pure: the same verdict offline and on the server. What cannot be is added to @problem under
 * "/set/…"; what is only unusual, by the _warn functions, which nobody refuses anything for. What
 * is masked is not judged. */
void crm_identity_document_check (const char *const *values, CrmProblem *problem);
void crm_identity_document_warn (const char *const *values, CrmProblem *warnings);
/* Brings a set to the canonical form: no spaces, Cyrillic letters for their Latin look-alikes, a
 * number that holds its series is parted. The type is that of the set or @type (nullable). */
void crm_identity_document_normalise_set (CrmFieldSet *set, const char *type);
/* 11 digits; the control number counts from 001-001-998 on. */
gboolean crm_snils_is_valid (const char *snils);

G_END_DECLS
