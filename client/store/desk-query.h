/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-filter.h"
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
/* Only customers that @filter (nullable) finds; the one before is forgotten. */
DeskQuery *desk_query_filter (DeskQuery *self, DeskFilter *filter);
/* Customers in the order of "premium", "name" (see desk_sql_list_orders()) …; the first key is
 * named last, and counts over the ones before. Unknown keys are left out. */
DeskQuery *desk_query_sort (DeskQuery *self, const char *key, gboolean descending);
/* Customers with the same agent, status … (see desk_sql_list_groups()) stand together; %NULL for no
 * groups. */
DeskQuery *desk_query_group (DeskQuery *self, const char *key);
const char *desk_query_get_group (DeskQuery *self);
const CrmKind *desk_query_get_kind (DeskQuery *self);
gboolean desk_query_equal (DeskQuery *a, DeskQuery *b);
/* One group of a query and how many it has. */
typedef struct
{
  char *value; /* (nullable) (owned): %NULL for those without */
  gint64 n;
} DeskGroupCount;

void desk_query_group_count_clear (gpointer data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskQuery, desk_query_unref)

G_END_DECLS
