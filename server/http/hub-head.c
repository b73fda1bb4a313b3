/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubHead: what a request's head may look like. Pure, a part of its stream. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-head.h"

#include <string.h>

/* More make a number that not everybody reads: HAProxy 2.6 takes 2^64 for nothing. */
#define MAX_DIGITS 18
#define CHUNKED    "chunked"

typedef enum
{
  LENGTH = 1 << 0,
  CODING = 1 << 1,
} Framing;

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
  self->n_name = 0;
  self->place = HUB_HEAD_RETURN;
  return TRUE;
}

static gboolean
has_name (HubHead *self, const char *name)
{
  return self->n_name == strlen (name) && memcmp (self->name, name, self->n_name) == 0;
}

/* The library takes the last of two lengths, others the first. */
static gboolean
end_name (HubHead *self)
{
  self->place = HUB_HEAD_VALUE;
  self->framing = has_name (self, "content-length")      ? LENGTH
                  : has_name (self, "transfer-encoding") ? CODING
                                                         : 0;
  self->n_value = 0;
  self->has_gap = FALSE;
  if (self->framing != 0 && self->framings != 0)
    return FALSE;

  self->framings |= self->framing;
  return TRUE;
}

static gboolean
add_name (HubHead *self, char c)
{
  if (c == ':')
    return end_name (self);

  self->place = HUB_HEAD_NAME;
  if (self->n_name < sizeof self->name)
    self->name[self->n_name++] = g_ascii_tolower (c);
  return is_token (c);
}

/* Of what is said about the body; libsoup 3.2.3 leaks memory when it does not understand it. */
static gboolean
add_framing (HubHead *self, char c)
{
  if (c == ' ' || c == '\t')
    {
      self->has_gap = self->n_value > 0;
      return TRUE;
    }
  if (self->has_gap)
    return FALSE;
  if (self->framing == LENGTH)
    return g_ascii_isdigit (c) && ++self->n_value <= MAX_DIGITS;
  return self->n_value < strlen (CHUNKED) && g_ascii_tolower (c) == CHUNKED[self->n_value++];
}

static gboolean
end_value (HubHead *self)
{
  guint least = self->framing == LENGTH ? 1 : self->framing == CODING ? strlen (CHUNKED) : 0;

  return self->n_value >= least && end_line (self, FALSE);
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
      if (c == '\r')
        return end_value (self);
      return self->framing != 0 ? add_framing (self, c) : is_text (c);
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
