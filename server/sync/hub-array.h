/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An array parameter in the text form of PostgreSQL, for one statement over many rows. */
typedef GString HubArray;

HubArray *hub_array_new (void);
/* @array: a HubArray; as a #GDestroyNotify. */
void hub_array_free (gpointer array);
/* @item (nullable): %NULL is SQL null. */
void hub_array_add (HubArray *self, const char *item);
/* (transfer none): the whole text; nothing is added afterwards. */
const char *hub_array_end (HubArray *self);

G_END_DECLS
