/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/lib/raw-client.h"
#include "tests/lib/temp-hub.h"

G_BEGIN_DECLS

/* A request and its answer. */
typedef struct
{
  const char *what; /* (nullable) */
  const char *who;
  const char *request;
  const char *body;
  guint status;
  const char *pointer; /* of the first error */
  const char *code;    /* its, or the problem's when there is no pointer */
} AdminCase;

/* A server with people of every role in two branches, who sign in when they first do something:
 *   root, root2 administrators; boss director; north-head, ann, abel of «Север»; south-head, bob of
 *   «Юг»; mark marketer, fin accountant, eve adjuster of «Север»
 * and customers ann-customer, bob-customer. */
typedef struct
{
  TempHub *hub;       /* (owned) */
  GHashTable *ids;    /* (element-type utf8 utf8): by name; branches are north and south */
  GHashTable *tokens; /* (element-type utf8 utf8): by login */
} AdminFixture;

/* (nullable): without PostgreSQL. */
AdminFixture *admin_fixture_new (void);
void admin_fixture_free (AdminFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AdminFixture, admin_fixture_free)

#define ADMIN_PASSWORD "correct horse"

const char *admin_fixture_get_id (AdminFixture *self, const char *name);
/* (transfer none): of his session, which is made now if need be. */
const char *admin_fixture_get_token (AdminFixture *self, const char *who);
/* (transfer full): @text with every $name replaced by the id of that name; one that is not known
 * yet is made. $today and $today+N (days) are dates. */
char *admin_fixture_expand (AdminFixture *self, const char *text);
/* A request of @who (nullable); path and body are expanded. */
RawAnswer *admin_fixture_call (AdminFixture *self,
                               const char *who,
                               const char *method,
                               const char *path,
                               const char *body);
/* The same, which must have the @status; (transfer full) (nullable): its body. */
JsonNode *admin_fixture_do (AdminFixture *self,
                            const char *who,
                            const char *request, /* "POST /admin/user" */
                            const char *body,
                            guint status);
/* One request after the other, each with the answer it must have. */
void admin_fixture_run (AdminFixture *self, const AdminCase *cases, guint n_cases);
/* (transfer full) (nullable): the first field; expanded. */
char *admin_fixture_ask (AdminFixture *self, const char *sql);

G_END_DECLS
