/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-loader.h"

G_BEGIN_DECLS

/* Gives a demo customer documents and accounts with right check digits, made from @seed. @is_known:
 * one of the pictures, who has a passport for sure. */
void hub_demo_add_papers (HubLoadCustomer *customer,
                          GStringChunk *texts,
                          guint64 seed,
                          gboolean is_known);

G_END_DECLS
