/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-kind-rules.h"
#include "server/sync/hub-push.h"
#include "shared/record/crm-rights.h"

G_BEGIN_DECLS

/* A command at work: what it meets, and the answer it gets. Plain struct on the stack of
 * hub_command_apply(); worker threads. */
struct _HubAct
{
  HubUnit *unit;
  const HubKindRules *rules;
  HubPushItem *item;
  CrmCommand *command;
  HubRow *row;      /* (nullable) (unowned): what the unit has */
  HubRow *conflict; /* (nullable) (unowned): that the command decides */
  CrmFieldSet *set; /* (nullable) (owned): normalised */
  char *absorbed;   /* (nullable) (owned): the customer it was about; @row is of the survivor */
  char *merge;      /* (nullable) (owned): by which he became that */
};

void hub_act_clear (HubAct *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubAct, hub_act_clear)

/* The answer; (transfer none), to be filled. */
CrmResult *hub_act_answer (HubAct *self, CrmStatus status);
void hub_act_reject (HubAct *self, CrmProblem *problem);
/* @pointer and @word may be %NULL together. */
void hub_act_reject_with (HubAct *self,
                          CrmError code,
                          const char *pointer,
                          const char *word,
                          const char *detail);
/* Answers @status with the row as it is now. */
CrmResult *hub_act_show (HubAct *self, CrmStatus status);

gboolean hub_act_is_visible (HubAct *self);
/* What somebody sees he may not always change; answers for it. */
gboolean hub_act_may (HubAct *self, CrmAction action, HubRow *row);
/* %FALSE: there is no such conflict, and that is answered. */
gboolean hub_act_find_conflict (HubAct *self);
void hub_act_close_conflict (HubAct *self);

/* The values of the command in their canonical form. %FALSE when it writes what is masked, and that
 * is answered. */
gboolean hub_act_normalise (HubAct *self);
void hub_act_check (HubAct *self, HubRow *draft, CrmProblem *problem);
gboolean hub_act_is_refused (CrmProblem *problem);
/* The draft (transfer full) is good: it takes the place of the row, with its history. @changed is
 * %NULL when nothing but the row as a whole went. */
void hub_act_put (HubAct *self,
                  HubRow *draft,
                  CrmFieldSet *changed,
                  const char *action,
                  const char *reason);
/* The same for a row that was not there. */
void hub_act_put_new (HubAct *self, HubRow *draft);

G_END_DECLS
