/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"
#include "shared/customers/crm-offer.h"

G_BEGIN_DECLS

/* One line of the block: what the rules propose now, or an offer that was made. */
typedef struct
{
  char *rule; /* code */
  char *title;
  char *product;
  char *object; /* (nullable): insured object it is about */
  char *reason; /* (nullable) */
  int priority;
  CrmRecord *offer; /* (nullable): %NULL until it is offered */
} DeskOffer;

/* What can be offered to one client and what was, by the rules of the company, else by those the
 * program brings along; all from the cache. Signal "changed". Main thread only. */
#define DESK_TYPE_OFFER_FINDER (desk_offer_finder_get_type ())
G_DECLARE_FINAL_TYPE (DeskOfferFinder, desk_offer_finder, DESK, OFFER_FINDER, GObject)

DeskOfferFinder *desk_offer_finder_new (DeskContext *context, CrmRecord *customer);
/* (element-type DeskOffer) (transfer none): proposals by priority, then open offers, then those
 * that were decided, latest first. */
GPtrArray *desk_offer_finder_get (DeskOfferFinder *self);
gboolean desk_offer_finder_is_complete (DeskOfferFinder *self);
/* (element-type CrmOffer) (transfer none) */
DeskRecordSet *desk_offer_finder_get_offers (DeskOfferFinder *self);

G_END_DECLS
