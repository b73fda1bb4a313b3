/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-context.h"

G_BEGIN_DECLS

/* Looks every second whether the watermark of the feed moves. A transaction that is held open, by
 * whomever, holds it back and with it what everybody is told: zontik_watermark_age_seconds says for
 * how long, and so does the log after a few seconds. Main thread. */
typedef struct _HubWatermark HubWatermark;

HubWatermark *hub_watermark_new (HubContext *context);
void hub_watermark_free (HubWatermark *self);

G_END_DECLS
