/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubHead: what a request's head may look like. Pure, a part of its stream. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-head.h"

#include <string.h>

#define LENGTH "content-length"
/* HAProxy 2.6 takes 2^64 for nothing, and others a sign for a part of the number. */
#define MAX_DIGITS 18

static gboolean
is_token (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static gboolean
is_text (char c)
{
  return c == '\t' || ((guchar) c >= 0x20 && c != 0x7f);
}

static gboolean
end_line (HubHead *self, gboolean is_blank)
{
  self->is_blank = is_blank;
  self->matched = 0;
  self->digits = 0;
  self->place = HUB_HEAD_RETURN;
  return TRUE;
}

static gboolean
add_name (HubHead *self, char c)
{
  self->place = c == ':' ? HUB_HEAD_VALUE : HUB_HEAD_NAME;
  if (c == ':')
    return TRUE;

  if (self->matched < strlen (LENGTH) && g_ascii_tolower (c) == LENGTH[self->matched])
    self->matched++;
  else
    self->matched = G_MAXUINT;
  return is_token (c);
}

static gboolean
add_value (HubHead *self, char c)
{
  if (c == '\r')
    return end_line (self, FALSE);
  if (self->matched != strlen (LENGTH) || c == ' ' || c == '\t')
    return is_text (c);
  return g_ascii_isdigit (c) && ++self->digits <= MAX_DIGITS;
}

static gboolean
add (HubHead *self, char c)
{
  switch (self->place)
    {
    case HUB_HEAD_START:
      self->place = HUB_HEAD_REQUEST;
      return g_ascii_isalpha (c);
    case HUB_HEAD_REQUEST:
      return c == '\r' ? end_line (self, FALSE) : is_text (c);
    case HUB_HEAD_VALUE:
      return add_value (self, c);
    case HUB_HEAD_LINE:
      if (c == '\r')
        return end_line (self, TRUE);
      return c != ':' && add_name (self, c);
    case HUB_HEAD_NAME:
      return add_name (self, c);
    case HUB_HEAD_RETURN:
      self->place = self->is_blank ? HUB_HEAD_DONE : HUB_HEAD_LINE;
      return c == '\n';
    case HUB_HEAD_DONE:
    default:
      return TRUE;
    }
}

gboolean
hub_head_add (HubHead *self, const char *data, gsize size)
{
  for (gsize i = 0; i < size && self->place != HUB_HEAD_DONE; i++)
    if (!add (self, data[i]))
      return FALSE;
  return TRUE;
}
