/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-entry.h"
#include "client/store/desk-outbox.h"

G_BEGIN_DECLS

/* For DeskOutbox only; screens see desk-outbox.h. */
DeskOutboxEntry *desk_outbox_entry_new (DeskEntry *entry);
void desk_outbox_entry_update (DeskOutboxEntry *self, DeskEntry *entry);
DeskEntry *desk_outbox_entry_peek (DeskOutboxEntry *self);

G_END_DECLS
