/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a request from a stranger: the same verdict at the same byte however it is cut, and
 * nothing is taken that a proxy could read in another way. */
#include "server/http/hub-head.h"

#include <string.h>

#include "tests/fuzz/fuzz-target.h"

/* Up to the end of the head. */
static void
check_taken (const char *text, gsize size)
{
  for (gsize i = 0; i < size; i++)
    {
      const guint8 c = (guint8) text[i];

      g_assert_true (c >= 0x20 || c == '\t' || c == '\r' || c == '\n');
      g_assert_cmpint (c, !=, 0x7f);
      if (c == '\r')
        g_assert_true (i + 1 == size || text[i + 1] == '\n');
      if (c == '\n')
        g_assert_true (i > 0 && text[i - 1] == '\r');
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data;
  const gsize piece = size > 0 ? 1 + data[size - 1] % 13 : 1;
  HubHead whole = { 0 };
  HubHead cut = { 0 };
  const gboolean good = hub_head_add (&whole, text, size);
  gboolean good_cut = TRUE;

  for (gsize at = 0; good_cut && at < size; at += piece)
    good_cut = hub_head_add (&cut, text + at, MIN (piece, size - at));
  g_assert_true (good == good_cut);
  if (!good)
    return 0;
  g_assert_true (whole.place == cut.place);
  if (whole.place != HUB_HEAD_DONE)
    check_taken (text, size);
  return 0;
}
