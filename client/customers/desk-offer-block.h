/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* The block «Cross-sale» of the card: what the rules propose, what was offered and what came of it;
 * hidden while there is nothing. */
#define DESK_TYPE_OFFER_BLOCK (desk_offer_block_get_type ())
G_DECLARE_FINAL_TYPE (DeskOfferBlock, desk_offer_block, DESK, OFFER_BLOCK, DeskCardBlock)

DeskCardBlock *desk_offer_block_new (DeskContext *context);

G_END_DECLS
