/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All blocks of the card. To add one: a subclass of DeskCardBlock in its own files, and its row
 * here, where it shall stand. */

#include "client/customers/desk-card-blocks.h"

#include <glib/gi18n.h>

#include "client/customers/desk-consent-block.h"
#include "client/customers/desk-customer-care.h"
#include "client/customers/desk-customer-contacts.h"
#include "client/customers/desk-customer-fields.h"
#include "client/customers/desk-customer-papers.h"
#include "client/customers/desk-customer-shares.h"
#include "client/customers/desk-customer-timeline.h"
#include "client/customers/desk-duplicates-block.h"
#include "client/customers/desk-files-block.h"
#include "client/customers/desk-object-block.h"
#include "client/customers/desk-offer-block.h"
#include "client/customers/desk-policy-block.h"
#include "client/customers/desk-relation-block.h"

static const DeskCardBlockRow rows[] = {
  { N_ ("Perhaps the same client"), DESK_CARD_LEFT, desk_duplicates_block_new },
  { N_ ("Data"), DESK_CARD_LEFT, desk_customer_data_new },
  { N_ ("Contacts"), DESK_CARD_LEFT, desk_customer_contacts_new },
  { N_ ("Documents"), DESK_CARD_LEFT, desk_customer_documents_new },
  { N_ ("Files"), DESK_CARD_LEFT, desk_files_block_new },
  { N_ ("Bank details"), DESK_CARD_LEFT, desk_customer_accounts_new },
  { N_ ("Relations"), DESK_CARD_LEFT, desk_relation_block_new },
  { N_ ("Consents"), DESK_CARD_LEFT, desk_consent_block_new },
  { N_ ("Care"), DESK_CARD_LEFT, desk_customer_care_new },
  { N_ ("Shared with"), DESK_CARD_LEFT, desk_customer_shares_new },
  { N_ ("Policies"), DESK_CARD_MIDDLE, desk_policy_block_new },
  { N_ ("Cross-sale"), DESK_CARD_MIDDLE, desk_offer_block_new },
  { N_ ("Insured objects"), DESK_CARD_MIDDLE, desk_object_block_new },
  { N_ ("Note"), DESK_CARD_MIDDLE, desk_customer_remark_new },
  { N_ ("History"), DESK_CARD_RIGHT, desk_customer_timeline_new },
};

const DeskCardBlockRow *
desk_card_blocks_get (guint *n)
{
  *n = G_N_ELEMENTS (rows);
  return rows;
}
