/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-timeline.h"
#include "client/ui/desk-context.h"
#include "client/ui/desk-timeline-item.h"

G_BEGIN_DECLS

/* A line of the timeline that follows its record: what it says, and what can be done with it. Main
 * thread; owned by those who show it. */
#define DESK_TYPE_HISTORY_ITEM (desk_history_item_get_type ())
G_DECLARE_FINAL_TYPE (DeskHistoryItem, desk_history_item, DESK, HISTORY_ITEM, DeskTimelineItem)

DeskHistoryItem *
desk_history_item_new (DeskContext *context, const DeskTimelineEntry *entry, CrmRecord *record);
/* Perhaps not read yet. */
CrmRecord *desk_history_item_get_record (DeskHistoryItem *self);
DeskTimelineEvent desk_history_item_get_event (DeskHistoryItem *self);
/* The kind and id of what it is about; of a history event: of what was changed. %FALSE: unknown. */
gboolean
desk_history_item_get_subject (DeskHistoryItem *self, const CrmKind **kind, const char **id);

G_END_DECLS
