/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of the live connection and the answer of a sign-in, from a server that lies: what is
 * read is complete, anything else is nothing. */
#include "client/sync/desk-live-message.h"
#include "shared/codec/crm-json.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_message (const char *data, gsize size)
{
  g_auto (DeskLiveMessage) message = { 0 };

  desk_live_message_read (&message, data, size);
  g_assert_true ((message.type == DESK_LIVE_MESSAGE_NEWS) == (message.news != NULL));
  if (message.news != NULL)
    g_assert_nonnull (json_object_get_string_member (json_node_get_object (message.news), "type"));
}

static void
check_session (const char *data, gsize size)
{
  g_autoptr (JsonNode) node = crm_json_parse (data, (gssize) size, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DeskSession) session = desk_session_from_json (node, &error);

  if (session == NULL)
    {
      g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
      return;
    }
  g_assert_nonnull (session->token);
  g_assert_nonnull (session->user_id);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  check_message ((const char *) data, size);
  check_session ((const char *) data, size);
  return 0;
}
