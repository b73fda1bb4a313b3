/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-fixture.h"

G_BEGIN_DECLS

/* What comes from the server beside the clients of the fixture, row by row; all of it is there when
 * ui_portfolio_apply() returns. */
typedef struct _UiPortfolio UiPortfolio;

UiPortfolio *ui_portfolio_new (void);
/* @kind 'p', 'o', …: the id of number @n of some kind. Lives as long as @self. */
const char *ui_portfolio_id (UiPortfolio *self, char kind, guint n);
/* Days from today as a date. */
const char *ui_portfolio_day (UiPortfolio *self, int days);
/* @values: canonical, n_fields of @kind. Each row is newer than the one before. */
void ui_portfolio_add (UiPortfolio *self,
                       const CrmKind *kind,
                       const char *id,
                       const char *const *values);
/* Applies the rows as one page of changes and frees @self. */
void ui_portfolio_apply (UiPortfolio *self, UiFixture *fixture);

/* The client of picture 03, customer 2: four policies, two more that are over, a schedule,
 * beneficiaries, objects and past offers. Policies are 'p' 0 to 5, objects 'o' 0 to 3. */
void ui_portfolio_add_picture (UiPortfolio *self);
/* A rule of the company for "dms", which makes the shipped ones count no more. */
void ui_portfolio_add_rule (UiPortfolio *self, guint n, const char *code, const char *conditions);
/* One more OSAGO for the car of the picture, 'p' @n. */
void ui_portfolio_add_policy (UiPortfolio *self, guint n, const char *number, int starts, int ends);
/* @n policies of customer @customer with four instalments each, 'p' 100 and so on. */
void ui_portfolio_add_many (UiPortfolio *self, guint customer, guint n);

G_END_DECLS
