/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-customer-cell.h"
#include "client/store/desk-filter.h"

G_BEGIN_DECLS

/* One way of looking at the list of clients: which, in which columns, in what order, in what
 * groups. What a saved view keeps. Mutable, owned by one. */
typedef struct
{
  DeskFilter *filter; /* (nullable) */
  GArray *columns;    /* (element-type DeskViewColumn): from left to right */
  GArray *sorts;      /* (element-type DeskViewSort): what counts most is first */
  char *group;        /* (nullable) */
} DeskCustomersView;

typedef struct
{
  DeskCustomerColumn column;
  int width; /* 0: as is usual */
} DeskViewColumn;

typedef struct
{
  DeskCustomerColumn column;
  gboolean descending;
} DeskViewSort;

#define DESK_VIEW_MAX_SORTS 3

/* As the list is at first. */
DeskCustomersView *desk_customers_view_new (gboolean with_agents);
DeskCustomersView *desk_customers_view_copy (const DeskCustomersView *self);
void desk_customers_view_free (DeskCustomersView *self);
void desk_customers_view_set_filter (DeskCustomersView *self, DeskFilter *filter);
gboolean desk_customers_view_equal (const DeskCustomersView *a, const DeskCustomersView *b);
/* The definition of a record: JSON. (transfer full) */
char *desk_customers_view_to_text (const DeskCustomersView *self);
/* (nullable): CRM_ERROR_INVALID when it asks for what this program does not know. Unknown columns
 * are left out. */
DeskCustomersView *desk_customers_view_from_text (const char *text, GError **error);
gboolean desk_customers_view_has_column (const DeskCustomersView *self, DeskCustomerColumn column);

/* "premium": what a column is called in definitions and in desk_sql_list_orders(); %NULL there is
 * no order for it. */
const char *desk_customers_view_get_column_name (DeskCustomerColumn column);
const char *desk_customers_view_get_order (DeskCustomerColumn column);
/* Its heading, in the language of the person. Not freed. */
const char *desk_customers_view_get_column_title (DeskCustomerColumn column);
int desk_customers_view_get_column_width (DeskCustomerColumn column);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskCustomersView, desk_customers_view_free)

G_END_DECLS
