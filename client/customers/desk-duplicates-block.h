/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* On the card: who may be the same client, and who was merged into this one. Hidden while there is
 * neither. */
#define DESK_TYPE_DUPLICATES_BLOCK (desk_duplicates_block_get_type ())
G_DECLARE_FINAL_TYPE (DeskDuplicatesBlock,
                      desk_duplicates_block,
                      DESK,
                      DUPLICATES_BLOCK,
                      DeskCardBlock)

DeskCardBlock *desk_duplicates_block_new (DeskContext *context);

G_END_DECLS
