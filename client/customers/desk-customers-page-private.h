/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/customers/desk-customer-preview.h"
#include "client/customers/desk-customer-selection.h"
#include "client/customers/desk-customers-columns.h"
#include "client/customers/desk-customers-finder.h"
#include "client/customers/desk-customers-groups.h"
#include "client/customers/desk-customers-page.h"
#include "client/customers/desk-customers-table.h"
#include "client/customers/desk-customers-views.h"
#include "client/ui/desk-empty-state.h"
#include "client/ui/desk-filter-bar.h"
#include "client/ui/desk-filter-builder.h"
#include "client/ui/desk-filter-chips.h"
#include "client/ui/desk-offline-banner.h"

G_BEGIN_DECLS

/* Between the files of DeskCustomersPage. */

struct _DeskCustomersPage
{
  GtkWidget parent_instance;

  /* template widgets */
  GtkWidget *page_box;
  GtkWidget *window_title;
  GtkMenuButton *menu_button;
  GMenuModel *page_menu;
  GtkBox *start_box;
  GtkWidget *title_label;
  GtkWidget *search_entry;
  GtkWidget *preview_button;
  AdwButtonContent *new_content;
  GtkWidget *new_button;
  DeskOfflineBanner *offline_banner;
  GtkBox *search_box;
  DeskFilterBar *filter_bar;
  GtkWidget *view_box;
  GtkWidget *list_box;
  GtkStack *list_stack;
  DeskCustomersTable *table;
  DeskEmptyState *empty_state;
  GtkWidget *reset_button;
  GtkButton *create_button;
  GtkRevealer *selection_revealer;
  GtkLabel *selection_label;
  GtkMenuButton *reassign_button;
  GtkLabel *found_label;
  DeskCustomerPreview *preview;

  /* made in desk-customers-page-views.c (borrowed) */
  GtkMenuButton *filter_button;
  DeskFilterBuilder *builder;
  DeskFilterChips *chips;
  GtkWidget *changed_label;
  GtkWidget *save_button;
  GtkWidget *save_as_button;
  GtkWidget *view_button;
  DeskCustomersColumns *columns;
  DeskCustomersGroups *groups;

  DeskFilterWords *words;    /* (owned) */
  DeskCustomersViews *views; /* (owned) */
  DeskCustomersView *view;   /* (owned): what is shown */
  DeskCustomersView *usual;  /* (owned): without a saved view */
  GHashTable *view_ids;      /* (owned) (element-type utf8): those with a chip */
  char *new_view;            /* (owned) (nullable): to be chosen when it is there */

  DeskContext *context;             /* (owned) */
  DeskCustomersFinder *finder;      /* (owned) */
  DeskCustomerSelection *selection; /* (owned) */
  guint skeleton_timer;             /* 0: none */
  guint refocus;                    /* idle source, 0: none */
  gulong painted_handler;           /* of the frame clock, until the first rows are on the screen */
  gboolean late;                    /* loading for longer than the delay */
  gboolean preview_open;            /* in the medium layout, where it covers the list */
};

/* The preview may be wanted or not wanted now. */
void desk_customers_page_update_layout (DeskCustomersPage *self);
/* Fills the button that gives the chosen clients to somebody else, for those who may. */
void desk_customers_page_make_reassign (DeskCustomersPage *self);
void desk_customers_page_install_actions (GtkWidgetClass *widget_class);

/* In desk-customers-page-export.c. */
void desk_customers_page_install_export (GtkWidgetClass *widget_class);
void desk_customers_page_follow_export_right (DeskCustomersPage *self);

/* A new question: whatever comes next is looked at from its first row. */
void desk_customers_page_restart (DeskCustomersPage *self);
void desk_customers_page_update_state (DeskCustomersPage *self);
/* In desk-customers-page-views.c. */
void desk_customers_page_make_views (DeskCustomersPage *self);
void desk_customers_page_drop_views (DeskCustomersPage *self);
void desk_customers_page_install_view_actions (GtkWidgetClass *widget_class);
/* A chip was chosen. */
void desk_customers_page_choose_filter (DeskCustomersPage *self);
/* %FALSE when there were no conditions of one's own. */
gboolean desk_customers_page_clear_filter (DeskCustomersPage *self);

G_END_DECLS
