/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/sync/desk-transport.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_LIVE_MESSAGE_NOTHING, /* of a newer server, or no message at all */
  DESK_LIVE_MESSAGE_EVENT,
  DESK_LIVE_MESSAGE_NEWS, /* for whoever asked */
} DeskLiveMessageType;

/* One message of the live connection, read. */
typedef struct
{
  DeskLiveMessageType type;
  DeskLiveEvent event;
  JsonNode *news; /* (owned) (nullable): an object; its member "type" says what it is */
} DeskLiveMessage;

void desk_live_message_read (DeskLiveMessage *self, const char *data, gsize size);
void desk_live_message_clear (DeskLiveMessage *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DeskLiveMessage, desk_live_message_clear)

G_END_DECLS
