/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-change-applier.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_PUMP_FAILED,   /* with an error: the bytes could not be applied, or cancelled */
  DESK_PUMP_CUT,      /* the stream ended too early; what came before its last safe point is kept */
  DESK_PUMP_COMPLETE, /* the last line came */
} DeskPumpResult;

/* Called after each piece that was applied. */
typedef void (*DeskPumpProgress) (guint64 rows, gpointer user_data);

/* Moves a change stream into the cache. It reads ahead while pieces are being applied, so that the
 * network and the writer thread work at the same time, and stops reading when 256 KiB wait. */
void desk_pump_async (GInputStream *stream,
                      DeskChangeApplier *applier,
                      DeskPumpProgress progress,
                      gpointer progress_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
DeskPumpResult desk_pump_finish (GAsyncResult *result, GError **error);

G_END_DECLS
