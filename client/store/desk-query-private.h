/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-query.h"

G_BEGIN_DECLS

/* Inside of DeskQuery, for the folder store/ only. */
typedef struct
{
  guint field;
  char *value; /* (nullable) (owned): %NULL means the field is empty */
} DeskCondition;

struct _DeskQuery
{
  int references;
  const CrmKind *kind;
  GArray *conditions; /* (element-type DeskCondition) */
  char *text;         /* (nullable) */
  int order;          /* field, or -1 for the kind's own order */
  gboolean descending;
};

G_END_DECLS
