/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "There is news for these people": the scopes touched by a commit. It carries no data, so a lost
 * one costs time, never correctness. Plain struct, not shared between threads. */
typedef struct
{
  GHashTable *owners;   /* (owned) (element-type utf8 utf8): set of user ids */
  GHashTable *branches; /* (owned) (element-type utf8 utf8): set of branch ids */
  gboolean all;         /* everyone, whatever the sets say */
} HubTickle;

typedef void (*HubTickleFunc) (const HubTickle *tickle, gpointer user_data);

HubTickle *hub_tickle_new (void);
void hub_tickle_free (HubTickle *self);
/* @id may be %NULL: nothing is added. */
void hub_tickle_add_owner (HubTickle *self, const char *id);
void hub_tickle_add_branch (HubTickle *self, const char *id);
void hub_tickle_merge (HubTickle *self, const HubTickle *other);
gboolean hub_tickle_is_empty (const HubTickle *self);
/* One line of text for NOTIFY: "all", or "o ID o ID b ID"; "all" when it would be longer than
 * @max_length. (transfer full) */
char *hub_tickle_to_text (const HubTickle *self, gsize max_length);
/* Anything that is not understood gives "all". (transfer full) */
HubTickle *hub_tickle_from_text (const char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubTickle, hub_tickle_free)

G_END_DECLS
