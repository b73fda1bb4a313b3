/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* What a list wants: kind, conditions, order, text. Immutable, reference counted: each call gives a
 * new one, so that it can be handed to a worker. */
typedef struct _DeskQuery DeskQuery;

#define DESK_TYPE_QUERY (desk_query_get_type ())
GType desk_query_get_type (void);
DeskQuery *desk_query_new (const CrmKind *kind);
DeskQuery *desk_query_ref (DeskQuery *self);
void desk_query_unref (DeskQuery *self);
/* Field equals text; @value %NULL means empty. */
DeskQuery *desk_query_where (DeskQuery *self, guint field, const char *value);
/* Only what @text finds (customers): name, phone, e-mail, address, INN, number. */
DeskQuery *desk_query_search (DeskQuery *self, const char *text);
/* Default order of customers is by display name, of others by id (time). */
DeskQuery *desk_query_order (DeskQuery *self, guint field, gboolean descending);
const CrmKind *desk_query_get_kind (DeskQuery *self);
gboolean desk_query_equal (DeskQuery *a, DeskQuery *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskQuery, desk_query_unref)

G_END_DECLS
