/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-reach.h"

G_BEGIN_DECLS

#define HUB_CURSOR_MAX_LENGTH 2048
#define HUB_CURSOR_MAX_PAST   4

typedef enum
{
  HUB_CURSOR_LOST,     /* telling what left with an earlier reach, by (kind, id) */
  HUB_CURSOR_SNAPSHOT, /* what there is of some kinds, by (kind, ver, id), of versions below since
                        */
  HUB_CURSOR_FEED,     /* what changed, by (ver, kind, id) */
  HUB_CURSOR_N_PHASES,
} HubCursorPhase;

/* A place in what one person is told; opaque and signed outside of the server. It belongs to one
 * epoch, one person and one reach: when the reach has changed, the earlier one becomes part of the
 * place until all that left with it has been told, and what may have come with the new one follows.
 * The feed then goes on from where it was, so nothing is told again. Plain value. */
typedef struct
{
  guint8 epoch[8]; /* the first half of its token */
  char user[CRM_ID_LENGTH + 1];
  HubReach reach;
  HubCursorPhase phase;
  HubKindSet kinds; /* those of the snapshot */
  int day;          /* shares that ran out before it are told */
  gint64 since;     /* where the feed goes on */
  gint64 seen;      /* place in the log of the database behind which nothing was seen */
  gint64 ver;
  guint kind; /* number of the kind, 0 is before all */
  char id[CRM_ID_LENGTH + 1];

  guint n_past;
  struct
  {
    HubReach reach;
    gint64 since; /* the client has nothing that left this reach before */
  } past[HUB_CURSOR_MAX_PAST];
} HubCursor;

/* The very beginning, for @rights. */
void hub_cursor_begin (HubCursor *self, const HubRights *rights);
/* The place from which nothing is missing for somebody who has all that @rights show: @safe, see
 * hub_feed_get_safe(). */
void hub_cursor_begin_feed (HubCursor *self, const HubRights *rights, gint64 safe);
/* Whether the cursor is of this person and not too old; then it is brought up to the reach of
 * @rights. @is_kept: when it is of an earlier epoch, whether that one goes on in this.
 * CRM_ERROR_EPOCH_CHANGED, CRM_ERROR_INVALID, CRM_ERROR_RECONCILE. */
gboolean
hub_cursor_adopt (HubCursor *self, const HubRights *rights, gboolean is_kept, GError **error);
/* Whether it was made in the epoch of @rights. */
gboolean hub_cursor_is_of (const HubCursor *self, const HubRights *rights);
/* The beginning of the token of its epoch. */
void hub_cursor_print_epoch (const HubCursor *self, char token[17]);
void hub_cursor_set_position (HubCursor *self, gint64 ver, guint kind, const char *id);
/* (transfer full): base64url. */
char *hub_cursor_to_text (const HubCursor *self, GBytes *secret);
/* CRM_ERROR_INVALID */
gboolean hub_cursor_parse (HubCursor *self, const char *text, GBytes *secret, GError **error);
/* What is inside, once the signature was found good. */
gboolean hub_cursor_decode (HubCursor *self, const guint8 *data, gsize length);

G_END_DECLS
