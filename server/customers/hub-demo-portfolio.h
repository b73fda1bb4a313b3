/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-loader.h"

G_BEGIN_DECLS

/* Gives a demo customer what his status says he has: vehicles, homes, policies with instalments and
 * beneficiaries, made from @seed. @today: days as of crm-date.h. @is_known: one of the pictures,
 * who has a car with two policies for sure. */
void hub_demo_add_portfolio (HubLoadCustomer *customer,
                             GStringChunk *texts,
                             guint64 seed,
                             int today,
                             gboolean is_known);

G_END_DECLS
