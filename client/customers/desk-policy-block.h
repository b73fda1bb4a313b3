/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* The block «Policies» of the card: those of today, or the archive, a page of rows at a time. */
#define DESK_TYPE_POLICY_BLOCK (desk_policy_block_get_type ())
G_DECLARE_FINAL_TYPE (DeskPolicyBlock, desk_policy_block, DESK, POLICY_BLOCK, DeskCardBlock)

DeskCardBlock *desk_policy_block_new (DeskContext *context);

G_END_DECLS
