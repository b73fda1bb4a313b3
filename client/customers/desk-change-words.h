/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* What one line of the timeline says. */
typedef struct
{
  char *title;           /* (owned): markup */
  char *detail;          /* (owned) (nullable) */
  const char *icon_name; /* (unowned) */
  const char *tone;      /* (unowned) (nullable) */
} DeskHistoryWords;

/* A history event: who changed what. */
void desk_change_words_make (DeskHistoryWords *self, DeskContext *context, CrmRecord *event);
/* "<b>What</b> · who"; @user (nullable). (transfer full) */
char *desk_change_words_dup_title (DeskContext *context, const char *what, const char *user);

G_END_DECLS
