/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-act.h"

G_BEGIN_DECLS

/* What becomes of a command about a record that went to somebody else before it came: its author is
 * told so and nothing more, and the new owner finds it as a conflict of the reason "moved", which
 * he decides with an ordinary command. */

/* Answers for a record that is not there for this person: moved, or unknown. */
gboolean hub_suggestion_answer_absent (HubAct *act, GError **error);
/* The same for @draft, which was to hang on a customer who is not there; @problem says so. */
gboolean
hub_suggestion_answer_orphan (HubAct *act, HubRow *draft, CrmProblem *problem, GError **error);
/* Keeps the whole command for whoever decides the conflict it led to: a conflict shows masked
 * values masked. */
void hub_suggestion_keep (HubAct *act, HubRow *row);
/* The command decides a conflict: masked values of its set are those of the command that led to
 * it. Fills @act->set. */
gboolean hub_suggestion_unmask (HubAct *act, GError **error);

G_END_DECLS
