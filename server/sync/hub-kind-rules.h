/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/sync/hub-unit.h"
#include "shared/record/crm-rights.h"

G_BEGIN_DECLS

typedef struct _HubAct HubAct; /* hub-act.h */

/* A business command: changes @draft, a copy of the row, or fails by adding to @problem. The fields
 * it set are put into @changed. */
typedef struct
{
  const char *name;   /* "customer.reassign" */
  const char *action; /* in the history */
  CrmAction right;    /* to do it to the record */
  void (*run) (HubUnit *unit, HubRow *draft, CrmFieldSet *changed, CrmProblem *problem);
  /* Instead of all that: about more than its record, which may be deleted; what is seen of it was
   * looked at, it decides and answers the rest. May ask the database. */
  gboolean (*apply) (HubAct *act, GError **error);
} HubCommandRule;

typedef struct _HubKindRules HubKindRules;

/* What makes one kind different from the others when commands change it. Any member but the kind
 * may be %NULL. All of them run on a worker inside the transaction and only touch the unit. */
struct _HubKindRules
{
  const CrmKind *kind;
  /* What a command will look at, beside its record. */
  void (*collect) (HubNeeds *needs, CrmCommand *command);
  /* Brings the values to their canonical form; @row is %NULL for a new one. */
  void (*normalise) (CrmFieldSet *set, HubRow *row);
  /* Fills a new row: defaults, scope; adds to @problem what forbids it. */
  void (*prepare) (HubUnit *unit, HubRow *draft, CrmProblem *problem);
  /* After values changed: rights on particular fields, scope. */
  void (*change) (HubUnit *unit, HubRow *before, HubRow *draft, CrmProblem *problem);
  /* The whole row against the rules. */
  void (*check) (HubUnit *unit, HubRow *draft, CrmProblem *problem);
  /* It is certain now: what else follows from it. */
  void (*changed) (HubUnit *unit, HubRow *before, HubRow *after);
  void (*removed) (HubUnit *unit, HubRow *before, HubRow *after);
  void (*restored) (HubUnit *unit, HubRow *before, HubRow *after);
  /* The server's own stamps on a row that was changed. */
  void (*touch) (HubUnit *unit, HubRow *draft);
  const HubCommandRule *commands; /* ended by a %NULL name */
  /* Its ids are made from what it is about: whoever creates what is there already changes it. */
  gboolean has_own_ids;
  /* Nobody deletes one by itself, and this tells why; it still goes with its customer. */
  const char *keeps;
};

G_END_DECLS
