/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-filter-words.h"

G_BEGIN_DECLS

/* The groups of the list with their counts, in its order. Signal "chosen" (position of the first
 * row). Main thread only. */
#define DESK_TYPE_CUSTOMERS_GROUPS (desk_customers_groups_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomersGroups, desk_customers_groups, DESK, CUSTOMERS_GROUPS, GtkWidget)

GtkWidget *desk_customers_groups_new (DeskFilterWords *words);
/* @groups (nullable) (element-type DeskGroupCount); @key: by what they are made. */
void desk_customers_groups_show (DeskCustomersGroups *self, const char *key, const GArray *groups);
/* What a key of desk_sql_list_groups() is called; %NULL for none. Not freed. */
const char *desk_customers_groups_get_title (const char *key);

G_END_DECLS
