/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* One field group of a conflict: what it was, what I typed, what the server has, and which of the
 * two is chosen. @shown_mine and @shown_theirs are what the record would have after the choice, of
 * the same fields. Plain struct, owned by the choice. */
typedef struct
{
  char *group;
  int field; /* the only one that is at stake, or -1: the whole group is shown */
  CrmFieldSet *base;
  CrmFieldSet *mine;
  CrmFieldSet *theirs;
  CrmFieldSet *shown_mine;
  CrmFieldSet *shown_theirs;
  gboolean take_mine;
} DeskConflictGroup;

/* A conflict record opened for a decision. Pure but for its record; main thread. */
typedef struct _DeskConflictChoice DeskConflictChoice;

DeskConflictChoice *desk_conflict_choice_new (CrmRecord *conflict);
void desk_conflict_choice_free (DeskConflictChoice *self);
guint desk_conflict_choice_get_size (DeskConflictChoice *self);
DeskConflictGroup *desk_conflict_choice_get_group (DeskConflictChoice *self, guint index);
/* (nullable) (transfer none): kind of the record that was edited twice. */
const CrmKind *desk_conflict_choice_get_kind (DeskConflictChoice *self);
/* Titles of the groups that merged by themselves. (transfer full) */
GStrv desk_conflict_choice_dup_merged (DeskConflictChoice *self);
gboolean desk_conflict_choice_is_deleted (DeskConflictChoice *self);
/* The edit came after the record went to somebody else: for him it is a suggestion. */
gboolean desk_conflict_choice_is_moved (DeskConflictChoice *self);
void desk_conflict_choice_take_all (DeskConflictChoice *self, gboolean mine);
/* The command that closes the conflict: the values of mine that were chosen, nothing where theirs
 * stand. @base: version of the record on the screen. (transfer full) */
CrmCommand *desk_conflict_choice_to_command (DeskConflictChoice *self, gint64 base);
const char *desk_conflict_group_get_title (const DeskConflictGroup *self, const CrmKind *kind);
/* One line of a group's values, "" when empty. (transfer full) */
char *desk_conflict_dup_text (const CrmKind *kind, CrmFieldSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeskConflictChoice, desk_conflict_choice_free)

G_END_DECLS
