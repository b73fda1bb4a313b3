/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers about parts of files and the first bytes of them: whatever is read from them lies within
 * the file. */
#include <string.h>

#include "server/files/hub-file-range.h"
#include "shared/base/crm-media-type.h"
#include "tests/fuzz/fuzz-target.h"

static void
check_content (const char *text)
{
  HubFileRange range;

  if (!hub_file_range_read_content (text, &range))
    return;
  g_assert_cmpint (range.first, >=, 0);
  g_assert_cmpint (range.last, >=, -1);
  g_assert_true (range.last < 0 || range.first <= range.last);
  g_assert_true (range.total < 0 || range.last < range.total);
}

static void
check_range (const char *text, goffset size)
{
  HubFileRange range;

  if (hub_file_range_read (text, size, &range) == HUB_FILE_RANGE_OUTSIDE)
    return;
  g_assert_cmpint (range.first, >=, 0);
  g_assert_cmpint (range.last, <, size);
  g_assert_true (size == 0 || range.first <= range.last);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *digest = hub_file_digest_read (text);

  check_content (text);
  check_range (text, 0);
  check_range (text, 1);
  check_range (text, 1000);
  g_assert_true (digest == NULL || strlen (digest) == 64);
  g_assert_nonnull (crm_media_type_guess (data, size));
  return 0;
}
