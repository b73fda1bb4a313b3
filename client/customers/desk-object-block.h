/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* The block «Insured objects» of the card: what a client has, whether it is insured or not. */
#define DESK_TYPE_OBJECT_BLOCK (desk_object_block_get_type ())
G_DECLARE_FINAL_TYPE (DeskObjectBlock, desk_object_block, DESK, OBJECT_BLOCK, DeskCardBlock)

DeskCardBlock *desk_object_block_new (DeskContext *context);

G_END_DECLS
