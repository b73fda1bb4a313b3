/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/ui/desk-context.h"

G_BEGIN_DECLS

/* Words for a command, its record and its refusal, the same in the sync popover, the conflict
 * dialog and on the card. Texts are (transfer full) and translated. */

/* «Новый клиент», «Адрес и заметка клиента». */
char *desk_change_dup_title (CrmCommand *command);
const char *desk_change_get_icon_name (CrmCommand *command);
/* (nullable): the record whose name tells whom the change is about; perhaps not loaded yet. */
CrmRecord *desk_change_ref_subject (DeskContext *context, CrmCommand *command);
/* «Облачкова И. С. · 2 поля»; @subject (nullable). */
char *desk_change_dup_subtitle (CrmCommand *command, CrmRecord *subject);
/* Why the server refused it, in one line. @kind (nullable). */
char *desk_change_dup_reason (CrmProblem *problem, const CrmKind *kind);
/* «Облачкова И. С.» of "Облачкова Инна Сергеевна"; companies keep their name. */
char *desk_change_dup_short_name (CrmRecord *customer);
/* Name of a merge group of @kind, beginning with a capital letter. Not freed. */
const char *desk_change_get_group_title (const CrmKind *kind, const char *group);

G_END_DECLS
