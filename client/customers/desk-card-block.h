/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "shared/record/crm-record.h"

G_BEGIN_DECLS

/* A block of the card: heading, a quiet word beside it, suffixes at the end of that line, and one
 * child below. Abstract; how to add one: desk-card-blocks.c. Properties: "context" (construct
 * only), "title", "shows-title" (else it is only spoken), "subtitle" (nullable), "empty": there is
 * nothing to show and nothing to add, the block is hidden. Main thread; owned by the card. */
#define DESK_TYPE_CARD_BLOCK (desk_card_block_get_type ())
G_DECLARE_DERIVABLE_TYPE (DeskCardBlock, desk_card_block, DESK, CARD_BLOCK, GtkWidget)

struct _DeskCardBlockClass
{
  GtkWidgetClass parent_class;

  /* The card turned to another client; @record (nullable) differs from the one before and may not
   * be read yet. */
  void (*set_record) (DeskCardBlock *self, CrmRecord *record);
  /* There is a client that was read, and he, the rights, names of users or the layout changed. */
  void (*update) (DeskCardBlock *self);
  /* Appends what hangs on the client here, so that undoing his removal brings it back. */
  void (*collect) (DeskCardBlock *self, GPtrArray *records);
};

/* (nullable) (transfer none) */
DeskContext *desk_card_block_get_context (DeskCardBlock *self);
/* (nullable) (transfer none): the client. */
CrmRecord *desk_card_block_get_record (DeskCardBlock *self);
/* @record (nullable) */
void desk_card_block_set_record (DeskCardBlock *self, CrmRecord *record);
void desk_card_block_collect (DeskCardBlock *self, GPtrArray *records);

/* For the blocks themselves. */
void desk_card_block_set_child (DeskCardBlock *self, GtkWidget *child);
void desk_card_block_add_suffix (DeskCardBlock *self, GtkWidget *widget);
void desk_card_block_set_title (DeskCardBlock *self, const char *title);
/* (nullable): "4 in force" */
void desk_card_block_set_subtitle (DeskCardBlock *self, const char *subtitle);
const char *desk_card_block_get_subtitle (DeskCardBlock *self);
void desk_card_block_set_shows_title (DeskCardBlock *self, gboolean shows_title);
void desk_card_block_set_empty (DeskCardBlock *self, gboolean empty);
/* In dispose of a block, before its child goes: lets go of the client. */
void desk_card_block_leave (DeskCardBlock *self);

G_END_DECLS
