/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rhythm of drafts, the same for all forms. */

#include "client/customers/desk-draft-timer.h"

/* Fast typing is a keystroke every 80 ms: a word costs few writes, and what a crash may take is the
 * last keystroke. */
#define DELAY_MS 80

static gboolean
store_cb (gpointer user_data)
{
  DeskDraftTimer *self = user_data;

  self->source = 0;
  self->store (self->owner);
  return G_SOURCE_REMOVE;
}

void
desk_draft_timer_start (DeskDraftTimer *self, DeskDraftStore store, gpointer owner)
{
  if (self->source != 0)
    return;
  self->store = store;
  self->owner = owner;
  self->source = g_timeout_add (DELAY_MS, store_cb, self);
}

void
desk_draft_timer_flush (DeskDraftTimer *self)
{
  if (self->source == 0)
    return;
  desk_draft_timer_stop (self);
  self->store (self->owner);
}

void
desk_draft_timer_stop (DeskDraftTimer *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}
