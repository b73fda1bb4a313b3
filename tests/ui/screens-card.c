/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenes of the blocks of the card. To add one: a function and its line in the table. */

#include "life-fixture.h"
#include "screens.h"
#include "ui-portfolio.h"

#define KAPELKIN  2 /* the client of picture 03 */
#define SNEZHINKA 11
#define COMPANY   15

static void
open_card (UiFixture *self, guint customer)
{
  g_autofree char *id = ui_fixture_dup_customer (customer);

  desk_window_open (screens_open_window (self), "customers", id);
}

static void
show_conflict (UiFixture *self)
{
  open_card (self, SNEZHINKA);
}

static void
show_company (UiFixture *self)
{
  open_card (self, COMPANY);
}

/* As picture 03. */
static void
show_policies (UiFixture *self)
{
  UiPortfolio *portfolio = ui_portfolio_new ();

  ui_portfolio_add_picture (portfolio);
  ui_portfolio_apply (portfolio, self);
  open_card (self, KAPELKIN);
}

static void
show_many_policies (UiFixture *self)
{
  UiPortfolio *portfolio = ui_portfolio_new ();

  ui_portfolio_add_many (portfolio, KAPELKIN, 50);
  ui_portfolio_apply (portfolio, self);
  open_card (self, KAPELKIN);
}

/* All that happened with him, whom he knows and what he allowed. */
static void
show_life (UiFixture *self)
{
  ui_feed_bonds (self);
  show_policies (self);
}

static const Scene cards[] = {
  { "clients-policies", 342, screens_show_policies },
  { "clients-filter", 342, screens_show_filter },
  { "clients-columns", 342, screens_show_columns },
  { "clients-bulk", 342, screens_show_bulk },
  { "operations", 342, screens_show_operations },
  { "client-life", 342, show_life },
  { "client-conflict", 342, show_conflict },
  { "client-company", 342, show_company },
  { "client-policies", 342, show_policies },
  { "client-many-policies", 342, show_many_policies },
  { "client-scans", 342, screens_show_scans },
  { "client-files", 342, screens_show_files },
  { "file-viewer", 342, screens_show_viewer },
};

const Scene *
screens_get_cards (guint *n)
{
  *n = G_N_ELEMENTS (cards);
  return cards;
}
