/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/auth/hub-session.h"
#include "shared/protocol/crm-command.h"

G_BEGIN_DECLS

/* One command of a push and what became of it. */
typedef struct
{
  CrmCommand *command; /* (owned) (nullable): %NULL when it could not be read */
  char *id;            /* (owned) */
  char *record;        /* (owned) (nullable) */
  char *digest;        /* (owned) (nullable): hex */
  guint first;         /* index of the first with the same id, mostly its own */
  CrmResult *result;   /* (owned) (nullable) */
  gboolean is_final;   /* to be remembered under its id */
} HubPushItem;

/* The body of POST /commands. Plain struct, used by one thread at a time. */
typedef struct
{
  HubSession *session; /* (owned) */
  GPtrArray *items;    /* (owned) (element-type HubPushItem) */
  char *epoch;         /* (owned) (nullable): the only one it is for */
} HubPush;

/* On failure the reason is added to @problem, with pointers into the body. */
HubPush *
hub_push_parse (GBytes *body, HubSession *session, guint max_commands, CrmProblem *problem);
void hub_push_free (HubPush *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubPush, hub_push_free)

HubPushItem *hub_push_get (HubPush *self, guint index);
/* `{"results":[…]}`; every item has its result by now. */
GBytes *hub_push_to_reply (HubPush *self);

G_END_DECLS
