/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What requests say about parts of files. Pure. */

#define G_LOG_DOMAIN "hub-files"

#include "server/files/hub-file-range.h"

#include <string.h>

#define SHA256_BYTES  32
#define BASE64_LENGTH 44

/* Digits at *@text, which goes on behind them. */
static gboolean
read_number (const char **text, goffset *number)
{
  guint64 value = 0;
  const char *p = *text;

  if (!g_ascii_isdigit (*p))
    return FALSE;
  for (; g_ascii_isdigit (*p); p++)
    {
      value = value * 10 + (guint64) (*p - '0');
      if (value > G_MAXINT64 / 16)
        return FALSE;
    }
  *text = p;
  *number = (goffset) value;
  return TRUE;
}

static gboolean
skip (const char **text, char character)
{
  if (**text != character)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* "/1000" or a slash and an asterisk, and nothing more. */
static gboolean
read_total (const char *text, goffset *total)
{
  *total = -1;
  if (!skip (&text, '/'))
    return FALSE;
  return strcmp (text, "*") == 0 || (read_number (&text, total) && *text == '\0');
}

gboolean
hub_file_range_read_content (const char *text, HubFileRange *range)
{
  if (!g_str_has_prefix (text, "bytes "))
    return FALSE;

  text += strlen ("bytes ");
  if (skip (&text, '*'))
    {
      range->first = 0;
      range->last = -1;
      return read_total (text, &range->total);
    }
  return read_number (&text, &range->first) && skip (&text, '-') &&
         read_number (&text, &range->last) && range->last >= range->first &&
         read_total (text, &range->total) && (range->total < 0 || range->last < range->total);
}

/* The last bytes of it. */
static HubFileRangeAnswer
read_suffix (const char *text, goffset size, HubFileRange *range)
{
  goffset length = 0;

  if (!read_number (&text, &length) || *text != '\0')
    return HUB_FILE_RANGE_WHOLE;
  if (length == 0 || size == 0)
    return HUB_FILE_RANGE_OUTSIDE;
  range->first = size - MIN (length, size);
  range->last = size - 1;
  return HUB_FILE_RANGE_PART;
}

HubFileRangeAnswer
hub_file_range_read (const char *text, goffset size, HubFileRange *range)
{
  range->first = 0;
  range->last = size - 1;
  range->total = size;
  if (text == NULL || !g_str_has_prefix (text, "bytes="))
    return HUB_FILE_RANGE_WHOLE;

  text += strlen ("bytes=");
  if (skip (&text, '-'))
    return read_suffix (text, size, range);
  if (!read_number (&text, &range->first) || !skip (&text, '-') ||
      (*text != '\0' &&
       (!read_number (&text, &range->last) || *text != '\0' || range->last < range->first)))
    {
      range->first = 0;
      range->last = size - 1;
      return HUB_FILE_RANGE_WHOLE;
    }
  if (range->first >= size)
    return HUB_FILE_RANGE_OUTSIDE;
  range->last = MIN (range->last, size - 1);
  return HUB_FILE_RANGE_PART;
}

static char *
to_hex (const guint8 *bytes)
{
  char *hex = g_malloc (2 * SHA256_BYTES + 1);

  for (guint i = 0; i < SHA256_BYTES; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", bytes[i]);
  return hex;
}

char *
hub_file_digest_read (const char *text)
{
  static const char name[] = "sha-256=:";
  const char *begin = text != NULL ? strstr (text, name) : NULL;
  const char *end = NULL;
  guint8 bytes[3 * BASE64_LENGTH / 4];
  int state = 0;
  guint save = 0;

  if (begin == NULL || (begin > text && strchr (" ,", begin[-1]) == NULL))
    return NULL;
  begin += strlen (name);
  end = strchr (begin, ':');
  if (end == NULL || end - begin != BASE64_LENGTH ||
      g_base64_decode_step (begin, BASE64_LENGTH, bytes, &state, &save) != SHA256_BYTES)
    return NULL;
  return to_hex (bytes);
}
