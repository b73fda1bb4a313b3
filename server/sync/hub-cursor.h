/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-reach.h"

G_BEGIN_DECLS

#define HUB_CURSOR_MAX_LENGTH 512
#define HUB_CURSOR_MAX_PAST   4

typedef enum
{
  HUB_CURSOR_LOST,     /* telling what left with an earlier reach, by customer id */
  HUB_CURSOR_SNAPSHOT, /* what there is, by (kind, ver, id), of versions below since */
  HUB_CURSOR_FEED,     /* what changed, by (ver, kind, id) */
  HUB_CURSOR_N_PHASES,
} HubCursorPhase;

/* A place in what one person is told; opaque and signed outside of the server. It belongs to one
 * epoch, one person and one reach: when the reach has changed since, the earlier one becomes part
 * of the place until all that left with it has been told. Plain value. */
typedef struct
{
  guint8 epoch[8]; /* the first half of its token */
  char user[CRM_ID_LENGTH + 1];
  HubReach reach;
  HubCursorPhase phase;
  gint64 since; /* watermark at which the snapshot began */
  gint64 tombs; /* older tombstones are of no interest to it */
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
/* Whether the cursor is of this database and person; then it is brought up to the reach of @rights.
 * CRM_ERROR_EPOCH_CHANGED, CRM_ERROR_INVALID. */
gboolean hub_cursor_adopt (HubCursor *self, const HubRights *rights, GError **error);
void hub_cursor_set_position (HubCursor *self, gint64 ver, guint kind, const char *id);
/* (transfer full): base64url. */
char *hub_cursor_to_text (const HubCursor *self, GBytes *secret);
/* CRM_ERROR_INVALID */
gboolean hub_cursor_parse (HubCursor *self, const char *text, GBytes *secret, GError **error);
/* What is inside, once the signature was found good. */
gboolean hub_cursor_decode (HubCursor *self, const guint8 *data, gsize length);

G_END_DECLS
