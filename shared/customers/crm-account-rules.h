/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* Pure, as in crm-document-rules.h: errors are what no bank would accept, warnings what is unusual.
 */
void crm_bank_account_check (const char *const *values, CrmProblem *problem);
void crm_bank_account_warn (const char *const *values, CrmProblem *warnings);
/* Takes spaces out of the numbers. */
void crm_bank_account_normalise_set (CrmFieldSet *set);
/* The key of an account of 20 characters at the bank @bic, by the Bank of Russia's algorithm. */
gboolean crm_account_key_is_valid (const char *account, const char *bic);

G_END_DECLS
