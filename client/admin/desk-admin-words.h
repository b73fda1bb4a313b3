/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"
#include "shared/record/crm-rights.h"

G_BEGIN_DECLS

/* Words of the rights, translated, not freed. */

/* "Clients" of "customer". */
const char *desk_subject_get_title (const char *subject);
/* "See" */
const char *desk_action_get_title (const char *subject, CrmAction action);
/* "own", "branch", "all", "—"; a subject that belongs to nobody says "yes" instead of "all". */
const char *desk_scope_get_title (CrmScope scope, gboolean is_plain);
/* "Accountant": narrow enough for a column; @name is used for a role nobody foresaw. */
const char *desk_role_get_column_title (const char *code, const char *name);
/* As the roles stand beside each other. */
int desk_role_get_position (const char *code);

/* (transfer full): "agent · Retail". */
char *desk_person_dup_line (DeskContext *context, CrmRecord *user);
/* %NULL-terminated, for a choice; both (transfer full). The first is "" when @nobody is a title;
 * @except (nullable) is not among them. Only who works here. */
void desk_people_list_choices (DeskContext *context,
                               const char *nobody,
                               const char *except,
                               GStrv *ids,
                               GStrv *titles);
/* Also who does not work here any more, at the end. */
void
desk_everybody_list_choices (DeskContext *context, const char *nobody, GStrv *ids, GStrv *titles);
/* Without @except (nullable). */
void desk_branches_list_choices (DeskContext *context,
                                 const char *none,
                                 CrmRecord *except,
                                 GStrv *ids,
                                 GStrv *titles);
void desk_roles_list_choices (DeskContext *context, GStrv *ids, GStrv *titles);

G_END_DECLS
