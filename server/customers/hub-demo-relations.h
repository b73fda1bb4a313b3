/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-loader.h"

G_BEGIN_DECLS

/* Gives some demo customers a family, and companies somebody to call, made from @seed. @relative
 * (nullable): id of another customer of the same owner. */
void hub_demo_add_relations (HubLoadCustomer *customer,
                             GStringChunk *texts,
                             guint64 seed,
                             const char *relative);

G_END_DECLS
