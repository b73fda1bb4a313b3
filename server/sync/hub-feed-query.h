/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-reach.h"

G_BEGIN_DECLS

/* The questions that a page of the feed asks. Every one of them says for which reach it reads, so
 * that row security holds too; those that look for what may not be seen any more work on any row
 * and give ids only. Worker threads. */

/* Where something happened. */
typedef struct
{
  gint64 ver;
  guint kind; /* HUB_KIND_EXIT, then the row is of exit_kind */
  guint exit_kind;
  char id[CRM_ID_LENGTH + 1];
  const char *reason; /* (nullable): interned */
} HubPlace;

typedef struct
{
  const HubRights *rights;
  HubKindSet kinds; /* only those */
  gboolean has_exits;
  gint64 ver; /* behind (ver, kind, id) */
  guint kind;
  const char *id;
  gint64 to_ver; /* below it */
  guint limit;
} HubPlaceQuery;

/* How things stood after what was read; places in the log, and versions. */
typedef struct
{
  gint64 seen; /* all this was read before that place; 0: nothing */
  gint64 flushed;
  gint64 horizon; /* tombstones and exits below it may be missing */
  gint64 mark;    /* no number below it is given again, whatever happens */
} HubFeedState;

/* (element-type HubPlace): in the order of (ver, kind, id); %NULL with an error. @is_end: there are
 * no more. @state (nullable) */
GArray *hub_feed_list_places (HubDb *db,
                              const HubPlaceQuery *query,
                              gboolean *is_end,
                              HubFeedState *state,
                              GError **error);
gboolean hub_feed_read_state (HubDb *db, HubFeedState *state, GError **error);
/* How far a reader who has all below the watermark of @rights has it for good. PostgreSQL may lose
 * the end of its log, and gives the numbers that were only there a second time. */
gint64 hub_feed_get_safe (const HubRights *rights, const HubFeedState *state);

/* What left: @before saw it, as far as its exits since @since tell; of the kinds in @kinds, behind
 * (kind, id). Whether it is still to be seen has to be asked. (element-type HubPlace) */
typedef struct
{
  const HubReach *before;
  const char *user;
  gint64 since;
  HubKindSet kinds;
  guint kind;
  const char *id;
  guint limit;
} HubLostQuery;

GArray *hub_feed_list_lost (HubDb *db, const HubLostQuery *query, GError **error);

/* Rows by number of their kind and the ids that are to be told as gone, for places. */
typedef struct
{
  HubDbRows *rows[HUB_N_KINDS + 1]; /* (owned) (nullable) */
  HubDbRows *gone;                  /* (owned) (nullable): kind, id */
  HubFeedState state;
} HubFeedAnswer;

void hub_feed_answer_clear (HubFeedAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubFeedAnswer, hub_feed_answer_clear)

/* The rows of @places that are to be seen, and of the exits among them those that are not.
 * @has_deleted: tombstones too. */
gboolean hub_feed_read (HubDb *db,
                        const HubRights *rights,
                        GArray *places,
                        gboolean has_deleted,
                        HubFeedAnswer *answer,
                        GError **error);
/* Of any @places what is not to be seen. */
gboolean hub_feed_read_gone (HubDb *db,
                             const HubRights *rights,
                             GArray *places,
                             HubFeedAnswer *answer,
                             GError **error);

/* Places and rows of one kind at once, see hub_feed_can_scan(): @query->kinds is that kind, @place
 * becomes that of the last row. @is_end: there are no more. */
gboolean hub_feed_scan (HubDb *db,
                        const HubPlaceQuery *query,
                        HubPlace *place,
                        gboolean *is_end,
                        HubFeedAnswer *answer,
                        GError **error);
/* Whether one index has what somebody sees of the kind in the order of the feed. */
gboolean hub_feed_can_scan (const HubRights *rights, guint number);

G_END_DECLS
