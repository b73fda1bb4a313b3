/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* Pure: the same verdict offline and on the server. Errors are added to @problem under "/set/…". */
void crm_customer_check (const char *const *values, gboolean has_phone, CrmProblem *problem);
void crm_contact_point_check (const char *const *values, CrmProblem *problem);
/* Brings a set of a contact point to the canonical form (phone to E.164, e-mail trimmed). The type
 * is that of the set or @type. */
void crm_contact_point_normalise_set (CrmFieldSet *set, const char *type);
/* Order 06-06 of the Federal Tax Service: check digits of a 10- or 12-digit INN. */
gboolean crm_inn_is_valid (const char *inn);
/* 13 or 15 digits, last is the remainder by 11 or 13. */
gboolean crm_ogrn_is_valid (const char *ogrn);

G_END_DECLS
