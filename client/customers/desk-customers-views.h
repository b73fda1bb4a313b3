/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/customers/desk-customers-view.h"
#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* The saved views of the list of clients: one's own and those that colleagues share. Signal
 * "changed". Main thread only. */
#define DESK_TYPE_CUSTOMERS_VIEWS (desk_customers_views_get_type ())
G_DECLARE_FINAL_TYPE (DeskCustomersViews, desk_customers_views, DESK, CUSTOMERS_VIEWS, GObject)

DeskCustomersViews *desk_customers_views_new (DeskContext *context);
/* (element-type CrmSavedView) (transfer full): by name, one's own first. */
GPtrArray *desk_customers_views_list (DeskCustomersViews *self);
/* (nullable) (transfer none) */
CrmRecord *desk_customers_views_find (DeskCustomersViews *self, const char *id);
/* Whether it may be changed by the person. */
gboolean desk_customers_views_may_change (DeskCustomersViews *self, CrmRecord *view);
/* Whether the person may let others see a view: "branch", "all". */
gboolean desk_customers_views_may_share (DeskCustomersViews *self, const char *sharing);
/* The id of the new record. (transfer full) */
char *desk_customers_views_create (DeskCustomersViews *self,
                                   const char *name,
                                   const char *sharing,
                                   const DeskCustomersView *view);
/* What is %NULL stays. */
void desk_customers_views_change (DeskCustomersViews *self,
                                  CrmRecord *record,
                                  const char *name,
                                  const char *sharing,
                                  const DeskCustomersView *view);
void desk_customers_views_remove (DeskCustomersViews *self, GtkWidget *from, CrmRecord *record);

G_END_DECLS
