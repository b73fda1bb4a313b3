/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

/* What the client allowed, for what and by which way. Nothing of it can be removed: a consent is
 * withdrawn, and that stays too. */
#define DESK_TYPE_CONSENT_BLOCK (desk_consent_block_get_type ())
G_DECLARE_FINAL_TYPE (DeskConsentBlock, desk_consent_block, DESK, CONSENT_BLOCK, DeskCardBlock)

DeskCardBlock *desk_consent_block_new (DeskContext *context);

G_END_DECLS
