/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Words for what hangs on a client, the same in the blocks of the card and in its timeline. What is
 * not (transfer full) is not freed. */

/* "advertising" as people say it; falls back to the code. */
const char *desk_card_purpose_word (const char *purpose);
/* By which way: "sms", "any". */
const char *desk_card_channel_word (const char *channel);
/* What proves a consent, or how it was withdrawn. */
const char *desk_card_evidence_word (const char *evidence);
/* "Wife": what the other of a relation is; @sex (nullable). */
const char *desk_card_relation_word (const char *type, const char *sex);
/* "15 600 ₽" of the text of a field in kopecks; (nullable) (transfer full). */
char *desk_card_dup_money (CrmRecord *record, guint field);

G_END_DECLS
