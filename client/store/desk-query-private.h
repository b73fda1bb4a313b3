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

typedef struct
{
  char *key; /* (owned) */
  gboolean descending;
} DeskSort;

struct _DeskQuery
{
  int references;
  const CrmKind *kind;
  GArray *conditions; /* (element-type DeskCondition) */
  char *text;         /* (nullable) */
  int order;          /* field, or -1 for the kind's own order */
  gboolean descending;
  DeskFilter *filter; /* (owned) (nullable) */
  GArray *sorts;      /* (element-type DeskSort): the one that counts most is the last */
  char *group;        /* (nullable) */
};

G_END_DECLS
