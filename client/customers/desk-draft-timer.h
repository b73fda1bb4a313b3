/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stores what is being typed. */
typedef void (*DeskDraftStore) (gpointer owner);

/* When a draft is stored: soon after the first keystroke that it lacks. Zeroed memory in its owner,
 * who flushes or stops it before going; main thread. */
typedef struct
{
  guint source; /* 0: nothing waits */
  DeskDraftStore store;
  gpointer owner;
} DeskDraftTimer;

/* There is something to store. */
void desk_draft_timer_start (DeskDraftTimer *self, DeskDraftStore store, gpointer owner);
/* Stores at once what waits. */
void desk_draft_timer_flush (DeskDraftTimer *self);
/* What waits is not wanted any more. */
void desk_draft_timer_stop (DeskDraftTimer *self);

G_END_DECLS
