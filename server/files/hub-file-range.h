/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Headers about a part of a file (RFC 9110, 14; RFC 9530). Foreign texts; pure. */
typedef struct
{
  goffset first;
  goffset last;  /* -1 with first 0: nothing, it only asks how much is here */
  goffset total; /* -1: not said */
} HubFileRange;

/* "bytes 0-99/1000", or a question with an asterisk in place of the numbers. */
gboolean hub_file_range_read_content (const char *text, HubFileRange *range);

typedef enum
{
  HUB_FILE_RANGE_WHOLE, /* none was asked for, or in a way we do not speak */
  HUB_FILE_RANGE_PART,
  HUB_FILE_RANGE_OUTSIDE,
} HubFileRangeAnswer;

/* Range of a file of @size bytes: one part, "bytes=0-99", "bytes=100-", "bytes=-100". */
HubFileRangeAnswer hub_file_range_read (const char *text, goffset size, HubFileRange *range);
/* (transfer full) (nullable): lower-case hex of "sha-256=:…:" among the others of Repr-Digest. */
char *hub_file_digest_read (const char *text);

G_END_DECLS
