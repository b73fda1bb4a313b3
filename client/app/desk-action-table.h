/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  DESK_ACTION_PALETTE = 1 << 0, /* offered in the palette */
  DESK_ACTION_PAGE = 1 << 1,  /* the key belongs to the page; here for the shortcuts window only */
  DESK_ACTION_ADMIN = 1 << 2, /* only for those who may administer */
} DeskActionFlags;

/* Everything with a key or a line in the palette, in one table: it makes the window's shortcuts,
 * the shortcuts window and the palette's «Сделать». */
typedef struct
{
  const char *action; /* detailed name */
  const char *keys;   /* (nullable): triggers, separated by "|" */
  const char *title;  /* msgid */
  const char *group;  /* msgid, heading in the shortcuts window */
  const char *icon_name;
  const char *words; /* (nullable) msgid: more words to find it by */
  DeskActionFlags flags;
} DeskActionInfo;

const DeskActionInfo *desk_action_table (guint *n_actions);
/* "Ctrl K", (nullable) (transfer full): of the first key. */
char *desk_action_info_dup_key_label (const DeskActionInfo *self);
/* Gives @widget the shortcuts of the table that do not belong to pages. */
void desk_action_table_install (GtkWidget *widget);

G_END_DECLS
