/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/customers/desk-card-block.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_CARD_LEFT,   /* narrow: "Data" */
  DESK_CARD_MIDDLE, /* narrow: "Policies" */
  DESK_CARD_RIGHT,  /* narrow: "History"; a single block that scrolls by itself */
} DeskCardColumn;

/* One block of the card; the order in the table is the order in the column. */
typedef struct
{
  const char *title; /* msgid */
  DeskCardColumn column;
  DeskCardBlock *(*make) (DeskContext *context);
} DeskCardBlockRow;

/* (array length=n): constants. */
const DeskCardBlockRow *desk_card_blocks_get (guint *n);

G_END_DECLS
