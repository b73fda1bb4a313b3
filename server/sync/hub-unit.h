/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/base/hub-tickle.h"
#include "server/sync/hub-needs.h"
#include "server/sync/hub-row.h"
#include "shared/protocol/crm-command.h"
#include "shared/record/crm-rights.h"

G_BEGIN_DECLS

typedef struct
{
  char id[CRM_ID_LENGTH + 1];
  char *name;
  char *role;
  char *branch; /* (nullable) */
  gboolean is_active;
} HubPerson;

/* The unit of work of one transaction: the rows that commands touch, locked, each once; what they
 * become; and what has to be written. Nothing reaches the database before hub_unit_write(), so a
 * command that is refused half-way leaves no trace. Worker thread, on the stack of its job. */
typedef struct
{
  HubDb *db;
  const HubSession *session;
  HubRights rights;
  char ver[24]; /* that rows get in this transaction */
  gint64 now;
  char *now_text;     /* (owned) */
  GHashTable **rows;  /* (owned): by number of the kind, id to HubRow */
  GHashTable *people; /* (owned) (element-type utf8 HubPerson) */
  GHashTable *phones; /* (owned) (element-type utf8 utf8): customers with a phone */
  GQueue numbers;     /* (element-type utf8): for new customers */
  GPtrArray *steps;   /* (owned): statements to run before the rows are written */
  GPtrArray *added;   /* (owned) (element-type HubRow): history and conflicts */
  HubTickle *tickle;  /* (owned) */

  /* of the command at work */
  CrmCommand *command; /* (unowned) */
  char *done_at;       /* (owned): when the person did it, within bounds */
} HubUnit;

HubUnit *hub_unit_new (HubDb *db, const HubSession *session);
void hub_unit_free (HubUnit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubUnit, hub_unit_free)
/* One round trip for everything. @ids: of the commands; @known (out) (transfer full): what became
 * of them, as of sync/read-commands. */
gboolean
hub_unit_load (HubUnit *self, HubNeeds *needs, GPtrArray *ids, HubDbRows **known, GError **error);
void hub_unit_begin_command (HubUnit *self, CrmCommand *command);
/* (transfer full): wire time at which the person did it, within sane bounds. */
char *hub_unit_dup_done_at (HubUnit *self, CrmCommand *command);

/* (nullable): stored or made by an earlier command. */
HubRow *hub_unit_find (HubUnit *self, const CrmKind *kind, const char *id);
/* Takes @row in the place of the one with its id, to be written. (transfer full) */
void hub_unit_put (HubUnit *self, HubRow *row);
HubPerson *hub_unit_find_person (HubUnit *self, const char *id);
/* Also by a share, which lets nobody change anything. */
gboolean hub_unit_sees (HubUnit *self, HubRow *row);
/* Whether this person may do it to this row, where it is now. */
gboolean hub_unit_allows (HubUnit *self, HubRow *row, CrmAction action);
/* @params: %NULL-terminated texts as of @query; copied. */
void hub_unit_add_step (HubUnit *self, const HubQuery *query, const char *const *params);
/* A row that only the server makes. (transfer full) */
void hub_unit_add_row (HubUnit *self, HubRow *row);
/* Queues everything; the commit sends it. */
gboolean hub_unit_write (HubUnit *self, GError **error);

G_END_DECLS
