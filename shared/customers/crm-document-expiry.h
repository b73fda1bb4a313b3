/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *type;       /* of an identity document */
  const char *birth_date; /* (nullable) of its owner */
  const char *issued_on;  /* (nullable) */
  const char *valid_to;   /* (nullable) */
} CrmPaperDates;

/* The last day on which a paper is good: what stands on it, else what the law says. A passport is
 * changed at 20 and at 45 within 90 days (Government Resolution 828, 7 and 15; 2267, 8 and 14), a
 * driving licence is given for ten years (196-FZ, 25 (10)). %NULL: for ever, or not known.
 * (transfer full) (nullable) */
char *crm_document_dup_expiry (const CrmPaperDates *paper);

G_END_DECLS
