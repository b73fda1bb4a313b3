/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenes of the list of clients with what hangs on them: filter, groups, acts on many. */

#include "client/customers/desk-bulk-window.h"
#include "client/customers/desk-customers-page.h"
#include "client/ui/desk-filter-builder.h"
#include "screens.h"
#include "ui-portfolio.h"

static GtkWidget *
open_list (UiFixture *self)
{
  UiPortfolio *portfolio = ui_portfolio_new ();

  screens_open_window (self);
  ui_portfolio_add_picture (portfolio);
  for (guint i = 3; i < 16; i++)
    if (i % 4 != 1)
      ui_portfolio_add_many (portfolio, i, 1 + i % 3);
  ui_portfolio_apply (portfolio, self);
  screens_settle (900);
  return ui_find_widget (GTK_WIDGET (self->window), DESK_TYPE_CUSTOMERS_PAGE);
}

/* (transfer full) */
static DeskFilter *
make_filter (void)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_filter_unref);
  g_autoptr (GPtrArray) inner = g_ptr_array_new_with_free_func ((GDestroyNotify) desk_filter_unref);

  g_ptr_array_add (inner, desk_filter_new_test ("overdue", DESK_OP_YES, NULL));
  g_ptr_array_add (inner, desk_filter_new_test ("ends", DESK_OP_WITHIN, "30"));
  g_ptr_array_add (parts, desk_filter_new_test ("policies", DESK_OP_AT_LEAST, "1"));
  g_ptr_array_add (parts, desk_filter_new_group (TRUE, inner));
  return desk_filter_new_group (FALSE, parts);
}

static GtkWidget *
build (UiFixture *self)
{
  GtkWidget *page = open_list (self);
  g_autoptr (DeskFilter) filter = make_filter ();
  GtkWidget *builder;

  gtk_widget_activate_action (page, "customers.filter", NULL);
  builder = ui_find_widget (GTK_WIDGET (self->window), DESK_TYPE_FILTER_BUILDER);
  desk_filter_builder_set_filter (DESK_FILTER_BUILDER (builder), filter);
  g_signal_emit_by_name (builder, "changed");
  screens_settle (400);
  return page;
}

void
screens_show_policies (UiFixture *self)
{
  open_list (self);
}

void
screens_show_filter (UiFixture *self)
{
  build (self);
}

void
screens_show_columns (UiFixture *self)
{
  GtkWidget *page = open_list (self);

  gtk_widget_activate_action (page, "customers.columns", NULL);
}

void
screens_show_bulk (UiFixture *self)
{
  GtkWidget *page = open_list (self);
  GListModel *toplevels = gtk_window_get_toplevels ();

  gtk_widget_activate_action (page, "customers.check-all", NULL);
  screens_settle (600);
  gtk_widget_activate_action (page, "customers.bulk-edit", NULL);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (DESK_IS_BULK_WINDOW (window))
        desk_bulk_window_choose (DESK_BULK_WINDOW (window), DESK_BULK_ADD_TAG, "осень");
    }
}

void
screens_show_operations (UiFixture *self)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  screens_show_bulk (self);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (DESK_IS_BULK_WINDOW (window))
        desk_bulk_window_apply (DESK_BULK_WINDOW (window));
    }
  screens_settle (800);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.operations", NULL);
}
