/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HubPace: who reads slowly. The kernel takes megabytes for a peer that reads nothing, so what was
 * written says little; what left its queue does. Main thread; a part of its stream. */

#define G_LOG_DOMAIN "hub-http"

#include "server/http/hub-pace.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

gint64
hub_pace_gain (gint64 deadline, gint64 now, guint64 bytes, guint time, guint rate)
{
  gint64 most = now + (gint64) time * 1000;
  guint64 gained = MIN (bytes, G_MAXUINT32) * G_USEC_PER_SEC / rate;

  return MIN (most, deadline + (gint64) gained);
}

void
hub_pace_send (HubPace *self, gsize bytes, guint time)
{
  if (!self->has_debt)
    self->deadline = g_get_monotonic_time () + (gint64) time * 1000;
  self->has_debt = TRUE;
  self->sent += bytes;
}

gboolean
hub_pace_is_stuck (HubPace *self, GSocket *socket, gint64 now, guint time, guint rate)
{
  int queued = 0;
  gint64 taken;

  if (!self->has_debt || ioctl (g_socket_get_fd (socket), SIOCOUTQ, &queued) != 0)
    return FALSE;

  taken = (gint64) (self->sent - self->seen) + (gint64) self->queued - queued;
  self->seen = self->sent;
  self->queued = (gsize) MAX (queued, 0);
  self->has_debt = queued > 0;
  self->deadline = hub_pace_gain (self->deadline, now, (guint64) MAX (taken, 0), time, rate);
  return self->has_debt && now > self->deadline;
}
