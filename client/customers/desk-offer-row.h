/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/customers/desk-offer-finder.h"

G_BEGIN_DECLS

/* An offer in a list: what and why, and the next step: offer it, then won or refused. Enter takes
 * the first of the steps. The tooltip says how often such offers are won. Main thread only. */
#define DESK_TYPE_OFFER_ROW (desk_offer_row_get_type ())
G_DECLARE_FINAL_TYPE (DeskOfferRow, desk_offer_row, DESK, OFFER_ROW, GtkListBoxRow)

/* @offer: copied as far as needed. */
GtkWidget *desk_offer_row_new (DeskContext *context, CrmRecord *customer, const DeskOffer *offer);
/* Whether the row is about the same as @offer, so that it may stay. */
gboolean desk_offer_row_is_about (DeskOfferRow *self, const DeskOffer *offer);
/* The first step, as Enter; nothing when all is decided. */
void desk_offer_row_step (DeskOfferRow *self);
/* (nullable): "Of 12 decided 3 were won (25 %)", once it was counted. */
const char *desk_offer_row_get_conversion (DeskOfferRow *self);
void desk_offer_row_count (DeskOfferRow *self);

G_END_DECLS
