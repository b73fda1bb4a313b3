/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shared/record/crm-record.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_PAPER_GOOD, /* for long, or nobody knows */
  DESK_PAPER_ENDS, /* soon */
  DESK_PAPER_ENDED,
} DeskPaperExpiry;

/* How long a document is good: by what stands on it, else by the law. @word (out) (transfer full):
 * "12 days", "expired"; %NULL while it is good for long. Pure over gettext. */
DeskPaperExpiry
desk_paper_describe_expiry (CrmRecord *paper, CrmRecord *customer, gint64 now, char **word);

G_END_DECLS
