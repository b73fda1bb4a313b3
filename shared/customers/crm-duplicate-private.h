/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/customers/crm-duplicate.h"

G_BEGIN_DECLS

/* All texts folded; lists sorted and ended by %NULL; what is not known is "". */
struct _CrmDuplicateCard
{
  gboolean is_company;
  char sex; /* m, f or 0 */
  char *last;
  char *first;
  char *middle;
  char birth_date[11];
  char *company;
  char *inn;
  char *kpp;
  char *address;
  char **phones;
  char **emails;
  char **documents;
  char **vins;
  char **keys;
  guint64 *hashes; /* of the keys, in order */
  guint n_keys;
};

G_END_DECLS
