/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long the other side of a connection may still take: what moved gains it time, but never more
 * than it had at the beginning, so that nobody saves time up with one quick start. Monotonic
 * microseconds. */
typedef struct
{
  gint64 deadline;
  guint64 sent;      /* bytes given to the kernel */
  guint64 seen;      /* of them when it was looked at last */
  gsize queued;      /* in the kernel then */
  gboolean has_debt; /* it may not have taken all yet */
} HubPace;

/* The deadline after @bytes moved at @now; @time is in milliseconds, @rate bytes a second. */
gint64 hub_pace_gain (gint64 deadline, gint64 now, guint64 bytes, guint time, guint rate);
/* @bytes were given to the kernel. */
void hub_pace_send (HubPace *self, gsize bytes, guint time);
/* Whether the other side has stopped taking what was sent to it. */
gboolean hub_pace_is_stuck (HubPace *self, GSocket *socket, gint64 now, guint time, guint rate);

G_END_DECLS
