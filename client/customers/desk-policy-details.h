/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "client/ui/desk-record-set.h"
#include "shared/customers/crm-policy.h"

G_BEGIN_DECLS

/* What an opened policy shows: objects, sum insured, beneficiaries with their shares, drivers, and
 * the payment schedule. Reads them when it is made. Main thread; child of a DeskPolicyRow. */
#define DESK_TYPE_POLICY_DETAILS (desk_policy_details_get_type ())
G_DECLARE_FINAL_TYPE (DeskPolicyDetails, desk_policy_details, DESK, POLICY_DETAILS, GtkWidget)

/* @objects: all insured objects of the client. */
GtkWidget *
desk_policy_details_new (DeskContext *context, CrmRecord *policy, DeskRecordSet *objects);

G_END_DECLS
