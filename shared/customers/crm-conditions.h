/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* What must hold for an offer, as data. A condition is an object with one member:
 *
 *   {"all": [condition, …]}          {"any": [condition, …]}          {"not": condition}
 *   {"holds": "osago"}               a policy of it is in force or begins later; also a list
 *   {"lacks": "kasko"}               none is
 *   {"object": {"type": "vehicle", "min_age": 0, "max_age": 7, "holds": …, "lacks": …}}
 *   {"person": {"min_age": 18, "max_age": 65, "sex": "female"}}            the customer
 *   {"family": {"relation": "child", "min_age": 3, "max_age": 17, "holds": …, "lacks": …}}
 *   {"expires": {"product": "osago", "within_days": 45}}
 *   {"season": {"from": "05-01", "to": "08-31"}}                           of every year
 *   {"standing": "former"}           lead, client, former; also a list
 *   {"company": true}
 *
 * All "object" members of a rule speak of one and the same object, all "family" members of one
 * person: the rule is tried with each of them. */
typedef struct _CrmConditions CrmConditions;

#define CRM_CONDITIONS_MAX_DEPTH 8
#define CRM_CONDITIONS_MAX       100

/* What is wrong is added to @problem with its place under @pointer: "/set/conditions/all/1/holds".
 * (nullable). */
CrmConditions *crm_conditions_read (JsonNode *node, const char *pointer, CrmProblem *problem);
/* From text; the message begins with the place. CRM_ERROR_INVALID. */
CrmConditions *crm_conditions_new (const char *json, gssize length, GError **error);
void crm_conditions_free (CrmConditions *self);
/* Whether a rule is tried with each object or each member of the family. */
gboolean crm_conditions_use_objects (const CrmConditions *self);
gboolean crm_conditions_use_family (const CrmConditions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmConditions, crm_conditions_free)

G_END_DECLS
