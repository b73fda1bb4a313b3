/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* Who is what to the client, from both sides, and what the household is worth. */
#define DESK_TYPE_RELATION_BLOCK (desk_relation_block_get_type ())
G_DECLARE_FINAL_TYPE (DeskRelationBlock, desk_relation_block, DESK, RELATION_BLOCK, DeskCardBlock)

DeskCardBlock *desk_relation_block_new (DeskContext *context);

G_END_DECLS
