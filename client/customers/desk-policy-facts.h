/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-record-set.h"
#include "shared/customers/crm-policy.h"

G_BEGIN_DECLS

/* What hangs on a policy, in words. All answers are (transfer full) (nullable). @objects: insured
 * objects of the client; @beneficiaries: of the policy. */

/* "Ромашка Кросс · А000АА 77": lines, one for each object that is no person. */
char *desk_policy_dup_objects (CrmRecord *policy, DeskRecordSet *objects);
/* The people it insures; @drivers: they drive the vehicle of the policy. */
char *desk_policy_dup_people (CrmRecord *policy, DeskRecordSet *objects, gboolean *drivers);
/* "АО «Банк Тестовый», 60 %": lines. @people: id → CrmCustomer, loaded or not. */
char *desk_policy_dup_beneficiaries (DeskRecordSet *beneficiaries,
                                     DeskRecordSet *objects,
                                     GHashTable *people);
/* What is wrong with the shares: "Shares make 90 % instead of 100 %". */
char *desk_policy_dup_gaps (DeskRecordSet *beneficiaries, DeskRecordSet *objects);
/* "Ромашка Кросс · А 000 АА 77", "Москва, Тестовая ул., 12": for an object without a title, too. */
char *desk_object_dup_title (CrmRecord *object);

G_END_DECLS
