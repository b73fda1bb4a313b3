/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-session.h"
#include "server/db/hub-db.h"
#include "shared/codec/crm-field.h"
#include "shared/protocol/crm-problem.h"

G_BEGIN_DECLS

/* Somebody wants to see masked fields of one record, and says why. Plain struct. */
typedef struct
{
  HubSession *session; /* (owned) */
  const CrmKind *kind;
  char *record;       /* (owned) */
  CrmFieldSet *asked; /* (owned): the fields; what they hold is the answer */
  char *reason;       /* (owned) */
  CrmError refusal;   /* of hub_reveal_work() */
  gboolean is_refused;
} HubReveal;

/* (nullable) (transfer full): `{"kind":…,"record":…,"fields":[…],"reason":…}`; what is wrong goes
 * to
 * @problem. */
HubReveal *hub_reveal_parse (JsonNode *body, HubSession *session, CrmProblem *problem);
void hub_reveal_free (HubReveal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubReveal, hub_reveal_free)

/* Reads the values into @data (HubReveal) and writes it down. A refusal is no error: it is written
 * down as well. A record that this person does not see is as one that does not exist. */
gboolean hub_reveal_work (HubDb *db, gpointer data, GError **error);

G_END_DECLS
