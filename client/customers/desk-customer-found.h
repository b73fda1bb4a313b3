/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/* Which parts of a shown text are why the search found it. Immutable, made once
 * for each query and shared by all cells. */
typedef struct _DeskCustomerFound DeskCustomerFound;

/* (nullable): %NULL when @query has nothing to search for. */
DeskCustomerFound *desk_customer_found_new (const char *query);
void desk_customer_found_free (DeskCustomerFound *self);
/* (nullable) (transfer full): backgrounds for the beginnings of words. @self may be %NULL. */
PangoAttrList *desk_customer_found_mark (DeskCustomerFound *self, const char *text, gboolean phone);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskCustomerFound, desk_customer_found_free)

G_END_DECLS
