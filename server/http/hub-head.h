/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HUB_HEAD_START, /* of the request line */
  HUB_HEAD_REQUEST,
  HUB_HEAD_LINE, /* begins */
  HUB_HEAD_NAME,
  HUB_HEAD_VALUE,
  HUB_HEAD_RETURN, /* a line feed must follow */
  HUB_HEAD_DONE,
} HubHeadPlace;

/* Reads along the bytes of a request's head, more strictly than the HTTP library, which passes over
 * lines that it does not understand: a proxy that does understand them would see another request.
 * Starts as zeros. */
typedef struct
{
  HubHeadPlace place;
  gboolean is_blank; /* the line that ends now */
  char name[18];     /* of the line, in small letters */
  guint n_name;      /* more than fit: a name that means nothing here */
  guint framing;     /* of this line; 0: it says nothing about the body */
  guint framings;    /* of all lines */
  guint n_value;     /* bytes that count */
  gboolean has_gap;  /* a blank after them */
} HubHead;

/* FALSE: a request that must not be taken (RFC 9112: bare CR or LF, control characters, folded
 * lines, space before a colon, lines without one), or that says about its body anything but one
 * number or “chunked”. */
gboolean hub_head_add (HubHead *self, const char *data, gsize size);

G_END_DECLS
