/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-change-words.h"
#include "client/store/desk-timeline.h"

G_BEGIN_DECLS

/* @policy (nullable): of an instalment, perhaps not read yet. @self is to be zeroed. */
void desk_history_words_make (DeskHistoryWords *self,
                              DeskContext *context,
                              const DeskTimelineEntry *entry,
                              CrmRecord *record,
                              CrmRecord *policy);
void desk_history_words_clear (DeskHistoryWords *self);

G_END_DECLS
