/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/ui/desk-context.h"
#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* What hangs on a client and can be added on his card; a constant. */
typedef struct
{
  const CrmKind *kind;
  const char *draft;                           /* word in the keys of its drafts */
  const char *add_label;                       /* msgid */
  const char *const *types;                    /* (nullable): to choose from, %NULL-terminated */
  const char *(*get_icon) (const char *type);  /* (nullable) */
  const char *(*get_title) (const char *type); /* @type (nullable) */
  /* What typing it means. (nullable) (transfer full): what is wrong with it. */
  char *(*read) (const char *type, const char *typed, CrmFieldSet *set);
} DeskNewChildLook;

/* The last two rows of a group of the card: one that adds, and the one in which the new record is
 * typed, with its draft. An object beside the widgets. Owned by the group; main thread. */
#define DESK_TYPE_NEW_CHILD (desk_new_child_get_type ())
G_DECLARE_FINAL_TYPE (DeskNewChild, desk_new_child, DESK, NEW_CHILD, GObject)

/* Appends its rows to @list_box, which outlives it until desk_new_child_close(). */
DeskNewChild *
desk_new_child_new (DeskContext *context, const DeskNewChildLook *look, GtkListBox *list_box);
/* Stores what is being typed and turns to @customer (nullable) and the draft that waits there. */
void desk_new_child_set_customer (DeskNewChild *self, CrmRecord *customer);
void desk_new_child_set_may_add (DeskNewChild *self, gboolean may_add);
/* Where @row stands in the group: 0 is none of these two, which come behind. */
int desk_new_child_rank (DeskNewChild *self, GtkListBoxRow *row);
/* The group goes: stores what is being typed and forgets the rows. */
void desk_new_child_close (DeskNewChild *self);

G_END_DECLS
