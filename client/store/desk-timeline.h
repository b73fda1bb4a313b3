/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"

G_BEGIN_DECLS

/* What can be asked for, as bits. */
typedef enum
{
  DESK_TIMELINE_NOTES = 1 << 0,
  DESK_TIMELINE_POLICIES = 1 << 1,
  DESK_TIMELINE_PAYMENTS = 1 << 2,
  DESK_TIMELINE_TASKS = 1 << 3,
  DESK_TIMELINE_OFFERS = 1 << 4,
  DESK_TIMELINE_CONSENTS = 1 << 5,
  DESK_TIMELINE_DOCUMENTS = 1 << 6,
  DESK_TIMELINE_CHANGES = 1 << 7,
  DESK_TIMELINE_ALL = (1 << 8) - 1,
} DeskTimelineGroup;

typedef enum
{
  DESK_TIMELINE_CREATED, /* the customer */
  DESK_TIMELINE_CHANGED, /* a history event */
  DESK_TIMELINE_NOTE,
  DESK_TIMELINE_POLICY_ISSUED,
  DESK_TIMELINE_POLICY_ENDED,
  DESK_TIMELINE_INSTALMENT_PAID,
  DESK_TIMELINE_INSTALMENT_OVERDUE,
  DESK_TIMELINE_TASK_OPEN,
  DESK_TIMELINE_TASK_DONE,
  DESK_TIMELINE_OFFERED,
  DESK_TIMELINE_OFFER_DECIDED,
  DESK_TIMELINE_CONSENT_GIVEN,
  DESK_TIMELINE_CONSENT_WITHDRAWN,
} DeskTimelineEvent;

/* What stands above what happened. */
typedef enum
{
  DESK_TIMELINE_PINNED,
  DESK_TIMELINE_AHEAD, /* tasks that are open, the next one first */
  DESK_TIMELINE_PAST,  /* newest first */
} DeskTimelineSection;

/* One line, without what is in its record. */
typedef struct
{
  gint64 at;       /* 0: at no time */
  gint64 key;      /* row of the record */
  int kind;        /* index in the schema */
  guint8 event;    /* DeskTimelineEvent */
  guint8 section;  /* DeskTimelineSection */
  guint8 is_whole; /* @at is the beginning of a day, at no hour */
  guint8 of;       /* an instalment: of how many of its policy */
} DeskTimelineEntry;

/* All that happened with one customer: a GListModel of CrmRecord in the order of its entries. It
 * keeps entries in memory (32 bytes each) and objects on demand; get_item() answers at once with
 * the live object, perhaps not loaded yet. The newest entries arrive first, the rest after them.
 * Properties: "loading" (until the first entries are there), "complete" (all are). Main thread
 * only. */
#define DESK_TYPE_TIMELINE (desk_timeline_get_type ())
G_DECLARE_FINAL_TYPE (DeskTimeline, desk_timeline, DESK, TIMELINE, GObject)

DeskTimeline *desk_timeline_new (DeskDatabase *database, const char *customer, guint groups);
void desk_timeline_set_groups (DeskTimeline *self, guint groups);
guint desk_timeline_get_groups (DeskTimeline *self);
/* (transfer none) (nullable): valid until the next "items-changed". */
const DeskTimelineEntry *desk_timeline_get_entry (DeskTimeline *self, guint position);
/* The first entry that is not later than @time; of all of them as far as they are there. G_MAXUINT:
 * there is none. */
guint desk_timeline_find (DeskTimeline *self, gint64 time);
gboolean desk_timeline_is_loading (DeskTimeline *self);
gboolean desk_timeline_is_complete (DeskTimeline *self);
/* Another day has begun. */
void desk_timeline_refresh (DeskTimeline *self);

G_END_DECLS
